"""The report for viewers of analysis results."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.validators import validator_for
from syrupy.assertion import SnapshotAssertion

from boardrules import Report, Severity
from boardrules.findings import finding
from boardrules.locations import CellAt, JsonAt, XmlAt
from boardrules.reports import rendered
from boardrules.reports.masking import mask
from boardrules.reports.sarif import as_document, fingerprint, render, uri_of
from boardrules.reports.selection import Selection

from .files import judge, row, workbook
from .judged_cases import code_cases, example
from .mixed import controls, harmful, mixed

SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif.schema.json").read_text("utf-8"))
OURS = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
#: Where a copy of the schema that OASIS publishes lies; the tests need none.
OFFICIAL = os.environ.get("BOARDRULES_SARIF_SCHEMA")


def problems(document: Any) -> list[str]:
    return [f"{each.json_path}: {each.message}" for each in OURS.iter_errors(document)]


def run_of(made: Report) -> dict[str, Any]:
    """The run in a log that is valid and whose indexes point at what they should."""
    document = json.loads(render(made))
    assert document == as_document(made)
    assert problems(document) == []
    if OFFICIAL:
        official = json.loads(Path(OFFICIAL).read_text("utf-8"))
        assert list(validator_for(official)(official).iter_errors(document)) == []
    run: dict[str, Any]
    [run] = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        for location in result["locations"]:
            artifact = location["physicalLocation"]["artifactLocation"]
            assert run["artifacts"][artifact["index"]]["location"]["uri"] == artifact["uri"]
    for note in run["invocations"][0]["toolConfigurationNotifications"]:
        assert rules[note["descriptor"]["index"]]["id"] == note["descriptor"]["id"]
    return run


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    document = as_document(judge(workbook(row())))
    assert problems(document) == []
    document["runs"][0]["results"] = [{"ruleId": "601"}]
    assert problems(document) != []


def test_a_mixed_run(snapshot: SnapshotAssertion) -> None:
    run = run_of(mask(mixed()))
    for rule_set in run["properties"]["rule_sets"]:
        rule_set["digest"] = "0" * 12
    run["tool"]["driver"]["rules"] = [each["id"] for each in run["tool"]["driver"]["rules"]]
    assert json.dumps(run, indent=1, ensure_ascii=False) == snapshot


def test_a_rule(snapshot: SnapshotAssertion) -> None:
    [rule, *_] = run_of(judge(workbook(row(K=None))))["tool"]["driver"]["rules"]
    assert json.dumps(rule, indent=1, ensure_ascii=False) == snapshot


@pytest.mark.parametrize("name", ["learners.xlsx", "learners.xml"])
def test_the_examples(name: str) -> None:
    made = example(name).report
    run = run_of(made)
    found = sum(len(each.findings) for each in made.verdicts) + len(made.file_findings)
    assert len(run["results"]) == found
    assert render(made) == render(made)


def test_every_code() -> None:
    for case in code_cases():
        run = run_of(case.report)
        assert {each["ruleId"] for each in run["results"]} >= set(case.report.summary.by_code)


def test_a_harmful_run() -> None:
    run_of(harmful())
    assert controls(render(harmful())) == set()


def test_levels() -> None:
    made = judge(workbook(row(K=None), row(K=654321.0, F="03/04/1971")))
    levels = {each["ruleId"]: each["level"] for each in run_of(made)["results"]}
    assert (levels["621"], levels["BR201"], levels["BR204"]) == ("error", "warning", "note")


@pytest.mark.parametrize(
    ("name", "status", "is_successful"),
    [("sound.xlsx", 0, True), ("refused.xlsx", 1, True), ("missing.xlsx", 2, False)],
)
def test_the_exit_status(name: str, status: int, is_successful: bool) -> None:
    workbook(row(), name="sound.xlsx")
    workbook(row(K=None), name="refused.xlsx")
    [invocation] = run_of(judge(name))["invocations"]
    assert (invocation["exitCode"], invocation["executionSuccessful"]) == (status, is_successful)


def test_what_is_left_out_is_a_notification() -> None:
    made = mixed()
    chosen = json.loads(rendered(made, "sarif", selection=Selection(select=("6",))))
    assert problems(chosen) == []
    [invocation] = chosen["runs"][0]["invocations"]
    notes = [each["message"]["text"] for each in invocation["toolExecutionNotifications"]]
    assert any("by --select" in note for note in notes)
    assert notes[-1] == "Values of learners are not shown."
    assert invocation["exitCode"] == made.exit_status == 2
    assert {each["ruleId"][0] for each in chosen["runs"][0]["results"]} == {"6"}
    assert chosen["runs"][0]["redactionTokens"] == ["(hidden)"]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("learners.xlsx", "learners.xlsx"),
        ("../May 2026/ä#1.xlsx", "../May%202026/%C3%A4%231.xlsx"),
        ("a:b.xml", "a%3Ab.xml"),
        ("100%.xml", "100%25.xml"),
        ("/data/in.xml", "file:///data/in.xml"),
        ("C:/data/in 1.xml", "file:///C:/data/in%201.xml"),
        (r"C:\data\in.xml", "file:///C:/data/in.xml"),
        ("bad\udcff.xml", "bad%FF.xml"),
    ],
)
def test_uris(file: str, uri: str) -> None:
    assert uri_of(file) == uri


def test_places() -> None:
    made = judge(workbook(row()))
    places = [
        CellAt("a.xlsx", "S", 12, "AB", "Amount"),
        CellAt("a.xlsx", "S", 12),
        CellAt("a.xlsx", "S", None),
        CellAt("a.csv", None, 3, "A"),
        XmlAt("a.xml", 40, "ActivityReports/ActivityReport[2]/Member"),
        XmlAt("a.xml", None),
        JsonAt("a.json", "/3/Lom"),
        JsonAt("a.json", ""),
    ]
    findings = tuple(finding("BR101", place) for place in places)
    results = run_of(evolve(made, file_findings=findings))["results"]
    shown = [
        (
            each["locations"][0]["physicalLocation"].get("region"),
            *(
                logical.get("fullyQualifiedName")
                for logical in each["locations"][0].get("logicalLocations", [])
            ),
        )
        for each in results
    ]
    assert shown == [
        ({"startLine": 12, "startColumn": 28, "endColumn": 29}, "S!AB12"),
        ({"startLine": 12}, "S!12"),
        (None, "S"),
        ({"startLine": 3, "startColumn": 1, "endColumn": 2}, "A3"),
        ({"startLine": 40}, "ActivityReports/ActivityReport[2]/Member"),
        (None,),
        (None, "/3/Lom"),
        (None,),
    ]


# Fingerprints ---------------------------------------------------------------------------------


def test_fingerprints_hold_no_value_and_do_not_depend_on_masking() -> None:
    made = judge(workbook(row(K="000000"), row(F="13/09")))
    other = judge(workbook(row(K="111111"), row(F="14/08")))

    def prints(each: Report) -> list[str]:
        return [fingerprint(found) for verdict in each.verdicts for found in verdict.findings]

    assert prints(made) == prints(mask(made)) == prints(other)
    assert len(set(prints(made))) == len(prints(made))


def test_fingerprints_last_when_other_rows_are_mended() -> None:
    wrong = judge(workbook(row(K=None), row(C=date(2026, 5, 21), L=1.3)))
    mended = judge(workbook(row(), row(C=date(2026, 5, 21), L=1.3)))
    assert {fingerprint(each) for each in mended.verdicts[1].findings} <= {
        fingerprint(each) for each in wrong.verdicts[1].findings
    }


def test_fingerprints_tell_reasons_programs_and_places_apart() -> None:
    place = CellAt("a.xlsx", "S", 3, "D")
    findings = [
        finding("676", place, program="ABIM", reason="unknown"),
        finding("676", place, program="ABIM", reason="retired"),
        finding("676", place, program="ABS", reason="unknown"),
        finding("676", evolve(place, row=4), program="ABIM", reason="unknown"),
        finding("676", evolve(place, file="b.xlsx"), program="ABIM", reason="unknown"),
        finding("677", place, program="ABIM", reason="unknown", severity=Severity.WARNING),
        finding("676"),
    ]
    assert len({fingerprint(each) for each in findings}) == len(findings)
