"""What is fuzzed: a reader, what its files look like, and where to begin.

A reader is added by one more :class:`Target`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib.resources import files
from typing import Any

from attrs import frozen

from . import again, runs, seeds, table_seeds, tables


@frozen
class Target:
    """One reader under test.

    ``run`` is given a file's bytes in an empty folder, and raises when a promise is broken.
    ``words`` are names and values that its files hold. ``archive``: its files are zip
    archives, whose parts are to be changed rather than their bytes.
    """

    name: str
    run: Callable[[bytes], object]
    seeds: seeds.Seeds
    words: Callable[[], Iterable[str]]
    archive: bool = False
    most_bytes: int = 16 << 10


_NAME = re.compile(r"</?[A-Za-z]\w+|\b[A-Za-z][\w.]+ ?=|\"[\w.]+\"\s*:|\[\[?[\w.]+\]")


def _columns(*kinds: str) -> Callable[[], list[str]]:
    """The headers of tables."""

    def words() -> list[str]:
        found = []
        for kind in kinds:
            text = (files("boardrules_specs") / f"columns/{kind}.toml").read_text("utf-8")
            for group in tomllib.loads(text).values():
                for key, names in group.items():
                    found += [key, *(each for each in names if isinstance(each, str))]
        return found

    return words


def _names_in(*sorts: seeds.Seeds) -> Callable[[], list[str]]:
    """The element names, attribute names and keys that stand in seeds."""

    def words() -> list[str]:
        found: dict[str, None] = {}
        for sort in sorts:
            for data in sort():
                text = data.decode("utf-8", "replace")
                found |= dict.fromkeys(_NAME.findall(text))
        return list(found)[:400]

    return words


_SHEET_WORDS = (
    '<c r="A1" t="s">', "<v>", "</v>", "<f>", "</c>", "<row>", "</row>", "<is><t>", "</t></is>",
    '<mergeCell ref="A1:B2"/>', '<sheet name="Sheet1" sheetId="1" r:id="rId1"/>', "<x:c>",
    'date1904="1"', 'state="hidden"', '<dimension ref="A1:XFD1048576"/>', "<!DOCTYPE a>",
)  # fmt: skip


def _of_sheet(more: Callable[[], Iterable[str]]) -> Callable[[], list[str]]:
    return lambda: [*_SHEET_WORDS, *more(), "Add", "ABIM", "NPI", "202612345", "2026-05-20"]


def _of_parquet(more: Callable[[], Iterable[str]]) -> Callable[[], list[str]]:
    return lambda: [*(f'"{name}"' for name in tables.TYPES), "null", "PAR1", *more()]


def _of_text() -> Iterator[bytes]:
    """Learner files that are text, of every kind."""
    yield from seeds.learner_reports()
    yield from seeds.learner_json()
    yield from table_seeds.reports_of_participants()
    yield from table_seeds.records_csv()
    yield from table_seeds.learner_csv()


def _of_sheets() -> Iterator[bytes]:
    """Learner workbooks of both kinds."""
    yield from table_seeds.rems_workbooks()
    yield from seeds.learner_workbooks()


def _of_activities() -> Iterator[bytes]:
    """Files of activities that are text, of every kind."""
    yield from seeds.activities_json()
    yield from seeds.activities_xml()
    yield from seeds.activities_csv()
    yield from table_seeds.activity_template_texts()


_LEARNER_WORDS = _columns("learner", "records", "learner-tab")
_WORKBOOK: dict[str, Any] = {"archive": True, "most_bytes": 64 << 10}

#: The readers, each by what it reads.
READERS = (
    Target(
        "learner-xlsx", partial(runs.learners, name="learners.xlsx"), seeds.learner_workbooks,
        _of_sheet(_columns("learner")), **_WORKBOOK,
    ),
    Target(
        "rems-xlsx", partial(runs.learners, name="learners.xlsx"), table_seeds.rems_workbooks,
        _of_sheet(_columns("learner")), **_WORKBOOK,
    ),
    Target(
        "learner-xml", partial(runs.learners, name="learners.xml"), seeds.learner_reports,
        _names_in(seeds.learner_reports),
    ),
    Target(
        "participants-xml", partial(runs.learners, name="learners.xml"),
        table_seeds.reports_of_participants, _names_in(table_seeds.reports_of_participants),
    ),
    Target(
        "learner-json", partial(runs.learners, name="learners.json"), seeds.learner_json,
        _names_in(seeds.learner_json),
    ),
    Target(
        "learner-csv", partial(runs.learners, name="learners.csv"), table_seeds.learner_csv,
        _LEARNER_WORDS, most_bytes=4 << 10,
    ),
    Target(
        "learner-tab", partial(runs.learners, name="learners.txt"), table_seeds.learner_tab,
        _LEARNER_WORDS, most_bytes=4 << 10,
    ),
    Target(
        "records-csv", partial(runs.learners, name="learners.csv"), table_seeds.records_csv,
        _columns("records"), most_bytes=4 << 10,
    ),
    Target(
        "records-parquet", runs.parquet, table_seeds.records_parquet,
        _of_parquet(_columns("records")),
    ),
    Target(
        "activities-json", partial(runs.activities, name="activities.json"),
        seeds.activities_json, _names_in(seeds.activities_json),
    ),
    Target(
        "activities-xml", partial(runs.activities, name="activities.xml"), seeds.activities_xml,
        _names_in(seeds.activities_xml),
    ),
    Target(
        "activities-csv", partial(runs.activities, name="activities.csv"), seeds.activities_csv,
        _columns("activities"), most_bytes=4 << 10,
    ),
    Target(
        "activities-xlsx", partial(runs.activities, name="activities.xlsx"),
        seeds.activities_xlsx, _of_sheet(_columns("activities")), **_WORKBOOK,
    ),
    Target(
        "template-csv", partial(runs.activities, name="activities.csv"),
        table_seeds.activity_template_texts, _columns("activity-template"), most_bytes=4 << 10,
    ),
    Target(
        "template-xlsx", partial(runs.activities, name="activities.xlsx"),
        table_seeds.activity_templates, _of_sheet(_columns("activity-template")), **_WORKBOOK,
    ),
    Target(
        "roster-csv", partial(runs.roster, name="roster.csv"), seeds.roster_csv,
        _columns("roster"),
    ),
    Target(
        "roster-xlsx", partial(runs.roster, name="roster.xlsx"), seeds.roster_xlsx,
        _of_sheet(_columns("roster")), **_WORKBOOK,
    ),
    Target(
        "pre-validation-csv", partial(again.people, name="people.csv"),
        table_seeds.pre_validation_texts, _columns("pre-validation"), most_bytes=4 << 10,
    ),
    Target(
        "pre-validation-xlsx", partial(again.people, name="people.xlsx"),
        table_seeds.pre_validation_workbooks, _of_sheet(_columns("pre-validation")), **_WORKBOOK,
    ),
    Target(
        "sniffing", runs.anything, seeds.any_file, _columns("learner", "activities"),
        most_bytes=64 << 10,
    ),
    Target("configuration", runs.configuration, seeds.configurations, _names_in(seeds.declarations)),
    Target(
        "declaration", runs.declaration, seeds.declarations, _names_in(seeds.declarations),
        most_bytes=32 << 10,
    ),
    Target(
        "protocol", runs.protocol_lines, seeds.messages, _names_in(seeds.messages),
        most_bytes=32 << 10,
    ),
    Target("suite", runs.suite, seeds.suites, _names_in(seeds.suites), most_bytes=32 << 10),
)  # fmt: skip

#: What is written of what was read, and read again.
WRITTEN = (
    Target(
        "convert", partial(again.converted, name="learners"), _of_text,
        _names_in(seeds.learner_reports, seeds.learner_json), most_bytes=8 << 10,
    ),
    Target(
        "convert-xlsx", partial(again.converted, name="learners.xlsx"), _of_sheets,
        _of_sheet(_columns("learner")), **_WORKBOOK,
    ),
    Target(
        "convert-activities", partial(again.activities_converted, name="activities"),
        _of_activities, _names_in(seeds.activities_json, seeds.activities_xml),
    ),
    Target(
        "convert-roster", partial(again.roster_converted, name="roster"), seeds.roster_csv,
        _columns("roster"),
    ),
    Target(
        "rejection-xlsx", partial(again.rejected, name="learners.xlsx"), _of_sheets,
        _of_sheet(_columns("learner")), **_WORKBOOK,
    ),
    Target(
        "rejection", partial(again.rejected, name="learners"), _of_text,
        _names_in(seeds.learner_reports, seeds.learner_json), most_bytes=8 << 10,
    ),
    Target(
        "annotated", partial(again.commented, name="learners.xlsx"), _of_sheets,
        _of_sheet(_columns("learner")), **_WORKBOOK,
    ),
)  # fmt: skip

TARGETS = READERS + WRITTEN
BY_NAME = {target.name: target for target in TARGETS}
