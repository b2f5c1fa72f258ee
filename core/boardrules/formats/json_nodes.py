"""Values of a JSON document as they are written, each with its place."""

from __future__ import annotations

import json
from typing import Any

from attrs import frozen

#: What is said of a document that Python's own stack is too short for.
TOO_DEEP = "objects or lists nested too deeply"


class Number(str):
    """A JSON number by its digits: no float comes between the file and the amount read."""


class Constant(str):
    """``NaN``, ``Infinity`` or ``-Infinity``, which JSON does not have and many programs write."""


class Pairs(list[tuple[str, Any]]):
    """A JSON object as its pairs, so that a key given twice loses nothing."""


DECODER = json.JSONDecoder(
    parse_int=Number, parse_float=Number, parse_constant=Constant, object_pairs_hook=Pairs
)


@frozen(slots=True)
class Node:
    """A value and its place, an RFC 6901 pointer."""

    value: Any
    pointer: str

    def member(self, key: str, value: Any) -> Node:
        """The value that an object has under a key."""
        return Node(value, f"{self.pointer}/{escaped(key)}")

    def items(self) -> list[Node]:
        """The items of a list."""
        return [Node(item, f"{self.pointer}/{index}") for index, item in enumerate(self.value)]

    @property
    def is_object(self) -> bool:
        return isinstance(self.value, Pairs)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, list) and not isinstance(self.value, Pairs)

    @property
    def kind(self) -> str:
        """What the value is, in words, or the value itself where that says more."""
        value = self.value
        if isinstance(value, Pairs):
            return "an object"
        if isinstance(value, list):
            return "a list"
        if isinstance(value, Number | Constant):
            return str(value)
        if isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)
        return {None: "null", True: "true", False: "false"}[value]


def escaped(key: str) -> str:
    """A key as a part of a pointer."""
    return encodable(key).replace("~", "~0").replace("/", "~1")


def encodable(text: str) -> str:
    """``text`` without lone surrogates, which no report can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def where(text: str, at: int) -> str:
    """A place in a text in words: its line and column, and what stands there."""
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    met = repr(text[at]) if at < len(text) else "the end of the text"
    return f"line {line}, column {column}, at {met}"
