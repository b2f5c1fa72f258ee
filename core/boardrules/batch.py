"""One call from files to a report: what the command line and most who embed the engine use."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, field, frozen

from boardrules.activities.model import ActivityVerdict, Outcome
from boardrules.codes import Catalogue
from boardrules.engine import Crash, Engine, Judging
from boardrules.findings import Finding, NotJudged, Severity, Status, Verdict, finding
from boardrules.locations import CellAt, FileAt, Location, XmlAt
from boardrules.memory import MemoryActivities, MemoryLedger, MemoryRoster
from boardrules.plugins import Plugins, installed_plugins
from boardrules.ports import Activities, Answers, Ledger, Roster
from boardrules.programs import Programs, RuleSet
from boardrules.records import Activity, Person
from boardrules.version import __version__

if TYPE_CHECKING:
    from boardrules.activities import ActivityJudging
    from boardrules.formats.activity_entries import ActivityFile
    from boardrules.formats.base import LearnerFile

PathLikes: TypeAlias = str | PathLike[str] | Iterable[str | PathLike[str]]

#: So many records are read and then judged.
_TOGETHER = 512

#: Findings about a file that PARS would answer by refusing records or the file, not ones
#: that kept us from judging.
REJECTS_FILE = frozenset({"BR107", "BR110"})


@frozen(slots=True)
class Input:
    """A learner file that was judged: its name as given, its kind, and how many records it held."""

    file: str
    kind: str
    records: int


@frozen(slots=True)
class ActivityInput:
    """A file of activities that were judged: its name as given, its kind, how many it held."""

    file: str
    kind: str
    activities: int


@frozen(slots=True)
class ActivityCounts:
    """Counts of verdicts on activities."""

    activities: int = 0
    closable: int = 0
    registrable: int = 0
    rejected: int = 0


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
    activities: ActivityCounts = ActivityCounts()


@frozen(slots=True)
class Hidden:
    """How many findings a report leaves out, and by which option: ``select``, ``ignore``, ..."""

    option: str
    findings: int


@frozen(slots=True)
class Report:
    """Everything that became of a run.

    ``file_findings`` concern files, ``plugin_findings`` plugins; both may be empty.
    ``crashes`` holds (check, exception) of checks that failed;
    ``files`` are the learner files as read, which the rejection workbook copies rows from.
    ``activities`` are the verdicts on activities that were to be judged themselves, and
    ``activity_inputs`` their files. ``programs`` are those that the run knew.

    ``hidden`` says what was left out (:mod:`boardrules.reports.selection`): counts and
    ``exit_status`` are of the whole run all the same, for which ``settled`` keeps the
    latter. ``masked`` says that values of learners were taken out
    (:mod:`boardrules.reports.masking`).
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
    activities: tuple[ActivityVerdict, ...] = ()
    activity_inputs: tuple[ActivityInput, ...] = ()
    version: str = __version__
    programs: Programs | None = field(default=None, eq=False, repr=False)
    hidden: tuple[Hidden, ...] = ()
    settled: int | None = None
    masked: bool = False

    @property
    def rejected(self) -> tuple[Verdict, ...]:
        """The verdicts on records that were rejected."""
        return tuple(each for each in self.verdicts if each.status is Status.REJECTED)

    @property
    def exit_status(self) -> int:
        """0 nothing rejected, 1 something rejected, 2 something could not be judged for a fault."""
        if self.settled is not None:
            return self.settled
        errors = [each for each in self.file_findings if each.severity is Severity.ERROR]
        if any(each.code not in REJECTS_FILE for each in errors) or "998" in self.summary.by_code:
            return 2
        return 1 if errors or self.summary.rejected or self.summary.activities.rejected else 0


def check(
    files: PathLikes,
    *,
    activities: PathLikes | Activities | None = None,
    roster: PathLikes | Roster | None = None,
    ledger: PathLikes | Ledger | None = None,
    answers: Answers | None = None,
    as_of: date,
    provider_id: str | None = None,
    plugins: Plugins | None = None,
    on_record: Callable[[], None] | None = None,
) -> Report:
    """Judge learner files as one submission, and files of activities as another.

    What a file of ``files`` is, its content says: activities (ACCME JSON, MEMS XML, a table)
    are judged as registrations. Learners are judged by those of ``activities`` only.
    ``files``, ``activities``, ``roster`` and ``ledger`` are paths, one or several; the latter
    three may also be ports. A ledger's files are learner files that were uploaded and accepted
    before. ``as_of`` is the day of judging. ``provider_id`` is the provider's
    seven-digit ID; without it every activity given counts as the provider's own.
    ``on_record`` is called after each record, for a progress bar.

    Never raises for what is wrong with a file: that becomes a finding.
    """
    from boardrules.activities import ActivityJudging
    from boardrules.formats import open_submission
    from boardrules.formats.activity_entries import activity_file

    plugins = plugins if plugins is not None else installed_plugins()
    about_files: list[Finding] = []
    engine = Engine(
        as_of,
        activities=_activities(activities, plugins, about_files),
        roster=_roster(roster, plugins, about_files),
        answers=answers,
        provider_id=provider_id,
        plugins=plugins,
    )
    if ledger is None or hasattr(ledger, "by_credit_id"):
        engine.ledger = ledger  # type: ignore[assignment]
    else:
        engine.ledger = _ledger(ledger, engine, about_files)
    judging = engine.start()
    for name in plugins.names:
        plugins.call(name, "run_started", run=judging.run)
    inputs: list[Input] = []
    verdicts: list[Verdict] = []
    opened: list[LearnerFile] = []
    registering = ActivityJudging(as_of, plugins.programs)
    activity_inputs: list[ActivityInput] = []
    activity_verdicts: list[ActivityVerdict] = []
    # What is made of records holds no cycles, and looking for some costs a tenth of the run.
    collecting = gc.isenabled()
    gc.disable()
    try:
        for path in _paths(files):
            learners = open_submission(Path(path), plugins=plugins)
            if given := activity_file(Path(path), learners):
                first = len(activity_verdicts)
                activity_verdicts += _judge_activities(given, registering, first + 1, on_record)
                about_files += given.findings
                count = len(activity_verdicts) - first
                activity_inputs.append(ActivityInput(given.file, given.kind, count))
                continue
            before = len(verdicts)
            _judge(learners, judging, verdicts, on_record)
            about_files += learners.findings
            inputs.append(Input(learners.file, learners.kind, len(verdicts) - before))
            opened.append(learners)
    finally:
        if collecting:
            _collect_again()
    summary = _summarise(verdicts, activity_verdicts, about_files)
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
        activities=tuple(activity_verdicts),
        activity_inputs=tuple(activity_inputs),
        programs=plugins.programs,
    )


def _collect_again() -> None:
    """Turn garbage collection on without its looking at once through all that was made meanwhile.

    What is frozen and thawed is with the old objects, which are looked through rarely.
    """
    thaw = gc.get_freeze_count() == 0
    if thaw:
        gc.freeze()
    gc.enable()
    if thaw:
        gc.unfreeze()


def _judge_activities(
    given: ActivityFile, judging: ActivityJudging, first: int, on_record: Callable[[], None] | None
) -> list[ActivityVerdict]:
    """The verdicts on one file's activities, numbered from ``first``."""
    verdicts: list[ActivityVerdict] = []
    for entry in given.entries(first):
        verdicts.append(judging.judge(entry))
        if on_record is not None:
            on_record()
    return verdicts


def _judge(
    learners: LearnerFile,
    judging: Judging,
    verdicts: list[Verdict],
    on_record: Callable[[], None] | None,
) -> None:
    """Judge one file's records, and add their verdicts to those of the run so far."""
    records, hazards = learners.records(len(verdicts) + 1), learners.hazards
    # Reading some and then judging them is faster than going to and fro with each.
    while together := list(islice(records, _TOGETHER)):
        for verdict in judging.judge_all(together):
            if verdict.findings:
                verdict = _with_places(verdict, verdicts, learners.file)
            if hazardous := hazards(verdict.record.number):
                verdict = evolve(verdict, findings=verdict.findings + hazardous)
            verdicts.append(verdict)
            if on_record is not None:
                on_record()


def _with_places(verdict: Verdict, earlier: Sequence[Verdict], file: str) -> Verdict:
    """The verdict with rows or lines where findings speak of an earlier record by its number.

    ``earlier`` are the verdicts of the run so far, ``file`` is the one that is being judged.
    """

    def told(key: str, value: str) -> str:
        number = value.removeprefix("record ")
        index = int(number) - 1 if key == "first" and number.isdigit() else -1
        if not 0 <= index < len(earlier):
            return value
        match earlier[index].record.origin.at(""):
            case CellAt(file=other, row=int(row)):
                return f"row {row}" if other == file else f"row {row} of {other}"
            case XmlAt(file=other, line=int(line)):
                words = f"the record of line {line}"
                return words if other == file else f"{words} of {other}"
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
    if not read.activities and any(_spoils(found) for found in read.findings):
        return None  # a list that could not be read says of no activity that it is not there
    return MemoryActivities(
        _with_program_codes(activity, plugins, read.places, about_files)
        for activity in read.activities
    )


def _spoils(found: Finding) -> bool:
    return found.severity is Severity.ERROR


def _ledger(given: PathLikes, engine: Engine, about_files: list[Finding]) -> Ledger:
    """A ledger of what learner files that were uploaded before say, each record as accepted."""
    from boardrules.formats import open_submission

    before = engine.start()
    ledger = MemoryLedger()
    for path in _paths(given):
        learners = open_submission(Path(path), plugins=engine.plugins)
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


def _roster(
    given: PathLikes | Roster | None, plugins: Plugins, about_files: list[Finding]
) -> Roster | None:
    if given is None or hasattr(given, "by_id"):
        return given  # type: ignore[return-value]
    from boardrules.formats.roster import read_roster

    paths = [Path(path) for path in _paths(given)]
    read = read_roster(paths)
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


def _summarise(
    verdicts: Sequence[Verdict],
    activities: Sequence[ActivityVerdict],
    about_files: Sequence[Finding],
) -> Summary:
    statuses = [verdict.status for verdict in verdicts]
    codes: dict[str, int] = {}
    for verdict in verdicts:
        for found in verdict.findings:
            codes[found.code] = codes.get(found.code, 0) + 1
    outcomes = dict.fromkeys(Outcome, 0)
    for each in activities:
        outcomes[each.outcome] += 1
    for found in (*(one for each in activities for one in each.findings), *about_files):
        codes[found.code] = codes.get(found.code, 0) + 1
    return Summary(
        records=len(verdicts),
        accepted=statuses.count(Status.ACCEPTED),
        submitted=statuses.count(Status.SUBMITTED),
        rejected=statuses.count(Status.REJECTED),
        not_judged=statuses.count(Status.NOT_JUDGED),
        deleted=statuses.count(Status.DELETED),
        delete_submitted=statuses.count(Status.DELETE_SUBMITTED),
        by_code=dict(sorted(codes.items())),
        activities=ActivityCounts(
            activities=len(activities),
            closable=outcomes[Outcome.CLOSABLE],
            registrable=outcomes[Outcome.REGISTRABLE],
            rejected=outcomes[Outcome.REJECTED],
        ),
    )
