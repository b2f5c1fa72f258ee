"""Activities from tables, as they are to be judged: each value as text, with its cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from boardrules.activities.model import ActivityEntry, BoardRegistration, Places, RemsRegistration
from boardrules.findings import Finding, Severity, finding
from boardrules.formats.activity_cells import aligned, fields_of, registration_of
from boardrules.formats.activity_columns import (
    CME,
    COUNTS,
    LISTS_OF_BOARD,
    OF_BOARD,
    OWN,
    PARALLEL,
    PHARMACY,
    PHARMACY_LISTS,
    SINGLE,
    TemplateColumns,
    cells_of,
    columns_of,
    groups_in,
)
from boardrules.formats.column_names import NO_COLUMN_NAMES, ColumnNames
from boardrules.formats.limits import Findings
from boardrules.formats.listing import listed_twice
from boardrules.formats.source import Kind, Source
from boardrules.formats.tables import Columns, Row, header_key, read_rows
from boardrules.locations import Location
from boardrules.values import read_day

_DIGITS = {"activity_id": 9, "provider_id": 7}
_SERIALS = (20_000, 80_000)
_YES = frozenset({"yes", "y", "true"})
_NO = frozenset({"no", "n", "false"})
_PROSE = frozenset({"title", "description", "fee"})
_DAYS = frozenset(
    {"start", "end", "claim_date", "reporting_start", "reporting_end", "pharmacy_live_date"}
)
_BOARD = ("program", *OF_BOARD, *LISTS_OF_BOARD)
_REMS = ("rems_type", "rems_id")


def read_entries_table(
    source: Source,
    kind: Kind,
    first: int,
    findings: list[Finding],
    names: ColumnNames = NO_COLUMN_NAMES,
) -> Iterator[ActivityEntry]:
    """The activities of a CSV file or workbook (``kind`` ``xlsx``), numbered from ``first``.

    It is the plain table or one of ACCME's templates, whichever its headers say. Rows with
    one activity ID are one activity or, without it, those with one provider activity ID; a
    row with neither is one by itself. An activity's own values count from the first of its
    rows that fills them; another value further down is BR118.
    """
    columns = columns_of(source, kind, names)
    grouped: dict[tuple[str, str], _Entry] = {}
    for row in read_rows(source, kind, columns, findings, "BR115"):
        own = row.text("activity_id") or row.text("provider_activity_id")
        column = "id" if row.text("activity_id") else "own" if own else "row"
        key = (column, own or str(row.at()))
        if key not in grouped:
            grouped[key] = _Entry(row)
        grouped[key].take(row)
    findings[:] = [each for each in findings if not _is_prose(each, columns)]
    for number, entry in enumerate(grouped.values(), first):
        yield entry.made(number)


def table_kind(
    source: Source, kind: Kind, names: ColumnNames = NO_COLUMN_NAMES
) -> Literal["activities-table", "activities-template"]:
    """What a table of activities is: ``activities-table`` or ``activities-template``."""
    is_template = isinstance(columns_of(source, kind, names), TemplateColumns)
    return "activities-template" if is_template else "activities-table"


def _is_prose(found: Finding, columns: Columns) -> bool:
    """Whether it is on quotation marks and dashes where they belong, PARS's own among them."""
    field = columns.fields.get(header_key(found.param("header") or ""))
    return found.code == "BR205" and field in _PROSE


class _Entry:
    """The rows of one activity, put together."""

    def __init__(self, row: Row) -> None:
        self._values: dict[str, str] = {}
        self._places: dict[str, Location] = {"": row.at()}
        self._unread = Findings()
        self._registrations: list[BoardRegistration] = []
        self._rems: list[RemsRegistration] = []

    def take(self, row: Row) -> None:
        """Take in one row."""
        for column in OWN:
            text, place = _cell(row, column)
            if not text:
                continue
            kept = self._values.setdefault(column, text)
            if kept != text:
                first = self._places[column]
                self._unread.append(listed_twice(self._name, place, first))
                continue
            self._places.setdefault(column, place)
        program = row.text("program")
        for group in groups_in(row, _REMS) or [1]:
            cells = self._cells(row, _REMS, group)
            if any(cells.values()) or (group == 1 and program.upper() == "REMS"):
                self._take_rems(row, cells, group)
        for group in groups_in(row, _BOARD):
            cells = self._cells(row, _BOARD, group)
            is_rems = group == 1 and cells["program"].upper() == "REMS"
            if not is_rems and any(cells.values()):
                self._register(row, cells, group)

    @property
    def _name(self) -> str:
        names = ("activity_id", "provider_activity_id", "title")
        return next((self._values[name] for name in names if name in self._values), "")

    def _cells(self, row: Row, names: tuple[str, ...], group: int) -> dict[str, str]:
        return {name: _cell(row, name, group)[0] for name in names}

    def _note(self, field: str, row: Row, column: str, group: int) -> None:
        self._places[field] = _cell(row, column, group)[1]

    def _take_rems(self, row: Row, cells: dict[str, str], group: int) -> None:
        field = f"rems/{len(self._rems)}"
        self._note(field, row, "program" if row.text("program") else "rems_type", group)
        self._note(f"{field}/kind", row, "rems_type", group)
        self._note(f"{field}/identifier", row, "rems_id", group)
        self._rems.append(RemsRegistration(cells["rems_type"], cells["rems_id"]))

    def _register(self, row: Row, cells: dict[str, str], group: int) -> None:
        field = f"registrations/{len(self._registrations)}"
        self._note(field, row, "program", group)
        for column in _BOARD[1:]:
            self._note(f"{field}/{column}", row, column, group)
        self._registrations.append(registration_of(cells, self._withdrawn(row)))

    def _withdrawn(self, row: Row) -> bool:
        text = row.text("withdrawn")
        if text and text.casefold() not in _YES | _NO:
            self._unread.append(
                finding(
                    "BR116",
                    row.at("withdrawn"),
                    field="withdrawn",
                    found=text,
                    expected="yes or no",
                )
            )
        return text.casefold() in _YES

    def _place(self, field: str, *columns: str) -> None:
        """Let ``field`` stand where the first of ``columns`` stands that is filled in."""
        for column in columns:
            if column in self._places:
                self._places[field] = self._places[column]
                return

    def made(self, number: int) -> ActivityEntry:
        """The activity that the rows make."""
        for column, field in SINGLE.items():
            self._place(field, column)
        for column, field in (PHARMACY | PHARMACY_LISTS).items():
            self._place(f"pharmacy/{field}", column)
        for field, columns in PARALLEL.items():
            self._place(field, *columns)
        for index in range(len(aligned(self._values, "keywords"))):
            self._place(f"keywords/{index}/id", "keyword_ids")
            self._place(f"keywords/{index}/source", "keyword_sources")
        self._place("pharmacy/recertifications", "recertification_audiences")
        self._count("credits", [CME])
        self._count("participants", [*COUNTS])
        return ActivityEntry(
            number=number,
            **fields_of(self._values),
            registrations=tuple(self._registrations),
            rems=tuple(self._rems),
            unread=self._unread.all(),
            origin=Places(self._places),
        )

    def _count(self, field: str, columns: list[str]) -> None:
        """Note the places of values that have a column each, and of those that share one."""
        given = [column for column in columns if column in self._values]
        more = PARALLEL[field][0]
        for index in range(len(given) + len(aligned(self._values, field))):
            column = given[index] if index < len(given) else more
            self._place(f"{field}/{index}", column)
        self._place(field, *given, more)


def _cell(row: Row, column: str, group: int = 1) -> tuple[str, Location]:
    """What stands in a column, several columns of one list put together, and where."""
    found = cells_of(row, column, group)
    if not found:
        return "", row.at()
    if len(found) > 1:
        place = next((name for name, text in found if text), found[0][0])
        # Blanks stay, for columns that belong together; but not behind the last value.
        return ";".join(text for _, text in found).rstrip(";"), row.at(place)
    name = found[0][0]
    return _text(row, name, column), row.at(name)


def _text(row: Row, name: str, column: str) -> str:
    if column in _DIGITS:
        return row.identifier(name, _DIGITS[column])
    text = row.text(name)
    if column in _DAYS and text and read_day(text).date is None:
        day = row.serial_day(name, *_SERIALS)
        if day is not None:
            row.say_once("BR202", name, Severity.INFO, found=text, expected=day.isoformat())
            return day.isoformat()
    return text
