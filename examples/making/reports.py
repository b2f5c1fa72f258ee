"""The learner reports in XML: completions as an LMS exports them, in ACCME's shape.

A report is held flat: its elements by path, in the order of the document. A value is the
element's text, or its text and the value of its one attribute.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from making.activities import PROVIDER, PROVIDER_ID
from making.completions import Completion
from making.workbook import late_codes

_NAMESPACES = {
    "": "urn:example:accme:learner-reports",
    "a": "http://ns.medbiq.org/activityreport/v1/",
    "m": "http://ns.medbiq.org/member/v1/",
    "n": "http://ns.medbiq.org/name/v1/",
    "hx": "http://ns.medbiq.org/lom/extend/v1/",
}
_PREFIXES = {
    **dict.fromkeys(("UniqueID", "Name", "PersonalInfo", "BirthDate"), "m:"),
    **dict.fromkeys(("GivenName", "FamilyName"), "n:"),
    **dict.fromkeys(("activityCertification", "creditUnit", "numberOfCredits"), "hx:"),
    "LearnerRecordAction": "",
}
_ATTRIBUTES = {
    "UniqueID": "domain",
    "ModuleName": "moduleID",
    "LocalIdentifier": "domain",
    "CompliantToRegulation": "label",
}
_REMS_ELEMENTS = {
    "State of Primary Practice": "StateOfPrimaryPractice",
    "DEA Registration": "DEARegistration",
    "Profession": "Profession",
    "Practice Area": "PracticeArea",
    "Surgical Procedures": "SurgicalProcedures",
    "Time in Practice": "TimeInPractice",
}
_AMA = "AMA PRA Category 1 Credit"
PARTICIPANT = "Participants/Participant"
MODULE = "Activity/Module"
CERTIFICATE = f"{MODULE}/CreditCertificate[1]"
SECOND_CERTIFICATE = f"{MODULE}/CreditCertificate[2]"
CERTIFICATION = "CreditReceived/activityCertification"
AMOUNT = "CreditReceived/numberOfCredits"


@dataclass
class Report:
    """A report: what its elements hold, by path, and the codes it is known to earn."""

    number: int
    elements: dict[str, Any]
    codes: list[str] = field(default_factory=list)


def report_of(number: int, completion: Completion, *, under_member: bool = False) -> Report:
    """A report as ACCME asks for it; ``under_member``: the board's ID stands there alone."""
    elements: dict[str, Any] = {"ReportingOrganization": PROVIDER}
    person = completion.person
    if person is not None:
        if under_member:
            elements["Member/UniqueID"] = person.board_id, completion.board
        elements["Member/Name/GivenName"] = person.first
        elements["Member/Name/FamilyName"] = person.last
        # MedBiquitous wants a whole date; PARS and boardrules look at month and day.
        month, day = person.birth_date.split("/")
        elements["Member/PersonalInfo/BirthDate"] = f"1900-{month}-{day}"
    if completion.participant:
        domain = "idd:lakeshore.example:participant"
        elements[f"{PARTICIPANT}/LocalIdentifier"] = f"R{number:04d}", domain
        for header, name in _REMS_ELEMENTS.items():
            if header in completion.participant:
                elements[f"{PARTICIPANT}/{name}"] = completion.participant[header]
    activity = completion.activity
    elements["Activity/ProviderOrganization"] = PROVIDER_ID
    if completion.participant:
        rule = "Activity/RegulatoryInformation/CompliantToRegulation"
        elements[rule] = "https://rems.example/opioid-analgesic", "Opioid REMS"
    elements[f"{MODULE}/ModuleName"] = activity.title, activity.id
    elements[f"{MODULE}/Status"] = "Completed"
    elements[f"{MODULE}/CompletedDateTime"] = f"{completion.completed}T00:00:00"
    for index, (unique_id, kind, amount) in enumerate(_credits(completion), 1):
        certificate = f"{MODULE}/CreditCertificate[{index}]"
        if unique_id and not (under_member and unique_id[1] == completion.board):
            elements[f"{certificate}/UniqueID"] = unique_id
        elements[f"{certificate}/{CERTIFICATION}"] = kind
        elements[f"{certificate}/CreditReceived/creditUnit"] = "Point"
        elements[f"{certificate}/{AMOUNT}"] = amount
        elements[f"{certificate}/CreditID"] = f"ccid:lakeshore.example:2026-{number:04d}-{index}"
    elements["XtensibleInfo/LearnerRecordAction"] = "add"
    return Report(number, elements, late_codes(completion))


def _credits(completion: Completion) -> Iterable[tuple[tuple[str, str] | None, str, str]]:
    """(ID and its domain, credit type, amount) of each certificate."""
    person = completion.person
    if person is None:
        # A REMS report has a certificate as well, since 677 exempts none, but no ID.
        yield None, "Opioid REMS", completion.activity.credits
        return
    if completion.cme:
        licence = (person.npi, "NPI") if completion.by_npi else (person.licence, person.state)
        yield licence, _AMA, completion.cme
    for kind, amount in completion.types:
        yield (person.board_id, completion.board), kind, amount


def change_report(report: Report, elements: Mapping[str, Any]) -> None:
    """Put values into elements, or take away (None) an element with all below it."""
    for path, value in elements.items():
        if value is None:
            for each in [*report.elements]:
                if each == path or each.startswith(f"{path}/"):
                    del report.elements[each]
        else:
            old = report.elements[path]
            report.elements[path] = value(old) if callable(value) else value


def write_reports(reports: Iterable[Report]) -> tuple[bytes, dict[int, int]]:
    """The document, and the line (from 1) in which each report begins."""
    namespaces = " ".join(
        f"xmlns{':' if prefix else ''}{prefix}={quoteattr(uri)}"
        for prefix, uri in _NAMESPACES.items()
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<ACCMELearnerReports {namespaces}>",
        " <a:ActivityReports>",
        "  <a:DateTimeCreated>2026-03-15T09:00:00</a:DateTimeCreated>",
    ]
    begins: dict[int, int] = {}
    for report in reports:
        begins[report.number] = len(lines) + 1
        lines += _written(report)
    lines += [" </a:ActivityReports>", "</ACCMELearnerReports>"]
    return ("\n".join(lines) + "\n").encode(), begins


def _written(report: Report) -> list[str]:
    lines = ["  <a:ActivityReport>"]
    opened: list[str] = []
    for path, value in report.elements.items():
        *above, name = path.split("/")
        shared = next(
            (
                at
                for at, (one, other) in enumerate(zip(opened, above, strict=False))
                if one != other
            ),
            min(len(opened), len(above)),
        )
        while len(opened) > shared:
            lines.append(f"{_indent(opened[:-1])}</{_qualified(opened[-1])}>")
            opened.pop()
        for each in above[shared:]:
            lines.append(f"{_indent(opened)}<{_qualified(each)}>")
            opened.append(each)
        text, attribute = value if isinstance(value, tuple) else (value, None)
        marked = "" if attribute is None else f" {_ATTRIBUTES[name]}={quoteattr(attribute)}"
        tag = _qualified(name)
        lines.append(f"{_indent(opened)}<{tag}{marked}>{escape(text)}</{tag}>")
    while opened:
        lines.append(f"{_indent(opened[:-1])}</{_qualified(opened[-1])}>")
        opened.pop()
    return [*lines, "  </a:ActivityReport>"]


def _indent(opened: list[str]) -> str:
    return " " * (3 + len(opened))


def _qualified(step: str) -> str:
    name = step.partition("[")[0]
    return f"{_PREFIXES.get(name, 'a:')}{name}"
