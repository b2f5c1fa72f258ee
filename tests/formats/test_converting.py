"""Converting: what is told as lost, what is not, and that a converted file is judged alike."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import boardrules
from boardrules.formats import open_submission
from boardrules.formats.converting import UnknownKindError
from boardrules.formats.writers import WRITERS, writer_for, writer_of_kind
from boardrules.records import CompletionRecord

from .learner_records import CREATED
from .test_learner_json import certificate, document, report

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
NPI = {"value": "1234567893", "domain": "NPI"}
AMA_PRA = {
    "activityCertification": "AMA PRA Category 1",
    "creditUnit": "Point",
    "numberOfCredits": 2,
}


def converted(source: Path, to: str, **options: Any) -> boardrules.Conversion:
    return boardrules.convert(source, to, created=CREATED, **options)


def test_only_a_report_asks_for_the_moment_of_its_making(tmp_path: Path) -> None:
    learners, activities = EXAMPLES / "learners.xml", EXAMPLES / "activities.json"
    assert boardrules.convert(learners, "xlsx").data is not None
    assert boardrules.convert(activities, "activities-xml").data is not None
    assert boardrules.convert(activities, "json").data is not None
    for kind in ("xml", "json"):
        with pytest.raises(TypeError, match="created=datetime"):
            boardrules.convert(learners, kind)


def test_what_is_read_in_a_wrong_encoding_is_changed(tmp_path: Path) -> None:
    text = (EXAMPLES / "learners.xml").read_text("utf-8")
    declared = re.sub(r'encoding="[^"]+"', 'encoding="ISO-8859-1"', text, count=1)
    name = "<FamilyName>M\u00fcller</FamilyName>"
    tag = re.search(r"<(\w+:)?FamilyName>[^<]+</(\w+:)?FamilyName>", declared)
    assert tag is not None
    path = tmp_path / "learners.xml"
    path.write_text(
        declared.replace(tag[0], re.sub(r">[^<]+<", ">M\u00fcller<", tag[0]), 1), "utf-8"
    )
    made = converted(path, "json")
    assert "BR119" in {found.code for found in made.lost}, name
    assert made.exit_status == 1


def test_a_last_row_that_is_short_is_kept(tmp_path: Path) -> None:
    head = "Record Action,ACCME Activity ID,Completion Date,First Name,Last Name,Certifying Board\n"
    row = "Add,202612345,2026-05-20,Ines,Aalto"
    path = tmp_path / "learners.csv"
    for end, codes in (("", ["BR148"]), ("\n", []), ("\n   ", [])):
        path.write_text(f"{head}{row},ABIM\n{row}{end}", encoding="utf-8")
        made = converted(path, "xlsx")
        assert [each.code for each in made.findings if each.code == "BR148"] == codes, end
        assert (made.lost, made.records) == ((), 2)


def of_json(folder: Path, *reports: object, to: str = "xlsx") -> boardrules.Conversion:
    path = folder / "learners.json"
    path.write_text(json.dumps(document(*reports)), encoding="utf-8")
    return converted(path, to)


def lost(made: boardrules.Conversion) -> list[tuple[str, str]]:
    """Of everything lost, what it is and what was found there."""
    return [
        (each.param("what") or each.code, each.param("found") or "")
        for each in made.lost
        if each.param("what") not in BESIDE
    ]


BESIDE = ("the reporting organization", "the provider's ID", "the activity's title", "credit IDs")


def sheet(made: boardrules.Conversion, folder: Path) -> list[list[Any]]:
    """The rows below the header of a workbook that was written."""
    assert made.data is not None
    path = folder / "made.xlsx"
    path.write_bytes(made.data)
    page = openpyxl.load_workbook(path)["Sheet1"]
    return [list(row) for row in page.iter_rows(min_row=3, values_only=True)]


def records(made: boardrules.Conversion, folder: Path, name: str) -> list[CompletionRecord]:
    assert made.data is not None
    path = folder / name
    path.write_bytes(made.data)
    return list(open_submission(path).records())


# The registry -------------------------------------------------------------------------------------


def test_writers_are_found_by_kind_and_by_ending() -> None:
    for spec in WRITERS:
        assert writer_of_kind(spec.kind) is writer_of_kind(spec.kind.upper()) is spec
        assert all(writer_for(f"A{suffix.upper()}") is spec for suffix in spec.suffixes)
        assert spec.cannot_hold
    assert writer_of_kind("xlsx") is writer_for("learners.xlsx")
    assert writer_of_kind("pdf") is writer_for("learners") is None


def test_an_unknown_kind_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownKindError):
        converted(tmp_path / "learners.json", "learners.pdf")


# What a workbook cannot hold ----------------------------------------------------------------------


def test_the_layout_of_the_template(tmp_path: Path) -> None:
    made = of_json(tmp_path, report())
    assert made.data is not None
    (tmp_path / "made.xlsx").write_bytes(made.data)
    page = openpyxl.load_workbook(tmp_path / "made.xlsx")["Sheet1"]
    header = [cell.value for cell in page[2]]
    assert header[:3] == ["Record Action", "ACCME Activity ID", "Completion Date"]
    assert header[12:15] == [
        "Credit Type ",
        "Credits Awarded for Credit Type",
        "Additional Credit Type",
    ]
    assert "Profession" not in header
    row = {str(title).strip(): cell for title, cell in zip(header, page[3], strict=True)}
    assert row["Completion Date"].value == datetime.datetime(2026, 5, 20)
    assert row["Completion Date"].number_format == "mm-dd-yyyy"
    for title, value in (("ACCME Activity ID", "202612345"), ("Certifying Board ID", "123456")):
        assert (row[title].value, row[title].data_type, row[title].number_format) == (
            value,
            "s",
            "@",
        )
    assert (row["Date of Birth"].value, row["Record Action"].value) == ("09/10", "Add")
    assert (row["Total Board Credits"].value, row["Certifying Board"].value) == (1.5, "ABIM")


@pytest.mark.parametrize("name", ["=1+1", '=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "_x0041_"])
def test_text_stays_text_in_cells(tmp_path: Path, name: str) -> None:
    made = of_json(tmp_path, report(Member={"Name": {"GivenName": name, "FamilyName": "Learner"}}))
    (record,) = records(made, tmp_path, "made.xlsx")
    assert record.first_name == name
    page = openpyxl.load_workbook(tmp_path / "made.xlsx")["Sheet1"]
    assert (page["D3"].data_type, page["D3"].number_format) == ("s", "@")


def test_what_stands_beside_a_record_is_told(tmp_path: Path) -> None:
    made = of_json(tmp_path, report())
    assert [(each.code, each.param("what")) for each in made.lost] == [
        ("BR138", "the reporting organization"),
        ("BR138", "the provider's ID"),
        ("BR138", "the activity's title"),
        ("BR138", "credit IDs"),
    ]
    place = made.lost[-1].location
    assert getattr(place, "pointer", "").endswith("/CreditCertificate/0/CreditID")
    assert made.exit_status == 1


def test_two_boards_become_two_rows_with_the_cme_credit_once(tmp_path: Path) -> None:
    made = of_json(
        tmp_path,
        report(
            certificate(),
            certificate(UniqueID=NPI, CreditReceived=AMA_PRA),
            certificate(UniqueID={"value": "4127", "domain": "ABP"}),
        ),
    )
    assert lost(made) == [("board", "2")]
    rows = sheet(made, tmp_path)
    assert [row[7:11] for row in rows] == [
        ["1234567893", 2, "ABIM", "123456"],
        [None, None, "ABP", "4127"],
    ]
    assert [row[3] for row in rows] == ["Any", "Any"]


def test_two_cme_credits_become_two_rows(tmp_path: Path) -> None:
    two = certificate(UniqueID=NPI, CreditReceived=AMA_PRA)
    made = of_json(tmp_path, report(two, two))
    assert lost(made) == [("CME credit", "2")]
    assert [row[8] for row in sheet(made, tmp_path)] == [2, 2]


def test_participants_become_rows_without_names(tmp_path: Path) -> None:
    people = [{"Profession": "Nurse"}, {"Profession": "Physician"}]
    cme = certificate(UniqueID=NPI, CreditReceived=AMA_PRA)
    of_rems = certificate(UniqueID={"domain": "REMS"}, CreditReceived=AMA_PRA)
    made = of_json(tmp_path, report(cme, of_rems, Participants={"Participant": people}))
    rows = sheet(made, tmp_path)
    assert [(row[3], row[9], row[16]) for row in rows] == [
        ("Any", "REMS", "Nurse"),
        (None, "REMS", "Physician"),
    ]
    assert ("board", "2") in lost(made)


@pytest.mark.parametrize(
    ("changed", "what", "found"),
    [
        (
            certificate(
                UniqueID=NPI, CreditReceived={**AMA_PRA, "activityCertification": "Nursing"}
            ),
            "",
            "",
        ),
        (
            certificate(
                UniqueID={"value": "7", "domain": "ME"},
                CreditReceived={**AMA_PRA, "activityCertification": "Nursing"},
            ),
            "a type of CME credit other than AMA PRA Category 1",
            "Nursing",
        ),
        (
            certificate(UniqueID={"value": "7", "domain": "NPI"}, CreditReceived=AMA_PRA),
            "the type of an identifier that has not the form of an NPI",
            "NPI 7",
        ),
        (
            certificate(UniqueID=[{"value": "7", "domain": "ME"}, NPI], CreditReceived=AMA_PRA),
            "a further identifier of the learner",
            "NPI 1234567893",
        ),
        (certificate(CreditReceived={**AMA_PRA, "creditUnit": "Hour"}), "the credit unit", "Hour"),
    ],
)
def test_what_else_a_workbook_cannot_hold(
    tmp_path: Path, changed: object, what: str, found: str
) -> None:
    assert lost(of_json(tmp_path, report(changed))) == ([(what, found)] if what else [])


def test_a_missing_amount_beside_others_is_told(tmp_path: Path) -> None:
    missing = certificate(CreditReceived={"activityCertification": "Patient Safety"})
    made = of_json(tmp_path, report(certificate(), missing))
    assert lost(made) == [("an amount that is missing beside others", "(blank)")]


def test_time_status_and_unknown_names_are_told(tmp_path: Path) -> None:
    made = report(Remark="late")
    made["Activity"]["Module"]["CompletedDateTime"] = "2026-05-20T17:30:00"
    made["Activity"]["Module"]["Status"] = "Registered"
    assert lost(of_json(tmp_path, made)) == [
        ("the time of day of the completion", "2026-05-20T17:30:00"),
        ("the status", "Registered"),
        ("Remark", '"late"'),
    ]
    assert lost(of_json(tmp_path, made, to="xml")) == [("Remark", '"late"')]


def test_a_text_too_long_for_a_cell_is_told(tmp_path: Path) -> None:
    name = {"Name": {"GivenName": "x" * 40_000, "FamilyName": "Learner"}}
    made = of_json(tmp_path, report(Member=name))
    assert lost(made) == [("more than 32,767 characters in a cell", "40,000 characters")]
    assert records(made, tmp_path, "made.xlsx")[0].first_name == "x" * 32_767


# What reports cannot hold -------------------------------------------------------------------------


def test_characters_that_xml_does_not_have_are_told(tmp_path: Path) -> None:
    name = {"Name": {"GivenName": "A\x01\ufffe", "FamilyName": "Learner"}}
    made = of_json(tmp_path, report(Member=name), to="xml")
    assert lost(made) == [("characters that XML does not have", "U+0001, U+FFFE")]
    assert records(made, tmp_path, "made.xml")[0].first_name == "A\ufffd\ufffd"
    assert lost(of_json(tmp_path, report(Member=name), to="xlsx")) == []


def rows(folder: Path, *cells: list[object]) -> Path:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(
        ["Record Action", "ACCME Activity ID", "Completion Date", "First Name", "Last Name",
         "Date of Birth", "Licensing State", "Licensing ID or NPI", "Number of CME Credits",
         "Certifying Board", "Certifying Board ID", "Total Board Credits", "Credit Type ",
         "Credits Awarded for Credit Type", "Room"]
    )  # fmt: skip
    for row in cells:
        page.append(row)
    path = folder / "given.xlsx"
    book.save(path)
    return path


ROW: list[object] = [
    "Add", "202612345", datetime.date(2026, 5, 20), "Any", "Learner", "09/10/1970", "Maine", "MD1",
    10, "American Board of Internal Medicine", "004127", 5, "Medical Knowledge", 5,
]  # fmt: skip


def test_a_row_becomes_a_report(tmp_path: Path) -> None:
    made = converted(
        rows(tmp_path, ROW),
        "json",
        organization="Example CME",
        provider="0001234",
        credit_domain="example.org",
    )
    assert (made.lost, made.exit_status, made.records) == ((), 0, 1)
    assert [each.param("what") for each in made.findings if each.code == "BR139"] == [
        "title of the activity"
    ]
    assert made.data is not None
    assert b"1970" not in made.data
    said = json.loads(made.data)["ACCMELearnerReports"]["ActivityReports"]
    assert said["DateTimeCreated"] == "2026-06-01T09:30:00"
    (one,) = said["ActivityReport"]
    assert one["Member"]["PersonalInfo"] == {"BirthDate": "1904-09-10"}
    certificates = one["Activity"]["Module"]["CreditCertificate"]
    assert [each["UniqueID"] for each in certificates] == [
        {"value": "MD1", "domain": "ME"},
        {"value": "004127", "domain": "ABIM"},
    ]
    assert [each["CreditReceived"]["numberOfCredits"] for each in certificates] == [10, 5]
    assert all(re.fullmatch(r"ccid:example\.org:\w+", each["CreditID"]) for each in certificates)


@pytest.mark.parametrize("to", ["xml", "json"])
def test_a_total_of_its_own_and_a_column_of_its_own_are_told(tmp_path: Path, to: str) -> None:
    made = converted(rows(tmp_path, [*ROW[:11], 8, "Medical Knowledge", 5, "12"]), to)
    assert lost(made) == [("BR207", ""), ("a total of credits other than the largest amount", "8")]
    place = made.lost[1].location
    assert (getattr(place, "column", ""), getattr(place, "row", 0)) == ("L", 2)


@pytest.mark.parametrize("to", ["xml", "json"])
def test_what_cannot_be_read_stays_visible(tmp_path: Path, to: str) -> None:
    row = ["Update", "20261234", "May 20", "Any", "Learner", "31/31", "Atlantis", "MD1", "ten"]
    made = converted(rows(tmp_path, [*row, None, None, None, None, None]), to)
    (record,) = records(made, tmp_path, f"made.{to}")
    assert (record.action, record.activity_id, record.completed) == ("Update", "20261234", "May 20")
    assert record.birth_date == "31/31"
    (claim,) = record.claims
    assert (claim.id_type, claim.id, claim.credits[0].amount) == ("Atlantis", "MD1", "ten")
    assert [found for _, found in lost(made)] == ["Atlantis"]


def test_a_time_in_a_cell_is_told(tmp_path: Path) -> None:
    row = [*ROW]
    row[2] = datetime.datetime(2026, 5, 20, 17, 30)
    made = converted(rows(tmp_path, row), "xml")
    assert [each.code for each in made.lost] == ["BR203"]


# Credit IDs ---------------------------------------------------------------------------------------


def ids(made: boardrules.Conversion, folder: Path) -> list[tuple[str, ...]]:
    return [
        claim.credit_ids or ()
        for record in records(made, folder, "made.json")
        for claim in record.claims
    ]


def test_credit_ids_are_those_of_the_contents(tmp_path: Path) -> None:
    other = [*ROW[:3], "Every", *ROW[4:]]
    path = rows(tmp_path, ROW, other, ["Delete", *ROW[1:]], ROW)
    made = ids(converted(path, "json", credit_domain="example.org"), tmp_path)
    assert made[:2] == made[4:6] == made[6:]
    assert len(set(made)) == 4
    assert made == ids(converted(path, "json", credit_domain="example.org"), tmp_path)


def test_participants_have_credit_ids_of_their_own(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(
        ["Record Action", "ACCME Activity ID", "Completion Date", "Certifying Board",
         "Total Board Credits", "Profession"]
    )  # fmt: skip
    for action in ("Add", "Add", "Delete", "Delete"):
        page.append([action, "202612345", "2026-05-20", "REMS", 2, "Nurse"])
    path = tmp_path / "rems.xlsx"
    book.save(path)
    first, second, *deleted = ids(converted(path, "json", credit_domain="example.org"), tmp_path)
    assert first != second
    assert deleted == [first, second]


# Files --------------------------------------------------------------------------------------------


def test_what_cannot_be_read_is_not_written(tmp_path: Path) -> None:
    made = of_json(tmp_path, 5, to="xml")
    assert (made.data, made.exit_status) == (None, 2)
    made = converted(tmp_path / "none.xml", "json")
    assert ([each.code for each in made.findings], made.exit_status) == (["BR101"], 2)
    path = tmp_path / "cut.json"
    path.write_text(json.dumps(document(report(), report()))[:-40], encoding="utf-8")
    made = converted(path, "xml")
    assert (made.records, made.data) == (1, None)


def test_titles_come_of_activities(tmp_path: Path) -> None:
    path = tmp_path / "activities.csv"
    path.write_text("activity_id,provider_id,title,start,end\n202612345,0001234,Update,,\n")
    made = converted(rows(tmp_path, ROW), "xml", activities=path)
    assert made.data is not None
    assert b'<a:ModuleName moduleID="202612345">Update</a:ModuleName>' in made.data
    assert b"<a:ProviderOrganization>0001234</a:ProviderOrganization>" in made.data
    made = converted(rows(tmp_path, ROW), "xml", activities=tmp_path / "none.csv")
    assert made.exit_status == 2


def test_a_column_without_cells_is_not_lost(tmp_path: Path) -> None:
    assert converted(rows(tmp_path, ROW), "xml").lost == ()
    filled = converted(rows(tmp_path, ROW, [*ROW, "12"]), "xml")
    assert [(each.code, each.param("header")) for each in filled.lost] == [("BR207", "Room")]


def test_the_namespace_of_accme_can_be_given(tmp_path: Path) -> None:
    made = converted(rows(tmp_path, ROW), "xml", namespace="urn:test:accme")
    assert made.data is not None
    assert b'<ACCMELearnerReports xmlns="urn:test:accme"' in made.data
    assert len(records(made, tmp_path, "made.xml")) == 1


# Judged alike -------------------------------------------------------------------------------------


def verdicts(path: Path) -> list[tuple[str, tuple[str, ...]]]:
    judged = boardrules.check(
        path,
        activities=[EXAMPLES / "activities.json", EXAMPLES / "activities.xml"],
        roster=EXAMPLES / "roster.csv",
        as_of=datetime.date(2026, 3, 15),
        provider_id="0007654",
    )
    return [
        (
            each.status.value,
            tuple(found.code for found in each.findings if not found.code.startswith("BR")),
        )
        for each in judged.verdicts
    ]


@pytest.mark.parametrize("to", ["json", "xml"])
def test_the_workbook_of_the_examples_is_judged_alike_as_a_report(tmp_path: Path, to: str) -> None:
    source = EXAMPLES / "learners.xlsx"
    made = converted(source, to, credit_domain="example.org")
    assert made.data is not None
    path = tmp_path / f"learners.{to}"
    path.write_bytes(made.data)
    before, after = verdicts(source), verdicts(path)
    places = [record.origin.at("") for record in open_submission(source).records()]
    differing = {
        getattr(place, "row", 0)
        for place, (status, _), (status_after, _) in zip(places, before, after, strict=True)
        if status != status_after
    }
    totals = [found for found in made.lost if "total" in str(found.param("what"))]
    assert differing == {getattr(found.location, "row", 0) for found in totals}
    assert len(differing) == 2


@pytest.mark.parametrize("to", ["json", "xml"])
def test_the_report_of_the_examples_is_judged_alike(tmp_path: Path, to: str) -> None:
    source = EXAMPLES / "learners.xml"
    made = converted(source, to)
    assert (made.lost, made.exit_status) == ((), 0)
    assert made.data is not None
    path = tmp_path / f"learners.{to}"
    path.write_bytes(made.data)
    assert verdicts(path) == verdicts(source)
