"""The activities of the made-up provider, and the two files that hold them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

PROVIDER_ID = "0007654"
PROVIDER = "Lakeshore Academy of Medicine"
PARTNER_ID = "0005432"

MK, PA, LL, PS = "Medical Knowledge", "Practice Assessment", "Lifelong Learning", "Patient Safety"
LLSA, CME, SA = "Lifelong Learning & Self-Assessment", "Accredited CME", "Self-Assessment"
RSS, LIVE, ENDURING = "Regularly Scheduled Series", "Live Course", "Enduring Material"


@dataclass(frozen=True)
class Registration:
    """A registration with a board: the points, the credit types, the last day to claim credit."""

    points: str
    types: tuple[str, ...]
    claim_by: str


@dataclass(frozen=True)
class Activity:
    """An activity; dates are YYYY-MM-DD. ``crowd`` is how many of each file's clean records it gets."""

    id: str
    title: str
    format: str
    start: str
    end: str
    credits: str
    boards: Mapping[str, Registration] = field(default_factory=dict)
    rems: bool = False
    crowd: tuple[int, int] = (0, 0)
    provider_id: str = PROVIDER_ID

    @property
    def first_day(self) -> date:
        return date.fromisoformat(self.start)

    @property
    def last_day(self) -> date:
        return date.fromisoformat(self.end)


def _at(points: str, claim_by: str, **boards: tuple[str, ...]) -> dict[str, Registration]:
    """Registrations of the same points and claim date with several boards."""
    return {board: Registration(points, types, claim_by) for board, types in boards.items()}


# IDs are sequential, as PARS gives them; the order in which activities were entered is not by date.
IN_JSON = (
    Activity("203512340", "Grand Rounds in Internal Medicine 2025", RSS, "2025-01-08", "2025-12-17",
             "40", _at("40", "2026-01-31", ABIM=(MK,)), crowd=(2, 1)),
    Activity("203512341", "Grand Rounds in Internal Medicine 2026", RSS, "2026-01-07", "2026-12-16",
             "40", _at("40", "2027-01-31", ABIM=(MK,)), crowd=(34, 13)),
    Activity("203512342", "Anesthesiology Case Conference 2026", RSS, "2026-01-05", "2026-12-14",
             "24", _at("24", "2027-01-31", ABA=(LL, PS)), crowd=(20, 7)),
    Activity("203512343", "Surgical Morbidity and Mortality Conference 2026", RSS, "2026-01-06",
             "2026-12-15", "30", _at("30", "2027-01-31", ABS=(CME, SA)), crowd=(20, 7)),
    Activity("203512344", "Pediatrics by the Lake 2026", LIVE, "2026-02-19", "2026-02-21", "15.5",
             _at("15.5", "2026-04-30", ABP=(LLSA,)), crowd=(30, 9)),
    Activity("203512345", "Hospital Medicine Winter Course 2026", LIVE, "2026-02-25", "2026-02-27",
             "18.25", _at("16", "2026-05-31", ABIM=(MK,)), crowd=(38, 11)),
    Activity("203512346", "Sepsis Bundle Improvement Project", "Performance/Quality Improvement",
             "2025-09-01", "2026-03-31", "20", _at("20", "2026-04-30", ABIM=(MK, PA)), crowd=(12, 5)),
    Activity("203512347", "Safer Opioid Prescribing", ENDURING, "2025-06-01", "2028-05-31", "3",
             {**_at("3", "2028-05-31", ABIM=(MK,)), **_at("3", "2028-05-31", ABA=(LL, PS))},
             rems=True, crowd=(26, 15)),
    Activity("203512348", "Airway Emergencies Simulation Day", LIVE, "2026-03-06", "2026-03-06", "7.5",
             _at("7.5", "2026-04-15", ABA=(LL, PS)), crowd=(14, 5)),
    Activity("203512349", "Journal Club in Pediatric Infectious Diseases", "Journal-based CE",
             "2026-01-01", "2026-12-31", "6", _at("6", "2027-01-31", ABP=(LLSA,)), crowd=(9, 3)),
    Activity("203512350", "Electrolyte Disorders: a Self-Study", ENDURING, "2024-03-01", "2027-02-28",
             "5", _at("5", "2027-02-28", ABIM=(MK,)), crowd=(12, 5)),
    Activity("203512351", "Writing Questions for Residency Examinations", "Test-Writing Item",
             "2025-07-01", "2026-06-30", "10", crowd=(4, 0)),
    Activity("203512352", "Peer Review for the Lakeshore Proceedings", "Manuscript Review",
             "2025-07-01", "2026-06-30", "3", crowd=(4, 0)),
    Activity("203512353", "Looking Things Up at the Point of Care", "Internet Searching and Learning",
             "2026-01-01", "2026-12-31", "10", _at("10", "2027-01-31", ABIM=(MK,)), crowd=(8, 3)),
    Activity("203512354", "Medication Safety Committee", "Committee Learning", "2025-10-01",
             "2026-09-30", "12", crowd=(4, 2)),
    Activity("203512355", "Preparing to Teach Ultrasound", "Learning from Teaching", "2025-09-01",
             "2026-08-31", "8", crowd=(3, 0)),
    Activity("203512356", "Safety in the Operating Room", ENDURING, "2025-11-01", "2028-10-31", "4",
             {**_at("4", "2028-10-31", ABA=(LL, PS)), **_at("4", "2028-10-31", ABS=(CME, SA))},
             crowd=(16, 6)),
    Activity("203512357", "Trauma Resuscitation Refresher", LIVE, "2025-11-13", "2025-11-15", "12",
             _at("12", "2026-01-31", ABS=(CME, SA)), crowd=(1, 1)),
    Activity("203512358", "Newborn Screening Update", ENDURING, "2025-02-01", "2028-01-31", "2",
             _at("2", "2028-01-31", ABP=(LLSA,)), crowd=(13, 5)),
    Activity("203512359", "Regional Anesthesia Workshop", LIVE, "2026-02-20", "2026-02-21", "12",
             _at("12", "2026-04-30", ABA=(LL,)), crowd=(11, 4)),
    Activity("203512360", "Diabetes Technology in Primary Care", ENDURING, "2025-04-15", "2028-04-14",
             "4", _at("4", "2028-04-14", ABIM=(MK,)), crowd=(14, 5)),
    Activity("203512361", "Talking about the End of Life", LIVE, "2026-03-05", "2026-03-06", "10.5",
             crowd=(16, 5)),
    Activity("203512362", "Critical Care Ultrasound Course", LIVE, "2026-02-16", "2026-02-18", "21",
             {**_at("18", "2026-04-30", ABIM=(MK,)), **_at("12", "2026-04-30", ABS=(CME,))},
             crowd=(12, 5)),
    Activity("203512363", "Medical Ethics Evenings", RSS, "2025-09-10", "2026-05-13", "9",
             crowd=(10, 4)),
    Activity("203512364", "Acute Care Surgery Symposium 2026", LIVE, "2026-04-16", "2026-04-18", "16.25",
             _at("16.25", "2026-06-30", ABS=(CME, SA))),
)  # fmt: skip

IN_XML = (
    Activity("203512372", "Cardiology Update for Hospitals", LIVE, "2026-03-02", "2026-03-03", "11",
             _at("11", "2026-05-15", ABIM=(MK,)), crowd=(14, 5)),
    Activity("203512373", "Pediatric Emergency Simulation", LIVE, "2026-03-10", "2026-03-11", "9",
             _at("9", "2026-05-15", ABP=(LLSA,)), crowd=(10, 4)),
    Activity("203512380", "Joint Symposium on Wound Care", LIVE, "2026-02-13", "2026-02-13", "6",
             _at("6", "2026-04-13", ABS=(CME,)), provider_id=PARTNER_ID),
)  # fmt: skip

BY_ID = {activity.id: activity for activity in (*IN_JSON, *IN_XML)}

#: Content areas of the MOCA outline, of which the ABA wants one or two.
_OUTLINE = {
    "203512342": ("Patient Safety", "Practice-based Learning"),
    "203512347": ("Chronic Pain",),
    "203512348": ("Airway Management", "Patient Safety"),
    "203512356": ("Patient Safety",),
    "203512359": ("Regional Anesthesia",),
}
_SPECIALTIES = {
    "ABA": "Anesthesiology",
    "ABIM": "Internal Medicine",
    "ABP": "General Pediatrics",
    "ABS": "General Surgery",
}
_DELIVERY = {LIVE: "In-Person", RSS: "In-Person", ENDURING: "Online"}


def activities_json() -> bytes:
    """ACCME's draft JSON document."""
    entries = [_entry(activity, number) for number, activity in enumerate(IN_JSON, 1)]
    document = {"ACCMEActivities": {"MedicalEducationMetrics": entries}}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _entry(activity: Activity, number: int) -> dict[str, Any]:
    education: dict[str, Any] = {
        "credits": {
            "activityCertification": "AMA PRA Category 1",
            "numberOfCredits": _number(activity.credits),
        },
        "startDateTime": f"{activity.start}T00:00:00",
        "endDateTime": f"{activity.end}T00:00:00",
        "activitySponsorship": "direct",
        "activityFormat": activity.format,
        "commercialSupport": activity.rems,
        "targetAudience": {
            "profession": ["Physician"],
            "specialty": [_SPECIALTIES[board] for board in activity.boards],
        },
    }
    if _DELIVERY.get(activity.format) == "In-Person":
        education["activityLocation"] = {
            "city": "Lakeshore",
            "stateOrProvince": "WA",
            "country": "USA",
        }
    identifiers = [
        {"catalog": "ACCME Activity ID", "entry": activity.id},
        {"catalog": "Provider Activity ID", "entry": f"LAM-{number:04d}"},
    ]
    if activity.format == LIVE:  # which are listed publicly
        url = f"https://lakeshore.example/courses/{activity.id}"
        identifiers.append({"catalog": "URL", "entry": url})
    return {
        "ReportDescription": {
            "ReportingStartDate": activity.start,
            "ReportingEndDate": activity.end,
        },
        "ActivityDescription": _support(activity),
        "Lom": {
            "general": {
                "identifier": identifiers,
                "title": activity.title,
                "description": f"{activity.title}, by the {PROVIDER}.",
            }
        },
        "healthcareMetadata": {"healthcareEducation": education},
        "ParticipationMetrics": {
            "participantsByCategory": [{"category": "physician", "numberOfParticipants": 0}]
        },
        "XtensibleInfo": _extensions(activity),
    }


def _support(activity: Activity) -> dict[str, Any]:
    if not activity.rems:
        return {}
    source = "REMS Program Companies (RPC)"
    amount = {"currency": "USD", "supportSource": source, "value": 25000}
    return {"commercialSupportAmount": [amount]}


def _extensions(activity: Activity) -> dict[str, Any]:
    extensions: dict[str, Any] = {
        "ProviderID": activity.provider_id,
        "DeliveryMethods": {"DeliveryMethod": [_DELIVERY.get(activity.format, "Print/Other")]},
        "MeasuredOutcomes": [
            {"MeasuredOutcome": "Learner Knowledge", "MeasurementType": ["Objective"]}
        ],
        "ForPublicList": activity.format == LIVE,
        "FeeForParticipation": "Variable",
        "ActivityRegistration": "Open to all" if activity.format == LIVE else "Limited",
        "activityRecordAction": "Add",
        "closeActivityRecord": False,
    }
    if activity.boards:
        extensions["MOCRegistrations"] = {
            "MOCRegistration": [
                {
                    "boardName": board,
                    "mocPoints": _number(registration.points),
                    "MOCCreditType": list(registration.types),
                    "CreditClaimDate": registration.claim_by,
                }
                for board, registration in activity.boards.items()
            ]
        }
    if activity.id in _OUTLINE:
        keys = [
            {"ContentKeyword": "MOCA content area", "ContentKeywordValue": area}
            for area in _OUTLINE[activity.id]
        ]
        extensions["ContentOutlines"] = {
            "ContentOutlineSelections": [
                {"ContentOutlineSource": "ABA", "ContentOutlineKeys": keys}
            ]
        }
    if activity.rems:
        extensions["REMS"] = {
            "REMSType": "Opioid Analgesic",
            "REMSRelatedIdentifier": "EG-000000-001",
        }
    return extensions


def _number(text: str) -> int | float:
    amount = Decimal(text)
    return int(amount) if amount == int(amount) else float(amount)


_MEMS = """ <MedicalEducationMetrics xmlns="http://ns.medbiq.org/metrics/v1/">
  <ReportDescription>
   <ReportingStartDate>{start}</ReportingStartDate>
   <ReportingEndDate>{end}</ReportingEndDate>
  </ReportDescription>
  <ActivityDescription>
   <lom:lom>
    <lom:general>
     <lom:identifier><lom:catalog>ACCME Activity ID</lom:catalog><lom:entry>{id}</lom:entry></lom:identifier>
     <lom:title><lom:string>{title}</lom:string></lom:title>
     <lom:description><lom:string>{title}, a course of two days at most.</lom:string></lom:description>
    </lom:general>
    <hx:healthcareMetadata>
     <hx:healthcareEducation>
      <hx:credits>
       <hx:activityCertification>AMA PRA Category 1</hx:activityCertification>
       <hx:numberOfCredits>{credits}</hx:numberOfCredits>
      </hx:credits>
      <hx:targetAudience><hx:specialty>{specialty}</hx:specialty></hx:targetAudience>
      <hx:startDateTime>{start}T00:00:00</hx:startDateTime>
      <hx:endDateTime>{end}T00:00:00</hx:endDateTime>
      <hx:activitySponsorship>{sponsorship}</hx:activitySponsorship>
      <hx:activityFormat><lom:string>{format}</lom:string></hx:activityFormat>
      <hx:commercialSupport>no</hx:commercialSupport>
     </hx:healthcareEducation>
    </hx:healthcareMetadata>
   </lom:lom>
  </ActivityDescription>
  <ParticipationMetrics>
   <ParticipantsByCategory category="physician">0</ParticipantsByCategory>
  </ParticipationMetrics>
  <XtensibleInfo>
   <ProviderID xmlns="{accme}">{provider_id}</ProviderID>
   <MOCRegistrations xmlns="{accme}">
{registrations}
   </MOCRegistrations>
   <DeliveryMethods xmlns="{accme}"><DeliveryMethod>Live-Streamed</DeliveryMethod></DeliveryMethods>
   <ForPublicList xmlns="{accme}">false</ForPublicList>
   <activityRecordAction xmlns="{accme}">Add</activityRecordAction>
  </XtensibleInfo>
 </MedicalEducationMetrics>
"""

_REGISTRATION = """    <MOCRegistration>
     <boardName>{board}</boardName>
     <mocPoints>{points}</mocPoints>
{types}
     <CreditClaimDate>{claim_by}</CreditClaimDate>
    </MOCRegistration>"""


def activities_xml() -> bytes:
    """MEMS XML with ACCME's extensions in a made-up namespace."""
    accme = "urn:example:accme:activities"
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    parts.append(
        f'<ACCMEActivities xmlns="{accme}" xmlns:lom="http://ltsc.ieee.org/xsd/LOM"'
        ' xmlns:hx="http://ns.medbiq.org/lom/extend/v1/">\n'
    )
    for activity in IN_XML:
        registrations = "\n".join(
            _REGISTRATION.format(
                board=board,
                points=each.points,
                types="\n".join(
                    f"     <MOCCreditType>{escape(name)}</MOCCreditType>" for name in each.types
                ),
                claim_by=each.claim_by,
            )
            for board, each in activity.boards.items()
        )
        parts.append(
            _MEMS.format(
                accme=accme,
                id=activity.id,
                title=escape(activity.title),
                format=activity.format,
                specialty=", ".join(_SPECIALTIES[board] for board in activity.boards),
                start=activity.start,
                end=activity.end,
                credits=activity.credits,
                sponsorship="direct" if activity.provider_id == PROVIDER_ID else "joint",
                provider_id=activity.provider_id,
                registrations=registrations,
            )
        )
    parts.append("</ACCMEActivities>\n")
    return "".join(parts).encode()
