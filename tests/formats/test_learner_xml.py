"""The reader of learner reports in XML: elements, values and places."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from boardrules.formats import xml_places
from boardrules.records import Claim, CompletionRecord, CreditAmount

OPENING = "ACCMELearnerReports/ActivityReports/ActivityReport[1]"
MODULE = f"{OPENING}/Activity/Module"
AMA = CreditAmount("AMA PRA Category 1", "1")
KNOWLEDGE = CreditAmount("Medical Knowledge", "0.5")
ABIM_ID = '<UniqueID domain="ABIM">999999</UniqueID>'


def test_a_report(xml: Any) -> None:
    reader = xml.make(xml.document(xml.report(xml.certificate(), xml.of_abim)))
    assert xml.one(reader) == CompletionRecord(
        1,
        "add",
        "202612345",
        "2026-05-01",
        "Ada",
        "Example",
        "09/10",
        (
            Claim("CME", "1234567893", "NPI", "", None, (AMA,), ("ccid:example.org:1",)),
            Claim("", "999999", "ABIM", "", None, (KNOWLEDGE,), ("ccid:example.org:2",)),
        ),
    )
    assert (reader.file, reader.kind, reader.hazards(1)) == ("learners.xml", "learner-xml", ())


@pytest.mark.parametrize(
    ("field", "line", "path"),
    [
        ("", 3, OPENING),
        ("action", 32, f"{OPENING}/XtensibleInfo/LearnerRecordAction"),
        ("activity_id", 10, f"{MODULE}/ModuleName"),
        ("completed", 13, f"{MODULE}/CompletedDateTime"),
        ("first_name", 5, f"{OPENING}/Member/Name/GivenName[1]"),
        ("last_name", 6, f"{OPENING}/Member/Name/FamilyName"),
        ("birth_date", 7, f"{OPENING}/Member/PersonalInfo/BirthDate"),
        ("claims/0", 14, f"{MODULE}/CreditCertificate[1]"),
        ("claims/1", 22, f"{MODULE}/CreditCertificate[2]"),
        ("claims/1/id", 23, f"{MODULE}/CreditCertificate[2]/UniqueID"),
        ("claims/1/id_type", 23, f"{MODULE}/CreditCertificate[2]/UniqueID"),
        ("claims/1/program", 23, f"{MODULE}/CreditCertificate[2]/UniqueID"),
        ("claims/0/state", 15, f"{MODULE}/CreditCertificate[1]/UniqueID"),
        ("claims/1/total", 22, f"{MODULE}/CreditCertificate[2]"),
        (
            "claims/1/credits/0/type",
            24,
            f"{MODULE}/CreditCertificate[2]/CreditReceived/activityCertification",
        ),
        (
            "claims/1/credits/0/amount",
            26,
            f"{MODULE}/CreditCertificate[2]/CreditReceived/numberOfCredits",
        ),
        ("claims/1/credit_ids/0", 28, f"{MODULE}/CreditCertificate[2]/CreditID"),
        ("claims/1/credits/4/amount", 3, OPENING),
    ],
)
def test_places(xml: Any, field: str, line: int, path: str) -> None:
    record = xml.one(xml.make(xml.document(xml.report(xml.certificate(), xml.of_abim))))
    assert record.origin.at(field) == xml.at(line, path)


def test_the_nearest_place_of_what_is_absent(xml: Any) -> None:
    bare = xml.certificate("", None, None, "")
    record = xml.one(xml.make(xml.document(xml.report(bare))))
    certified = xml.at(14, f"{MODULE}/CreditCertificate")
    for field in ("id", "credits/0/amount", "credit_ids/0"):
        assert record.origin.at(f"claims/0/{field}") == certified
    empty = xml.one(xml.make("<ActivityReport>\n<Activity/></ActivityReport>"))
    for field in ("action", "activity_id", "completed", "birth_date"):
        assert empty.origin.at(field) == xml.at(1, "ActivityReport[1]")


def test_lines_beyond_sixteen_bits(xml: Any) -> None:
    filler = xml.report(xml.certificate() + "\n" * 66_000)
    dense = xml.report(xml.certificate()).replace("\n", " ") + "\n"
    reader = xml.make(xml.document(filler, dense, dense, xml.report(xml.certificate())))
    places = [record.origin.at("") for record in reader.records()]
    whole = xml.document(filler, dense, dense, xml.report(xml.certificate())).split("\n")
    assert [place.line for place in places] == [
        number for number, line in enumerate(whole, 1) if "<ActivityReport>" in line
    ]
    assert places[1].line == 66_026
    last = list(reader.records())[3]
    assert last.origin.at("action").line == places[3].line + 21


def test_places_are_told_from_look_alikes(xml: Any) -> None:
    content = f"""<?xml version="1.0"?>
<!-- <ActivityReport>
 --><?note <ActivityReport> ?>
<r:ActivityReports xmlns:r="urn:r" note="a > b <!-- &quot;"><![CDATA[<ActivityReport>]]>
<r:ActivityReport
  a='>'
>
<!-- <CreditCertificate/> --><Module><CreditCertificate><CreditID>1</CreditID></CreditCertificate>
</Module></r:ActivityReport>{xml.report(xml.certificate())}
</r:ActivityReports>""".replace("b <!--", "b &lt;!--")
    first, second = xml.make(content).records()
    assert first.origin.at("") == xml.at(5, "ActivityReports/ActivityReport[1]")
    path = "ActivityReports/ActivityReport[1]/Module/CreditCertificate/CreditID"
    assert first.origin.at("claims/0/credit_ids/0") == xml.at(8, path)
    assert second.origin.at("") == xml.at(9, "ActivityReports/ActivityReport[2]")


@pytest.mark.parametrize("block", [1, 7, 64])
def test_places_do_not_depend_on_how_much_is_read_at_once(
    xml: Any, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(xml_places, "_BLOCK", block)
    content = "<!-- > <ActivityReport> -->\n" + xml.document(
        xml.report(xml.of_abim), xml.report(xml.of_abim)
    )
    content = content.replace("<Activity>", "<![CDATA[\n> <ActivityReport/>]]><Activity>")
    _, second = xml.make(content).records()
    lines = content.split("\n")
    begins = [number for number, line in enumerate(lines, 1) if line == "<ActivityReport>"]
    assert second.origin.at("") == xml.at(begins[1], OPENING.replace("[1]", "[2]"))
    ids = [number for number, line in enumerate(lines, 1) if line == ABIM_ID]
    assert second.origin.at("claims/0/id").line == ids[1]


def test_places_when_the_file_has_gone(xml: Any, tmp_path: Path) -> None:
    first, second = xml.make(
        xml.document(xml.report(xml.certificate()), xml.report(xml.certificate()))
    ).records()
    assert pickle.loads(pickle.dumps(second)).origin.at("") == second.origin.at("")
    fresh = pickle.loads(pickle.dumps(first))
    (tmp_path / "learners.xml").unlink()
    assert fresh.origin.at("action") == xml.at(3, "ActivityReport[1]")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_encodings(xml: Any, encoding: str) -> None:
    name = encoding.replace("-sig", "")
    content = f"<?xml version='1.0' encoding='{name}'?>\n" + xml.document(
        xml.report(xml.certificate())
    )
    record = xml.one(xml.make(content.replace("Ada", "Zoë").encode(encoding)))
    assert record.first_name == "Zoë"
    assert record.origin.at("completed") == xml.at(14, f"{MODULE}/CompletedDateTime")


def test_namespaces_do_not_matter(xml: Any) -> None:
    names = {
        "m": ("Member", "UniqueID", "PersonalInfo", "BirthDate"),
        "n": ("Name", "GivenName", "FamilyName"),
        "hx": ("activityCertification", "creditUnit", "numberOfCredits"),
    }
    content = xml.document(xml.report(xml.certificate(), xml.of_abim))
    plain = xml.one(xml.make(content))
    for prefix, elements in names.items():
        for name in elements:
            content = content.replace(f"<{name}>", f"<{prefix}:{name}>")
            content = content.replace(f"</{name}>", f"</{prefix}:{name}>")
            content = content.replace(f"<{name} ", f"<{prefix}:{name} ")
    content = content.replace(
        "<ActivityReports>",
        '<ActivityReports xmlns="urn:a" xmlns:m="urn:m" xmlns:n="urn:n" xmlns:hx="urn:hx">',
    ).replace(" domain=", " m:domain=")
    prefixed = xml.one(xml.make(content))
    assert prefixed == plain
    assert prefixed.origin.at("last_name") == plain.origin.at("last_name")


def test_numbers_run_on_and_reading_can_be_repeated(xml: Any) -> None:
    reader = xml.make(xml.document(xml.report(status="Registered"), xml.report()))
    assert [record.number for record in reader.records(5)] == [5, 6]
    assert [len(reader.hazards(number)) for number in (1, 5, 6)] == [0, 1, 0]
    assert [record.number for record in reader.records()] == [1, 2]
    assert [len(reader.hazards(number)) for number in (1, 5)] == [1, 0]


def test_each_module_is_a_completion(xml: Any) -> None:
    second = (
        '</Module><Module>\n<ModuleName moduleID="202699999"/>'
        "<CompletedDateTime>2026-06-02</CompletedDateTime>" + xml.of_abim
    )
    first, other = xml.make(xml.document(xml.report(xml.certificate(), second))).records()
    assert (first.activity_id, first.completed) == ("202612345", "2026-05-01")
    assert (other.number, other.activity_id, other.completed) == (2, "202699999", "2026-06-02")
    assert [claim.id for claim in (*first.claims, *other.claims)] == ["1234567893", "999999"]
    assert other.origin.at("activity_id").path == (f"{OPENING}/Activity/Module[2]/ModuleName")
    assert other.origin.at("claims/0/id").path == (
        f"{OPENING}/Activity/Module[2]/CreditCertificate/UniqueID"
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-05-01T00:00:00", "2026-05-01"),
        (" 2026-05-01T00:00:00.000-05:00 ", "2026-05-01"),
        ("2026-05-01T00:00Z", "2026-05-01"),
        ("2026-05-01", "2026-05-01"),
        ("05-01-2026", "05-01-2026"),
        ("2026-05-01Tnoon", "2026-05-01Tnoon"),
        ("", ""),
    ],
)
def test_completion_dates(xml: Any, text: str, read: str) -> None:
    reader = xml.make(xml.document(xml.report(xml.certificate(), completed=text)))
    assert xml.one(reader).completed == read
    assert reader.hazards(1) == ()


def test_a_time_of_day_is_dropped(xml: Any) -> None:
    reader = xml.make(
        xml.document(*[xml.report(xml.certificate(), completed="2026-05-01T23:30:00Z")] * 2)
    )
    assert [record.completed for record in reader.records()] == ["2026-05-01"] * 2
    place = xml.at(13, f"{MODULE}/CompletedDateTime")
    found = {"found": "2026-05-01T23:30:00Z", "expected": "2026-05-01"}
    assert reader.hazards(1) == (xml.say("BR203", place, "warning", **found),)
    assert len(reader.hazards(2)) == 1


@pytest.mark.parametrize(
    ("text", "read"),
    [("1980-09-10", "09/10"), ("--09-10", "09/10"), ("09/10", "09/10"), ("1980", "****"), ("", "")],
)
def test_birth_dates_lose_their_year_without_a_word(xml: Any, text: str, read: str) -> None:
    reader = xml.make(xml.document(xml.report(xml.certificate(), born=text)))
    record = xml.one(reader)
    assert record.birth_date == read
    assert "1980" not in repr(record)
    assert reader.hazards(1) == ()


def test_status_and_unit(xml: Any) -> None:
    hours = xml.certificate(unit="Hour")
    reader = xml.make(
        xml.document(xml.report(xml.certificate(unit="point"), hours, status="Registered"))
    )
    list(reader.records())
    unit = f"{MODULE}/CreditCertificate[2]/CreditReceived/creditUnit"
    assert reader.hazards(1) == (
        xml.say("BR112", xml.at(11, f"{MODULE}/Status"), "warning", found="Registered"),
        xml.say("BR113", xml.at(25, unit), "warning", found="Hour"),
    )
    assert reader.findings == []


def test_text_is_cleaned(xml: Any) -> None:
    odd = xml.certificate(ids='<UniqueID domain="NPI">1234\u200b567893</UniqueID>')
    content = xml.document(xml.report(odd)).replace("Example<", "O\u2019Neil\u00a0<")
    reader = xml.make(content)
    record = xml.one(reader)
    assert (record.last_name, record.claims[0].id) == ("O'Neil", "1234567893")
    name, unique = (f"{OPENING}/Member/Name/FamilyName", f"{MODULE}/CreditCertificate/UniqueID")
    assert reader.hazards(1) == (
        xml.say(
            "BR205",
            xml.at(6, name),
            "warning",
            found="right single quotation mark, no-break space",
            header="FamilyName",
        ),
        xml.say(
            "BR205", xml.at(15, unique), "warning", found="zero width space", header="UniqueID"
        ),
    )
