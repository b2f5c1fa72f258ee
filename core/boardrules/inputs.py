"""Ports made of files: activities, a roster, a ledger. Ports that are given are taken as they are."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve

from boardrules.engine import Engine
from boardrules.findings import Finding, Severity, finding
from boardrules.locations import FileAt, Location
from boardrules.memory import MemoryActivities, MemoryLedger, MemoryRoster
from boardrules.plugins import Plugins
from boardrules.ports import Activities, Ledger, Roster
from boardrules.records import Activity, Person

if TYPE_CHECKING:
    from boardrules.formats.column_names import ColumnNames

PathLikes: TypeAlias = str | PathLike[str] | Iterable[str | PathLike[str]]


def paths_of(given: PathLikes) -> list[str | PathLike[str]]:
    return [given] if isinstance(given, str | PathLike) else list(given)


def activities_of(
    given: PathLikes | Activities | None,
    plugins: Plugins,
    about_files: list[Finding],
    columns: ColumnNames,
) -> Activities | None:
    if given is None or hasattr(given, "get"):
        return given  # type: ignore[return-value]
    from boardrules.formats.activities import read_activities

    read = read_activities([Path(path) for path in paths_of(given)], columns)
    about_files += read.findings
    if not read.activities and any(_spoils(found) for found in read.findings):
        return None  # a list that could not be read says of no activity that it is not there
    return MemoryActivities(
        _with_program_codes(activity, plugins, read.places, about_files)
        for activity in read.activities
    )


def _spoils(found: Finding) -> bool:
    return found.severity is Severity.ERROR


def ledger_of(
    given: PathLikes, engine: Engine, about_files: list[Finding], columns: ColumnNames
) -> Ledger:
    """A ledger of what learner files that were uploaded before say, each record as accepted."""
    from boardrules.formats import open_submission

    before = engine.start()
    ledger = MemoryLedger()
    for path in paths_of(given):
        learners = open_submission(Path(path), plugins=engine.plugins, columns=columns)
        for record in learners.records():
            if record.action.strip().casefold() == "add":
                for entry in before.entries_of(record):
                    ledger.add(entry)
        about_files += [found for found in learners.findings if _spoils(found)]
    return ledger


def _with_program_codes(
    activity: Activity, plugins: Plugins, places: dict[str, Location], about_files: list[Finding]
) -> Activity:
    """The activity with its registrations under the programs' codes, however they were written."""
    registrations = []
    for registration in activity.registrations:
        program = plugins.programs.named(registration.program)
        if program is None:
            about_files.append(
                finding(
                    "BR120",
                    places.get(activity.id),
                    severity=Severity.WARNING,
                    found=registration.program,
                )
            )
            registrations.append(registration)
        else:
            registrations.append(evolve(registration, program=program.code))
    return evolve(activity, registrations=tuple(registrations))


def roster_of(
    given: PathLikes | Roster | None,
    plugins: Plugins,
    about_files: list[Finding],
    columns: ColumnNames,
) -> Roster | None:
    if given is None or hasattr(given, "by_id"):
        return given  # type: ignore[return-value]
    from boardrules.formats.roster import read_roster

    paths = [Path(path) for path in paths_of(given)]
    read = read_roster(paths, columns)
    about_files += read.findings
    if not read.people and any(_spoils(found) for found in read.findings):
        return None
    people: list[Person] = []
    strange: set[str] = set()
    codes: dict[str, str] = {}
    for person in read.people:
        code = codes.get(person.program)
        if code is None:
            program = plugins.programs.named(person.program)
            place = plugins.programs.jurisdiction(person.program)
            code = place[1].code if place else program.code if program else person.program
            codes[person.program] = code
            if not place and not program and person.program not in strange:
                strange.add(person.program)
                about_files.append(
                    finding(
                        "BR120",
                        FileAt(paths[0].as_posix()),
                        severity=Severity.WARNING,
                        found=person.program,
                    )
                )
        people.append(person if code == person.program else evolve(person, program=code))
    return MemoryRoster(people)
