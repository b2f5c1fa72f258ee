"""The plugin contract: what a plugin may implement, when each hook fires, and what it gives back.

A plugin is a module named by an entry point of the group ``boardrules.plugins``. It marks
its functions with :data:`boardrules.hookimpl` and may leave out any hook and any argument.
Hooks fire when plugins load, when a plan is compiled and when a run starts or ends: never
per record. What several plugins give back is sorted by plugin name, so the order in which
they were installed never shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pluggy

from boardrules.codes import CodeSpec
from boardrules.programs import ProgramSpec, RuleSet

if TYPE_CHECKING:
    from boardrules.checks.base import Check
    from boardrules.checks.kit import CheckKit

PROJECT = "boardrules"

hookspec = pluggy.HookspecMarker(PROJECT)
#: Marks a plugin's implementation of a hook.
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def register_codes() -> Iterable[CodeSpec]:  # type: ignore[empty-body]
    """Fires once, when plugins load. Give back codes of your own.

    A code begins with letters of your choice; ``BR`` and bare numbers belong to the engine
    and to PARS.

        @hookimpl
        def register_codes():
            return [CodeSpec("XB101", "Badge is odd.", "Odd badge", Severity.ERROR, "format",
                             why="...", trigger="...", fix="...", example_bad="3", example_good="2")]
    """


@hookspec
def register_programs() -> Iterable[ProgramSpec]:  # type: ignore[empty-body]
    """Fires once, when plugins load. Give back the programs that you declare, as a rule one.

    @hookimpl
    def register_programs():
        return [declared_program(__name__)]
    """


@hookspec
def make_checks(program: ProgramSpec, rule_set: RuleSet, kit: CheckKit) -> Iterable[Check] | None:
    """Fires once for each program and rule set, when a run first needs its plan.

    Give back checks that the declaration cannot say, or None for programs that are not
    yours. ``kit`` makes them: its checks carry your plugin's name, so that a failure names it.

        @hookimpl
        def make_checks(program, rule_set, kit):
            if program.code != "XB":
                return None

            @kit.record_check("format", "XB101")
            def even_identifier(case, run):
                '''XB101: the identifier ends in an even digit.'''
                if case.claim.id[-1:] in "02468":
                    return ()
                return kit.problem("XB101", "id", found=case.claim.id)

            return [even_identifier]
    """


@hookspec(firstresult=True)
def make_matcher(program: ProgramSpec, rule_set: RuleSet, kit: CheckKit) -> Check | None:
    """Fires once for each program and rule set. Give back a learner check in place of the core's.

    It is a record check of the stage ``learner``; it sets ``case.learner``, the key under
    which the learner's credit is held, and may set ``case.person``. None leaves the core's.

        @hookimpl
        def make_matcher(program, rule_set, kit):
            if program.code != "XB":
                return None

            @kit.record_check("learner", "661")
            def known_by_badge(case, run):
                '''661: the badge is on the roster.'''
                case.learner = case.claim.id
                if run.roster is None or run.roster.by_id("XB", case.claim.id):
                    return ()
                return kit.problem("661", "id", reason="unknown", found=case.claim.id)

            return known_by_badge
    """


@hookspec(firstresult=True)
def open_submission(path: Any, name: str) -> Any:
    """Fires once for each learner file, before the readers of the engine look at it.

    ``path`` is a :class:`pathlib.Path`, ``name`` what to call the file in locations. Give
    back an object with the face of :class:`boardrules.formats.base.LearnerFile`, or None
    when the file is none of yours.

        @hookimpl
        def open_submission(path, name):
            return MyReader(path, name) if path.suffix == ".xb" else None
    """


@hookspec
def register_reports() -> Iterable[Any]:  # type: ignore[empty-body]
    """Fires once, when plugins load. Give back report formats of your own.

    @hookimpl
    def register_reports():
        return [ReportSpec("tally", lambda report: str(len(report.verdicts)).encode())]
    """


@hookspec
def register_commands(commands: Any) -> None:
    """Fires once, when the command line starts. Add click commands to the group ``commands``.

    @hookimpl
    def register_commands(commands):
        commands.add_command(my_command)
    """


@hookspec
def run_started(run: Any) -> None:
    """Fires when a batch begins, with its :class:`boardrules.checks.Run`; what it gives back is ignored.

    @hookimpl
    def run_started(run):
        log.info("judging as of %s", run.as_of)
    """


@hookspec
def run_finished(run: Any, summary: Any) -> None:
    """Fires when a batch is over, with its :class:`boardrules.batch.Summary`; the result is ignored.

    @hookimpl
    def run_finished(run, summary):
        log.info("%d rejected", summary.rejected)
    """
