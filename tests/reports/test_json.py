"""The report that programs read is of its schema, whatever was given."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from syrupy.assertion import SnapshotAssertion

from boardrules import Report
from boardrules.discovery import discover
from boardrules.plugins import Plugins
from boardrules.reports.json import as_document, render
from boardrules.reports.selection import Selection, select
from boardrules.testing import given_plugin

from .files import AS_OF, certificate, cme, judge, report, row, workbook, xml

EXAMPLES = Path(__file__).parents[2] / "examples"
SOUND = certificate("ABIM", "123456", "Medical Knowledge", "4", "x:1")


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    text = (files("boardrules_specs") / "schemas" / "report.schema.json").read_text("utf-8")
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def sound(validator: Draft202012Validator, made: Report) -> dict[str, Any]:
    """The document of a report: of its schema, and with nothing that contradicts itself."""
    document: dict[str, Any] = json.loads(render(made))
    assert [f"{each.json_path}: {each.message}" for each in validator.iter_errors(document)] == []
    assert document == as_document(made)
    summary = dict(document["summary"])
    by_code = summary.pop("by_code")
    records = document["records"]
    assert summary.pop("records") == len(records) == sum(summary.values())
    assert len(records) == sum(each["records"] for each in document["inputs"])
    assert [each["record"] for each in records] == list(range(1, len(records) + 1))
    found = [*document["file_findings"], *(one for each in records for one in each["findings"])]
    assert {code: sum(each["code"] == code for each in found) for code in by_code} == by_code
    assert len(found) == sum(by_code.values())
    for each in records:
        errors = [found for found in each["findings"] if found["severity"] == "error"]
        assert bool(errors) == (each["verdict"] == "rejected") or each["verdict"] == "not-judged"
    return document


def example(name: str, **given: Any) -> Report:
    return judge(
        str(EXAMPLES / name),
        **{
            "activities": [EXAMPLES / "activities.json", EXAMPLES / "activities.xml"],
            "roster": EXAMPLES / "roster.csv",
            "as_of": AS_OF.replace(month=3, day=15),
            "provider_id": "0007654",
            **given,
        },
    )


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"activities": None},
        {"roster": None},
        {"activities": None, "roster": None, "provider_id": None},
        {"provider_id": "0000000"},
        {"as_of": AS_OF.replace(year=2016)},
        {"as_of": AS_OF.replace(year=2031)},
    ],
    ids=["as-is", "no-activities", "no-roster", "alone", "other-provider", "2016", "2031"],
)
@pytest.mark.parametrize("name", ["learners.xlsx", "learners.xml"])
def test_the_examples(validator: Draft202012Validator, name: str, given: dict[str, Any]) -> None:
    document = sound(validator, example(name, **given))
    assert len(document["records"]) == (408 if name.endswith("xlsx") else 150)


def test_the_examples_are_the_same_bytes_twice() -> None:
    assert render(example("learners.xlsx")) == render(example("learners.xlsx"))


def test_a_small_report(validator: Draft202012Validator, snapshot: SnapshotAssertion) -> None:
    made = judge(workbook(row(), row(K=None, L=9), cme(H="MD00001")))
    document = sound(validator, made)
    document["boardrules"] = "0"
    for each in document["rule_sets"]:
        each["digest"] = "0" * 12
    assert json.dumps(document, indent=1, ensure_ascii=False) == snapshot


def test_deletes_and_xml(validator: Draft202012Validator) -> None:
    file = xml(report(SOUND), report(SOUND, action="Delete"), report())
    document = sound(validator, judge(file))
    assert [each["verdict"] for each in document["records"]] == [
        "submitted",
        "rejected",
        "rejected",
    ]
    assert document["records"][0]["location"]["line"] == 2


def content(data: bytes | str, name: str = "learners.xlsx") -> Callable[[], str]:
    def write() -> str:
        Path(name).write_bytes(data if isinstance(data, bytes) else data.encode())
        return name

    return write


def directory() -> str:
    Path("learners.xlsx").mkdir()
    return "learners.xlsx"


def cut_short() -> str:
    name = workbook(row())
    Path(name).write_bytes(Path(name).read_bytes()[:900])
    return name


UNREADABLE: dict[str, tuple[Callable[[], str], str]] = {
    "missing": (lambda: "nowhere.xlsx", "BR101"),
    "directory": (directory, "BR101"),
    "empty": (content(b""), "BR101"),
    "impossible name": (lambda: "a\0b.xlsx", "BR101"),
    "html": (content("<html><table/></html>"), "BR102"),
    "pdf": (content(b"%PDF-1.7"), "BR102"),
    "noise": (content(bytes(range(256)) * 40), "BR102"),
    "csv": (content("a,b\n1,2\n", "learners.csv"), "BR102"),
    "zip": (content(b"PK\5\6" + bytes(18)), "BR102"),
    "cut short": (cut_short, "BR103"),
    "broken xml": (content("<ActivityReports><ActivityReport>", "learners.xml"), "BR104"),
    "doctype": (
        content('<!DOCTYPE x [<!ENTITY a "b">]><ActivityReports>&a;</ActivityReports>', "l.xml"),
        "BR105",
    ),
    "no header": (lambda: workbook(header=["Some", "thing", "else"]), "BR106"),
    "no records": (lambda: workbook(), "BR109"),
    "no reports": (lambda: xml(), "BR109"),
    "other xml": (content("<Invoices/>", "learners.xml"), "BR111"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_file_out_of_which_nothing_can_be_read(
    validator: Draft202012Validator, kind: str
) -> None:
    write, code = UNREADABLE[kind]
    file = write()
    made = judge([file])
    document = sound(validator, made)
    assert code in {each["code"] for each in document["file_findings"]}
    assert document["inputs"][0]["file"] == file
    assert document["records"] == []
    assert made.exit_status == 2


@pytest.mark.parametrize("kind", UNREADABLE)
def test_the_other_files_of_a_run_are_judged_all_the_same(
    validator: Draft202012Validator, kind: str
) -> None:
    write, code = UNREADABLE[kind]
    made = judge([workbook(row(), name="sound.xlsx"), write(), xml(report(SOUND), name="s.xml")])
    document = sound(validator, made)
    assert [each["records"] for each in document["inputs"]] == [1, 0, 1]
    assert code in document["summary"]["by_code"]
    assert made.exit_status == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("activities.json", b"[{"),
        ("activities.json", b'{"Lom": {"general": {"identifier": 7}}}'),
        ("activities.json", b'{"other": []}'),
        ("activities.json", b"[" * 100_000),
        ("activities.xml", b"<MedicalEducationMetrics>"),
        ("activities.csv", b"activity_id,start\n202612345,soon\n,2026-01-01\n"),
        ("activities.csv", b"\xff\xfeactivity"),
        ("activities.csv", b'activity_id,start\n"202612345,2026-01-01\n'),
        ("activities.csv", b""),
        ("nowhere.csv", None),
    ],
)
def test_odd_activities(validator: Draft202012Validator, name: str, data: bytes | None) -> None:
    given = Path("given")
    given.mkdir()
    if data is not None:
        (given / name).write_bytes(data)
    made = judge(workbook(row()), activities=[given / name])
    document = sound(validator, made)
    assert document["file_findings"]
    assert made.exit_status == 2


@pytest.mark.parametrize("data", [b"", b"program,id\n,1\n", b"<html>", b"a,b\n1,2\n", b"\x00\x01"])
def test_odd_rosters(validator: Draft202012Validator, data: bytes) -> None:
    Path("people.csv").write_bytes(data)
    made = judge(workbook(row()), roster="people.csv")
    assert sound(validator, made)["file_findings"]
    assert made.exit_status == 2


def test_odd_cells(validator: Draft202012Validator) -> None:
    odd = ["\u200b", "=1+1", 1e300, -0.0, True, "#N/A", "x" * 5000, "\ud7ff\ue000", "'", '"', "<&>"]
    rows = [row(**{letter: value}) for letter in "ABCDEFGHIJKLMN" for value in odd]
    document = sound(validator, judge(workbook(*rows)))
    assert len(document["records"]) == len(rows)


def test_problems_with_plugins(validator: Draft202012Validator) -> None:
    broken = given_plugin("xb", ImportError("gone"), "xb-rules")
    made = judge(workbook(row()), plugins=Plugins([*discover(), broken]))
    assert [each["code"] for each in sound(validator, made)["plugin_findings"]] == ["BR901"]


@pytest.mark.parametrize(
    "born", ["03/04/1971", "1971-03-04", "March 4, 1971", "1971", "31.12.1971"]
)
def test_a_birth_year_is_not_in_it(validator: Draft202012Validator, born: str) -> None:
    made = judge([workbook(row(F=born), cme(F=born, H=None)), xml(report(SOUND))])
    sound(validator, made)
    assert b"1971" not in render(made)


def test_findings_that_are_left_out_are_counted(validator: Draft202012Validator) -> None:
    made = judge(workbook(row(), row(K=None)))
    chosen = select(made, Selection(ignore=("62", "BR")))
    document = json.loads(render(chosen))
    assert [each.message for each in validator.iter_errors(document)] == []
    assert document["hidden"] == [{"option": "ignore", "findings": 1}]
    assert document["summary"] == as_document(made)["summary"]
    assert "hidden" not in as_document(made)
    document["hidden"] = [{"option": "other", "findings": 1}]
    assert not validator.is_valid(document)
