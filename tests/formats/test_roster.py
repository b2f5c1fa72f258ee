from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from boardrules.findings import Finding, Severity
from boardrules.formats.roster import RosterRead, read_roster
from boardrules.locations import CellAt, FileAt
from boardrules.records import Person


def read(tmp_path: Path, text: str) -> RosterRead:
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    return read_roster([path])


def at(tmp_path: Path, row: int, *cell: str) -> CellAt:
    return CellAt((tmp_path / "roster.csv").as_posix(), None, row, *cell)


def params(found: Finding) -> dict[str, str]:
    return dict(found.params)


def test_people_in_the_order_of_the_files(tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text(
        "program,id,first_name,last_name,birth_date,npi\n aba ,007,Ann,Example,3/4,1234567893\n"
    )
    second.write_text("Last Name;Program;NPI\nSample;Me;1003000126\n")
    read = read_roster([first, str(second)])
    assert read.findings == []
    assert read.people == (
        Person("ABA", "007", "Ann", "Example", "03/04", "1234567893"),
        Person("ME", "", "", "Sample", "", "1003000126"),
    )


@pytest.mark.parametrize("written", ["1980-03-04", "03/04/1980", "3-4-1980"])
def test_a_birth_year_is_dropped_and_said_once(tmp_path: Path, written: str) -> None:
    found = read(tmp_path, f"program,id,birth_date\nABA,1,{written}\nABA,2,{written}\n")
    assert [person.birth_date for person in found.people] == ["03/04", "03/04"]
    assert [(each.code, each.location, each.severity) for each in found.findings] == [
        ("BR204", at(tmp_path, 2, "C", "birth_date"), Severity.INFO)
    ]
    assert "1980" not in repr(found)


def test_an_unreadable_birth_date_keeps_the_person_and_hides_the_year(tmp_path: Path) -> None:
    found = read(tmp_path, "program,id,birth_date\nABA,1,4 March 1980\nABA,2,02/30\n")
    assert [(person.id, person.birth_date) for person in found.people] == [("1", ""), ("2", "")]
    assert [(each.code, each.location) for each in found.findings] == [
        ("BR116", at(tmp_path, 2, "C", "birth_date")),
        ("BR116", at(tmp_path, 3, "C", "birth_date")),
    ]
    assert params(found.findings[0]) == {
        "field": "birth_date",
        "found": "4 March ****",
        "expected": "MM/DD",
    }


def test_rows_that_say_nothing_of_anybody_are_left_out(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "program,id,last_name,birth_date,npi\n,1,,,\nABA,,,03/04,\n,,,,\nABA,,Example,,\nABS,,,,1\n",
    )
    assert [(person.program, person.last_name, person.npi) for person in found.people] == [
        ("ABA", "Example", ""),
        ("ABS", "", "1"),
    ]
    assert [(each.code, each.location, params(each)["field"]) for each in found.findings] == [
        ("BR117", at(tmp_path, 2, "A", "program"), "program"),
        ("BR117", at(tmp_path, 3, "B", "id"), "id"),
    ]


def test_a_workbook_with_numbers_dates_and_serials(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Program", "ID", "First Name", "Last Name", "Birth Date", "NPI"])
    sheet.append(["ABIM", 123456, "Ben", "Sample", datetime.date(1971, 12, 31), 1234567893])
    sheet.append(["ABIM", 123457, "Eve", "Sample", 29_283, None])
    sheet.append(["ABIM", "123458", "Dan", "Sample", "2/29", None])
    sheet.append(["ABIM", "123459", "Kim", "Sample", 7, None])
    path = tmp_path / "roster.xlsx"
    book.save(path)
    read = read_roster([path])
    assert [(person.id, person.birth_date, person.npi) for person in read.people] == [
        ("123456", "12/31", "1234567893"),
        ("123457", "03/03", ""),
        ("123458", "02/29", ""),
        ("123459", "", ""),
    ]
    assert [(each.code, each.location) for each in read.findings] == [
        ("BR201", CellAt(path.as_posix(), "Sheet", 2, "B", "ID")),
        ("BR204", CellAt(path.as_posix(), "Sheet", 2, "E", "Birth Date")),
        ("BR116", CellAt(path.as_posix(), "Sheet", 5, "E", "Birth Date")),
    ]


def test_the_1904_calendar(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = datetime.datetime(1904, 1, 1)
    sheet = book.active
    assert sheet is not None
    sheet.append(["program", "id", "birth_date"])
    sheet.append(["ABIM", "1", 27_821])
    path = tmp_path / "roster.xlsx"
    book.save(path)
    assert read_roster([path]).people[0].birth_date == "03/03"


def test_a_file_that_is_missing_empty_or_of_another_kind(tmp_path: Path) -> None:
    missing, empty, xml, pdf = (tmp_path / name for name in ("no.csv", "e.csv", "x.xml", "p.csv"))
    empty.write_text("")
    xml.write_text("<roster/>")
    pdf.write_bytes(b"%PDF-1.7")
    found = read_roster([missing, empty, xml, pdf]).findings
    assert [(each.code, each.location, each.param("reason")) for each in found] == [
        ("BR101", FileAt(missing.as_posix()), "missing"),
        ("BR101", FileAt(empty.as_posix()), "empty"),
        ("BR102", FileAt(xml.as_posix()), "unknown"),
        ("BR102", FileAt(pdf.as_posix()), "unknown"),
    ]
    assert {each.param("expected") for each in found[2:]} == {
        "an Excel workbook (.xlsx) or a CSV file"
    }
