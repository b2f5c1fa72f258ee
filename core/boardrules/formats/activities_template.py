"""Activities, as PARS holds them, from ACCME's Excel templates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from boardrules.activities.model import ActivityEntry, BoardRegistration
from boardrules.activities.rules import builtin_rules
from boardrules.formats.column_names import NO_COLUMN_NAMES, ColumnNames
from boardrules.formats.entries_table import read_entries_table
from boardrules.formats.listing import Listing, Registrations
from boardrules.formats.source import Kind, Source
from boardrules.records import Activity, Registration
from boardrules.values import read_amount, read_day


def read_template(
    source: Source, kind: Kind, listing: Listing, names: ColumnNames = NO_COLUMN_NAMES
) -> None:
    """Read every activity of a template, a workbook (``kind`` ``xlsx``) or CSV file, into ``listing``.

    ``names`` are further headers.
    """
    for entry in read_entries_table(source, kind, 1, listing.findings, names):
        listing.findings += entry.unread
        reading = _Reading(entry, listing)
        if reading.is_usable():
            listing.add(reading.activity(), entry.origin.at(""))


class _Reading:
    """An activity as submitted being read; what cannot be used goes to the listing."""

    def __init__(self, entry: ActivityEntry, listing: Listing) -> None:
        self._entry = entry
        self._listing = listing

    def is_usable(self) -> bool:
        """Whether the activity has an ID and stays in PARS."""
        entry, at = self._entry, self._entry.origin.at
        if not entry.id:
            self._listing.left_out(at("id"), "activity_id", "", "an activity ID of 9 digits")
            return False
        if builtin_rules().lists["action"].meant(entry.action) == "Delete":
            self._listing.left_out(at("action"), "action", entry.action, "Add or Update")
            return False
        return True

    def activity(self) -> Activity:
        """The activity."""
        entry, lists = self._entry, builtin_rules().lists
        cme = ""
        field = "credits"
        for index, credit in enumerate(entry.credits):
            if not cme and lists["credit"].meant(credit.kind) == "AMA PRA Category 1":
                cme, field = credit.amount, f"credits/{index}"
        registrations = Registrations(entry.id, self._listing)
        for index, each in enumerate(entry.registrations):
            place = f"registrations/{index}"
            if each.board:
                registrations.add(self._registration(place, each), entry.origin.at(place))
            else:
                expected = "a board's acronym"
                self._listing.unreadable(entry.origin.at(place), "program", "", expected)
        for index, rems in enumerate(entry.rems):
            made = Registration(program="REMS", kind=rems.kind)
            registrations.add(made, entry.origin.at(f"rems/{index}"))
        return Activity(
            id=entry.id,
            title=entry.title,
            provider_id=entry.provider_id,
            format=entry.format,
            start=self._day("start", entry.start),
            end=self._day("end", entry.end),
            cme_credits=self._amount(field, cme),
            registrations=registrations.all(),
        )

    def _registration(self, field: str, given: BoardRegistration) -> Registration:
        return Registration(
            program=given.board.upper(),
            points=self._amount(f"{field}/points", given.points),
            credit_types=given.credit_types,
            claim_date=self._day(f"{field}/claim_date", given.claim_date),
            content_areas=given.content_areas,
            practice_areas=given.practice_areas,
        )

    def _day(self, field: str, text: str) -> date | None:
        day = read_day(text).date
        if text and day is None:
            name, expected = field.rpartition("/")[2], "a date, YYYY-MM-DD or MM/DD/YYYY"
            self._listing.unreadable(self._entry.origin.at(field), name, text, expected)
        return day

    def _amount(self, field: str, text: str) -> Decimal | None:
        amount = read_amount(text)
        if text and amount is None:
            name = "points" if field.endswith("points") else "cme_credits"
            place = self._entry.origin.at(field)
            self._listing.unreadable(place, name, text, "a number such as 1.25")
        return amount
