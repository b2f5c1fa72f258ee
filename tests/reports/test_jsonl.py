"""The report as JSON lines, and the writer that makes them while a run goes on."""

from __future__ import annotations

import io
import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from syrupy.assertion import SnapshotAssertion

from boardrules import Engine, Report
from boardrules.batch import Summary
from boardrules.plugins import installed_plugins
from boardrules.reports import rendered
from boardrules.reports.json import as_document
from boardrules.reports.jsonl import LineWriter, render
from boardrules.reports.selection import Selection

from .files import AS_OF, judge, row, workbook
from .judged_cases import code_cases, example
from .mixed import HARMFUL, controls, harmful, mixed


def schema(name: str) -> Any:
    text = (files("boardrules_specs") / "schemas" / f"{name}.schema.json").read_text("utf-8")
    return json.loads(text)


REGISTRY: Registry[Any] = Registry().with_resource(
    "urn:boardrules:schema:report:1", Resource.from_contents(schema("report"))
)
LINE = Draft202012Validator(schema("lines"), registry=REGISTRY, format_checker=FormatChecker())


def lines(output: bytes) -> list[dict[str, Any]]:
    """The lines, each of its schema."""
    assert output.endswith(b"\n")
    texts = output.decode().splitlines()
    assert len(texts) == output.count(b"\n"), "nothing in a line ends it early"
    documents = [json.loads(text) for text in texts]
    for document in documents:
        assert [each.message for each in LINE.iter_errors(document)] == []
    return documents


def same_as_json(made: Report) -> list[dict[str, Any]]:
    """The lines of a report, which say what the JSON report says."""
    head, *between, last = documents = lines(render(made))
    whole = as_document(made)
    assert (head["line"], last["line"]) == ("head", "summary")
    for kind, key in (
        ("plugin-finding", "plugin_findings"),
        ("record", "records"),
        ("activity", "activities"),
        ("file-finding", "file_findings"),
    ):
        of_kind = [
            {k: v for k, v in each.items() if k != "line"}
            for each in between
            if each["line"] == kind
        ]
        assert of_kind == whole.get(key, [])
    assert len(between) == sum(
        len(whole.get(key, []))
        for key in ("plugin_findings", "records", "activities", "file_findings")
    )
    for key in ("boardrules", "as_of"):
        assert head[key] == whole[key]
    assert [each["file"] for each in head["inputs"]] == [each["file"] for each in whole["inputs"]]
    for key in ("summary", "not_judged", "rule_sets", "inputs", "hidden"):
        assert last.get(key) == whole.get(key)
    return documents


def test_the_schema_is_one_and_is_closed() -> None:
    Draft202012Validator.check_schema(schema("lines"))
    assert not LINE.is_valid({"line": "record"})
    assert not LINE.is_valid({"line": "other"})
    [head, *_] = lines(render(judge(workbook(row()))))
    assert not LINE.is_valid({**head, "more": 1})


def test_a_mixed_run(snapshot: SnapshotAssertion) -> None:
    documents = same_as_json(mixed())
    for rule_set in documents[-1]["rule_sets"]:
        rule_set["digest"] = "0" * 12
    assert "\n".join(json.dumps(each, ensure_ascii=False) for each in documents) == snapshot


@pytest.mark.parametrize("name", ["learners.xlsx", "learners.xml"])
def test_the_examples(name: str) -> None:
    same_as_json(example(name).report)


def test_every_code() -> None:
    for case in code_cases():
        same_as_json(case.report)


def test_a_harmful_run() -> None:
    output = render(harmful())
    assert controls(output) == set()
    documents = lines(output)
    assert documents[0]["inputs"] == [{"file": HARMFUL}]
    assert documents[1]["action"] == HARMFUL


def test_what_is_left_out_is_said_last() -> None:
    made = mixed()
    output = rendered(made, "jsonl", selection=Selection(ignore=("BR",), max_per_code=1))
    *_, last = lines(output)
    assert {each["option"] for each in last["hidden"]} == {"ignore"}
    assert last["summary"]["by_code"] == made.summary.by_code


# While a run goes on --------------------------------------------------------------------------


def test_lines_written_as_verdicts_arrive_are_those_of_the_report() -> None:
    made = example("learners.xml").report
    stream = io.BytesIO()
    writer = LineWriter(stream, made.catalogue)
    writer.head(made.as_of, [each.file for each in made.inputs], made.version)
    for verdict in made.verdicts:
        before = stream.tell()
        writer.record(verdict)
        assert stream.tell() > before, "a line is written as soon as it is known"
    for found in made.file_findings:
        writer.file_finding(found)
    writer.summary(made.rule_sets, made.not_judged)
    written, whole = lines(stream.getvalue()), lines(render(made))
    assert written[:-1] == whole[:-1]
    assert written[-1]["summary"] == whole[-1]["summary"]
    assert "inputs" not in written[-1]


def test_activities_are_counted_too() -> None:
    made = mixed()
    stream = io.BytesIO()
    writer = LineWriter(stream, made.catalogue)
    writer.head(made.as_of, ["new.csv"], made.version)
    for judged in made.activities:
        writer.activity(judged)
    writer.summary()
    assert lines(stream.getvalue())[-1]["summary"]["activities"] == {
        "activities": 1, "closable": 0, "registrable": 0, "rejected": 1
    }  # fmt: skip


class Forgetful:
    """A stream that keeps nothing."""

    def write(self, data: bytes) -> None:
        assert data.endswith(b"\n")


def test_a_writer_keeps_counts_and_nothing_else() -> None:
    """What a writer holds is as large after a thousand records as after one."""
    made = judge(workbook(row(K=None)))
    writer = LineWriter(Forgetful(), installed_plugins().catalogue)
    writer.head(AS_OF, ["records"])

    def held() -> int:
        return sum(
            len(each) for each in vars(writer).values() if isinstance(each, dict | list | set)
        )

    writer.record(made.verdicts[0])
    after_one = held()
    for _ in range(1000):
        writer.record(made.verdicts[0])
    assert held() == after_one
    assert writer._counts() == Summary(1001, 0, 0, 1001, 0, 0, 0, {"621": 1001})


def test_records_of_a_program_of_yours() -> None:
    """As docs/reports.md shows it: no files, no report."""
    engine = Engine(AS_OF)
    record = example("learners.xml").report.verdicts[0].record
    judging = engine.start()
    stream = io.BytesIO()
    writer = LineWriter(stream, engine.catalogue)
    writer.head(AS_OF, [])
    writer.record(judging.judge(record))
    writer.summary(judging.rule_sets, judging.not_judged)
    head, judged, last = lines(stream.getvalue())
    assert (head["inputs"], judged["verdict"]) == ([], "not-judged")
    assert last["summary"]["not_judged"] == 1
