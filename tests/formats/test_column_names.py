"""Headers that a user adds reach every reader of tables, and no other run."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from boardrules import check, installed_plugins
from boardrules.cli import main
from boardrules.config import Config, ConfigError, load_config
from boardrules.declarations import DeclarationError
from boardrules.formats import open_submission
from boardrules.formats.activities import read_activities
from boardrules.formats.activity_entries import activity_file
from boardrules.formats.column_names import KINDS, ColumnNames, known_headers
from boardrules.formats.pre_validation import open_people
from boardrules.formats.roster import read_roster
from boardrules.records import Claim, CompletionRecord, CreditAmount, Participant

NAMES = ColumnNames(
    (
        (
            "learner",
            (
                ("licence_id", ("Licence-No.",)),
                ("board_id", ("Diplomate", "Number")),
                ("credit_type", ("Category",)),
                ("credit_amount", ("Earned",)),
            ),
        ),
        ("rems", (("action", ("What to do",)), ("state", ("Works in",)))),
        ("activities", (("title", ("Name of the activity",)), ("points", ("Worth",)))),
        ("roster", (("id", ("Badge",)),)),
        ("records", (("credit_type", ("Kind of credit",)),)),
    )
)


def workbook(path: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def text(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def only(path: Path, columns: ColumnNames | None = None) -> CompletionRecord:
    [record] = open_submission(path, columns=columns).records()
    return record


def test_headers_of_the_learner_template(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "learners.xlsx",
        ["Record Action", "ACCME Activity ID", "Completion Date", "Licensing State", "licence-no. ",
         "Number of CME Credits", "Certifying Board", "NUMBER", "Category 1", "Earned in it"],
        ["Add", "202612345", "2026-05-20", "Maine", "MD77", "10", "ABIM", "123456",
         "Medical Knowledge", "4"],
    )  # fmt: skip
    claims = only(path, NAMES).claims
    assert [claim.id for claim in claims] == ["MD77", "123456"]
    assert claims[1].credits == (CreditAmount("Medical Knowledge", "4"),)
    # What one run was given, the next does not know.
    assert [claim.id for claim in only(path).claims] == ["", ""]
    assert only(path).claims[1].credits == ()


def test_headers_of_the_rems_template(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "rems.xlsx",
        ["What to do", "ACCME Activity ID", "Completion Date", "Profession", "Works in"],
        ["Add", "202612345", "2026-05-20", "Nurse", "Maine"],
    )
    record = only(path, NAMES)
    assert record.claims == (Claim("REMS", participant=Participant("Nurse", state="Maine")),)
    assert [each.code for each in open_submission(path, columns=NAMES).findings] == []
    assert [each.code for each in open_submission(path).findings] == ["BR107", "BR207", "BR207"]


def test_headers_of_activities(tmp_path: Path) -> None:
    path = text(
        tmp_path / "activities.csv",
        "activity_id,name-of-the-activity,program,Worth",
        "202612345,Update,ABIM,4",
    )
    [activity] = read_activities([path], NAMES).activities
    assert (activity.title, activity.registrations[0].points) == ("Update", 4)
    [plain] = read_activities([path]).activities
    assert (plain.title, plain.registrations[0].points) == ("", None)
    given = activity_file(path, open_submission(path, columns=NAMES), NAMES)
    assert given is not None
    [entry] = given.entries()
    assert (entry.title, entry.registrations[0].points) == ("Update", "4")


def test_headers_of_the_roster_and_of_tables_of_records(tmp_path: Path) -> None:
    path = text(tmp_path / "roster.csv", "program,badge,last_name", "ABIM,77,Learner")
    assert [person.id for person in read_roster([path], NAMES).people] == ["77"]
    assert [person.id for person in read_roster([path]).people] == [""]
    path = text(
        tmp_path / "learners.csv",
        "action,activity_id,completed,program,Kind of Credit",
        "Add,202612345,2026-05-20,ABIM,Medical Knowledge",
    )
    assert only(path, NAMES).claims[0].credits == (CreditAmount("Medical Knowledge"),)
    assert only(path).claims[0].credits == ()


CONFIG = """
provider = "0007654"

[columns.learner]
board_id = ["Diplomate"]

[columns.activities]
points = "Worth"

[columns.roster]
id = ["Badge"]

[[override]]
program = "ABIM"
rule = "points.cap"
effect = "warn"
says = "A test"
"""


def test_a_configuration_reaches_every_reader_of_a_run(tmp_path: Path) -> None:
    learners = workbook(
        tmp_path / "learners.xlsx",
        ["Record Action", "ACCME Activity ID", "Completion Date", "First Name", "Last Name",
         "Date of Birth", "Certifying Board", "Diplomate", "Total Board Credits", "Credit Type",
         "Credits Awarded"],
        ["Add", "202612345", "2026-05-20", "All", "Learner", "03/04", "ABIM", "123456", "4",
         "Medical Knowledge", "4"],
    )  # fmt: skip
    activities = text(
        tmp_path / "activities.csv",
        "activity_id,provider_id,start,end,program,worth,credit_types,claim_date",
        "202612345,0007654,2026-01-10,2026-05-30,ABIM,3,Medical Knowledge,2026-06-30",
    )
    roster = text(
        tmp_path / "roster.csv",
        "program,badge,first_name,last_name,birth_date",
        "ABIM,123456,All,Learner,03/04",
    )
    path = text(tmp_path / "boardrules.toml", CONFIG.partition("[[")[0])
    given: dict[str, Any] = {"activities": activities, "roster": roster, "as_of": date(2026, 6, 1)}
    for config in (path, str(path), load_config(path)):
        report = check(learners, config=config, **given)
        assert (report.file_findings, set(report.summary.by_code)) == ((), {"674"})
    text(activities, activities.read_text("utf-8").replace("ABIM,3", "ABIM,4").rstrip("\n"))
    report = check(learners, config=path, **given)
    assert report.summary.by_code == {}
    report = check(learners, config=path, ledger=learners, **given)
    assert set(report.summary.by_code) == {"603"}
    report = check(learners, **given)
    assert {each.code for each in report.file_findings} == {"BR207"}
    assert set(report.summary.by_code) == {"621", "BR207"}
    # The provider is that of the configuration where no other is given.
    report = check(learners, config=path, provider_id="0001234", **given)
    assert "690" in report.summary.by_code


def test_the_overrides_of_a_configuration_count_where_no_plugins_are_given(tmp_path: Path) -> None:
    path = text(tmp_path / "boardrules.toml", CONFIG.replace("ABIM", "ABMI"))
    with pytest.raises(DeclarationError, match="did you mean ABIM"):
        check([], config=path, as_of=date(2026, 6, 1))
    plugins = installed_plugins()
    assert check([], config=path, as_of=date(2026, 6, 1), plugins=plugins).verdicts == ()
    with pytest.raises(ConfigError, match="cannot be read"):
        check([], config=tmp_path / "none.toml", as_of=date(2026, 6, 1))


def test_what_a_configuration_says_of_columns(tmp_path: Path) -> None:
    path = text(tmp_path / "boardrules.toml", CONFIG.partition("[[")[0])
    assert load_config(path).columns == ColumnNames(
        (
            ("activities", (("points", ("Worth",)),)),
            ("learner", (("board_id", ("Diplomate",)),)),
            ("roster", (("id", ("Badge",)),)),
        )
    )
    assert Config().columns == ColumnNames()


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("columns = 3", "columns must be tables such as [columns.learner]."),
        ("[columns]\nlearner = 3", "columns must be tables such as [columns.learner]."),
        ("[columns.lerner]", 'columns: unknown key "lerner". Did you mean learner?'),
        (
            '[columns.learner]\nfrist_name = ["x"]',
            'columns.learner: unknown field "frist_name". Did you mean first_name?',
        ),
        (
            '[columns.rems]\nprofesion = ["x"]',
            'columns.rems: unknown field "profesion". Did you mean profession?',
        ),
        ("[columns.roster]\nid = 3", 'columns.roster: id is a list of headers, such as ["No."].'),
        ('[columns.roster]\nid = [""]', "columns.roster: id is a list of headers"),
        (
            '[columns.roster]\nid = ["First-Name"]',
            'columns.roster: "First-Name" cannot mean id; it is roster.first_name.',
        ),
        (
            '[columns.rems]\nstate = ["Licensing State"]',
            'columns.rems: "Licensing State" cannot mean state; it is learner.state.',
        ),
        (
            '[columns.learner]\nstate = ["State"]\n[columns.rems]\nstate = ["State"]',
            'columns.rems: "State" cannot mean state; it is learner.state.',
        ),
        (
            '[columns.learner]\naction = ["Error Code"]',
            '"Error Code" cannot mean action; it is a column that is passed over.',
        ),
    ],
)
def test_what_cannot_be_heeded_is_refused(tmp_path: Path, lines: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(text(tmp_path / "boardrules.toml", lines))
    assert told in str(caught.value)


def test_the_same_field_may_be_named_twice(tmp_path: Path) -> None:
    lines = '[columns.learner]\naction = ["Do", "Record Action"]\n[columns.rems]\naction = ["do"]'
    names = load_config(text(tmp_path / "boardrules.toml", lines)).columns
    assert names.of_learner_sheets == (("action", ("Do", "Record Action")), ("action", ("do",)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_known_field_has_a_header(kind: str) -> None:
    known = known_headers(kind)
    assert all(known.values())
    assert known


@pytest.mark.parametrize("name", ["people.csv", "people.xlsx"])
def test_headers_of_a_pre_validation_sheet(tmp_path: Path, name: str) -> None:
    rows = [["First Name", "Last Name", "Birthday", "Board", "Badge"]]
    rows += [["All", "Learner", "03/04", "ABIM", "123456"]]
    path = tmp_path / name
    if name.endswith("xlsx"):
        workbook(path, *rows)
    else:
        text(path, *(",".join(row) for row in rows))
    names = ColumnNames(
        (("pre-validation", (("birth_date", ("Birthday",)), ("board_id", ("Badge",)))),)
    )
    [person] = open_people(path, columns=names).records()
    assert (person.birth_date, person.claims) == ("03/04", (Claim("ABIM", "123456"),))
    [person] = open_people(path).records()
    assert (person.birth_date, person.claims) == ("", (Claim("ABIM", ""),))
    roster = text(
        tmp_path / "roster.csv",
        "program,id,first_name,last_name,birth_date",
        "ABIM,123456,All,Learner,03/04",
    )
    config = text(
        tmp_path / "boardrules.toml",
        '[columns.pre-validation]\nbirth_date = ["Birthday"]\nboard_id = ["Badge"]',
    )
    given = ("prevalidate", str(path), "--roster", str(roster), "--as-of", "2026-06-01")
    known = CliRunner().invoke(main, [*given, "--config", str(config)])
    assert (known.exit_code, known.stderr) == (0, "")
    assert "BR207" in CliRunner().invoke(main, given).stdout
    assert "BR207" not in known.stdout


def test_headers_of_accme_s_templates_of_activities(tmp_path: Path) -> None:
    path = text(
        tmp_path / "activities.csv",
        "ACCME Activity ID,Activity Title,Begins on,End Date,Certifying Board,Worth in points",
        "202612345,Update,2026-01-10,2026-05-30,ABIM,4",
    )
    names = ColumnNames(
        (("activities", (("start", ("Begins on",)), ("points", ("Worth in points",)))),)
    )
    [activity] = read_activities([path], names).activities
    assert (activity.start, activity.registrations[0].points) == (date(2026, 1, 10), 4)
    [plain] = read_activities([path]).activities
    assert (plain.start, plain.registrations[0].points) == (None, None)
