"""One call from files to a report: what the command line and most who embed the engine use."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import date
from os import PathLike
from typing import TYPE_CHECKING

from attrs import field, frozen

from boardrules.activities.model import ActivityVerdict
from boardrules.checking import (
    REJECTS_FILE,
    ActivityCounts,
    ActivityInput,
    Checking,
    Input,
    Summary,
    exit_status,
)
from boardrules.codes import Catalogue
from boardrules.engine import Crash
from boardrules.findings import Finding, NotJudged, Status, Verdict
from boardrules.inputs import PathLikes
from boardrules.plugins import Plugins
from boardrules.ports import Activities, Answers, Ledger, Roster
from boardrules.programs import Programs, RuleSet
from boardrules.version import __version__

if TYPE_CHECKING:
    from boardrules.config import Config
    from boardrules.formats.base import LearnerFile

__all__ = [
    "REJECTS_FILE",
    "ActivityCounts",
    "ActivityInput",
    "Checking",
    "Hidden",
    "Input",
    "Report",
    "Summary",
    "check",
    "stream",
]


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
        return exit_status(self.summary, self.file_findings)


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
    config: Config | str | PathLike[str] | None = None,
    on_record: Callable[[], None] | None = None,
) -> Report:
    """Judge learner files as one submission, and files of activities as another.

    What a file of ``files`` is, its content says: activities (ACCME JSON, MEMS XML, a table)
    are judged as registrations. Learners are judged by those of ``activities`` only.
    ``files``, ``activities``, ``roster`` and ``ledger`` are paths, one or several; the latter
    three may also be ports. A ledger's files are learner files that were uploaded and accepted
    before. ``as_of`` is the day of judging. ``provider_id`` is the provider's
    seven-digit ID; without it every activity given counts as the provider's own.
    ``config`` is a ``boardrules.toml``, read or by its path; none is looked for. Its overrides
    count where no ``plugins`` are given, its provider where no ``provider_id`` is.
    ``on_record`` is called after each record, for a progress bar.

    Never raises for what is wrong with a file: that becomes a finding. Raises
    :class:`boardrules.config.ConfigError` or :class:`boardrules.declarations.DeclarationError`
    for a configuration that cannot be used.
    """
    checking = Checking(
        files,
        activities=activities,
        roster=roster,
        ledger=ledger,
        answers=answers,
        as_of=as_of,
        provider_id=provider_id,
        plugins=plugins,
        config=config,
        on_record=on_record,
        keep_files=True,
    )
    verdicts: list[Verdict] = []
    # What is made of records holds no cycles, and looking for some costs a tenth of the run.
    collecting = gc.isenabled()
    gc.disable()
    try:
        for batch in checking.batches():
            verdicts += batch
    finally:
        if collecting:
            _collect_again()
    return Report(
        as_of=as_of,
        inputs=tuple(checking.inputs),
        rule_sets=checking.rule_sets,
        not_judged=checking.not_judged,
        summary=checking.summary,
        verdicts=tuple(verdicts),
        file_findings=tuple(checking.file_findings),
        plugin_findings=tuple(checking.plugins.problems),
        catalogue=checking.plugins.catalogue,
        crashes=checking.crashes,
        files=tuple(checking.files),
        activities=tuple(checking.activities),
        activity_inputs=tuple(checking.activity_inputs),
        programs=checking.plugins.programs,
    )


def stream(
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
) -> Checking:
    """As :func:`check`, but the verdicts come one by one and none is kept.

    For files that are larger than PARS takes, or programs that want each verdict at once::

        checking = boardrules.stream("learners.xml", as_of=date(2026, 11, 23))
        for verdict in checking:
            ...
        print(checking.summary)
    """
    return Checking(
        files,
        activities=activities,
        roster=roster,
        ledger=ledger,
        answers=answers,
        as_of=as_of,
        provider_id=provider_id,
        plugins=plugins,
        config=config,
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
