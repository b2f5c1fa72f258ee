"""The MEMS description of an activity, from JSON or XML alike, as it is to be judged.

:mod:`boardrules.formats.mems` reads the same for judging learners, and drops what it cannot
use; here every value is kept as text, with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from boardrules.activities.model import (
    ActivityEntry,
    BoardRegistration,
    Credit,
    Keyword,
    MeasuredOutcome,
    OutlineKey,
    Participants,
    Pharmacy,
    Places,
    Recertification,
    RemsRegistration,
    StateContent,
    Support,
    areas_chosen,
)
from boardrules.findings import finding
from boardrules.formats.limits import Findings
from boardrules.formats.listing import shown
from boardrules.formats.mems import Node, Reading
from boardrules.formats.mems_known import not_read

if TYPE_CHECKING:
    from boardrules.locations import Location

_CATALOGS = {"id": "accme activity id", "own_id": "provider activity id", "url": "url"}
_TRUTHS = frozenset({"true", "false"})


#: What JA-PARS asks of pharmacies, one value each: the model's field and the element.
PHARMACY = (
    ("kind", "PharmacyActivityType"),
    ("topic", "PharmacyActivityTopic"),
    ("live_date", "PharmacyLiveDate"),
    ("sequence", "PharmacySequenceNumber"),
    ("uan", "UANPharmacy"),
    ("uan_technician", "UANPharmacyTech"),
    ("has_recertifications", "HasPharmacyRecertifications"),
    ("has_content_tags", "HasPharmacyContentTags"),
)

#: Takes what is not kept: its path in the entry, and where it stands.
Dropped = Callable[[str, Node], None]


def entry_of(node: Node, number: int, dropped: Dropped = lambda path, node: None) -> ActivityEntry:
    """The activity that stands in a MedicalEducationMetrics, number ``number`` of a run.

    ``dropped`` is handed each element that is not kept.
    """
    for path, each in not_read(node):
        dropped(path, each)
    return _EntryReading(node, dropped).entry(number)


class _Unread(Findings):
    """The values of which no text can be made (BR116)."""

    def unreadable(self, place: Location, field: str, found: str, expected: str) -> None:
        self.append(finding("BR116", place, field=field, found=shown(found), expected=expected))


class _EntryReading(Reading):
    """One MedicalEducationMetrics being read; notes the place of everything it finds."""

    def __init__(self, node: Node, dropped: Dropped) -> None:
        self._unread = _Unread()
        super().__init__(self._unread)
        self._node = node
        self._dropped = dropped
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
        audience = self.groups(education, "targetAudience")
        # One list for the whole activity: which area is which board's is not said.
        specialties = self.several("specialties", audience, "specialty")
        keywords, outlines = tuple(self._keywords(general)), tuple(self._outlines(extra))
        areas = areas_chosen(keywords, outlines)
        return ActivityEntry(
            number=number,
            **self._identifiers(general),
            provider_id=self._provider(extra, credits),
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
            professions=self.several("professions", audience, "profession"),
            public=self.one("public", extra, "ForPublicList"),
            fee=self.one("fee", extra, "FeeForParticipation"),
            registration=self.one("registration", extra, "ActivityRegistration"),
            commercial_support=self.one("commercial_support", education, "commercialSupport"),
            supports=tuple(self._supports(description)),
            in_kind=self._in_kind(extra),
            outcomes=tuple(self._outcomes(extra)),
            participants=tuple(self._participants()),
            registrations=tuple(self._registrations(extra, areas, specialties)),
            rems=tuple(self._rems(extra)),
            specialties=specialties,
            keywords=keywords,
            outlines=outlines,
            interprofessional=self.one("interprofessional", extra, "isInterprofessional"),
            commendation_tags=self.several(
                "commendation_tags", self.groups(extra, "CommendationTags"), "CommendationTag"
            ),
            mips=self.one("mips", extra, "IsMeritBasedIncentivePaymentSystem"),
            has_state_content=self.one("has_state_content", extra, "HasStateContentTags"),
            state_content=tuple(self._state_content(extra)),
            pharmacy=self._pharmacy(extra),
            unread=self._unread.all(),
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
            catalog = self.text([identifier], "catalog")
            by_catalog.setdefault(catalog.casefold(), []).append(identifier)
            if catalog.casefold() not in _CATALOGS.values():
                self._dropped(f"identifier ({shown(catalog)})", identifier)
        return {
            field: self.one(field, by_catalog.get(catalog, []), "entry")
            for field, catalog in _CATALOGS.items()
        }

    def _provider(self, extra: Sequence[Node], credits: Sequence[Node]) -> str:
        provider = self.one("provider_id", extra, "ProviderID")
        if not provider:
            return self.one("provider_id", credits, "accreditedProvider")
        for text, node in self.values(credits, "accreditedProvider"):
            if text != provider:
                self._dropped("accreditedProvider", node)
        return provider

    def _country(self, location: Sequence[Node]) -> str:
        # MEMS has the code in an element of its own, ACCME's JSON has it at once.
        country = [node for parent in location for node in parent.all("country") if node.is_group]
        if country:
            code = self.one("country", country, "CountryCode")
            return code or self.one("country", country, "CountryName")
        return self.one("country", location, "country")

    def _credits(self, groups: Sequence[Node]) -> Iterator[Credit]:
        index = 0
        for group in groups:
            names = ("activityCertification", "numberOfCredits")
            if group.all("nonAccreditedProvider") and not any(map(group.all, names)):
                continue
            field = self._at(f"credits/{index}", group)
            kind = self.one(f"{field}/kind", [group], "activityCertification")
            yield Credit(kind, self.one(f"{field}/amount", [group], "numberOfCredits"))
            index += 1

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
            names = self.values([group], "MeasuredOutcome")
            if types and not names:
                self._dropped("MeasuredOutcomes/MeasurementType", group)
            for text, node in names:
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
        self,
        extra: Sequence[Node],
        areas: Mapping[str, tuple[str, ...]],
        specialties: tuple[str, ...],
    ) -> Iterator[BoardRegistration]:
        for index, group in enumerate(self.groups(extra, "MOCRegistrations", "MOCRegistration")):
            field = self._at(f"registrations/{index}", group)
            board = self.one(f"{field}/board", [group], "boardName")
            yield BoardRegistration(
                board=board,
                points=self.one(f"{field}/points", [group], "mocPoints"),
                credit_types=self.several(f"{field}/credit_types", [group], "MOCCreditType"),
                claim_date=self.one(f"{field}/claim_date", [group], "CreditClaimDate"),
                content_areas=areas.get(board.upper(), ()),
                practice_areas=specialties,
            )

    def _rems(self, extra: Sequence[Node]) -> Iterator[RemsRegistration]:
        for index, group in enumerate(self.groups(extra, "REMS")):
            field = self._at(f"rems/{index}", group)
            kind = self.one(f"{field}/kind", [group], "REMSType")
            identifier = self.one(f"{field}/identifier", [group], "REMSRelatedIdentifier")
            yield RemsRegistration(kind, identifier)

    def _keywords(self, general: Sequence[Node]) -> Iterator[Keyword]:
        index = 0
        for node in (child for parent in general for child in parent.all("keyword")):
            text, place = next(
                iter(self.scalars([node], "string")), ("" if node.text is None else node.text, node)
            )
            keyword = Keyword(text, *(self.text([node], name) for name in ("id", "source")))
            if keyword != Keyword(""):
                field = self._at(f"keywords/{index}", place)
                for name in ("id", "source"):
                    for _, told in self.scalars([node], name)[:1]:
                        self._at(f"{field}/{name}", told)
                yield keyword
                index += 1

    def _outlines(self, extra: Sequence[Node]) -> Iterator[OutlineKey]:
        index = 0
        for selection in self.groups(extra, "ContentOutlines", "ContentOutlineSelections"):
            source = self.text([selection], "ContentOutlineSource")
            pairs = [
                (OutlineKey(source, keyword, value), group)
                for group in self.groups([selection], "ContentOutlineKeys")
                for keyword, value in zip_longest(
                    (text for text, _ in self.scalars([group], "ContentKeyword")),
                    (text for text, _ in self.scalars([group], "ContentKeywordValue")),
                    fillvalue="",
                )
            ]
            for key, node in pairs or [(OutlineKey(source), selection)]:
                if key != OutlineKey():
                    self._at(f"outlines/{index}", node)
                    yield key
                    index += 1

    def _state_content(self, extra: Sequence[Node]) -> Iterator[StateContent]:
        for index, group in enumerate(self.groups(extra, "StateContentTags", "StateContent")):
            field = self._at(f"state_content/{index}", group)
            yield StateContent(
                self.one(f"{field}/domain", [group], "StateContentDomain"),
                self.one(f"{field}/topic", [group], "StateContentTopic"),
            )

    def _pharmacy(self, extra: Sequence[Node]) -> Pharmacy:
        tags = self.groups(extra, "PharmacyContentTags")
        required = self.groups(extra, "PharmacyRecertificationRequirements")
        return Pharmacy(
            **{field: self.one(f"pharmacy/{field}", extra, name) for field, name in PHARMACY},
            recertifications=tuple(
                Recertification(
                    self.one(f"pharmacy/recertifications/{index}", [each], "PharmacyAudience"),
                    self.one(f"pharmacy/recertifications/{index}", [each], "PharmacyRequirement"),
                )
                for index, each in enumerate(required)
            ),
            states=self.several("pharmacy/states", tags, "PharmacyState"),
            content_topics=self.several("pharmacy/content_topics", tags, "PharmacyContentTopic"),
        )
