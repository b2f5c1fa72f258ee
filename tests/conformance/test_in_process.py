"""The engine passes every case of the conformance suite, and every file is of the format."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from attrs import evolve
from jsonschema import Draft202012Validator, FormatChecker

from boardrules.conformance.cases import cases_of, suite_files
from boardrules.conformance.judge import write_sheet
from boardrules.discovery import discover
from boardrules.testing import differences

SUITE = dict(suite_files())

each_file = pytest.mark.parametrize("name", SUITE)


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    text = (files("boardrules_specs") / "schemas" / "conformance.schema.json").read_text("utf-8")
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


@each_file
def test_the_engine_passes(name: str) -> None:
    told = []
    for case in cases_of(json.loads(SUITE[name]), name):
        told += [f"{case.id} ({case.about}): {each}" for each in differences(case)]
    assert told == []


@each_file
def test_it_is_of_the_format(name: str, validator: Draft202012Validator) -> None:
    problems = [
        f"{each.json_path}: {each.message}" for each in validator.iter_errors(document(name))
    ]
    assert problems == []


@each_file
def test_a_period_has_its_start_before_its_end(name: str) -> None:
    for group in document(name)["groups"]:
        given = group.get("valid", {})
        first, last = (given.get(key) for key in ("from", "until"))
        if first and last:
            assert date.fromisoformat(first) <= date.fromisoformat(last), group["requirement"]["id"]


def test_the_ids_of_cases_are_unique() -> None:
    ids = Counter(case.id for name in SUITE for case in cases_of(document(name), name))
    assert [each for each, count in ids.items() if count > 1] == []


def test_the_ids_of_requirements_are_unique_within_a_program() -> None:
    ids = Counter(
        (group.get("program"), group["requirement"]["id"], name)
        for name in SUITE
        for group in document(name)["groups"]
    )
    assert [each for each, count in ids.items() if count > 1] == []


def test_every_plugin_brings_cases() -> None:
    packages = {name.split("/")[0] for name in SUITE}
    assert packages == {"boardrules_specs", *(each.entry_point.module for each in discover())}


def test_a_case_that_expects_something_else_differs() -> None:
    """What the other tests rest on: differences are noticed."""
    name = next(iter(SUITE))
    case, *_ = cases_of(document(name), name)
    wrong = evolve(case, expect=case.expect | {(1, "601", "/action")}, verdicts=("deleted",))
    missing, verdicts = differences(wrong)
    assert missing == "missing (1, '601', '/action')"
    assert verdicts.startswith("verdicts [")


def document(name: str) -> Any:
    return json.loads(SUITE[name])


@pytest.mark.parametrize("text", ["=1+1", "+1", "#N/A", "=", "007"])
def test_the_text_of_a_sheet_s_cell_is_no_formula(tmp_path: Path, text: str) -> None:
    path = tmp_path / "case.xlsx"
    write_sheet({"rows": [[text, 7]]}, path)
    page = openpyxl.load_workbook(path).worksheets[0]
    assert [(cell.value, cell.data_type) for cell in page[1]] == [(text, "s"), (7, "n")]
