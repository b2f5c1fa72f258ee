"""What fuzzing found, each as small as it could be made. Every one of these failed once."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from boardrules.findings import Severity
from boardrules.formats.source import Source, sniff
from boardrules.locations import CellAt
from boardrules.records import Claim, Participant
from boardrules.reports import text, xlsx

from . import book
from .again import annotate, looked_up, records_of, sent_back, to_kind, to_roster
from .contract import judged
from .runs import ports

HEADER = ["Record Action", "ACCME Activity ID", "Completion Date", "First Name"]
TOO_FAR = "whose cells reach too far right and down"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def with_row(cells: str, *, attributes: str = 'r="2"') -> bytes:
    """A learner workbook with one row below its header."""
    header = [
        book.cell(f"{book.column(index)}1", name, "inlineStr") for index, name in enumerate(HEADER)
    ]
    rows = [book.row(1, header), f"<row {attributes}>{cells}</row>"]
    return book.zipped(book.parts({"Sheet1": book.sheet(rows)}))


def codes(file: str = "learners.xlsx") -> list[str]:
    return [found.code for found in judged(file).file_findings]


def test_a_file_has_no_power_over_the_terminal() -> None:
    Path("roster.csv").write_bytes(b"program,id\nAB\x1b[2J\xc2\x9b,1\n")
    shown = text.render(judged([], roster="roster.csv")).decode()
    assert "AB\\x1b[2J\\x9b" in shown


def test_a_value_of_several_lines_stays_on_one() -> None:
    Path("roster.csv").write_bytes(b'program,id\n"A\nB",1\n')
    shown = text.render(judged([], roster="roster.csv")).decode()
    assert "A\\nB" in shown


def test_many_instructions_are_looked_through_once() -> None:
    # Each of them doubled the time; with forty it would take years.
    Path("learners.xml").write_bytes(b'<?xml encoding="UTF-4"?>' * 40 + b"<UniqueID")
    assert sniff(Source(Path("learners.xml"), "learners.xml")).kind == "xml"
    judged("learners.xml")


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="NPIC2"><v>1</v></c>',
        '<c r="zzz9999999"><v>1</v></c>',
        "<c r='ZZZ9999999'><v>1</v></c>",
        '<c r = "ZZZ9999999"><v>1</v></c>',
        '<c\nr="ZZZ9999999"><v>1</v></c>',
        '<c a=">" r="ZZZ9999999"><v>1</v></c>',
        '<c r="AAAAAA9"><v>1</v></c>',
        '<c r="FXSHRXX4294967296"><v>1</v></c>',
    ],
)
def test_a_cell_beyond_the_last_column_or_row(cell: str) -> None:
    Path("learners.xlsx").write_bytes(with_row('<c r="A2" t="str"><v>Add</v></c>' + cell))
    report = judged("learners.xlsx")
    assert codes() == ["BR103"]
    assert xlsx.render(report)


def test_a_cell_without_a_place_in_a_row_far_below() -> None:
    Path("learners.xlsx").write_bytes(
        with_row('<c r="XFD2"/><c><v>1</v></c>', attributes='r="1048577"')
    )
    assert codes() == ["BR103"]


def test_blank_cells_far_out_are_passed_over() -> None:
    row = '<c r="A2" t="str"><v>Add</v></c><c r="XFD2" s="1"/>'
    Path("learners.xlsx").write_bytes(with_row(row))
    assert judged("learners.xlsx").summary.records == 1


def test_a_sheet_whose_checksum_is_wrong() -> None:
    data = with_row('<c r="XFD1048576"><v>123456</v></c>')
    Path("learners.xlsx").write_bytes(data.replace(b"123456", b"123457"))
    assert codes() == ["BR103"]


def test_a_list_of_sheets_whose_checksum_is_wrong() -> None:
    data = with_row('<c r="XFD1048576"><v>1</v></c>')
    Path("learners.xlsx").write_bytes(data.replace(b'sheetId="1"', b'sheetId="2"'))
    assert codes() == ["BR103"]


def test_an_error_value_whose_attributes_stand_in_single_marks() -> None:
    row = "<c r='A2' t='str'><v>Add</v></c><c r='D2' t='e'><v>#N/A</v></c>"
    Path("learners.xlsx").write_bytes(with_row(row))
    [verdict] = judged("learners.xlsx").verdicts
    assert verdict.record.first_name == "#N/A"
    assert "BR206" in [found.code for found in verdict.findings]


def test_a_rems_that_is_named_where_a_board_stands() -> None:
    Path("learners.xml").write_text(
        "<ActivityReports><ActivityReport><Activity><Module><CreditCertificate>"
        '<UniqueID domain="REMS">1</UniqueID><CreditID>ccid:1</CreditID>'
        "</CreditCertificate></Module></Activity>"
        "<LearnerRecordAction>Add</LearnerRecordAction></ActivityReport></ActivityReports>",
        encoding="utf-8",
    )
    assert judged("learners.xml").summary.records == 1


def test_room_is_made_for_no_more_cells_than_fit() -> None:
    # 32 million cells took five seconds and more than three gigabytes.
    Path("learners.xlsx").write_bytes(with_row('<c r="ADR40000"><v>1</v></c>'))
    assert codes() == ["BR103"]


def test_a_completion_of_which_nothing_is_said_stays_one_of_a_rems() -> None:
    header = ["Record Action", "ACCME Activity ID", "Completion Date", "Profession"]
    row = ["Add", "202612345", "2026-05-20"]
    Path("learners.xlsx").write_bytes(book.of_rows([header, row, [*row, "Nurse"]]))
    assert to_kind("learners.xlsx", "learner-xlsx").lost == ()
    claims = [record.claims for record in records_of("written.xlsx")]
    nurse = Participant("Nurse")
    assert claims == [(Claim("REMS", participant=each),) for each in (Participant(), nurse)]


def test_an_identifier_of_a_participant_has_no_place_in_a_workbook() -> None:
    Path("learners.csv").write_text(
        "action,activity_id,completed,program,id,profession\n"
        "Add,202612345,2026-05-20,REMS,77,Nurse\n",
        encoding="utf-8",
    )
    [lost] = to_kind("learners.csv", "learner-xlsx").lost
    assert (lost.code, lost.param("found")) == ("BR138", "77")


def test_what_kept_a_table_from_being_converted_is_an_error() -> None:
    Path("learners.csv").write_text(
        "record,action,activity_id\n1,Add,202612345\n", encoding="utf-8"
    )
    made = to_kind("learners.csv", "learner-json")
    assert [(found.code, found.severity) for found in made.findings] == [("BR107", Severity.ERROR)]


def annotated_copy() -> bool:
    return annotate(judged("learners.xlsx"))


def test_a_copy_without_the_records_that_were_judged_is_not_made() -> None:
    # The library finds no cell in a sheet of another namespace; the reader does not ask for it.
    data = with_row('<c r="A2" t="str"><v>Add</v></c>')
    Path("learners.xlsx").write_bytes(data)
    assert annotated_copy()
    parts = book.unzipped(data)
    parts[book.SHEET] = parts[book.SHEET].replace(b"/spreadsheetml/2006/main", b"/other")
    Path("learners.xlsx").write_bytes(book.zipped(parts))
    assert judged("learners.xlsx").summary.records == 1
    assert not annotated_copy()


def test_a_copy_names_values_under_merged_cells() -> None:
    cells = [
        book.cell(f"{letter}1", name, "inlineStr")
        for letter, name in zip("ABCD", HEADER, strict=True)
    ]
    row = [book.cell("A2", "Add", "inlineStr"), book.cell("B2", "202612345", "inlineStr")]
    sheet = book.sheet([book.row(1, cells), book.row(2, row)], merged=["A2:B2"])
    Path("learners.xlsx").write_bytes(book.zipped(book.parts({"Sheet1": sheet})))
    assert annotated_copy()
    page = openpyxl.load_workbook("copy.xlsx")["boardrules"]
    told = [str(cell.value) for cell in page["A"]]
    assert any(text.endswith("given: values under merged cells") for text in told)


@pytest.mark.parametrize("kind", ["learner-xml", "learner-json", "learner-xlsx"])
def test_a_claim_of_which_nothing_is_said_is_told(kind: str) -> None:
    Path("learners.csv").write_text(
        "action,activity_id,completed,claim,program\nAdd,202612345,2026-05-20,1,\n",
        encoding="utf-8",
    )
    [lost] = to_kind("learners.csv", kind).lost
    assert (lost.code, lost.param("what")) == ("BR138", "a claim of which nothing is said")


def test_a_record_of_which_nothing_is_said_is_told() -> None:
    Path("learners.csv").write_text(
        "record,action,activity_id,completed\n1,Add,202612345,2026-05-20\n2,,,\n", encoding="utf-8"
    )
    [lost] = to_kind("learners.csv", "learner-xlsx").lost
    assert lost.param("what") == "a record of which nothing is said"
    assert lost.location == CellAt("learners.csv", None, row=3)
    assert len(records_of("written.xlsx")) == 1


def test_a_completion_of_which_nothing_is_said_is_told() -> None:
    Path("learners.csv").write_text(
        "record,action,activity_id,completed,program\n1,Add,202612345,2026-05-20,REMS\n2,,,,REMS\n",
        encoding="utf-8",
    )
    [lost] = to_kind("learners.csv", "rems-xlsx").lost
    assert lost.param("what") == "a record of which nothing is said"
    assert len(records_of("written.xlsx")) == 1
    # Here the REMS is named.
    assert to_kind("learners.csv", "learner-xlsx").lost == ()
    assert len(records_of("written.xlsx")) == 2


def test_a_board_beside_the_identifier_of_another_is_told() -> None:
    Path("learners.csv").write_text(
        "action,activity_id,completed,program,id,id_type\n"
        "Add,202612345,2026-05-20,ABXM,77,Other ID\n",
        encoding="utf-8",
    )
    [lost] = to_kind("learners.csv", "learner-xml").lost
    assert (lost.param("what"), lost.param("found")) == ("a board beside another ID type", "ABXM")


def test_a_credit_of_which_nothing_is_said_is_told() -> None:
    Path("learners.csv").write_text(
        "record,action,activity_id,completed,program,credit,credit_type\n"
        "1,Add,202612345,2026-05-20,ABIM,1,\n"
        "1,Add,202612345,2026-05-20,ABIM,2,Medical Knowledge\n",
        encoding="utf-8",
    )
    [lost] = to_kind("learners.csv", "learner-xlsx").lost
    assert lost.param("what") == "a credit of which nothing is said"


def test_a_table_without_records_has_an_error_whatever_else_is_said() -> None:
    Path("learners.csv").write_text("action,activity_id,completed,colour\n", encoding="utf-8")
    assert codes("learners.csv") == ["BR207", "BR109"]


def test_a_header_with_a_control_character_is_read_as_it_is_written_again() -> None:
    header = "Last Name,Certifying\x1b Board,Certifying Board ID\n"
    Path("people.csv").write_text(f"{header}Aalto,ABIM,123456\n", encoding="utf-8")
    [learner] = looked_up("people.csv").learners
    assert [claim.program for claim in learner.record.claims] == ["ABIM"]
    header = "Record Action,ACCME Activity ID,Completion Date,First\x1b Name\n"
    Path("learners.csv").write_text(f"{header}Add,202612345,soon,Ines\n", encoding="utf-8")
    report = judged("learners.csv")
    assert [verdict.record.first_name for verdict in report.verdicts] == ["Ines"]
    sent_back(report)


DAYS = ["2026-05-20", "2026-05-20T09:30:00", "0001-01-01", "1900-01-05", "09:30:00"]


@pytest.mark.parametrize("style", ["", ' s="1"'])
@pytest.mark.parametrize("day", DAYS)
def test_a_day_that_is_written_as_text_comes_back_as_it_was(day: str, style: str) -> None:
    # A cell of type "d" need not have the format of a date, and may be older than spreadsheets count.
    cells = '<c r="A2" t="str"><v>Add</v></c>'
    cells += "".join(f'<c r="{letter}2" t="d"{style}><v>{day}</v></c>' for letter in "BCD")
    Path("learners.xlsx").write_bytes(with_row(cells))
    report = judged("learners.xlsx")
    sent_back(report)
    assert annotate(report)


def test_a_delete_of_a_claim_without_credits_where_there_are_credit_ids() -> None:
    header = "record,action,activity_id,completed,last_name,claim,program,id,credit_type,credit_id,given_blank\n"
    row = "2026-05-20,Aalto,1,ABIM,123456,,,credit_id\n"
    Path("learners.csv").write_text(
        f"{header}1,Add,202612345,{row}2,Delete,202612345,{row}3,Add,202612345,{row}3,Add,202612345,{row}",
        encoding="utf-8",
    )
    judged("learners.csv", ledger="learners.csv", **ports())


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("program", "ABXM", "a program other than a REMS"),
        ("state", "Maine", "a licensing state of a participant"),
        ("id_type", "NPI", "an ID type of a participant other than a REMS's"),
    ],
)
def test_what_a_report_does_not_say_of_a_participant_is_told(
    column: str, value: str, what: str
) -> None:
    header = "action,activity_id,completed,profession"
    Path("learners.csv").write_text(
        f"{header},{column}\nAdd,202612345,2026-05-20,Nurse,{value}\n", encoding="utf-8"
    )
    [lost] = to_kind("learners.csv", "learner-xml").lost
    assert (lost.param("what"), lost.param("found")) == (what, value)


def test_a_state_beside_a_board_and_a_board_beside_a_participant_have_no_place_in_a_workbook() -> (
    None
):
    Path("learners.csv").write_text(
        "record,action,activity_id,completed,program,state,credit_type,profession\n"
        "1,Add,202612345,2026-05-20,ABIM,Maine,Medical Knowledge,\n"
        "2,Add,202612345,2026-05-20,ABXM,,,Nurse\n",
        encoding="utf-8",
    )
    lost = to_kind("learners.csv", "learner-xlsx").lost
    assert [(found.param("what"), found.param("found")) for found in lost] == [
        ("a licensing state beside a board", "Maine"),
        ("a program other than a REMS", "ABXM"),
    ]


def test_a_copy_that_holds_only_the_beginning_of_a_text_is_not_made() -> None:
    # The library stops at an element within a text; the reader passes over it.
    text = '<c r="B2" t="inlineStr"><is><t>2026<dimension/>12345</t></is></c>'
    Path("learners.xlsx").write_bytes(with_row('<c r="A2" t="str"><v>Add</v></c>' + text))
    [verdict] = judged("learners.xlsx").verdicts
    assert verdict.record.activity_id == "202612345"
    assert not annotated_copy()


def test_two_claims_by_one_identifier_are_one_in_a_report() -> None:
    Path("learners.csv").write_text(
        "record,action,activity_id,completed,claim,program,id,credit_type\n"
        "1,Add,202612345,2026-05-20,1,ABIM,123456,Medical Knowledge\n"
        "1,Add,202612345,2026-05-20,2,ABIM,123456,Patient Safety\n",
        encoding="utf-8",
    )
    [lost] = to_kind("learners.csv", "learner-xml").lost
    assert lost.param("what") == "a claim apart from another of the same identifier"


def test_what_kept_a_roster_from_being_written_is_an_error() -> None:
    Path("roster.csv").write_text("program,id\n,77\n", encoding="utf-8")
    made = to_roster("roster.csv", "roster-xlsx")
    assert made.data is None
    assert [found.severity for found in made.findings] == [Severity.ERROR]


def test_a_copy_without_a_header_that_was_read_is_not_made() -> None:
    # The library takes a cell of an unknown type for an empty one.
    Path("learners.xlsx").write_bytes(with_row('<c r="A2" t="str"><v>Add</v></c>'))
    parts = book.unzipped(Path("learners.xlsx").read_bytes())
    sheet = parts[book.SHEET].replace(b'r="D1" t="inlineStr"', b'r="D1" t="inline"')
    assert sheet != parts[book.SHEET]
    Path("learners.xlsx").write_bytes(book.zipped(parts | {book.SHEET: sheet}))
    assert judged("learners.xlsx").verdicts[0].record.origin.at("first_name").column == "D"
    assert not annotated_copy()


def test_a_board_beside_a_state_is_told() -> None:
    Path("learners.csv").write_text(
        "action,activity_id,completed,program,id,state\nAdd,202612345,2026-05-20,ABIM,77,Maine\n",
        encoding="utf-8",
    )
    [lost] = to_kind("learners.csv", "learner-xml").lost
    assert (lost.param("what"), lost.param("found")) == ("a board beside a state", "ABIM")


def test_a_state_that_is_none_is_told_also_where_the_type_of_the_identifier_says_it() -> None:
    Path("learners.csv").write_text(
        "action,activity_id,completed,id,id_type,state\n"
        "Add,202612345,2026-05-20,77,Atlantis,Atlantis\n",
        encoding="utf-8",
    )
    [lost] = to_kind("learners.csv", "learner-xml").lost
    assert (lost.param("what"), lost.param("found")) == (
        "a licensing state that is none (it reads as the name of a board)",
        "Atlantis",
    )


def test_a_learner_of_whose_claim_nothing_is_said_keeps_the_name() -> None:
    Path("learners.csv").write_text(
        "action,activity_id,completed,last_name,claim,program\nAdd,202612345,2026-05-20,Aalto,1,\n",
        encoding="utf-8",
    )
    to_kind("learners.csv", "learner-xlsx")
    assert [record.last_name for record in records_of("written.xlsx")] == ["Aalto"]
    to_kind("learners.csv", "pre-validation")
    [learner] = looked_up("written.xlsx").learners
    assert learner.record.last_name == "Aalto"


def test_an_identifier_of_a_participant_has_no_place_in_a_report() -> None:
    Path("learners.csv").write_text(
        "action,activity_id,completed,program,id,profession\n"
        "Add,202612345,2026-05-20,REMS,77,Nurse\n",
        encoding="utf-8",
    )
    [lost] = to_kind("learners.csv", "learner-xml").lost
    assert (lost.param("what"), lost.param("found")) == ("an identifier of the participant", "77")


def test_a_copy_whose_header_would_be_lost_under_merged_cells_is_not_made() -> None:
    cells = [
        book.cell(f"{letter}2", name, "inlineStr")
        for letter, name in zip("ABCD", HEADER, strict=True)
    ]
    row = [book.cell("A3", "Add", "inlineStr"), book.cell("B3", "202612345", "inlineStr")]
    sheet = book.sheet([book.row(2, cells), book.row(3, row)], merged=["A1:A2"])
    Path("learners.xlsx").write_bytes(book.zipped(book.parts({"Sheet1": sheet})))
    assert judged("learners.xlsx").summary.records == 1
    assert not annotated_copy()
