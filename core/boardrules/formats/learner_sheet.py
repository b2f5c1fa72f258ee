"""The sheet of a workbook that holds the learners, and the header row in it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import Factory, define, frozen

from boardrules.findings import Finding, Severity, finding
from boardrules.formats.cells import cell_text
from boardrules.formats.learner_columns import (
    Columns,
    column_letter,
    header_key,
    read_header,
    vocabulary,
)
from boardrules.formats.opening import workbook_fault
from boardrules.formats.sheet_rows import Rows, SheetRows
from boardrules.formats.sheet_xml import MOST_CELLS, Marks, MarksFinder, SheetParts, marks_in
from boardrules.formats.source import Source
from boardrules.locations import CellAt, FileAt, Location

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_HEADER_ROWS = 25
_FEWEST_HEADERS = 2

_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)


class OddCell:
    """A cell whose value python-calamine loses or confuses with another; equal to itself only.

    ``raw`` is what the file holds, ``text`` what a record gets of it, and ``problem`` what
    a finding calls it, or None when nothing is wrong with it.
    """

    __slots__ = ("problem", "raw", "text")

    def __init__(self, raw: object, text: str, problem: str | None) -> None:
        self.raw = raw
        self.text = text
        self.problem = problem


@frozen(slots=True, eq=False)
class Sheet:
    """The sheet that is read.

    ``header_row`` counts from 1. ``formulas`` gives the columns that hold formulas below
    it, each with the row (from 1) of the first. ``epoch`` is the day that a date's number
    counts from.
    """

    file: str
    name: str
    rows: SheetRows
    header_row: int
    columns: Columns
    headers: list[str]
    formulas: dict[int, int]
    epoch: datetime

    def header(self, column: int) -> str:
        """The text above a column, trimmed."""
        text = self.headers[column] if column < len(self.headers) else ""
        return text.strip() or "(blank)"

    def cell(self, row: int, column: int) -> CellAt:
        """The place of a cell: its row from 1, its column from 0."""
        return CellAt(self.file, self.name, row, column_letter(column), self.header(column))


def open_sheet(source: Source, findings: list[Finding]) -> Sheet | None:
    """The sheet with the most known headers, or None; what is wrong goes to ``findings``."""
    opening = _Opening(source, findings)
    try:
        return opening.sheet()
    except BaseException as error:
        reason = workbook_fault(error)
    findings.append(finding("BR103", opening.place, found=opening.part, reason=reason))
    return None


class _TooFarError(Exception):
    pass


@define(slots=True)
class _Opening:
    """The opening of one workbook; ``part`` and ``place`` say how far it got."""

    source: Source
    findings: list[Finding]
    part: str = "its list of sheets"
    place: Location = Factory(lambda self: FileAt(self.source.name), takes_self=True)
    _parts: SheetParts | None = None
    _finder: MarksFinder | None = None
    _marks: dict[int, Marks] = Factory(dict)

    def sheet(self) -> Sheet | None:
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        workbook = self._workbook()
        try:
            self._parts = SheetParts(self.source.path)
        except KeyError:
            # What zipfile does not find and calamine does is read without this help.
            self._parts = None
        sheets = [
            (each.visible != SheetVisibleEnum.Visible, index, each.name)
            for index, each in enumerate(workbook.sheets_metadata)
            if each.typ == SheetTypeEnum.WorkSheet
        ]
        lists = [each for each in sheets if header_key(each[2]) in vocabulary().lists]
        others = sorted(each for each in sheets if each not in lists)
        chosen: tuple[int, str, SheetRows, int, Columns] | None = None
        with_data: list[str] = []
        for _, index, name in others:
            rows = self._rows(workbook, index, name)
            if rows.read:
                with_data.append(name)
            found = _find_header(rows.read)
            if found and (chosen is None or found[1].known > chosen[4].known):
                chosen = (index, name, rows, *found)
        for _, index, name in [] if chosen else lists:
            found = _find_header((rows := self._rows(workbook, index, name)).read)
            if found and not found[1].missing:
                chosen = (index, name, rows, *found)
        if chosen is None:
            expected = ", ".join(vocabulary().needed.values())
            place = CellAt(self.source.name, with_data[0], None) if len(with_data) == 1 else None
            self.findings.append(
                finding("BR106", place or FileAt(self.source.name), expected=expected)
            )
            return None
        index, name, rows, header_row, columns = chosen
        for other in with_data:
            if other != name:
                place = CellAt(self.source.name, other, None)
                self.findings.append(finding("BR121", place, severity=Severity.INFO, found=other))
        headers = [
            cell if isinstance(cell, str) else cell_text(cell) for cell in rows.read[header_row - 1]
        ]
        formulas = self._put_odd_cells(index, rows, header_row)
        epoch = _EPOCH_1904 if self._parts and self._parts.from_1904 else _EPOCH
        return Sheet(self.source.name, name, rows, header_row, columns, headers, formulas, epoch)

    def _workbook(self) -> CalamineWorkbook:
        from python_calamine import CalamineWorkbook

        path = self.source.path
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            return CalamineWorkbook.from_path(path)
        # Given a path, calamine goes by its ending.
        with path.open("rb") as stream:
            return CalamineWorkbook.from_filelike(stream)

    def _rows(self, workbook: CalamineWorkbook, index: int, name: str) -> SheetRows:
        self.part, self.place = f"sheet {name}", CellAt(self.source.name, name, None)
        chunks = None
        if self._parts is not None:
            if self._reach(index) > MOST_CELLS:
                self.part += ", whose cells reach too far right and down"
                raise _TooFarError
            with suppress(Exception):
                chunks = self._parts.chunks(index)
            if chunks is None and self._finder is None:
                self._finder = MarksFinder(self.source.path, index)

        def whole() -> Rows:
            return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)

        if chunks is None:
            return SheetRows(whole(), whole)
        self._marks[index] = marks_in(chunks.data)
        rows = SheetRows([], whole, chunks)
        next(rows.batches(0), None)
        return rows

    def _reach(self, index: int) -> int:
        assert self._parts is not None
        try:
            return self._parts.reach(index)
        except KeyError:
            return 0  # zipfile finds no such part, and what calamine finds is read as it is

    def _put_odd_cells(self, index: int, rows: SheetRows, header_row: int) -> dict[int, int]:
        """Put the odd cells below the header row into ``rows``; the first formula of each column."""
        formulas: dict[int, int] = {}
        if self._parts is None:
            return formulas
        if self._finder and self._finder.sheet == index:
            self._marks[index] = self._finder.marks()
        if not any(self._marks.get(index, Marks(True))):
            return formulas
        odd: list[tuple[int, int, OddCell]] = []
        for cell in self._parts.odd_cells(index):
            if cell.row < header_row:
                continue
            match cell.kind:
                case "error":
                    odd.append((cell.row, cell.column, OddCell(cell.text, cell.text, cell.text)))
                case "truth":
                    truth = cell.text.strip() in ("1", "true")
                    text = "TRUE" if truth else "FALSE"
                    odd.append((cell.row, cell.column, OddCell(truth, text, None)))
                case "blank":
                    lost = OddCell("", "", "a formula without a result")
                    odd.append((cell.row, cell.column, lost))
                case "formula":
                    formulas.setdefault(cell.column, cell.row + 1)
        rows.put(odd)
        return formulas


def _find_header(rows: Rows) -> tuple[int, Columns] | None:
    """The row (from 1) with the most known headers, and what its columns are."""
    best: tuple[int, Columns] | None = None
    for number, row in enumerate(rows[:_HEADER_ROWS], 1):
        columns = read_header(row)
        if columns.known >= _FEWEST_HEADERS and (best is None or columns.known > best[1].known):
            best = (number, columns)
        if not columns.missing:
            break
    return best
