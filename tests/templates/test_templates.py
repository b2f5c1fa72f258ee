"""Templates: what a workbook holds, and that our own readers take it as it is and filled in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from attrs import evolve
from click.testing import CliRunner, Result

from boardrules import Plugins, check, installed_plugins, prevalidate, template
from boardrules.cli import main
from boardrules.config import load_config
from boardrules.discovery import discover
from boardrules.programs import Programs
from boardrules.templates import TEMPLATES
from boardrules.templates.lists import defined_name
from boardrules.templates.model import template_of
from boardrules.templates.workbook import written

TODAY = date(2026, 11, 23)
KINDS = [*((kind, True) for kind in TEMPLATES), ("activity", False)]
each_kind = pytest.mark.parametrize(("kind", "moc"), KINDS)

#: As ACCME's template has them, the blank at the end of one included.
LEARNER_HEADERS = [
    "Record Action", "ACCME Activity ID", "Completion Date", "First Name", "Last Name",
    "Date of Birth", "Licensing State", "Licensing ID or NPI", "Number of CME Credits",
    "Certifying Board", "Certifying Board ID", "Total Board Credits", "Credit Type ",
    "Credits Awarded for Credit Type", "Additional Credit Type",
]  # fmt: skip

ACTIVITIES = """\
activity_id,title,start,end,cme_credits,program,points,credit_types,claim_date
202612345,Update,2026-01-10,2026-05-30,10,ABIM,8,Medical Knowledge,2026-06-30
202612345,,,,,REMS,,,2026-06-30
"""
ROSTER = """\
program,id,first_name,last_name,birth_date,npi
ABIM,023456,Ines,Aalto,03/04,
ME,MD12345,Ines,Aalto,03/04,1234567893
"""
ROWS: dict[str, dict[str, object]] = {
    "learner": {
        "Record Action": "Add",
        "ACCME Activity ID": "202612345",
        "Completion Date": date(2026, 5, 20),
        "First Name": "Ines",
        "Last Name": "Aalto",
        "Date of Birth": "03/04",
        "Licensing State": "Maine",
        "Licensing ID or NPI": "MD12345",
        "Number of CME Credits": 10,
        "Certifying Board": "ABIM",
        "Certifying Board ID": "023456",
        "Total Board Credits": 4.5,
        "Credit Type ": "Medical Knowledge",
        "Credits Awarded for Credit Type": 4.5,
    },
    "rems": {
        "Record Action": "Add",
        "ACCME Activity ID": "202612345",
        "Completion Date": date(2026, 5, 20),
        "Profession": "Physician",
        "Practice Area": "Pain",
        "Time in Practice": "6-10 years",
        "DEA Registration": "Individual",
        "State of Primary Practice": "Maine",
        "Surgical Procedures": "false",
    },
    "pre-validation": {
        "First Name": "Ines",
        "Last Name": "Aalto",
        "Date of Birth": "03/04",
        "Licensing State": "Maine",
        "Licensing ID or NPI": "MD12345",
        "Certifying Board": "ABIM",
        "Certifying Board ID": "023456",
    },
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("activities.csv").write_text(ACTIVITIES, encoding="utf-8")
    Path("roster.csv").write_text(ROSTER, encoding="utf-8")


def workbook(kind: str, *, as_of: date = TODAY, moc: bool = True) -> Any:
    return openpyxl.load_workbook(io.BytesIO(template(kind, as_of=as_of, moc=moc)))


def headers(page: Any) -> list[str]:
    return [cell.value for cell in page[2]]


def filled(kind: str, *rows: dict[str, object]) -> Path:
    """A template with rows, each value under its header."""
    book = workbook(kind)
    page = book.worksheets[0]
    columns = {header: index for index, header in reversed([*enumerate(headers(page), 1)])}
    for number, row in enumerate(rows, 3):
        for header, value in row.items():
            page.cell(number, columns[header]).value = value
    path = Path(f"{kind}.xlsx")
    book.save(path)
    return path


def listed(book: Any, formula: str) -> list[str]:
    """The values of the cells that a drop-down's formula names."""
    sheet, _, cells = formula.partition("!")
    return [cell.value for row in book[sheet][cells.replace("$", "")] for cell in row]


def validations(page: Any) -> Iterator[tuple[str, Any]]:
    """Each column's header and what may be entered there."""
    for each in page.data_validations.dataValidation:
        [cells] = each.sqref.ranges
        yield page.cell(2, cells.min_col).value, each


# what a workbook holds ---------------------------------------------------------------------


def test_the_learner_template_has_accme_s_headers_to_the_letter() -> None:
    book = workbook("learner")
    assert book.sheetnames == ["Sheet1", "ValidValues", "Reference"]
    assert headers(book["Sheet1"])[: len(LEARNER_HEADERS)] == LEARNER_HEADERS


@each_kind
def test_nothing_is_written_below_the_headers(kind: str, moc: bool) -> None:
    page = workbook(kind, moc=moc).worksheets[0]
    assert (page.max_row, page.freeze_panes) == (2, "A3")
    assert all(cell.value for row in page.iter_rows(max_row=2) for cell in row)


@each_kind
def test_identifiers_are_text_however_many_rows_there_are(kind: str, moc: bool) -> None:
    page = workbook(kind, moc=moc).worksheets[0]
    formats = {
        header: page.column_dimensions[page.cell(2, index).column_letter].number_format
        for index, header in enumerate(headers(page), 1)
    }
    identifiers = [
        name for name in formats if name.endswith(("ID", "ID or NPI")) or "Birth" in name
    ]
    assert {formats[name] for name in identifiers} <= {"@"}
    assert {formats[name] for name in formats if name.endswith("Date") and "Rep" not in name} <= {
        "mm-dd-yyyy"
    }


@each_kind
def test_every_drop_down_has_values_and_reaches_the_last_row(kind: str, moc: bool) -> None:
    book = workbook(kind, moc=moc)
    page = book.worksheets[0]
    names = set(book.defined_names)
    choices = 0
    for header, each in validations(page):
        [cells] = each.sqref.ranges
        assert (cells.min_row, cells.max_row) == (3, 5002), header
        # What is longer makes Excel ask whether it should repair the workbook.
        assert max(len(each.formula1 or ""), len(each.prompt or ""), len(each.error or "")) <= 225
        assert max(len(each.promptTitle), len(each.errorTitle)) <= 32
        if each.type != "list":
            continue
        choices += 1
        if each.formula1.startswith("INDIRECT("):
            assert names
        else:
            assert all(listed(book, each.formula1)), header
    assert choices >= 2


def test_the_credit_types_to_choose_from_are_those_of_the_row_s_board() -> None:
    book = workbook("learner")
    [boards] = [
        each for header, each in validations(book["Sheet1"]) if header == "Certifying Board"
    ]
    for board in listed(book, boards.formula1):
        values = listed(book, book.defined_names[f"CreditTypes_{board}"].attr_text)
        program = installed_plugins().programs.named(board)
        assert program is not None
        rules = program.rule_set_on(TODAY)
        assert all(rules.credit_type(value) for value in values)
    dependent = {each.formula1 for _, each in validations(book["Sheet1"]) if "IND" in each.formula1}
    [formula] = dependent
    assert "$J3" in formula
    assert headers(book["Sheet1"])[9] == "Certifying Board"


def test_a_board_s_name_in_a_formula_is_the_one_that_is_defined() -> None:
    assert defined_name("X-B 1") == "CreditTypes_X_B_1"


@pytest.mark.parametrize(
    ("as_of", "board", "patient_safety"),
    [(date(2019, 12, 31), False, True), (date(2020, 1, 1), False, False), (TODAY, True, False)],
)
def test_the_day_decides_on_boards_and_credit_types(
    as_of: date, board: bool, patient_safety: bool
) -> None:
    """ABIM's Patient Safety ended with 2019; ABPMR began in 2025."""
    book = workbook("learner", as_of=as_of)
    cells = [cell.value for row in book["ValidValues"].iter_rows() for cell in row]
    assert ("ABPMR" in cells) is board
    types = listed(book, book.defined_names["CreditTypes_ABIM"].attr_text)
    assert ("Patient Safety" in types) is patient_safety
    assert as_of.isoformat() in book["Reference"]["A3"].value


def test_the_reference_says_which_boards_need_a_column() -> None:
    page = workbook("learner")["Reference"]
    told = {row[1].value: row[3].value for row in page.iter_rows(min_row=6)}
    assert told["Certifying Board ID"] == (
        "ABA, ABIM, ABOHNS, ABP, ABPATH, ABPMR; optional for ABOS, ABS, ABTS"
    )
    assert told["Date of Birth"].endswith("; optional for ABA, ABP")
    assert told["Record Action"] == "Every row"
    boards = [row[0].value for row in page.iter_rows() if row[1].value]
    assert set(boards) >= {
        spec.code for spec in installed_plugins().programs if spec.kind == "board"
    }


def test_without_a_plugin_its_board_is_nowhere() -> None:
    plugins = Plugins([each for each in discover() if each.name != "abim"])
    made = template("learner", as_of=TODAY, plugins=plugins)
    book = openpyxl.load_workbook(io.BytesIO(made))
    cells = [cell.value for page in book for row in page.iter_rows() for cell in row]
    assert not any("ABIM" in str(cell) for cell in cells)


def test_text_of_a_plugin_is_no_formula() -> None:
    abim = installed_plugins().programs.get("ABIM")
    assert abim is not None
    rules = abim.rule_set_on(TODAY)
    types = tuple(
        evolve(kind, name=f"=1+{number}") for number, kind in enumerate(rules.credit_types)
    )
    odd = evolve(abim, name="=HYPERLINK(0)", rule_sets=(evolve(rules, credit_types=types),))
    made = written(template_of("learner", Programs([odd]), TODAY))
    book = openpyxl.load_workbook(io.BytesIO(made))
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value]
    odd_cells = [cell for cell in cells if str(cell.value).startswith("=")]
    assert odd_cells
    assert {cell.data_type for cell in odd_cells} == {"s"}


@each_kind
def test_the_same_day_gives_the_same_bytes(kind: str, moc: bool) -> None:
    made = template(kind, as_of=TODAY, moc=moc)
    assert made == template(kind, as_of=TODAY, moc=moc)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2


def test_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="learner"):
        template("roster", as_of=TODAY)


# read back ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["learner", "rems"])
def test_an_empty_template_of_learners_has_no_records_and_no_other_fault(kind: str) -> None:
    report = check(filled(kind), as_of=TODAY)
    assert [each.code for each in report.file_findings] == ["BR109"]


def test_an_empty_pre_validation_has_no_learners_and_no_other_fault() -> None:
    result = prevalidate(filled("pre-validation"), roster="roster.csv", as_of=TODAY)
    assert (result.kind, result.exit_status) == ("pre-validation", 2)
    assert [each.code for each in result.file_findings] == ["BR109"]


@pytest.mark.parametrize("kind", ["learner", "rems"])
def test_a_template_that_was_filled_in_is_judged_without_a_word(kind: str) -> None:
    path = filled(kind, ROWS[kind])
    day = date(2026, 6, 1)
    report = check(path, activities="activities.csv", roster="roster.csv", as_of=day)
    assert report.file_findings == ()
    assert [(each.status.value, each.findings) for each in report.verdicts] in (
        [("submitted", ())],
        [("accepted", ())],
    )


def test_a_pre_validation_that_was_filled_in_matches_without_a_word() -> None:
    path = filled("pre-validation", ROWS["pre-validation"])
    result = prevalidate(path, roster="roster.csv", as_of=TODAY)
    assert (result.file_findings, result.exit_status) == ((), 0)
    [learner] = result.learners
    assert (learner.status.value, learner.findings, learner.filled) == ("matched", (), ())


# activities --------------------------------------------------------------------------------

ACTIVITY: dict[str, object] = {
    "Record Action": "Add",
    "Provider Activity ID": "LAM-0001",
    "ACCME Provider ID": "0008273",
    "Activity Title": "Airway update",
    "Activity Format": "Live Course",
    "Activity Start Date": date(2026, 3, 1),
    "Activity End Date": date(2026, 3, 2),
    "Delivery Method": "In-Person; Live-Streamed",
    "City": "Lakeshore",
    "State": "WA",
    "Country": "USA",
    "Providership": "direct",
    "Number of AMA PRA Category 1 Credits": 6.25,
    "Description": "A course of two days.",
    "List on CME Passport": "yes",
    "Fee for Participation": "No, it's free",
    "Activity Registration": "Open to all",
    "Activity URL": "https://lakeshore.example/1",
    "Measured Outcome": "Learner Knowledge",
    "Measurement Type": "Objective",
    "Commercial Support Received?": "no",
    "Number of Physicians": 12,
    "Number of Other Learners": 0,
}
REGISTERED: dict[str, object] = {
    "Certifying Board": "ABS",
    "MOC Points": 6.25,
    "MOC Credit Type": "Accredited CME",
    "Additional MOC Credit Type": "Self-Assessment",
    "MOC Credit Claim Date": date(2026, 12, 31),
    "Practice Area": "General Surgery",
    "Attestation": "yes",
    "Certifying Board 2": "ABIM",
    "MOC Points 2": 6,
    "MOC Credit Type 2": "Medical Knowledge",
    "MOC Credit Claim Date 2": date(2026, 12, 31),
    "Practice Area 2": "Critical Care Medicine",
    "Attestation 2": "yes",
}


@pytest.mark.parametrize("moc", [True, False])
def test_an_empty_template_of_activities_has_none_and_no_other_fault(moc: bool) -> None:
    Path("activity.xlsx").write_bytes(template("activity", as_of=TODAY, moc=moc))
    report = check("activity.xlsx", as_of=TODAY)
    assert [each.code for each in report.file_findings] == ["BR109"]
    assert [each.kind for each in report.activity_inputs] == ["activities-template"]


@pytest.mark.parametrize("row", [ACTIVITY, ACTIVITY | REGISTERED], ids=["cme", "moc"])
def test_an_activity_that_was_filled_in_is_judged_without_a_word(row: dict[str, object]) -> None:
    report = check(filled("activity", row), as_of=TODAY)
    assert report.file_findings == ()
    [verdict] = report.activities
    assert (verdict.outcome.value, verdict.findings) == ("closable", ())
    boards = [each.board for each in verdict.entry.registrations]
    assert boards == (["ABS", "ABIM"] if "MOC Points" in row else [])
    if boards:
        [first, _] = verdict.entry.registrations
        assert first.credit_types == ("Accredited CME", "Self-Assessment")


def test_every_column_of_the_activity_template_is_described() -> None:
    page = workbook("activity")["Reference"]
    told = {row[1].value: row for row in page.iter_rows(min_row=6)}
    for header in headers(workbook("activity").worksheets[0]):
        assert all(cell.value for cell in told[header][:5]), header
    assert told["Activity Title"][3].value == "Every activity"
    assert told["Providership"][3].value == "An active activity"
    assert told["Attestation"][3].value == "Closing with a board"


# the command -------------------------------------------------------------------------------


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["template", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_the_command_writes_what_the_function_makes() -> None:
    result = run("activity", "--no-moc", "--output", "made.xlsx", "--as-of", "2026-11-23")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "made.xlsx written (activity template, rules in force on 2026-11-23)" in result.stderr
    assert Path("made.xlsx").read_bytes() == template("activity", as_of=TODAY, moc=False)


#: Headers that a user holds, by kind of table, and a template with them all.
OWN = """\
[columns.learner]
board_id = ["Diplomate No."]
credit_type = ["Kind of Credit"]
credit_amount = ["Amount of Credit"]
[columns.rems]
activity_id = ["Activity"]
practice_area = ["Area of Practice", "Specialty"]
[columns.pre-validation]
last_name = ["Surname"]
[columns.activities]
title = ["Name of the Activity"]
points = ["Credits of the Board"]
credit_types = ["Kind of Credit", "Further Kind"]
"""
OWN_HEADERS = {
    "learner": {"Certifying Board ID": "Diplomate No.", "Credit Type ": "Kind of Credit"}
    | {"Credits Awarded for Credit Type": "Amount of Credit"},
    "rems": {"ACCME Activity ID": "Activity", "Practice Area": "Area of Practice"},
    "pre-validation": {"Last Name": "Surname"},
    "activity": {"Activity Title": "Name of the Activity", "MOC Points": "Credits of the Board"}
    | {"MOC Points 2": "Credits of the Board 2", "MOC Credit Type": "Kind of Credit"}
    | {"MOC Credit Type 2": "Kind of Credit 2", "Additional MOC Credit Type": "Further Kind"},
}


@pytest.mark.parametrize("kind", TEMPLATES)
def test_the_headers_of_a_configuration_are_written_and_read(kind: str) -> None:
    Path("boardrules.toml").write_text(OWN, encoding="utf-8")
    assert run(kind, "--output", "made.xlsx", "--as-of", "2026-11-23").exit_code == 0
    config = load_config(Path("boardrules.toml"))
    made = template(kind, as_of=TODAY, columns=config.columns)
    assert Path("made.xlsx").read_bytes() == made
    book = openpyxl.load_workbook("made.xlsx")
    page = book.worksheets[0]
    own = headers(page)
    for ours, new in OWN_HEADERS[kind].items():
        assert new in own
        assert ours not in own
    told = {row[1].value for row in book["Reference"].iter_rows(min_row=6)}
    assert set(OWN_HEADERS[kind].values()) <= told
    row = ROWS[kind] if kind != "activity" else ACTIVITY | REGISTERED
    columns = {header: index for index, header in reversed([*enumerate(own, 1)])}
    for header, value in row.items():
        page.cell(3, columns[OWN_HEADERS[kind].get(header, header)]).value = value
    book.save("made.xlsx")
    if kind == "pre-validation":
        result = prevalidate("made.xlsx", roster="roster.csv", as_of=TODAY, columns=config.columns)
        assert (result.file_findings, result.exit_status) == ((), 0)
        return
    given = {"activities": "activities.csv", "roster": "roster.csv"} if kind != "activity" else {}
    report = check("made.xlsx", as_of=date(2026, 11, 23), config=config, **given)
    assert report.file_findings == ()
    assert report.summary.records == (kind != "activity")
    assert [len(each.entry.registrations) for each in report.activities] in ([], [2])


def test_a_file_that_is_there_may_be_filled_in_and_is_kept() -> None:
    Path("made.xlsx").write_bytes(b"filled in")
    result = run("learner", "--output", "made.xlsx")
    assert (result.exit_code, "--force" in result.stderr) == (2, True)
    assert Path("made.xlsx").read_bytes() == b"filled in"
    assert run("learner", "--output", "made.xlsx", "--force").exit_code == 0
    assert Path("made.xlsx").read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["learner", "--output", "made.csv"], ".xlsx"),
        (["learner"], "--output"),
        (["roster", "--output", "made.xlsx"], "roster"),
        (["learner", "--output", "nowhere/made.xlsx"], "Cannot write"),
    ],
)
def test_what_cannot_be_written_is_said(arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, said in result.stderr) == (2, True)
    assert not Path("made.csv").exists()
