"""Sound files, made up whole: nothing of them is lost, and all that is said can be shown."""

from __future__ import annotations

import json
import os
import tomllib
from collections import Counter
from contextlib import suppress
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boardrules.config import ConfigError, load_config
from boardrules.conformance.cases import SuiteError, load_suite
from boardrules.declarations import DeclarationError, program_from_document
from boardrules.discovery import discover
from boardrules.formats.roster import read_roster
from boardrules.locations import CellAt
from boardrules.plugins import Plugins
from boardrules.reports import xlsx
from boardrules.rulebook import rule_lines

from . import book, seeds, strategies
from .contract import judged
from .strategies import Made

#: ``make fuzz`` asks for many more, and for others each time.
_EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
some = settings(
    max_examples=_EXAMPLES or 25,
    derandomize=not _EXAMPLES,
    # The folder is the same for all examples of a test, and so is every file's name.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@some
@given(made=strategies.learner_workbooks())
def test_every_row_of_a_workbook_is_judged_once(made: Made) -> None:
    Path("learners.xlsx").write_bytes(made.data)
    report = judged("learners.xlsx", twice=True)
    rows = [verdict.record.origin.at("") for verdict in report.verdicts]
    assert tuple(place.row for place in rows if isinstance(place, CellAt)) == made.records
    assert xlsx.render(report) == xlsx.render(report)


@some
@given(made=strategies.learner_workbooks())
def test_marks_around_attributes_say_nothing(made: Made) -> None:
    Path("learners.xlsx").write_bytes(made.data)
    expected = judged("learners.xlsx")
    parts = book.unzipped(made.data)
    parts[book.SHEET] = parts[book.SHEET].replace(b'"', b"'")
    Path("learners.xlsx").write_bytes(book.zipped(parts))
    assert judged("learners.xlsx").verdicts == expected.verdicts


@some
@given(made=strategies.learner_reports())
def test_every_module_of_a_report_is_judged_once(made: Made) -> None:
    Path("learners.xml").write_bytes(made.data)
    report = judged("learners.xml", ledger="learners.xml", twice=True)
    assert len(report.verdicts) == made.records
    places = [verdict.record.origin.at("activity_id") for verdict in report.verdicts]
    assert Counter(places).most_common(1)[0][1] == 1


@some
@given(made=strategies.activities_json())
def test_every_activity_in_json_is_judged_once(made: Made) -> None:
    Path("activities.json").write_bytes(made.data)
    assert len(judged("activities.json", twice=True).activities) == made.records
    judged([], activities="activities.json")


@some
@given(made=strategies.activities_xml())
def test_every_activity_in_xml_is_judged_once(made: Made) -> None:
    Path("activities.xml").write_bytes(made.data)
    assert len(judged("activities.xml", twice=True).activities) == made.records
    judged([], activities="activities.xml")


@some
@given(table=strategies.activity_tables(), delimiter=st.sampled_from(",;\t"))
def test_every_activity_in_a_table_is_judged_once(
    table: tuple[list[list[str]], int], delimiter: str
) -> None:
    rows, count = table
    Path("activities.csv").write_bytes(strategies.as_csv(rows, delimiter))
    assert len(judged("activities.csv", twice=True).activities) == count
    judged([], activities="activities.csv")
    Path("activities.xlsx").write_bytes(book.of_rows(rows))
    assert len(judged("activities.xlsx", twice=True).activities) == count
    judged([], activities="activities.xlsx")


@some
@given(table=strategies.rosters(), delimiter=st.sampled_from(",;\t"))
def test_every_person_of_a_roster_is_read_once(
    table: tuple[list[list[str]], int], delimiter: str
) -> None:
    rows, count = table
    Path("roster.csv").write_bytes(strategies.as_csv(rows, delimiter))
    Path("roster.xlsx").write_bytes(book.of_rows(rows))
    for name in ("roster.csv", "roster.xlsx"):
        assert len(read_roster([name]).people) == count
        judged([], roster=name, twice=True)


@some
@given(text=strategies.configurations())
def test_a_configuration_is_used_or_refused_in_our_words(text: str) -> None:
    path = Path("boardrules.toml")
    path.write_text(text, encoding="utf-8")
    try:
        config = load_config(path)
    except ConfigError as error:
        refusal = str(error)
    else:
        refusal = ""
    if refusal:
        assert refusal.startswith("boardrules.toml")
        return
    with suppress(DeclarationError):
        plugins = Plugins(discover(), overrides=config.overrides)
        assert all(_rules(plugins))


def _documents() -> list[dict[str, Any]]:
    modules = [each.entry_point.module for each in discover()]
    texts = [(files(name) / "program.toml").read_text(encoding="utf-8") for name in modules]
    return [tomllib.loads(text) for text in texts]


@some
@given(data=st.data())
def test_a_declaration_is_used_or_refused_in_our_words(data: st.DataObject) -> None:
    document = data.draw(strategies.changed_documents(data.draw(st.sampled_from(_documents()))))
    if not isinstance(document, dict):
        return
    try:
        program = program_from_document(document)
    except DeclarationError as error:
        refusal = (error.place, error.problem)
        program = None
    if program is None:
        assert all(refusal)
        return
    for each in program.rule_sets:
        assert all(line.rule and line.source.says is not None for line in rule_lines(each))


@some
@given(data=st.data())
def test_a_suite_is_used_or_refused_in_our_words(data: st.DataObject) -> None:
    begun = data.draw(st.sampled_from(list(islice(seeds.suites(), 8))))
    document = data.draw(strategies.changed_documents(json.loads(begun)))
    Path("cases.json").write_text(json.dumps(document, default=str), encoding="utf-8")
    try:
        cases, refusal = load_suite([Path("cases.json")]), ""
    except SuiteError as error:
        cases, refusal = [], str(error)
    assert refusal or all(each.id for each in cases)


def _rules(plugins: Plugins) -> list[str]:
    return [
        line.rule
        for program in plugins.programs
        for rule_set in program.rule_sets
        for line in rule_lines(rule_set)
    ]
