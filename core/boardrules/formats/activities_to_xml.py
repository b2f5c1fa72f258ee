"""Activities as MEMS XML.

Order and namespaces are those of MedBiquitous's metrics v1 (13 November 2008) with its LOM and
healthcare extension. What ACCME adds stands in XtensibleInfo, which takes elements of any
other namespace. ACCME's own is not public: who has its schema gives it as ``namespace``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from boardrules.activities.model import ActivityEntry
from boardrules.formats.activities_to_json import runs, spelt
from boardrules.formats.mems_entries import PHARMACY

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Stands for ACCME's namespace, which is not known; readers go by the local names.
ACCME = "urn:example:accme:activities"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_METRICS = "http://ns.medbiq.org/metrics/v1/"
_LOM = "http://ltsc.ieee.org/xsd/LOM"
_HX = "http://ns.medbiq.org/lom/extend/v1/"
_ADDRESS = "http://ns.medbiq.org/address/v1/"


def xml_of(entries: Sequence[ActivityEntry], namespace: str = ACCME) -> bytes:
    """The document of activities that are settled for XML, in UTF-8."""
    from lxml import etree

    names: dict[Any, str] = {
        None: _METRICS,
        "accme": namespace,
        "lom": _LOM,
        "hx": _HX,
        "a": _ADDRESS,
    }
    root = etree.Element(f"{{{namespace}}}ACCMEActivities", nsmap=names)
    for entry in entries:
        _Writing(namespace).entry(root, entry)
    etree.indent(root, " ")
    return _DECLARATION + etree.tostring(root, encoding="UTF-8") + b"\n"


class _Writing:
    """The elements of one activity. Blank texts make none."""

    def __init__(self, namespace: str) -> None:
        self._accme = namespace

    def _add(
        self, parent: _Element, namespace: str, name: str, text: str = "", **attributes: str
    ) -> _Element:
        from lxml.etree import SubElement

        child = SubElement(parent, f"{{{namespace}}}{name}", attributes)
        if text:
            child.text = text
        return child

    def _text(self, parent: _Element, namespace: str, name: str, text: str) -> None:
        if text:
            self._add(parent, namespace, name, text)

    def _texts(self, parent: _Element, *named: tuple[str, str]) -> None:
        """Texts in ACCME's namespace."""
        for name, text in named:
            self._text(parent, self._accme, name, text)

    def _language(self, parent: _Element, namespace: str, name: str, text: str) -> None:
        """A text that may come in several languages."""
        if text:
            self._add(self._add(parent, namespace, name), _LOM, "string", text)

    def _group(self, parent: _Element, name: str, each: str, texts: Sequence[str]) -> None:
        """A group of ACCME's with the same element for each text."""
        if texts:
            group = self._add(parent, self._accme, name)
            self._texts(group, *((each, text) for text in texts))

    def entry(self, root: _Element, entry: ActivityEntry) -> None:
        """Add a MedicalEducationMetrics."""
        metrics = self._add(root, _METRICS, "MedicalEducationMetrics")
        report = self._add(metrics, _METRICS, "ReportDescription")
        self._text(report, _METRICS, "ReportingStartDate", entry.reporting_start)
        self._text(report, _METRICS, "ReportingEndDate", entry.reporting_end)
        description = self._add(metrics, _METRICS, "ActivityDescription")
        lom = self._add(description, _LOM, "lom")
        self._general(lom, entry)
        self._education(lom, entry)
        for support in entry.supports:
            self._add(
                description,
                _METRICS,
                "CommercialSupportAmount",
                support.amount,
                currency=support.currency,
                supportSource=support.source,
            )
        participation = self._add(metrics, _METRICS, "ParticipationMetrics")
        for each in entry.participants:
            self._add(
                participation,
                _METRICS,
                "ParticipantsByCategory",
                each.number,
                category=each.category,
            )
        self._extension(self._add(metrics, _METRICS, "XtensibleInfo"), entry)

    def _general(self, lom: _Element, entry: ActivityEntry) -> None:
        general = self._add(lom, _LOM, "general")
        for catalog, text in (
            ("ACCME Activity ID", entry.id),
            ("Provider Activity ID", entry.own_id),
            ("URL", entry.url),
        ):
            if text:
                identifier = self._add(general, _LOM, "identifier")
                self._add(identifier, _LOM, "catalog", catalog)
                self._add(identifier, _LOM, "entry", text)
        self._language(general, _LOM, "title", entry.title)
        self._language(general, _LOM, "description", entry.description)
        for each in entry.keywords:
            given = {
                name: text for name, text in (("source", each.source), ("id", each.id)) if text
            }
            keyword = self._add(general, _LOM, "keyword", **given)
            self._add(keyword, _LOM, "string", each.text)

    def _education(self, lom: _Element, entry: ActivityEntry) -> None:
        metadata = self._add(lom, _HX, "healthcareMetadata")
        education = self._add(metadata, _HX, "healthcareEducation")
        providers = entry.joint_providers
        for kind, amount in [(each.kind, each.amount) for each in entry.credits] or [("", "")]:
            if not (kind or amount or providers):
                continue
            credits = self._add(education, _HX, "credits")
            self._text(credits, _HX, "activityCertification", kind)
            for provider in providers:
                self._add(credits, _HX, "nonAccreditedProvider", provider)
            self._text(credits, _HX, "numberOfCredits", amount)
            # One list for the activity, which need not be said with each credit.
            providers = ()
        if entry.professions or entry.specialties:
            audience = self._add(education, _HX, "targetAudience")
            for profession in entry.professions:
                self._language(audience, _HX, "profession", profession)
            for specialty in entry.specialties:
                self._language(audience, _HX, "specialty", specialty)
        if entry.city or entry.state or entry.country:
            location = self._add(education, _HX, "activityLocation")
            self._text(location, _ADDRESS, "City", entry.city)
            self._text(location, _ADDRESS, "StateOrProvince", entry.state)
            country = self._add(location, _ADDRESS, "Country")
            self._text(country, _ADDRESS, "CountryCode", entry.country)
        self._text(education, _HX, "startDateTime", entry.start)
        self._text(education, _HX, "endDateTime", entry.end)
        self._text(education, _HX, "activitySponsorship", entry.sponsorship)
        self._language(education, _HX, "activityFormat", entry.format)
        self._text(education, _HX, "commercialSupport", entry.commercial_support)

    def _extension(self, extra: _Element, entry: ActivityEntry) -> None:
        accme = self._accme
        self._texts(
            extra,
            ("ProviderID", entry.provider_id),
            ("isInterprofessional", entry.interprofessional),
        )
        self._group(extra, "CommendationTags", "CommendationTag", entry.commendation_tags)
        if entry.in_kind:
            supports = self._add(extra, accme, "InKindSupports")
            for source in entry.in_kind:
                self._texts(self._add(supports, accme, "InKindSupport"), ("source", source))
        self._group(extra, "DeliveryMethods", "DeliveryMethod", entry.delivery_methods)
        for outcome in entry.outcomes:
            group = self._add(extra, accme, "MeasuredOutcomes")
            types = (("MeasurementType", text) for text in outcome.types)
            self._texts(group, ("MeasuredOutcome", outcome.name), *types)
        self._boards(extra, entry)
        self._texts(
            extra,
            ("ForPublicList", entry.public),
            ("FeeForParticipation", spelt(entry.fee)),
            ("ActivityRegistration", entry.registration),
            ("IsMeritBasedIncentivePaymentSystem", entry.mips),
        )
        for rems in entry.rems:
            self._texts(
                self._add(extra, accme, "REMS"),
                ("REMSType", rems.kind),
                ("REMSRelatedIdentifier", rems.identifier),
            )
        self._pharmacy(extra, entry)
        self._texts(extra, ("HasStateContentTags", entry.has_state_content))
        if entry.state_content:
            tags = self._add(extra, accme, "StateContentTags")
            for each in entry.state_content:
                self._texts(
                    self._add(tags, accme, "StateContent"),
                    ("StateContentDomain", each.domain),
                    ("StateContentTopic", each.topic),
                )
        self._texts(
            extra, ("activityRecordAction", entry.action), ("closeActivityRecord", entry.close)
        )

    def _boards(self, extra: _Element, entry: ActivityEntry) -> None:
        if entry.registrations:
            registrations = self._add(extra, self._accme, "MOCRegistrations")
            for each in entry.registrations:
                self._texts(
                    self._add(registrations, self._accme, "MOCRegistration"),
                    ("boardName", each.board),
                    ("mocPoints", each.points),
                    *(("MOCCreditType", text) for text in each.credit_types),
                    ("CreditClaimDate", each.claim_date),
                )
        if entry.outlines:
            outlines = self._add(extra, self._accme, "ContentOutlines")
            for source, keys in runs(entry.outlines):
                selection = self._add(outlines, self._accme, "ContentOutlineSelections")
                self._texts(selection, ("ContentOutlineSource", source))
                for key in keys:
                    self._texts(
                        self._add(selection, self._accme, "ContentOutlineKeys"),
                        ("ContentKeyword", key.keyword),
                        ("ContentKeywordValue", key.value),
                    )

    def _pharmacy(self, extra: _Element, entry: ActivityEntry) -> None:
        pharmacy = entry.pharmacy
        for field, name in PHARMACY[:-1]:
            self._texts(extra, (name, getattr(pharmacy, field)))
        for each in pharmacy.recertifications:
            self._texts(
                self._add(extra, self._accme, "PharmacyRecertificationRequirements"),
                ("PharmacyAudience", each.audience),
                ("PharmacyRequirement", each.requirement),
            )
        self._texts(extra, ("HasPharmacyContentTags", pharmacy.has_content_tags))
        if pharmacy.states or pharmacy.content_topics:
            tags = self._add(extra, self._accme, "PharmacyContentTags")
            self._texts(
                tags,
                *(("PharmacyState", text) for text in pharmacy.states),
                *(("PharmacyContentTopic", text) for text in pharmacy.content_topics),
            )
