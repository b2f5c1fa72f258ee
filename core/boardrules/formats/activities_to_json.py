"""Activities as ACCME's draft JSON document.

Keys stand in the order of the draft schema v0_1_2. Where it has place for one object (a kind
of credit, a REMS) several become a list, which readers of JSON unroll.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from boardrules.activities.model import ActivityEntry, BoardRegistration, OutlineKey
from boardrules.formats.mems_entries import PHARMACY
from boardrules.values import read_amount

_TRUTHS = {"true": True, "false": False}
#: The form in which ACCME's schema lists it, with a typographic apostrophe.
FREE = "No, it\u2019s free"


def json_of(entries: Sequence[ActivityEntry]) -> bytes:
    """The document of activities that are settled for JSON, in UTF-8."""
    document = {"ACCMEActivities": {"MedicalEducationMetrics": [_entry(each) for each in entries]}}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def spelt(fee: str) -> str:
    """A fee as ACCME's schema spells it."""
    return FREE if fee == "No, it's free" else fee


def runs(outlines: Sequence[OutlineKey]) -> list[tuple[str, list[OutlineKey]]]:
    """The selections of content outlines: each source, and the keys chosen of it.

    A source without a key is a selection by itself.
    """
    found: list[tuple[str, list[OutlineKey]]] = []
    for (source, has_keys), run in groupby(
        outlines, key=lambda each: (each.source, bool(each.keyword or each.value))
    ):
        keys = [*run]
        found += [(source, keys)] if has_keys else [(source, [])] * len(keys)
    return found


def _filled(**values: Any) -> dict[str, Any]:
    """What is not blank."""
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}


def _number(text: str) -> int | float | str:
    """A number, if JSON has the same digits for it."""
    if read_amount(text) is None:
        return text
    value = int(text) if text.isdigit() else float(text)
    return value if str(value) == text else text


def _truth(text: str) -> bool | str:
    return _TRUTHS.get(text, text)


def _one_or_all(values: list[dict[str, Any]]) -> Any:
    return values[0] if len(values) == 1 else values


def _entry(entry: ActivityEntry) -> dict[str, Any]:
    catalogs = {
        "ACCME Activity ID": entry.id,
        "Provider Activity ID": entry.own_id,
        "URL": entry.url,
    }
    return {
        "ReportDescription": _filled(
            ReportingStartDate=entry.reporting_start, ReportingEndDate=entry.reporting_end
        ),
        "ActivityDescription": _filled(
            commercialSupportAmount=[
                _filled(
                    currency=each.currency, supportSource=each.source, value=_number(each.amount)
                )
                for each in entry.supports
            ]
        ),
        "Lom": {
            "general": _filled(
                identifier=[
                    {"catalog": catalog, "entry": text}
                    for catalog, text in catalogs.items()
                    if text
                ],
                title=entry.title,
                description=entry.description,
                keyword=[
                    {"id": each.id, "source": each.source, "string": each.text}
                    for each in entry.keywords
                ],
            )
        },
        "healthcareMetadata": {"healthcareEducation": _education(entry)},
        "ParticipationMetrics": _filled(
            participantsByCategory=[
                _filled(category=each.category, numberOfParticipants=_number(each.number))
                for each in entry.participants
            ]
        ),
        "XtensibleInfo": _extension(entry),
    }


def _education(entry: ActivityEntry) -> dict[str, Any]:
    credits = [
        _filled(activityCertification=each.kind, numberOfCredits=_number(each.amount))
        for each in entry.credits
    ]
    if entry.joint_providers:
        credits = credits or [{}]
        credits[0]["nonAccreditedProvider"] = [*entry.joint_providers]
    return _filled(
        credits=_one_or_all(credits),
        activityLocation=_filled(
            city=entry.city, stateOrProvince=entry.state, country=entry.country
        ),
        startDateTime=entry.start,
        endDateTime=entry.end,
        activitySponsorship=entry.sponsorship,
        activityFormat=entry.format,
        commercialSupport=_truth(entry.commercial_support),
        targetAudience=_filled(
            profession=[*entry.professions], specialty=[*entry.specialties]
        ),
    )  # fmt: skip


def _extension(entry: ActivityEntry) -> dict[str, Any]:
    pharmacy = entry.pharmacy
    texts = {name: getattr(pharmacy, field) for field, name in PHARMACY}
    return _filled(
        ProviderID=entry.provider_id,
        isInterprofessional=_truth(entry.interprofessional),
        CommendationTags=_filled(CommendationTag=[*entry.commendation_tags]),
        InKindSupports=_filled(InKindSupport=[{"source": each} for each in entry.in_kind]),
        DeliveryMethods=_filled(DeliveryMethod=[*entry.delivery_methods]),
        MeasuredOutcomes=[
            _filled(MeasuredOutcome=each.name, MeasurementType=[*each.types])
            for each in entry.outcomes
        ],
        MOCRegistrations=_filled(MOCRegistration=[_moc(each) for each in entry.registrations]),
        ContentOutlines=_filled(
            ContentOutlineSelections=[
                _filled(
                    ContentOutlineSource=source,
                    ContentOutlineKeys=[
                        _filled(ContentKeyword=key.keyword, ContentKeywordValue=key.value)
                        for key in keys
                    ],
                )
                for source, keys in runs(entry.outlines)
            ]
        ),
        ForPublicList=_truth(entry.public),
        FeeForParticipation=spelt(entry.fee),
        ActivityRegistration=entry.registration,
        IsMeritBasedIncentivePaymentSystem=_truth(entry.mips),
        REMS=_one_or_all(
            [_filled(REMSType=each.kind, REMSRelatedIdentifier=each.identifier) for each in entry.rems]
        ),
        **{name: texts[name] for name in _BEFORE_RECERTIFICATION},
        PharmacyRecertificationRequirements=[
            _filled(PharmacyAudience=each.audience, PharmacyRequirement=each.requirement)
            for each in pharmacy.recertifications
        ],
        HasPharmacyContentTags=texts["HasPharmacyContentTags"],
        PharmacyContentTags=_filled(
            PharmacyState=[*pharmacy.states], PharmacyContentTopic=[*pharmacy.content_topics]
        ),
        HasStateContentTags=_truth(entry.has_state_content),
        StateContentTags=_filled(
            StateContent=[
                _filled(StateContentDomain=each.domain, StateContentTopic=each.topic)
                for each in entry.state_content
            ]
        ),
        activityRecordAction=entry.action,
        closeActivityRecord=_truth(entry.close),
    )  # fmt: skip


_BEFORE_RECERTIFICATION = [name for _, name in PHARMACY if name != "HasPharmacyContentTags"]


def _moc(registration: BoardRegistration) -> dict[str, Any]:
    return _filled(
        boardName=registration.board,
        mocPoints=_number(registration.points),
        MOCCreditType=[*registration.credit_types],
        CreditClaimDate=registration.claim_date,
    )
