"""The elements of an activity's document that are read, so that others can be told of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from boardrules.formats.mems import Node

#: Names without their capitals; an empty mapping is text, which may stand in a ``string``.
_Known: TypeAlias = Mapping[str, "_Known"]

_TEXT_IN = frozenset({"string", "text", "value"})


def _group(*texts: str, **groups: Any) -> dict[str, Any]:
    return {**{name.casefold(): {} for name in texts}, **groups}


_EDUCATION = _group(
    "startDateTime",
    "endDateTime",
    "activitySponsorship",
    "activityFormat",
    "commercialSupport",
    credits=_group(
        "activityCertification", "numberOfCredits", "accreditedProvider", "nonAccreditedProvider"
    ),
    activitylocation=_group(
        "city", "stateOrProvince", country=_group("CountryName", "CountryCode")
    ),
    targetaudience=_group("profession", "specialty"),
)
_HEALTHCARE = {"healthcareeducation": _EDUCATION}
_LOM = {
    "general": _group(
        "title",
        "description",
        identifier=_group("catalog", "entry"),
        keyword=_group("id", "source", "string", "text", "value"),
    ),
    "healthcaremetadata": _HEALTHCARE,
}
_EXTENSION = _group(
    "ProviderID",
    "isInterprofessional",
    "ForPublicList",
    "FeeForParticipation",
    "ActivityRegistration",
    "IsMeritBasedIncentivePaymentSystem",
    "PharmacyActivityType",
    "PharmacyActivityTopic",
    "PharmacyLiveDate",
    "PharmacySequenceNumber",
    "UANPharmacy",
    "UANPharmacyTech",
    "HasPharmacyRecertifications",
    "HasPharmacyContentTags",
    "HasStateContentTags",
    "activityRecordAction",
    "closeActivityRecord",
    commendationtags=_group("CommendationTag"),
    inkindsupports={"inkindsupport": _group("source")},
    deliverymethods=_group("DeliveryMethod"),
    measuredoutcomes=_group("MeasuredOutcome", "MeasurementType"),
    mocregistrations={
        "mocregistration": _group("boardName", "mocPoints", "MOCCreditType", "CreditClaimDate")
    },
    contentoutlines={
        "contentoutlineselections": _group(
            "ContentOutlineSource",
            contentoutlinekeys=_group("ContentKeyword", "ContentKeywordValue"),
        )
    },
    rems=_group("REMSType", "REMSRelatedIdentifier"),
    pharmacyrecertificationrequirements=_group("PharmacyAudience", "PharmacyRequirement"),
    pharmacycontenttags=_group("PharmacyState", "PharmacyContentTopic"),
    statecontenttags={"statecontent": _group("StateContentDomain", "StateContentTopic")},
)
_DESCRIPTION = {
    "lom": _LOM,
    "healthcaremetadata": _HEALTHCARE,
    "commercialsupportamount": _group("currency", "supportSource", "value"),
}
_ENTRY: _Known = {
    **_DESCRIPTION,
    "reportdescription": _group("ReportingStartDate", "ReportingEndDate"),
    "activitydescription": _DESCRIPTION,
    "participationmetrics": {
        "participantsbycategory": _group(
            "category", "numberOfParticipants", "CategoryName", "Number"
        )
    },
    "xtensibleinfo": _EXTENSION,
}


def not_read(entry: Node) -> Iterator[tuple[str, Node]]:
    """What stands in a MedicalEducationMetrics and is not read: its path in the entry, and itself.

    Of a text in several languages that is every one but the first.
    """
    return _not_read(entry, _ENTRY, "")


def _not_read(node: Node, known: _Known, above: str) -> Iterator[tuple[str, Node]]:
    if not known:
        texts = [(name, child) for name, child in node.children if name.casefold() in _TEXT_IN]
        yield from ((f"{above}{name}", child) for name, child in texts[1:] if child.text)
        return
    for name, child in node.children:
        inner = known.get(name.strip().casefold())
        if inner is None:
            yield f"{above}{name.strip()}", child
        else:
            yield from _not_read(child, inner, f"{above}{name.strip()}/")
