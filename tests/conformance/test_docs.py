"""What docs/conformance.md shows is true."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from boardrules.conformance.cases import cases_of
from boardrules.conformance.judge import judge_case
from boardrules.conformance.runner import InProcess, run_suite

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "conformance.md").read_text("utf-8")
SHOWN = [json.loads(text) for text in re.findall(r"^```json\n(.*?)^```", PAGE, re.S | re.M)]
MESSAGES = [each for each in SHOWN if "format" not in each]
FILES = [each for each in SHOWN if "format" in each]


def schema(name: str) -> Any:
    text = (files("boardrules_specs") / "schemas" / f"{name}.schema.json").read_text("utf-8")
    return json.loads(text)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda each: next(iter(each.items()))[0])
def test_a_message_is_of_the_protocol(message: Any) -> None:
    conformance = Resource.from_contents(schema("conformance"))
    registry = Registry().with_resource("urn:boardrules:schema:conformance:1", conformance)
    Draft202012Validator(schema("protocol"), registry=registry).validate(message)


def test_every_message_is_shown() -> None:
    assert [each["cmd"] for each in MESSAGES if "cmd" in each] == [
        "start",
        "ruleset",
        "run",
        "stop",
    ]
    kinds = {
        kind for each in MESSAGES for kind in ("results", "skipped", "errored") if kind in each
    }
    assert kinds == {"results", "skipped", "errored"}


def test_the_case_that_is_shown_has_the_answer_that_is_shown() -> None:
    given = next(each["case"] for each in MESSAGES if "case" in each)
    assert judge_case(given) == next(each["results"] for each in MESSAGES if "results" in each)


def test_the_file_that_is_shown_holds() -> None:
    (document,) = FILES
    Draft202012Validator(schema("conformance")).validate(document)
    result = run_suite(cases_of(document, "docs/conformance.md"), InProcess())
    assert [(each.case.id, each.kind) for each in result.outcomes] == [
        ("example-674-over", "passed"),
        ("example-674-within-1", "passed"),
        ("example-674-within-2", "passed"),
    ]


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
