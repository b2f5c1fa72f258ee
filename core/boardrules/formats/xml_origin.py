"""The origin of a record that is an element of a learner report."""

from __future__ import annotations

from attrs import define

from boardrules.formats.learner_claims import PARTICIPANT_ELEMENTS, ClaimPlace
from boardrules.formats.xml_places import XmlPlaces
from boardrules.locations import XmlAt

_OF_RECORD = {
    "action": "LearnerRecordAction",
    "first_name": "GivenName",
    "last_name": "FamilyName",
    "birth_date": "BirthDate",
    "organization": "ReportingOrganization",
    "provider": "ProviderOrganization",
    "activity_name": "ActivityName",
    "service_id": "ProviderID",
    "regulation": "CompliantToRegulation",
    "regulation_label": "CompliantToRegulation",
}
_OF_MODULE = {
    "activity_id": "ModuleName",
    "title": "ModuleName",
    "completed": "CompletedDateTime",
    "status": "Status",
}
_OF_CREDIT = {"type": "activityCertification", "amount": "numberOfCredits", "unit": "creditUnit"}


@define(slots=True, eq=False)
class ElementOrigin:
    """The origin of a record: the ``Module`` number ``module`` of the ``ActivityReport`` number
    ``report``, both from 0. ``line`` is what the parser said, for when the file has gone.
    """

    file: str
    places: XmlPlaces
    report: int
    module: int
    line: int | None
    claims: tuple[ClaimPlace, ...]

    def at(self, field: str) -> XmlAt:
        match field.split("/"):
            case ["claims", index, *rest]:
                return self._of_claim(self.claims[int(index)], rest)
            case ["element", name, number]:
                return self.element((name, int(number)))
            case [name] if name in _OF_MODULE:
                return self.element(("Module", self.module), (_OF_MODULE[name], 0))
            case [name] if name in _OF_RECORD:
                return self.element((_OF_RECORD[name], 0))
            case _:
                return self.element()

    def element(self, *steps: tuple[str, int]) -> XmlAt:
        """The place of an element, found by steps from the record inwards.

        A step is a local name and which descendant of that name is meant, from 0. Where a
        step leads nowhere, what was reached by then.
        """
        record = self.places.path(self.report)
        elements = self.places.elements(self.report) if steps else None
        if elements is None:
            return XmlAt(self.file, self.places.line(self.report) or self.line, record)
        reached = 0
        for name, number in steps:
            found = elements.find(name, number, reached)
            if found is None:
                break
            reached = found
        return XmlAt(self.file, elements.line(reached), record + elements.path(reached))

    def _of_claim(self, claim: ClaimPlace, rest: list[str]) -> XmlAt:
        if claim.participant is not None and rest[:1] not in (["credits"], ["credit_ids"]):
            steps = [("Participant", claim.participant)]
            if rest[-1:] == ["local_id"]:
                steps.append(("LocalIdentifier", 0))
            elif rest[:1] == ["participant"]:
                steps.append((PARTICIPANT_ELEMENTS.get(rest[-1], ""), 0))
            return self.element(*steps)
        # A REMS that is named as the domain of an ID has fields of a participant, but none here.
        which = int(rest[1]) if len(rest) > 1 and rest[1].isdecimal() else 0
        if which >= len(claim.certificates):
            return self.element()
        certificate = ("CreditCertificate", claim.certificates[which])
        match rest:
            case ["credits", _, part]:
                return self.element(certificate, (_OF_CREDIT.get(part, ""), 0))
            case ["credit_ids", _]:
                return self.element(certificate, ("CreditID", 0))
            case ["id" | "id_type" | "state" | "program"] if claim.unique_id is not None:
                of_member, number = claim.unique_id
                owner = ("Member", 0) if of_member else certificate
                return self.element(owner, ("UniqueID", number))
            case _:
                return self.element(certificate)
