"""The reader of learner workbooks: rows and what they claim."""

from __future__ import annotations

from typing import Any

import pytest

from boardrules.records import Claim, CompletionRecord, CreditAmount, Participant

CME = (CreditAmount("AMA PRA Category 1 Credit"),)


def test_the_templates_own_row(xl: Any) -> None:
    reader = xl.make(xl.row())
    record = xl.one(reader)
    assert record == CompletionRecord(
        1,
        "Add",
        "202212345",
        "2022-06-30",
        "Ada",
        "Example",
        "09/10",
        (
            Claim("CME", "1234567", "", "Maine", "10", CME),
            Claim("ABIM", "999999", "", "", "5", (CreditAmount("Medical Knowledge", "1"),)),
        ),
    )
    assert (reader.file, reader.kind, reader.sheet) == ("learners.xlsx", "learner-xlsx", "Sheet1")
    assert reader.findings == []
    assert reader.hazards(1) == ()
    assert reader.header == xl.header
    assert reader.guidance == [list(xl.guidance) + [""] * 15]
    assert reader.row_of(record)[:6] == xl.row()[:6]


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("", "3"),
        ("action", "A3"),
        ("activity_id", "B3"),
        ("completed", "C3"),
        ("first_name", "D3"),
        ("last_name", "E3"),
        ("birth_date", "F3"),
        ("claims/0", "I3"),
        ("claims/0/program", "3"),
        ("claims/0/id", "H3"),
        ("claims/0/id_type", "H3"),
        ("claims/0/state", "G3"),
        ("claims/0/total", "I3"),
        ("claims/0/credits/0/type", "I3"),
        ("claims/0/credits/0/amount", "I3"),
        ("claims/0/credit_ids/0", "3"),
        ("claims/1", "J3"),
        ("claims/1/program", "J3"),
        ("claims/1/id", "K3"),
        ("claims/1/total", "L3"),
        ("claims/1/credits/0/type", "M3"),
        ("claims/1/credits/0/amount", "N3"),
        ("claims/1/credits/1/type", "O3"),
        ("claims/1/credits/1/amount", "P3"),
        ("claims/7/id", "3"),
    ],
)
def test_places(xl: Any, field: str, place: str) -> None:
    record = xl.one(xl.make(xl.row(O="Patient Safety", P=0.25)))
    assert record.origin.at(field) == xl.cell(place)


def test_claims_of_a_row(xl: Any) -> None:
    board_only = xl.row(G=None, H=None, I=None)
    cme_only = xl.row(J=None, K=None, L=None, M=None, N=None)
    neither = xl.row(G=None, H=None, I=None, J=None, K=None, L=None, M=None, N=None)
    type_only = xl.row(G=None, H=None, I=None, J=None, K=None, L=None, N=None)
    reader = xl.make(
        board_only, cme_only, neither, type_only, xl.row(H=None, I=None, J=None, L=None)
    )
    claims = [record.claims for record in reader.records()]
    abim = Claim("ABIM", "999999", "", "", "5", (CreditAmount("Medical Knowledge", "1"),))
    assert claims == [
        (abim,),
        (Claim("CME", "1234567", "", "Maine", "10", CME),),
        (),
        (Claim("", "", "", "", "", (CreditAmount("Medical Knowledge", None),)),),
        (Claim("CME", "", "", "Maine", "", CME), Claim("", "999999", "", "", "", abim.credits)),
    ]
    places = [record.origin.at("claims/0/id") for record in reader.records()]
    assert places == [xl.cell("K3"), xl.cell("H4"), xl.cell("5"), xl.cell("K6"), xl.cell("H7")]


def test_numbers_run_on_from_the_first(xl: Any) -> None:
    reader = xl.make(xl.row(), xl.row(), xl.row(C=44742))
    assert [record.number for record in reader.records(11)] == [11, 12, 13]
    assert [reader.hazards(number) != () for number in range(10, 14)] == [False] * 3 + [True]
    assert [record.number for record in reader.records()] == [1, 2, 3]
    assert [reader.hazards(number) != () for number in (3, 13)] == [True, False]


def test_any_number_of_pairs(xl: Any) -> None:
    header = [
        *xl.header,
        "ADDITIONAL  CREDIT\u00a0TYPE (3)",
        "credits awarded for it",
        "Credit Type 4",
        "Additional Credit Type 5",
        "Credits Awarded",
        "Credits Awarded",
    ]
    reader = xl.make(xl.row(O="B", P=2, Q="C", R=3, S="D", T="E", U=5, V=6), header=header)
    record = xl.one(reader)
    assert record.claims[1].credits == (
        CreditAmount("Medical Knowledge", "1"),
        CreditAmount("B", "2"),
        CreditAmount("C", "3"),
        CreditAmount("D", None),
        CreditAmount("E", "5"),
    )
    assert record.origin.at("claims/1/credits/3/amount") == xl.cell("S3", "Credit Type 4")
    assert record.origin.at("claims/1/credits/4/amount") == xl.cell("U3", "Credits Awarded")
    surplus = xl.cell("V2", "Credits Awarded")
    assert reader.findings == [xl.say("BR207", surplus, "info", header="Credits Awarded")]


def test_a_pair_that_is_passed_over(xl: Any) -> None:
    reader = xl.make(xl.row(M=None, N=None, O="Patient Safety", P=2), xl.row(M=None), xl.row())
    skipped, without_type, whole = reader.records()
    assert skipped.claims[1].credits == (CreditAmount("Patient Safety", "2"),)
    assert skipped.origin.at("claims/1/credits/0/amount") == xl.cell("P3")
    assert reader.hazards(1) == ()
    assert without_type.claims[1].credits == ()
    assert reader.hazards(2) == (xl.say("BR209", xl.cell("N4"), found=1, header=xl.header[13]),)
    assert whole.origin.at("claims/1/credits/0/amount") == xl.cell("N5")


def test_equal_credits_are_one_object(xl: Any) -> None:
    # The first row of a column is looked at more closely.
    _, first, second = xl.make(xl.row(), xl.row(D="Bo"), xl.row(D="Cy")).records()
    assert first.claims[1].credits is second.claims[1].credits
    assert first.claims[0].credits is second.claims[0].credits


REMS_HEADER = [
    "Profession",
    "Practice Area",
    "Time in Practice",
    "DEA Registration",
    "State of Primary Practice",
    "Surgical Procedures",
]
PARTICIPANT = ("Physician", "Pain", "6-10 years", "Individual", "Maine", True)
READ = Participant("Physician", "Pain", "6-10 years", "Individual", "Maine", "TRUE")


def test_rems_beside_cme_and_moc(xl: Any) -> None:
    reader = xl.make(
        [*xl.row(), *PARTICIPANT],
        xl.row(),
        [*xl.row(), "", "", "", "", "", 0],
        header=[*xl.header, *REMS_HEADER],
    )
    both, without, zero = reader.records()
    assert both.claims[:2] == without.claims
    assert both.claims[2] == Claim("REMS", participant=READ)
    assert both.first_name == "Ada"
    assert zero.claims[2] == Claim("REMS", participant=Participant(surgical_procedures="0"))
    assert both.origin.at("claims/2/participant/profession") == xl.cell("Q3", "Profession")
    assert both.origin.at("claims/2/participant/state") == xl.cell(
        "U3", "State of Primary Practice"
    )
    assert both.origin.at("claims/2") == xl.cell("3")
    assert reader.findings == []


def test_rems_as_the_board(xl: Any) -> None:
    alone = {"G": None, "H": None, "I": None}
    reader = xl.make(
        [*xl.row(J="Opioid Analgesic REMS", **alone), *PARTICIPANT],
        xl.row(J="rems", K=None, L=None, **alone),
        [*xl.row(J="REMS"), *PARTICIPANT],
        header=[*xl.header, *REMS_HEADER],
    )
    first, second, third = reader.records()
    knowledge = (CreditAmount("Medical Knowledge", "1"),)
    assert first.claims == (Claim("REMS", "", "", "", "5", knowledge, None, READ),)
    assert second.claims == (Claim("REMS", credits=knowledge, participant=Participant()),)
    for record in (first, second):
        assert (record.first_name, record.last_name, record.birth_date) == ("", "", "")
        assert "Example" not in repr(record)
    assert first.origin.at("claims/0/program") == xl.cell("J3")
    assert first.origin.at("claims/0/credits/0/type") == xl.cell("M3")
    assert first.origin.at("claims/0/participant/practice_area") == xl.cell("R3", "Practice Area")
    assert [claim.program for claim in third.claims] == ["CME", "REMS"]
    assert third.last_name == "Example"


def test_rems_without_any_other_claim(xl: Any) -> None:
    nothing = dict.fromkeys("DEFGHIJKLMN")
    reader = xl.make([*xl.row(**nothing), "Nurse"], xl.row(), header=[*xl.header, "Profession"])
    record, _ = reader.records()
    assert record.claims == (Claim("REMS", participant=Participant("Nurse")),)
    assert record.origin.at("claims/0/participant/profession") == xl.cell("Q3", "Profession")
