"""The reader of learner workbooks: sheets, headers and damaged files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from boardrules.formats.learner_columns import column_letter
from boardrules.formats.learner_xlsx import LearnerWorkbook
from boardrules.formats.source import Source
from boardrules.locations import CellAt, FileAt
from boardrules.records import CreditAmount

CME = (CreditAmount("AMA PRA Category 1 Credit"),)


def test_data_need_not_begin_at_the_first_cell(xl: Any, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    for column, (header, value) in enumerate(zip(xl.header, xl.row(), strict=True), 3):
        sheet.cell(5, column, header)
        sheet.cell(7, column, value)
        sheet.cell(9, column, value)
    book.save(tmp_path / "learners.xlsx")
    reader = LearnerWorkbook(Source(tmp_path / "learners.xlsx", "learners.xlsx"))
    first, second = reader.records()
    assert first.origin.at("action") == xl.cell("C7", "Record Action")
    assert second.origin.at("claims/0/id") == xl.cell("J9", "Licensing ID or NPI")
    assert reader.header == ["", "", *xl.header]
    assert reader.guidance == [[""] * 18] * 4
    assert reader.findings == []


def test_blank_rows_keep_the_row_numbers(xl: Any) -> None:
    blank = [None] * 16
    spaces = [" ", "\u00a0", None, "\u200b"]
    reader = xl.make(blank, xl.row(), blank, spaces, xl.row(D="Bo"), blank)
    assert [record.origin.at("") for record in reader.records()] == [xl.cell("4"), xl.cell("7")]
    assert [record.number for record in reader.records()] == [1, 2]


def test_headers_match_whatever_their_capitals_and_blanks(xl: Any) -> None:
    shuffled = [f" {text.upper().replace(' ', '  ')}\n" for text in xl.header]
    reader = xl.make(xl.row(), header=shuffled)
    assert xl.one(reader).claims[1].id == "999999"
    assert reader.findings == []
    assert xl.one(reader).origin.at("action") == xl.cell("A3", "RECORD  ACTION")


def test_missing_columns(xl: Any) -> None:
    header = xl.header.copy()
    header[0], header[2] = "Action", "Date"
    reader = xl.make(xl.row(), [None] * 16, xl.row(), header=header)
    first, second = reader.records()
    assert (first.action, first.activity_id, first.completed) == ("", "202212345", "")
    assert second.origin.at("completed") == xl.cell("5")
    assert reader.findings == [
        xl.say("BR107", xl.cell("2"), "error", header="Record Action"),
        xl.say("BR107", xl.cell("2"), "error", header="Completion Date"),
        xl.say("BR207", xl.cell("A2", "Action"), "info", header="Action"),
        xl.say("BR207", xl.cell("C2", "Date"), "info", header="Date"),
    ]


def test_a_header_twice(xl: Any) -> None:
    reader = xl.make(xl.row(Q="Eve"), header=[*xl.header, "FIRST NAME"])
    assert xl.one(reader).first_name == "Ada"
    place = xl.cell("Q2", "FIRST NAME")
    assert reader.findings == [xl.say("BR108", place, "error", header="FIRST NAME", first="D")]


def test_ignored_columns(xl: Any) -> None:
    header = [*xl.header, "Notes", "Error Code", "Error Message", None, None]
    reader = xl.make(xl.row(Q="x", R="661", S="text", T="stray"), xl.row(), header=header)
    assert len(list(reader.records())) == 2
    assert reader.findings == [
        xl.say("BR207", xl.cell("Q2", "Notes"), "info", header="Notes"),
        xl.say("BR207", xl.cell("T2", "(blank)"), "info", header="(blank)"),
    ]


def test_no_header_row(xl: Any) -> None:
    reader = xl.make(xl.row(), header=["a", "b"])
    assert list(reader.records()) == []
    expected = "Record Action, ACCME Activity ID, Completion Date"
    place = CellAt("learners.xlsx", "Sheet1", None)
    assert reader.findings == [xl.say("BR106", place, "error", expected=expected)]
    assert (reader.sheet, reader.header, reader.guidance) == ("", [], [])


def test_the_header_row_is_among_the_first_25(xl: Any, tmp_path: Path) -> None:
    for start, found in ((25, True), (26, False)):
        book = openpyxl.Workbook()
        for column, (header, value) in enumerate(zip(xl.header, xl.row(), strict=True), 1):
            book.active.cell(start, column, header)
            book.active.cell(start + 1, column, value)
        book.save(tmp_path / "a.xlsx")
        reader = LearnerWorkbook(Source(tmp_path / "a.xlsx", "a.xlsx"))
        assert len(list(reader.records())) == found
        assert len(reader.guidance) == (24 if found else 0)


def test_the_sheet_with_the_most_headers(xl: Any) -> None:
    def more_sheets(book: Any) -> None:
        book.create_sheet("Empty")
        values = book.create_sheet("ValidValues", 0)
        values.append(["Licensing State", "Certifying Board", "Credit Type"])
        book.create_sheet("Reference").append(["Record Action", "Completion Date"])
        few = book.create_sheet("Old", 0)
        few.append(xl.header[:4])
        few.append(xl.row()[:4])
        book.create_chartsheet("Chart", 0)
        whole = book.create_sheet("Hidden", 0)
        whole.sheet_state = "hidden"
        whole.append(xl.header)
        whole.append(xl.row(D="Eve"))

    reader = xl.make(xl.row(), adjust=more_sheets)
    assert xl.one(reader).first_name == "Ada"
    assert reader.sheet == "Sheet1"
    assert reader.findings == [
        xl.say("BR121", CellAt("learners.xlsx", name, None), "info", found=name)
        for name in ("Old", "Hidden")
    ]


def test_a_hidden_sheet_is_read_when_it_is_the_best(xl: Any) -> None:
    def hide(book: Any) -> None:
        whole = book.create_sheet("Data")
        whole.sheet_state = "veryHidden"
        whole.append(xl.header)
        whole.append(xl.row(D="Eve"))

    reader = xl.make(header=["x"], adjust=hide)
    assert xl.one(reader).first_name == "Eve"
    assert reader.sheet == "Data"
    assert [each.code for each in reader.findings] == ["BR121", "BR212"]


def test_learners_in_a_sheet_that_is_named_like_a_list(xl: Any) -> None:
    def rename(book: Any) -> None:
        book.active.title = "Reference"

    assert xl.make(xl.row(), adjust=rename).sheet == "Reference"


def test_no_records(xl: Any) -> None:
    reader = xl.make([None, None], [" "])
    assert list(reader.records()) == []
    assert reader.findings == [xl.say("BR109", CellAt("learners.xlsx", "Sheet1", None), "error")]


def test_more_records_than_pars_takes(xl: Any) -> None:
    rows = [xl.row() for _ in range(5002)]
    rows.insert(10, [])
    reader = xl.make(*rows)
    assert sum(1 for _ in reader.records(100)) == 5002
    assert reader.findings == [xl.say("BR110", xl.cell("5004"), "error", found=5002, limit=5000)]
    assert sum(1 for _ in xl.make(*rows[:5001]).records()) == 5000
    assert xl.make(*rows[:5001]).findings == []


def damaged(path: Path) -> LearnerWorkbook:
    reader = LearnerWorkbook(Source(path, "learners.xlsx"))
    assert list(reader.records()) == []
    return reader


def test_broken_workbooks(xl: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    openpyxl.Workbook().save(path)
    whole = path.read_bytes()
    for data in (whole[: len(whole) // 2], b"PK\x03\x04", b"", b"no workbook"):
        path.write_bytes(data)
        assert damaged(path).findings == [
            xl.say(
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
def test_broken_sheets(xl: Any, tmp_path: Path, old: bytes, new: bytes) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.save(path)
    xl.rewrite(path, "xl/worksheets/sheet1.xml", old, new)
    place = CellAt("learners.xlsx", "Sheet", None)
    assert damaged(path).findings == [
        xl.say("BR103", place, "error", found="sheet Sheet", reason="damaged")
    ]


def test_a_stray_cell_far_out_is_not_waited_for(xl: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(xl.header)
    book.active["XFD1048576"] = "x"
    book.save(path)
    place = CellAt("learners.xlsx", "Sheet", None)
    found = "sheet Sheet reaching to cell XFD1048576"
    assert damaged(path).findings == [
        xl.say("BR103", place, "error", found=found, limit="20,000,000", reason="far")
    ]


def test_panics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import python_calamine

    class PanicException(BaseException):
        pass

    path = tmp_path / "a.xlsx"
    openpyxl.Workbook().save(path)
    for error in (PanicException(), MemoryError()):

        class Raising:
            raised = error

            @classmethod
            def from_filelike(cls, stream: object) -> None:
                raise cls.raised

        monkeypatch.setattr(python_calamine, "CalamineWorkbook", Raising)
        (found,) = damaged(path).findings
        assert (found.code, found.param("reason")) == ("BR103", "damaged")

    Raising.raised = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        damaged(path)


def test_a_workbook_by_another_name(xl: Any, tmp_path: Path) -> None:
    xl.make(xl.row(J="#N/A"))
    (tmp_path / "learners.xlsx").rename(tmp_path / "learners.csv")
    reader = LearnerWorkbook(Source(tmp_path / "learners.csv", "learners.csv"))
    assert xl.one(reader).claims[1].program == "#N/A"


def test_odd_cells_above_the_header_row(xl: Any) -> None:
    def note(book: Any) -> None:
        book.active["C1"] = "=1/0"
        book.active["D1"] = True

    reader = xl.make(xl.row(), adjust=note)
    assert xl.one(reader).action == "Add"
    assert reader.findings == []


def test_column_letters() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]
