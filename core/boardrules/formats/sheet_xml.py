"""What python-calamine does not tell about a worksheet, read from the XML in the workbook.

It gives error cells and formulas without a result as blank, TRUE as equal to 1, and reserves
memory for every cell up to the last one, however far out that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import normpath
from threading import Thread
from typing import Literal, NamedTuple
from zipfile import ZipFile

from boardrules.formats.sheet_chunks import SheetChunks

#: More cells than this, of 32 bytes each, are not reserved for one sheet.
MOST_CELLS = 20_000_000
#: A sheet of Excel has no more columns and rows.
MOST_COLUMNS, MOST_ROWS = 1 << 14, 1 << 20
_SMALL_SHEET = 1 << 18
_HEAD = 1 << 12
_BLOCK = 1 << 18
_LONGEST_MARK = 5

_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)")
_PROPERTIES = re.compile(r"<(?:\w+:)?workbookPr\s([^>]*)")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)")
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s+ref="(?:[A-Z]+\d+:)?([A-Z]{1,3})(\d{1,7})"')
_PLACED = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"([^>]*)>')
_ROW_OR_CELL = re.compile(rb"""<(?:\w+:)?(row|c)(?=[\s>/])((?:[^"'<>]++|"[^"]*+"|'[^']*+')*+)>""")
_ANY_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d*)["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^/])>(.*?)</(?:\w+:)?c>", re.S)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_SINGLE_MARKS = re.compile(rb"""(?<==)'([^'"<>]*+)'""")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>/]*>(.*?)</(?:\w+:)?v>", re.S)


class Marks(NamedTuple):
    """Whether a sheet holds error cells, formulas and truth values."""

    errors: bool = False
    formulas: bool = False
    truths: bool = False


_NO_MARKS = Marks()


class OddCell(NamedTuple):
    """An error cell, a truth value or a formula; row and column count from 0.

    ``kind`` is ``blank`` for a formula whose result was never calculated. ``text`` is what
    the file holds as its value.
    """

    row: int
    column: int
    kind: Literal["error", "truth", "blank", "formula"]
    text: str


def column_index(letters: bytes) -> int:
    """The number of a column, from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _last_cell(data: bytes) -> tuple[int, int]:
    """The last row and column (from 1) of a filled cell, with or without a place of its own."""
    row = column = last_row = last_column = 0
    for name, attributes in _ROW_OR_CELL.findall(data):
        stated = _ANY_PLACE.search(attributes)
        # A number of more digits is no less too far for being cut.
        number = int(stated[2][:9]) if stated and stated[2] else 0
        if name == b"row":
            row, column = number or row + 1, 0
            continue
        letters = stated[1][:9] if stated else b""
        column = column_index(letters.upper()) + 1 if letters else column + 1
        if not attributes.endswith(b"/"):
            last_row, last_column = max(last_row, number or row), max(last_column, column)
    return last_row, last_column


class SheetParts:
    """The worksheets of a workbook, by their place in its list of sheets. Raises what zipfile does.

    ``from_1904``: the workbook counts days as Excel on old Macintoshes did.
    """

    def __init__(self, path: Path) -> None:
        self._archive = ZipFile(path)
        targets = {}
        for relation in self._attributes("xl/_rels/workbook.xml.rels", _RELATION):
            # A target is relative to xl/ unless it begins with a slash.
            target = normpath("/xl/" + relation.get("Target", "").replace("/xl/", "", 1))
            targets[relation.get("Id")] = target[1:]
        self._parts = [
            targets.get(next((value for name, value in sheet.items() if name.endswith(":id")), ""))
            for sheet in self._attributes("xl/workbook.xml", _SHEET)
        ]
        self.from_1904 = any(
            properties.get("date1904") in ("1", "true")
            for properties in self._attributes("xl/workbook.xml", _PROPERTIES)
        )

    def _attributes(self, part: str, element: re.Pattern[str]) -> list[dict[str, str]]:
        """The attributes of each ``element`` in a part."""
        text = self._archive.read(part).decode("utf-8", "replace")
        return [dict(_ATTRIBUTE.findall(each)) for each in element.findall(text)]

    def data(self, sheet: int) -> bytes:
        """The whole XML of a sheet."""
        return self._archive.read(self._parts[sheet] or "")

    def reach(self, sheet: int) -> int:
        """How many cells lie between the first and the last one that has a value, or more than that.

        More than :data:`MOST_CELLS` for a cell where Excel has none.

        A large sheet is believed what it states about itself, because looking through it
        costs as much as a tenth of reading it; 0 when it states nothing.
        """
        part = self._parts[sheet] or ""
        if self._archive.getinfo(part).file_size > _SMALL_SHEET:
            with self._archive.open(part) as stream:
                stated = _DIMENSION.search(stream.read(_HEAD))
            cells = (column_index(stated[1]) + 1) * int(stated[2]) if stated else 0
            if cells <= MOST_CELLS:
                return cells
        data = self.data(sheet)
        placed = _PLACED.findall(data)
        row = column = 0
        if len(placed) == sum(data.count(start) for start in (b"<c", b":c")) - data.count(b"<co"):
            for letters, digits, rest in placed:
                if not rest.endswith(b"/"):
                    row, column = max(row, int(digits)), max(column, column_index(letters) + 1)
        else:
            # Places are not all written as Excel writes them; calamine may read them all the same.
            row, column = _last_cell(data)
        return row * column if row <= MOST_ROWS and column <= MOST_COLUMNS else MOST_CELLS + 1

    def chunks(self, sheet: int) -> SheetChunks:
        """The chunks of a sheet; ValueError when it must be read whole."""
        return SheetChunks(self._archive, self._parts[sheet] or "", self.from_1904)

    def marks(self, sheet: int) -> Marks:
        """What kinds of odd cells a sheet may hold."""
        marks, tail = _NO_MARKS, b""
        with self._archive.open(self._parts[sheet] or "") as stream:
            while block := stream.read(_BLOCK):
                marks = marks_in(tail + block, marks)
                tail = block[-_LONGEST_MARK:]
        return marks

    def odd_cells(self, sheet: int) -> Iterator[OddCell]:
        """Every error cell, truth value and formula of a sheet."""
        data = self.data(sheet)
        if b"='" in data:
            data = _SINGLE_MARKS.sub(rb'"\1"', data)
        for attributes, content in _CELL.findall(data):
            place = _PLACE.search(attributes)
            kind: Literal["error", "truth", "blank", "formula"]
            value = _VALUE.search(content)
            text = value[1].decode("utf-8", "replace") if value else ""
            if b't="e"' in attributes:
                kind = "error"
            elif b't="b"' in attributes:
                kind = "truth"
            elif b"f>" not in content:
                continue
            else:
                kind = "formula" if text or b't="str"' in attributes else "blank"
            if place:
                yield OddCell(int(place[2]) - 1, column_index(place[1]), kind, text)


def marks_in(data: bytes, before: Marks = _NO_MARKS) -> Marks:
    """The marks of a part of a sheet's XML and of the parts ``before``."""
    # One character is found a thousand times as fast, and rarely stands in a sheet whose
    # texts are kept apart, as Excel keeps them.
    return Marks(
        before.errors or (b"#" in data and b">#" in data),
        before.formulas or (b"f" in data and b"f>" in data),
        before.truths or (b"b" in data and (b't="b"' in data or b"t='b'" in data)),
    )


class MarksFinder(Thread):
    """Finds the :class:`Marks` of a sheet while calamine, which lets go of the lock, reads it."""

    def __init__(self, path: Path, sheet: int) -> None:
        super().__init__(daemon=True)
        self._path = path
        self.sheet = sheet
        self._marks = Marks()
        self.start()

    def run(self) -> None:
        try:
            self._marks = SheetParts(self._path).marks(self.sheet)
        except Exception:
            # What calamine can read and zipfile cannot is read without this help.
            return

    def marks(self) -> Marks:
        """The marks, once they are found."""
        self.join()
        return self._marks
