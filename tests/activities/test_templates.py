"""ACCME's templates of activities, whose real headers are not known, and what may be in them."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from boardrules.activities import ActivityEntry, BoardRegistration, Participants, Support
from boardrules.findings import Finding
from boardrules.formats import open_submission
from boardrules.formats.activities import read_activities
from boardrules.formats.activity_entries import activity_file
from boardrules.formats.activity_writing import write_activities
from boardrules.locations import CellAt

from .desk import ABA, ABIM, OPIOIDS
from .desk import SOUND as DESK


def book(tmp_path: Path, *rows: list[Any]) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    made.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def read(path: Path) -> tuple[list[ActivityEntry], list[Finding]]:
    file = activity_file(path, open_submission(path))
    assert file is not None
    assert file.kind == "activities-template"
    return list(file.entries()), file.findings


def test_guidance_stands_above_the_headers(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        ["Choose Add, Update or Delete.", "Nine digits, if PARS gave them.", "The title."],
        ["Record Action", "ACCME Activity ID", "Activity Title", "Activity Start Date"],
        ["Add", 203512399, "A course", date(2026, 4, 16)],
    )
    (entry,), told = read(path)
    assert (entry.action, entry.id, entry.title) == ("Add", "203512399", "A course")
    assert entry.start == "2026-04-16"
    assert told == []
    assert entry.origin.at("start") == CellAt(
        path.as_posix(), "Sheet", 3, "D", "Activity Start Date"
    )


@pytest.mark.parametrize(
    "headers",
    [
        ["Certifying Board", "MOC Points", "MOC Credit Type", "Additional MOC Credit Type"] * 2,
        ["Certifying Board 1", "MOC Points 1", "MOC Credit Type 1", "MOC Credit Type 1",
         "Certifying Board 2", "MOC Points 2", "MOC Credit Type 2", "MOC Credit Type 2"],
        ["CERTIFYING BOARD", "number of moc points", "MOC credit-type", "MOC Credit Type",
         "Certifying Board (2)", "MOC Points #2", "MOC Credit Type(2)", "MOC Credit Type (2)"],
    ],
)  # fmt: skip
def test_the_columns_of_a_board_come_again(tmp_path: Path, headers: list[str]) -> None:
    path = book(
        tmp_path,
        ["ACCME Activity ID", "Activity Title", *headers],
        ["203512399", "A", "ABA", 6, "Lifelong Learning", "Patient Safety", "ABIM", 5.5, "", "MK"],
        ["203512400", "B", "", "", "", "", "ABS", 1, "Accredited CME", ""],
    )
    (both, second), told = read(path)
    assert told == []
    assert both.registrations == (
        BoardRegistration("ABA", "6", ("Lifelong Learning", "Patient Safety")),
        BoardRegistration("ABIM", "5.5", ("MK",)),
    )
    assert second.registrations == (BoardRegistration("ABS", "1", ("Accredited CME",)),)
    assert both.origin.at("registrations/1/points") == CellAt(
        path.as_posix(), "Sheet", 2, "H", headers[5]
    )


def test_groups_may_stand_board_by_board_or_column_by_column(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        ["Activity Title", "Start Date", "Certifying Board 1", "Certifying Board 2", "MOC Points 1",
         "MOC Points 2"],
        ["A", "04/16/2026", "ABA", "ABIM", 6, 5],
    )  # fmt: skip
    (entry,), _ = read(path)
    assert [(each.board, each.points) for each in entry.registrations] == [
        ("ABA", "6"),
        ("ABIM", "5"),
    ]


def test_columns_of_a_list_may_come_again(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        ["Activity Title", "Joint Provider", "Joint Provider", "Commercial Supporter",
         "Commercial Support Amount", "Commercial Supporter 2", "Commercial Support Amount 2"],
        ["A", "Lakeshore Hospital", "Harbour Clinic", "Example Devices", 2500, "Example Pharma", 10],
        ["B", "", "Harbour Clinic", "", "", "Example Pharma", 10],
    )  # fmt: skip
    (first, second), _ = read(path)
    assert first.joint_providers == ("Lakeshore Hospital", "Harbour Clinic")
    assert first.supports == (
        Support("Example Devices", "2500", "USD"),
        Support("Example Pharma", "10", "USD"),
    )
    assert second.joint_providers == ("Harbour Clinic",)
    assert second.supports == (Support("Example Pharma", "10", "USD"),)


def test_the_names_of_the_retired_template_are_known(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        ["Template (DO NOT ALTER OR DELETE THIS COLUMN)", "ACCME Activity ID",
         "Provider Activity ID", "Reporting Year", "Activity Title",
         "Activity Date (MM/DD/YYYY)", "City", "Providership", "Activity Type",
         "# of Physicians", "# of Other Learners", "Commercial Support Received?"],
        ["D", "", "LAM-1", 2019, "A", "04/16/2019", "Lakeshore", "Direct", "C", 12, 3, "No"],
    )  # fmt: skip
    (entry,), told = read(path)
    assert (entry.own_id, entry.start, entry.format) == ("LAM-1", "04/16/2019", "C")
    assert entry.participants == (
        Participants("physician", "12"),
        Participants("non-physician", "3"),
    )
    assert [(each.code, each.param("header")) for each in told] == [
        ("BR207", "Template (DO NOT ALTER OR DELETE THIS COLUMN)"),
        ("BR207", "Reporting Year"),
    ]


def test_a_learner_file_is_none_though_it_names_boards_and_activities(tmp_path: Path) -> None:
    headers = ["Record Action", "ACCME Activity ID", "First Name", "Last Name", "Certifying Board"]
    path = book(tmp_path, headers, ["Add", "203512399", "All", "Learner", "ABIM"])
    assert activity_file(path, open_submission(path)) is None


def test_a_plain_table_is_read_as_one(tmp_path: Path) -> None:
    path = book(tmp_path, ["activity_id", "title", "start"], ["203512399", "A", "2026-04-16"])
    file = activity_file(path, open_submission(path))
    assert file is not None
    assert file.kind == "activities-table"


@pytest.mark.parametrize("kind", ["template-cme", "template-cme-moc"])
def test_what_is_written_has_guidance_headers_and_rows(kind: Any) -> None:
    entry = DESK.__class__(**{**_fields(), "registrations": (ABA, ABIM), "rems": (OPIOIDS,)})
    page = openpyxl.load_workbook(io.BytesIO(write_activities([entry], kind)[0])).worksheets[0]
    guidance, headers, first, *rest = page.iter_rows(values_only=True)
    assert rest == []
    row = dict(zip(headers, first, strict=True))
    assert guidance[0] == "Add, Update or Delete."
    assert (headers[0], row["Activity Title"]) == ("Record Action", DESK.title)
    assert row["Activity Start Date"].date() == DESK.first_day
    assert row["Number of AMA PRA Category 1 Credits"] == 11
    assert row["REMS Type"] == OPIOIDS.kind
    boards = [row.get(name) for name in ("Certifying Board", "Certifying Board 2")]
    assert boards == (["ABA", "ABIM"] if kind == "template-cme-moc" else [None, None])


def _fields() -> dict[str, Any]:
    names = [name for name in ActivityEntry.__slots__ if not name.startswith("__")]
    return {name: getattr(DESK, name) for name in names}


def test_learners_are_judged_by_a_template(tmp_path: Path) -> None:
    entry = DESK.__class__(**{**_fields(), "registrations": (ABA, ABIM), "rems": (OPIOIDS,)})
    read = []
    for kind, name in (("template-cme-moc", "t.xlsx"), ("csv", "a.csv")):
        (tmp_path / name).write_bytes(write_activities([entry], kind)[0])  # type: ignore[arg-type]
        read.append(read_activities([tmp_path / name]))
    of_template, of_table = read
    assert of_template.findings == []
    (activity,) = of_template.activities
    (plain,) = of_table.activities
    assert (activity.id, activity.start, activity.cme_credits) == (
        plain.id, plain.start, plain.cme_credits,
    )  # fmt: skip
    assert [each.program for each in activity.registrations] == ["ABA", "ABIM", "REMS"]
    # The plain table has the REMS in a row of a board, which the reader of it takes for that board's.
    assert activity.registrations[:2] == plain.registrations[:2]


def test_what_cannot_be_used_of_a_template_is_said(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        ["Record Action", "ACCME Activity ID", "Activity Title", "Activity Start Date",
         "Number of AMA PRA Category 1 Credits", "Certifying Board", "MOC Points"],
        ["Add", "", "A", "", "", "", ""],
        ["Delete", "203512399", "B", "", "", "", ""],
        ["Add", "203512400", "C", "soon", "ten", "", 5],
        ["Add", "203512401", "D", "04/16/2026", 10, "ABIM", "many"],
    )  # fmt: skip
    found = read_activities([path])
    assert [each.title for each in found.activities] == ["C", "D"]
    assert [(each.code, each.param("field")) for each in found.findings] == [
        ("BR115", "activity_id"),
        ("BR115", "action"),
        ("BR116", "program"),
        ("BR116", "start"),
        ("BR116", "cme_credits"),
        ("BR116", "points"),
    ]
