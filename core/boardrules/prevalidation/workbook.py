"""Pre-validation as a workbook: the rows as they came in, filled in where a unique match allows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from copy import copy
from datetime import date, time
from typing import TYPE_CHECKING, Any

from attrs import Factory, define

from boardrules.findings import Severity
from boardrules.formats.learner_columns import header_key
from boardrules.formats.workbook_bytes import put_text, workbook_bytes
from boardrules.locations import CellAt
from boardrules.prevalidation.layout import COLUMNS, IGNORED, column_of, laid_out
from boardrules.prevalidation.model import LearnerMatch, MatchStatus, Prevalidation
from boardrules.prevalidation.words import advice_of, by_words, reason_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

#: The columns that are added; readers pass over them.
ADDED = ("Match", "Match Reason", "How to Mend It")
_WIDTHS = (13, 60, 70)

_SHEET = "Sheet1"
_DATE = "mm-dd-yyyy"
_LINE, _HIGHEST = 15, 409
_HEAD, _FILLED, _WRONG = "DDE6EE", "C6E0B4", "FDE9D9"
_OF_STATUS = {
    MatchStatus.MATCHED: "E2F0D9",
    MatchStatus.AMBIGUOUS: "FFF2CC",
    MatchStatus.UNKNOWN: "F8CBAD",
    MatchStatus.NOT_JUDGED: "FFF2CC",
    MatchStatus.NAMELESS: "EDEDED",
}


@define(slots=True)
class Line:
    """A row to be written; ``filled`` gives columns (from 0) with what fills them and who says so."""

    learner: LearnerMatch
    cells: list[Any]
    filled: dict[int, tuple[str, str]] = Factory(dict)
    wrong: set[int] = Factory(set)


@define(slots=True)
class _Sheet:
    name: str
    above: list[list[Any]]
    header: list[str]
    lines: list[Line]


def render_xlsx(result: Prevalidation) -> bytes:
    """The workbook's bytes; the same run gives the same bytes."""
    from openpyxl import Workbook

    source = result.source
    header: list[str] = list(getattr(source, "header", ()))
    sheet = _copied(result, header) if header and hasattr(source, "row_of") else _made(result)
    workbook = Workbook()
    page = workbook.worksheets[0]
    page.title = sheet.name
    _write(page, sheet, result)
    return workbook_bytes(workbook)


def _copied(result: Prevalidation, header: list[str]) -> _Sheet:
    """The sheet as it came in, with columns for what is filled in and has none."""
    source: Any = result.source
    kept = [index for index, text in enumerate(header) if header_key(text) not in IGNORED]
    places = {index: place for place, index in enumerate(kept)}
    headers = [header[index] for index in kept]
    added: dict[str, int] = {}

    def place_of(learner: LearnerMatch, field: str) -> int:
        index = _index(learner.record.origin.at(field))
        if index is not None:
            return places[index]
        name = column_of(learner, field)
        if name not in added:
            added[name] = len(headers)
            headers.append(COLUMNS[name])
        return added[name]

    lines = []
    for learner in result.learners:
        came = source.row_of(learner.record)
        line = Line(learner, [came[index] if index < len(came) else "" for index in kept])
        for each in learner.filled:
            line.filled[place_of(learner, each.field)] = each.value, _sayer(learner, each.field)
        for found in learner.findings:
            index = _index(found.location)
            if found.severity is Severity.ERROR and index in places:
                line.wrong.add(places[index])
        lines.append(line)
    above = [
        [cells[index] if index < len(cells) else "" for index in kept] for cells in source.guidance
    ]
    return _Sheet(source.sheet or _SHEET, above, headers, lines)


def _made(result: Prevalidation) -> _Sheet:
    """The learners of a file that is no sheet, in the columns of the pre-validation template."""
    headers = list(COLUMNS.values())
    lines = []
    for learner in result.learners:
        for row in laid_out(learner, result.states):
            line = Line(learner, list(row.cells))
            for index, field in row.filled.items():
                line.filled[index] = line.cells[index], _sayer(learner, field)
            lines.append(line)
    return _Sheet(_SHEET, [], headers, lines)


def _index(place: object) -> int | None:
    """The column of a cell, from 0."""
    from openpyxl.utils import column_index_from_string

    if isinstance(place, CellAt) and place.column is not None:
        return column_index_from_string(place.column) - 1
    return None


def _sayer(learner: LearnerMatch, field: str) -> str:
    """By which match a field is filled."""
    for match in learner.claims:
        if any(each.field == field for each in match.filled):
            return by_words(match)
    raise KeyError(field)


def _write(page: Worksheet, sheet: _Sheet, result: Prevalidation) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    widths = [*_text_widths(sheet), *_WIDTHS]
    for index, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(index)].width = width
    for number, cells in enumerate(sheet.above, 1):
        _put(page, number, cells, widths)
    head = len(sheet.above) + 1
    _put(page, head, [*sheet.header, *ADDED], widths)
    for cell in page[head]:
        cell.font = Font(name="Calibri", bold=True)
        cell.fill = PatternFill("solid", fgColor=_HEAD)
    page.freeze_panes = f"A{head + 1}"
    for number, line in enumerate(sheet.lines, head + 1):
        learner, codes = line.learner, result.catalogue
        cells = line.cells + [""] * (len(sheet.header) - len(line.cells))
        for index, (value, _) in line.filled.items():
            cells[index] = value
        told = [learner.status.value, reason_of(learner, codes), advice_of(learner, codes)]
        _put(page, number, [*cells, *told], widths)
        match = page.cell(number, len(sheet.header) + 1)
        match.fill = PatternFill("solid", fgColor=_OF_STATUS[learner.status])
        for index in sorted(line.wrong - line.filled.keys()):
            page.cell(number, index + 1).fill = PatternFill("solid", fgColor=_WRONG)
        for index, (_, sayer) in sorted(line.filled.items()):
            _mark(page, number, index + 1, sayer)


def _mark(page: Worksheet, row: int, column: int, sayer: str) -> None:
    """Mark a cell that was blank and is filled in."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = page.cell(row, column)
    cell.fill = PatternFill("solid", fgColor=_FILLED)
    told = f"This was blank. Filled in from the roster, where exactly one learner matches: {sayer}."
    cell.comment = Comment(told, "boardrules", height=90, width=240)


def _text_widths(sheet: _Sheet) -> Iterator[int]:
    for index, text in enumerate(sheet.header):
        texts = (line.cells[index] for line in sheet.lines if index < len(line.cells))
        longest = max((len(each) for each in texts if isinstance(each, str)), default=0)
        yield max(12, min(28, max(len(text.strip()), longest) + 2))


def _put(page: Worksheet, row: int, cells: Sequence[Any], widths: Sequence[int]) -> None:
    """Fill a row; text stays text. The height is set, for not every program finds it by itself."""
    from openpyxl.styles import Alignment

    looks: dict[tuple[str, bool], Any] = {}
    lines = 1
    for index, value in enumerate(cells):
        if value in ("", None):
            continue
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            value = int(value)
        cell: Any = page.cell(row, index + 1)
        if isinstance(value, bool | int | float | date | time):
            cell.value = value
            if isinstance(value, date):
                cell.number_format = _DATE
        else:
            text = str(value)
            put_text(cell, text)
            parts = text.split("\n")
            lines = max(lines, sum(math.ceil(len(part) * 1.1 / widths[index]) for part in parts))
        # Finding the same looks again for each cell would take most of the time.
        look = cell.number_format, cell.quotePrefix
        known = looks.get(look)
        if known is None:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            looks[look] = cell._style
        else:
            cell._style = copy(known)
    page.row_dimensions[row].height = min(lines * _LINE + 2, _HIGHEST)
