"""The report as annotations of GitHub Actions: one workflow command a finding.

What an action may write to its log is a command only at the beginning of a line, so everything
stays on its line, with ``%``, carriage returns and line feeds (and ``:`` and ``,`` in properties)
as GitHub's own toolkit escapes them. A row of a workbook has no line that GitHub could show; it
is named in the title.
"""

from __future__ import annotations

from collections.abc import Iterator

from boardrules.batch import Report
from boardrules.codes import Catalogue
from boardrules.findings import Finding, Severity
from boardrules.locations import CellAt, Location, XmlAt
from boardrules.printable import printable
from boardrules.reports.text import field_of, notes_on

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> bytes:
    """The commands as UTF-8, each on a line; the counts come first, for GitHub shows few."""
    return "".join(f"{line}\n" for line in _lines(report)).encode()


def _lines(report: Report) -> Iterator[str]:
    yield _command("notice", {"title": "boardrules"}, _counts(report))
    for found in (*report.plugin_findings, *report.file_findings):
        yield _annotation(found, report.catalogue)
    for verdict in report.verdicts:
        for found in verdict.findings:
            yield _annotation(found, report.catalogue)
    for judged in report.activities:
        for found in judged.findings:
            yield _annotation(found, report.catalogue)
    for note in report.not_judged:
        title = f"Not judged: {', '.join(note.codes)}"
        yield _command("notice", {"title": title}, f"Because {printable(note.because)}.")


def _counts(report: Report) -> str:
    summary = report.summary
    parts = [f"Judged as of {report.as_of.isoformat()}."]
    if report.inputs or not report.activity_inputs:
        counts = f"{summary.rejected} of {summary.records} records rejected"
        if summary.not_judged:
            counts += f", {summary.not_judged} not judged"
        parts.append(f"{counts}.")
    if report.activity_inputs:
        totals = summary.activities
        parts.append(f"{totals.rejected} of {totals.activities} activities rejected.")
    return "\n".join((" ".join(parts), *notes_on(report)))


def _annotation(found: Finding, codes: Catalogue) -> str:
    spec = codes[found.code]
    program = f" [{found.program}]" if found.program else ""
    place = _place(found.location)
    properties = {"title": f"{found.code}{program}{f', {place}' if place else ''}"}
    if found.location is not None:
        properties = {"file": found.location.file, **_line(found.location), **properties}
    texts = (spec.render_message(found), spec.render_detail(found), spec.render_fix(found))
    message = "\n".join(printable(text) for text in texts if text)
    return _command(_COMMANDS[found.severity], properties, message)


def _place(location: Location | None) -> str:
    """Row and column, or line and element, in words."""
    match location:
        case CellAt(row=int(row), column=str()):
            return f"row {row}, {field_of(location)}"
        case CellAt(row=int(row)):
            return f"row {row}"
        case CellAt(sheet=str(sheet)):
            return printable(f"sheet {sheet}")
        case XmlAt(line=int(line), path=None):
            return f"line {line}"
        case _:
            return field_of(location)


def _line(location: Location) -> dict[str, str]:
    match location:
        case XmlAt(line=int(line)) | CellAt(sheet=None, row=int(line)):
            return {"line": str(line)}
        case _:
            return {}


def _command(name: str, properties: dict[str, str], message: str) -> str:
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {given}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
