"""The report as JUnit XML, which build servers show: a suite for each file, a case for each record.

A record that is rejected fails; one that could not be judged is skipped. A finding about a file
is a case of its own, ``the file``, that fails where PARS would refuse the file and is an error
where it kept something from being judged. What was not judged in the run is a suite of cases
that were skipped. Warnings stand in the output of their case. There are no times in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from attrs import Factory, define

from boardrules.activities.model import Outcome
from boardrules.batch import REJECTS_FILE, Report
from boardrules.findings import Finding, Severity, Status
from boardrules.locations import CellAt, Location, XmlAt
from boardrules.printable import printable
from boardrules.reports.text import field_of, place_of

if TYPE_CHECKING:
    from boardrules.codes import Catalogue

_THE_FILE = "the file"


@define(slots=True)
class _Case:
    """A case: what became of it is ``failure``, ``error`` or ``skipped`` with a message and a text."""

    name: str
    result: tuple[str, str, str, str] | None = None
    output: str = ""


@define(slots=True)
class _Suite:
    name: str
    cases: list[_Case] = Factory(list)
    properties: dict[str, str] = Factory(dict)
    names: set[str] = Factory(set)

    def name_of(self, location: Location, number: str) -> str:
        """A case's name by its row or line, with its number where another has it already."""
        match location:
            case CellAt(row=int(row)):
                name = f"row {row}"
            case XmlAt(line=int(line)):
                name = f"line {line}"
            case _:
                return number
        if name in self.names:
            return f"{name}, {number}"
        self.names.add(name)
        return name


def render(report: Report) -> bytes:
    """The suites as UTF-8 XML; the same run gives the same bytes."""
    root = ElementTree.Element("testsuites", {"name": "boardrules"})
    suites = list(_suites(report))
    for name, count in _totals([case for suite in suites for case in suite.cases]).items():
        root.set(name, count)
    for suite in suites:
        root.append(_suite_element(suite))
    ElementTree.indent(root)
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _suites(report: Report) -> Iterator[_Suite]:
    codes = report.catalogue
    about_files = _by_file(report.file_findings)
    properties = {
        "boardrules.version": report.version,
        "boardrules.as_of": report.as_of.isoformat(),
        **{f"boardrules.hidden.{each.option}": str(each.findings) for each in report.hidden},
    }
    if report.masked:
        properties["boardrules.learners"] = "not shown"
    first = 0
    for given in report.inputs:
        suite = _Suite(given.file, _file_cases(about_files.pop(given.file, []), codes), properties)
        for verdict in report.verdicts[first : first + given.records]:
            record = verdict.record
            case = _Case(suite.name_of(record.origin.at(""), f"record {record.number}"))
            _judge(
                case,
                verdict.status is Status.REJECTED,
                verdict.findings,
                codes,
                bool(report.hidden),
            )
            if verdict.status is Status.NOT_JUDGED and case.result is None:
                case.result = ("skipped", verdict.because or "not judged", "", "")
            suite.cases.append(case)
        first += given.records
        yield suite
    first = 0
    for each in report.activity_inputs:
        suite = _Suite(each.file, _file_cases(about_files.pop(each.file, []), codes), properties)
        for judged in report.activities[first : first + each.activities]:
            entry = judged.entry
            case = _Case(suite.name_of(entry.origin.at(""), f"activity {entry.number}"))
            rejected = judged.outcome is Outcome.REJECTED
            _judge(case, rejected, judged.findings, codes, bool(report.hidden))
            suite.cases.append(case)
        first += each.activities
        yield suite
    for file, findings in about_files.items():
        yield _Suite(file or "files", _file_cases(findings, codes), properties)
    if report.plugin_findings:
        cases = [
            _Case(f"{found.code} {number}", _failed("error", [found], codes))
            for number, found in enumerate(report.plugin_findings, 1)
        ]
        yield _Suite("plugins", cases, properties)
    notes = [
        _Case(", ".join(note.codes), ("skipped", note.because, "", ""))
        for note in report.not_judged
    ]
    if notes:
        yield _Suite("not judged", notes, properties)


def _by_file(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    files: dict[str, list[Finding]] = {}
    for found in findings:
        files.setdefault(found.location.file if found.location else "", []).append(found)
    return files


def _file_cases(findings: Iterable[Finding], codes: Catalogue) -> list[_Case]:
    """The case that tells of the file itself; none where there is nothing to tell."""
    findings = list(findings)
    if not findings:
        return []
    errors = [found for found in findings if found.severity is Severity.ERROR]
    case = _Case(_THE_FILE)
    if errors:
        refused = all(found.code in REJECTS_FILE for found in errors)
        case.result = _failed("failure" if refused else "error", errors, codes, of_file=True)
    notes = [found for found in findings if found not in errors]
    case.output = _told(notes, codes, of_file=True)
    return [case]


def _judge(
    case: _Case, rejected: bool, findings: Sequence[Finding], codes: Catalogue, hidden: bool
) -> None:
    """What became of a record or an activity."""
    errors = [found for found in findings if found.severity is Severity.ERROR]
    if rejected and errors:
        case.result = _failed("failure", errors, codes)
    elif rejected:
        why = "rejected; the findings are not shown" if hidden else "rejected"
        case.result = ("failure", why, "", "")
        errors = []
    elif errors:
        case.result = _failed("error", errors, codes)
    case.output = _told([found for found in findings if found not in errors], codes)


def _failed(
    kind: str, errors: Sequence[Finding], codes: Catalogue, of_file: bool = False
) -> tuple[str, str, str, str]:
    """The element's name, its message (that of the first error), its type and its text."""
    first = errors[0]
    message = f"{first.code} {codes[first.code].render_message(first)}"
    if len(errors) > 1:
        message += f" (and {len(errors) - 1} more)"
    return kind, message, first.code, _told(errors, codes, of_file)


def _told(findings: Iterable[Finding], codes: Catalogue, of_file: bool = False) -> str:
    return "\n".join(line for found in findings for line in _lines(found, codes, of_file))


def _lines(found: Finding, codes: Catalogue, of_file: bool) -> Iterator[str]:
    spec = codes[found.code]
    program = f" [{found.program}]" if found.program else ""
    severity = "" if found.severity is Severity.ERROR else f" {found.severity.value}"
    # The case is named for the record, so that only a finding about a file must say where.
    place = place_of(found.location) if of_file else field_of(found.location)
    at = f"{place}: " if place else ""
    yield f"{found.code}{severity}{program} {at}{printable(spec.render_message(found))}"
    if detail := spec.render_detail(found):
        yield f"  {printable(detail)}"
    yield f"  fix: {printable(spec.render_fix(found))}"


def _totals(cases: Sequence[_Case]) -> dict[str, str]:
    results = [case.result[0] if case.result else "" for case in cases]
    return {
        "tests": str(len(cases)),
        "failures": str(results.count("failure")),
        "errors": str(results.count("error")),
        "skipped": str(results.count("skipped")),
        "time": "0",
    }


def _suite_element(suite: _Suite) -> ElementTree.Element:
    element = ElementTree.Element(
        "testsuite", {"name": printable(suite.name), **_totals(suite.cases)}
    )
    properties = ElementTree.SubElement(element, "properties")
    for name, value in suite.properties.items():
        ElementTree.SubElement(properties, "property", {"name": name, "value": value})
    for case in suite.cases:
        given = {"name": printable(case.name), "classname": printable(suite.name), "time": "0"}
        made = ElementTree.SubElement(element, "testcase", given)
        if case.result is not None:
            kind, message, type_, text = case.result
            result = ElementTree.SubElement(made, kind, {"message": printable(message)})
            if type_:
                result.set("type", type_)
            result.text = text or None
        if case.output:
            ElementTree.SubElement(made, "system-out").text = case.output
    return element
