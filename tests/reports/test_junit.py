"""The report for build servers."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve
from lxml import etree
from syrupy.assertion import SnapshotAssertion

from boardrules import Report, Status, check
from boardrules.findings import finding
from boardrules.locations import FileAt
from boardrules.reports import rendered
from boardrules.reports.junit import render
from boardrules.reports.masking import mask
from boardrules.reports.selection import Selection

from .files import AS_OF, certificate, judge, report, row, workbook
from .judged_cases import EXAMPLES, code_cases, example
from .mixed import controls, harmful, mixed

SCHEMA = etree.XMLSchema(etree.parse(str(Path(__file__).parent / "data" / "junit.xsd")))


def suites(output: bytes) -> etree._Element:
    """The root of a report that is valid and counts right."""
    root = etree.fromstring(output)
    assert SCHEMA.validate(root), SCHEMA.error_log
    for suite in (root, *root.iter("testsuite")):
        counts = {name: len(list(suite.iter(name))) for name in ("failure", "error", "skipped")}
        assert int(suite.get("tests", "")) == len(list(suite.iter("testcase")))
        assert [suite.get(name) for name in ("failures", "errors", "skipped")] == [
            str(counts[name]) for name in ("failure", "error", "skipped")
        ]
    return root


def results(root: etree._Element, suite: str) -> dict[str, str]:
    """What became of each case of a suite."""
    [found] = [each for each in root.iter("testsuite") if each.get("name") == suite]
    return {
        case.get("name", ""): next(
            (each.tag for each in case if each.tag != "system-out"), "passed"
        )
        for case in found.iter("testcase")
    }


def test_a_mixed_run(snapshot: SnapshotAssertion) -> None:
    output = render(mask(mixed()))
    suites(output)
    assert output.decode() == snapshot


def test_cases_are_records() -> None:
    root = suites(render(mixed()))
    assert results(root, "learners.xlsx") == {
        "row 3": "passed", "row 4": "failure", "row 5": "failure", "row 6": "failure",
        "row 7": "failure",
    }  # fmt: skip
    assert results(root, "learners.xml") == {"line 2": "failure"}
    assert results(root, "not there, 100%.xlsx") == {"the file": "error"}
    assert set(results(root, "not judged").values()) == {"skipped"}
    assert set(results(root, "plugins").values()) == {"error"}


def test_each_case_is_one_record() -> None:
    for name in ("learners.xlsx", "learners.xml"):
        made = example(name).report
        root = suites(render(made))
        cases = results(root, made.inputs[0].file)
        cases.pop("the file", None)
        assert len(cases) == made.summary.records
        assert list(cases.values()).count("failure") == made.summary.rejected


def test_records_of_one_line_are_told_apart() -> None:
    sound = report(certificate("ABIM", "123456", "Medical Knowledge", "4", "x:1")).replace("\n", "")
    Path("flat.xml").write_text(f"<ActivityReports>{sound * 3}</ActivityReports>", encoding="utf-8")
    cases = results(suites(render(judge("flat.xml"))), "flat.xml")
    assert list(cases) == ["line 1", "line 1, record 2", "line 1, record 3"]


def test_activities_of_json_are_numbered() -> None:
    root = suites(render(check(EXAMPLES / "activities.json", as_of=AS_OF)))
    [suite, *_] = root.iter("testsuite")
    assert [case.get("name") for case in suite.iter("testcase")][:2] == ["activity 1", "activity 2"]


def test_a_record_that_was_not_judged_is_skipped() -> None:
    made = judge(workbook(row()), activities=None)
    assert made.verdicts[0].status is Status.NOT_JUDGED
    assert results(suites(render(made)), "learners.xlsx") == {"row 3": "skipped"}


def test_a_file_that_pars_would_refuse_fails() -> None:
    made = judge(workbook(row()))
    refused = evolve(
        made, file_findings=(finding("BR110", FileAt("learners.xlsx"), found=1, limit=0),)
    )
    assert results(suites(render(refused)), "learners.xlsx")["the file"] == "failure"
    elsewhere = evolve(made, file_findings=(finding("BR101"),))
    assert results(suites(render(elsewhere)), "files") == {"the file": "error"}


def test_a_rejected_record_fails_though_its_findings_are_not_shown() -> None:
    made = judge(workbook(row(K=None)))
    output = rendered(made, "junit", selection=Selection(ignore=("621",)))
    root = suites(output)
    assert results(root, "learners.xlsx") == {"row 3": "failure"}
    [failure] = root.iter("failure")
    assert failure.get("message") == "rejected; the findings are not shown"
    properties = {each.get("name"): each.get("value") for each in root.iter("property")}
    assert properties["boardrules.hidden.ignore"] == "1"
    assert properties["boardrules.learners"] == "not shown"


def test_several_errors_are_told_in_one_failure() -> None:
    [failure] = suites(render(judge(workbook(row(D=None, E=None))))).iter("failure")
    assert failure.get("type") == "622"
    assert failure.get("message") == "622 Missing diplomate first name. (and 1 more)"
    assert failure.text is not None
    assert failure.text.count("fix: ") == 2


def test_a_harmful_run() -> None:
    output = render(harmful())
    suites(output)
    assert controls(output) == set()
    assert b"<![CDATA[" not in output
    assert b"]]>" not in output


@pytest.mark.parametrize("masks", [True, False])
def test_every_code(masks: bool) -> None:
    for case in code_cases():
        made: Report = mask(case.report) if masks else case.report
        output = render(made)
        suites(output)
        assert output == render(made)
        assert all(code.encode() in output for code in made.summary.by_code)
