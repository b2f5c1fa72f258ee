"""Activities from a plain table: one row for each activity and registration."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from boardrules.findings import Severity
from boardrules.formats.column_names import NO_COLUMN_NAMES, ColumnNames
from boardrules.formats.listing import Listing, Registrations, listed_twice
from boardrules.formats.source import Kind, Source
from boardrules.formats.tables import Row, load_columns, read_rows
from boardrules.locations import CellAt
from boardrules.records import Activity, Registration
from boardrules.values import read_amount, read_day

_ACTIVITY_DIGITS = 9
_PROVIDER_DIGITS = 7
_SERIALS = (20_000, 80_000)
_YES = frozenset({"yes", "y", "true"})
_NO = frozenset({"no", "n", "false"})


def read_table(
    source: Source, kind: Kind, listing: Listing, names: ColumnNames = NO_COLUMN_NAMES
) -> None:
    """Read every activity of a CSV file or workbook (``kind`` ``xlsx``) into ``listing``.

    An activity's own columns count from the first of its rows that fills them; another
    value further down is BR118.
    """
    entries: dict[str, _Entry] = {}
    columns = load_columns("activities", names.of("activities"))
    for row in read_rows(source, kind, columns, listing.findings, "BR115"):
        activity_id = _activity_id(row, listing)
        if activity_id:
            entries.setdefault(activity_id, _Entry(activity_id, row, listing)).take(row)
    for entry in entries.values():
        listing.add(entry.activity(), entry.place)


def _activity_id(row: Row, listing: Listing) -> str:
    value = row.value("activity_id")
    text = row.identifier("activity_id", _ACTIVITY_DIGITS)
    if text and isinstance(value, str | int | float) and not isinstance(value, bool):
        return text
    expected = "an activity ID of 9 digits"
    listing.left_out(row.at("activity_id"), "activity_id", text, expected)
    return ""


class _Entry:
    """The rows of one activity, put together."""

    def __init__(self, activity_id: str, row: Row, listing: Listing) -> None:
        self.place = row.at()
        self._id = activity_id
        self._listing = listing
        self._values: dict[str, tuple[Any, CellAt]] = {}
        self._registrations = Registrations(activity_id, listing)

    def take(self, row: Row) -> None:
        """Take in one row."""
        for field, read in _OF_ACTIVITY.items():
            value = read(row, field, self._listing)
            if value in (None, ""):
                continue
            kept, first = self._values.setdefault(field, (value, row.at(field)))
            if kept != value:
                self._listing.findings.append(listed_twice(self._id, row.at(field), first))
        program = row.text("program").upper()
        if program:
            values = {
                field: read(row, field, self._listing) for field, read in _OF_REGISTRATION.items()
            }
            self._registrations.add(Registration(program=program, **values), row.at())
            return
        for field in _OF_REGISTRATION:
            if text := row.text(field):
                expected = "nothing in a row whose program is blank"
                self._listing.unreadable(row.at(field), field, text, expected)

    def activity(self) -> Activity:
        """The activity that the rows make."""
        values = {field: value for field, (value, _) in self._values.items()}
        return Activity(id=self._id, **values, registrations=self._registrations.all())


def _text(row: Row, field: str, listing: Listing) -> str:
    return row.text(field)


def _provider(row: Row, field: str, listing: Listing) -> str:
    return row.identifier(field, _PROVIDER_DIGITS)


def _texts(row: Row, field: str, listing: Listing) -> tuple[str, ...]:
    parts = (part.strip() for part in row.text(field).split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def _day(row: Row, field: str, listing: Listing) -> date | None:
    text = row.text(field)
    if not text:
        return None
    day = read_day(text).date
    if day is None and (day := row.serial_day(field, *_SERIALS)):
        row.say_once("BR202", field, Severity.INFO, found=text, expected=day.isoformat())
    if day is None:
        listing.unreadable(row.at(field), field, text, "a date, YYYY-MM-DD or MM/DD/YYYY")
    return day


def _amount(row: Row, field: str, listing: Listing) -> Decimal | None:
    text = row.text(field)
    amount = read_amount(text)
    if text and amount is None:
        listing.unreadable(row.at(field), field, text, "a number such as 1.25")
    return amount


def _yes_or_no(row: Row, field: str, listing: Listing) -> bool | None:
    text = row.text(field)
    word = text.casefold()
    if text and word not in _YES | _NO:
        listing.unreadable(row.at(field), field, text, "yes or no")
        return None
    return word in _YES if text else None


def _yes(row: Row, field: str, listing: Listing) -> bool:
    return _yes_or_no(row, field, listing) is True


_Read = Callable[[Row, str, Listing], Any]
_OF_ACTIVITY: dict[str, _Read] = {
    "provider_id": _provider,
    "title": _text,
    "format": _text,
    "start": _day,
    "end": _day,
    "cme_credits": _amount,
}
_OF_REGISTRATION: dict[str, _Read] = {
    "points": _amount,
    "credit_types": _texts,
    "claim_date": _day,
    "content_areas": _texts,
    "practice_areas": _texts,
    "pre_approved": _yes_or_no,
    "withdrawn": _yes,
}
