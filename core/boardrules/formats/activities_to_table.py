"""Activities as tables: CSV, a workbook, or the layout of ACCME's Excel templates.

Text stays text, so that nothing in it is taken for a formula: in a workbook by the cell's
type, in CSV by an apostrophe before it, which our reader takes away again.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from boardrules.activities.model import ActivityEntry, RemsRegistration
from boardrules.findings import Severity
from boardrules.formats.activity_cells import Cells, Flat, fields_of, flat, registration_of
from boardrules.formats.activity_columns import OWN, template, template_columns
from boardrules.formats.activity_forms import Form, Told
from boardrules.formats.activity_settling import WORDS
from boardrules.formats.cells import number_text
from boardrules.formats.csv_rows import FORMULA
from boardrules.values import read_amount, read_day

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_SHEET = "Activities"
#: Columns that a plain table has in any case.
_ALWAYS = ("activity_id", "provider_activity_id", "title", "format", "start", "end")
_OF_BOARD = (
    "program", "points", "credit_types", "claim_date", "practice_areas", "content_areas",
    "attested", "pre_approved", "withdrawn",
)  # fmt: skip
_OF_REMS = ("rems_type", "rems_id")
_DAYS = frozenset(
    {"start", "end", "reporting_start", "reporting_end", "claim_date", "pharmacy_live_date"}
)
_NUMBERS = frozenset({"cme_credits", "points", "physicians", "other_learners"})
#: A workbook counts days from 1900, and takes that for a leap year.
_FIRST_DAY = date(1901, 1, 1)
_WORDS = {**WORDS, "program": "registration with a board", "points": "number of points",
          "claim_date": "credit claim date", "attested": "attestation",
          "pre_approved": "approval by the board", "rems_type": "REMS registration",
          "rems_id": "REMS identifier"}  # fmt: skip
#: In characters.
_NARROWEST, _WIDEST = 12, 40
#: The height of a line in points.
_LINE = 15


@frozen(slots=True)
class _Grid:
    """Rows of texts under headers. ``columns`` are the fields of the columns, groups aside."""

    columns: list[str]
    headers: list[str]
    rows: list[list[str]]
    guidance: list[str]


def placed(
    entries: Sequence[ActivityEntry], form: Form, told: Told
) -> list[tuple[Flat, ActivityEntry]]:
    """The cells of settled activities that have a place in ``form``, and what they will be read as."""
    kept = []
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        cells = _placed(entry, form, told)
        if not (cells.own or cells.boards or cells.rems):
            told.say("BR154", Severity.WARNING, "no-place", entry, "", what="activity",
                     found="an activity without any value")  # fmt: skip
            continue
        key = ("id", entry.id) if entry.id else ("own", entry.own_id)
        if key[1] and key in seen:
            told.say("BR154", Severity.WARNING, "same-id", entry, "", what="activity", found=key[1])
        seen.add(key)
        kept.append((cells, _read_again(cells, entry)))
    return kept


def _placed(entry: ActivityEntry, form: Form, told: Told) -> Flat:
    columns = form.columns or frozenset()
    cells = flat(_said_by_boards(entry, columns))

    def here(given: Cells, field: str) -> dict[str, str]:
        for column, text in given.items():
            if column not in columns:
                what = _WORDS.get(column, column.replace("_", " "))
                severity = Severity.INFO if column == "status" else Severity.WARNING
                told.say("BR154", severity, "no-place", entry, field or column, what=what,
                         found=text)  # fmt: skip
        return {column: text for column, text in given.items() if column in columns}

    own = here(cells.own, "")
    boards = []
    for index, given in enumerate(cells.boards):
        field = f"registrations/{index}"
        is_rems = given.get("program", "").upper() == "REMS"
        if is_rems or "program" not in columns or not {"withdrawn", *columns} & {*given}:
            told.say("BR154", Severity.WARNING, "no-place", entry, field, what=_WORDS["program"],
                     found=given.get("program", ""))  # fmt: skip
        elif "withdrawn" in given and "withdrawn" not in columns:
            told.say("BR154", Severity.WARNING, "no-place", entry, field,
                     what="withdrawn registration", found=given.get("program", ""))  # fmt: skip
        elif kept := here(given, field):
            boards.append(kept)
    rems = [here(given, f"rems/{index}") for index, given in enumerate(cells.rems)]
    if form.kind in ("csv", "xlsx") and not (entry.id or entry.own_id):
        for each in (*boards[1:], *rems[1:]):
            found = each.get("program") or each.get("rems_type") or "a REMS"
            told.say("BR154", Severity.WARNING, "no-id", entry, "registrations", found=found)
        del boards[1:], rems[1:]
    return Flat(own, boards, rems)


def _said_by_boards(entry: ActivityEntry, columns: frozenset[str]) -> ActivityEntry:
    """The activity without what its registrations say as well, where that has no column."""
    if "specialties" in columns:
        return entry
    areas = {area for each in entry.registrations for area in each.practice_areas}
    chosen = {
        (each.board.upper(), area) for each in entry.registrations for area in each.content_areas
    }
    return evolve(
        entry,
        specialties=tuple(each for each in entry.specialties if each not in areas),
        outlines=tuple(
            evolve(each, source="", value="")
            if (each.source.upper(), each.value) in chosen
            else each
            for each in entry.outlines
            if each.keyword or (each.source.upper(), each.value) not in chosen
        ),
        # Where it is not stated, it is this one.
        supports=tuple(
            evolve(each, currency="") if each.currency == "USD" else each for each in entry.supports
        ),
    )


def _read_again(cells: Flat, entry: ActivityEntry) -> ActivityEntry:
    return ActivityEntry(
        number=entry.number,
        **fields_of(cells.own),
        registrations=tuple(
            registration_of(each, each.get("withdrawn") == "yes") for each in cells.boards
        ),
        rems=tuple(
            RemsRegistration(each.get("rems_type", ""), each.get("rems_id", ""))
            for each in cells.rems
        ),
        origin=entry.origin,
    )


def csv_of(activities: Sequence[Flat]) -> bytes:
    """The plain table as CSV, in UTF-8, with the columns that some activity fills."""
    grid = _plain(activities)
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(grid.headers)
    writer.writerows([[_unexecuted(text) for text in row] for row in grid.rows])
    return made.getvalue().encode("utf-8")


def _unexecuted(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) else text


def xlsx_of(activities: Sequence[Flat]) -> bytes:
    """The plain table as a workbook."""
    return _workbook(_plain(activities))


def template_of(activities: Sequence[Flat], form: Form) -> bytes:
    """ACCME's template, one row for each activity; guidance stands above the headers."""
    return _workbook(_template(activities, form))


def _plain(activities: Sequence[Flat]) -> _Grid:
    filled = set(_ALWAYS)
    for each in activities:
        for cells in (each.own, *each.boards, *each.rems):
            filled.update(cells)
    columns = [name for name in (*OWN, *_OF_BOARD, *_OF_REMS) if name in filled]
    rows = []
    for each in activities:
        for index in range(max(len(each.boards), len(each.rems), 1)):
            keys = ("activity_id", "provider_activity_id")
            cells = {name: each.own.get(name, "") for name in keys} if index else dict(each.own)
            for group in (each.boards, each.rems):
                if index < len(group):
                    cells |= group[index]
            rows.append([cells.get(name, "") for name in columns])
    return _Grid(columns, columns, rows, [])


def _template(activities: Sequence[Flat], form: Form) -> _Grid:
    known = template_columns()
    guidance: Mapping[str, str] = template()["guidance"]  # type: ignore[assignment]
    again = {name for names in known.groups.values() for name in names}
    columns: list[tuple[str, int]] = []
    for name in known.headers:
        if name in (form.columns or ()) and name not in again:
            columns.append((name, 0))
    for group, names in known.groups.items():
        for number in range(max([1, *(len(_group(each, group)) for each in activities)])):
            columns += [(name, number) for name in names if name in (form.columns or ())]

    def text(each: Flat, name: str, number: int) -> str:
        for group, names in known.groups.items():
            if name in names:
                cells = _group(each, group)
                return cells[number].get(name, "") if number < len(cells) else ""
        return each.own.get(name, "")

    return _Grid(
        [name for name, _ in columns],
        [known.headers[name] + (f" {number + 1}" if number else "") for name, number in columns],
        [[text(each, name, number) for name, number in columns] for each in activities],
        ["" if number else guidance.get(name, "") for name, number in columns],
    )


def _group(activity: Flat, group: str) -> Sequence[Cells]:
    return activity.boards if group == "board" else activity.rems


def _workbook(grid: _Grid) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    from boardrules.formats.workbook_bytes import workbook_bytes

    book = Workbook()
    book.remove(book.worksheets[0])
    page = book.create_sheet(_SHEET)
    above = [grid.guidance] if grid.guidance else []
    for number, texts in enumerate([*above, grid.headers, *grid.rows], 1):
        is_data = number > len(above) + 1
        for index, text in enumerate(texts):
            if text:
                _put(page, number, index + 1, text, grid.columns[index] if is_data else "")
    header_row, lines = len(above) + 1, 1
    for index, header in enumerate(grid.headers, 1):
        longest = max([len(header), *(len(row[index - 1]) for row in grid.rows)])
        width = max(_NARROWEST, min(_WIDEST, longest + 2))
        page.column_dimensions[get_column_letter(index)].width = width
        page.cell(header_row, index).font = Font(name="Calibri", bold=True)
        if above:
            page.cell(1, index).alignment = Alignment(wrap_text=True, vertical="top")
            lines = max(lines, math.ceil(len(grid.guidance[index - 1]) * 1.2 / width))
    if above:
        # Not every program finds the height of wrapped text by itself.
        page.row_dimensions[1].height = lines * _LINE
    page.freeze_panes = f"A{header_row + 1}"
    return workbook_bytes(book)


def _put(page: Worksheet, row: int, column: int, text: str, name: str) -> None:
    from boardrules.formats.workbook_bytes import put_text

    cell: Any = page.cell(row, column)
    day = read_day(text).date if name in _DAYS else None
    if day is not None and day >= _FIRST_DAY:
        # As a date, for PARS reads texts in one notation only.
        cell.value = day
        cell.number_format = "mm/dd/yyyy"
    elif name in _NUMBERS and read_amount(text) is not None and number_text(float(text)) == text:
        cell.value = float(text) if "." in text else int(text)
    else:
        put_text(cell, text)
