"""Activities from a plain table, as they are to be judged: each value as text, with its cell."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from attrs import evolve

from boardrules.activities.model import (
    ActivityEntry,
    BoardRegistration,
    Credit,
    MeasuredOutcome,
    Participants,
    Places,
    RemsRegistration,
    Support,
)
from boardrules.findings import Finding, Severity, finding
from boardrules.formats.column_names import NO_COLUMN_NAMES, ColumnNames
from boardrules.formats.listing import listed_twice
from boardrules.formats.source import Kind, Source
from boardrules.formats.tables import Columns, Row, header_key, load_columns, read_rows
from boardrules.locations import Location
from boardrules.values import read_day

_DIGITS = {"activity_id": 9, "provider_id": 7}
_SERIALS = (20_000, 80_000)
_YES = frozenset({"yes", "y", "true"})
_NO = frozenset({"no", "n", "false"})
#: The fields of an activity that are one value, by their columns.
_SINGLE = {
    "activity_id": "id",
    "provider_activity_id": "own_id",
    **{
        name: name
        for name in (
            "provider_id", "action", "status", "title", "format", "start", "end",
            "reporting_start", "reporting_end", "description", "url", "city", "state", "country",
            "sponsorship", "public", "fee", "registration", "commercial_support",
        )
    },
}  # fmt: skip
_LISTS = ("delivery_methods", "joint_providers", "professions", "in_kind")
_PROSE = frozenset({"title", "description", "fee"})
_DAYS = frozenset({"start", "end", "claim_date", "reporting_start", "reporting_end"})
_OF_BOARD = ("points", "claim_date", "attested", "pre_approved")
_LISTS_OF_BOARD = ("credit_types", "content_areas", "practice_areas")
_OWN = (
    *_SINGLE, *_LISTS, "cme_credits", "support_sources", "support_amounts", "outcomes",
    "physicians", "other_learners",
)  # fmt: skip


def entry_columns(names: ColumnNames = NO_COLUMN_NAMES) -> Columns:
    """The columns of a table of activities that is to be judged: without a title none can be."""
    return evolve(load_columns("activities", names.of("activities")), needed=("title",))


def read_entries_table(
    source: Source,
    kind: Kind,
    first: int,
    findings: list[Finding],
    names: ColumnNames = NO_COLUMN_NAMES,
) -> Iterator[ActivityEntry]:
    """The activities of a CSV file or workbook (``kind`` ``xlsx``), numbered from ``first``.

    Rows with one activity ID are one activity or, without it, those with one provider
    activity ID; a row with neither is one by itself. An activity's own values count from
    the first of its rows that fills them; another value further down is BR118.
    """
    grouped: dict[tuple[str, str], _Entry] = {}
    for row in read_rows(source, kind, entry_columns(names), findings, "BR115"):
        own = row.text("activity_id") or row.text("provider_activity_id")
        column = "id" if row.text("activity_id") else "own" if own else "row"
        key = (column, own or str(row.at()))
        grouped.setdefault(key, _Entry(row)).take(row)
    findings[:] = [each for each in findings if not _is_prose(each)]
    for number, entry in enumerate(grouped.values(), first):
        yield entry.made(number)


def _is_prose(found: Finding) -> bool:
    """Whether it is on quotation marks and dashes where they belong, PARS's own among them."""
    return found.code == "BR205" and header_key(found.param("header") or "") in _PROSE


class _Entry:
    """The rows of one activity, put together."""

    def __init__(self, row: Row) -> None:
        self._values: dict[str, str] = {}
        self._places: dict[str, Location] = {"": row.at()}
        self._unread: list[Finding] = []
        self._registrations: list[BoardRegistration] = []
        self._rems: list[RemsRegistration] = []

    def take(self, row: Row) -> None:
        """Take in one row."""
        for column in _OWN:
            text = _text(row, column)
            if not text:
                continue
            kept = self._values.setdefault(column, text)
            if kept != text:
                first = self._places[column]
                self._unread.append(listed_twice(self._name, row.at(column), first))
                continue
            self._places.setdefault(column, row.at(column))
        program = row.text("program")
        if program.upper() == "REMS" or row.text("rems_type") or row.text("rems_id"):
            field = self._at(f"rems/{len(self._rems)}", row, "program")
            self._at(f"{field}/kind", row, "rems_type")
            self._at(f"{field}/identifier", row, "rems_id")
            self._rems.append(RemsRegistration(row.text("rems_type"), row.text("rems_id")))
        if program.upper() != "REMS" and (program or any(map(row.text, _OF_BOARD))):
            self._register(row, program)

    @property
    def _name(self) -> str:
        names = ("activity_id", "provider_activity_id", "title")
        return next((self._values[name] for name in names if name in self._values), "")

    def _at(self, field: str, row: Row, column: str) -> str:
        self._places[field] = row.at(column)
        return field

    def _register(self, row: Row, program: str) -> None:
        field = self._at(f"registrations/{len(self._registrations)}", row, "program")
        for column in (*_OF_BOARD, *_LISTS_OF_BOARD):
            self._at(f"{field}/{column}", row, column)
        points, claim_date, attested, pre_approved = (_text(row, name) for name in _OF_BOARD)
        credit_types, content_areas, practice_areas = (
            tuple(_parts(row.text(name))) for name in _LISTS_OF_BOARD
        )
        self._registrations.append(
            BoardRegistration(
                board=program,
                points=points,
                credit_types=credit_types,
                claim_date=claim_date,
                content_areas=content_areas,
                practice_areas=practice_areas,
                attested=attested,
                pre_approved=pre_approved,
                withdrawn=self._withdrawn(row),
            )
        )

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

    def _place(self, field: str, column: str) -> None:
        if column in self._places:
            self._places[field] = self._places[column]

    def made(self, number: int) -> ActivityEntry:
        """The activity that the rows make."""
        own, value = self._places, self._values.get
        for column, field in _SINGLE.items():
            self._place(field, column)
        self._place("credits", "cme_credits")
        self._place("supports", "support_amounts")
        self._place("supports", "support_sources")
        for index, column in enumerate(("physicians", "other_learners")):
            self._place(f"participants/{index}", column)
        cme = value("cme_credits")
        participants = (
            Participants("physician", value("physicians", "")),
            Participants("non-physician", value("other_learners", "")),
        )
        sources, amounts = (
            value(column, "").split(";") if value(column) else []
            for column in ("support_sources", "support_amounts")
        )
        supports = zip_longest(map(str.strip, sources), map(str.strip, amounts), fillvalue="")
        return ActivityEntry(
            number=number,
            **{field: value(column, "") for column, field in _SINGLE.items()},  # type: ignore[arg-type]
            **{column: tuple(_parts(value(column, ""))) for column in _LISTS},  # type: ignore[arg-type]
            credits=(Credit("AMA PRA Category 1", cme),) if cme else (),
            supports=tuple(Support(source, amount, "USD") for source, amount in supports),
            outcomes=tuple(map(MeasuredOutcome, _parts(value("outcomes", "")))),
            participants=participants,
            registrations=tuple(self._registrations),
            rems=tuple(self._rems),
            unread=tuple(self._unread),
            origin=Places(own),
        )


def _parts(text: str) -> list[str]:
    parts = (part.strip() for part in text.split(";"))
    return list(dict.fromkeys(part for part in parts if part))


def _text(row: Row, column: str) -> str:
    if column in _DIGITS:
        return row.identifier(column, _DIGITS[column])
    text = row.text(column)
    if column in _DAYS and text and read_day(text).date is None:
        day = row.serial_day(column, *_SERIALS)
        if day is not None:
            row.say_once("BR202", column, Severity.INFO, found=text, expected=day.isoformat())
            return day.isoformat()
    return text
