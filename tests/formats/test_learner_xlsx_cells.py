"""The reader of learner workbooks: what cells read as."""

from __future__ import annotations

import random
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from boardrules.findings import Finding
from boardrules.formats.learner_row import RowReader
from boardrules.records import CreditAmount

CME = (CreditAmount("AMA PRA Category 1 Credit"),)


@pytest.mark.parametrize(
    ("entered", "read", "found"),
    [
        ("  Ada \t", "Ada", None),
        ("Zoë", "Zoë", None),
        ("Zoe\u0308", "Zoë", "combining diaeresis"),
        ("Ada\u00a0", "Ada", "no-break space"),
        ("Mary\u00a0Ann", "Mary Ann", "no-break space"),
        ("\ufeffA\u200bda", "Ada", "zero width no-break space, zero width space"),
        ("O\u2019Neil", "O'Neil", "right single quotation mark"),
        ("Smith\u2010Lee", "Smith-Lee", "hyphen"),
        ("Smith\u2013Lee", "Smith-Lee", "en dash"),
    ],
)
def test_cleaning(xl: Any, entered: str, read: str, found: str | None) -> None:
    reader = xl.make(xl.row(E=entered), xl.row(E=entered))
    assert [record.last_name for record in reader.records()] == [read] * 2
    expected = (xl.say("BR205", xl.cell("E4"), found=found, header="Last Name"),) if found else ()
    assert reader.hazards(2) == expected


def test_cleaning_of_other_columns(xl: Any) -> None:
    otolaryngology = "American Board of Otolaryngology \u2013 Head and Neck Surgery"
    reader = xl.make(xl.row(H="12\u201134", J=otolaryngology, M="Self\u2010Assessment"))
    cme, board = xl.one(reader).claims
    assert (cme.id, board.program) == ("12-34", otolaryngology.replace("\u2013", "-"))
    assert board.credits[0].type == "Self-Assessment"
    assert reader.hazards(1) == (
        xl.say("BR205", xl.cell("H3"), found="non-breaking hyphen", header=xl.header[7]),
        xl.say("BR205", xl.cell("M3"), found="hyphen", header="Credit Type"),
    )


def test_amounts(xl: Any) -> None:
    amounts = [10, 10.0, 0.25, 1e-7, 0.1 + 0.2, "1,5", " 2.50 ", 10**20, True]
    reader = xl.make(
        *(xl.row(I=amount) for amount in amounts), xl.row(I=1, L=True, N=1), xl.row(L=1, N=True)
    )
    records = list(reader.records())
    assert [record.claims[0].total for record in records[:9]] == [
        "10", "10", "0.25", "0.0000001", "0.3", "1,5", "2.50", "100000000000000000000", "TRUE",
    ]  # fmt: skip
    assert [record.claims[1].total for record in records[-2:]] == ["TRUE", "1"]
    assert [record.claims[1].credits[0].amount for record in records[-2:]] == ["1", "TRUE"]
    assert reader.row_of(records[8])[8] is True
    assert [reader.hazards(number) for number in range(1, 12)] == [()] * 11


def test_other_cells(xl: Any) -> None:
    reader = xl.make(xl.row(D=date(2024, 5, 3), E=time(9, 5), J=12))
    record = xl.one(reader)
    assert (record.first_name, record.last_name) == ("2024-05-03", "09:05:00")
    assert record.claims[1].program == "12"


@pytest.mark.parametrize(
    ("entered", "read"),
    [
        (date(2022, 6, 30), "2022-06-30"),
        (datetime(2022, 6, 30), "2022-06-30"),
        ("06-30-2022", "06-30-2022"),
        ("2022-06-30T00:00:00", "2022-06-30T00:00:00"),
        ("44742", "44742"),
        (20220630, "20220630"),
        (19999, "19999"),
        (80001, "80001"),
        (None, ""),
    ],
)
def test_completion_dates_without_hazard(xl: Any, entered: object, read: str) -> None:
    reader = xl.make(xl.row(C=entered), xl.row(C=entered))
    assert [record.completed for record in reader.records()] == [read] * 2
    assert reader.hazards(1) == reader.hazards(2) == ()


def test_completion_dates_as_serial_numbers(xl: Any) -> None:
    reader = xl.make(
        xl.row(C=44742), xl.row(C=44742), xl.row(C=20000), xl.row(C=80000), xl.row(C=44742.75)
    )
    assert [record.completed for record in reader.records()] == [
        "2022-06-30", "2022-06-30", "1954-10-03", "2119-01-11", "2022-06-30",
    ]  # fmt: skip
    for number, place in ((1, "C3"), (2, "C4")):
        assert reader.hazards(number) == (
            xl.say("BR202", xl.cell(place), "info", found="44742", expected="2022-06-30"),
        )
    assert reader.hazards(5) == (
        xl.say("BR202", xl.cell("C7"), "info", found="44742.75", expected="2022-06-30"),
        xl.say("BR203", xl.cell("C7"), found="2022-06-30 18:00:00", expected="2022-06-30"),
    )


def test_serial_numbers_of_old_macintoshes(xl: Any) -> None:
    def from_1904(book: Any) -> None:
        book.epoch = CALENDAR_MAC_1904

    reader = xl.make(xl.row(C=43280), xl.row(), adjust=from_1904)
    assert [record.completed for record in reader.records()] == ["2022-06-30"] * 2


def test_a_time_of_day_is_dropped(xl: Any) -> None:
    reader = xl.make(*(xl.row(C=datetime(2022, 6, 30, 13, 5)) for _ in range(2)))
    assert [record.completed for record in reader.records()] == ["2022-06-30"] * 2
    assert reader.hazards(2) == (
        xl.say("BR203", xl.cell("C4"), found="2022-06-30 13:05:00", expected="2022-06-30"),
    )


@pytest.mark.parametrize(
    ("entered", "read", "has_year"),
    [
        ("09/10", "09/10", False),
        ("9-1", "09/01", False),
        ("9/10/1980", "09/10", True),
        ("1980-09-10", "09/10", True),
        (date(1980, 9, 10), "09/10", True),
        (datetime(1980, 9, 10, 3), "09/10", True),
        (29474, "09/10", True),
        (3654, "01/01", True),
        (60000, "04/08", True),
        (3653, "****", False),
        (910, "910", False),
        (19800910, "****", False),
        ("10 Sept 1980", "10 Sept ****", False),
        ("13/40/1980", "13/40/****", True),
        (None, "", False),
    ],
)
def test_birth_dates(xl: Any, entered: object, read: str, has_year: bool) -> None:
    reader = xl.make(
        xl.row(F="01/02"), xl.row(F=entered), xl.row(F=entered), xl.row(F=date(1970, 1, 2))
    )
    records = list(reader.records())
    assert [record.birth_date for record in records] == ["01/02", read, read, "01/02"]
    assert [reader.hazards(number) for number in range(1, 5)] == [()] * 4
    assert reader.findings == [xl.say("BR204", xl.cell("F4" if has_year else "F6"), "info")]
    assert "1980" not in repr(records) + repr([reader.row_of(record) for record in records])


def test_identifiers_as_numbers(xl: Any) -> None:
    numbers = [xl.row(B=202212345 + n, H=1234567 + n, K=9999 + n) for n in range(3)]
    reader = xl.make(xl.row(), *numbers, xl.row(B=12345678))
    records = list(reader.records())
    assert [record.activity_id for record in records[1:]] == [
        "202212345", "202212346", "202212347", "12345678",
    ]  # fmt: skip
    assert [claim.id for record in records[1:4] for claim in record.claims] == [
        "1234567", "9999", "1234568", "10000", "1234569", "10001",
    ]  # fmt: skip
    assert reader.findings == [
        xl.say("BR201", xl.cell("H4"), found="1234567", header="Licensing ID or NPI"),
        xl.say("BR201", xl.cell("K4"), found="9999", header="Certifying Board ID"),
    ]
    assert [reader.hazards(number) for number in range(1, 5)] == [()] * 4
    assert reader.hazards(5) == (
        xl.say("BR201", xl.cell("B7"), found="12345678", header="ACCME Activity ID"),
    )
    assert reader.row_of(records[1])[7] == 1234567


@pytest.mark.parametrize(
    ("entered", "read"),
    [
        ("1.23457E+11", "1.23457E+11"),
        ("1E+11", "1E+11"),
        ("123456.0", "123456.0"),
        (1234.5, "1234.5"),
        (1.5e15, "1500000000000000"),
    ],
)
@pytest.mark.parametrize(("letter", "index"), [("B", 1), ("H", 7), ("K", 10)])
def test_identifiers_in_number_notation(
    xl: Any, letter: str, index: int, entered: object, read: str
) -> None:
    reader = xl.make(*(xl.row(**{letter: entered}) for _ in range(2)))
    for number, record in enumerate(reader.records(), 1):
        ids = record.activity_id, record.claims[0].id, record.claims[1].id
        assert read in ids
        place = xl.cell(f"{letter}{number + 2}")
        assert reader.hazards(number) == (
            xl.say("BR208", place, found=read, header=xl.header[index]),
        )
    assert reader.findings == []


def test_identifiers_may_have_dots_and_hyphens(xl: Any) -> None:
    reader = xl.make(xl.row(H="MD-12.345", K="A 1/2"), xl.row(H=" MD-1 ", K="x"))
    assert [record.claims[0].id for record in reader.records()] == ["MD-12.345", "MD-1"]
    assert reader.hazards(1) == reader.hazards(2) == ()


def test_error_cells_are_not_lost(xl: Any) -> None:
    only_errors = [None] * 9 + ["#REF!"]
    reader = xl.make(xl.row(J="#N/A", K="#N/A"), xl.row(D="#VALUE!"), only_errors, xl.row())
    records = list(reader.records())
    assert records[0].claims[1].program == "#N/A"
    assert records[1].first_name == "#VALUE!"
    assert records[2].origin.at("") == xl.cell("5")
    assert reader.row_of(records[0])[9] == "#N/A"
    assert reader.hazards(1) == (
        xl.say("BR206", xl.cell("J3"), found="#N/A", header="Certifying Board"),
        xl.say("BR206", xl.cell("K3"), found="#N/A", header="Certifying Board ID"),
    )
    assert reader.hazards(2) == (
        xl.say("BR206", xl.cell("D4"), found="#VALUE!", header="First Name"),
    )
    assert reader.hazards(3) == (
        xl.say("BR206", xl.cell("J5"), found="#REF!", header="Certifying Board"),
    )
    assert reader.hazards(4) == ()


def test_error_texts(xl: Any) -> None:
    def as_text(book: Any) -> None:
        for place in ("D3", "G3", "M3"):
            book.active[place].data_type = "s"

    reader = xl.make(xl.row(D="#N/A", G="#N/A", M="#N/A"), adjust=as_text)
    assert xl.one(reader).first_name == "#N/A"
    assert [(each.code, each.location) for each in reader.hazards(1)] == [
        ("BR206", xl.cell("D3")),
        ("BR206", xl.cell("G3")),
        ("BR206", xl.cell("M3")),
    ]


def test_formulas(xl: Any) -> None:
    rows = [xl.row(), xl.row(I="=5+5", Q="=1"), xl.row(I="=5+5")]
    done = (b"<f>5+5</f><v></v>", b"<f>5+5</f><v>10</v>")
    reader = xl.make(*rows, header=[*xl.header, "Notes"], edit=done)
    assert [record.claims[0].total for record in reader.records()] == ["10"] * 3
    assert [reader.hazards(number) for number in (1, 2, 3)] == [()] * 3
    assert reader.findings == [
        xl.say("BR207", xl.cell("Q2", "Notes"), "info", header="Notes"),
        xl.say("BR210", xl.cell("I4"), "info", header="Number of CME Credits"),
    ]


def test_formulas_without_a_result(xl: Any) -> None:
    reader = xl.make(xl.row(), xl.row(E="=D3"), ["=A3"])
    records = list(reader.records())
    assert [record.last_name for record in records] == ["Example", "", ""]
    none = "a formula without a result"
    assert reader.hazards(2) == (xl.say("BR206", xl.cell("E4"), found=none, header="Last Name"),)
    assert reader.hazards(3) == (
        xl.say("BR206", xl.cell("A5"), found=none, header="Record Action"),
    )


def test_a_formula_that_gives_blank_text_is_blank(xl: Any) -> None:
    formula = b'<c r="A4"><f>IF(1,"")</f><v></v></c>'.replace(b'"")', b'"")')
    blank = b'<c r="A4" t="str"><f>IF(1,"")</f><v></v></c>'
    reader = xl.make(xl.row(), ['=IF(1,"")'], edit=(formula, blank))
    assert len(list(reader.records())) == 1


def test_the_short_road_reads_what_the_long_one_reads(xl: Any) -> None:
    values = [
        None, "", " ", 0, 1, True, False, 1.5, -3, "Add", " Add ", "x\ny", "é", "O\u2019N", "#N/A",
        "12.5", "1E+5", "a|b", " |", "\u200b", "\u00a0", "09/10", "9/10/1980", 29474, "=1+1", "MD-1",
        "MD.1", "REMS", "ABIM", 44742, 44742.5, 202212345, 12345, 1e20, "\x7f", "TRUE",
        date(2022, 1, 1), datetime(2022, 1, 1), datetime(2022, 1, 1, 3), time(3),
    ]  # fmt: skip
    choose = random.Random(20).choice
    rows = [
        [choose(values) if choose(range(6)) == 0 else usual for usual in [*xl.row(), "Nurse"]]
        for _ in range(600)
    ]
    reader = xl.make(*rows, header=[*xl.header, "Profession"])
    records = list(reader.records())
    sheet = reader._sheet
    assert sheet is not None
    about_file: list[Finding] = []
    long_road = RowReader(sheet, about_file)
    numbered = enumerate(sheet.rows.read[2:], 3)
    by_cells = [
        long_road.read(cells, number, record.number)
        for (number, cells), record in zip(numbered, records, strict=True)
    ]
    assert [record for record, _ in by_cells] == records
    assert [hazards for _, hazards in by_cells] == [
        reader.hazards(record.number) for record in records
    ]
    assert [each for each in reader.findings if each.code in ("BR201", "BR204")] == about_file
    for field in ("claims/0/id", "claims/1/credits/0/amount", "claims/2/participant/profession"):
        for record, (read, _) in zip(records, by_cells, strict=True):
            assert read is not None
            assert record.origin.at(field) == read.origin.at(field)
