"""The MEMS description of an activity, from JSON or XML alike, as it is to be judged.

:mod:`boardrules.formats.mems` reads the same for judging learners, and drops what it cannot
use; here every value is kept as text, with its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from boardrules.activities.model import (
    ActivityEntry,
    BoardRegistration,
    Credit,
    MeasuredOutcome,
    Participants,
    Places,
    RemsRegistration,
    Support,
)
from boardrules.findings import Finding, finding
from boardrules.formats.listing import shown
from boardrules.formats.mems import Node, Reading

if TYPE_CHECKING:
    from boardrules.locations import Location

_TRUTHS = frozenset({"true", "false"})


def entry_of(node: Node, number: int) -> ActivityEntry:
    """The activity that stands in a MedicalEducationMetrics, number ``number`` of a run."""
    return _EntryReading(node).entry(number)


class _Unread(list[Finding]):
    """The values of which no text can be made (BR116)."""

    def unreadable(self, place: Location, field: str, found: str, expected: str) -> None:
        self.append(finding("BR116", place, field=field, found=shown(found), expected=expected))


class _EntryReading(Reading):
    """One MedicalEducationMetrics being read; notes the place of everything it finds."""

    def __init__(self, node: Node) -> None:
        self._unread = _Unread()
        super().__init__(self._unread)
        self._node = node
        self._places: dict[str, Location] = {"": node.place}

    def entry(self, number: int) -> ActivityEntry:
        """The activity."""
        node = self._node
        if not node.is_group:
            found = node.text if node.text is not None else node.kind
            self._unread.unreadable(
                node.place, "MedicalEducationMetrics", found, "an activity's elements"
            )
        report = self.groups([node], "ReportDescription")
        description = self.groups([node], "ActivityDescription")
        described = [node, *description]
        lom = self.groups(described, "Lom")
        general = self.groups(lom, "general")
        education = self.groups([*described, *lom], "healthcareMetadata", "healthcareEducation")
        extra = self.groups([node], "XtensibleInfo")
        location = self.groups(education, "activityLocation")
        credits = self.groups(education, "credits")
        return ActivityEntry(
            number=number,
            **self._identifiers(general),
            provider_id=self.one("provider_id", extra, "ProviderID")
            or self.one("provider_id", credits, "accreditedProvider"),
            action=self.one("action", extra, "activityRecordAction"),
            close=self.one("close", extra, "closeActivityRecord"),
            title=self.one("title", general, "title"),
            format=self.one("format", education, "activityFormat"),
            start=self.one("start", education, "startDateTime"),
            end=self.one("end", education, "endDateTime"),
            reporting_start=self.one("reporting_start", report, "ReportingStartDate"),
            reporting_end=self.one("reporting_end", report, "ReportingEndDate"),
            description=self.one("description", general, "description"),
            delivery_methods=self.several(
                "delivery_methods", self.groups(extra, "DeliveryMethods"), "DeliveryMethod"
            ),
            city=self.one("city", location, "city"),
            state=self.one("state", location, "stateOrProvince"),
            country=self._country(location),
            sponsorship=self.one("sponsorship", education, "activitySponsorship"),
            joint_providers=self.several("joint_providers", credits, "nonAccreditedProvider"),
            credits=tuple(self._credits(credits)),
            professions=self.several(
                "professions", self.groups(education, "targetAudience"), "profession"
            ),
            public=self.one("public", extra, "ForPublicList"),
            fee=self.one("fee", extra, "FeeForParticipation"),
            registration=self.one("registration", extra, "ActivityRegistration"),
            commercial_support=self.one("commercial_support", education, "commercialSupport"),
            supports=tuple(self._supports(description)),
            in_kind=self._in_kind(extra),
            outcomes=tuple(self._outcomes(extra)),
            participants=tuple(self._participants()),
            registrations=tuple(self._registrations(general, education, extra)),
            rems=tuple(self._rems(extra)),
            unread=tuple(self._unread),
            origin=Places(self._places),
        )

    def values(self, nodes: Iterable[Node], name: str) -> list[tuple[str, Node]]:
        """The texts called ``name``; true and false are texts too."""
        found = []
        for parent in nodes:
            if inner := parent.all(name):
                truths = [(node.kind, node) for node in inner if node.kind in _TRUTHS]
                found += truths or self.scalars([parent], name)
        return found

    def one(self, field: str, nodes: Iterable[Node], name: str) -> str:
        """The text called ``name``, blank when there is none or they contradict each other."""
        found = self.values(nodes, name)
        if not found:
            return ""
        texts = list(dict.fromkeys(text for text, _ in found))
        self._places[field] = found[0][1].place
        if len(texts) > 1:
            self._unread.unreadable(found[-1][1].place, name, ", ".join(texts), "one value")
            return ""
        return texts[0]

    def several(self, field: str, nodes: Iterable[Node], name: str) -> tuple[str, ...]:
        """Every text called ``name``, each once."""
        texts: dict[str, None] = {}
        for text, node in self.values(nodes, name):
            if text not in texts:
                self._places[f"{field}/{len(texts)}"] = node.place
                texts[text] = None
        return tuple(texts)

    def _at(self, field: str, node: Node) -> str:
        self._places[field] = node.place
        return field

    def _identifiers(self, general: Sequence[Node]) -> dict[str, str]:
        by_catalog: dict[str, list[Node]] = {}
        for identifier in self.groups(general, "identifier"):
            catalog = self.text([identifier], "catalog").casefold()
            by_catalog.setdefault(catalog, []).append(identifier)
        return {
            field: self.one(field, by_catalog.get(catalog, []), "entry")
            for field, catalog in (
                ("id", "accme activity id"),
                ("own_id", "provider activity id"),
                ("url", "url"),
            )
        }

    def _country(self, location: Sequence[Node]) -> str:
        # MEMS has the code in an element of its own, ACCME's JSON has it at once.
        country = [node for parent in location for node in parent.all("country") if node.is_group]
        if country:
            return self.one("country", country, "CountryCode")
        return self.one("country", location, "country")

    def _credits(self, groups: Sequence[Node]) -> Iterator[Credit]:
        for index, group in enumerate(groups):
            field = self._at(f"credits/{index}", group)
            kind = self.one(f"{field}/kind", [group], "activityCertification")
            yield Credit(kind, self.one(f"{field}/amount", [group], "numberOfCredits"))

    def _supports(self, description: Sequence[Node]) -> Iterator[Support]:
        for index, group in enumerate(self.groups(description, "commercialSupportAmount")):
            field = self._at(f"supports/{index}", group)
            source = self.one(f"{field}/source", [group], "supportSource")
            currency = self.one(f"{field}/currency", [group], "currency")
            amount = group.text or self.one(f"{field}/amount", [group], "value")
            yield Support(source, amount, currency)

    def _in_kind(self, extra: Sequence[Node]) -> tuple[str, ...]:
        return tuple(
            self.one(self._at(f"in_kind/{index}", group), [group], "source")
            for index, group in enumerate(self.groups(extra, "InKindSupports", "InKindSupport"))
        )

    def _outcomes(self, extra: Sequence[Node]) -> Iterator[MeasuredOutcome]:
        index = 0
        for group in self.groups(extra, "MeasuredOutcomes"):
            types = self.several(f"outcomes/{index}/types", [group], "MeasurementType")
            for text, node in self.values([group], "MeasuredOutcome"):
                self._at(f"outcomes/{index}/name", node)
                yield MeasuredOutcome(text, types)
                index += 1

    def _participants(self) -> Iterator[Participants]:
        metrics = self.groups([self._node], "ParticipationMetrics")
        for index, group in enumerate(self.groups(metrics, "participantsByCategory")):
            field = self._at(f"participants/{index}", group)
            category = self.one(f"{field}/category", [group], "category") or self.one(
                f"{field}/category", [group], "CategoryName"
            )
            number = (
                group.text
                or self.one(f"{field}/number", [group], "numberOfParticipants")
                or self.one(f"{field}/number", [group], "Number")
            )
            yield Participants(category, number)

    def _registrations(
        self, general: Sequence[Node], education: Sequence[Node], extra: Sequence[Node]
    ) -> Iterator[BoardRegistration]:
        areas = self.content_areas(general, extra)
        # One list for the whole activity: which area is which board's is not said.
        practice_areas = self.texts(self.groups(education, "targetAudience"), "specialty")
        for index, group in enumerate(self.groups(extra, "MOCRegistrations", "MOCRegistration")):
            field = self._at(f"registrations/{index}", group)
            board = self.one(f"{field}/board", [group], "boardName")
            yield BoardRegistration(
                board=board,
                points=self.one(f"{field}/points", [group], "mocPoints"),
                credit_types=self.several(f"{field}/credit_types", [group], "MOCCreditType"),
                claim_date=self.one(f"{field}/claim_date", [group], "CreditClaimDate"),
                content_areas=tuple(areas.get(board.upper(), ())),
                practice_areas=practice_areas,
            )

    def _rems(self, extra: Sequence[Node]) -> Iterator[RemsRegistration]:
        for index, group in enumerate(self.groups(extra, "REMS")):
            field = self._at(f"rems/{index}", group)
            kind = self.one(f"{field}/kind", [group], "REMSType")
            identifier = self.one(f"{field}/identifier", [group], "REMSRelatedIdentifier")
            yield RemsRegistration(kind, identifier)
