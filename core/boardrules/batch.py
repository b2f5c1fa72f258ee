"""One call from files to a report: what the command line and most who embed the engine use."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, field, frozen

from boardrules.codes import Catalogue
from boardrules.engine import Crash, Engine, Judging
from boardrules.findings import Finding, NotJudged, Severity, Status, Verdict, finding
from boardrules.locations import CellAt, FileAt, Location, XmlAt
from boardrules.memory import MemoryActivities, MemoryRoster
from boardrules.plugins import Plugins, installed_plugins
from boardrules.ports import Activities, Answers, Ledger, Roster
from boardrules.programs import RuleSet
from boardrules.records import Activity, CompletionRecord, Person
from boardrules.version import __version__

if TYPE_CHECKING:
    from boardrules.formats.base import LearnerFile

PathLikes: TypeAlias = str | PathLike[str] | Iterable[str | PathLike[str]]

#: Findings about a file that PARS would answer by refusing records or the file, not ones
#: that kept us from judging.
_REJECTS_FILE = frozenset({"BR107", "BR110"})


@frozen(slots=True)
class Input:
    """A learner file that was judged: its name as given, its kind, and how many records it held."""

    file: str
    kind: str
    records: int


@frozen(slots=True)
class Summary:
    """Counts of verdicts, and of findings by code (each code sorted)."""

    records: int
    accepted: int
    submitted: int
    rejected: int
    not_judged: int
    deleted: int
    delete_submitted: int
    by_code: dict[str, int]


@frozen(slots=True)
class Report:
    """Everything that became of a run.

    ``file_findings`` concern files, ``plugin_findings`` plugins; both may be empty.
    ``crashes`` holds (check, exception) of checks that failed;
    ``files`` are the learner files as read, which the rejection workbook copies rows from.
    """

    as_of: date
    inputs: tuple[Input, ...]
    rule_sets: tuple[RuleSet, ...]
    not_judged: tuple[NotJudged, ...]
    summary: Summary
    verdicts: tuple[Verdict, ...]
    file_findings: tuple[Finding, ...]
    plugin_findings: tuple[Finding, ...]
    catalogue: Catalogue
    crashes: tuple[Crash, ...] = field(default=(), eq=False, repr=False)
    files: tuple[LearnerFile, ...] = field(default=(), eq=False, repr=False)
    version: str = __version__

    @property
    def rejected(self) -> tuple[Verdict, ...]:
        """The verdicts on records that were rejected."""
        return tuple(each for each in self.verdicts if each.status is Status.REJECTED)

    @property
    def exit_status(self) -> int:
        """0 nothing rejected, 1 something rejected, 2 something could not be judged for a fault."""
        errors = [each for each in self.file_findings if each.severity is Severity.ERROR]
        if any(each.code not in _REJECTS_FILE for each in errors) or "998" in self.summary.by_code:
            return 2
        return 1 if errors or self.summary.rejected else 0


def check(
    files: PathLikes,
    *,
    activities: PathLikes | Activities | None = None,
    roster: PathLikes | Roster | None = None,
    ledger: Ledger | None = None,
    answers: Answers | None = None,
    as_of: date,
    provider_id: str | None = None,
    plugins: Plugins | None = None,
    on_record: Callable[[], None] | None = None,
) -> Report:
    """Judge learner files as one submission.

    ``files``, ``activities`` and ``roster`` are paths, one or several; the latter two may
    also be ports. ``as_of`` is the day of judging. ``provider_id`` is the provider's
    seven-digit ID; without it every activity given counts as the provider's own.
    ``on_record`` is called after each record, for a progress bar.

    Never raises for what is wrong with a file: that becomes a finding.
    """
    from boardrules.formats import open_submission

    plugins = plugins if plugins is not None else installed_plugins()
    about_files: list[Finding] = []
    engine = Engine(
        as_of,
        activities=_activities(activities, plugins, about_files),
        roster=_roster(roster, plugins, about_files),
        ledger=ledger,
        answers=answers,
        provider_id=provider_id,
        plugins=plugins,
    )
    judging = engine.start()
    for name in plugins.names:
        plugins.call(name, "run_started", run=judging.run)
    inputs: list[Input] = []
    verdicts: list[Verdict] = []
    opened: list[LearnerFile] = []
    # What is made of records holds no cycles, and looking for some costs a tenth of the run.
    collecting = gc.isenabled()
    gc.disable()
    try:
        for path in _paths(files):
            learners = open_submission(Path(path), plugins=plugins)
            judged = _judge(learners, judging, len(verdicts) + 1, on_record)
            verdicts += judged
            about_files += learners.findings
            inputs.append(Input(learners.file, learners.kind, len(judged)))
            opened.append(learners)
    finally:
        if collecting:
            gc.enable()
    summary = _summarise(verdicts, about_files)
    for name in plugins.names:
        plugins.call(name, "run_finished", run=judging.run, summary=summary)
    return Report(
        as_of=as_of,
        inputs=tuple(inputs),
        rule_sets=judging.rule_sets,
        not_judged=judging.not_judged if verdicts else (),
        summary=summary,
        verdicts=tuple(verdicts),
        file_findings=tuple(about_files),
        plugin_findings=tuple(plugins.problems),
        catalogue=plugins.catalogue,
        crashes=tuple(judging.crashes),
        files=tuple(opened),
    )


def _judge(
    learners: LearnerFile, judging: Judging, first: int, on_record: Callable[[], None] | None
) -> list[Verdict]:
    """The verdicts on one file's records, numbered from ``first``."""
    records: Iterable[CompletionRecord] = learners.records(first)
    if judging.engine.ledger is not None:
        records = list(records)
        judging.prefetch(records)
    verdicts: list[Verdict] = []
    judge, hazards = judging.judge, learners.hazards
    for record in records:
        verdict = judge(record)
        if verdict.findings:
            verdict = _with_places(verdict, verdicts, first)
        if hazardous := hazards(record.number):
            verdict = evolve(verdict, findings=verdict.findings + hazardous)
        verdicts.append(verdict)
        if on_record is not None:
            on_record()
    return verdicts


def _with_places(verdict: Verdict, earlier: Sequence[Verdict], first: int) -> Verdict:
    """The verdict with rows or lines where findings speak of an earlier record by its number."""

    def told(key: str, value: str) -> str:
        number = value.removeprefix("record ")
        index = int(number) - first if key == "first" and number.isdigit() else -1
        if not 0 <= index < len(earlier):
            return value
        match earlier[index].record.origin.at(""):
            case CellAt(row=int(row)):
                return f"row {row}"
            case XmlAt(line=int(line)):
                return f"the record of line {line}"
        return value

    if all(found.param("first") is None for found in verdict.findings):
        return verdict
    findings = tuple(
        evolve(found, params=tuple((key, told(key, value)) for key, value in found.params))
        for found in verdict.findings
    )
    return evolve(verdict, findings=findings)


def _paths(given: PathLikes) -> list[str | PathLike[str]]:
    return [given] if isinstance(given, str | PathLike) else list(given)


def _activities(
    given: PathLikes | Activities | None, plugins: Plugins, about_files: list[Finding]
) -> Activities | None:
    if given is None or hasattr(given, "get"):
        return given  # type: ignore[return-value]
    from boardrules.formats.activities import read_activities

    read = read_activities([Path(path) for path in _paths(given)])
    about_files += read.findings
    return MemoryActivities(
        _with_program_codes(activity, plugins, read.places, about_files)
        for activity in read.activities
    )


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


def _roster(
    given: PathLikes | Roster | None, plugins: Plugins, about_files: list[Finding]
) -> Roster | None:
    if given is None or hasattr(given, "by_id"):
        return given  # type: ignore[return-value]
    from boardrules.formats.roster import read_roster

    paths = [Path(path) for path in _paths(given)]
    read = read_roster(paths)
    about_files += read.findings
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


def _summarise(verdicts: Sequence[Verdict], about_files: Sequence[Finding]) -> Summary:
    statuses = dict.fromkeys(Status, 0)
    codes: dict[str, int] = {}
    for verdict in verdicts:
        statuses[verdict.status] += 1
        for found in verdict.findings:
            codes[found.code] = codes.get(found.code, 0) + 1
    for found in about_files:
        codes[found.code] = codes.get(found.code, 0) + 1
    return Summary(
        records=len(verdicts),
        accepted=statuses[Status.ACCEPTED],
        submitted=statuses[Status.SUBMITTED],
        rejected=statuses[Status.REJECTED],
        not_judged=statuses[Status.NOT_JUDGED],
        deleted=statuses[Status.DELETED],
        delete_submitted=statuses[Status.DELETE_SUBMITTED],
        by_code=dict(sorted(codes.items())),
    )
