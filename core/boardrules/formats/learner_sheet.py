"""The sheet of a workbook that holds the learners, and the header row in it."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from boardrules.findings import Finding, Severity, finding
from boardrules.formats.cells import cell_text
from boardrules.formats.learner_columns import (
    Columns,
    Vocabulary,
    column_letter,
    header_key,
    read_header,
    vocabulary,
)
from boardrules.formats.sheet_rows import Rows, SheetRows
from boardrules.formats.source import Source
from boardrules.formats.workbook import Workbook
from boardrules.locations import CellAt, FileAt

#: The header row is one of so many.
HEADER_ROWS = 25
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
    """The sheet that is read; its name is None for a text file.

    ``header_row`` counts from 1. ``formulas`` gives the columns that hold formulas below
    it, each with the row (from 1) of the first. ``epoch`` is the day that a date's number
    counts from. ``last_row`` is the last row of which the file says anything; 0 if that is not known.
    """

    file: str
    name: str | None
    rows: SheetRows
    header_row: int
    columns: Columns
    headers: list[str]
    formulas: dict[int, int]
    epoch: datetime
    last_row: int = 0

    def header(self, column: int) -> str:
        """The text above a column, trimmed."""
        text = self.headers[column] if column < len(self.headers) else ""
        return text.strip() or "(blank)"

    def cell(self, row: int, column: int) -> CellAt:
        """The place of a cell: its row from 1, its column from 0."""
        return CellAt(self.file, self.name, row, column_letter(column), self.header(column))


def open_sheet(
    source: Source, findings: list[Finding], words: Vocabulary | None = None
) -> Sheet | None:
    """The sheet with the most known headers, or None; what is wrong goes to ``findings``.

    Of a workbook some of whose sheets cannot be read, one of the others is taken. ``words`` are the
    headers that are known.
    """
    problems: list[Finding] = []
    workbook = Workbook(source, problems)
    sheet = (
        _chosen(source.name, workbook, problems, words or vocabulary()) if workbook.parts else None
    )
    findings += problems
    return sheet


def _chosen(
    file: str, workbook: Workbook, problems: list[Finding], words: Vocabulary
) -> Sheet | None:
    sheets = [(each.hidden, index, each.name) for index, each in enumerate(workbook.sheets)]
    lists = [each for each in sheets if header_key(each[2]) in words.lists]
    others = sorted(each for each in sheets if each not in lists)
    chosen: tuple[int, str, SheetRows, int, Columns] | None = None
    with_data: list[str] = []
    for _, index, name in others:
        rows = workbook.rows(index)
        if rows and rows.read:
            with_data.append(name)
        found = find_header(rows.read, words) if rows else None
        if rows and found and (chosen is None or found[1].known > chosen[4].known):
            chosen = (index, name, rows, *found)
    for _, index, name in [] if chosen else lists:
        rows = workbook.rows(index)
        found = find_header(rows.read, words) if rows else None
        if rows and found and not found[1].missing:
            chosen = (index, name, rows, *found)
    if chosen is None:
        if not problems:
            expected = ", ".join(words.needed.values())
            place = CellAt(file, with_data[0], None) if len(with_data) == 1 else FileAt(file)
            problems.append(finding("BR106", place, expected=expected))
        return None
    index, name, rows, header_row, columns = chosen
    for other in with_data:
        if other != name:
            place = CellAt(file, other, None)
            problems.append(finding("BR121", place, severity=Severity.INFO, found=other))
    headers = [
        cell if isinstance(cell, str) else cell_text(cell) for cell in rows.read[header_row - 1]
    ]
    assert workbook.parts is not None
    formulas = _put_odd_cells(workbook, index, rows, header_row)
    epoch = _EPOCH_1904 if workbook.parts.from_1904 else _EPOCH
    last_row = workbook.sheets[index].last_row
    sheet = Sheet(file, name, rows, header_row, columns, headers, formulas, epoch, last_row)
    if workbook.parts.from_1904:
        problems.append(finding("BR215", CellAt(file, name, None), severity=Severity.INFO))
    used = {column: sheet.header(column) for column in sorted(columns.used)}
    problems += workbook.remarks(index, rows, header_row, used)
    return sheet


def _put_odd_cells(
    workbook: Workbook, index: int, rows: SheetRows, header_row: int
) -> dict[int, int]:
    """Put the odd cells below the header row into ``rows``; the first formula of each column."""
    formulas: dict[int, int] = {}
    marks = workbook.marks(index)
    if not (marks.errors or marks.formulas or marks.truths):
        return formulas
    assert workbook.parts is not None
    odd: list[tuple[int, int, OddCell]] = []
    for cell in workbook.parts.odd_cells(index):
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
                odd.append((cell.row, cell.column, OddCell("", "", "a formula without a result")))
            case "formula":
                formulas.setdefault(cell.column, cell.row + 1)
    rows.put(odd)
    return formulas


def find_header(rows: Rows, words: Vocabulary) -> tuple[int, Columns] | None:
    """The row (from 1) with the most known headers, and what its columns are."""
    best: tuple[int, Columns] | None = None
    for number, row in enumerate(rows[:HEADER_ROWS], 1):
        columns = read_header(row, words)
        if columns.known >= _FEWEST_HEADERS and (best is None or columns.known > best[1].known):
            best = (number, columns)
        if not columns.missing:
            break
    return best
