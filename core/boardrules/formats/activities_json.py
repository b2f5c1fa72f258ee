"""Activities from ACCME's draft JSON document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from attrs import frozen

from boardrules.findings import Finding, finding
from boardrules.formats.cells import clean_text
from boardrules.formats.json_nodes import TOO_DEEP, Number, Pairs, escaped, where
from boardrules.formats.listing import shown
from boardrules.formats.mems import Node
from boardrules.locations import FileAt, JsonAt

_EXPECTED = "ACCMEActivities with MedicalEducationMetrics"
_WRAPPERS = frozenset({"accmeactivities", "medicaleducationmetrics"})
_PARTS = frozenset({"lom", "activitydescription", "healthcaremetadata"})
_WHOLE = re.compile(r"(\d+)\.0+", re.ASCII)


@frozen(slots=True)
class _JsonNode:
    value: Any
    file: str
    pointer: str

    @property
    def place(self) -> JsonAt:
        return JsonAt(self.file, self.pointer)

    @property
    def is_group(self) -> bool:
        return isinstance(self.value, Pairs)

    @property
    def text(self) -> str | None:
        value = self.value
        if value is None:
            return ""
        if isinstance(value, Number):
            whole = _WHOLE.fullmatch(value)
            return whole[1] if whole else str(value)
        if isinstance(value, str):
            # A lone surrogate cannot be written to any report.
            return clean_text(value.encode("utf-8", "replace").decode("utf-8"))
        return None

    @property
    def kind(self) -> str:
        if isinstance(self.value, Pairs):
            return "an object"
        if isinstance(self.value, list):
            return "a list"
        return {None: "null", True: "true", False: "false"}.get(self.value, "text")

    def keys(self) -> list[str]:
        """The names in an object, without their capitals."""
        return [_key(name) for name, _ in self.value] if self.is_group else []

    @property
    def children(self) -> list[tuple[str, _JsonNode]]:
        if not isinstance(self.value, Pairs):
            return []
        return [
            (key, node)
            for key, value in self.value
            for node in _JsonNode(value, self.file, f"{self.pointer}/{escaped(key)}").unrolled()
        ]

    def all(self, name: str) -> list[_JsonNode]:
        wanted = _key(name)
        return [node for key, node in self.children if _key(key) == wanted]

    def unrolled(self) -> list[_JsonNode]:
        """The items of a list, however deep, or the node itself."""
        nodes, ready = [self], []
        while nodes:
            node = nodes.pop()
            if isinstance(node.value, list) and not node.is_group:
                nodes += reversed(
                    [
                        _JsonNode(item, self.file, f"{node.pointer}/{index}")
                        for index, item in enumerate(node.value)
                    ]
                )
            else:
                ready.append(node)
        return ready


def _key(name: str) -> str:
    return name.strip().casefold()


def read_json(text: str, file: str, findings: list[Finding], take: Callable[[Node], None]) -> None:
    """Hand every activity of a JSON document to ``take``.

    Takes ``{"ACCMEActivities": {"MedicalEducationMetrics": [...]}}``, either of its inner
    parts, or a bare list of activities. What is wrong goes to ``findings``: BR114 for text
    that is no JSON, BR111 for another document, BR109 for one without activities.
    """
    try:
        value = json.loads(
            text,
            parse_int=Number,
            parse_float=Number,
            parse_constant=Number,
            object_pairs_hook=Pairs,
        )
    except json.JSONDecodeError as error:
        found = where(text, error.pos)
        findings.append(finding("BR114", FileAt(file), found=found))
        return
    except RecursionError:
        findings.append(finding("BR114", FileAt(file), found=TOO_DEEP))
        return
    root = _JsonNode(value, file, "")
    entries = _entries(root)
    if entries is None:
        names = [name for name, _ in root.value] if root.is_group else []
        found = shown(", ".join(names) or root.text or root.kind)
        findings.append(finding("BR111", FileAt(file), found=found, expected=_EXPECTED))
    elif not entries:
        findings.append(finding("BR109", FileAt(file)))
    else:
        for entry in entries:
            take(entry)


def _entries(root: _JsonNode) -> list[_JsonNode] | None:
    """The activities in the document; None when it is another kind of document."""
    items = root.unrolled()
    wrapped = [inner for item in items for inner in item.all("ACCMEActivities")]
    for level in (items, wrapped):
        if any(_PARTS.intersection(node.keys()) for node in level):
            return level
    level = items + wrapped
    entries = [entry for node in level for entry in node.all("MedicalEducationMetrics")]
    known = not items or any(_WRAPPERS.intersection(node.keys()) for node in level)
    return entries if known else None
