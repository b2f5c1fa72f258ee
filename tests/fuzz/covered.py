"""Which targets and which strategies try each reader. A reader that stands in neither fails a test."""

from __future__ import annotations

import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from types import FrameType
from typing import Any

from attrs import frozen

import boardrules

from . import strategies as whole
from . import table_strategies as tables


@frozen
class Tried:
    """The names of the targets that reach a reader, and the strategies of whole files for it."""

    targets: tuple[str, ...]
    strategies: tuple[Callable[..., object], ...]


_OF_SHEETS = (whole.learner_workbooks, tables.rems_workbooks)
_PLAIN = ("activities-csv", "activities-xlsx")
_TEMPLATES = ("template-csv", "template-xlsx")
_TREES = ("activities-json", "activities-xml")
_OF_TREES = (whole.activities_json, whole.activities_xml)
_OF_PEOPLE = ("pre-validation-csv", "pre-validation-xlsx")

#: By the dotted name of what reads.
READERS = {
    "formats.open_submission": Tried(
        ("learner-xlsx", "learner-xml", "learner-json", "learner-csv", "learner-tab",
         "records-csv", "records-parquet", "sniffing"),
        (whole.learner_workbooks, whole.learner_reports),
    ),
    "formats.opening.open_source": Tried(("roster-csv", "roster-xlsx", *_TREES), (whole.rosters,)),
    "formats.learner_xlsx.LearnerWorkbook": Tried(("learner-xlsx", "rems-xlsx"), _OF_SHEETS),
    "formats.learner_sheet.open_sheet": Tried(("learner-xlsx", "rems-xlsx"), _OF_SHEETS),
    "formats.workbook.Workbook": Tried(
        ("learner-xlsx", "activities-xlsx", "roster-xlsx", "pre-validation-xlsx"), _OF_SHEETS
    ),
    "formats.learner_xml.LearnerReport": Tried(
        ("learner-xml", "participants-xml"),
        (whole.learner_reports, tables.reports_of_participants),
    ),
    "formats.learner_json.LearnerJson": Tried(("learner-json",), (tables.learner_documents,)),
    "formats.learner_text.LearnerText": Tried(
        ("learner-csv", "learner-tab"), (tables.learner_texts,)
    ),
    "formats.record_table.RecordTable": Tried(
        ("records-csv", "records-parquet"), (tables.record_tables, tables.parquet_tables)
    ),
    "formats.records_csv.RecordsCsv": Tried(("records-csv",), (tables.record_tables,)),
    "formats.records_parquet.RecordsParquet": Tried(
        ("records-parquet",), (tables.parquet_tables,)
    ),
    "formats.activity_entries.ActivityFile": Tried((*_TREES, *_PLAIN, *_TEMPLATES), _OF_TREES),
    "formats.activities.read_activities": Tried((*_TREES, *_PLAIN, *_TEMPLATES), _OF_TREES),
    "formats.activities_json.read_json": Tried(("activities-json",), (whole.activities_json,)),
    "formats.activities_xml.read_xml": Tried(("activities-xml",), (whole.activities_xml,)),
    "formats.activities_table.read_table": Tried(_PLAIN, (whole.activity_tables,)),
    "formats.activities_template.read_template": Tried(_TEMPLATES, (tables.activity_templates,)),
    "formats.entries_table.read_entries_table": Tried(
        (*_PLAIN, *_TEMPLATES), (whole.activity_tables, tables.activity_templates)
    ),
    "formats.tables.read_rows": Tried(
        ("roster-csv", "roster-xlsx", *_PLAIN), (whole.rosters, whole.activity_tables)
    ),
    "formats.tables.read_csv": Tried(("roster-csv", "activities-csv"), (whole.rosters,)),
    "formats.workbook_tables.read_workbook": Tried(
        ("roster-xlsx", "activities-xlsx"), (whole.rosters,)
    ),
    "formats.roster.read_roster": Tried(("roster-csv", "roster-xlsx"), (whole.rosters,)),
    "formats.pre_validation.open_people": Tried(_OF_PEOPLE, (tables.people,)),
    "formats.pre_validation.PreValidationSheet": Tried(_OF_PEOPLE, (tables.people,)),
    "inputs.ledger_of": Tried(
        ("learner-xml", "learner-tab"), (whole.learner_reports, tables.learner_documents)
    ),
    "config.load_config": Tried(("configuration",), (whole.configurations,)),
    "declarations.load_program": Tried(("declaration",), (whole.changed_documents,)),
    "conformance.cases.load_suite": Tried(("suite",), (whole.changed_documents,)),
}  # fmt: skip

#: What only says how a plugin reads, and what only tests of plugins do.
_NO_READERS = ("boardrules.hookspecs", "boardrules.testing")
_NAMES = ("read_", "load_", "open_")
_GIVEN = frozenset({"source", "path", "paths", "file", "plugin"})


def readers() -> Iterator[str]:
    """The readers that there are: public classes of formats that are given a source, and public
    functions ``read_``, ``load_`` or ``open_`` that are given one, or a path; the ledger, which is
    read as learner files are.
    """
    yield "inputs.ledger_of"
    for found in pkgutil.walk_packages(boardrules.__path__, "boardrules."):
        if found.name.endswith("__main__") or found.name in _NO_READERS:
            continue
        for name, each in vars(import_module(found.name)).items():
            if name.startswith("_") or getattr(each, "__module__", None) != found.name:
                continue
            place = f"{found.name}.{name}".removeprefix("boardrules.")
            if inspect.isclass(each):
                if place.startswith("formats.") and "source" in _parameters(each):
                    yield place
            elif name.startswith(_NAMES) and not _GIVEN.isdisjoint(_parameters(each)):
                yield place


def _parameters(thing: Any) -> frozenset[str]:
    try:
        return frozenset(inspect.signature(thing).parameters)
    except (TypeError, ValueError):
        return frozenset()


def reached(run: Callable[[], object]) -> set[str]:
    """The dotted names of the engine's functions that ``run`` calls, methods with their class."""
    called: set[tuple[str, str]] = set()

    def notice(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.add((str(frame.f_globals.get("__name__", "")), frame.f_code.co_qualname))

    sys.setprofile(notice)
    try:
        run()
    finally:
        sys.setprofile(None)
    return {
        f"{module.removeprefix('boardrules.')}.{name}"
        for module, name in called
        if module.startswith("boardrules")
    }
