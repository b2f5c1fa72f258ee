"""Activities from plain tables, and from files of every kind together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from boardrules.findings import Finding
from boardrules.formats.activities import ActivitiesRead, read_activities
from boardrules.locations import CellAt, FileAt, Location
from boardrules.records import Activity, Registration

DATA = Path(__file__).parent / "data"
HEADER = (
    "activity_id,provider_id,title,format,start,end,cme_credits,program,points,credit_types,"
    "claim_date,content_areas,practice_areas,pre_approved,withdrawn\n"
)


def read(tmp_path: Path, content: str | bytes, name: str) -> ActivitiesRead:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_activities([path])


def named(tmp_path: Path, name: str) -> str:
    return (tmp_path / name).as_posix()


def said(findings: list[Finding]) -> list[tuple[str, Location | None]]:
    return [(each.code, each.location) for each in findings]


def test_one_row_for_each_registration(tmp_path: Path) -> None:
    rows = (
        "201577374,0008273,Airway update,Live Course,2025-03-01,03/02/2025,6.25,aba,6,"
        "Lifelong Learning; Patient Safety;,12-31-2025,4.5;1.2.3,Sleep Medicine,yes,no\n"
        "201577375,,,,,,,,,,,,,,\n"
        "201577374,,Airway update,,,,,ABS,1.5,Accredited CME,,,,No,YES\n"
    )
    found = read(tmp_path, HEADER + rows, "a.csv")
    assert found.findings == []
    file = named(tmp_path, "a.csv")
    assert found.places == {"201577374": CellAt(file, None, 2), "201577375": CellAt(file, None, 3)}
    assert found.activities == (
        Activity(
            id="201577374",
            title="Airway update",
            provider_id="0008273",
            format="Live Course",
            start=date(2025, 3, 1),
            end=date(2025, 3, 2),
            cme_credits=Decimal("6.25"),
            registrations=(
                Registration(
                    program="ABA",
                    points=Decimal(6),
                    credit_types=("Lifelong Learning", "Patient Safety"),
                    claim_date=date(2025, 12, 31),
                    content_areas=("4.5", "1.2.3"),
                    practice_areas=("Sleep Medicine",),
                    pre_approved=True,
                ),
                Registration(
                    program="ABS",
                    points=Decimal("1.5"),
                    credit_types=("Accredited CME",),
                    pre_approved=False,
                    withdrawn=True,
                ),
            ),
        ),
        Activity(id="201577375"),
    )


@pytest.mark.parametrize(
    ("header", "value", "column", "code"),
    [
        ("start", "3/1/25", "B", "BR116"),
        ("cme_credits", "six", "B", "BR116"),
        ("points", "5", "B", "BR116"),
        ("withdrawn", "no", "B", "BR116"),
        ("shoe_size", "9", "B", None),
    ],
)
def test_values_of_a_table_that_cannot_be_used(
    tmp_path: Path, header: str, value: str, column: str, code: str | None
) -> None:
    found = read(tmp_path, f"Activity-ID,{header},title\n1,{value},T\n", "a.csv")
    assert found.activities == (Activity(id="1", title="T"),)
    file = named(tmp_path, "a.csv")
    if code is None:
        assert said(found.findings) == [("BR207", CellAt(file, None, 1, column, header))]
    else:
        assert said(found.findings) == [(code, CellAt(file, None, 2, column, header))]
        assert found.findings[0].param("found") == value


def test_values_of_a_registration_that_cannot_be_read(tmp_path: Path) -> None:
    text = "activity_id,program,points,claim_date,pre_approved,withdrawn\n1,ABA,5 points,2025,maybe,?\n"
    found = read(tmp_path, text, "a.csv")
    assert found.activities[0].registrations == (Registration(program="ABA"),)
    places = [each.location for each in found.findings]
    assert places == [
        CellAt(named(tmp_path, "a.csv"), None, 2, letter, header)
        for letter, header in zip("CDEF", text.split("\n")[0].split(",")[2:], strict=True)
    ]
    assert {each.code for each in found.findings} == {"BR116"}


def test_rows_that_contradict_each_other(tmp_path: Path) -> None:
    text = "activity_id,title,program,points\n1,A,ABA,5\n1,B,ABA,5\n1,,ABA,6\n,C,ABS,1\n"
    found = read(tmp_path, text, "a.csv")
    assert found.activities == (
        Activity(
            id="1", title="A", registrations=(Registration(program="ABA", points=Decimal(5)),)
        ),
    )
    file = named(tmp_path, "a.csv")
    assert said(found.findings) == [
        ("BR118", CellAt(file, None, 3, "B", "title")),
        ("BR118", CellAt(file, None, 4)),
        ("BR115", CellAt(file, None, 5, "A", "activity_id")),
    ]
    assert found.findings[0].param("first") == f"{file}, row 2"


def test_a_workbook_of_activities(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Spring"
    sheet.append(["Activity ID", "Provider ID", "Start", "End", "CME Credits", "Program"])
    sheet.append([201577374, 8273, date(2025, 3, 1), 45718, 6.25, "ABA"])
    sheet.append([12345, "0008273", None, None, None, None])
    sheet.append([True, None, None, None, None, None])
    path = tmp_path / "a.xlsx"
    book.save(path)
    found = read_activities([path])
    assert [(each.id, each.start, each.end) for each in found.activities] == [
        ("201577374", date(2025, 3, 1), date(2025, 3, 2)),
        ("12345", None, None),
    ]
    assert found.activities[0].cme_credits == Decimal("6.25")
    assert found.places["12345"] == CellAt(path.as_posix(), "Spring", 3)
    assert said(found.findings) == [
        ("BR201", CellAt(path.as_posix(), "Spring", 2, "B", "Provider ID")),
        ("BR202", CellAt(path.as_posix(), "Spring", 2, "D", "End")),
        ("BR201", CellAt(path.as_posix(), "Spring", 3, "A", "Activity ID")),
        ("BR115", CellAt(path.as_posix(), "Spring", 4, "A", "Activity ID")),
    ]
    assert dict(found.findings[1].params)["expected"] == "2025-03-02"


def test_files_of_every_kind_together(tmp_path: Path) -> None:
    table, xml, json_file = (tmp_path / name for name in ("a.csv", "b.xml", "c.json"))
    table.write_text("activity_id,title\n201577375,T\n", encoding="utf-8")
    text = (DATA / "activities.xml").read_text(encoding="utf-8")
    xml.write_text(text.replace("201577374", "201577376"), encoding="utf-8")
    json_file.write_bytes((DATA / "activity.json").read_bytes())
    missing = tmp_path / "d.json"
    found = read_activities([table, str(xml), json_file, missing])
    assert [activity.id for activity in found.activities] == ["201577375", "201577376", "201577374"]
    assert said(found.findings) == [("BR101", FileAt(missing.as_posix()))]


def test_a_file_that_is_no_list_of_activities(tmp_path: Path) -> None:
    found = read(tmp_path, "%PDF-1.7", "a.csv")
    assert said(found.findings) == [("BR102", FileAt(named(tmp_path, "a.csv")))]
    assert (
        found.findings[0].param("expected") == "an Excel workbook (.xlsx), XML, JSON or a CSV file"
    )
