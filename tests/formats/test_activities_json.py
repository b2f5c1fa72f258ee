"""Activities from ACCME's draft JSON."""

from __future__ import annotations

import copy
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from boardrules.findings import Finding, Severity
from boardrules.formats.activities import ActivitiesRead, read_activities
from boardrules.locations import FileAt, JsonAt, Location
from boardrules.records import Activity, Registration

SAMPLE: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "activity.json").read_text(encoding="utf-8")
)
PRACTICE_AREAS = ("Critical Care Medicine", "Sleep Medicine")
ACTIVITY = Activity(
    id="201577374",
    title="Airway update",
    provider_id="0008273",
    format="Live Course",
    start=date(2025, 3, 1),
    end=date(2025, 3, 2),
    cme_credits=Decimal("6.25"),
    registrations=(
        Registration(
            program="ABA",
            points=Decimal(6),
            credit_types=("Lifelong Learning", "Patient Safety"),
            claim_date=date(2025, 12, 31),
            content_areas=("4.5", "1.2.3"),
            practice_areas=PRACTICE_AREAS,
        ),
        Registration(
            program="ABPATH",
            points=Decimal("1.5"),
            credit_types=("Lifelong Learning",),
            practice_areas=PRACTICE_AREAS,
        ),
        Registration(program="REMS", kind="Opioid Analgesic"),
    ),
)
ENTRY = "/ACCMEActivities/MedicalEducationMetrics/0"
EDUCATION = "healthcareMetadata/healthcareEducation"
REGISTRATION = "XtensibleInfo/MOCRegistrations/MOCRegistration"


def read(tmp_path: Path, content: str | bytes, name: str) -> ActivitiesRead:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_activities([path])


def named(tmp_path: Path, name: str) -> str:
    return (tmp_path / name).as_posix()


def said(findings: list[Finding]) -> list[tuple[str, Location | None]]:
    return [(each.code, each.location) for each in findings]


def document(*entries: object) -> str:
    return json.dumps({"ACCMEActivities": {"MedicalEducationMetrics": list(entries)}})


def changed(path: str, value: object) -> dict[str, Any]:
    """The sample entry with one value changed, or taken out when it is None."""
    entry = copy.deepcopy(SAMPLE)
    *parents, last = path.split("/")
    target: Any = entry
    for key in parents:
        target = target[int(key)] if isinstance(target, list) else target[key]
    at: int | str = int(last) if isinstance(target, list) else last
    if value is None:
        del target[at]
    else:
        target[at] = value
    return entry


@pytest.mark.parametrize(
    ("shape", "pointer"),
    [
        (lambda entry: {"ACCMEActivities": {"MedicalEducationMetrics": [entry]}}, ENTRY),
        (lambda entry: {"ACCMEActivities": [entry]}, "/ACCMEActivities/0"),
        (lambda entry: {"medicalEducationMetrics": entry}, "/medicalEducationMetrics"),
        (lambda entry: [entry], "/0"),
        (lambda entry: [{"MedicalEducationMetrics": entry}], "/0/MedicalEducationMetrics"),
        (lambda entry: entry, ""),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_in_each_of_its_shapes(
    tmp_path: Path, shape: Any, pointer: str, encoding: str
) -> None:
    text = json.dumps(shape(SAMPLE), ensure_ascii=False)
    found = read(tmp_path, text.encode(encoding), "a.json")
    assert found.findings == []
    assert found.activities == (ACTIVITY,)
    assert found.places == {"201577374": JsonAt(named(tmp_path, "a.json"), pointer)}


def test_names_in_other_capitals_and_single_values_in_place_of_lists(tmp_path: Path) -> None:
    boards = copy.deepcopy(SAMPLE["XtensibleInfo"]["MOCRegistrations"]["MOCRegistration"])
    entry = changed(REGISTRATION, boards[1])
    entry["xtensibleInfo "] = entry.pop("XtensibleInfo")
    entry["lom"] = entry.pop("Lom")
    entry["lom"]["general"]["identifier"] = entry["lom"]["general"]["identifier"][1]
    entry["xtensibleInfo "]["MOCRegistrations"]["MOCRegistration"]["MOCCreditType"] = (
        "Self-Assessment"
    )
    found = read(tmp_path, document(entry), "a.json")
    assert found.findings == []
    [activity] = found.activities
    assert activity.id == "201577374"
    board = activity.registration("ABPATH")
    assert board is not None
    assert board.credit_types == ("Self-Assessment",)


@pytest.mark.parametrize(
    ("credits", "cme"),
    [
        ({"activityCertification": "Nursing", "numberOfCredits": 2}, None),
        ([], None),
        (
            [
                {"activityCertification": "IPCE", "numberOfCredits": 2},
                {
                    "activityCertification": "ama pra category 1 credit(s)".replace("(s)", "s"),
                    "numberOfCredits": "0.50",
                },
            ],
            Decimal("0.5"),
        ),
    ],
)
def test_the_ama_credits_are_the_cme_credits(
    tmp_path: Path, credits: object, cme: Decimal | None
) -> None:
    found = read(tmp_path, document(changed(f"{EDUCATION}/credits", credits)), "a.json")
    assert found.findings == []
    assert found.activities[0].cme_credits == cme


@pytest.mark.parametrize(
    ("path", "value", "shown", "field"),
    [
        (f"{EDUCATION}/startDateTime", "03/2025", "03/2025", "start"),
        (f"{EDUCATION}/startDateTime", "2025-02-30T00:00:00", "2025-02-30T00:00:00", "start"),
        (f"{EDUCATION}/endDateTime", True, "true", "end"),
        (f"{EDUCATION}/credits/numberOfCredits", "six", "six", "cme_credits"),
        (f"{EDUCATION}/credits/numberOfCredits", float("nan"), "NaN", "cme_credits"),
        (f"{EDUCATION}/credits/numberOfCredits", float("-inf"), "-Infinity", "cme_credits"),
        (f"{EDUCATION}/credits", 5, "5", "cme_credits"),
        ("XtensibleInfo/ProviderID", {"id": 1}, "an object", "provider_id"),
        ("Lom/general/title", False, "false", "title"),
        (f"{REGISTRATION}/0/mocPoints", -1, "-1", "points"),
        (f"{REGISTRATION}/0/CreditClaimDate", 20251231, "20251231", "claim_date"),
    ],
)
def test_a_value_that_cannot_be_read_is_absent(
    tmp_path: Path, path: str, value: object, shown: str, field: str
) -> None:
    found = read(tmp_path, document(changed(path, value)), "a.json")
    place = JsonAt(named(tmp_path, "a.json"), f"{ENTRY}/{path}")
    assert said(found.findings) == [("BR116", place)]
    assert found.findings[0].param("found") == shown
    assert found.findings[0].param("field") == path.rpartition("/")[2]
    [activity] = found.activities
    holder = activity.registrations[0] if path.startswith(REGISTRATION) else activity
    assert not getattr(holder, field)


@pytest.mark.parametrize(
    ("path", "blank"),
    [
        (f"{EDUCATION}/credits/numberOfCredits", None),
        (f"{EDUCATION}/credits/activityCertification", ""),
        (f"{REGISTRATION}/0/boardName", None),
        ("XtensibleInfo/REMS/REMSType", ""),
    ],
)
def test_what_is_missing_beside_what_needs_it_is_said(
    tmp_path: Path, path: str, blank: object
) -> None:
    found = read(tmp_path, document(changed(path, blank)), "a.json")
    holder, _, field = path.rpartition("/")
    place = JsonAt(named(tmp_path, "a.json"), f"{ENTRY}/{holder}")
    assert said(found.findings) == [("BR116", place)]
    assert (found.findings[0].param("field"), found.findings[0].param("found")) == (field, "")


@pytest.mark.parametrize(
    ("entry", "pointer", "shown"),
    [
        (changed("Lom/general/identifier/1/entry", " "), "/Lom/general/identifier/1/entry", ""),
        (
            changed("Lom/general/identifier/1/entry", True),
            "/Lom/general/identifier/1/entry",
            "true",
        ),
        (changed("Lom/general/identifier/1/entry", None), "/Lom/general/identifier/1", ""),
        (changed("Lom/general/identifier/1", None), "", ""),
        (changed("Lom", None), "", ""),
        ("201577374", "", "201577374"),
        (None, "", ""),
        (
            changed("Lom/general/identifier/1/entry", ["201577374", "201577375"]),
            "/Lom/general/identifier/1/entry/1",
            "201577374, 201577375",
        ),
    ],
)
def test_an_entry_without_a_usable_id_is_left_out(
    tmp_path: Path, entry: object, pointer: str, shown: str
) -> None:
    found = read(tmp_path, document(entry), "a.json")
    assert found.activities == ()
    assert said(found.findings) == [("BR115", JsonAt(named(tmp_path, "a.json"), ENTRY + pointer))]
    assert found.findings[0].param("found") == shown


@pytest.mark.parametrize(
    ("entry", "activity_id"),
    [
        (201577374, "201577374"),
        (201577374.0, "201577374"),
        (12345, "12345"),
        (" 000012345 ", "000012345"),
    ],
)
def test_an_id_is_text(tmp_path: Path, entry: object, activity_id: str) -> None:
    found = read(tmp_path, document(changed("Lom/general/identifier/1/entry", entry)), "a.json")
    assert found.findings == []
    assert [activity.id for activity in found.activities] == [activity_id]


def test_an_entry_that_deletes_its_activity_is_left_out(tmp_path: Path) -> None:
    entry = changed("XtensibleInfo/activityRecordAction", "Delete")
    found = read(tmp_path, document(entry), "a.json")
    assert found.activities == ()
    place = JsonAt(named(tmp_path, "a.json"), f"{ENTRY}/XtensibleInfo/activityRecordAction")
    assert said(found.findings) == [("BR115", place)]


def test_an_activity_listed_again(tmp_path: Path) -> None:
    other = changed("Lom/general/title", "Airway update II")
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    first.write_text(document(SAMPLE, SAMPLE), encoding="utf-8")
    second.write_text(document(SAMPLE, other), encoding="utf-8")
    found = read_activities([first, second])
    assert found.activities == (ACTIVITY,)
    assert found.places == {"201577374": JsonAt(first.as_posix(), ENTRY)}
    place = JsonAt(second.as_posix(), "/ACCMEActivities/MedicalEducationMetrics/1")
    assert said(found.findings) == [("BR118", place)]
    assert dict(found.findings[0].params) == {
        "found": "201577374",
        "first": f"{first.as_posix()}, {ENTRY}",
    }


def test_a_board_registered_twice_in_two_ways(tmp_path: Path) -> None:
    entry = changed(f"{REGISTRATION}/1/boardName", "aba")
    found = read(tmp_path, document(entry), "a.json")
    assert [each.program for each in found.activities[0].registrations] == ["ABA", "REMS"]
    assert said(found.findings) == [
        ("BR118", JsonAt(named(tmp_path, "a.json"), f"{ENTRY}/{REGISTRATION}/1"))
    ]


def test_keys_given_twice_lose_nothing(tmp_path: Path) -> None:
    text = document(changed(REGISTRATION, "TWICE")).replace(
        '"MOCRegistration": "TWICE"',
        '"MOCRegistration": {"boardName": "ABS"}, "MOCRegistration": {"boardName": "ABTS"}',
    )
    text = text.replace('"numberOfCredits": 6.25', '"numberOfCredits": 6.25, "numberOfCredits": 7')
    found = read(tmp_path, text, "a.json")
    programs = [each.program for each in found.activities[0].registrations]
    assert programs == ["ABS", "ABTS", "REMS"]
    assert found.activities[0].cme_credits is None
    assert [each.code for each in found.findings] == ["BR116"]
    assert found.findings[0].param("found") == "6.25, 7"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"a": 1,\n "b": }', "line 2, column 7, at '}'"),
        ('{"a": 1', "line 1, column 8, at the end of the text"),
        ("[" * 100_000, "objects or lists nested too deeply"),
        ('{"a":' * 100_000, "objects or lists nested too deeply"),
    ],
)
def test_broken_json(tmp_path: Path, text: str, shown: str) -> None:
    found = read(tmp_path, text, "a.json")
    assert said(found.findings) == [("BR114", FileAt(named(tmp_path, "a.json")))]
    assert found.findings[0].param("found") == shown


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [
        ('{"ACCMELearnerReports": {}}', "BR111", "ACCMELearnerReports"),
        ('[{"a": 1}, 2]', "BR111", "a list"),
        ("{}", "BR111", "an object"),
        ("[]", "BR109", None),
        ('{"ACCMEActivities": {"MedicalEducationMetrics": []}}', "BR109", None),
        ('{"ACCMEActivities": {}}', "BR109", None),
    ],
)
def test_json_without_activities(tmp_path: Path, text: str, code: str, shown: str | None) -> None:
    found = read(tmp_path, text, "a.json")
    assert said(found.findings) == [(code, FileAt(named(tmp_path, "a.json")))]
    assert found.findings[0].param("found") == shown


def test_json_in_another_encoding(tmp_path: Path) -> None:
    text = document(changed("Lom/general/title", "Müller")).replace("\\u00fc", "ü")
    found = read(tmp_path, text.encode("cp1252"), "a.json")
    assert found.activities == ()
    assert said(found.findings) == [("BR119", FileAt(named(tmp_path, "a.json")))]
    assert found.findings[0].severity is Severity.ERROR
    assert found.findings[0].param("found") == "the byte 0xFC in line 1"


def test_half_a_surrogate_pair_can_still_be_written(tmp_path: Path) -> None:
    found = read(tmp_path, document(changed("Lom/general/title", "x\ud800")), "a.json")
    assert found.activities[0].title == "x?"
