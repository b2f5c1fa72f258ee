"""Writer of learner workbooks in the layout of ACCME's learner template (CME and MOC).

A row of guidance, the header row, a record a row. Identifiers and names are text cells, so that no
zero is dropped and no text is taken for a formula; dates are dates and amounts are numbers where
they can be read. What ACCME's template holds besides (lists of values) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from boardrules.formats.template_rows import PARTICIPANT, TemplateRow, rows_of, template_header
from boardrules.formats.workbook_bytes import put_text, workbook_bytes
from boardrules.formats.writable import for_cells
from boardrules.formats.writers import Writing
from boardrules.records import CompletionRecord
from boardrules.values import read_amount, read_day

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

GUIDANCE = (
    "One learner's completion in each row below the headers. Leave columns G to I blank for board "
    "credit only, and J and those right of it for CME credit only."
)
_SHEET = "Sheet1"
_FEWEST_PAIRS = 2
#: The first day of which all spreadsheet programs have the same number.
_FIRST_DAY = date(1900, 3, 1)
#: Excel keeps so many digits of a number.
_DIGITS = 15
_DATE = "mm-dd-yyyy"
_ACTIONS = {"add": "Add", "delete": "Delete"}


def write(records: Sequence[CompletionRecord], writing: Writing) -> bytes:
    """A workbook with these records; the same records give the same bytes."""
    from openpyxl import Workbook

    rows: list[TemplateRow] = []
    for record in records:
        writing.lost_beside(record)
        rows += rows_of(for_cells(record, writing), writing)
    pairs = max((len(row.credits) for row in rows), default=0)
    pairs = max(pairs, _FEWEST_PAIRS)
    participants = any(row.participant is not None for row in rows)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    page = workbook.create_sheet(_SHEET)
    header = template_header(pairs, participants=participants)
    put_head(page, GUIDANCE, header, across=12, narrowest=14)
    for number, row in enumerate(rows, 3):
        for column, value in enumerate(_cells(row, pairs, participants=participants), 1):
            put(page, number, column, value)
    return workbook_bytes(workbook)


def _cells(row: TemplateRow, pairs: int, *, participants: bool) -> Iterator[Any]:
    first, last, born = row.names
    yield cell_action(row.action)
    yield from (row.activity_id, cell_day(row.completed), first, last, born)
    state, licence, cme = row.cme
    yield from (state, licence, cell_amount(cme))
    board, board_id, total = row.board
    yield from (board, board_id, cell_amount(total))
    for number in range(pairs):
        credit = row.credits[number] if number < len(row.credits) else None
        yield credit.type if credit else ""
        yield cell_amount(credit.amount or "") if credit else ""
    if participants:
        for _, field in PARTICIPANT:
            yield getattr(row.participant, field) if row.participant else ""


def put(page: Worksheet, row: int, column: int, value: str | float | date) -> None:
    """Make a cell hold a value of one of the functions below; none for the empty text."""
    if value == "":
        return
    if isinstance(value, str):
        put_text(page.cell(row, column), value, lossless=True)
    else:
        cell = page.cell(row, column, value)
        if isinstance(value, date):
            cell.number_format = _DATE


def put_head(
    page: Worksheet, guidance: str, header: Sequence[str], *, across: int, narrowest: int
) -> None:
    """A row of guidance over so many columns, and the row of headers, which stay in sight.

    Columns are as wide as their headers, in characters, and at least ``narrowest``.
    """
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    page["A1"] = guidance
    page["A1"].alignment = Alignment(vertical="top", wrap_text=True)
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=across)
    page.row_dimensions[1].height = 30
    for column, text in enumerate(header, 1):
        page.cell(2, column, text).font = Font(bold=True)
        page.column_dimensions[get_column_letter(column)].width = max(narrowest, len(text) + 2)
    page.freeze_panes = "A3"


def cell_action(text: str) -> str:
    """The action as ACCME's template spells it; what is none stays as it is."""
    return _ACTIONS.get(text.casefold(), text)


def cell_day(text: str) -> date | str:
    """A date as a date, for PARS reads texts in one notation only; what is none stays as it is."""
    day = read_day(text).date
    return text if day is None or day < _FIRST_DAY else day


def cell_amount(text: str) -> int | float | str:
    """A number as a number; what is none, or has more digits than Excel keeps, stays as it is."""
    amount = read_amount(text)
    if amount is None or len(amount.as_tuple().digits) > _DIGITS:
        return text
    return int(amount) if amount == amount.to_integral_value() else float(Decimal(text))
