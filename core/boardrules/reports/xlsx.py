"""PARS's own rejection file: the failing rows as they came in, plus error code and message.

It can be corrected and uploaded as it stands, for PARS passes over the added columns. A
rejected XML record is written as rows of ACCME's learner template, one per board, with the
CME credit on the first. What several files hold goes into one sheet, since PARS reads one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from copy import copy
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from attrs import frozen

from boardrules.batch import Report
from boardrules.codes import Catalogue
from boardrules.findings import Finding, Severity, Verdict
from boardrules.formats.cells import cell_text
from boardrules.formats.template_rows import PARTICIPANT, largest_of, template_header
from boardrules.formats.workbook_bytes import put_text, workbook_bytes
from boardrules.formats.write_xlsx import FIRST_DAY, cell_day
from boardrules.locations import CellAt
from boardrules.records import Claim, CompletionRecord

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from boardrules.formats.base import LearnerFile

#: The columns that PARS adds; :data:`ADVICE` is ours, and passed over by PARS like any other.
ERROR_COLUMNS = ("Error Code", "Error Message")
ADVICE = "How to Mend It"

_DATE = "mm-dd-yyyy"
_SHEET = "Sheet1"
#: In points; Excel takes no row that is higher than the latter.
_LINE, _HIGHEST = 15, 409


@frozen
class _Row:
    """The cells of a rejected record's row, and in which columns (from 0) something is wrong."""

    cells: list[Any]
    wrong: frozenset[int]
    verdict: Verdict


@frozen
class _Table:
    """The rejected rows of a file, the header above them and the rows above that."""

    sheet: str
    above: list[list[Any]]
    header: list[str]
    rows: list[_Row]


def render(report: Report) -> bytes:
    """The workbook's bytes. Its own dates are fixed, so that the same run gives the same bytes."""
    from openpyxl import Workbook

    tables, first = [], 0
    for each, learners in zip(report.inputs, report.files, strict=True):
        verdicts = report.verdicts[first : first + each.records]
        first += each.records
        rejected = [verdict for verdict in verdicts if verdict.primary is not None]
        tables.append(_table(learners, rejected))
    table = _joined(tables)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    _write(workbook.create_sheet(table.sheet), table, report.catalogue)
    return workbook_bytes(workbook)


def _table(learners: LearnerFile, rejected: Sequence[Verdict]) -> _Table:
    """A file's rejected records."""
    row_of = getattr(learners, "row_of", None)
    header: list[str] = list(getattr(learners, "header", ()))
    if row_of is None or not header:
        pairs = max((_most_pairs(verdict.record) for verdict in rejected), default=1)
        rows = [
            _Row(cells, frozenset(), verdict)
            for verdict in rejected
            for cells in _template_rows(verdict.record, max(pairs, 1))
        ]
        return _Table(_SHEET, [], template_header(max(pairs, 1), participants=True), rows)
    ours = {_key(text) for text in (*ERROR_COLUMNS, ADVICE)}
    kept = [index for index, text in enumerate(header) if _key(text) not in ours]

    def pick(cells: Sequence[Any]) -> list[Any]:
        return [cells[index] if index < len(cells) else "" for index in kept]

    rows = []
    for verdict in rejected:
        columns = {_column(found) for found in _errors(verdict)}
        wrong = frozenset(place for place, index in enumerate(kept) if index in columns)
        rows.append(_Row(pick(row_of(verdict.record)), wrong, verdict))
    guidance = [pick(cells) for cells in learners.guidance]  # type: ignore[attr-defined]
    return _Table(learners.sheet, guidance, pick(header), rows)  # type: ignore[attr-defined]


def _joined(tables: Sequence[_Table]) -> _Table:
    """One table with the rows of all, each cell under its header."""
    tables = [table for table in tables if table.rows] or [*tables[:1]]
    if not tables:
        return _Table(_SHEET, [], template_header(1, participants=True), [])
    if len(tables) == 1:
        return tables[0]
    places: dict[tuple[str, int], int] = {}
    header: list[str] = []
    columns_of = []
    for table in tables:
        keys = [_key(text) for text in table.header]
        columns = []
        for index, text in enumerate(table.header):
            key = keys[index], keys[:index].count(keys[index])
            if key not in places:
                places[key] = len(header)
                header.append(text)
            columns.append(places[key])
        columns_of.append(columns)

    def spread(cells: list[Any], columns: list[int]) -> list[Any]:
        values = dict(zip(columns, cells, strict=True))
        return [values.get(column, "") for column in range(len(header))]

    return _Table(
        _SHEET,
        next(
            (
                [spread(cells, columns) for cells in table.above]
                for table, columns in zip(tables, columns_of, strict=True)
                if table.above
            ),
            [],
        ),
        header,
        [
            _Row(
                spread(row.cells, columns),
                frozenset(columns[index] for index in row.wrong),
                row.verdict,
            )
            for table, columns in zip(tables, columns_of, strict=True)
            for row in table.rows
        ],
    )


def _key(header: str) -> str:
    return header.strip().casefold()


def _most_pairs(record: CompletionRecord) -> int:
    return max((len(claim.credits) for claim in record.claims if not _is_cme(claim)), default=1)


def _is_cme(claim: Claim) -> bool:
    return claim.program.upper() == "CME"


def _template_rows(record: CompletionRecord, pairs: int) -> Iterator[list[Any]]:
    """The rows that say in the template what an XML record says."""
    cme = [claim for claim in record.claims if _is_cme(claim)]
    others = [claim for claim in record.claims if not _is_cme(claim)]
    for index in range(max(len(cme), len(others), 1)):
        row: list[Any] = [
            record.action,
            record.activity_id,
            cell_day(record.completed),
            record.first_name,
            record.last_name,
            record.birth_date,
        ]
        claim = cme[index] if index < len(cme) else None
        if claim is None:
            row += ["", "", ""]
        else:
            amount = claim.credits[0].amount if claim.credits else ""
            state = claim.state or (claim.id_type if len(claim.id_type) == 2 else "")
            row += [state, claim.id, claim.total or amount or ""]
        other = others[index] if index < len(others) else None
        if other is None:
            row += ["", "", ""] + [""] * (2 * pairs + len(PARTICIPANT))
        else:
            amounts = [credit.amount or "" for credit in other.credits]
            total = other.total if other.total is not None else largest_of(amounts)
            row += [other.program or other.id_type, other.id, total]
            for number in range(pairs):
                credit = other.credits[number] if number < len(other.credits) else None
                row += [credit.type, credit.amount or ""] if credit else ["", ""]
            person = other.participant
            row += [getattr(person, name) if person else "" for _, name in PARTICIPANT]
        yield row


def _write(page: Worksheet, table: _Table, codes: Catalogue) -> None:
    from openpyxl.styles import PatternFill
    from openpyxl.utils import get_column_letter

    widths = [*_widths(table), 12, 44, 90]
    for index, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(index)].width = width
    for number, cells in enumerate(table.above, 1):
        _put(page, number, cells, widths)
    header_row = len(table.above) + 1
    _put(page, header_row, [*table.header, *ERROR_COLUMNS, ADVICE], widths)
    for cell in page[header_row]:
        font: Any = copy(cell.font)  # a new one would have no typeface
        font.bold = True
        cell.font = font
    page.freeze_panes = f"A{header_row + 1}"
    fault = PatternFill("solid", fgColor="FDE9D9")
    for number, row in enumerate(table.rows, header_row + 1):
        primary = row.verdict.primary
        assert primary is not None  # or the record would not be here
        message = codes[primary.code].render_message(primary)
        cells = [*row.cells, primary.code, message, _advice(row.verdict, codes)]
        _put(page, number, cells, widths, wrap_from=len(row.cells))
        for column in sorted(row.wrong):
            page.cell(number, column + 1).fill = fault


def _widths(table: _Table) -> list[int]:
    """How many characters each column shows: its header and its texts, within reason."""
    longest = [len(text.strip()) for text in table.header]
    for row in table.rows:
        texts = (len(cell) if isinstance(cell, str) else 0 for cell in row.cells)
        longest = [max(pair) for pair in zip(longest, texts, strict=True)]
    return [max(12, min(28, length + 2)) for length in longest]


def _column(found: Finding) -> int | None:
    """The column that a finding is about, counted from 0."""
    from openpyxl.utils import column_index_from_string

    if isinstance(found.location, CellAt) and found.location.column is not None:
        return column_index_from_string(found.location.column) - 1
    return None


def _errors(verdict: Verdict) -> list[Finding]:
    return [found for found in verdict.findings if found.severity is Severity.ERROR]


def _advice(verdict: Verdict, codes: Catalogue) -> str:
    lines = []
    for found in _errors(verdict):
        spec = codes[found.code]
        program = f" [{found.program}]" if found.program else ""
        place = found.location
        column = place.header.strip() if isinstance(place, CellAt) and place.header else ""
        parts = [spec.render_detail(found), spec.render_fix(found)]
        told = " ".join(part for part in parts if part)
        lines.append(f"{found.code}{program} {column + ': ' if column else ''}{told}")
    return "\n".join(lines)


def _put(
    page: Worksheet, row: int, cells: Sequence[Any], widths: Sequence[int], wrap_from: int = 0
) -> None:
    """Fill a row; text stays text, so that nothing in it is taken for a formula.

    From column ``wrap_from`` (from 0) on long texts are wrapped. The height is set because
    not every program finds it by itself.
    """
    from openpyxl.styles import Alignment

    lines = 1
    for index, value in enumerate(cells):
        value = getattr(value, "raw", value)
        if value in ("", None):
            continue
        cell = page.cell(row, index + 1)
        cell.alignment = Alignment(wrap_text=index >= wrap_from, vertical="top")
        if isinstance(value, str):
            put_text(cell, value)
            if index >= wrap_from:
                parts = value.split("\n")
                lines = max(lines, sum(math.ceil(len(part) / widths[index]) for part in parts))
        elif isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            cell.value = int(value)
        elif _is_too_early(value):
            put_text(cell, cell_text(value))
        elif isinstance(value, bool | int | float | date | time):
            cell.value = value
            if isinstance(value, date):
                cell.number_format = _DATE
        else:
            put_text(cell, str(value))
    page.row_dimensions[row].height = min(lines * _LINE, _HIGHEST)


def _is_too_early(value: Any) -> bool:
    """Whether it is a day for which spreadsheet programs have no number, or not all the same one."""
    day = value.date() if isinstance(value, datetime) else value
    return isinstance(day, date) and day < FIRST_DAY
