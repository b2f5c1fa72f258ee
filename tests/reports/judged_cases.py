"""Reports on the failing case of every code, and on the example files, with what they say of learners."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from attrs import frozen
from tests.activities.cases import CASES as ACTIVITY_CASES
from tests.activities.desk import AS_OF as ACTIVITY_DAY
from tests.activities.desk import changed
from tests.activities.desk import judged as judged_activity
from tests.codes.file_cases import CASES as FILE_CASES
from tests.codes.file_cases import PEOPLE, ROW
from tests.codes.pairs import pairs
from tests.codes.plugin_cases import CASES as PLUGIN_CASES
from tests.codes.shown import Judged, judged

from boardrules import Report, Summary, check
from boardrules.batch import ActivityInput, Input
from boardrules.formats.learner_cells import ERROR_TEXTS
from boardrules.plugins import installed_plugins
from boardrules.records import CompletionRecord

from .files import AS_OF

EXAMPLES = Path(__file__).parents[2] / "examples"
_LEARNER_COLUMNS = {
    "first name", "last name", "date of birth", "licensing id or npi", "certifying board id"
}  # fmt: skip
_OF_PERSON = {"id", "first_name", "last_name", "birth_date", "npi", "credit_ids"}
_ELEMENTS = {"GivenName", "FamilyName", "BirthDate", "UniqueID", "CreditID"}
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)


@frozen
class Case:
    """A code, the report on its failing case, and what is said there of learners."""

    name: str
    report: Report
    values: frozenset[str]


def code_cases() -> Iterator[Case]:
    """The failing case of every code; run in an empty folder, since some are of files."""
    for pair in pairs():
        result = judged(pair.fails)
        yield Case(
            pair.name, report_on(result), frozenset(_given(pair.fails.given)) | _of_records(result)
        )
    for code, (fails, _) in {**FILE_CASES, **PLUGIN_CASES}.items():
        result = fails.judged()
        people = {*ROW[3:6], ROW[7]}
        for person in csv.reader([*PEOPLE.splitlines()[1:], "ABIM,654321,Zoë,Aalto,05/06,"]):
            people.update(person[1:])
        values = frozenset(_worth_finding(people)) | _of_records(result)
        yield Case(code, report_on(result), values)
    for case in ACTIVITY_CASES:
        [*_, verdict] = judged_activity(*case.before, changed(**case.bad), as_of=case.as_of)
        report = report_on(Judged([], [], installed_plugins().catalogue), activities=(verdict,))
        yield Case(case.id, report, frozenset())


def report_on(result: Judged, activities: tuple[Any, ...] = ()) -> Report:
    """A report of verdicts that came out of no file."""
    by_code: dict[str, int] = {}
    verdicts = tuple(result.verdicts)
    for found in (*result.about_files, *(one for each in verdicts for one in each.findings)):
        by_code[found.code] = by_code.get(found.code, 0) + 1
    statuses = [each.status.value for each in verdicts]
    names = ("accepted", "submitted", "rejected", "not-judged", "deleted", "delete-submitted")
    return Report(
        as_of=AS_OF,
        inputs=(Input("case", "case", len(verdicts)),),
        rule_sets=(),
        not_judged=(),
        summary=Summary(len(verdicts), *map(statuses.count, names), dict(sorted(by_code.items()))),
        verdicts=verdicts,
        file_findings=tuple(result.about_files),
        plugin_findings=(),
        catalogue=result.catalogue,
        activities=activities,
        activity_inputs=(ActivityInput("activity", "case", 1),) if activities else (),
        programs=installed_plugins().programs,
    )


@cache
def example(name: str) -> Case:
    """The report on an example file, by its name in ``examples/``."""
    report = check(
        EXAMPLES / name,
        activities=[EXAMPLES / "activities.json", EXAMPLES / "activities.xml"],
        roster=EXAMPLES / "roster.csv",
        as_of=ACTIVITY_DAY,
        provider_id="0007654",
    )
    values = {text for each in report.verdicts for text in of_record(each.record)}
    with (EXAMPLES / "roster.csv").open(encoding="utf-8", newline="") as stream:
        for person in csv.DictReader(stream):
            values.update(text for name, text in person.items() if name != "program" and text)
    return Case(name, report, frozenset(_worth_finding(values)))


def of_record(record: CompletionRecord) -> Iterator[str]:
    yield from (record.first_name, record.last_name, record.birth_date)
    for claim in record.claims:
        yield claim.id
        yield from claim.credit_ids or ()


def _of_records(result: Judged) -> frozenset[str]:
    values = {text for each in result.verdicts for text in of_record(each.record)}
    return frozenset(_worth_finding(values))


def _given(given: Mapping[str, Any]) -> Iterator[str]:
    """What a conformance case says of learners."""
    yield from _worth_finding(_of_people([given.get("records"), given.get("roster")]))
    if "sheet" in given:
        yield from _worth_finding(_of_sheet(given["sheet"]))
    if "xml" in given and "<!DOCTYPE" not in given["xml"]:
        try:
            root = ElementTree.fromstring(given["xml"])
        except ElementTree.ParseError:
            return
        texts = (
            (each.text or "").strip()
            for each in root.iter()
            if re.split("[}:]", each.tag)[-1] in _ELEMENTS
        )
        yield from _worth_finding(texts)


def _of_people(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _of_people(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from _of_people(each, key)
    elif isinstance(value, str) and key in _OF_PERSON:
        yield value


def _of_sheet(sheet: Any) -> Iterator[str]:
    columns: list[int] = []
    for row in sheet["rows"] if isinstance(sheet, Mapping) else sheet:
        texts = [_cell(cell) for cell in row]
        keys = [" ".join(text.split()).casefold() for text in texts]
        if _LEARNER_COLUMNS.intersection(keys):
            columns = [index for index, key in enumerate(keys) if key in _LEARNER_COLUMNS]
        else:
            yield from (texts[index] for index in columns if index < len(texts))


def _cell(cell: Any) -> str:
    if isinstance(cell, Mapping):
        cell = next(iter(cell.values()))
    return "" if cell is None else str(cell)


def _worth_finding(values: Any) -> Iterator[str]:
    """What can be told from other text: not an initial, nor a number that may be an amount."""
    for text in values:
        text = text.strip()
        if date := _DATE.match(text):
            yield f"{date[2]}/{date[3]}"
            yield date[1] + date[2] + date[3]
        if len(text) > 2 and not re.fullmatch(r"[\d.]{1,3}", text) and text not in ERROR_TEXTS:
            yield text


def told(values: frozenset[str], output: bytes) -> set[str]:
    """Those of ``values`` that stand in an output, as words of their own."""
    text = output.decode().casefold()
    found = set()
    for value in values:
        forms = {value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
        for form in forms:
            # Looking for a plain text first is much faster.
            if (plain := form.casefold()) in text and re.search(
                rf"(?<!\w){re.escape(plain)}(?!\w)", text
            ):
                found.add(value)
    return found
