"""What python-calamine does not tell about a worksheet, and must not be left to find out.

It gives error cells and formulas without a result as blank, and TRUE as equal to 1; it reads
parts of any size, and reserves memory for every cell up to the last one. So it is handed an
archive of those parts alone that were looked at before.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from posixpath import join, normpath
from threading import Thread
from typing import TYPE_CHECKING, Literal, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from attrs import define

from boardrules.formats.learner_columns import column_letter
from boardrules.formats.package import Package, UnfitError
from boardrules.formats.sheet_chunks import SheetChunks
from boardrules.formats.sheet_extent import column_number, extent

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

#: More cells than this are not made room for in one sheet, nor more bytes of their texts.
MOST_CELLS = 20_000_000
MOST_TEXT = 1 << 28
#: Sheets of more bytes are packed, and their XML is given away before they are read.
LARGE = 1 << 25
#: The last row and column that a spreadsheet program knows.
_LAST_ROW, _LAST_COLUMN = 1 << 20, 1 << 14
#: The rows begin within so many bytes, if columns and views are as spreadsheet programs write them.
_HEAD = 1 << 16
#: A cell with a value has at least so many bytes.
_SMALLEST_CELL = len("<c><v>0</v></c>")

_CELL = re.compile(
    rb"<(?:\w++:)?c\s([^<>]*[^/<>])>((?:[^<]++|<(?!/?(?:\w++:)?c[\s/>]))*+)</(?:\w++:)?c>"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w++:)?v[^>/]*+>([^<]*+)</(?:\w++:)?v>")
_FORMULA_END = re.compile(b"f>")
_TRUTH_END = re.compile(b"b[\"']")
_TRUTH = re.compile(b"t=[\"']b[\"']")
_HIDDEN_MARK = re.compile(b"hidden=")
_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_MERGED = re.compile(
    rb"""<(?:\w++:)?mergeCell\s[^<>]*?ref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"""
)
_HIDDEN_ROW = re.compile(rb"""<(?:\w++:)?row\s[^<>]*?hidden=["'](?:1|true)["'][^<>]*>""")
_ROW_NUMBER = re.compile(rb"""\sr=["'](\d{1,7})""")
_COUNT = re.compile(rb"""uniqueCount\s*=\s*["'](\d+)["']""")
_STRING_END = re.compile(rb"</(?:[^\s<>/:]++:)?si\s*>|<(?:[^\s<>/:]++:)?si(?:\s[^<>]*)?/>")
_STRING_STEP = 1 << 11
_SECTION = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.S)
_VALUE_END = re.compile(rb"</(?:[^\s<>/:]++:)?v\s*>")
_INDEX = re.compile(rb">(\d{1,9})<")

_CLOSES = ord(">")
_MOST_LOOKED = 1 << 20
#: A value before all dates: calamine fails at some -1E+11 days, and says so on standard error.
_BEFORE_DATES = re.compile(rb"v>(?=-(?:\d{12}|\d*\.?\d*[eE]\+?\d|[iI]))")

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OF_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OF_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


class Marks(NamedTuple):
    """Whether a sheet holds error cells, formulas, truth values and hidden rows."""

    errors: bool = False
    formulas: bool = False
    truths: bool = False
    hidden: bool = False


class OddCell(NamedTuple):
    """An error cell, a truth value or a formula; row and column count from 0.

    ``kind`` is ``blank`` for a formula whose result was never calculated. ``text`` is what
    the file holds as its value.
    """

    row: int
    column: int
    kind: Literal["error", "truth", "blank", "formula"]
    text: str


class Merged(NamedTuple):
    """Merged cells: the first and last row and column, counted from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def reference(self) -> str:
        """The cells as a spreadsheet program names them: ``C5:C9``."""
        first = f"{column_letter(self.first_column)}{self.first_row + 1}"
        return f"{first}:{column_letter(self.last_column)}{self.last_row + 1}"


class Looked(NamedTuple):
    """What is kept of a sheet whose XML is too large to keep."""

    marks: Marks
    odd: list[OddCell]
    merged: list[Merged]
    hidden: list[int]


@define(slots=True)
class SheetPart:
    """One worksheet: its name, and its XML, what is kept of that, or why it is not to be read.

    ``last_row`` is the number of its last row, if only a formatted one; 0 if that is not said.
    """

    name: str
    hidden: bool
    data: bytes = b""
    problem: UnfitError | None = None
    looked: Looked | None = None
    last_row: int = 0


class SheetParts:
    """The worksheets of a workbook, in their order. Raises what :class:`Package` does.

    ``from_1904``: the workbook counts days as Excel on old Macintoshes did.
    """

    def __init__(self, path: Path) -> None:
        package = Package(path)
        main = "xl/workbook.xml"
        for relation in _elements(package.read("_rels/.rels"), {"Relationship"}):
            if relation.get("Type", "").endswith("/officeDocument"):
                main = normpath("/" + relation.get("Target", ""))[1:]
        folder, _, name = main.rpartition("/")
        targets = {
            relation.get("Id"): relation
            for relation in _elements(
                package.read(join(folder, f"_rels/{name}.rels")), {"Relationship"}
            )
        }
        self.from_1904 = False
        self.sheets: list[SheetPart] = []
        for element in _elements(package.read(main), {"sheet", "workbookPr"}):
            if "date1904" in element:
                self.from_1904 = element["date1904"] in ("1", "true")
            relation = targets.get(element.get("id"), {})
            if relation.get("Type", "").endswith("/worksheet"):
                part = normpath(join("/", folder, relation.get("Target", "")))[1:]
                hidden = element.get("state", "visible") != "visible"
                self.sheets.append(_read_sheet(package, part, element.get("name", ""), hidden))
        self._others = {
            name: package.read(join(folder, name))
            for name in ("styles.xml", "sharedStrings.xml")
            if join(folder, name) in package
        }
        self._bound_texts()

    def open(self) -> CalamineWorkbook:
        """The sheets as calamine reads them, in the same order; those with a problem are blank."""
        from python_calamine import CalamineWorkbook

        return CalamineWorkbook.from_filelike(
            self._packed([memoryview(sheet.data)] for sheet in self.sheets)
        )

    def data_of(self, name: str) -> bytes:
        """The XML of the sheet of that name; blank when there is none or it is not to be read."""
        return next((sheet.data for sheet in self.sheets if sheet.name == name), b"")

    def chunks(self, sheet: int) -> SheetChunks:
        """The chunks of a sheet; ValueError when it must be read whole."""
        return SheetChunks(self.sheets[sheet].data, self._packed)

    def _packed(self, sheets: Iterable[Sequence[memoryview]]) -> io.BytesIO:
        """A workbook of sheets, each of which is given as pieces of its XML."""
        stream = io.BytesIO()
        large = sum(len(sheet.data) for sheet in self.sheets) > LARGE
        how = ZIP_DEFLATED if large else ZIP_STORED
        with ZipFile(stream, "w", how, compresslevel=1) as archive:
            count = 0
            for count, (first, *pieces) in enumerate(sheets, 1):
                rows = max(bytes(first[:_HEAD]).find(b"<sheetData"), 0)
                info = ZipInfo(f"xl/{count}.xml")
                info.compress_type = archive.compression
                with archive.open(info, "w") as part:
                    part.write(first[:rows])
                    # calamine reads a sheet a second time, until it finds its merged cells.
                    part.write(b"<mergeCells/>" if rows else b"")
                    part.write(first[rows:])
                    for piece in pieces:
                        part.write(piece)
            for name, content in self._frame(count).items():
                archive.writestr(ZipInfo(name), content)
        stream.seek(0)
        return stream

    def _frame(self, count: int) -> dict[str, str | bytes]:
        """The parts of a workbook of so many sheets, but for those."""
        numbers = range(1, count + 1)
        listed = "".join(
            f'<sheet name="{each}" sheetId="{each}" r:id="r{each}"/>' for each in numbers
        )
        related = "".join(
            f'<Relationship Id="r{each}" Type="{_OF_DOCUMENT}/worksheet" Target="{each}.xml"/>'
            for each in numbers
        )
        days = f'<workbookPr date1904="{int(self.from_1904)}"/>'
        return {
            "_rels/.rels": f'<Relationships xmlns="{_OF_PACKAGE}"><Relationship Id="r1" '
            f'Type="{_OF_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OF_DOCUMENT}">{days}'
            f"<sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_OF_PACKAGE}">{related}'
            "</Relationships>",
            **{f"xl/{name}": data for name, data in self._others.items()},
        }

    def condense(self, sheet: int) -> None:
        """Keep of a large sheet what is asked for here, and not its XML; it can be opened no more."""
        part = self.sheets[sheet]
        marks = self.marks(sheet)
        odd = list(self.odd_cells(sheet)) if any(marks[:3]) else []
        hidden = self.hidden_rows(sheet) if marks.hidden else []
        part.looked = Looked(marks, odd, self.merged(sheet), hidden)
        part.data = b""

    def marks(self, sheet: int) -> Marks:
        """What kinds of odd cells a sheet may hold."""
        if looked := self.sheets[sheet].looked:
            return looked.marks
        data = self.sheets[sheet].data
        # One character is found ten times as fast as two, and a pattern finds two in half
        # the time that `in` takes.
        return Marks(
            b"#" in data and b">#" in data,
            _FORMULA_END.search(data) is not None,
            _TRUTH_END.search(data) is not None and _TRUTH.search(data) is not None,
            _HIDDEN_MARK.search(data) is not None,
        )

    def odd_cells(self, sheet: int) -> Iterator[OddCell]:
        """Every error cell, truth value and formula of a sheet."""
        if looked := self.sheets[sheet].looked:
            yield from looked.odd
            return
        for attributes, content in _CELL.findall(self._shown(sheet)):
            attributes = attributes.replace(b"'", b'"')
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
                yield OddCell(int(place[2]) - 1, column_number(place[1]) - 1, kind, text)

    def merged(self, sheet: int) -> list[Merged]:
        """The merged cells of a sheet, from the top."""
        if looked := self.sheets[sheet].looked:
            return looked.merged
        data = self.sheets[sheet].data
        return sorted(
            Merged(int(row) - 1, column_number(left) - 1, int(last) - 1, column_number(right) - 1)
            for left, row, right, last in _MERGED.findall(data, max(data.rfind(b"sheetData"), 0))
        )

    def hidden_rows(self, sheet: int) -> list[int]:
        """The hidden rows of a sheet, counted from 0."""
        if looked := self.sheets[sheet].looked:
            return looked.hidden
        rows = (_ROW_NUMBER.search(tag) for tag in _HIDDEN_ROW.findall(self._shown(sheet)))
        return sorted({int(row[1]) - 1 for row in rows if row})

    def _shown(self, sheet: int) -> bytes:
        data = self.sheets[sheet].data
        return _COMMENT.sub(b"", data) if b"<!--" in data else data

    def _bound_texts(self) -> None:
        """Refuse the sheets whose cells repeat long texts until memory is full."""
        strings = self._others.get("sharedStrings.xml", b"")
        if any(int(each[:18]) > len(strings) for each in _COUNT.findall(strings)):
            # A reader makes room for as many as the part says there are.
            self._others["sharedStrings.xml"] = _COUNT.sub(b'uniqueCount="0"', strings)
        # Of what hides in comments and CDATA only the length counts.
        if b"!" in strings:
            strings = _SECTION.sub(lambda hidden: b"x" * len(hidden[0]), strings)
        at, longest = 0, min(len(strings), _STRING_STEP)
        while len(strings) - at > _STRING_STEP:
            at = strings.rfind(b"</si>", at + 1, at + _STRING_STEP)
            if at < 0:
                longest = MOST_TEXT
                break
        lengths: list[int] = []
        for sheet in self.sheets:
            if longest * (len(sheet.data) // _SMALLEST_CELL) <= MOST_TEXT:
                continue
            lengths = lengths or [len(each) for each in _STRING_END.split(strings)]
            indexes = [int(each) for each in _INDEX.findall(sheet.data)]
            # Texts in line and blank cells have no value, and refer to no text.
            others = max(0, len(_VALUE_END.findall(sheet.data)) - len(indexes))
            size = sum(lengths[each] for each in indexes if each < len(lengths))
            # What is no number counts as the first text.
            if size + others * lengths[0] > MOST_TEXT:
                sheet.data, sheet.problem = b"", UnfitError("too-large")


def _read_sheet(package: Package, part: str, name: str, hidden: bool) -> SheetPart:
    sheet = SheetPart(name, hidden)
    try:
        data = package.read_sheet(part)
        rows, columns = extent(data)
    except UnfitError as problem:
        sheet.problem = problem
        return sheet
    except Exception:
        sheet.problem = UnfitError("damaged")
        return sheet
    if rows * columns > MOST_CELLS or rows > _LAST_ROW or columns > _LAST_COLUMN:
        sheet.problem = UnfitError("far", f"cell {column_letter(columns - 1)}{rows}")
    else:
        sheet.data = _with_dates(data)
        number = _ROW_NUMBER.search(package.last_row_of(data))
        sheet.last_row = int(number[1]) if number else 0
    return sheet


def _with_dates(data: bytes) -> bytes:
    """The sheet, with a blank before numbers of which no date can be made: they are read as texts."""
    end = data.rfind(b"</sheetData>")
    # Most sheets keep their texts elsewhere, and have few of these characters or none.
    at = data.find(b"-", max(data.find(b"<sheetData"), 0), end)
    looked = 0
    while at >= 0 and looked < _MOST_LOOKED:
        looked += 1
        if data[at - 1] == _CLOSES and _BEFORE_DATES.match(data, at - 2):
            return _BEFORE_DATES.sub(b"v> ", data)
        at = data.find(b"-", at + 1, end)
    return data if at < 0 else _BEFORE_DATES.sub(b"v> ", data)


def _elements(data: bytes, names: set[str]) -> list[dict[str, str]]:
    """The attributes of the elements of these names, in a small part; names without prefixes."""
    from xml.parsers.expat import ParserCreate

    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] in names:
            found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})

    parser = ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(data, True)
    return found


class MarksFinder(Thread):
    """Finds the :class:`Marks` of a sheet while calamine, which lets go of the lock, reads it."""

    def __init__(self, parts: SheetParts, sheet: int) -> None:
        super().__init__(daemon=True)
        self._parts = parts
        self._sheet = sheet
        self._marks = Marks()
        self.start()

    def run(self) -> None:
        self._marks = self._parts.marks(self._sheet)

    def marks(self) -> Marks:
        """The marks, once they are found."""
        self.join()
        return self._marks
