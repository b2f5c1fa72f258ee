"""Activities that are to be judged, as they are read from JSON, XML and tables."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from attrs import evolve

from boardrules.activities import (
    ActivityEntry,
    BoardRegistration,
    Credit,
    Keyword,
    MeasuredOutcome,
    OutlineKey,
    Participants,
    Pharmacy,
    Recertification,
    RemsRegistration,
    StateContent,
    Support,
)
from boardrules.formats import open_submission
from boardrules.formats.activity_entries import ActivityFile, activity_file
from boardrules.locations import CellAt, JsonAt, XmlAt

Put = Callable[[str, str], str]

DATA = Path(__file__).parents[1] / "formats" / "data"
WHOLE = ActivityEntry(
    number=1,
    id="203512399",
    own_id="LAM-0099",
    provider_id="0007654",
    action="Add",
    close="true",
    title="Hospital Medicine Spring Course",
    format="Live Course",
    start="2026-04-16T00:00:00",
    end="2026-04-17T00:00:00",
    reporting_start="2026-04-16",
    reporting_end="2026",
    description="A course of two days.",
    url="lakeshore.example/spring",
    delivery_methods=("In-Person", "Live-Streamed"),
    city="Lakeshore",
    state="WA",
    country="USA",
    sponsorship="joint",
    joint_providers=("Lakeshore Hospital", "Harbour Clinic"),
    credits=(Credit("AMA PRA Category 1", "11.5"),),
    professions=("Physician", "Nurse"),
    public="true",
    fee="No, it's free",
    registration="Open to all",
    commercial_support="yes",
    supports=(Support("Example Devices", "2500", "USD"),),
    in_kind=("Example Pharma",),
    outcomes=(
        MeasuredOutcome("Learner Knowledge", ("Objective", "Subjective")),
        MeasuredOutcome("Patient Health"),
    ),
    participants=(Participants("physician", "12"), Participants("nurse", "0")),
    registrations=(
        BoardRegistration(
            board="ABA",
            points="11.5",
            credit_types=("Lifelong Learning", "Patient Safety"),
            claim_date="2026-06-30",
            content_areas=("1.2.3", "7.8"),
            practice_areas=("Sleep Medicine",),
        ),
        BoardRegistration("ABIM", "6", ("Medical Knowledge",), "", (), ("Sleep Medicine",)),
    ),
    rems=(RemsRegistration("Opioid Analgesic", "EG-000000-001"),),
    specialties=("Sleep Medicine",),
)
DOCUMENT: dict[str, Any] = {
    "ReportDescription": {"ReportingStartDate": "2026-04-16", "ReportingEndDate": "2026"},
    "ActivityDescription": {
        "commercialSupportAmount": [
            {"currency": "USD", "supportSource": "Example Devices", "value": 2500}
        ]
    },
    "Lom": {
        "general": {
            "identifier": [
                {"catalog": "ACCME Activity ID", "entry": "203512399"},
                {"catalog": "Provider Activity ID", "entry": "LAM-0099"},
                {"catalog": "URL", "entry": "lakeshore.example/spring"},
            ],
            "title": "Hospital Medicine Spring Course",
            "description": "A course of two days.",
            "keyword": [{"id": "Tag ID", "source": "02_ABAMCO", "string": "7.8"}],
        }
    },
    "healthcareMetadata": {
        "healthcareEducation": {
            "credits": {
                "activityCertification": "AMA PRA Category 1",
                "numberOfCredits": 11.50,
                "nonAccreditedProvider": ["Lakeshore Hospital", "Harbour Clinic"],
            },
            "activityLocation": {"city": "Lakeshore", "stateOrProvince": "WA", "country": "USA"},
            "startDateTime": "2026-04-16T00:00:00",
            "endDateTime": "2026-04-17T00:00:00",
            "activitySponsorship": "joint",
            "activityFormat": "Live Course",
            "commercialSupport": True,
            "targetAudience": {
                "profession": ["Physician", "Nurse"],
                "specialty": ["Sleep Medicine"],
            },
        }
    },
    "ParticipationMetrics": {
        "participantsByCategory": [
            {"category": "physician", "numberOfParticipants": 12},
            {"category": "nurse", "numberOfParticipants": 0},
        ]
    },
    "XtensibleInfo": {
        "ProviderID": "0007654",
        "InKindSupports": {"InKindSupport": [{"source": "Example Pharma"}]},
        "DeliveryMethods": {"DeliveryMethod": ["In-Person", "Live-Streamed"]},
        "MeasuredOutcomes": [
            {
                "MeasuredOutcome": "Learner Knowledge",
                "MeasurementType": ["Objective", "Subjective"],
            },
            {"MeasuredOutcome": "Patient Health"},
        ],
        "MOCRegistrations": {
            "MOCRegistration": [
                {
                    "boardName": "ABA",
                    "mocPoints": 11.5,
                    "MOCCreditType": ["Lifelong Learning", "Patient Safety"],
                    "CreditClaimDate": "2026-06-30",
                },
                {"boardName": "ABIM", "mocPoints": 6, "MOCCreditType": ["Medical Knowledge"]},
            ]
        },
        "ContentOutlines": {
            "ContentOutlineSelections": [
                {
                    "ContentOutlineSource": "ABA",
                    "ContentOutlineKeys": [
                        {"ContentKeyword": "Level 3 ID", "ContentKeywordValue": "1.2.3"}
                    ],
                }
            ]
        },
        "ForPublicList": True,
        "FeeForParticipation": "No, it’s free",
        "ActivityRegistration": "Open to all",
        "REMS": {"REMSType": "Opioid Analgesic", "REMSRelatedIdentifier": "EG-000000-001"},
        "activityRecordAction": "Add",
        "closeActivityRecord": True,
    },
}
XML = """<?xml version="1.0"?>
<ACCMEActivities xmlns:lom="urn:lom" xmlns:hx="urn:hx">
<MedicalEducationMetrics>
 <ReportDescription><ReportingStartDate>2026-04-16</ReportingStartDate>
  <ReportingEndDate>2026</ReportingEndDate></ReportDescription>
 <ActivityDescription>
  <lom:lom>
   <lom:general>
    <lom:identifier><lom:catalog>ACCME Activity ID</lom:catalog><lom:entry>203512399</lom:entry></lom:identifier>
    <lom:identifier><lom:catalog>Provider Activity ID</lom:catalog><lom:entry>LAM-0099</lom:entry></lom:identifier>
    <lom:identifier><lom:catalog>URL</lom:catalog><lom:entry>lakeshore.example/spring</lom:entry></lom:identifier>
    <lom:title><lom:string>Hospital Medicine Spring Course</lom:string></lom:title>
    <lom:description><lom:string>A course of two days.</lom:string></lom:description>
    <lom:keyword source="01_ABAMCO">1.2.3</lom:keyword><lom:keyword source="02_ABAMCO">7.8</lom:keyword>
   </lom:general>
   <hx:healthcareMetadata><hx:healthcareEducation>
    <hx:credits><hx:activityCertification>AMA PRA Category 1</hx:activityCertification>
     <hx:nonAccreditedProvider>Lakeshore Hospital</hx:nonAccreditedProvider>
     <hx:nonAccreditedProvider>Harbour Clinic</hx:nonAccreditedProvider>
     <hx:numberOfCredits>11.5</hx:numberOfCredits></hx:credits>
    <hx:targetAudience><hx:profession>Physician</hx:profession><hx:profession>Nurse</hx:profession>
     <hx:specialty>Sleep Medicine</hx:specialty></hx:targetAudience>
    <hx:activityLocation><City>Lakeshore</City><StateOrProvince>WA</StateOrProvince>
     <Country><CountryName>United States</CountryName><CountryCode>USA</CountryCode></Country>
    </hx:activityLocation>
    <hx:startDateTime>2026-04-16T00:00:00</hx:startDateTime>
    <hx:endDateTime>2026-04-17T00:00:00</hx:endDateTime>
    <hx:activitySponsorship>joint</hx:activitySponsorship>
    <hx:activityFormat><lom:string>Live Course</lom:string></hx:activityFormat>
    <hx:commercialSupport>yes</hx:commercialSupport>
   </hx:healthcareEducation></hx:healthcareMetadata>
  </lom:lom>
  <CommercialSupportAmount currency="USD" supportSource="Example Devices">2500</CommercialSupportAmount>
 </ActivityDescription>
 <ParticipationMetrics>
  <ParticipantsByCategory category="physician">12</ParticipantsByCategory>
  <ParticipantsByCategory><CategoryName>nurse</CategoryName><Number>0</Number></ParticipantsByCategory>
 </ParticipationMetrics>
 <XtensibleInfo>
  <ProviderID>0007654</ProviderID>
  <InKindSupports><InKindSupport><source>Example Pharma</source></InKindSupport></InKindSupports>
  <DeliveryMethods><DeliveryMethod>In-Person</DeliveryMethod><DeliveryMethod>Live-Streamed</DeliveryMethod></DeliveryMethods>
  <MeasuredOutcomes><MeasuredOutcome>Learner Knowledge</MeasuredOutcome>
   <MeasurementType>Objective</MeasurementType><MeasurementType>Subjective</MeasurementType></MeasuredOutcomes>
  <MeasuredOutcomes><MeasuredOutcome>Patient Health</MeasuredOutcome></MeasuredOutcomes>
  <MOCRegistrations>
   <MOCRegistration><boardName>ABA</boardName><mocPoints>11.5</mocPoints>
    <MOCCreditType>Lifelong Learning</MOCCreditType><MOCCreditType>Patient Safety</MOCCreditType>
    <CreditClaimDate>2026-06-30</CreditClaimDate></MOCRegistration>
   <MOCRegistration><boardName>ABIM</boardName><mocPoints>6</mocPoints>
    <MOCCreditType>Medical Knowledge</MOCCreditType></MOCRegistration>
  </MOCRegistrations>
  <ForPublicList>true</ForPublicList>
  <FeeForParticipation>No, it\u2019s free</FeeForParticipation>
  <ActivityRegistration>Open to all</ActivityRegistration>
  <REMS><REMSType>Opioid Analgesic</REMSType><REMSRelatedIdentifier>EG-000000-001</REMSRelatedIdentifier></REMS>
  <activityRecordAction>Add</activityRecordAction>
  <closeActivityRecord>true</closeActivityRecord>
 </XtensibleInfo>
</MedicalEducationMetrics>
</ACCMEActivities>
"""
TABLE = (
    "activity_id,provider_activity_id,provider_id,action,status,title,format,start,end,"
    "reporting_start,reporting_end,description,url,delivery_methods,city,state,country,"
    "sponsorship,joint_providers,cme_credits,professions,public,fee,registration,"
    "commercial_support,support_sources,support_amounts,in_kind,outcomes,physicians,"
    "other_learners,program,points,credit_types,claim_date,content_areas,practice_areas,"
    "attested,pre_approved,withdrawn,rems_type,rems_id\n"
    "203512399,LAM-0099,0007654,Add,Closed,Hospital Medicine Spring Course,Live Course,"
    '2026-04-16,04/17/2026,2026-04-16,2026,"A course, of two days.",lakeshore.example/spring,'
    "In-Person;Live-Streamed,Lakeshore,WA,USA,joint,Lakeshore Hospital;Harbour Clinic,11.5,"
    'Physician;Nurse,yes,"No, it\u2019s free",Open to all,yes,Example Devices;Example Pharma,2500;2500,'
    "Example Clinic,Learner Knowledge;Patient Health,12,0,ABA,11.5,"
    "Lifelong Learning;Patient Safety,2026-06-30,1.2.3;7.8,Sleep Medicine,yes,,,,\n"
    "203512399" + "," * 31 + "ABIM,6,Medical Knowledge,,,Nephrology,,no,yes,,\n"
    + "203512399" + "," * 31 + "REMS,,,,,,,,,Opioid Analgesic,EG-000000-001\n"
)  # fmt: skip


def opened(path: Path) -> ActivityFile:
    found = activity_file(path, open_submission(path))
    assert found is not None
    return found


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def put(name: str, content: str) -> str:
        (tmp_path / name).write_text(content, encoding="utf-8")
        return (tmp_path / name).as_posix()

    return put


def test_json(put: Put) -> None:
    path = put("a.json", json.dumps({"ACCMEActivities": {"MedicalEducationMetrics": [DOCUMENT]}}))
    file = opened(Path(path))
    (entry,) = file.entries()
    assert (file.kind, file.findings) == ("activities-json", [])
    assert entry == evolve(
        WHOLE,
        commercial_support="true",
        keywords=(Keyword("7.8", "Tag ID", "02_ABAMCO"),),
        outlines=(OutlineKey("ABA", "Level 3 ID", "1.2.3"),),
    )
    whole = "/ACCMEActivities/MedicalEducationMetrics/0"
    education = f"{whole}/healthcareMetadata/healthcareEducation"
    extra = f"{whole}/XtensibleInfo"
    for field, pointer in {
        "": whole,
        "attendance": whole,
        "title": f"{whole}/Lom/general/title",
        "own_id": f"{whole}/Lom/general/identifier/1/entry",
        "keywords/0/id": f"{whole}/Lom/general/keyword/0/id",
        "keywords/0/source": f"{whole}/Lom/general/keyword/0/source",
        "close": f"{extra}/closeActivityRecord",
        "credits/0/amount": f"{education}/credits/numberOfCredits",
        "joint_providers/1": f"{education}/credits/nonAccreditedProvider/1",
        "registrations/1": f"{extra}/MOCRegistrations/MOCRegistration/1",
        "registrations/1/claim_date": f"{extra}/MOCRegistrations/MOCRegistration/1",
        "registrations/0/credit_types/1":
            f"{extra}/MOCRegistrations/MOCRegistration/0/MOCCreditType/1",
        "outcomes/1/name": f"{extra}/MeasuredOutcomes/1/MeasuredOutcome",
        "supports/0/amount": f"{whole}/ActivityDescription/commercialSupportAmount/0/value",
        "participants/1/number": f"{whole}/ParticipationMetrics/participantsByCategory/1/numberOfParticipants",
    }.items():  # fmt: skip
        assert entry.origin.at(field) == JsonAt(path, pointer), field


def test_what_is_kept_though_no_rule_asks_for_it(put: Put) -> None:
    document = copy.deepcopy(DOCUMENT)
    document["Lom"]["general"]["keyword"] = [
        {"id": "Free Text", "source": "", "string": "airway"},
        "heart",
    ]
    document["XtensibleInfo"] |= {
        "isInterprofessional ": True,
        "CommendationTags": {"CommendationTag": ["Engages Teams", "Improves Performance"]},
        "IsMeritBasedIncentivePaymentSystem": False,
        "PharmacyActivityType": "Knowledge",
        "PharmacyActivityTopic": "05-Patient Safety",
        "PharmacyLiveDate": "2026-04-16",
        "PharmacySequenceNumber": "0001",
        "UANPharmacy": "0007654-0000-26-001-L05-P",
        "UANPharmacyTech": "0007654-0000-26-001-L05-T",
        "HasPharmacyRecertifications": "not sure",
        "PharmacyRecertificationRequirements": [
            {"PharmacyAudience": "Pharmacists", "PharmacyRequirement": "Immunization"}
        ],
        "HasPharmacyContentTags": "true",
        "PharmacyContentTags": {"PharmacyState": ["WA", "OR"], "PharmacyContentTopic": ["Law"]},
        "HasStateContentTags": True,
        "StateContentTags": {
            "StateContent": [{"StateContentDomain": "Opioids", "StateContentTopic": "Tapering"}]
        },
    }
    file = opened(Path(put("a.json", json.dumps([document]))))
    (entry,) = file.entries()
    assert (file.findings, entry.unread) == ([], ())
    assert entry.keywords == (Keyword("airway", "Free Text"), Keyword("heart"))
    assert entry.interprofessional == "true"
    assert entry.commendation_tags == ("Engages Teams", "Improves Performance")
    assert (entry.mips, entry.has_state_content) == ("false", "true")
    assert entry.state_content == (StateContent("Opioids", "Tapering"),)
    assert entry.pharmacy == Pharmacy(
        kind="Knowledge",
        topic="05-Patient Safety",
        live_date="2026-04-16",
        sequence="0001",
        uan="0007654-0000-26-001-L05-P",
        uan_technician="0007654-0000-26-001-L05-T",
        has_recertifications="not sure",
        recertifications=(Recertification("Pharmacists", "Immunization"),),
        has_content_tags="true",
        states=("WA", "OR"),
        content_topics=("Law",),
    )


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ("XtensibleInfo/mocPoint", 6, "XtensibleInfo/mocPoint"),
        ("Lom/general/language", "en", "Lom/general/language"),
        ("Lom/general/identifier", [{"catalog": "DOI", "entry": "10.1/x"}], "identifier (DOI)"),
        (
            "healthcareMetadata/healthcareEducation/credits/creditType",
            "CME",
            "healthcareMetadata/healthcareEducation/credits/creditType",
        ),
        (
            "healthcareMetadata/healthcareEducation/credits/accreditedProvider",
            "0000001",
            "accreditedProvider",
        ),
        (
            "XtensibleInfo/MeasuredOutcomes",
            [{"MeasurementType": ["Objective"]}],
            "MeasuredOutcomes/MeasurementType",
        ),
    ],
)
def test_what_is_not_kept_is_told_once_for_a_file(
    put: Put, path: str, value: object, found: str
) -> None:
    document = copy.deepcopy(DOCUMENT)
    *parents, last = path.split("/")
    target: Any = document
    for key in parents:
        target = target[key]
    target[last] = value
    file = opened(Path(put("a.json", json.dumps([document, document]))))
    first, _ = file.entries()
    told = [(each.code, each.severity.value, each.param("found")) for each in file.findings]
    assert told == [("BR153", "info", found)]
    place = file.findings[0].location
    assert isinstance(place, JsonAt)
    assert place.pointer.startswith("/0/")
    assert first.unread == ()


def test_a_second_language_is_told_of(put: Put) -> None:
    text = XML.replace("Course</lom:string>", "Course</lom:string><lom:string>Kurs</lom:string>", 1)
    file = opened(Path(put("a.xml", text)))
    (entry,) = file.entries()
    assert entry.title == "Hospital Medicine Spring Course"
    assert [(each.code, each.param("found")) for each in file.findings] == [
        ("BR153", "ActivityDescription/lom/general/title/string")
    ]


def test_a_provider_beside_no_credit_is_no_credit(put: Put) -> None:
    document = copy.deepcopy(DOCUMENT)
    document["healthcareMetadata"]["healthcareEducation"]["credits"] = {
        "nonAccreditedProvider": ["Lakeshore Hospital"]
    }
    (entry,) = opened(Path(put("a.json", json.dumps([document])))).entries()
    assert (entry.credits, entry.joint_providers) == ((), ("Lakeshore Hospital",))


def test_xml(put: Put) -> None:
    path = put("a.xml", XML)
    file = opened(Path(path))
    (entry,) = file.entries()
    assert (file.kind, file.findings) == ("activities-xml", [])
    assert entry == evolve(
        WHOLE, keywords=(Keyword("1.2.3", "", "01_ABAMCO"), Keyword("7.8", "", "02_ABAMCO"))
    )
    whole = "ACCMEActivities/MedicalEducationMetrics[1]"
    education = f"{whole}/ActivityDescription/lom/healthcareMetadata/healthcareEducation"
    lines = XML.splitlines()
    for field, text, inner in [
        ("", "<MedicalEducationMetrics>", whole),
        ("end", "<hx:endDateTime>", f"{education}/endDateTime"),
        ("country", "<CountryCode>", f"{education}/activityLocation/Country/CountryCode"),
        ("supports/0/source", "supportSource", f"{whole}/ActivityDescription/CommercialSupportAmount/@supportSource"),
        ("supports/0/amount", "supportSource", f"{whole}/ActivityDescription/CommercialSupportAmount"),
        ("participants/0/category", '"physician"', f"{whole}/ParticipationMetrics/ParticipantsByCategory[1]/@category"),
        ("registrations/1/points", ">6<", f"{whole}/XtensibleInfo/MOCRegistrations/MOCRegistration[2]/mocPoints"),
    ]:  # fmt: skip
        line = next(number for number, each in enumerate(lines, 1) if text in each)
        assert entry.origin.at(field) == XmlAt(path, line, inner), field


def test_table(put: Put) -> None:
    path = put("a.csv", TABLE)
    file = opened(Path(path))
    (entry,) = file.entries()
    assert (file.kind, file.findings) == ("activities-table", [])
    aba, abim = WHOLE.registrations
    assert entry == evolve(
        WHOLE,
        close="",
        status="Closed",
        specialties=(),
        start="2026-04-16",
        end="04/17/2026",
        description="A course, of two days.",
        public="yes",
        supports=(
            Support("Example Devices", "2500", "USD"),
            Support("Example Pharma", "2500", "USD"),
        ),
        in_kind=("Example Clinic",),
        outcomes=(MeasuredOutcome("Learner Knowledge"), MeasuredOutcome("Patient Health")),
        participants=(Participants("physician", "12"), Participants("non-physician", "0")),
        registrations=(
            evolve(aba, attested="yes"),
            evolve(abim, practice_areas=("Nephrology",), pre_approved="no", withdrawn=True),
        ),
    )
    for field, row, column, header in [
        ("title", 2, "F", "title"),
        ("credits/0/amount", 2, "T", "cme_credits"),
        ("participants/1/number", 2, "AE", "other_learners"),
        ("outcomes/1/name", 2, "AC", "outcomes"),
        ("supports/1/source", 2, "Z", "support_sources"),
        ("registrations/1/points", 3, "AG", "points"),
        ("registrations/1", 3, "AF", "program"),
        ("rems/0/identifier", 4, "AP", "rems_id"),
    ]:
        assert entry.origin.at(field) == CellAt(path, None, row, column, header), field
    assert entry.origin.at("") == CellAt(path, None, 2)


def test_a_table_without_activity_ids(put: Put) -> None:
    path = put(
        "new.csv",
        "provider_activity_id,title,start,program\nA-1,One,2026-01-01,ABA\nA-1,,,ABS\n,Two,,\n,Two,,\n",
    )
    file = opened(Path(path))
    entries = list(file.entries(5))
    assert [(each.number, each.own_id, each.title) for each in entries] == [
        (5, "A-1", "One"),
        (6, "", "Two"),
        (7, "", "Two"),
    ]
    assert [each.board for each in entries[0].registrations] == ["ABA", "ABS"]


def test_rows_that_contradict_each_other(put: Put) -> None:
    path = put("a.csv", "activity_id,title,start,withdrawn,program\n1,A,,no,ABA\n1,B,,?,ABS\n")
    (entry,) = opened(Path(path)).entries()
    assert entry.title == "A"
    assert [(each.code, each.location) for each in entry.unread] == [
        ("BR118", CellAt(path, None, 3, "B", "title")),
        ("BR116", CellAt(path, None, 3, "D", "withdrawn")),
    ]


def test_a_workbook_with_dates_and_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["Some words above"])
    page.append(["activity_id", "title", "start", "end", "cme_credits", "physicians", "program"])
    page.append([203512399, "A", date(2026, 4, 16), 46129, 11.5, 3, "ABA"])
    book.save(tmp_path / "a.xlsx")
    file = opened(tmp_path / "a.xlsx")
    (entry,) = file.entries()
    assert (entry.id, entry.start, entry.end) == ("203512399", "2026-04-16", "2026-04-17")
    assert entry.credits == (Credit("AMA PRA Category 1", "11.5"),)
    assert entry.participants[0] == Participants("physician", "3")
    assert [each.code for each in file.findings] == ["BR202"]


@pytest.mark.parametrize(
    ("path", "value", "field", "found"),
    [
        ("Lom/general/title", {"a": 1}, "title", "an object"),
        ("healthcareMetadata/healthcareEducation", "none", "healthcareEducation", "none"),
        ("XtensibleInfo/ProviderID", ["0007654", "0007655"], "ProviderID", "0007654, 0007655"),
        ("XtensibleInfo/REMS", [[1]], "REMS", "1"),
        ("XtensibleInfo/ForPublicList", [True, False], "ForPublicList", "true, false"),
    ],
)
def test_what_is_no_text_is_said(
    put: Put, path: str, value: object, field: str, found: str
) -> None:
    document = copy.deepcopy(DOCUMENT)
    *parents, last = path.split("/")
    target: Any = document
    for key in parents:
        target = target[key]
    target[last] = value
    (entry,) = opened(Path(put("a.json", json.dumps(document)))).entries()
    (unread,) = entry.unread
    assert (unread.code, unread.param("field"), unread.param("found")) == ("BR116", field, found)


def test_the_samples_of_the_other_readers(put: Put) -> None:
    (from_json,) = opened(DATA / "activity.json").entries()
    (from_xml,) = opened(DATA / "activities.xml").entries()
    assert (from_json.id, from_xml.id) == ("201577374", "201577374")
    assert from_json.registrations[0].content_areas == ("4.5", "1.2.3")
    assert from_xml.registrations[0].content_areas == ("4.5", "1.2.3", "7.8")
    assert from_xml.provider_id == "0008273"
    assert from_xml.credits == (
        Credit("Nursing", "9"),
        Credit("AMA PRA Category 1 Credit™", "6.25"),
    )
    assert from_json.unread == from_xml.unread == ()


def test_an_entry_that_is_none(put: Put) -> None:
    text = json.dumps({"ACCMEActivities": {"MedicalEducationMetrics": ["x", DOCUMENT]}})
    first, second = opened(Path(put("a.json", text))).entries(3)
    assert (first.number, first.title, second.number) == (3, "", 4)
    assert [each.param("found") for each in first.unread] == ["x"]
