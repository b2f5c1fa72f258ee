"""Plain tables: a CSV file or a workbook with a header row that is found by its names."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain, islice

from attrs import frozen

from boardrules.findings import Finding, Severity, finding
from boardrules.formats.base import is_sound
from boardrules.formats.cells import cell_text
from boardrules.formats.cleaning import clean
from boardrules.formats.column_names import Names, column_file
from boardrules.formats.csv_rows import Cells, Rows, csv_rows
from boardrules.formats.learner_columns import column_letter
from boardrules.formats.many_columns import MOST_TOLD, bounded, together
from boardrules.formats.opening import decode, not_utf8
from boardrules.formats.sheet_xml import OddCell
from boardrules.formats.source import Kind, Source, decode_head
from boardrules.formats.workbook_bytes import NOT_XML
from boardrules.locations import CellAt, FileAt, Location

#: The day that a date stored as the number 0 is, as Excel counts.
EPOCH = date(1899, 12, 30)
#: What the cells of a CSV file may be separated by.
DELIMITERS = ",;\t"
_HEAD = 1 << 16
_HEADER_ROWS = 20
_WORD_GAP = re.compile(r"[\s_-]+")
_NUMBER_NOTATION = re.compile(r"\d+(?:\.\d+)?[eE]\+?\d+|\d+\.\d+", re.ASCII)


@frozen(slots=True)
class Columns:
    """The columns a kind of table may have.

    ``fields`` gives the field of each header, as :func:`header_key` makes it; ``headers``
    the header that messages name for a field; ``needed`` the fields without which no row
    can be used. Columns with a header of ``ignored`` and sheets named in ``lists`` (both as
    :func:`header_key` makes them) are passed over without a word.
    """

    fields: Mapping[str, str]
    headers: Mapping[str, str]
    needed: tuple[str, ...]
    ignored: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()

    def known(self, cells: Cells) -> set[str]:
        """The fields that a row names, if it is the header row."""
        keys = (header_key(cell_text(cell)) for cell in cells)
        return {self.fields[key] for key in keys if key in self.fields}

    def assigned(self, headers: Sequence[str]) -> list[str | None]:
        """The field of each header of the header row; None for one that is not known."""
        return [self.fields.get(header_key(header)) for header in headers]


@lru_cache(64)
def load_columns(kind: str, more: Names = ()) -> Columns:
    """The columns of a kind of table: of ``columns/KIND.toml``, ``more`` being further headers."""
    data = column_file(kind)
    known = {**data["fields"], **data.get("more", {}), **data.get("beside", {})}
    fields = {header_key(name): field for field, names in known.items() for name in names}
    for field, names in more:
        for name in names if field in known else ():
            fields.setdefault(header_key(name), field)
    return Columns(
        fields,
        {field: names[0] for field, names in data["fields"].items()},
        tuple(data["needed"]["fields"]),
        frozenset(map(header_key, data.get("ignored", {}).get("headers", ()))),
        frozenset(map(header_key, data.get("lists", {}).get("sheets", ()))),
    )


def header_key(text: str) -> str:
    """A header for comparing: no capitals, one blank between words, nothing that no cell can hold."""
    return _WORD_GAP.sub(" ", NOT_XML.sub("", text)).strip().casefold()


class Table:
    """A header row and the rows below it, which can be gone through once.

    ``columns`` gives each field its column, counted from 0; ``headers`` is the header row
    as text, ``above`` are the rows above it; ``header_row`` is None where the file names its
    columns otherwise, and ``reads_beyond`` says whether values beyond them are told of;
    ``epoch`` is the day from which dates stored as numbers count. What is wrong goes to
    ``findings``, for the rows while they are gone through.
    """

    def __init__(
        self,
        file: str,
        sheet: str | None,
        header_row: int | None,
        headers: Sequence[str],
        rows: Rows,
        columns: Columns,
        findings: list[Finding],
    ) -> None:
        self.file = file
        self.sheet = sheet
        self.header_row = header_row
        self.headers = tuple(headers)
        self.above: tuple[Cells, ...] = ()
        self.epoch = EPOCH
        self.reads_beyond = True
        self.findings = findings
        self.columns: dict[str, int] = {}
        self._rows = rows
        self._said: set[tuple[str, int]] = set()
        self._beyond: list[Finding] = []
        amiss: list[Finding] = []
        for index, field in enumerate(columns.assigned(self.headers)):
            if field is None:
                header = self.headers[index]
                if header and header_key(header) not in columns.ignored:
                    amiss.append(self._made("BR207", header_row, index, Severity.INFO))
            elif field in self.columns:
                first = column_letter(self.columns[field])
                amiss.append(self._made("BR108", header_row, index, Severity.ERROR, first=first))
            else:
                self.columns[field] = index
        findings += bounded(amiss)
        missing = [field for field in columns.needed if field not in self.columns]
        for field in missing:
            place = self.cell(header_row, None)
            findings.append(finding("BR107", place, header=columns.headers[field]))
        self.complete = not missing

    def rows(self) -> Iterator[Row]:
        """The rows that are not blank."""
        for number, cells in self._rows:
            texts = [
                "" if cell is None or isinstance(cell, OddCell) else cell_text(cell)
                for cell in cells
            ]
            for index, cell in enumerate(cells):
                if isinstance(cell, OddCell):
                    found = cell.text if cell.kind == "error" else "a formula without a result"
                    self.findings.append(
                        self._made("BR206", number, index, Severity.WARNING, found=found)
                    )
                elif texts[index] and not self.header(index):
                    if index < len(self.headers) or self.reads_beyond:
                        self.say_once("BR207", number, index, Severity.INFO)
                elif isinstance(cell, str) and not cell.isascii() and (names := clean(cell)[1]):
                    self.say_once("BR205", number, index, Severity.WARNING, found=names)
            if any(texts):
                yield Row(self, number, cells, texts)
        self.findings += together(self._beyond)
        self._beyond.clear()

    def cell(self, number: int | None, index: int | None) -> CellAt:
        """The place of a cell, or of the row when ``index`` is None."""
        if index is None:
            return CellAt(self.file, self.sheet, number)
        return CellAt(self.file, self.sheet, number, column_letter(index), self.header(index))

    def header(self, index: int) -> str:
        """The text above a column; blank where the header row is shorter."""
        return self.headers[index] if index < len(self.headers) else ""

    def say_once(
        self, code: str, number: int, index: int, severity: Severity, **params: str
    ) -> None:
        """Make a finding that is true of a whole column, at the first of its cells.

        Beyond :data:`MOST_TOLD` columns, those that are not read are told of together at the end.
        """
        if (code, index) in self._said:
            return
        self._said.add((code, index))
        made = self._made(code, number, index, severity, **params)
        if len(self._said) > MOST_TOLD and index not in self.columns.values():
            self._beyond.append(made)
        else:
            self.findings.append(made)

    def _made(
        self, code: str, number: int | None, index: int, severity: Severity, **params: str
    ) -> Finding:
        params["header"] = self.header(index) or column_letter(index)
        return finding(code, self.cell(number, index), severity=severity, **params)


@frozen(slots=True)
class Row:
    """One row: its cells as the file holds them and as text. Fields without a column are blank."""

    table: Table
    number: int
    cells: Cells
    texts: Sequence[str]

    def at(self, field: str = "") -> CellAt:
        """The place of a field's cell, or of the row."""
        return self.table.cell(self.number, self.table.columns.get(field))

    def value(self, field: str) -> object:
        """A field's value as the file holds it."""
        index = self.table.columns.get(field)
        return self.cells[index] if index is not None and index < len(self.cells) else ""

    def text(self, field: str) -> str:
        """A field's value as text."""
        index = self.table.columns.get(field)
        return self.texts[index] if index is not None and index < len(self.texts) else ""

    def say_once(self, code: str, field: str, severity: Severity, **params: str) -> None:
        """Make a finding that is true of a field's whole column, at the first of its cells."""
        self.table.say_once(code, self.number, self.table.columns[field], severity, **params)

    def serial_day(self, field: str, first: int, last: int) -> date | None:
        """The date that is stored as a number from ``first`` to ``last``; None for other values."""
        value = self.value(field)
        if isinstance(value, int | float) and first <= value <= last:
            return self.table.epoch + timedelta(days=int(value))
        return None

    def identifier(self, field: str, digits: int | None = None) -> str:
        """An identifier as text; ``digits`` is how many it has, if that is known.

        A number or date may have lost what was typed (BR201), and a text such as
        ``2.01E+08`` has lost digits (BR208); each is said once for a column.
        """
        value, text = self.value(field), self.text(field)
        if isinstance(value, str):
            if _NUMBER_NOTATION.fullmatch(text):
                self.say_once("BR208", field, Severity.WARNING, found=text)
        elif text and len(text) != digits:
            self.say_once("BR201", field, Severity.WARNING, found=text)
        return text


def read_rows(
    source: Source, kind: Kind, columns: Columns, findings: list[Finding], row_code: str
) -> Iterator[Row]:
    """The rows of the tables in a workbook (``kind`` ``xlsx``) or CSV file that are not blank.

    A CSV row whose quotation marks do not pair is left out with the finding ``row_code``.
    """
    if kind == "xlsx":
        from boardrules.formats.workbook_tables import read_workbook

        tables = read_workbook(source, columns, findings)
    else:
        tables = read_csv(source, columns, findings, row_code)
    before = len(findings)
    none = True
    for table in tables:
        for row in table.rows():
            none = False
            yield row
    if tables and none and is_sound(findings[before:]):
        findings.append(finding("BR109", FileAt(source.name)))


def read_csv(
    source: Source, columns: Columns, findings: list[Finding], row_code: str
) -> list[Table]:
    """The table of a CSV file; none, and a finding, when it has no header row.

    Separated by comma, semicolon or tab, whichever gives the most headers.
    """
    data = source.path.read_bytes()
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        text = data.decode("cp1252" if error.encoding == "utf-8" else "utf-16", "replace")
        findings.append(not_utf8(source.name, error, Severity.WARNING))

    delimiter = _best_delimiter(text[:_HEAD], columns)
    rows = csv_rows(io.StringIO(text, newline=""), delimiter, source.name, findings, row_code)
    table = find_table(source.name, None, rows, columns, findings)
    if table is None:
        findings.append(no_header(FileAt(source.name), columns))
    return [table] if table and table.complete else []


def find_table(
    file: str, sheet: str | None, rows: Rows, columns: Columns, findings: list[Finding]
) -> Table | None:
    """The table under the header row: of the first rows the one with the most known headers."""
    head = list(islice(rows, _HEADER_ROWS))
    known = [columns.known(cells) for _, cells in head]
    start = max(range(len(head)), key=lambda index: len(known[index]), default=0)
    if not head or (len(known[start]) < 2 and not known[start].issuperset(columns.needed)):
        return None
    number, cells = head[start]
    headers = [cell_text(cell) for cell in cells]
    below = chain(head[start + 1 :], rows)
    table = Table(file, sheet, number, headers, below, columns, findings)
    table.above = tuple(cells for _, cells in head[:start])
    return table


def no_header(place: Location, columns: Columns) -> Finding:
    """The finding that no row looks like a header row (BR106)."""
    return finding("BR106", place, expected=", ".join(columns.headers.values()))


def delimiter_of(source: Source, columns: Columns) -> str:
    """Comma, semicolon or tab: whichever gives the most headers in the first rows of a CSV file."""
    with source.path.open("rb") as stream:
        return _best_delimiter(decode_head(stream.read(_HEAD)), columns)


def _best_delimiter(text: str, columns: Columns) -> str:
    def headers(delimiter: str) -> int:
        stream = io.StringIO(text, newline="")
        head = islice(csv_rows(stream, delimiter, "", [], ""), _HEADER_ROWS)
        return max((len(columns.known(cells)) for _, cells in head), default=0)

    return max(DELIMITERS, key=headers)
