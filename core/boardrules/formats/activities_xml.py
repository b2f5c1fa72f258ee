"""Activities from MEMS XML: MedBiquitous Medical Education Metrics as ACCME adapts it."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from attrs import Factory, define, frozen

from boardrules.findings import Finding, finding
from boardrules.formats.cells import clean_text
from boardrules.formats.mems import Node
from boardrules.formats.source import Source, decode_head
from boardrules.formats.xml_attributes import attributes
from boardrules.formats.xml_faults import broken, misread
from boardrules.locations import FileAt, XmlAt

if TYPE_CHECKING:
    from lxml.etree import _Element

_ENTRY = "MedicalEducationMetrics"
_ROOTS = ("ACCMEActivities", _ENTRY)
_HEAD = 1 << 16
_DOCTYPE = re.compile(r"\ufeff?(?:\s|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.S)
#: From here on libxml2 guesses.
_LAST_LINE = (1 << 16) - 1


def _local(name: object) -> str:
    """A name without its namespace."""
    return str(name).rpartition("}")[2]


def _same(element: _Element, name: str) -> bool:
    return _local(element.tag).casefold() == name.casefold()


@define(slots=True)
class _Entry:
    """The entry being read: its element, which entry it is (from 1), and how many elements
    of the document stand before it. ``lines`` are those of all elements, once needed.
    """

    source: Source
    above: str = ""
    element: Any = None
    number: int = 0
    before: int = 0
    lines: array[int] | None = None
    _steps: dict[Any, str] = Factory(dict)
    _indexes: dict[Any, int] = Factory(dict)

    def begin(self, element: _Element, before: int) -> None:
        """Begin the next entry."""
        self.element, self.before = element, before
        self.number += 1

    def end(self) -> None:
        """Forget the elements of the entry."""
        self.element = None
        self._steps.clear()
        self._indexes.clear()

    def place(self, element: _Element) -> XmlAt:
        """The place of an element in the entry."""
        path = ""
        each = element
        while each is not self.element:
            parent = cast("_Element", each.getparent())
            if each not in self._steps:
                self._count(parent)
            path = f"/{self._steps[each]}{path}"
            each = parent
        path = f"{self.above}{_local(self.element.tag)}[{self.number}]{path}"
        return XmlAt(self.source.name, self._line(element), path)

    def _count(self, parent: _Element) -> None:
        """Note the steps to the children of an element, with a number where several are alike."""
        children = list(parent)
        alike = Counter(child.tag for child in children)
        met: Counter[Any] = Counter()
        for child in children:
            met[child.tag] += 1
            number = f"[{met[child.tag]}]" if alike[child.tag] > 1 else ""
            self._steps[child] = f"{_local(child.tag)}{number}"

    def _line(self, element: _Element) -> int | None:
        line = cast("int | None", element.sourceline)
        if line is None or line < _LAST_LINE:
            return line
        if self.lines is None:
            self.lines = _element_lines(self.source)
        if not self._indexes:
            self._indexes = {each: index for index, each in enumerate(self.element.iter())}
        index = self.before + self._indexes[element]
        return self.lines[index] if index < len(self.lines) else None


def _element_lines(source: Source) -> array[int]:
    """The line of every element, in their order, as far as the file can be read."""
    from xml.parsers.expat import ExpatError, ParserCreate

    lines = array("q")
    parser = ParserCreate()
    parser.StartElementHandler = lambda name, attributes: lines.append(parser.CurrentLineNumber)
    try:
        with source.path.open("rb") as stream:
            parser.ParseFile(stream)
    except (ExpatError, OSError, ValueError):
        # Expat knows fewer encodings; then a place is told by its path alone.
        return lines
    return lines


@frozen(slots=True)
class _XmlNode:
    element: _Element
    entry: _Entry

    @property
    def place(self) -> XmlAt:
        return self.entry.place(self.element)

    @property
    def is_group(self) -> bool:
        return len(self.element) > 0 or any(
            not str(name).startswith("{") for name in self.element.attrib
        )

    @property
    def text(self) -> str | None:
        return None if len(self.element) else clean_text(self.element.text or "")

    @property
    def kind(self) -> str:
        return "elements"

    @property
    def children(self) -> list[tuple[str, _XmlNode | _Attribute]]:
        # An attribute of another namespace is the document's (xsi:schemaLocation, xml:lang).
        given = [
            (key, _Attribute(self, key, clean_text(value)))
            for key, value in attributes(self.element)
            if not key.startswith("{")
        ]
        elements = [(_local(child.tag), _XmlNode(child, self.entry)) for child in self.element]
        return [*given, *elements]

    def all(self, name: str) -> list[_XmlNode | _Attribute]:
        wanted = name.casefold()
        given = [
            _Attribute(self, _local(key), clean_text(str(self.element.get(key))))
            for key in self.element.attrib
            if _local(key).casefold() == wanted
        ]
        elements = [_XmlNode(child, self.entry) for child in self.element if _same(child, name)]
        return [*given, *elements]


@frozen(slots=True)
class _Attribute:
    """An attribute, which MEMS uses where JSON has one more key."""

    owner: _XmlNode
    name: str
    text: str
    kind = "text"
    is_group = False

    @property
    def place(self) -> XmlAt:
        place = self.owner.place
        return XmlAt(place.file, place.line, f"{place.path}/@{self.name}")

    @property
    def children(self) -> list[tuple[str, _Attribute]]:
        return []

    def all(self, name: str) -> list[_Attribute]:
        return []


def read_xml(source: Source, findings: list[Finding], take: Callable[[Node], None]) -> None:
    """Hand every MedicalEducationMetrics of an XML file to ``take``, whatever its namespaces.

    It is gone when ``take`` returns. What is wrong goes to ``findings``: BR104 for a file that is not well-formed, of which
    what stands before the fault is kept, BR105 for one with a DOCTYPE, BR111 for another
    document, BR109 for one without activities, BR119 for a wrong encoding.
    """
    from lxml.etree import XMLSyntaxError, iterparse

    with source.path.open("rb") as stream:
        head = decode_head(stream.read(_HEAD))
        if doctype := _DOCTYPE.match(head):
            findings.append(_refused(source.name, head.count("\n", 0, doctype.end()) + 1))
            return
        if lie := misread(source.path, source.name, head):
            findings.append(lie)
        stream.seek(0)
        events = iterparse(
            stream,
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            _read(events, source, findings, take)
        except XMLSyntaxError:
            findings.append(broken(source.name, events.error_log, head))


def _read(
    events: Iterator[tuple[str, Any]],
    source: Source,
    findings: list[Finding],
    take: Callable[[Node], None],
) -> None:
    entry = _Entry(source)
    before = -1
    for event, element in events:
        if event == "start":
            before += 1
            if before == 0 and (problem := _problem(element, source.name)):
                findings.append(problem)
                return
            if entry.element is None and _same(element, _ENTRY):
                above = [_local(each.tag) for each in element.iterancestors()]
                entry.above = "".join(f"{name}/" for name in reversed(above))
                entry.begin(element, before)
        elif element is entry.element:
            take(_XmlNode(element, entry))
            # Elements that are let go of only when they stand in no tree take long.
            entry.end()
            element.clear(keep_tail=False)
    if not entry.number:
        findings.append(finding("BR109", FileAt(source.name)))


def _problem(root: Any, file: str) -> Finding | None:
    """Why the document is not read at all, if so."""
    if root.getroottree().docinfo.doctype:
        return _refused(file, None)
    if not any(_same(root, expected) for expected in _ROOTS):
        name = _local(root.tag)
        place = XmlAt(file, root.sourceline, name)
        return finding("BR111", place, found=name, expected=" or ".join(_ROOTS))
    return None


def _refused(file: str, line: int | None) -> Finding:
    return finding("BR105", XmlAt(file, line), found="a DOCTYPE")
