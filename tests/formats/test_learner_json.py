"""Learner reports in JSON: what is read, and that whatever is odd becomes a finding."""

from __future__ import annotations

import json
import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import boardrules
from boardrules import Activity, MemoryActivities, Registration
from boardrules.findings import Finding
from boardrules.formats import learner_json, open_submission
from boardrules.formats.learner_json import LearnerJson
from boardrules.formats.source import Source
from boardrules.locations import JsonAt
from boardrules.records import Claim, CreditAmount, Participant

REPORTS = "/ACCMELearnerReports/ActivityReports/ActivityReport"
CERTIFICATES = "/Activity/Module/CreditCertificate"


def certificate(**members: Any) -> dict[str, Any]:
    return {
        "UniqueID": {"value": "123456", "domain": "ABIM"},
        "CreditReceived": {
            "activityCertification": "Medical Knowledge",
            "creditUnit": "Point",
            "numberOfCredits": 1.5,
        },
        "CreditID": "ccid:example.org:1",
        **members,
    }


def report(*certificates: object, **members: Any) -> dict[str, Any]:
    return {
        "ReportingOrganization": "Example CME",
        "Member": {
            "Name": {"GivenName": "Any", "FamilyName": "Learner"},
            "PersonalInfo": {"BirthDate": "1970-09-10"},
        },
        "Activity": {
            "ProviderOrganization": "0001234",
            "Module": {
                "ModuleName": {"value": "Update", "moduleID": "202612345"},
                "Status": "Completed",
                "CompletedDateTime": "2026-05-20T00:00:00",
                "CreditCertificate": list(certificates or (certificate(),)),
            },
        },
        "XtensibleInfo": {"LearnerRecordAction": "add"},
        **members,
    }


def document(*reports: object) -> dict[str, Any]:
    return {
        "ACCMELearnerReports": {
            "ActivityReports": {
                "DateTimeCreated": "2026-06-01T00:00:00",
                "ActivityReport": list(reports or (report(),)),
            }
        }
    }


class Documents:
    def __init__(self, folder: Path) -> None:
        self.path = folder / "learners.json"

    def make(self, content: object) -> LearnerJson:
        """A file with this content: bytes, text, or what is dumped as JSON."""
        if not isinstance(content, bytes):
            text = content if isinstance(content, str) else json.dumps(content)
            content = text.encode()
        self.path.write_bytes(content)
        return LearnerJson(Source(self.path, "learners.json"))


@pytest.fixture
def docs(tmp_path: Path) -> Documents:
    return Documents(tmp_path)


def told(findings: list[Finding] | tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    """Code, pointer and what was found."""
    made = []
    for found in findings:
        place = found.location
        pointer = place.pointer if isinstance(place, JsonAt) else "(file)"
        made.append((found.code, pointer.removeprefix(REPORTS), found.param("found") or ""))
    return made


def test_a_report_is_a_record(docs: Documents) -> None:
    reader = docs.make(document())
    (record,) = reader.records()
    assert (reader.file, reader.kind, reader.findings) == ("learners.json", "learner-json", [])
    assert reader.hazards(1) == ()
    assert (record.number, record.action, record.activity_id) == (1, "add", "202612345")
    assert (record.completed, record.birth_date) == ("2026-05-20", "09/10")
    assert (record.first_name, record.last_name) == ("Any", "Learner")
    assert record.claims == (
        Claim(
            "",
            "123456",
            "ABIM",
            credits=(CreditAmount("Medical Knowledge", "1.5"),),
            credit_ids=("ccid:example.org:1",),
        ),
    )


@pytest.mark.parametrize(
    ("field", "pointer"),
    [
        ("", ""),
        ("action", "/XtensibleInfo/LearnerRecordAction"),
        ("activity_id", "/Activity/Module/ModuleName/moduleID"),
        ("completed", "/Activity/Module/CompletedDateTime"),
        ("first_name", "/Member/Name/GivenName"),
        ("last_name", "/Member/Name/FamilyName"),
        ("birth_date", "/Member/PersonalInfo"),
        ("claims/0", f"{CERTIFICATES}/0"),
        ("claims/0/id", f"{CERTIFICATES}/0/UniqueID/value"),
        ("claims/0/program", f"{CERTIFICATES}/0/UniqueID/domain"),
        ("claims/0/credits/0/amount", f"{CERTIFICATES}/0/CreditReceived/numberOfCredits"),
        ("claims/0/credits/0/type", f"{CERTIFICATES}/0/CreditReceived/activityCertification"),
        ("claims/0/credits/0/unit", f"{CERTIFICATES}/0/CreditReceived/creditUnit"),
        ("claims/1/id", f"{CERTIFICATES}/1/UniqueID/1/value"),
        ("claims/1/credit_ids/0", f"{CERTIFICATES}/1"),
        ("claims/2/participant/profession", "/Participants/Participant/0"),
        ("claims/3/participant/profession", "/Participants/Participant/1/Profession"),
        ("claims/3/local_id", "/Participants/Participant/1/LocalIdentifier"),
    ],
)
def test_places_are_pointers(docs: Documents, field: str, pointer: str) -> None:
    people = [{"PracticeArea": "Pain"}, {"Profession": "Nurse", "LocalIdentifier": {"value": "1"}}]
    ids = [{"value": "9", "domain": "NPI"}, {"value": "7", "domain": "ME"}]
    made = report(certificate(), {"UniqueID": ids}, Participants={"Participant": people})
    made["Member"]["PersonalInfo"] = {}
    record = list(docs.make(document(report(), made)).records())[1]
    assert [claim.id_type for claim in record.claims] == ["ABIM", "ME", "", ""]
    assert record.origin.at(field) == JsonAt("learners.json", f"{REPORTS}/1{pointer}")


def test_places_outlive_pickling_and_the_file(docs: Documents) -> None:
    (record,) = docs.make(document()).records()
    again = pickle.loads(pickle.dumps(record))
    assert again.origin.at("action").pointer == f"{REPORTS}/0/XtensibleInfo/LearnerRecordAction"


def test_numbers_keep_their_digits(docs: Documents) -> None:
    text = json.dumps(document()).replace("1.5", "1.500000000000000000000000001E+2")
    (record,) = docs.make(text).records()
    assert record.claims[0].credits[0].amount == "1.500000000000000000000000001E+2"
    text = json.dumps(document()).replace("1.5", "9" * 10_000)
    (record,) = docs.make(text).records()
    assert record.claims[0].credits[0].amount == "9" * 10_000


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_told_and_kept(docs: Documents, number: str) -> None:
    reader = docs.make(json.dumps(document()).replace("1.5", number))
    (record,) = reader.records()
    assert record.claims[0].credits[0].amount == number
    place = f"/0{CERTIFICATES}/0/CreditReceived/numberOfCredits"
    assert told(reader.hazards(1)) == [("BR141", place, number)]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (document()["ACCMELearnerReports"], 1),
        (document()["ACCMELearnerReports"]["ActivityReports"], 1),
        (report(), 1),
        ([report(), report()], 2),
        ([document(), document(report(), report())], 3),
        ({"ActivityReport": report()}, 1),
    ],
)
def test_wrappers_may_be_missing(docs: Documents, made: object, expected: int) -> None:
    reader = docs.make(made)
    assert [record.number for record in reader.records(3)] == list(range(3, 3 + expected))
    assert reader.findings == []


def test_identifiers_of_the_member(docs: Documents) -> None:
    made = report({**certificate(), "UniqueID": None})
    made["Member"]["UniqueID"] = [{"value": "77", "domain": "NPI"}, {"value": "1", "domain": "ABP"}]
    (record,) = docs.make(document(made)).records()
    assert (record.claims[0].id_type, record.claims[0].id) == ("ABP", "1")
    assert record.origin.at("claims/0/id").pointer == f"{REPORTS}/0/Member/UniqueID/1/value"


def test_a_participant_is_unnamed(docs: Documents) -> None:
    asked = {
        "LocalIdentifier": {"value": "R1", "domain": "idd:example.org:learner"},
        "Profession": "Nurse",
        "SurgicalProcedures": False,
    }
    made = report({**certificate(), "UniqueID": None}, Participants={"Participant": asked})
    (record,) = docs.make(document(made)).records()
    (claim,) = record.claims
    assert (record.first_name, record.last_name, record.birth_date) == ("", "", "")
    assert claim.participant == Participant("Nurse", surgical_procedures="false")
    assert claim.program == "REMS"


def _changed(path: str, value: object) -> dict[str, Any]:
    made = report()
    *steps, last = path.split("/")
    inner: Any = made
    for step in steps:
        inner = inner[int(step)] if step.isdigit() else inner[step]
    inner[last] = value
    return document(made)


@pytest.mark.parametrize(
    ("path", "value", "found", "expected"),
    [
        ("Activity/Module/ModuleName/moduleID", 202612345, "202612345", "text"),
        ("Activity/Module/ModuleName/moduleID", None, "null", "text"),
        ("Activity/Module/ModuleName/moduleID", [1], "a list", "text"),
        ("Activity/Module/ModuleName/moduleID", {"a": 1}, "an object", "text"),
        ("Activity/Module/ModuleName", "Update", '"Update"', "an object"),
        ("Activity/Module/CreditCertificate", certificate(), "an object", "a list"),
        ("Activity", [report()["Activity"]], "a list", "an object"),
        ("Member", "Any Learner", '"Any Learner"', "an object"),
        ("Member", 7, "7", "an object"),
        ("Member/Name/GivenName", True, "true", "text"),
        ("Member/PersonalInfo/BirthDate", 19700910, "****", "text"),
    ],
)
def test_values_of_the_wrong_kind(
    docs: Documents, path: str, value: object, found: str, expected: str
) -> None:
    reader = docs.make(_changed(path, value))
    (record,) = reader.records()
    assert record.action == "add"
    (hazard,) = reader.hazards(1)
    assert told([hazard]) == [("BR141", f"/0/{path}", found)]
    assert (hazard.param("expected"), hazard.severity) == (expected, "warning")


def test_what_can_be_used_of_a_wrong_kind_is_used(docs: Documents) -> None:
    def read(path: str, value: object) -> Any:
        (record,) = docs.make(_changed(path, value)).records()
        return record

    assert read("Activity/Module/ModuleName/moduleID", 202612345).activity_id == "202612345"
    assert len(read("Activity/Module/CreditCertificate", certificate()).claims) == 1
    amount = f"{CERTIFICATES[1:]}/0/CreditReceived/numberOfCredits"
    assert read(amount, "ten").claims[0].credits[0].amount == "ten"


def test_a_name_given_twice(docs: Documents) -> None:
    text = json.dumps(document()).replace(
        '"GivenName": "Any"', '"GivenName": "Any", "GivenName": "Every"'
    )
    reader = docs.make(text.replace('"BirthDate": ', '"BirthDate": "1969-01-02", "birthdate": '))
    (record,) = reader.records()
    assert (record.first_name, record.birth_date) == ("Every", "09/10")
    hazards = reader.hazards(1)
    assert told(hazards) == [
        ("BR140", "/0/Member/Name/GivenName", '"Every"'),
        ("BR140", "/0/Member/PersonalInfo/birthdate", "09/10"),
    ]
    assert "1969" not in repr(hazards)
    assert "1970" not in repr((hazards, record))


def test_unknown_names_are_told_once_and_misspelt_ones_are_read(docs: Documents) -> None:
    odd = report(Extra={"a": 1})
    odd["Member"]["Name"] = {"givenname": "Any", "FamilyName": "Learner", "Middle/~Name": "M."}
    made = document(odd, report(Extra=2), report())
    made["ACCMELearnerReports"]["Generator"] = "x"
    reader = docs.make(made)
    first, *_ = reader.records()
    assert first.first_name == "Any"
    assert told(reader.hazards(1)) == [("BR142", "/0/Member/Name/givenname", "givenname")]
    assert told(reader.findings) == [
        ("BR142", "/0/Extra", "Extra"),
        ("BR142", "/0/Member/Name/Middle~1~0Name", "Middle/~Name"),
        ("BR142", "/ACCMELearnerReports/Generator", "Generator"),
    ]
    assert [found.param("count") for found in reader.findings] == ["2", "1", "1"]
    assert {found.severity for found in reader.findings} == {"info"}


def test_time_status_unit_and_look_alikes(docs: Documents) -> None:
    made = report()
    made["Activity"]["Module"]["Status"] = "Registered"
    made["Activity"]["Module"]["CompletedDateTime"] = "2026-05-20T17:30:00-05:00"
    made["Member"]["Name"]["FamilyName"] = "Lear\u00a0ner \ud83d"
    made["Activity"]["Module"]["CreditCertificate"][0]["CreditReceived"]["creditUnit"] = "Hour"
    reader = docs.make(document(made))
    (record,) = reader.records()
    assert (record.completed, record.last_name) == ("2026-05-20", "Lear ner ?")
    assert [found.code for found in reader.hazards(1)] == ["BR205", "BR112", "BR113", "BR203"]


@pytest.mark.parametrize("item", [5, "x", None, True])
def test_what_is_no_report_is_told_and_the_others_are_read(docs: Documents, item: object) -> None:
    reader = docs.make(document(report(), item, report()))
    assert len(list(reader.records())) == 2
    (found,) = reader.findings
    assert (found.code, found.severity) == ("BR141", "error")
    assert told([found])[0][1] == "/1"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{}", "BR111"),
        ("[]", "BR111"),
        ('{"people": []}', "BR111"),
        ('"ActivityReports"', "BR111"),
        ('{"ActivityReports": {}}', "BR109"),
        ('{"ActivityReports": {"ActivityReport": []}}', "BR109"),
        ('{"ActivityReports": null}', "BR109"),
        ("", "BR114"),
        ("{", "BR114"),
        ("[" * 100_000, "BR114"),
        ('{"ActivityReports":' * 5_000, "BR114"),
        ('{"ActivityReport": [{"Member": ' + '{"a":' * 100_000, "BR114"),
        ('{"ActivityReport": [1,]}', "BR141"),
        ('{"a": 1,}', "BR114"),
        ('{"a" 1}', "BR114"),
        ('{"ActivityReport": []} x', "BR114"),
        ('{"a": "\x01"}', "BR114"),
    ],
)
def test_documents_without_a_record(docs: Documents, text: str, code: str) -> None:
    reader = docs.make(text)
    assert list(reader.records()) == []
    assert reader.findings
    assert [found.code for found in reader.findings if found.code != "BR142"][:1] == [code]


def test_records_before_a_break_are_read(docs: Documents) -> None:
    text = json.dumps(document(report(), report(), report()), indent=1)
    cut = text.rindex('"XtensibleInfo"')
    reader = docs.make(text[:cut])
    assert len(list(reader.records())) == 2
    (found,) = reader.findings
    assert told([found])[0][:2] == ("BR114", "/2")
    line = text[:cut].count("\n") + 1
    assert str(found.param("found")).startswith(f"line {line}, column ")
    assert str(found.param("found")).endswith("at the end of the text")


@pytest.mark.parametrize(
    ("encoding", "mark", "found"),
    [
        ("utf-16", b"", "UTF-16"),
        ("utf-16-be", b"\xfe\xff", "UTF-16"),
        ("utf-8-sig", b"", "a byte order mark"),
    ],
)
def test_other_encodings_are_read_and_told(
    docs: Documents, encoding: str, mark: bytes, found: str
) -> None:
    reader = docs.make(mark + json.dumps(document()).encode(encoding))
    assert len(list(reader.records())) == 1
    assert [(each.code, each.severity, each.param("found")) for each in reader.findings] == [
        ("BR119", "warning", found)
    ]


@pytest.mark.parametrize(
    "data", [b'{"ActivityReport": "\xff"}', b"\xff\xfe{\x00\x00\xd8", b"\xfe\xff{"]
)
def test_what_is_no_text_is_told(docs: Documents, data: bytes) -> None:
    reader = docs.make(data)
    assert list(reader.records()) == []
    assert [each.code for each in reader.findings if each.severity == "error"] == ["BR119"]


def test_a_file_that_has_gone_or_is_too_large(
    docs: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = docs.make(document())
    monkeypatch.setattr(learner_json, "MOST_BYTES", 100)
    assert list(reader.records()) == []
    assert [each.code for each in reader.findings] == ["BR114"]
    docs.path.unlink()
    assert list(reader.records()) == []
    assert [each.code for each in reader.findings] == ["BR101"]


def test_too_many_records(docs: Documents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learner_json, "MOST_RECORDS", 2)
    reader = docs.make(document(report(), report(), report()))
    assert len(list(reader.records())) == 3
    assert told(reader.findings) == [("BR110", "/2", "3")]


# By content ---------------------------------------------------------------------------------------

ACTIVITY = Activity(
    "202612345",
    start=date(2026, 1, 1),
    end=date(2026, 5, 30),
    registrations=(Registration("ABIM", Decimal(8), ("Medical Knowledge",), date(2026, 6, 30)),),
)
ACTIVITIES = '[{"Lom": {"general": {"title": "Update"}}, "Member": 1}]'


def test_learners_and_activities_are_told_apart(tmp_path: Path, docs: Documents) -> None:
    docs.make(document())
    activities = tmp_path / "activities.json"
    activities.write_text(ACTIVITIES, encoding="utf-8")
    report = boardrules.check([docs.path, activities], as_of=date(2026, 6, 1))
    assert [(each.kind, each.records) for each in report.inputs] == [("learner-json", 1)]
    assert [(each.kind, each.activities) for each in report.activity_inputs] == [
        ("activities-json", 1)
    ]


def test_a_learner_s_extra_does_not_make_an_activity(docs: Documents) -> None:
    docs.make(document(report(Lom={})))
    result = boardrules.check(docs.path, as_of=date(2026, 6, 1))
    assert [each.kind for each in result.inputs] == ["learner-json"]


def test_a_record_that_was_there_before_is_named_by_its_place(docs: Documents) -> None:
    docs.make(document(report(), report()))
    result = boardrules.check(
        docs.path, activities=MemoryActivities([ACTIVITY]), as_of=date(2026, 6, 1)
    )
    (found,) = [each for each in result.verdicts[1].findings if each.code == "603"]
    assert found.param("first") == f"the record at {REPORTS}/0"


def test_places_are_those_of_the_file_as_it_is_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another file of the same name, in another folder, once lent its text."""
    for folder, name in (("a", {"GivenName": "Any"}), ("b", {"FamilyName": "Learner"})):
        (tmp_path / folder).mkdir()
        monkeypatch.chdir(tmp_path / folder)
        path = Path("learners.json")
        path.write_text(json.dumps(document(report(Member={"Name": name}))), encoding="utf-8")
        (record,) = open_submission(path).records()
        place = record.origin.at("first_name")
        expected = f"{REPORTS}/0/Member/Name" + ("/GivenName" if "GivenName" in name else "")
        assert isinstance(place, JsonAt)
        assert place.pointer == expected


# Whatever comes -----------------------------------------------------------------------------------

_ANY = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["ActivityReports", "ActivityReport", "Member", "Activity", "Module", "UniqueID",
                 "CreditCertificate", "CreditReceived", "numberOfCredits", "Participants",
                 "Participant", "Name", "GivenName", "ModuleName", "x"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)  # fmt: skip


@given(value=_ANY, cut=st.integers(0, 200))
@settings(max_examples=120, deadline=None)
def test_nothing_raises(tmp_path_factory: pytest.TempPathFactory, value: object, cut: int) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    text = json.dumps(value)
    for content in (text, text[: len(text) - cut]):
        path.write_text(content, encoding="utf-8")
        reader = open_submission(path)
        for record in reader.records():
            reader.hazards(record.number)
            for field in ("", "action", "claims/0/id" if record.claims else "completed"):
                assert record.origin.at(field)
        assert len(list(reader.records())) > 0 or reader.findings
