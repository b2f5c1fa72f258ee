"""``check`` takes files of activities beside learner files, and reports on both."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator, FormatChecker

from boardrules import Report, check
from boardrules.findings import Severity
from boardrules.reports.json import as_document
from boardrules.reports.text import render_text
from boardrules.reports.xlsx import render as render_xlsx

EXAMPLES = Path(__file__).parents[2] / "examples"
AS_OF = date(2026, 3, 15)
HEADER = "activity_id,title,format,start,end,cme_credits,public,description,sponsorship\n"
ROW = "203512399,A course,Enduring Material,2026-01-01,2026-12-31,2,no,Words,direct\n"


def judge(*paths: Path, **given: object) -> Report:
    return check(paths, as_of=AS_OF, **given)  # type: ignore[arg-type]


def csv(tmp_path: Path, text: str = HEADER + ROW, name: str = "a.csv") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / name


def test_learners_and_activities_in_one_call() -> None:
    both = [EXAMPLES / "activities.json", EXAMPLES / "activities.xml"]
    report = judge(both[0], EXAMPLES / "learners.xml", both[1], activities=both)
    assert [(each.kind, each.activities) for each in report.activity_inputs] == [
        ("activities-json", 25),
        ("activities-xml", 3),
    ]
    assert [each.kind for each in report.inputs] == ["learner-xml"]
    assert [each.entry.number for each in report.activities] == list(range(1, 29))
    alone = judge(EXAMPLES / "learners.xml", activities=both)
    assert report.verdicts == alone.verdicts
    assert report.file_findings == alone.file_findings
    assert report.rule_sets == alone.rule_sets


def test_learners_are_not_judged_by_activities_that_are_to_be_judged() -> None:
    report = judge(EXAMPLES / "activities.json", EXAMPLES / "learners.xml")
    assert any("690" in each.codes for each in report.not_judged)


def test_the_examples_lack_nothing_but_what_they_leave_out() -> None:
    report = judge(EXAMPLES / "activities.json", EXAMPLES / "activities.xml")
    assert report.file_findings == ()
    errors = {
        (found.code, found.param("reason"))
        for each in report.activities
        for found in each.findings
        if found.severity is Severity.ERROR
    }
    left_out = ("city", "country", "url", "delivery_methods", "public")
    assert errors <= {("BR402", reason) for reason in left_out}


@pytest.mark.parametrize(
    ("text", "status", "outcome"),
    [
        (HEADER + ROW, 0, "registrable"),
        (HEADER + ROW.replace("direct", "shared"), 1, "rejected"),
        (HEADER + ROW.replace("Enduring Material,", "Live,"), 1, "rejected"),
    ],
)
def test_exit_status(tmp_path: Path, text: str, status: int, outcome: str) -> None:
    report = judge(csv(tmp_path, text))
    assert report.exit_status == status
    assert [each.outcome for each in report.activities] == [outcome]
    counts = report.summary.activities
    assert (counts.activities, getattr(counts, outcome)) == (1, 1)


@pytest.mark.parametrize(
    ("text", "name", "code", "status"),
    [
        ('{"ACCMEActivities": [', "a.json", "BR114", 2),
        ("<ACCMEActivities><MedicalEducationMetrics>", "a.xml", "BR104", 2),
        ("<ACCMEActivities/>", "a.xml", "BR109", 2),
        ("<!DOCTYPE a><ACCMEActivities/>", "a.xml", "BR105", 2),
        ("activity_id,format,start\n1,Live Course,2026-01-01\n", "a.csv", "BR107", 1),
        (HEADER, "a.csv", "BR109", 2),
    ],
)
def test_what_is_wrong_with_the_file(
    tmp_path: Path, text: str, name: str, code: str, status: int
) -> None:
    report = judge(csv(tmp_path, text, name))
    assert [each.code for each in report.file_findings] == [code]
    assert report.exit_status == status
    assert report.inputs == ()
    assert len(report.activity_inputs) == 1


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ('{"ACCMELearnerReports": {}}', "a.json", "BR109"),
        ("program,id,first_name,last_name\nABIM,1,A,B\n", "a.csv", "BR111"),
        ("start,end,subject\n1,2,3\n", "a.csv", "BR102"),
        ("<ActivityReports/>", "a.xml", "BR109"),
        ("<html><body/></html>", "a.html", "BR102"),
        ("<Other/>", "a.xml", "BR111"),
    ],
)
def test_what_is_no_file_of_activities(tmp_path: Path, text: str, name: str, code: str) -> None:
    report = judge(csv(tmp_path, text, name))
    assert report.activity_inputs == ()
    assert [each.code for each in report.file_findings] == [code]


def test_a_workbook_of_activities_and_one_of_nothing(tmp_path: Path) -> None:
    for name, rows in {
        "activities.xlsx": [HEADER.strip().split(","), ROW.strip().split(",")],
        "nothing.xlsx": [["a", "b"], ["c", "d"]],
    }.items():
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append(row)
        book.save(tmp_path / name)
    report = judge(tmp_path / "activities.xlsx", tmp_path / "nothing.xlsx")
    assert [each.kind for each in report.activity_inputs] == ["activities-table"]
    assert [each.outcome for each in report.activities] == ["registrable"]
    assert [(each.code, each.location.file) for each in report.file_findings if each.location] == [
        ("BR106", (tmp_path / "nothing.xlsx").as_posix())
    ]


def test_the_json_report(tmp_path: Path) -> None:
    text = (files("boardrules_specs") / "schemas" / "report.schema.json").read_text("utf-8")
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    path = csv(tmp_path, HEADER + ROW + ROW.replace("203512399", "20351240").replace("yes", ""))
    document = as_document(judge(path, EXAMPLES / "learners.xml"))
    assert [each.message for each in validator.iter_errors(document)] == []
    assert document["summary"]["activities"] == {
        "activities": 2, "closable": 0, "registrable": 1, "rejected": 1,
    }  # fmt: skip
    assert document["inputs"][-1] == {
        "file": path.as_posix(), "kind": "activities-table", "records": 0, "activities": 2,
    }  # fmt: skip
    second = document["activities"][1]
    assert second.pop("findings")[0]["code"] == "BR404" or second["verdict"] == "rejected"
    assert second == {
        "activity": 2,
        "location": {"file": path.as_posix(), "sheet": None, "row": 3},
        "action": "",
        "activity_id": "20351240",
        "provider_activity_id": "",
        "title": "A course",
        "status": "active",
        "verdict": "rejected",
    }
    counts = document["summary"]["by_code"]
    assert counts["BR412"] == 1
    assert counts["BR404"] == 2


def test_a_report_without_activities_says_nothing_of_them() -> None:
    document = as_document(judge(EXAMPLES / "learners.xml"))
    assert "activities" not in document
    assert "activities" not in document["summary"]


def test_the_text_report(tmp_path: Path) -> None:
    bad = ROW.replace("203512399", "20351240")
    path = csv(tmp_path, HEADER + ROW + bad)
    shown = render_text(judge(path)).replace(path.as_posix(), "a.csv").splitlines()
    assert "a.csv, row 2, 203512399, A course: registrable (active)" in shown
    start = shown.index("a.csv, row 3, 20351240, A course: rejected (active)")
    assert shown[start + 1 : start + 7] == [
        "  BR412 activity_id (A3): An identifier does not have its digits.",
        "      The ACCME activity ID is 20351240, expected 9 digits.",
        "      fix: Copy it from PARS; for a new activity leave it out, since PARS assigns it.",
        "  BR404 info The activity is not finished.",
        "      To be closed it still needs: measured outcome, yes or no to commercial support, "
        "number of physicians, number of other learners.",
        "      fix: Fill in what is known already; the rest when the activity is over.",
    ]
    assert shown[-4:-1] == [
        "a.csv: 2 activities",
        "2 activities: 1 rejected, 1 registrable",
        "By code: BR404 x 2, BR412 x 1",
    ]


def test_the_rejection_workbook_is_for_learners(tmp_path: Path) -> None:
    assert render_xlsx(judge(csv(tmp_path))).startswith(b"PK")


def test_the_command_line(tmp_path: Path) -> None:
    from boardrules.cli.check import command

    path = csv(tmp_path, HEADER + ROW.replace("direct", "shared"))
    done = CliRunner().invoke(command, [path.as_posix(), "--as-of", "2026-03-15"])
    assert done.exit_code == 1
    assert "1 activity: 1 rejected" in done.output


def test_nothing_heavy_and_no_reader_is_needed_to_judge() -> None:
    import subprocess
    import sys

    script = (
        "import sys, boardrules.activities\n"
        "print([name for name in sys.modules if name.startswith(('boardrules.formats', 'lxml',"
        " 'pydantic', 'openpyxl', 'boardrules.engine', 'boardrules.checks'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=50, check=True
    )
    assert done.stdout.strip() == "[]"
