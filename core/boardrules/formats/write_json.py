"""Writer of learner reports in JSON, in the shape of ACCME's draft schema (v0_5).

Amounts are written with the digits that they had; what is no number is written as text, so that
it can be seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from boardrules.formats.json_nodes import Number
from boardrules.formats.report_parts import PARTICIPANT, CertificatePart, ReportPart, report_of
from boardrules.formats.writers import Writing
from boardrules.records import CompletionRecord, Participant

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_TRUTHS = {"true": True, "false": False}


def write(records: Sequence[CompletionRecord], writing: Writing) -> bytes:
    """A learner report with these records, in UTF-8."""
    reports = []
    for record in records:
        reports.append(_report(report_of(record, writing.beside(record), writing)))
    created = writing.moment
    document = {
        "ACCMELearnerReports": {
            "ActivityReports": {"DateTimeCreated": created, "ActivityReport": reports}
        }
    }
    return (_dumped(document, "") + "\n").encode("utf-8", "replace")


def _report(part: ReportPart) -> dict[str, Any]:
    report: dict[str, Any] = _filled(ReportingOrganization=part.organization)
    member: dict[str, Any] = {}
    if part.member_ids:
        member["UniqueID"] = _ids(part.member_ids)
    member["Name"] = {"GivenName": part.given, "FamilyName": part.family}
    if part.born:
        member["PersonalInfo"] = {"BirthDate": part.born}
    report["Member"] = member
    if part.participants:
        people = [_participant(*each) for each in part.participants]
        report["Participants"] = {"Participant": people[0] if len(people) == 1 else people}
    activity: dict[str, Any] = _filled(
        ProviderOrganization=part.provider, ActivityName=part.activity_name
    )
    if part.regulation or part.regulation_label:
        said = _filled(label=part.regulation_label, value=part.regulation)
        activity["RegulatoryInformation"] = {"CompliantToRegulation": said}
    activity["Module"] = {
        "ModuleName": _filled(value=part.title, moduleID=part.activity_id),
        "Status": part.status,
        **_filled(CompletedDateTime=part.completed),
        "CreditCertificate": [_certificate(each) for each in part.certificates],
    }
    report["Activity"] = activity
    report["XtensibleInfo"] = _filled(ProviderID=part.service_id, LearnerRecordAction=part.action)
    return report


def _participant(local: tuple[str, str], person: Participant) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if any(local):
        said["LocalIdentifier"] = {"value": local[1], "domain": local[0]}
    for name, field in PARTICIPANT:
        if text := getattr(person, field):
            said[name] = _TRUTHS.get(text, text) if name == "SurgicalProcedures" else text
    return said


def _certificate(part: CertificatePart) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if part.ids:
        said["UniqueID"] = _ids(part.ids)
    if part.is_received:
        received: dict[str, Any] = _filled(activityCertification=part.type, creditUnit=part.unit)
        if part.amount:
            is_number = _NUMBER.fullmatch(part.amount)
            received["numberOfCredits"] = Number(part.amount) if is_number else part.amount
        said["CreditReceived"] = received
    return said | _filled(CreditID=part.credit_id)


def _ids(ids: Sequence[tuple[str, str]]) -> Any:
    """One identifier as an object, as in the draft; several as a list of objects."""
    said = [{"value": value, "domain": domain} for domain, value in ids]
    return said[0] if len(said) == 1 else said


def _filled(**texts: str) -> dict[str, Any]:
    """The texts that are not blank."""
    return {name: text for name, text in texts.items() if text}


def _dumped(value: object, indent: str) -> str:
    """JSON, indented by one blank for each level; a :class:`Number` as it stands."""
    if isinstance(value, Number):
        return str(value)
    inner = f"{indent} "
    if isinstance(value, dict) and value:
        lines = [f"{inner}{json.dumps(key)}: {_dumped(each, inner)}" for key, each in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if isinstance(value, list) and value:
        lines = [f"{inner}{_dumped(each, inner)}" for each in value]
        return "[\n" + ",\n".join(lines) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)
