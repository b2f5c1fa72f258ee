"""Pre-validation as text, JSON and workbook, from sheets, CSV and XML, and by the command line."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator, FormatChecker
from syrupy.assertion import SnapshotAssertion

from boardrules import Prevalidation, prevalidate
from boardrules.cli import main
from boardrules.prevalidation.document import as_document, render_json
from boardrules.prevalidation.text import render_text
from boardrules.prevalidation.workbook import ADDED, render_xlsx

TODAY = date(2026, 11, 23)
ROSTER = """\
program,id,first_name,last_name,birth_date,npi
ABIM,123456,Ines,Aalto,03/04,
ABIM,654321,Nuria,Vance,07/08,
ME,0012345,Ines,Aalto,03/04,1234567893
ABS,200001,Otto,Brandvold,11/30,
ABS,200002,Otto,Brandvold,11/30,
ABP,0045871,Zoë,Tanakura,02/29,
"""
GUIDANCE = ["Never a year.", "", "", "", "", "", ""]
HEADER = [
    "First Name", "Last Name", "Date of Birth", "Licensing State", "Licensing ID or NPI",
    "Certifying Board", "Certifying Board ID",
]  # fmt: skip
ROWS: list[list[object]] = [
    ["Ines", "Aalto", "03/04", "Maine", None, "ABIM", None],
    ["Otto", "Brandvold", date(1961, 11, 30), None, None, "ABS", None],
    [None, "Tanakura", None, None, None, "ABP", "0045871"],
    ["Nuria", "Vance", "07/08", None, None, "ABIM", 654320],
    ["=1+1", "Vance", None, "ME", "\t=2+2", None, None],
    ["Nuria", "Vance", "07/08", None, None, "ABIM", "654321"],
]
XML = """\
<ACCMELearnerReports><ActivityReports><DateTimeCreated>2026-06-01T00:00:00</DateTimeCreated>
<ActivityReport><Member><Name><GivenName>Ines</GivenName><FamilyName>Aalto</FamilyName></Name>
<PersonalInfo><BirthDate>1970-03-04</BirthDate></PersonalInfo></Member>
<Activity><Module><ModuleName moduleID="202612345">Update</ModuleName><Status>Completed</Status>
<CompletedDateTime>2026-05-20T00:00:00</CompletedDateTime>
<CreditCertificate><UniqueID domain="ME"></UniqueID><CreditReceived>
<activityCertification>AMA PRA Category 1 Credit</activityCertification><creditUnit>Point</creditUnit>
<numberOfCredits>4</numberOfCredits></CreditReceived><CreditID>ccid:x.example:1</CreditID>
</CreditCertificate>
<CreditCertificate><UniqueID domain="ABIM">123456</UniqueID><CreditReceived>
<activityCertification>Medical Knowledge</activityCertification><creditUnit>Point</creditUnit>
<numberOfCredits>4</numberOfCredits></CreditReceived><CreditID>ccid:x.example:2</CreditID>
</CreditCertificate>
<CreditCertificate><UniqueID domain="ABP">45871</UniqueID><CreditReceived>
<activityCertification>LLSA</activityCertification><creditUnit>Point</creditUnit>
<numberOfCredits>4</numberOfCredits></CreditReceived><CreditID>ccid:x.example:3</CreditID>
</CreditCertificate>
</Module></Activity><XtensibleInfo><LearnerRecordAction>add</LearnerRecordAction></XtensibleInfo>
</ActivityReport></ActivityReports></ACCMELearnerReports>
"""
LEARNER_HEADER = [
    "Record Action", "ACCME Activity ID", "Completion Date", "First Name", "Last Name",
    "Date of Birth", "Certifying Board", "Total Board Credits", "Credit Type ",
    "Credits Awarded for Credit Type", "Profession",
]  # fmt: skip
LEARNERS: list[list[object]] = [
    ["Add", "202612345", date(2026, 5, 20), "Ines", "Aalto", date(1970, 3, 4), "ABIM", 4,
     "Medical Knowledge", 4, None],
    ["Add", "202612345", date(2026, 5, 20), None, None, None, None, None, None, None, "Nurse"],
]  # fmt: skip


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("roster.csv").write_text(ROSTER, encoding="utf-8")
    written("people.xlsx", GUIDANCE, HEADER, *ROWS)


def written(name: str, *rows: Sequence[object], sheet: str = "Sheet1") -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for number, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            cell = page.cell(number, column)
            cell.value = value  # type: ignore[assignment]
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(name)


def result_of(name: str = "people.xlsx") -> Prevalidation:
    return prevalidate(name, roster="roster.csv", as_of=TODAY)


def page_of(result: Prevalidation) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render_xlsx(result))).worksheets[0]


def statuses(result: Prevalidation) -> list[str]:
    return [each.status.value for each in result.learners]


# text and JSON -----------------------------------------------------------------------------


def test_the_text_names_who_is_not_matched_and_what_was_filled_in(
    snapshot: SnapshotAssertion,
) -> None:
    assert render_text(result_of()) == snapshot


def test_the_text_has_no_power_over_a_terminal() -> None:
    rows = [*ROWS, ["Eve", "Vance\x9b2J", None, None, None, "ABIM", None]]
    written("people.xlsx", GUIDANCE, HEADER, *rows, sheet="A\u202eB")
    text = render_text(result_of())
    assert "Eve Vance\\x9b2J" in text
    assert "A\\u202eB" in text
    assert not set(text) & {"\u202e", "\x9b"}


def test_one_who_matches_to_the_letter_is_only_counted() -> None:
    assert "row 8" not in render_text(result_of())


def test_the_json_is_as_its_schema_says(snapshot: SnapshotAssertion) -> None:
    text = (resources("boardrules_specs") / "schemas" / "prevalidation.schema.json").read_text()
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    Path("learners.xml").write_text(XML, encoding="utf-8")
    for name in ("people.xlsx", "learners.xml", "nowhere.xlsx"):
        document = as_document(result_of(name))
        assert [each.message for each in validator.iter_errors(document)] == []
    document = as_document(result_of())
    assert document == snapshot
    document["learners"][0]["match"] = "perhaps"
    assert not validator.is_valid(document)


def test_no_output_holds_a_birth_year() -> None:
    result = result_of()
    assert b"1961" not in render_json(result)
    assert "1961" not in render_text(result)
    cells = [str(cell.value) for row in page_of(result).iter_rows() for cell in row]
    assert "11/30" in cells
    assert not any("1961" in cell for cell in cells)


# workbook ----------------------------------------------------------------------------------


def test_the_rows_stay_and_filled_cells_are_marked() -> None:
    page = page_of(result_of())
    assert [cell.value for cell in page[2]] == [*HEADER, *ADDED]
    assert [cell.value for cell in page[3]][:8] == [
        "Ines", "Aalto", "03/04", "Maine", "0012345", "ABIM", "123456", "matched",
    ]  # fmt: skip
    marked = {cell.coordinate for row in page.iter_rows() for cell in row if cell.comment}
    assert marked == {"E3", "G3", "A5", "C5"}
    assert "ABP by ABP ID" in page["C5"].comment.text
    assert {page[each].fill.fgColor.rgb for each in marked} == {"00C6E0B4"}
    assert page["E3"].number_format == "@"
    assert [page.cell(row, 8).value for row in range(3, 9)] == [
        "matched", "ambiguous", "matched", "unknown", "unknown", "matched",
    ]  # fmt: skip


def test_text_stays_text() -> None:
    page = page_of(result_of())
    first = page["A7"]
    assert (first.value, first.data_type, first.quotePrefix) == ("=1+1", "s", True)
    assert [cell.coordinate for cell in page[7] if cell.quotePrefix] == ["A7", "E7"]
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_the_workbook_reads_back_as_it_was_filled_in() -> None:
    first = result_of()
    Path("out.xlsx").write_bytes(render_xlsx(first))
    again = result_of("out.xlsx")
    assert statuses(again) == statuses(first)
    assert [each.code for each in again.file_findings if each.code == "BR207"] == []
    assert [each.filled for each in again.learners] == [()] * len(ROWS)
    page = page_of(again)
    assert [cell.value for cell in page[2]] == [*HEADER, *ADDED]


def test_a_column_that_is_not_there_is_added_for_what_is_filled_in() -> None:
    written("learners.xlsx", LEARNER_HEADER, *LEARNERS)
    result = result_of("learners.xlsx")
    assert (result.kind, statuses(result)) == ("learner-xlsx", ["matched", "nameless"])
    page = page_of(result)
    assert [cell.value for cell in page[1]] == [*LEARNER_HEADER, "Certifying Board ID", *ADDED]
    assert (page["L2"].value, bool(page["L2"].comment)) == ("123456", True)
    assert (page["C2"].value.date(), page["F2"].value) == (date(2026, 5, 20), "03/04")
    assert result.exit_status == 0


def test_xml_becomes_a_pre_validation_sheet() -> None:
    Path("learners.xml").write_text(XML, encoding="utf-8")
    result = result_of("learners.xml")
    [learner] = result.learners
    assert [each.status.value for each in learner.claims] == ["matched", "matched", "unknown"]
    page = page_of(result)
    rows = [[cell.value for cell in row][:7] for row in page.iter_rows()]
    assert rows == [
        HEADER,
        ["Ines", "Aalto", "03/04", "Maine", None, "ABIM", "123456"],
        ["Ines", "Aalto", "03/04", None, None, "ABP", "45871"],
    ]


def test_what_is_filled_in_of_xml_is_marked() -> None:
    third = XML[XML.rindex("<CreditCertificate><UniqueID") : XML.index("</Module>")]
    Path("learners.xml").write_text(XML.replace(third, ""), encoding="utf-8")
    page = page_of(result_of("learners.xml"))
    assert (page["E2"].value, page["E2"].comment.author) == ("0012345", "boardrules")


@pytest.mark.parametrize("render", [render_xlsx, render_json])
def test_the_same_run_gives_the_same_bytes(render: Any) -> None:
    assert render(result_of()) == render(result_of())


def test_nothing_in_the_workbook_tells_the_hour() -> None:
    with zipfile.ZipFile(io.BytesIO(render_xlsx(result_of()))) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# files -------------------------------------------------------------------------------------


def test_headers_may_stand_in_any_order_and_under_other_names() -> None:
    rows = ["Board ID;LAST NAME;Board;Month/Day of Birth;Note", "123456;Aalto;ABIM;03/04;call"]
    Path("people.csv").write_text("\n".join(rows), encoding="utf-8")
    result = result_of("people.csv")
    assert (result.kind, statuses(result)) == ("pre-validation", ["matched"])
    assert [each.code for each in result.file_findings] == ["BR207"]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([HEADER], ["BR109"]),
        ([["First Name", "Date of Birth"], ["Ines", "03/04"]], ["BR107"]),
        ([["a", "b"], ["c", "d"]], ["BR106"]),
        ([], ["BR106"]),
    ],
)
def test_a_sheet_without_learners_is_said(rows: list[list[object]], codes: list[str]) -> None:
    written("people.xlsx", *rows)
    result = result_of()
    assert [each.code for each in result.file_findings] == codes
    assert result.learners == ()


def test_what_is_odd_about_cells_is_said_once() -> None:
    found = [each.code for each in result_of().file_findings]
    assert found == ["BR204", "BR201"]


def test_more_than_5_000_learners_are_too_many_for_a_file() -> None:
    rows = "\n".join(["Ines,Aalto,03/04,,,ABIM,123456"] * 5001)
    Path("people.csv").write_text(f"{','.join(HEADER)}\n{rows}\n", encoding="utf-8")
    [found] = result_of("people.csv").file_findings
    assert (found.code, found.param("found")) == ("BR110", "5001")


def test_a_file_can_be_read_twice() -> None:
    result = result_of()
    again = [record.last_name for record in result.source.records()]
    assert again == [each.record.last_name for each in result.learners]


def test_without_a_roster_that_can_be_read_nobody_is_matched() -> None:
    Path("roster.csv").write_text("nothing here", encoding="utf-8")
    result = result_of()
    assert set(statuses(result)) == {"not-judged"}
    assert result.exit_status == 2


# the command -------------------------------------------------------------------------------


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["prevalidate", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_the_exit_status_says_whether_all_are_matched() -> None:
    assert run("people.xlsx", "--roster", "roster.csv").exit_code == 1
    written("people.xlsx", HEADER, ROWS[5])
    assert run("people.xlsx", "--roster", "roster.csv").exit_code == 0
    assert run("nowhere.xlsx", "--roster", "roster.csv").exit_code == 2
    assert run("people.xlsx").exit_code == 2


def test_each_format_is_written_where_it_should_be() -> None:
    given = ("people.xlsx", "--roster", "roster.csv", "--as-of", "2026-11-23")
    assert run(*given).stdout == render_text(result_of())
    assert run(*given, "--format", "json").stdout_bytes == render_json(result_of())
    done = run(*given, "--format", "xlsx", "--output", "out.xlsx")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "out.xlsx written (xlsx): 3 of 6 learners matched, 2 filled in." in done.stderr
    assert Path("out.xlsx").read_bytes() == render_xlsx(result_of())
    run(*given, "--output", "out.txt")
    assert Path("out.txt").read_text("utf-8") == render_text(result_of())


def test_a_roster_may_be_several_files() -> None:
    Path("more.csv").write_text("program,id,last_name\nABA,1234-5678,Aalto\n", encoding="utf-8")
    written("people.xlsx", HEADER, ROWS[5], [None, "Aalto", None, None, None, "ABA", "12345678"])
    assert run("people.xlsx", "--roster", "roster.csv").exit_code == 1
    for given in (("roster.csv", "more.csv"), ("roster.csv,more.csv",)):
        assert run("people.xlsx", "--roster", *given).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "xlsx"), "--output"),
        (("--format", "xlsx", "--output", "people.xlsx"), "people.xlsx is a file to be read"),
        (("--format", "json", "--output", "roster.csv"), "roster.csv is a file to be read"),
        (("--format", "xlsx", "--output", "nowhere/out.xlsx"), "Cannot write"),
    ],
)
def test_what_cannot_be_written_is_said(arguments: tuple[str, ...], said: str) -> None:
    before = [Path(name).read_bytes() for name in ("people.xlsx", "roster.csv")]
    result = run("people.xlsx", "--roster", "roster.csv", *arguments)
    assert (result.exit_code, said in result.stderr) == (2, True)
    assert [Path(name).read_bytes() for name in ("people.xlsx", "roster.csv")] == before
