"""``boardrules conformance``: run the suite against an engine, ours or another."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from boardrules.cli.output import paint, wants_colour

if TYPE_CHECKING:
    from boardrules.conformance.cases import ConformanceCase
    from boardrules.conformance.runner import Implementation, Outcome

#: How a case that is about no single program is asked for.
_ANY = "ANY"

_suite = click.option(
    "--suite",
    "suites",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="A conformance file or folder; all that are installed if not given.",
)
_command = click.option(
    "--command",
    "command_line",
    metavar="COMMAND",
    help='What to run, such as "node my-engine.js"; this engine if not given.',
)
_timeout = click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    show_default=True,
    help="Seconds for one answer.",
)
_format = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True
)


@click.group("conformance")
def command() -> None:
    """Run the conformance suite against this engine or another.

    Exit status: 0 all passed, 1 something did not, 2 could not run.
    """


@command.command("run")
@_suite
@_command
@click.option(
    "--junit",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="Write JUnit XML there as well.",
)
@_format
@_timeout
@click.option(
    "--program",
    "programs",
    multiple=True,
    metavar="CODE",
    help="Only cases about this program; any for those about none in particular.",
)
@click.option(
    "--code", "codes", multiple=True, metavar="CODE", help="Only cases that test this code."
)
@click.option(
    "--verdicts/--no-verdicts", default=True, help="Whether verdicts are compared as well."
)
def run(
    suites: tuple[Path, ...],
    command_line: str | None,
    junit: Path | None,
    format_: str,
    timeout: float,
    programs: tuple[str, ...],
    codes: tuple[str, ...],
    verdicts: bool,
) -> None:
    """Run cases and tell which did not pass."""
    from boardrules.conformance import report
    from boardrules.conformance.runner import run_suite

    cases = _selected(_load(suites), programs, codes)
    told = _tell if format_ == "text" else None
    with _implementation(command_line, timeout) as implementation:
        result = run_suite(cases, implementation, verdicts=verdicts, on_outcome=told)
    if format_ == "json":
        click.echo(json.dumps(report.result_as_dict(result), ensure_ascii=False, indent=2))
    else:
        for line in report.summary_lines(result):
            click.echo(line)
    if junit is not None:
        try:
            junit.write_bytes(report.junit(result))
        except OSError as error:
            _give_up(f"Cannot write {junit}: {error.strerror}.")
    sys.exit(result.exit_status)


@command.command("smoke")
@_suite
@_command
@_timeout
def smoke(suites: tuple[Path, ...], command_line: str | None, timeout: float) -> None:
    """Start an implementation, ask it one failing and one passing case, and stop it."""
    from boardrules.conformance.report import outcome_lines
    from boardrules.conformance.smoke import smoke as smoke_test

    cases = _load(suites)
    with _implementation(command_line, timeout) as implementation:
        outcomes = smoke_test(cases, implementation)
        started = implementation.started
    if not outcomes:
        _give_up("The suite has no requirement with a failing and a passing case.")
    for outcome in outcomes:
        click.echo("\n".join(outcome_lines(outcome)))
    if any(outcome.kind != "passed" for outcome in outcomes):
        _give_up(f"{started} is not plugged in as it should be.")
    click.echo(f"{started} is plugged in.")


@command.command("coverage")
@_suite
@_format
def coverage(suites: tuple[Path, ...], format_: str) -> None:
    """Show which cases test which requirement, code and program, and what none tests.

    Exit status: 1 when there are holes. With --suite, only programs that it names can have any.
    """
    from boardrules.conformance import report
    from boardrules.conformance.coverage import cover
    from boardrules.plugins import installed_plugins

    covered = cover(_load(suites), installed_plugins(), whole=not suites)
    if format_ == "json":
        click.echo(json.dumps(report.coverage_as_dict(covered), ensure_ascii=False, indent=2))
    else:
        for line in report.coverage_lines(covered):
            click.echo(line)
    sys.exit(1 if covered.holes else 0)


def _load(suites: tuple[Path, ...]) -> list[ConformanceCase]:
    from boardrules.conformance.cases import SuiteError, load_suite

    try:
        return load_suite(suites)
    except SuiteError as error:
        _give_up(f"Cannot run the suite: {error}.")


def _selected(
    cases: list[ConformanceCase], programs: tuple[str, ...], codes: tuple[str, ...]
) -> list[ConformanceCase]:
    wanted = {program.upper() for program in programs}
    tested = {code.upper() for code in codes}
    selected = [
        case
        for case in cases
        if (not wanted or (case.program or _ANY).upper() in wanted)
        and (not tested or tested.intersection(case.codes))
    ]
    if not selected:
        _give_up("No case is about that: `boardrules conformance coverage` shows what there is.")
    return selected


@contextmanager
def _implementation(command_line: str | None, timeout: float) -> Iterator[Implementation]:
    from boardrules.conformance.pipe import CannotStartError
    from boardrules.conformance.runner import Command, InProcess

    if command_line is None:
        yield InProcess()
        return
    try:
        implementation = Command(command_line, timeout=timeout)
    except CannotStartError as error:
        _give_up(f"Cannot run the command: {error}")
    with implementation:
        yield implementation


def _tell(outcome: Outcome) -> None:
    if outcome.kind in ("passed", "skipped"):
        return
    from boardrules.conformance.report import outcome_lines

    head, *details = outcome_lines(outcome)
    click.echo(paint(head, "error") if wants_colour() else head)
    for line in details:
        click.echo(line)


def _give_up(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)
