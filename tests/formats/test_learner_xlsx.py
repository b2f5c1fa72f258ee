"""The reader of learner workbooks."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from boardrules.findings import Finding, Severity
from boardrules.formats.learner_columns import column_letter
from boardrules.formats.learner_xlsx import LearnerWorkbook
from boardrules.formats.source import Source
from boardrules.locations import CellAt, FileAt
from boardrules.records import Claim, CompletionRecord, CreditAmount, Participant

HEADER = [
    "Record Action",
    "ACCME Activity ID",
    "Completion Date",
    "First Name",
    "Last Name",
    "Date of Birth",
    "Licensing State",
    "Licensing ID or NPI",
    "Number of CME Credits",
    "Certifying Board",
    "Certifying Board ID",
    "Total Board Credits",
    "Credit Type ",
    "Credits Awarded for Credit Type",
    "Additional Credit Type",
    "Credits Awarded for Additional Credit Type",
]
REMS_HEADER = [
    "Profession",
    "Practice Area",
    "Time in Practice",
    "DEA Registration",
    "State of Primary Practice",
    "Surgical Procedures",
]
GUIDANCE = ["Enter one learner per row."]
CME = (CreditAmount("AMA PRA Category 1 Credit"),)


def row(**cells: object) -> list[object]:
    """A template row: a whole record, with ``cells`` (by column letter) put in place."""
    made: list[object] = [
        "Add", "202212345", date(2022, 6, 30), "Ada", "Example", "09/10",
        "Maine", "1234567", 10, "ABIM", "999999", 5, "Medical Knowledge", 1, None, None,
    ]  # fmt: skip
    for letter, value in cells.items():
        index = openpyxl.utils.column_index_from_string(letter) - 1
        made += [None] * (index + 1 - len(made))
        made[index] = value
    return made


Make = Callable[..., LearnerWorkbook]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write rows below guidance and header, and open them."""

    def write(
        *rows: Iterable[object],
        header: Iterable[object] = HEADER,
        adjust: Callable[[Any], object] | None = None,
        edit: tuple[bytes, bytes] | None = None,
    ) -> LearnerWorkbook:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Sheet1"
        for each in (GUIDANCE, header, *rows):
            sheet.append(list(each))
        if adjust is not None:
            adjust(book)
        path = tmp_path / "learners.xlsx"
        book.save(path)
        if edit is not None:
            rewrite(path, "xl/worksheets/sheet1.xml", *edit)
        return LearnerWorkbook(Source(path, "learners.xlsx"))

    return write


def rewrite(path: Path, part: str, old: bytes, new: bytes) -> None:
    """Replace bytes in one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def cell(place: str, header: str | None = None, sheet: str = "Sheet1") -> CellAt:
    """``C3`` as a location, with the template's header above it unless another is given."""
    letter, number = place.rstrip("0123456789"), place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if not letter:
        return CellAt("learners.xlsx", sheet, int(number))
    index = openpyxl.utils.column_index_from_string(letter) - 1
    return CellAt("learners.xlsx", sheet, int(number), letter, header or HEADER[index].strip())


def say(code: str, place: CellAt | FileAt, severity: str = "warning", **params: object) -> Finding:
    texts = tuple((name, str(value)) for name, value in params.items())
    return Finding(code, Severity(severity), texts, place)


def one(reader: LearnerWorkbook) -> CompletionRecord:
    (record,) = reader.records()
    return record


def test_the_templates_own_row(make: Make) -> None:
    reader = make(row())
    record = one(reader)
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
    assert reader.header == HEADER
    assert reader.guidance == [GUIDANCE + [""] * 15]
    assert reader.row_of(record)[:6] == row()[:6]


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
def test_places(make: Make, field: str, place: str) -> None:
    record = one(make(row(O="Patient Safety", P=0.25)))
    assert record.origin.at(field) == cell(place)


def test_claims_of_a_row(make: Make) -> None:
    board_only = row(G=None, H=None, I=None)
    cme_only = row(J=None, K=None, L=None, M=None, N=None)
    neither = row(G=None, H=None, I=None, J=None, K=None, L=None, M=None, N=None)
    type_only = row(G=None, H=None, I=None, J=None, K=None, L=None, N=None)
    reader = make(board_only, cme_only, neither, type_only, row(H=None, I=None, J=None, L=None))
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
    assert places == [cell("K3"), cell("H4"), cell("5"), cell("K6"), cell("H7")]


def test_numbers_run_on_from_the_first(make: Make) -> None:
    reader = make(row(), row(), row(C=44742))
    assert [record.number for record in reader.records(11)] == [11, 12, 13]
    assert [reader.hazards(number) != () for number in range(10, 14)] == [False] * 3 + [True]
    assert [record.number for record in reader.records()] == [1, 2, 3]
    assert [reader.hazards(number) != () for number in (3, 13)] == [True, False]


def test_any_number_of_pairs(make: Make) -> None:
    header = [
        *HEADER,
        "ADDITIONAL  CREDIT\u00a0TYPE (3)",
        "credits awarded for it",
        "Credit Type 4",
        "Additional Credit Type 5",
        "Credits Awarded",
        "Credits Awarded",
    ]
    reader = make(row(O="B", P=2, Q="C", R=3, S="D", T="E", U=5, V=6), header=header)
    record = one(reader)
    assert record.claims[1].credits == (
        CreditAmount("Medical Knowledge", "1"),
        CreditAmount("B", "2"),
        CreditAmount("C", "3"),
        CreditAmount("D", None),
        CreditAmount("E", "5"),
    )
    assert record.origin.at("claims/1/credits/3/amount") == cell("S3", "Credit Type 4")
    assert record.origin.at("claims/1/credits/4/amount") == cell("U3", "Credits Awarded")
    surplus = cell("V2", "Credits Awarded")
    assert reader.findings == [say("BR207", surplus, "info", header="Credits Awarded")]


def test_a_pair_that_is_passed_over(make: Make) -> None:
    reader = make(row(M=None, N=None, O="Patient Safety", P=2), row(M=None), row())
    skipped, without_type, whole = reader.records()
    assert skipped.claims[1].credits == (CreditAmount("Patient Safety", "2"),)
    assert skipped.origin.at("claims/1/credits/0/amount") == cell("P3")
    assert reader.hazards(1) == ()
    assert without_type.claims[1].credits == ()
    assert reader.hazards(2) == (say("BR209", cell("N4"), found=1, header=HEADER[13]),)
    assert whole.origin.at("claims/1/credits/0/amount") == cell("N5")


def test_equal_credits_are_one_object(make: Make) -> None:
    first, second = make(row(), row(D="Bo")).records()
    assert first.claims[1].credits is second.claims[1].credits
    assert first.claims[0].credits is second.claims[0].credits


# ------------------------------------------------------------------ sheets and headers


def test_data_need_not_begin_at_the_first_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    for column, (header, value) in enumerate(zip(HEADER, row(), strict=True), 3):
        sheet.cell(5, column, header)
        sheet.cell(7, column, value)
        sheet.cell(9, column, value)
    book.save(tmp_path / "learners.xlsx")
    reader = LearnerWorkbook(Source(tmp_path / "learners.xlsx", "learners.xlsx"))
    first, second = reader.records()
    assert first.origin.at("action") == cell("C7", "Record Action")
    assert second.origin.at("claims/0/id") == cell("J9", "Licensing ID or NPI")
    assert reader.header == ["", "", *HEADER]
    assert reader.guidance == [[""] * 18] * 4
    assert reader.findings == []


def test_blank_rows_keep_the_row_numbers(make: Make) -> None:
    blank = [None] * 16
    spaces = [" ", "\u00a0", None, "\u200b"]
    reader = make(blank, row(), blank, spaces, row(D="Bo"), blank)
    assert [record.origin.at("") for record in reader.records()] == [cell("4"), cell("7")]
    assert [record.number for record in reader.records()] == [1, 2]


def test_headers_match_whatever_their_capitals_and_blanks(make: Make) -> None:
    shuffled = [f" {text.upper().replace(' ', '  ')}\n" for text in HEADER]
    reader = make(row(), header=shuffled)
    assert one(reader).claims[1].id == "999999"
    assert reader.findings == []
    assert one(reader).origin.at("action") == cell("A3", "RECORD  ACTION")


def test_missing_columns(make: Make) -> None:
    header = HEADER.copy()
    header[0], header[2] = "Action", "Date"
    reader = make(row(), [None] * 16, row(), header=header)
    first, second = reader.records()
    assert (first.action, first.activity_id, first.completed) == ("", "202212345", "")
    assert second.origin.at("completed") == cell("5")
    assert reader.findings == [
        say("BR107", cell("2"), "error", header="Record Action"),
        say("BR107", cell("2"), "error", header="Completion Date"),
        say("BR207", cell("A2", "Action"), "info", header="Action"),
        say("BR207", cell("C2", "Date"), "info", header="Date"),
    ]


def test_a_header_twice(make: Make) -> None:
    reader = make(row(Q="Eve"), header=[*HEADER, "FIRST NAME"])
    assert one(reader).first_name == "Ada"
    place = cell("Q2", "FIRST NAME")
    assert reader.findings == [say("BR108", place, "error", header="FIRST NAME", first="D")]


def test_ignored_columns(make: Make) -> None:
    header = [*HEADER, "Notes", "Error Code", "Error Message", None, None]
    reader = make(row(Q="x", R="661", S="text", T="stray"), row(), header=header)
    assert len(list(reader.records())) == 2
    assert reader.findings == [
        say("BR207", cell("Q2", "Notes"), "info", header="Notes"),
        say("BR207", cell("T2", "(blank)"), "info", header="(blank)"),
    ]


def test_no_header_row(make: Make) -> None:
    reader = make(row(), header=["a", "b"])
    assert list(reader.records()) == []
    expected = "Record Action, ACCME Activity ID, Completion Date"
    place = CellAt("learners.xlsx", "Sheet1", None)
    assert reader.findings == [say("BR106", place, "error", expected=expected)]
    assert (reader.sheet, reader.header, reader.guidance) == ("", [], [])


def test_the_header_row_is_among_the_first_25(tmp_path: Path) -> None:
    for start, found in ((25, True), (26, False)):
        book = openpyxl.Workbook()
        for column, (header, value) in enumerate(zip(HEADER, row(), strict=True), 1):
            book.active.cell(start, column, header)
            book.active.cell(start + 1, column, value)
        book.save(tmp_path / "a.xlsx")
        reader = LearnerWorkbook(Source(tmp_path / "a.xlsx", "a.xlsx"))
        assert len(list(reader.records())) == found
        assert len(reader.guidance) == (24 if found else 0)


def test_the_sheet_with_the_most_headers(make: Make) -> None:
    def more_sheets(book: Any) -> None:
        book.create_sheet("Empty")
        values = book.create_sheet("ValidValues", 0)
        values.append(["Licensing State", "Certifying Board", "Credit Type"])
        book.create_sheet("Reference").append(["Record Action", "Completion Date"])
        few = book.create_sheet("Old", 0)
        few.append(HEADER[:4])
        few.append(row()[:4])
        book.create_chartsheet("Chart", 0)
        whole = book.create_sheet("Hidden", 0)
        whole.sheet_state = "hidden"
        whole.append(HEADER)
        whole.append(row(D="Eve"))

    reader = make(row(), adjust=more_sheets)
    assert one(reader).first_name == "Ada"
    assert reader.sheet == "Sheet1"
    assert reader.findings == [
        say("BR121", CellAt("learners.xlsx", name, None), "info", found=name)
        for name in ("Old", "Hidden")
    ]


def test_a_hidden_sheet_is_read_when_it_is_the_best(make: Make) -> None:
    def hide(book: Any) -> None:
        whole = book.create_sheet("Data")
        whole.sheet_state = "veryHidden"
        whole.append(HEADER)
        whole.append(row(D="Eve"))

    reader = make(header=["x"], adjust=hide)
    assert one(reader).first_name == "Eve"
    assert reader.sheet == "Data"
    assert [each.code for each in reader.findings] == ["BR121"]


def test_learners_in_a_sheet_that_is_named_like_a_list(make: Make) -> None:
    def rename(book: Any) -> None:
        book.active.title = "Reference"

    assert make(row(), adjust=rename).sheet == "Reference"


def test_no_records(make: Make) -> None:
    reader = make([None, None], [" "])
    assert list(reader.records()) == []
    assert reader.findings == [say("BR109", CellAt("learners.xlsx", "Sheet1", None), "error")]


def test_more_records_than_pars_takes(make: Make) -> None:
    rows = [row() for _ in range(5002)]
    rows.insert(10, [])
    reader = make(*rows)
    assert sum(1 for _ in reader.records(100)) == 5002
    assert reader.findings == [say("BR110", cell("5004"), "error", found=5002, limit=5000)]
    assert sum(1 for _ in make(*rows[:5001]).records()) == 5000
    assert make(*rows[:5001]).findings == []


# ------------------------------------------------------------------ cells


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
def test_cleaning(make: Make, entered: str, read: str, found: str | None) -> None:
    reader = make(row(E=entered), row(E=entered))
    assert [record.last_name for record in reader.records()] == [read] * 2
    expected = (say("BR205", cell("E4"), found=found, header="Last Name"),) if found else ()
    assert reader.hazards(2) == expected


def test_cleaning_of_other_columns(make: Make) -> None:
    otolaryngology = "American Board of Otolaryngology \u2013 Head and Neck Surgery"
    reader = make(row(H="12\u201134", J=otolaryngology, M="Self\u2010Assessment"))
    cme, board = one(reader).claims
    assert (cme.id, board.program) == ("12-34", otolaryngology.replace("\u2013", "-"))
    assert board.credits[0].type == "Self-Assessment"
    assert reader.hazards(1) == (
        say("BR205", cell("H3"), found="non-breaking hyphen", header=HEADER[7]),
        say("BR205", cell("M3"), found="hyphen", header="Credit Type"),
    )


def test_amounts(make: Make) -> None:
    amounts = [10, 10.0, 0.25, 1e-7, 0.1 + 0.2, "1,5", " 2.50 ", 10**20, True]
    reader = make(*(row(I=amount) for amount in amounts), row(I=1, L=True, N=1), row(L=1, N=True))
    records = list(reader.records())
    assert [record.claims[0].total for record in records[:9]] == [
        "10", "10", "0.25", "0.0000001", "0.3", "1,5", "2.50", "100000000000000000000", "TRUE",
    ]  # fmt: skip
    assert [record.claims[1].total for record in records[-2:]] == ["TRUE", "1"]
    assert [record.claims[1].credits[0].amount for record in records[-2:]] == ["1", "TRUE"]
    assert reader.row_of(records[8])[8] is True
    assert [reader.hazards(number) for number in range(1, 12)] == [()] * 11


def test_other_cells(make: Make) -> None:
    reader = make(row(D=date(2024, 5, 3), E=time(9, 5), J=12))
    record = one(reader)
    assert (record.first_name, record.last_name) == ("2024-05-03", "09:05:00")
    assert record.claims[1].program == "12"


@pytest.mark.parametrize(
    ("entered", "read"),
    [
        (date(2022, 6, 30), "2022-06-30"),
        (datetime(2022, 6, 30), "2022-06-30"),
        ("06-30-2022", "06-30-2022"),
        ("2022-06-30T10:00:00", "2022-06-30T10:00:00"),
        ("44742", "44742"),
        (20220630, "20220630"),
        (19999, "19999"),
        (80001, "80001"),
        (None, ""),
    ],
)
def test_completion_dates_without_hazard(make: Make, entered: object, read: str) -> None:
    reader = make(row(C=entered), row(C=entered))
    assert [record.completed for record in reader.records()] == [read] * 2
    assert reader.hazards(1) == reader.hazards(2) == ()


def test_completion_dates_as_serial_numbers(make: Make) -> None:
    reader = make(row(C=44742), row(C=44742), row(C=20000), row(C=80000), row(C=44742.75))
    assert [record.completed for record in reader.records()] == [
        "2022-06-30", "2022-06-30", "1954-10-03", "2119-01-11", "2022-06-30",
    ]  # fmt: skip
    for number, place in ((1, "C3"), (2, "C4")):
        assert reader.hazards(number) == (
            say("BR202", cell(place), "info", found="44742", expected="2022-06-30"),
        )
    assert reader.hazards(5) == (
        say("BR202", cell("C7"), "info", found="44742.75", expected="2022-06-30"),
        say("BR203", cell("C7"), found="2022-06-30 18:00:00", expected="2022-06-30"),
    )


def test_serial_numbers_of_old_macintoshes(make: Make) -> None:
    def from_1904(book: Any) -> None:
        book.epoch = CALENDAR_MAC_1904

    reader = make(row(C=43280), row(), adjust=from_1904)
    assert [record.completed for record in reader.records()] == ["2022-06-30"] * 2


def test_a_time_of_day_is_dropped(make: Make) -> None:
    reader = make(*(row(C=datetime(2022, 6, 30, 13, 5)) for _ in range(2)))
    assert [record.completed for record in reader.records()] == ["2022-06-30"] * 2
    assert reader.hazards(2) == (
        say("BR203", cell("C4"), found="2022-06-30 13:05:00", expected="2022-06-30"),
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
def test_birth_dates(make: Make, entered: object, read: str, has_year: bool) -> None:
    reader = make(row(F="01/02"), row(F=entered), row(F=entered), row(F=date(1970, 1, 2)))
    records = list(reader.records())
    assert [record.birth_date for record in records] == ["01/02", read, read, "01/02"]
    assert [reader.hazards(number) for number in range(1, 5)] == [()] * 4
    assert reader.findings == [say("BR204", cell("F4" if has_year else "F6"), "info")]
    assert "1980" not in repr(records) + repr([reader.row_of(record) for record in records])


def test_identifiers_as_numbers(make: Make) -> None:
    numbers = [row(B=202212345 + n, H=1234567 + n, K=9999 + n) for n in range(3)]
    reader = make(row(), *numbers, row(B=12345678))
    records = list(reader.records())
    assert [record.activity_id for record in records[1:]] == [
        "202212345", "202212346", "202212347", "12345678",
    ]  # fmt: skip
    assert [claim.id for record in records[1:4] for claim in record.claims] == [
        "1234567", "9999", "1234568", "10000", "1234569", "10001",
    ]  # fmt: skip
    assert reader.findings == [
        say("BR201", cell("H4"), found="1234567", header="Licensing ID or NPI"),
        say("BR201", cell("K4"), found="9999", header="Certifying Board ID"),
    ]
    assert [reader.hazards(number) for number in range(1, 5)] == [()] * 4
    assert reader.hazards(5) == (
        say("BR201", cell("B7"), found="12345678", header="ACCME Activity ID"),
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
    make: Make, letter: str, index: int, entered: object, read: str
) -> None:
    reader = make(*(row(**{letter: entered}) for _ in range(2)))
    for number, record in enumerate(reader.records(), 1):
        ids = record.activity_id, record.claims[0].id, record.claims[1].id
        assert read in ids
        place = cell(f"{letter}{number + 2}")
        assert reader.hazards(number) == (say("BR208", place, found=read, header=HEADER[index]),)
    assert reader.findings == []


def test_identifiers_may_have_dots_and_hyphens(make: Make) -> None:
    reader = make(row(H="MD-12.345", K="A 1/2"), row(H=" MD-1 ", K="x"))
    assert [record.claims[0].id for record in reader.records()] == ["MD-12.345", "MD-1"]
    assert reader.hazards(1) == reader.hazards(2) == ()


# ------------------------------------------------------------------ errors and formulas


def test_error_cells_are_not_lost(make: Make) -> None:
    only_errors = [None] * 9 + ["#REF!"]
    reader = make(row(J="#N/A", K="#N/A"), row(D="#VALUE!"), only_errors, row())
    records = list(reader.records())
    assert records[0].claims[1].program == "#N/A"
    assert records[1].first_name == "#VALUE!"
    assert records[2].origin.at("") == cell("5")
    assert reader.row_of(records[0])[9] == "#N/A"
    assert reader.hazards(1) == (
        say("BR206", cell("J3"), found="#N/A", header="Certifying Board"),
        say("BR206", cell("K3"), found="#N/A", header="Certifying Board ID"),
    )
    assert reader.hazards(2) == (say("BR206", cell("D4"), found="#VALUE!", header="First Name"),)
    assert reader.hazards(3) == (
        say("BR206", cell("J5"), found="#REF!", header="Certifying Board"),
    )
    assert reader.hazards(4) == ()


def test_error_texts(make: Make) -> None:
    def as_text(book: Any) -> None:
        for place in ("D3", "G3", "M3"):
            book.active[place].data_type = "s"

    reader = make(row(D="#N/A", G="#N/A", M="#N/A"), adjust=as_text)
    assert one(reader).first_name == "#N/A"
    assert [(each.code, each.location) for each in reader.hazards(1)] == [
        ("BR206", cell("D3")),
        ("BR206", cell("G3")),
        ("BR206", cell("M3")),
    ]


def test_formulas(make: Make) -> None:
    rows = [row(), row(I="=5+5", Q="=1"), row(I="=5+5")]
    done = (b"<f>5+5</f><v></v>", b"<f>5+5</f><v>10</v>")
    reader = make(*rows, header=[*HEADER, "Notes"], edit=done)
    assert [record.claims[0].total for record in reader.records()] == ["10"] * 3
    assert [reader.hazards(number) for number in (1, 2, 3)] == [()] * 3
    assert reader.findings == [
        say("BR207", cell("Q2", "Notes"), "info", header="Notes"),
        say("BR210", cell("I4"), "info", header="Number of CME Credits"),
    ]


def test_formulas_without_a_result(make: Make) -> None:
    reader = make(row(), row(E="=D3"), ["=A3"])
    records = list(reader.records())
    assert [record.last_name for record in records] == ["Example", "", ""]
    none = "a formula without a result"
    assert reader.hazards(2) == (say("BR206", cell("E4"), found=none, header="Last Name"),)
    assert reader.hazards(3) == (say("BR206", cell("A5"), found=none, header="Record Action"),)


def test_a_formula_that_gives_blank_text_is_blank(make: Make) -> None:
    formula = b'<c r="A4"><f>IF(1,"")</f><v></v></c>'.replace(b'"")', b'"")')
    blank = b'<c r="A4" t="str"><f>IF(1,"")</f><v></v></c>'
    reader = make(row(), ['=IF(1,"")'], edit=(formula, blank))
    assert len(list(reader.records())) == 1


# ------------------------------------------------------------------ REMS


def participant_row(*values: object, **cells: object) -> list[object]:
    return row(**cells) + list(values)


PARTICIPANT = ("Physician", "Pain", "6-10 years", "Individual", "Maine", True)
READ = Participant("Physician", "Pain", "6-10 years", "Individual", "Maine", "TRUE")


def test_rems_beside_cme_and_moc(make: Make) -> None:
    reader = make(
        participant_row(*PARTICIPANT),
        row(),
        participant_row("", "", "", "", "", 0),
        header=[*HEADER, *REMS_HEADER],
    )
    both, without, zero = reader.records()
    assert both.claims[:2] == without.claims
    assert both.claims[2] == Claim("REMS", participant=READ)
    assert both.first_name == "Ada"
    assert zero.claims[2] == Claim("REMS", participant=Participant(surgical_procedures="0"))
    assert both.origin.at("claims/2/participant/profession") == cell("Q3", "Profession")
    assert both.origin.at("claims/2/participant/state") == cell("U3", "State of Primary Practice")
    assert both.origin.at("claims/2") == cell("3")
    assert reader.findings == []


def test_rems_as_the_board(make: Make) -> None:
    alone = {"G": None, "H": None, "I": None}
    reader = make(
        participant_row(*PARTICIPANT, J="Opioid Analgesic REMS", **alone),
        row(J="rems", K=None, L=None, **alone),
        participant_row(*PARTICIPANT, J="REMS"),
        header=[*HEADER, *REMS_HEADER],
    )
    first, second, third = reader.records()
    knowledge = (CreditAmount("Medical Knowledge", "1"),)
    assert first.claims == (Claim("REMS", "", "", "", "5", knowledge, None, READ),)
    assert second.claims == (Claim("REMS", credits=knowledge, participant=Participant()),)
    for record in (first, second):
        assert (record.first_name, record.last_name, record.birth_date) == ("", "", "")
        assert "Example" not in repr(record)
    assert first.origin.at("claims/0/program") == cell("J3")
    assert first.origin.at("claims/0/credits/0/type") == cell("M3")
    assert first.origin.at("claims/0/participant/practice_area") == cell("R3", "Practice Area")
    assert [claim.program for claim in third.claims] == ["CME", "REMS"]
    assert third.last_name == "Example"


def test_rems_without_any_other_claim(make: Make) -> None:
    nothing = dict.fromkeys("DEFGHIJKLMN")
    reader = make(participant_row("Nurse", **nothing), row(), header=[*HEADER, "Profession"])
    record, _ = reader.records()
    assert record.claims == (Claim("REMS", participant=Participant("Nurse")),)
    assert record.origin.at("claims/0/participant/profession") == cell("Q3", "Profession")


# ------------------------------------------------------------------ damaged files


def damaged(path: Path) -> LearnerWorkbook:
    reader = LearnerWorkbook(Source(path, "learners.xlsx"))
    assert list(reader.records()) == []
    return reader


def test_broken_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    openpyxl.Workbook().save(path)
    whole = path.read_bytes()
    for data in (whole[: len(whole) // 2], b"PK\x03\x04", b"", b"no workbook"):
        path.write_bytes(data)
        assert damaged(path).findings == [
            say(
                "BR103",
                FileAt("learners.xlsx"),
                "error",
                found="its list of sheets",
                reason="damaged",
            )
        ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"</sheetData>", b""),
        (b'<c r="A1"', b'<c r="A0"'),
        (b't="inlineStr"', b't="s"><v>99</v></c><c t="x"'),
        (b't="inlineStr"><is><t>x</t></is>', b't="n"><v>many</v>'),
    ],
)
def test_broken_sheets(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.save(path)
    rewrite(path, "xl/worksheets/sheet1.xml", old, new)
    place = CellAt("learners.xlsx", "Sheet", None)
    assert damaged(path).findings == [
        say("BR103", place, "error", found="sheet Sheet", reason="damaged")
    ]


def test_a_stray_cell_far_out_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active["XFD1048576"] = "x"
    book.save(path)
    place = CellAt("learners.xlsx", "Sheet", None)
    found = "sheet Sheet, whose cells reach too far right and down"
    assert damaged(path).findings == [say("BR103", place, "error", found=found, reason="damaged")]


def test_passwords_and_panics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import python_calamine

    class PanicException(BaseException):
        pass

    path = tmp_path / "a.xlsx"
    openpyxl.Workbook().save(path)
    for error, reason in (
        (python_calamine.PasswordError(), "encrypted"),
        (PanicException(), "damaged"),
        (MemoryError(), "damaged"),
    ):

        class Raising:
            raised = error

            @classmethod
            def from_path(cls, path: object) -> None:
                raise cls.raised

        monkeypatch.setattr(python_calamine, "CalamineWorkbook", Raising)
        (found,) = damaged(path).findings
        assert (found.code, found.param("reason")) == ("BR103", reason)

    Raising.raised = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        damaged(path)


def test_a_workbook_by_another_name(make: Make, tmp_path: Path) -> None:
    make(row(J="#N/A"))
    (tmp_path / "learners.xlsx").rename(tmp_path / "learners.csv")
    reader = LearnerWorkbook(Source(tmp_path / "learners.csv", "learners.csv"))
    assert one(reader).claims[1].program == "#N/A"


def test_column_letters() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]
