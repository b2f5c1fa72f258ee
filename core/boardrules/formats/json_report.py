"""What one report of a learner report in JSON holds, and what is odd about how it says it.

The names and their nesting are those of ACCME's draft schema of learner reports, v0_5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from boardrules.findings import Severity, finding
from boardrules.formats.cleaning import clean
from boardrules.formats.json_nodes import Constant, Node, Number, Pairs, encodable
from boardrules.formats.learner_claims import PARTICIPANT_ELEMENTS, Certificate, UniqueID
from boardrules.formats.learner_report import Module
from boardrules.formats.limits import Findings
from boardrules.formats.listing import shown
from boardrules.locations import JsonAt
from boardrules.records import Participant
from boardrules.values import read_birth_date, without_year

#: The names within each object.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "ActivityReport": (
        "ReportingOrganization",
        "Member",
        "Participants",
        "Activity",
        "XtensibleInfo",
    ),
    "Member": ("UniqueID", "Name", "PersonalInfo"),
    "Name": ("GivenName", "FamilyName"),
    "PersonalInfo": ("BirthDate",),
    "Participants": ("Participant",),
    "Participant": ("LocalIdentifier", *PARTICIPANT_ELEMENTS.values()),
    "LocalIdentifier": ("value", "domain"),
    "Activity": ("ProviderOrganization", "ActivityName", "RegulatoryInformation", "Module"),
    "RegulatoryInformation": ("CompliantToRegulation",),
    "CompliantToRegulation": ("label", "value"),
    "Module": ("ModuleName", "Status", "CompletedDateTime", "CreditCertificate"),
    "ModuleName": ("value", "moduleID"),
    "CreditCertificate": ("UniqueID", "CreditReceived", "CreditID"),
    "UniqueID": ("value", "domain"),
    "CreditReceived": ("activityCertification", "creditUnit", "numberOfCredits"),
    "XtensibleInfo": ("ProviderID", "LearnerRecordAction"),
}
_SPELT = {of: {name.casefold(): name for name in names} for of, names in _NAMES.items()}
_BORN = re.compile(r"/\s*birthdate\s*$", re.I)
_NUMBER, _TRUTH, _TEXT = "a number", "true or false", "text"

Members: TypeAlias = "dict[str, Node]"


class JsonReport:
    """What a report holds: texts by name, and what can be there several times.

    ``module_places`` and its like are pointers by number, from 0. ``odd`` is what is worth a warning; ``unknown`` the names that
    mean nothing, with their places. ``regulation`` and ``local_ids`` are as in
    :class:`~boardrules.formats.beside.Beside`, the latter by participant.
    """

    def __init__(self, file: str, report: Node) -> None:
        self.texts: dict[str, str] = {}
        self.modules: list[Module] = []
        self.titles: list[str] = []
        self.member_ids: list[UniqueID] = []
        self.participants: list[Participant] = []
        self.local_ids: list[tuple[str, str]] = []
        self.regulation = ("", "")
        self.odd = Findings()
        self.unknown: list[tuple[str, Node]] = []
        self.module_places: list[str] = []
        self.certificate_places: list[str] = []
        self.participant_places: list[str] = []
        self._file = file
        self._read(report)
        self.odd.tell_rest()

    def _read(self, report: Node) -> None:
        whole = self._members("ActivityReport", report)
        self._put(whole, "ReportingOrganization")
        member = self._only("Member", whole)
        self.member_ids = self._ids(member, of_member=True)
        name = self._only("Name", member)
        self._put(name, "GivenName", "FamilyName")
        self._put(self._only("PersonalInfo", member), "BirthDate")
        info = self._only("XtensibleInfo", whole)
        self._put(info, "ProviderID", "LearnerRecordAction")
        is_rems = "Participants" in whole
        for participants in self._each("Participants", whole):
            members = self._members("Participants", participants)
            for participant in self._each("Participant", members, several=True):
                self._participant(participant)
        for activity in self._each("Activity", whole):
            members = self._members("Activity", activity)
            self._put(members, "ProviderOrganization", "ActivityName")
            for regulation in self._each(
                "CompliantToRegulation", self._only("RegulatoryInformation", members)
            ):
                said = self._members("CompliantToRegulation", regulation)
                value, label = self._text(said, "value"), self._text(said, "label")
                is_rems |= "rems" in label.casefold()
                if not any(self.regulation):
                    self.regulation = value, label
            for module in self._each("Module", members):
                self._module(module)
        if not self.modules:
            self.modules.append(Module())
            self.module_places.append(report.pointer)
            self.titles.append("")
        if is_rems and not self.participants:
            self.participants.append(Participant())

    def _participant(self, node: Node) -> None:
        members = self._members("Participant", node)
        self.participant_places.append(node.pointer)
        local = self._only("LocalIdentifier", members)
        self.local_ids.append((self._text(local, "domain"), self._text(local, "value")))
        self.participants.append(
            Participant(
                *(
                    self._text(members, name, _TRUTH if name == "SurgicalProcedures" else _TEXT)
                    for name in PARTICIPANT_ELEMENTS.values()
                )
            )
        )

    def _module(self, node: Node) -> None:
        members = self._members("Module", node)
        module = Module(len(self.modules))
        self.module_places.append(node.pointer)
        self.modules.append(module)
        named = members.get("ModuleName")
        if named is not None and isinstance(named.value, str):
            self._note("BR141", named, "an object")
            self.titles.append(self._string(named, "ModuleName"))
        else:
            name = self._only("ModuleName", members)
            module.activity_id = self._text(name, "moduleID")
            self.titles.append(self._text(name, "value"))
        module.status = self._text(members, "Status")
        module.completed = self._text(members, "CompletedDateTime")
        if module.status and module.status.casefold() != "completed":
            self._warn("BR112", members["Status"], found=module.status)
        for certificate in self._each("CreditCertificate", members, several=True, listed=True):
            module.certificates.append(self._certificate(certificate, module))

    def _certificate(self, node: Node, module: Module) -> Certificate:
        certificate = Certificate(len(self.certificate_places))
        self.certificate_places.append(node.pointer)
        members = self._members("CreditCertificate", node)
        certificate.ids = self._ids(members, of_member=False)
        received = self._only("CreditReceived", members)
        certificate.type = self._text(received, "activityCertification")
        certificate.amount = self._text(received, "numberOfCredits", _NUMBER)
        certificate.credit_id = self._text(members, "CreditID")
        unit = self._text(received, "creditUnit")
        if unit and unit.casefold() != "point":
            module.units.append((certificate.number, unit))
            self._warn("BR113", received["creditUnit"], found=unit)
        return certificate

    def _ids(self, members: Members, *, of_member: bool) -> list[UniqueID]:
        ids: list[UniqueID] = []
        for node in self._each("UniqueID", members, several=True):
            if isinstance(node.value, str):
                self._note("BR141", node, "an object")
                domain, value = "", self._string(node, "UniqueID")
            else:
                said = self._members("UniqueID", node)
                domain, value = self._text(said, "domain"), self._text(said, "value")
            ids.append(UniqueID(domain, value, of_member, len(ids)))
        return ids

    def _members(self, of: str, node: Node) -> Members:
        """The members of an object by their names in the draft; of one given twice the last,
        as most programs read JSON.
        """
        if not isinstance(node.value, Pairs):
            if node.value is not None:
                self._note("BR141", node, "an object")
            return {}
        found: Members = {}
        for key, value in node.value:
            member = node.member(key, value)
            name = _SPELT[of].get(key.strip().casefold())
            if name is None:
                self.unknown.append((key, member))
                continue
            if name in found:
                first = _brief(found[name])
                self._warn("BR140", member, name=name, found=_brief(member), first=first)
            elif key != name:
                self._warn("BR142", member, found=encodable(key), expected=name, reason="spelt")
            found[name] = member
        return found

    def _only(self, name: str, members: Members) -> Members:
        """The members of the one object under a name."""
        for node in self._each(name, members):
            return self._members(name, node)
        return {}

    def _each(
        self, name: str, members: Members, *, several: bool = False, listed: bool = False
    ) -> Iterator[Node]:
        """The values under a name: those of a list, or the one.

        ``several``: that it is a list is nothing odd; ``listed``: it has to be one.
        """
        node = members.get(name)
        if node is None or node.value is None:
            return
        if node.is_list:
            if not several:
                self._note("BR141", node, "an object")
            yield from node.items()
        else:
            if listed:
                self._note("BR141", node, "a list")
            yield node

    def _put(self, members: Members, *names: str) -> None:
        for name in names:
            if text := self._text(members, name):
                self.texts.setdefault(name, text)

    def _text(self, members: Members, name: str, expected: str = _TEXT) -> str:
        """A plain value as text; blank where there is none."""
        node = members.get(name)
        if node is None:
            return ""
        value = node.value
        if isinstance(value, Number):
            if expected != _NUMBER:
                self._note("BR141", node, expected)
            return str(value)
        if isinstance(value, str):
            if expected != _TEXT or isinstance(value, Constant):
                self._note("BR141", node, expected)
            return self._string(node, name)
        if isinstance(value, bool):
            if expected != _TRUTH:
                self._note("BR141", node, expected)
            return "true" if value else "false"
        self._note("BR141", node, expected)
        return ""

    def _string(self, node: Node, name: str) -> str:
        whole = encodable(str(node.value))
        text, changed = clean(whole)
        if whole != node.value:
            changed = ", ".join(filter(None, (changed, "half a character")))
        if changed:
            self._warn("BR205", node, found=changed, header=name)
        return text

    def _note(self, code: str, node: Node, expected: str) -> None:
        self._warn(code, node, found=_brief(node), expected=expected)

    def _warn(self, code: str, node: Node, **params: str) -> None:
        place = JsonAt(self._file, node.pointer)
        self.odd.append(finding(code, place, severity=Severity.WARNING, **params))


def _brief(node: Node) -> str:
    """A value for a finding; a birth date without its year."""
    text = encodable(node.kind)
    if _BORN.search(node.pointer):
        text = text.strip('"')
        text = read_birth_date(text)[0] or without_year(text)
    return shown(text)
