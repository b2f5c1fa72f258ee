"""Learner files in plain text, which PARS does not take, are read all the same."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from boardrules import check, installed_plugins
from boardrules.formats import open_submission
from boardrules.formats.base import LearnerFile, Unreadable
from boardrules.formats.column_names import ColumnNames
from boardrules.formats.learner_text import LearnerText
from boardrules.locations import CellAt, FileAt
from boardrules.records import Claim, CompletionRecord, CreditAmount
from boardrules.reports import report_formats

from .conftest import HEADER, say

ROW = (
    "Add,202612345,5/20/2026,All,Learner,9/10/1980,Maine,0012345,10,ABIM,099999,5,"
    "Medical Knowledge,1,,"
)
RECORD = CompletionRecord(
    1, "Add", "202612345", "5/20/2026", "All", "Learner", "09/10",
    (
        Claim("CME", "0012345", state="Maine", total="10", credits=(CreditAmount("AMA PRA Category 1 Credit"),)),
        Claim("ABIM", "099999", total="5", credits=(CreditAmount("Medical Knowledge", "1"),)),
    ),
)  # fmt: skip
CSV = say("BR145", FileAt("learners.csv"), reason="csv", found="learners.csv")
TAB = say("BR145", FileAt("learners.txt"), reason="tab", found="learners.txt")


def given(
    folder: Path, *lines: str, name: str = "learners.csv", encoding: str = "utf-8"
) -> LearnerFile:
    (folder / name).write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
    return open_submission(folder / name, name)


def test_the_template_saved_as_csv(tmp_path: Path) -> None:
    reader = given(tmp_path, "One learner a row,,", ",".join(HEADER), ROW, "", ROW)
    assert isinstance(reader, LearnerText)
    assert reader.kind == "learner-csv"
    first, second = reader.records()
    assert first == RECORD
    assert (second.number, second.origin.at("")) == (2, CellAt("learners.csv", None, 5))
    assert first.origin.at("claims/1/id") == CellAt(
        "learners.csv", None, 3, "K", "Certifying Board ID"
    )
    born = CellAt("learners.csv", None, 3, "F", "Date of Birth")
    assert reader.findings == [CSV, say("BR204", born, "info")]
    assert [reader.hazards(number) for number in (1, 2)] == [(), ()]
    assert list(reader.records(8))[1].number == 9


@pytest.mark.parametrize("delimiter", ";")
def test_the_template_with_another_separator(tmp_path: Path, delimiter: str) -> None:
    lines = (",".join(HEADER).replace(",", delimiter), ROW.replace(",", delimiter))
    assert list(given(tmp_path, *lines).records()) == [RECORD]


def test_the_retired_tab_delimited_file(tmp_path: Path) -> None:
    header = "Template\tAction\tActivity ID\tDate Completed\tFirst Name\tLast Name\tDOB\tBoard\tDiplomate ID\tMOC Points\tDegree"
    row = "B\tAdd\t202612345\t05/20/2020\tAll\tLearner\t09/10\tABIM\t099999\t5\tMD"
    reader = given(tmp_path, header, row, name="learners.txt")
    assert reader.kind == "learner-tab"
    assert list(reader.records()) == [
        CompletionRecord(
            1, "Add", "202612345", "05/20/2020", "All", "Learner", "09/10",
            (Claim("ABIM", "099999", total="5"),),
        )
    ]  # fmt: skip
    place = CellAt("learners.txt", None, 1, "K", "Degree")
    assert reader.findings == [TAB, say("BR207", place, "info", header="Degree")]


def test_the_names_of_the_retired_file_mean_nothing_elsewhere(tmp_path: Path) -> None:
    """A comma-separated file with these headers is no learner template."""
    header = "Action,Activity ID,Date Completed,First Name,Last Name,DOB"
    assert not isinstance(given(tmp_path, header, "Add,1,2,3,4,5"), LearnerText)


def test_a_tab_delimited_file_without_its_header_row(tmp_path: Path) -> None:
    reader = given(tmp_path, ROW.replace(",", "\t"), name="learners.txt")
    assert isinstance(reader, Unreadable)
    expected = say(
        "BR145", FileAt("learners.txt"), "error", reason="headless", found="learners.txt"
    )
    assert reader.findings == [expected]


def test_a_roster_is_no_learner_file(tmp_path: Path) -> None:
    reader = given(tmp_path, "program,id,first_name,last_name", "ABIM,77,All,Learner")
    place = FileAt("learners.csv")
    assert reader.findings == [say("BR111", place, "error", found="a roster", expected="learners")]


@pytest.mark.parametrize("header", [HEADER[1:], HEADER[:2] + HEADER[3:]])
def test_a_needed_column_is_missing(tmp_path: Path, header: list[str]) -> None:
    reader = given(tmp_path, ",".join(header), "1,2,3")
    assert [each.code for each in reader.findings] == ["BR145", "BR107"]


def test_rows_that_are_broken_too_long_or_too_short(tmp_path: Path) -> None:
    long = ROW.replace("Learner", "Learner, MD") + ",x,y"
    short = "Add,202612345,5/20/2026"
    reader = given(tmp_path, ",".join(HEADER), long, '"Add"x,1', short)
    first, second = reader.records()
    assert (first.birth_date, second.claims) == ("MD", ())
    place = CellAt("learners.csv", None, 2)
    assert reader.hazards(1) == (say("BR148", place, found=19, expected=16),)
    assert second.origin.at("") == CellAt("learners.csv", None, 4)
    assert [(each.code, each.location) for each in reader.findings] == [
        ("BR145", FileAt("learners.csv")),
        ("BR147", CellAt("learners.csv", None, 3)),
    ]


def test_what_is_odd_about_cells_is_told_as_in_a_workbook(tmp_path: Path) -> None:
    row = ROW.replace("0012345", "1.2E+09").replace("5/20/2026", "2026-05-20T14:30:00")
    reader = given(tmp_path, ",".join(HEADER), row.replace("All", "A\u00a0ll"), ROW + "#N/A")
    assert len(list(reader.records())) == 2
    assert [each.code for each in reader.hazards(1)] == ["BR203", "BR205", "BR208"]
    assert [each.code for each in reader.hazards(2)] == ["BR206", "BR209"]


@pytest.mark.parametrize(("encoding", "codes"), [("cp1252", ["BR119"]), ("utf-16", [])])
def test_other_encodings(tmp_path: Path, encoding: str, codes: list[str]) -> None:
    reader = given(tmp_path, ",".join(HEADER), ROW.replace("All", "Zoë"), encoding=encoding)
    [record] = reader.records()
    assert record.first_name == "Zoë"
    assert [each.code for each in reader.findings] == ["BR145", *codes, "BR204"]


def test_further_headers(tmp_path: Path) -> None:
    names = ColumnNames((("learner", (("board_id", ("Badge",)),)),))
    line = ",".join(HEADER).replace("Certifying Board ID", "Badge")
    (tmp_path / "learners.csv").write_text(f"{line}\n{ROW}\n", encoding="utf-8")
    [record] = open_submission(tmp_path / "learners.csv", columns=names).records()
    assert record.claims[1].id == "099999"


def test_more_records_than_pars_takes_in_one_file(tmp_path: Path) -> None:
    reader = given(tmp_path, ",".join(HEADER), *[ROW] * 5001)
    assert sum(1 for _ in reader.records()) == 5001
    assert [each.code for each in reader.findings] == ["BR145", "BR204", "BR110"]


def test_a_file_that_has_gone_before_it_is_read(tmp_path: Path) -> None:
    reader = open_submission(tmp_path / "none.csv", "none.csv")
    assert [each.code for each in reader.findings] == ["BR101"]


def test_its_rejected_rows_become_a_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given(tmp_path, ",".join(HEADER), ROW, ROW.replace("Add", "Move"))
    report = check("learners.csv", as_of=date(2026, 6, 1))
    assert [each.record.number for each in report.rejected] == [2]
    made = report_formats(installed_plugins())["xlsx"].render(report)
    page = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0][:16] == HEADER
    assert rows[1][:3] == ["Move", "202612345", "5/20/2026"]
    assert rows[1][5] == "09/10"
    assert page.title == "Sheet1"
