"""What one ``ActivityReport`` holds, gathered in one walk over its elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import Factory, define

from boardrules.formats.cleaning import clean
from boardrules.formats.learner_claims import PARTICIPANT_ELEMENTS, Certificate, UniqueID
from boardrules.formats.xml_attributes import attributes
from boardrules.records import Participant

if TYPE_CHECKING:
    from lxml.etree import _Element

_OF_RECORD, _OF_MODULE, _OF_CERTIFICATE, _OF_PARTICIPANT, _OPENS = range(1, 6)
_ROLES = {
    **dict.fromkeys(("GivenName", "FamilyName", "BirthDate", "LearnerRecordAction"), _OF_RECORD),
    **dict.fromkeys(("ModuleName", "Status", "CompletedDateTime"), _OF_MODULE),
    **dict.fromkeys(("activityCertification", "creditUnit"), _OF_CERTIFICATE),
    **dict.fromkeys(("numberOfCredits", "CreditID"), _OF_CERTIFICATE),
    **dict.fromkeys(PARTICIPANT_ELEMENTS.values(), _OF_PARTICIPANT),
    **dict.fromkeys(("Member", "Module", "CreditCertificate", "UniqueID"), _OPENS),
    **dict.fromkeys(("Participants", "Participant", "CompliantToRegulation"), _OPENS),
}


class Roles(dict[Any, tuple[int, str]]):
    """An element's role and local name by its tag, whatever its namespace or prefix."""

    def __missing__(self, tag: Any) -> tuple[int, str]:
        name = re.split("[}:]", tag)[-1] if isinstance(tag, str) else ""
        self[tag] = role = (_ROLES.get(name, 0), name)
        return role


@define(slots=True)
class Module:
    """A ``Module``; ``number`` counts from 0 in its report. What is absent is blank.

    ``units`` are the units of credit other than Point, each with its certificate's number.
    """

    number: int = 0
    activity_id: str = ""
    completed: str = ""
    status: str = ""
    certificates: list[Certificate] = Factory(list)
    units: list[tuple[int, str]] = Factory(list)


class Gathered:
    """What a report holds: texts by local name, and what can be there several times.

    ``modules`` has at least one. ``participants`` has one without any value where only the
    regulation says that the report is one of a REMS. ``odd`` are the elements whose text had
    to be cleaned: the element around it (see :meth:`ElementOrigin.element
    <boardrules.formats.xml_origin.ElementOrigin.element>`), its name, and the characters.
    """

    def __init__(self, report: _Element, roles: Roles) -> None:
        self.texts: dict[str, str] = {}
        self.modules = [Module()]
        self.member_ids: list[UniqueID] = []
        self.participants: list[Participant] = []
        self.odd: list[tuple[tuple[str, int], str, str]] = []
        self._walk(report, roles)

    def _walk(self, report: _Element, roles: Roles) -> None:
        module = self.modules[0]
        certificate: Certificate | None = None
        participants: list[dict[str, str]] = []
        opened = certificates = 0
        is_rems = False
        outer = ("", 0)
        for element in report.iter():
            role, name = roles[element.tag]
            if role == 0:
                continue
            if role == _OF_CERTIFICATE:
                if certificate is None:
                    continue
                text = _text(element)
                text = text.strip() if text.isascii() else self._clean(text, name, outer)
                if name == "activityCertification":
                    certificate.type = certificate.type or text
                elif name == "numberOfCredits":
                    certificate.amount = certificate.amount or text
                elif name == "CreditID":
                    certificate.credit_id = certificate.credit_id or text
                elif text and text != "Point":
                    module.units.append((certificate.number, text))
            elif role == _OPENS:
                if name == "UniqueID":
                    ids = self.member_ids if certificate is None else certificate.ids
                    domain, text = _attribute(element, "domain"), _text(element)
                    domain = (
                        domain.strip() if domain.isascii() else self._clean(domain, name, outer)
                    )
                    text = text.strip() if text.isascii() else self._clean(text, name, outer)
                    ids.append(UniqueID(domain, text, certificate is None, len(ids)))
                elif name == "CreditCertificate":
                    outer = (name, certificates)
                    certificate = Certificate(certificates)
                    module.certificates.append(certificate)
                    certificates += 1
                elif name == "Module":
                    if opened:
                        module = Module(opened)
                        self.modules.append(module)
                    outer, certificate = (name, opened), None
                    opened += 1
                elif name == "Participant":
                    outer = (name, len(participants))
                    participants.append({})
                elif name == "Member":
                    outer, certificate = (name, 0), None
                else:
                    is_rems |= name == "Participants" or _is_rems(element)
            else:
                text = _text(element)
                text = text.strip() if text.isascii() else self._clean(text, name, outer)
                if role == _OF_RECORD:
                    self.texts.setdefault(name, text)
                elif role == _OF_PARTICIPANT:
                    if participants:
                        participants[-1].setdefault(name, text)
                elif name == "ModuleName":
                    module.activity_id = (
                        module.activity_id or _attribute(element, "moduleID").strip()
                    )
                elif name == "Status":
                    module.status = module.status or text
                else:
                    module.completed = module.completed or text
        if is_rems or participants:
            self.participants = [
                Participant(*(texts.get(name, "") for name in PARTICIPANT_ELEMENTS.values()))
                for texts in participants or [{}]
            ]

    def _clean(self, text: str, name: str, outer: tuple[str, int]) -> str:
        text, changed = clean(text)
        if changed:
            self.odd.append((outer, name, changed))
        return text


def _is_rems(regulation: _Element) -> bool:
    """Whether a ``CompliantToRegulation`` speaks of a REMS."""
    return "rems" in _attribute(regulation, "label").casefold()


def _text(element: _Element) -> str:
    """The text of an element, with that of elements within it, so that none of it is lost."""
    if len(element):
        return "".join(map(str, element.itertext()))
    return element.text or ""


def _attribute(element: _Element, name: str) -> str:
    """An attribute by its local name."""
    value = element.get(name)
    if value is None:
        for key, text in attributes(element):
            if re.split("[}:]", key)[-1] == name:
                return text
    return value or ""
