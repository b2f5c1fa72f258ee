"""The report as JSON lines: a line for each record, written as its verdict arrives.

The first line (``"line": "head"``) says what is judged and as of when; then come lines for
findings about plugins and files, for records and for activities; the last (``"summary"``) holds
the counts, the rule sets and what was not judged. Their schema is
``boardrules_specs/schemas/lines.schema.json``. A file without a last line was cut short.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from attrs import asdict

from boardrules.batch import Hidden, Report, Summary
from boardrules.checking import ActivityCounts, counted
from boardrules.findings import Status
from boardrules.printable import json_text
from boardrules.reports.json import (
    activity_document,
    finding_document,
    note_document,
    rule_set_document,
    summary_document,
    verdict_document,
)
from boardrules.version import __version__

if TYPE_CHECKING:
    from datetime import date

    from boardrules.activities.model import ActivityVerdict, Outcome
    from boardrules.checking import Checking
    from boardrules.codes import Catalogue
    from boardrules.findings import Finding, NotJudged, Verdict
    from boardrules.programs import RuleSet


class _Binary(Protocol):
    def write(self, data: bytes, /) -> object: ...


class LineWriter:
    """Writes the lines of a run to a binary stream while the run goes on.

    It keeps counts and nothing else, so that what it needs does not grow with the records.
    :meth:`head` comes first and :meth:`summary` last.
    """

    def __init__(self, stream: _Binary, catalogue: Catalogue) -> None:
        self._stream = stream
        self._catalogue = catalogue
        self._statuses: Counter[Status] = Counter()
        self._outcomes: Counter[Outcome] = Counter()
        self._codes: Counter[str] = Counter()

    def head(self, as_of: date, files: Iterable[str], version: str = __version__) -> None:
        """The first line: the day of judging, and the files by their names as given."""
        inputs = [{"file": file} for file in files]
        self._write("head", {"boardrules": version, "as_of": as_of.isoformat(), "inputs": inputs})

    def plugin_finding(self, found: Finding) -> None:
        """A line for a finding about a plugin."""
        self._write("plugin-finding", finding_document(found, self._catalogue))

    def file_finding(self, found: Finding) -> None:
        """A line for a finding about a file."""
        self._codes[found.code] += 1
        self._write("file-finding", finding_document(found, self._catalogue))

    def record(self, verdict: Verdict) -> None:
        """A line for a record."""
        self._statuses[verdict.status] += 1
        self._codes.update(found.code for found in verdict.findings)
        self._write("record", verdict_document(verdict, self._catalogue))

    def activity(self, verdict: ActivityVerdict) -> None:
        """A line for an activity that was judged itself."""
        self._outcomes[verdict.outcome] += 1
        self._codes.update(found.code for found in verdict.findings)
        self._write("activity", activity_document(verdict, self._catalogue))

    def summary(
        self,
        rule_sets: Iterable[RuleSet] = (),
        not_judged: Iterable[NotJudged] = (),
        *,
        inputs: Iterable[dict[str, Any]] | None = None,
        counts: Summary | None = None,
        hidden: Iterable[Hidden] = (),
    ) -> None:
        """The last line.

        ``counts`` are those of the lines written if None. ``inputs`` are the files with their
        kinds and counts, as in the JSON report, where they are known.
        """
        counts = counts if counts is not None else self._counts()
        document: dict[str, Any] = {
            "rule_sets": [rule_set_document(each) for each in rule_sets],
            "not_judged": [note_document(each) for each in not_judged],
            "summary": summary_document(counts),
        }
        given = None if inputs is None else list(inputs)
        if counts.activities != ActivityCounts() or any(
            "activities" in each for each in given or ()
        ):
            document["summary"]["activities"] = asdict(counts.activities)
        if given is not None:
            document["inputs"] = given
        if left_out := [asdict(each) for each in hidden]:
            document["hidden"] = left_out
        self._write("summary", document)

    def _counts(self) -> Summary:
        return counted(self._statuses, self._outcomes, self._codes)

    def _write(self, kind: str, document: dict[str, Any]) -> None:
        self._stream.write((json_text({"line": kind, **document}) + "\n").encode())


def render(report: Report) -> bytes:
    """The lines of a run that is over, as UTF-8."""
    stream = io.BytesIO()
    write(report, stream)
    return stream.getvalue()


def write(report: Report, stream: _Binary) -> None:
    """Write the lines of a run that is over, without making all of them at once."""
    lines = LineWriter(stream, report.catalogue)
    files = [each.file for each in report.inputs]
    files += [each.file for each in report.activity_inputs]
    lines.head(report.as_of, files, report.version)
    for found in report.plugin_findings:
        lines.plugin_finding(found)
    for verdict in report.verdicts:
        lines.record(verdict)
    for judged in report.activities:
        lines.activity(judged)
    for found in report.file_findings:
        lines.file_finding(found)
    lines.summary(
        report.rule_sets,
        report.not_judged,
        inputs=input_documents(report),
        counts=report.summary,
        hidden=report.hidden,
    )


def input_documents(judged: Report | Checking) -> list[dict[str, Any]]:
    """The files of a run with their kinds and counts, as in the JSON report."""
    learners = [
        {"file": each.file, "kind": each.kind, "records": each.records} for each in judged.inputs
    ]
    return learners + [
        {"file": each.file, "kind": each.kind, "records": 0, "activities": each.activities}
        for each in judged.activity_inputs
    ]
