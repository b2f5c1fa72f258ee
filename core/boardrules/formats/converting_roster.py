"""A roster as a CSV file or a workbook, with everything told that gets lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from attrs import astuple, fields

from boardrules.findings import Finding, Severity, finding
from boardrules.formats.column_names import ColumnNames, column_file
from boardrules.formats.converting import Conversion, code_told, softened
from boardrules.formats.records_csv import guarded, writable
from boardrules.formats.roster import read_roster
from boardrules.formats.workbook_bytes import MOST_IN_CELL, put_text, workbook_bytes
from boardrules.locations import FileAt
from boardrules.records import Person

KINDS = ("roster-csv", "roster-xlsx")
RosterFormat = Literal["csv", "xlsx"]

_SHEET = "Roster"
#: Findings on a row, or on a cell, that keep the others from nothing.
_LEFT_OUT = frozenset({"BR116", "BR117", "BR121", "BR207"})
#: In characters.
_WIDTH = 16


def roster_format(to: str) -> RosterFormat | None:
    """The format that a kind means, one of :data:`KINDS`; an ending alone means no roster."""
    match to.casefold():
        case "roster-csv":
            return "csv"
        case "roster-xlsx":
            return "xlsx"
        case _:
            return None


def convert_roster(source: Path, kind: RosterFormat, columns: ColumnNames) -> Conversion:
    """The people of a roster in another format; a row that names nobody is lost."""
    read = read_roster([source], columns)
    count, written = len(read.people), f"roster-{kind}"
    findings = softened(read.findings, _LEFT_OUT) if count else read.findings
    if any(found.severity is Severity.ERROR for found in findings):
        return Conversion(source.as_posix(), "roster", written, count, None, tuple(findings))
    people, told = _fit(read.people, kind, FileAt(source.as_posix()))
    data = csv_of(people) if kind == "csv" else xlsx_of(people)
    lost = (*(found for found in findings if code_told(found) in _LEFT_OUT), *told)
    return Conversion(source.as_posix(), "roster", written, count, data, (*findings, *told), lost)


def _fit(
    people: Sequence[Person], kind: RosterFormat, place: FileAt
) -> tuple[list[Person], list[Finding]]:
    """The people with texts that the format can hold, and what of theirs it cannot (BR138)."""
    fit, what = (
        (writable, "a character that no CSV file can hold")
        if kind == "csv"
        else (_short, f"more than {MOST_IN_CELL:,} characters in a cell")
    )
    kept, told = [], []
    for person in people:
        texts = [fit(text) for text in astuple(person)]
        kept.append(Person(*texts))
        told += [
            finding("BR138", place, severity=Severity.WARNING, target="a roster", what=what,
                    found=ascii(old))
            for old, new in zip(astuple(person), texts, strict=True)
            if old != new
        ]  # fmt: skip
    return kept, told


def _short(text: str) -> str:
    return text[:MOST_IN_CELL]


def csv_of(people: Sequence[Person]) -> bytes:
    """A roster as CSV; cells that look like formulas get an apostrophe, and are read without it."""
    stream = io.StringIO(newline="")
    write = csv.writer(stream, lineterminator="\r\n").writerow
    write(_header())
    for person in people:
        write([guarded(text) for text in astuple(person)])
    return stream.getvalue().encode()


def xlsx_of(people: Sequence[Person]) -> bytes:
    """A roster as a workbook of texts, so that no zero is dropped and nothing taken for a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    page = workbook.create_sheet(_SHEET)
    for column, name in enumerate(_header(), 1):
        page.cell(1, column, name).font = Font(bold=True)
        page.column_dimensions[get_column_letter(column)].width = _WIDTH
    for row, person in enumerate(people, 2):
        for column, text in enumerate(astuple(person), 1):
            if text:
                put_text(page.cell(row, column), text, lossless=True)
    page.freeze_panes = "A2"
    return workbook_bytes(workbook)


def _header() -> list[str]:
    """The first name of each column, in the order of a person's fields."""
    names = column_file("roster")["fields"]
    return [names[each.name][0] for each in fields(Person)]
