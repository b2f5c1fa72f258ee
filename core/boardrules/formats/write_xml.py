"""Writer of learner reports in XML.

The parts that MedBiquitous standardised (Activity Report v1, with Member, Name and the credit
elements of Healthcare LOM) stand in its namespaces and in its order; what ACCME added, as far as
its draft schema of learner reports shows it, stands in between: ``UniqueID`` in each certificate,
``Participants``, ``RegulatoryInformation``. The root and what is within ``XtensibleInfo`` are in
the namespace :attr:`boardrules.formats.writers.Writing.namespace`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from boardrules.formats.report_parts import PARTICIPANT, ReportPart, report_of
from boardrules.formats.writable import for_xml
from boardrules.formats.writers import Writing
from boardrules.records import CompletionRecord, Participant

if TYPE_CHECKING:
    from lxml.etree import _Element

REPORT = "http://ns.medbiq.org/activityreport/v1/"
MEMBER = "http://ns.medbiq.org/member/v1/"
NAME = "http://ns.medbiq.org/name/v1/"
CREDIT = "http://ns.medbiq.org/lom/extend/v1/"


def write(records: Sequence[CompletionRecord], writing: Writing) -> bytes:
    """A learner report with these records, in UTF-8."""
    from lxml import etree

    names = {None: writing.namespace, "a": REPORT, "m": MEMBER, "n": NAME, "hx": CREDIT}
    root = etree.Element(f"{{{writing.namespace}}}ACCMELearnerReports", nsmap=names)  # type: ignore[arg-type]
    reports = _add(root, REPORT, "ActivityReports")
    _add(reports, REPORT, "DateTimeCreated", writing.moment)
    for record in records:
        report = _add(reports, REPORT, "ActivityReport")
        writable, beside = for_xml(record, writing.beside(record), writing)
        _report(report, report_of(writable, beside, writing), writing.namespace)
    etree.indent(root, " ")
    made = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made.replace(b"<?xml version='1.0' encoding='UTF-8'?>", _DECLARATION, 1) + b"\n"


_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'


def _report(report: _Element, part: ReportPart, namespace: str) -> None:
    _text(report, REPORT, "ReportingOrganization", part.organization)
    member = _add(report, REPORT, "Member")
    _ids(member, part.member_ids)
    if part.given or part.family:
        name = _add(member, MEMBER, "Name")
        _text(name, NAME, "GivenName", part.given)
        _text(name, NAME, "FamilyName", part.family)
    if part.born:
        _add(_add(member, MEMBER, "PersonalInfo"), MEMBER, "BirthDate", part.born)
    if part.participants:
        participants = _add(report, REPORT, "Participants")
        for local, participant in part.participants:
            _participant(_add(participants, REPORT, "Participant"), local, participant)
    activity = _add(report, REPORT, "Activity")
    _text(activity, REPORT, "ProviderOrganization", part.provider)
    _text(activity, REPORT, "ActivityName", part.activity_name or part.title)
    if part.regulation or part.regulation_label:
        compliant = _add(
            _add(activity, REPORT, "RegulatoryInformation"),
            REPORT,
            "CompliantToRegulation",
            part.regulation,
        )
        if part.regulation_label:
            compliant.set("label", part.regulation_label)
    _module(_add(activity, REPORT, "Module"), part)
    info = _add(report, REPORT, "XtensibleInfo")
    _text(info, namespace, "ProviderID", part.service_id)
    _text(info, namespace, "LearnerRecordAction", part.action)


def _participant(element: _Element, local: tuple[str, str], person: Participant) -> None:
    if any(local):
        _add(element, REPORT, "LocalIdentifier", local[1]).set("domain", local[0])
    for name, field in PARTICIPANT:
        _text(element, REPORT, name, getattr(person, field))


def _module(module: _Element, part: ReportPart) -> None:
    if part.title or part.activity_id:
        name = _add(module, REPORT, "ModuleName", part.title)
        name.set("moduleID", part.activity_id)
    _add(module, REPORT, "Status", part.status)
    _text(module, REPORT, "CompletedDateTime", part.completed)
    for each in part.certificates:
        certificate = _add(module, REPORT, "CreditCertificate")
        _ids(certificate, each.ids)
        if each.is_received:
            received = _add(certificate, REPORT, "CreditReceived")
            _text(received, CREDIT, "activityCertification", each.type)
            _text(received, CREDIT, "creditUnit", each.unit)
            _text(received, CREDIT, "numberOfCredits", each.amount)
        _text(certificate, REPORT, "CreditID", each.credit_id)


def _ids(parent: _Element, ids: Sequence[tuple[str, str]]) -> None:
    for domain, value in ids:
        _add(parent, MEMBER, "UniqueID", value).set("domain", domain)


def _text(parent: _Element, namespace: str, name: str, text: str) -> None:
    """An element, if there is anything to put into it."""
    if text:
        _add(parent, namespace, name, text)


def _add(parent: _Element, namespace: str, name: str, text: str = "") -> _Element:
    from lxml.etree import SubElement

    element = SubElement(parent, f"{{{namespace}}}{name}")
    if text:
        element.text = text
    return element
