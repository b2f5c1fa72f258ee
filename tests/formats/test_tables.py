from __future__ import annotations

import datetime
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from boardrules.findings import Finding, Severity
from boardrules.formats.activities import read_activities
from boardrules.formats.cells import cell_text, clean_text
from boardrules.formats.opening import decode
from boardrules.formats.roster import read_roster
from boardrules.formats.source import Source
from boardrules.formats.tables import Row, load_columns, read_rows
from boardrules.locations import CellAt, FileAt

PAGE = Path(__file__).parents[2] / "docs" / "input-tables.md"


def rows_of(
    path: Path, kind: str = "text", columns: str = "roster"
) -> tuple[list[Row], list[Finding]]:
    findings: list[Finding] = []
    source = Source(path, path.name)
    known = load_columns(columns)
    rows = list(read_rows(source, kind, known, findings, "BR117"))  # type: ignore[arg-type]
    return rows, findings


def write(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


def said(findings: list[Finding]) -> list[tuple[str, object]]:
    return [(each.code, each.location) for each in findings]


def test_the_header_row_is_found_by_names_below_a_title(tmp_path: Path) -> None:
    path = write(tmp_path, "Our people\n\nPROGRAM,First Name,last-name\nABA,Ann,Example\n")
    rows, findings = rows_of(path)
    assert findings == []
    assert [row.number for row in rows] == [4]
    assert rows[0].text("first_name") == "Ann"
    assert rows[0].at("last_name") == CellAt("people.csv", None, 4, "C", "last-name")
    assert rows[0].at("npi") == CellAt("people.csv", None, 4)
    assert rows[0].text("npi") == ""


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_told_from_the_header(tmp_path: Path, separator: str) -> None:
    path = write(tmp_path, separator.join(["program", "id"]) + "\n" + separator.join(["ABA", "1"]))
    rows, findings = rows_of(path)
    assert findings == []
    assert rows[0].text("id") == "1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_a_mark_and_utf8_are_read(tmp_path: Path, encoding: str) -> None:
    rows, findings = rows_of(write(tmp_path, "program,last_name\nABA,Müller\n", encoding))
    assert findings == []
    assert rows[0].text("last_name") == "Müller"


def test_another_encoding_is_read_as_western_with_a_warning(tmp_path: Path) -> None:
    rows, findings = rows_of(write(tmp_path, "program,last_name\nABA,Müller\n", "cp1252"))
    assert rows[0].text("last_name") == "Müller"
    assert said(findings) == [("BR119", FileAt("people.csv"))]
    assert findings[0].severity is Severity.WARNING
    assert findings[0].param("found") == "the byte 0xFC in line 2"


def test_utf16_that_is_cut_short_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes("program,id\nABA,12".encode("utf-16") + b"3")
    rows, findings = rows_of(path)
    assert rows[0].text("program") == "ABA"
    assert said(findings) == [("BR119", FileAt("people.csv"))]


def test_row_numbers_are_those_of_a_spreadsheet_program(tmp_path: Path) -> None:
    path = write(tmp_path, 'program,last_name\nABA,"Exam\nple"\n\nABS,Sample\n')
    rows, _ = rows_of(path)
    assert [(row.number, row.text("program")) for row in rows] == [(2, "ABA"), (4, "ABS")]


def test_a_quotation_mark_that_does_not_close_loses_no_row_in_silence(tmp_path: Path) -> None:
    path = write(tmp_path, 'program,id,last_name\nABA,1,"x"y\nABA,2,A\nABA,3,"B\nABA,4,C\n')
    rows, findings = rows_of(path)
    assert [(row.number, row.text("id")) for row in rows] == [(3, "2"), (5, "4")]
    assert said(findings) == [
        ("BR117", CellAt("people.csv", None, 2)),
        ("BR117", CellAt("people.csv", None, 4)),
    ]
    assert findings[1].param("found") == "quotation marks that do not pair in line 4"


def test_no_header_row(tmp_path: Path) -> None:
    rows, findings = rows_of(write(tmp_path, "a,b\n1,2\n"))
    assert rows == []
    assert said(findings) == [("BR106", FileAt("people.csv"))]
    assert findings[0].param("expected") == "program, id, first_name, last_name, birth_date, npi"


def test_a_needed_column_is_missing(tmp_path: Path) -> None:
    rows, findings = rows_of(write(tmp_path, "id,npi\n1,2\n"))
    assert rows == []
    assert said(findings) == [("BR107", CellAt("people.csv", None, 1))]
    assert findings[0].param("header") == "program"


def test_headers_that_are_unknown_twice_or_missing(tmp_path: Path) -> None:
    rows, findings = rows_of(write(tmp_path, "program,Shoe,id,ID\nABA,9,1,2,left over\nABA,,,,x\n"))
    assert rows[0].text("id") == "1"
    assert said(findings) == [
        ("BR207", CellAt("people.csv", None, 1, "B", "Shoe")),
        ("BR108", CellAt("people.csv", None, 1, "D", "ID")),
        ("BR207", CellAt("people.csv", None, 2, "E", "")),
    ]
    assert findings[1].param("first") == "C"
    assert findings[2].param("header") == "E"


def test_a_header_and_no_rows(tmp_path: Path) -> None:
    rows, findings = rows_of(write(tmp_path, "program,id\n,\n"))
    assert rows == []
    assert said(findings) == [("BR109", FileAt("people.csv"))]


def test_hidden_characters_go_and_are_named_once_a_column(tmp_path: Path) -> None:
    path = write(tmp_path, "\ufeffprogram,last_name\nABA,\u200bExample\u00a0\nABA,Sam\u200bple\n")
    rows, findings = rows_of(path)
    assert [row.text("last_name") for row in rows] == ["Example", "Sample"]
    assert said(findings) == [("BR205", CellAt("people.csv", None, 2, "B", "last_name"))]
    assert findings[0].param("found") == "zero width space, no-break space"


def test_identifiers_that_are_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "People"
    sheet.append(["program", "id", "npi"])
    sheet.append(["ABA", 1234, 1234567893])
    sheet.append(["ABA", 1235, "1.23E+09"])
    path = tmp_path / "people.xlsx"
    book.save(path)
    rows, findings = rows_of(path, "xlsx")
    ids = [(row.identifier("id"), row.identifier("npi", 10)) for row in rows]
    assert ids == [("1234", "1234567893"), ("1235", "1.23E+09")]
    assert said(findings) == [
        ("BR201", CellAt("people.xlsx", "People", 2, "B", "id")),
        ("BR208", CellAt("people.xlsx", "People", 3, "C", "npi")),
    ]


def test_error_cells_and_formulas_without_a_result(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["program", "id"])
    sheet.append(["ABA", "#N/A"])
    sheet["B2"].data_type = "e"
    sheet.append(["ABA", "=1+1"])
    path = tmp_path / "people.xlsx"
    book.save(path)
    rows, findings = rows_of(path, "xlsx")
    assert [row.text("id") for row in rows] == ["", ""]
    assert said(findings) == [
        ("BR206", CellAt("people.xlsx", "Sheet", 2, "B", "id")),
        ("BR206", CellAt("people.xlsx", "Sheet", 3, "B", "id")),
    ]
    assert [each.param("found") for each in findings] == ["#N/A", "a formula without a result"]


def test_every_sheet_with_a_header_is_read_and_others_are_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "ABA"
    first.append(["program", "id"])
    first.append(["ABA", "1"])
    second = book.create_sheet("ABS")
    second["B3"], second["C3"] = "program", "id"
    second["B4"], second["C4"] = "ABS", "2"
    book.create_sheet("Notes")["A1"] = "ask Ann"
    book.create_sheet("Empty")
    path = tmp_path / "people.xlsx"
    book.save(path)
    rows, findings = rows_of(path, "xlsx")
    assert [row.at("id") for row in rows] == [
        CellAt("people.xlsx", "ABA", 2, "B", "id"),
        CellAt("people.xlsx", "ABS", 4, "C", "id"),
    ]
    assert said(findings) == [("BR121", CellAt("people.xlsx", "Notes", None))]


def test_a_workbook_without_a_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    path = tmp_path / "people.xlsx"
    book.save(path)
    rows, findings = rows_of(path, "xlsx")
    assert rows == []
    assert said(findings) == [("BR106", FileAt("people.xlsx"))]


def test_a_cell_in_the_far_corner_does_not_take_all_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["program", "id"])
    sheet.append(["ABA", "1"])
    sheet["XFD1048576"] = "x"
    path = tmp_path / "people.xlsx"
    book.save(path)
    rows, findings = rows_of(path, "xlsx")
    assert rows == []
    assert said(findings) == [("BR103", CellAt("people.xlsx", "Sheet", None))]


@pytest.mark.parametrize("missing", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_damaged_workbook(tmp_path: Path, missing: str) -> None:
    whole = tmp_path / "whole.xlsx"
    openpyxl.Workbook().save(whole)
    path = tmp_path / "people.xlsx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            if name != missing:
                new.writestr(name, old.read(name))
    rows, findings = rows_of(path, "xlsx")
    assert rows == []
    assert [each.code for each in findings] == ["BR103"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (201577374.0, "201577374"),
        (1.5, "1.5"),
        (0.1 + 0.2, "0.3"),
        (1e20, "100000000000000000000"),
        (True, "TRUE"),
        (datetime.date(2025, 3, 4), "2025-03-04"),
        (datetime.datetime(2025, 3, 4), "2025-03-04"),
        (datetime.datetime(2025, 3, 4, 23, 59), "2025-03-04T23:59:00"),
        (datetime.time(3, 4), "03:04:00"),
        (datetime.timedelta(hours=25), "1 day, 1:00:00"),
        ("\u00a0x\u200b ", "x"),
        ("", ""),
    ],
)
def test_cells_as_text(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_clean_text_keeps_accents() -> None:
    assert clean_text(" Müller ") == "Müller"


def test_decode_takes_utf16_by_its_mark_only() -> None:
    assert decode("é".encode("utf-16")) == "é"
    with pytest.raises(UnicodeDecodeError):
        decode("é".encode("cp1252"))


def examples() -> list[str]:
    blocks: list[str] = re.findall(r"```csv\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    return blocks


def test_the_example_of_activities_on_the_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "activities.csv"
    path.write_text(examples()[0], encoding="utf-8")
    read = read_activities([path])
    assert read.findings == []
    assert [len(activity.registrations) for activity in read.activities] == [2, 0, 1]


def test_the_example_of_a_roster_on_the_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(examples()[1], encoding="utf-8")
    read = read_roster([path])
    assert read.findings == []
    assert [person.program for person in read.people] == ["ABA", "ABIM", "ME"]


@pytest.mark.parametrize("kind", ["activities", "roster"])
def test_the_page_names_every_column(kind: str) -> None:
    section = PAGE.read_text(encoding="utf-8").split("## ")[1 if kind == "activities" else 2]
    named = re.findall(r"^\| `(\w+)` \|", section, re.M)
    assert named == list(load_columns(kind).headers)
