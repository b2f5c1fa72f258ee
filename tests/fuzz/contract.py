"""What holds for every file, however damaged: the promise that strategies and fuzzers test."""

from __future__ import annotations

import json as plain_json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from boardrules import check
from boardrules.batch import Report
from boardrules.codes import Catalogue
from boardrules.findings import Finding, Severity
from boardrules.locations import CellAt, JsonAt, Location, XmlAt
from boardrules.reports import json, text

AS_OF = date(2026, 11, 23)
#: What would move a terminal's cursor or colour its text, were it printed.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")


def judged(files: str | list[str], *, twice: bool = False, **given: Any) -> Report:
    """The report on files, after everything that is promised of it was asserted.

    ``twice``: judge them again, and assert that the same bytes come out.
    """
    report = check(files, as_of=AS_OF, **given)
    named = {files} if isinstance(files, str) else set(files)
    for value in given.values():
        named |= {value} if isinstance(value, str) else set()
    shown = hold(report, named)
    if twice:
        again = check(files, as_of=AS_OF, **given)
        assert json.render(again) == shown
        assert text.render(again) == text.render(report)
    return report


def hold(report: Report, files: set[str]) -> bytes:
    """Assert what is promised of a report on ``files``; the JSON report."""
    assert not report.crashes, report.crashes
    assert "998" not in report.summary.by_code
    assert not report.plugin_findings
    numbers = [verdict.record.number for verdict in report.verdicts]
    assert numbers == list(range(1, len(numbers) + 1))
    assert report.summary.records == len(numbers) == sum(each.records for each in report.inputs)
    entries = [verdict.entry.number for verdict in report.activities]
    assert entries == list(range(1, len(entries) + 1))
    assert len(entries) == sum(each.activities for each in report.activity_inputs)
    for place in _origins(report):
        hold_place(place, files)
    for found in _findings(report):
        hold_finding(found, report.catalogue, files)
    for each in report.inputs:
        # What yields nothing says why.
        assert each.records or _errors_on(report, each.file), each
    shown = json.render(report)
    assert plain_json.loads(shown)["summary"]["records"] == len(numbers)
    assert not CONTROLS.search(text.render(report).decode())
    return shown


def _origins(report: Report) -> Iterator[Location]:
    for verdict in report.verdicts:
        yield verdict.record.origin.at("")
    for activity in report.activities:
        yield activity.entry.origin.at("")


def _findings(report: Report) -> Iterator[Finding]:
    yield from report.file_findings
    for verdict in report.verdicts:
        yield from verdict.findings
    for activity in report.activities:
        yield from activity.findings


def _errors_on(report: Report, file: str) -> bool:
    return any(
        found.severity is Severity.ERROR and found.location and found.location.file == file
        for found in report.file_findings
    )


def hold_place(place: Location, files: set[str]) -> None:
    """Assert what is promised of every place."""
    assert place.file in files, place
    match place:
        case CellAt(row=row):
            assert row is None or row >= 1, place
        case XmlAt(line=line):
            assert line is None or line >= 1, place
        case JsonAt(pointer=pointer):
            assert pointer == "" or pointer.startswith("/"), place


def hold_finding(found: Finding, catalogue: Catalogue, files: set[str]) -> None:
    """Assert what is promised of every finding."""
    spec = catalogue[found.code]
    message, detail, fix = (
        spec.render_message(found), spec.render_detail(found), spec.render_fix(found)
    )  # fmt: skip
    assert message, found
    assert fix, found
    reason = found.param("reason")
    assert reason is None or not spec.reasons or reason in spec.reasons, found
    values = "".join(value for _, value in found.params)
    for shown in (message, detail, fix):
        assert "\n" in values or "\n" not in shown.strip(), found
        assert "{" in values or not _PLACEHOLDER.search(shown), found
    if found.location is not None:
        hold_place(found.location, files)
