"""Workbooks of learners to spoil, and what became of them, for tests of one thing at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

from attrs import frozen

import boardrules
from boardrules.findings import Finding

from . import making

#: The columns of :data:`making.HEADER`, by what the tests call them.
PLACES = dict(
    zip(("action", "activity", "day", "first", "last", "born", "board", "id", "total", "type", "amount"),
        range(11), strict=True)
)  # fmt: skip
#: The day that :data:`making.ROW` was completed on, as workbooks count from 1900 and from 1904.
DAY_1900, DAY_1904 = 46162, 44700
ACCENTED = {"id": "123457", "first": "Zo\u00eb", "last": "\u0160imkovar"}
SHORT = {"id": "004127"}
ROSTER = (
    making.ROSTER
    + f"ABIM,123457,{ACCENTED['first']},{ACCENTED['last']},03/04,\n"
    + "ABIM,004127,Ines,Aalto,03/04,\n"
    + "ABIM,123458,Ines,D'Aalto,03/04,\n"
    + "ABIM,123459,Ines,\u05d0\u05d1\u05d2,03/04,\n"
)


def row(**cells: object) -> tuple[object, ...]:
    """The sound row with other cells, by their names in :data:`PLACES`."""
    made: list[object] = list(making.ROW)
    for name, value in cells.items():
        made[PLACES[name]] = value
    return tuple(made)


def number(value: object, style: int = 0) -> str:
    """A cell that holds a number, with the format of a date if ``style`` is 1."""
    return f'<c s="{style}"><v>{value}</v></c>'


@frozen
class Judged:
    """What was found (code and cell), each record's verdict and row, and the report itself."""

    report: boardrules.Report
    found: list[tuple[str, str]]
    verdicts: list[str]
    rows: list[int]

    def all_of(self, code: str) -> list[Finding]:
        """The findings with this code, those on the file first."""
        every = [*self.report.file_findings]
        every += [each for verdict in self.report.verdicts for each in verdict.findings]
        return [each for each in every if each.code == code]

    def detail(self, code: str, index: int = 0) -> str:
        """What was found and expected, as a report says it."""
        return self.report.catalogue[code].render_detail(self.all_of(code)[index])


def _cell(found: Finding) -> str:
    place = found.location
    row, column = getattr(place, "row", None), getattr(place, "column", None)
    return f"{column or ''}{row or ''}"


def judge(folder: Path, parts: Mapping[str, str | bytes] | Callable[[Path], None]) -> Judged:
    """Judge a workbook of these parts in ``folder`` against sound activities and a roster.

    Each finding must have a place in the file, and say how to mend it.
    """
    path = folder / "a.xlsx"
    if callable(parts):
        parts(path)
    else:
        making.pack(path, parts)
    (folder / "activities.csv").write_text(making.ACTIVITIES, encoding="utf-8")
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    report = boardrules.check(
        path,
        activities=folder / "activities.csv",
        roster=folder / "roster.csv",
        as_of=date(2026, 6, 1),
    )
    every = [*report.file_findings]
    every += [each for verdict in report.verdicts for each in verdict.findings]
    for each in every:
        assert getattr(each.location, "file", None) == str(path)
        assert report.catalogue[each.code].render_fix(each)
    rows = [getattr(each.record.origin.at(""), "row", 0) for each in report.verdicts]
    verdicts = [str(each.status.value) for each in report.verdicts]
    return Judged(report, [(each.code, _cell(each)) for each in every], verdicts, rows)


def book(*given: Iterable[object], **around: str) -> dict[str, str | bytes]:
    """A workbook with the header row and these rows below it."""
    return making.one_sheet(making.HEADER, *given, **around)
