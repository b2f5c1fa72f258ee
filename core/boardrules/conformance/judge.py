"""Judging one expanded case with this engine: the same answer in process and through the pipe."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

from boardrules.activities import ActivityVerdict
from boardrules.batch import Report, check
from boardrules.engine import Engine
from boardrules.findings import Finding, Verdict
from boardrules.formats.neutral import activity_from, day_from, entry_from, person_from, record_from
from boardrules.locations import CellAt, JsonAt, Location, XmlAt
from boardrules.memory import MemoryActivities, MemoryAnswers, MemoryLedger, MemoryRoster
from boardrules.plugins import Plugins, installed_plugins

Result = dict[str, Any]
#: Where the activities stand in ACCME's draft document; their number follows.
_ENTRIES = "/ACCMEActivities/MedicalEducationMetrics/"


def judge_case(given: Mapping[str, Any], plugins: Plugins | None = None) -> Result:
    """What this engine makes of a case: ``{"findings": [{record, code, at}], "verdicts": [...]}``.

    ``given`` is :attr:`ConformanceCase.given`. KeyError, TypeError or ValueError when it
    is not of the format.
    """
    plugins = plugins if plugins is not None else installed_plugins()
    engine = engine_for(given, plugins)
    if "records" in given:
        records = [record_from(each, number) for number, each in enumerate(given["records"], 1)]
        verdicts = list(engine.check(records))
        return _result(verdicts, [])
    report = judge_text(given, engine)
    return _result([*report.verdicts, *report.activities], list(report.file_findings))


def engine_for(given: Mapping[str, Any], plugins: Plugins) -> Engine:
    """An engine with the day, the ports and the provider that a case states."""
    activities, roster, answers = (given.get(key) for key in ("activities", "roster", "answers"))
    engine = Engine(
        date.fromisoformat(given["as_of"]),
        activities=None
        if activities is None
        else MemoryActivities(activity_from(each) for each in activities),
        roster=None if roster is None else MemoryRoster(person_from(each) for each in roster),
        answers=None if answers is None else MemoryAnswers(answers),
        provider_id=given.get("provider_id"),
        plugins=plugins,
    )
    ledger = given.get("ledger")
    if ledger is not None:
        earlier = engine.start()
        entries = []
        for number, each in enumerate(ledger, 1):
            if "record" in each:
                entries += earlier.entries_of(
                    record_from(each["record"], number),
                    each.get("status", "accepted"),
                    each.get("channel", "pars"),
                    day_from(each.get("submitted")),
                )
            else:
                entries.append(entry_from(each))
        engine.ledger = MemoryLedger(entries)
    return engine


def judge_text(given: Mapping[str, Any], engine: Engine) -> Report:
    """Judge a case given as text, cells or activities, through a file and the reader of its format."""
    with tempfile.TemporaryDirectory() as folder:
        if "xml" in given:
            path = Path(folder) / "case.xml"
            path.write_bytes(given["xml"].encode())
        elif "activities_json" in given:
            path = Path(folder) / "case.json"
            path.write_text(json.dumps(given["activities_json"]), encoding="utf-8")
        elif "activities_table" in given:
            path = Path(folder) / "case.csv"
            with path.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows(given["activities_table"])
        else:
            path = Path(folder) / "case.xlsx"
            write_sheet(given["sheet"], path)
        return check(
            path,
            activities=engine.activities,
            roster=engine.roster,
            ledger=engine.ledger,
            answers=engine.answers,
            as_of=engine.as_of,
            provider_id=engine.provider_id,
            plugins=engine.plugins,
        )


def write_sheet(sheet: Mapping[str, Any], path: Path) -> None:
    """Write ``{"name": ..., "rows": [[cell, ...], ...]}`` as a workbook.

    A cell is null, text, a number or a boolean, or ``{"date": "2026-05-03"}`` or
    ``{"datetime": "2026-05-03T09:30:00"}`` for a date cell.
    """
    from datetime import datetime

    from openpyxl import Workbook

    workbook = Workbook()
    page = workbook.worksheets[0]
    page.title = sheet.get("name", "Sheet1")
    for row, cells in enumerate(sheet["rows"], 1):
        for column, cell in enumerate(cells, 1):
            if isinstance(cell, Mapping):
                if "date" in cell:
                    value: Any = datetime.combine(date.fromisoformat(cell["date"]), time())
                    shown = "yyyy-mm-dd"
                else:
                    value = datetime.fromisoformat(cell["datetime"])
                    shown = "yyyy-mm-dd hh:mm"
                page.cell(row, column, value).number_format = shown
            elif cell is not None:
                written = page.cell(row, column, cell)
                if isinstance(cell, str):
                    written.data_type = "s"  # or "=1+1" would be a formula
    workbook.save(path)


def _result(
    verdicts: Sequence[Verdict | ActivityVerdict], about_files: Sequence[Finding]
) -> Result:
    findings = []
    words = []
    for verdict in verdicts:
        if isinstance(verdict, ActivityVerdict):
            number, word = verdict.entry.number, verdict.outcome.value
        else:
            number, word = verdict.record.number, verdict.status.value
        words.append(word)
        findings += [
            {"record": number, "code": found.code, "at": at(found.location)}
            for found in verdict.findings
        ]
    findings += [
        {"record": None, "code": found.code, "at": at(found.location)} for found in about_files
    ]
    return {"findings": findings, "verdicts": words}


def at(location: Location | None) -> str:
    """A place within a case: a pointer within record or activity, a cell or row, a path in the XML."""
    match location:
        case JsonAt(pointer=pointer) if pointer.startswith(_ENTRIES):
            _, slash, within = pointer.removeprefix(_ENTRIES).partition("/")
            return slash + within
        case JsonAt(pointer=pointer):
            parts = pointer.split("/")  # "", "records", number, then the field
            return "/" + "/".join(parts[3:]) if len(parts) > 3 and parts[3] else ""
        case CellAt(row=int(row), column=column):
            return f"{column or ''}{row}"
        case XmlAt(path=path):
            return path or ""
        case _:
            return ""
