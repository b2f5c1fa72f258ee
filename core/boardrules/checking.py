"""One submission being judged: verdicts as they come, and what is known at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from boardrules.activities.model import ActivityVerdict, Outcome
from boardrules.engine import Crash, Engine
from boardrules.findings import Finding, NotJudged, Severity, Status, Verdict
from boardrules.inputs import PathLikes, activities_of, ledger_of, paths_of, roster_of
from boardrules.locations import CellAt, JsonAt, Origin, XmlAt
from boardrules.plugins import Plugins, plugins_under
from boardrules.ports import Activities, Answers, Ledger, Roster
from boardrules.programs import RuleSet

if TYPE_CHECKING:
    from boardrules.config import Config
    from boardrules.formats.activity_entries import ActivityFile
    from boardrules.formats.base import LearnerFile

#: So many records are read and then judged.
_TOGETHER = 512
#: Of so many records it is remembered where they stand; of a later one findings give the number.
_MOST_ORIGINS = 20_000

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


def counted(statuses: Counter[Status], outcomes: Counter[Outcome], codes: Counter[str]) -> Summary:
    """The counts of a run from those of its records, of its activities and of its findings."""
    return Summary(
        records=statuses.total(),
        accepted=statuses[Status.ACCEPTED],
        submitted=statuses[Status.SUBMITTED],
        rejected=statuses[Status.REJECTED],
        not_judged=statuses[Status.NOT_JUDGED],
        deleted=statuses[Status.DELETED],
        delete_submitted=statuses[Status.DELETE_SUBMITTED],
        by_code=dict(sorted(codes.items())),
        activities=ActivityCounts(
            activities=outcomes.total(),
            closable=outcomes[Outcome.CLOSABLE],
            registrable=outcomes[Outcome.REGISTRABLE],
            rejected=outcomes[Outcome.REJECTED],
        ),
    )


class Checking:
    """One submission being judged.

    Going through it gives the verdict on each record as it is reached; nothing of a record
    that was judged stays in memory, however many there are. Activities among the files are
    judged on the way, into :attr:`activities`. All other attributes are complete at the end.
    It can be gone through once. For the arguments see :func:`boardrules.stream`.
    """

    def __init__(
        self,
        files: PathLikes,
        *,
        activities: PathLikes | Activities | None = None,
        roster: PathLikes | Roster | None = None,
        ledger: PathLikes | Ledger | None = None,
        answers: Answers | None = None,
        as_of: date,
        provider_id: str | None = None,
        plugins: Plugins | None = None,
        config: Config | str | PathLike[str] | None = None,
        on_record: Callable[[], None] | None = None,
        keep_files: bool = False,
    ) -> None:
        from boardrules.activities import ActivityJudging
        from boardrules.activities.overrides import rules_under
        from boardrules.config import Config, load_config

        if not isinstance(config, Config):
            config = load_config(Path(config) if config is not None else None)
        if plugins is None:
            plugins = plugins_under(config.overrides)
        self.plugins = plugins
        #: The files as they were given, learners and activities.
        self.paths = [Path(path) for path in paths_of(files)]
        #: Findings about files.
        self.file_findings: list[Finding] = []
        self._columns = columns = config.columns
        self.engine = engine = Engine(
            as_of,
            activities=activities_of(activities, plugins, self.file_findings, columns),
            roster=roster_of(roster, plugins, self.file_findings, columns),
            answers=answers,
            provider_id=provider_id or config.provider,
            plugins=plugins,
        )
        of_files = ledger is not None and not hasattr(ledger, "by_credit_id")
        if of_files:
            engine.ledger = ledger_of(ledger, engine, self.file_findings, columns)  # type: ignore[arg-type]
        else:
            engine.ledger = ledger  # type: ignore[assignment]
        self._judging = engine.start()
        if of_files:
            self._judging.run.not_judged(
                "files of earlier uploads tell nothing of what a board has by other ways", "709"
            )
        for name in plugins.names:
            plugins.call(name, "run_started", run=self._judging.run)
        #: The learner files and the files of activities that were judged.
        self.inputs: list[Input] = []
        self.activity_inputs: list[ActivityInput] = []
        #: The verdicts on activities that were to be judged themselves.
        self.activities: list[ActivityVerdict] = []
        #: The learner files as read, if they are kept.
        self.files: list[LearnerFile] = []
        self._keeps_files = keep_files
        self._registering = ActivityJudging(as_of, plugins.programs, rules_under(plugins.overrides))
        self._on_record = on_record
        self._origins: list[Origin] = []
        self._count = 0
        self._statuses: Counter[Status] = Counter()
        self._codes: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Verdict]:
        for batch in self.batches():
            yield from batch

    def batches(self) -> Iterator[list[Verdict]]:
        """The verdicts, some hundreds at a time."""
        from boardrules.formats import open_submission
        from boardrules.formats.activity_entries import activity_file

        for path in self.paths:
            learners = open_submission(path, plugins=self.plugins, columns=self._columns)
            if given := activity_file(path, learners, self._columns):
                self._judge_activities(given)
                continue
            before = self._count
            yield from self._judge(learners)
            self.file_findings += learners.findings
            self.inputs.append(Input(learners.file, learners.kind, self._count - before))
            if self._keeps_files:
                self.files.append(learners)
        for name in self.plugins.names:
            self.plugins.call(name, "run_finished", run=self._judging.run, summary=self.summary)

    @property
    def summary(self) -> Summary:
        """Counts of what was judged so far."""
        codes = Counter(self._codes)
        codes.update(found.code for found in self.file_findings)
        outcomes = Counter(each.outcome for each in self.activities)
        codes.update(found.code for each in self.activities for found in each.findings)
        return counted(self._statuses, outcomes, codes)

    @property
    def rule_sets(self) -> tuple[RuleSet, ...]:
        """The rule sets that claims were judged by."""
        return self._judging.rule_sets

    @property
    def not_judged(self) -> tuple[NotJudged, ...]:
        """What could not be judged, and because of what."""
        return self._judging.not_judged if self._count else ()

    @property
    def crashes(self) -> tuple[Crash, ...]:
        """(check, exception) of checks that failed."""
        return tuple(self._judging.crashes)

    @property
    def exit_status(self) -> int:
        """0 nothing rejected, 1 something rejected, 2 something could not be judged for a fault."""
        return exit_status(self.summary, self.file_findings)

    def _judge_activities(self, given: ActivityFile) -> None:
        first = len(self.activities)
        for entry in given.entries(first + 1):
            self.activities.append(self._registering.judge(entry))
            if self._on_record is not None:
                self._on_record()
        self.file_findings += given.findings
        count = len(self.activities) - first
        self.activity_inputs.append(ActivityInput(given.file, given.kind, count))

    def _judge(self, learners: LearnerFile) -> Iterator[list[Verdict]]:
        """The verdicts on one file's records."""
        records, hazards = learners.records(self._count + 1), learners.hazards
        forget = None if self._keeps_files else getattr(learners, "forget", None)
        statuses, codes, origins = self._statuses, self._codes, self._origins
        # Reading some and then judging them is faster than going to and fro with each.
        while together := list(islice(records, _TOGETHER)):
            if len(origins) < _MOST_ORIGINS:
                origins += [record.origin for record in together]
            batch = self._judging.judge_all(together)
            for place, verdict in enumerate(batch):
                if verdict.findings:
                    verdict = batch[place] = _with_places(verdict, origins, learners.file)
                if hazardous := hazards(verdict.record.number):
                    findings = verdict.findings + hazardous
                    verdict = batch[place] = evolve(verdict, findings=findings)
                    if forget is not None:
                        forget(verdict.record.number)
                if verdict.findings:
                    codes.update([found.code for found in verdict.findings])
                if self._on_record is not None:
                    self._on_record()
            statuses.update([verdict.status for verdict in batch])
            self._count += len(batch)
            yield batch


def exit_status(summary: Summary, file_findings: Sequence[Finding]) -> int:
    """0 nothing rejected, 1 something rejected, 2 something could not be judged for a fault."""
    errors = [each for each in file_findings if each.severity is Severity.ERROR]
    if any(each.code not in REJECTS_FILE for each in errors) or "998" in summary.by_code:
        return 2
    return 1 if errors or summary.rejected or summary.activities.rejected else 0


def _with_places(verdict: Verdict, earlier: Sequence[Origin], file: str) -> Verdict:
    """The verdict with rows or lines where findings speak of an earlier record by its number.

    ``earlier`` are the origins of the first records of the run, ``file`` is the one that is being judged.
    """

    def told(key: str, value: str) -> str:
        number = value.removeprefix("record ")
        index = int(number) - 1 if key == "first" and number.isdigit() else -1
        if not 0 <= index < len(earlier):
            return value
        match earlier[index].at(""):
            case CellAt(file=other, row=int(row)):
                return f"row {row}" if other == file else f"row {row} of {other}"
            case XmlAt(file=other, line=int(line)):
                words = f"the record of line {line}"
                return words if other == file else f"{words} of {other}"
            case JsonAt(file=other, pointer=str(pointer)):
                words = f"the record at {pointer}"
                return words if other == file else f"{words} of {other}"
        return value

    if all(found.param("first") is None for found in verdict.findings):
        return verdict
    findings = tuple(
        evolve(found, params=tuple((key, told(key, value)) for key, value in found.params))
        for found in verdict.findings
    )
    return evolve(verdict, findings=findings)
