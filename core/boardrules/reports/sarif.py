"""The report as SARIF 2.1.0 (OASIS), for viewers and stores of analysis results.

A result is a finding. A row of a sheet is given as a line, its columns as columns, and both in
words as a logical location, since no viewer opens a workbook. What was not judged and what is
wrong with plugins are notifications of the invocation.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from boardrules.batch import Report
from boardrules.findings import Finding, Severity
from boardrules.locations import CellAt, FileAt, JsonAt, Location, XmlAt
from boardrules.printable import json_text, printable
from boardrules.reports.json import note_document, rule_set_document, summary_document
from boardrules.reports.known_names import HIDDEN
from boardrules.reports.masking import masked_location
from boardrules.reports.text import field_of, notes_on

if TYPE_CHECKING:
    from boardrules.codes import Catalogue, CodeSpec

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_FINGERPRINT = "boardrules/v1"
_DRIVE = re.compile(r"[A-Za-z]:/", re.ASCII)
_COULD_NOT_JUDGE = 2
_EXIT_STATUS = ("nothing rejected", "something rejected", "something could not be judged")

Entry = tuple[Finding, dict[str, Any]]


def render(report: Report) -> bytes:
    """The log as UTF-8 JSON; the same run gives the same bytes."""
    return (json_text(as_document(report), indent=2) + "\n").encode()


def as_document(report: Report) -> dict[str, Any]:
    """The log as plain dicts and lists."""
    found = list(_findings(report))
    codes = sorted(
        {each.code for each, _ in found} | {each.code for each in report.plugin_findings}
    )
    indexes = {code: index for index, code in enumerate(codes)}
    files = list(dict.fromkeys(_files(report, found)))
    artifacts = {file: index for index, file in enumerate(files)}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "boardrules",
                "version": report.version,
                "rules": [_rule(report.catalogue[code]) for code in codes],
            }
        },
        "invocations": [_invocation(report, indexes)],
        "artifacts": [{"location": {"uri": uri_of(file)}} for file in files],
        "columnKind": "unicodeCodePoints",
        "results": [_result(report.catalogue, entry, indexes, artifacts) for entry in found],
        "properties": {
            "as_of": report.as_of.isoformat(),
            "summary": summary_document(report.summary),
            "rule_sets": [rule_set_document(each) for each in report.rule_sets],
            "not_judged": [note_document(each) for each in report.not_judged],
        },
    }
    if report.masked:
        run["redactionTokens"] = [HIDDEN]
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _findings(report: Report) -> Iterator[Entry]:
    """The findings, each with what is said of the record or activity that it is about."""
    for found in report.file_findings:
        yield found, {}
    for verdict in report.verdicts:
        about = {"record": verdict.record.number, "verdict": verdict.status.value}
        for found in verdict.findings:
            yield found, about
    for judged in report.activities:
        about = {"activity": judged.entry.number, "verdict": judged.outcome.value}
        for found in judged.findings:
            yield found, about


def _files(report: Report, entries: list[Entry]) -> Iterator[str]:
    for given in report.inputs:
        yield given.file
    for activities in report.activity_inputs:
        yield activities.file
    for found, _ in entries:
        if found.location is not None:
            yield found.location.file


def _rule(spec: CodeSpec) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": spec.code,
        "shortDescription": {"text": spec.title},
        "fullDescription": {"text": spec.message},
        "defaultConfiguration": {"level": _LEVELS[spec.severity]},
        "help": {
            "text": f"{spec.trigger}\n\n{spec.why}\n\nHow to mend it: {spec.fix}",
            "markdown": (
                f"{spec.trigger}\n\n**Why it matters.** {spec.why}\n\n**How to mend it.** {spec.fix}"
            ),
        },
        "properties": {"tags": [spec.stage, *spec.programs]},
    }
    return described


def _invocation(report: Report, indexes: dict[str, int]) -> dict[str, Any]:
    notes = [
        f"Not judged: {', '.join(note.codes)}: {printable(note.because)}."
        for note in report.not_judged
    ]
    notes += notes_on(report)
    status = report.exit_status
    return {
        "executionSuccessful": status != _COULD_NOT_JUDGE,
        "exitCode": status,
        "exitCodeDescription": _EXIT_STATUS[status],
        "toolExecutionNotifications": [
            {"level": "note", "message": {"text": note}} for note in notes
        ],
        "toolConfigurationNotifications": [
            {
                "descriptor": {"id": found.code, "index": indexes[found.code]},
                "level": _LEVELS[found.severity],
                "message": {"text": _message(found, report.catalogue)},
            }
            for found in report.plugin_findings
        ],
    }


def _result(
    codes: Catalogue, entry: Entry, indexes: dict[str, int], artifacts: dict[str, int]
) -> dict[str, Any]:
    found, about = entry
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": indexes[found.code],
        "level": _LEVELS[found.severity],
        "message": {"text": _message(found, codes)},
        "locations": [_location(found.location, artifacts)] if found.location else [],
        "partialFingerprints": {_FINGERPRINT: fingerprint(found)},
    }
    properties = {
        **about,
        "program": found.program,
        "rule_set": found.rule_set,
        "fix": printable(codes[found.code].render_fix(found)),
    }
    result["properties"] = {key: value for key, value in properties.items() if value is not None}
    return result


def _message(found: Finding, codes: Catalogue) -> str:
    """What is wrong in one paragraph, for viewers show its first sentence where there is little room."""
    spec = codes[found.code]
    parts = (spec.render_message(found), spec.render_detail(found), spec.render_fix(found))
    texts = [printable(part.strip()) for part in parts if part.strip()]
    return " ".join(text if text[-1] in ".?!:" else f"{text}." for text in texts)


def _location(location: Location, artifacts: dict[str, int]) -> dict[str, Any]:
    physical: dict[str, Any] = {
        "artifactLocation": {"uri": uri_of(location.file), "index": artifacts[location.file]}
    }
    place: dict[str, Any] = {"physicalLocation": physical}
    match location:
        case CellAt(sheet=sheet, row=row, column=column):
            if row is not None:
                physical["region"] = {"startLine": row, **_columns(column)}
            name = f"{column or ''}{row or ''}"
            logical = {
                "name": field_of(location) or (f"row {row}" if row else ""),
                "fullyQualifiedName": printable("!".join(part for part in (sheet, name) if part)),
                "kind": "cell" if column else "row" if row else "sheet",
            }
        case XmlAt(line=line, path=path):
            if line is not None:
                physical["region"] = {"startLine": line}
            named = printable(path or "")
            logical = {
                "name": named.rpartition("/")[2],
                "fullyQualifiedName": named,
                "kind": "element",
            }
        case JsonAt(pointer=pointer):
            named = printable(pointer)
            logical = {
                "name": named.rpartition("/")[2],
                "fullyQualifiedName": named,
                "kind": "property",
            }
        case _:
            logical = {}
    if logical.get("fullyQualifiedName"):
        place["logicalLocations"] = [{key: value for key, value in logical.items() if value}]
    return place


def _columns(letters: str | None) -> dict[str, int]:
    """A cell's columns, counted from 1; the end is the one after it."""
    if letters is None:
        return {}
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return {"startColumn": number, "endColumn": number + 1}


def uri_of(file: str) -> str:
    """The file's URI: relative as given, or with ``file:`` where the path is absolute."""
    path = file.replace("\\", "/")
    try:
        encoded = quote(path, errors="surrogateescape")
    except UnicodeEncodeError:
        encoded = quote(printable(path))
    if path.startswith("/"):
        return f"file://{encoded}"
    if drive := _DRIVE.match(path):
        return f"file:///{drive[0]}{quote(path[len(drive[0]) :], errors='replace')}"
    return encoded


def fingerprint(found: Finding) -> str:
    """What tells a finding from the others of its file, in this run and the next.

    Made of the code and its reason, the program and the place by known names; no value that
    was submitted goes into it, for what is short can be guessed from its hash.
    """
    place = masked_location(found.location) if found.location is not None else None
    match place:
        case CellAt(file=file, row=row, column=column):
            where: tuple[object, ...] = (file, row, column)
        case XmlAt(file=file, line=line, path=path):
            # The path counts the records; lines move when one is put in above.
            where = (file, path) if path else (file, line)
        case JsonAt(file=file, pointer=pointer):
            where = (file, pointer)
        case FileAt(file=file):
            where = (file,)
        case _:
            where = ()
    parts = (found.code, found.param("reason"), found.program, *where)
    text = "\n".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
