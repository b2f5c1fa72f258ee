"""Rosters: who is certified by a board or licensed in a state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from attrs import frozen

from boardrules.findings import Finding, Severity, finding
from boardrules.formats.column_names import NO_COLUMN_NAMES, ColumnNames
from boardrules.formats.limits import Findings
from boardrules.formats.opening import open_source
from boardrules.formats.tables import Row, load_columns, read_rows
from boardrules.records import Person
from boardrules.values import read_birth_date, without_year

_NPI_DIGITS = 10
_SERIALS = (3_654, 60_000)
_EXPECTED = "an Excel workbook (.xlsx) or a CSV file"


@frozen(slots=True)
class RosterRead:
    """The people read, in the order of the files, and what was wrong."""

    people: tuple[Person, ...]
    findings: list[Finding]


def read_roster(paths: Iterable[Path | str], names: ColumnNames = NO_COLUMN_NAMES) -> RosterRead:
    """Read the people of CSV files and workbooks. Never raises for a bad file.

    ``names`` are further headers.

    A row without a program, or with neither identifier nor NPI nor name, is left out
    (BR117). Of a birth date the month and day are kept.
    """
    people: list[Person] = []
    findings = Findings()
    columns = load_columns("roster", names.of("roster"))
    for path in paths:
        source, kind = open_source(path, ("xlsx", "text"), _EXPECTED, findings)
        if kind is not None:
            for row in read_rows(source, kind, columns, findings, "BR117"):
                person = _person(row, findings)
                if person is not None:
                    people.append(person)
        findings.tell_rest()
    return RosterRead(tuple(people), findings)


def _person(row: Row, findings: list[Finding]) -> Person | None:
    person = Person(
        program=row.text("program").upper(),
        id=row.identifier("id"),
        first_name=row.text("first_name"),
        last_name=row.text("last_name"),
        birth_date=_birth_date(row, findings),
        npi=row.identifier("npi", _NPI_DIGITS),
    )
    if not person.program:
        field, expected = "program", "a board or a state"
    elif not (person.id or person.npi or person.first_name or person.last_name):
        field, expected = "id", "an identifier, an NPI or a name"
    else:
        return person
    findings.append(finding("BR117", row.at(field), field=field, found="", expected=expected))
    return None


def _birth_date(row: Row, findings: list[Finding]) -> str:
    """Month and day as ``MM/DD``; blank, with a finding, when they cannot be read."""
    value, text = row.value("birth_date"), row.text("birth_date")
    day = value if isinstance(value, date) else row.serial_day("birth_date", *_SERIALS)
    month_day, has_year = read_birth_date(day.isoformat() if day else text)
    if month_day is None:
        if text:
            found = without_year(text)
            findings.append(
                finding(
                    "BR116", row.at("birth_date"), field="birth_date", found=found, expected="MM/DD"
                )
            )
        return ""
    if has_year:
        row.say_once("BR204", "birth_date", Severity.INFO)
    return month_day
