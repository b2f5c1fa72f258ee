"""``boardrules check``: judge learner files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from boardrules.cli.output import (
    IsoDate,
    ProviderId,
    configured,
    paint,
    refuse_input,
    today,
    wants_colour,
)
from boardrules.cli.showing import Showing, showing_options

if TYPE_CHECKING:
    from boardrules.batch import Report
    from boardrules.checking import Checking
    from boardrules.findings import Finding
    from boardrules.reports import ReportSpec

#: Files smaller than this are judged before a progress bar could be read.
_LONG_FILE = 200_000


class _Check(click.Command):
    """Takes ``--activities A B`` as well as ``--activities A --activities B``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, spread(args, ("--activities", "--roster", "--ledger")))


def spread(args: list[str], options: tuple[str, ...]) -> list[str]:
    """``args`` with an option repeated before each of the values that follow it.

    Only where the files to be judged come first: in ``--activities a.json learners.xlsx``
    the second name must not be taken for another value.
    """
    if not args or args[0].startswith("-"):
        return args
    spread_args: list[str] = []
    option = None
    for arg in args:
        if arg.startswith("-"):
            option = arg if arg in options else None
        elif option is not None and spread_args[-1] != option:
            spread_args.append(option)
        spread_args.append(arg)
    return spread_args


@click.command("check", cls=_Check)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--activities",
    multiple=True,
    metavar="FILE...",
    help="The provider's activities: ACCME JSON, MEMS XML, or a CSV or xlsx table.",
)
@click.option("--roster", multiple=True, metavar="FILE", help="Who is certified or licensed.")
@click.option(
    "--ledger", multiple=True, metavar="FILE...", help="Learner files that PARS accepted before."
)
@click.option("--as-of", type=IsoDate(), help="The day of judging; today in Chicago if not given.")
@click.option(
    "--provider",
    type=ProviderId(),
    metavar="ID",
    help="The submitting provider's seven-digit ACCME ID.",
)
@click.option(
    "--format",
    "format_",
    default="text",
    help="text, json, jsonl, sarif, github, junit, html, xlsx, annotated, or a plugin's.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it there.")
@click.option(
    "--strict-plugins", is_flag=True, help="Refuse to judge with a plugin that is broken."
)
@click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    help="A boardrules.toml; the nearest one upward if not given.",
)
@click.option("-v", "--verbose", is_flag=True, help="Show the traceback of a check that failed.")
@showing_options
def command(
    files: tuple[str, ...],
    activities: tuple[str, ...],
    roster: tuple[str, ...],
    ledger: tuple[str, ...],
    as_of: date | None,
    provider: str | None,
    format_: str,
    output: Path | None,
    strict_plugins: bool,
    config_path: Path | None,
    verbose: bool,
    showing: Showing,
) -> None:
    """Judge learner files, or activities, before they are uploaded to PARS.

    Learner files are workbooks (.xlsx), reports in XML or JSON, and tables of records in CSV or
    Parquet. What a file is, its content says.

    FILE... are judged as one submission. An option that takes several files is repeated,
    or its files are separated by commas. Without activities or a roster, what needs them is
    reported as not judged.
    """
    from boardrules.batch import check
    from boardrules.checking import Checking
    from boardrules.plugins import PluginError
    from boardrules.reports import report_formats

    try:
        config, plugins = configured(config_path, strict=strict_plugins)
    except PluginError as error:
        _tell(error.findings)
        click.echo("Nothing was judged, because --strict-plugins was given.", err=True)
        sys.exit(2)
    formats = report_formats(plugins)
    if format_ not in formats:
        raise click.BadParameter(
            f"{format_!r} is none of {', '.join(formats)}.", param_hint="--format"
        )
    if formats[format_].binary and output is None:
        raise click.UsageError(f"--format {format_} needs --output PATH.")
    showing.verify(formats[format_], plugins.catalogue)
    told = len(plugins.problems)
    _tell(showing.told(plugins.problems, plugins, formats[format_]))
    read = {
        "activities": split_paths(activities),
        "roster": split_paths(roster),
        "ledger": split_paths(ledger),
    }
    refuse_input(output, (*files, *chain.from_iterable(read.values()), config.path))
    given: dict[str, Any] = {
        **{name: paths or None for name, paths in read.items()},
        "as_of": as_of or today(),
        "provider_id": provider or config.provider,
        "plugins": plugins,
        "config": config,
    }
    # Nothing may be told before all plugins are known to have worked.
    if format_ == "jsonl" and showing.all_of_it and not strict_plugins:
        from boardrules.cli.lines import write_lines

        with _progress(files) as on_record:
            checking = Checking(files, on_record=on_record, **given)
            write_lines(checking, output)
        _tell(showing.told(plugins.problems[told:], plugins, formats[format_]))
        if verbose:
            _show_crashes(checking)
        if output is not None:
            _say_where(checking, format_, output)
        sys.exit(checking.exit_status)
    with _progress(files) as on_record:
        report = check(files, on_record=on_record, **given)
    # A hook that fires during a run may fail there, over a value of a learner.
    _tell(showing.told(plugins.problems[told:], plugins, formats[format_]))
    if strict_plugins and plugins.problems:
        click.echo("The verdicts are withheld, because --strict-plugins was given.", err=True)
        sys.exit(2)
    if verbose:
        _show_crashes(report)
    report = showing.of(report, formats[format_])
    if format_ == "text" and output is None:
        from boardrules.reports.text import plain_paint, render_text

        click.echo(render_text(report, paint if wants_colour() else plain_paint), nl=False)
    else:
        made = _made(formats[format_], report)
        if output is None:
            click.echo(made, nl=False)
        else:
            _write(output, made)
            _say_where(report, format_, output)
    sys.exit(report.exit_status)


def _made(format_: ReportSpec, report: Report) -> bytes:
    """The report's bytes; exits with 2 when there can be none, or the format's plugin fails."""
    from boardrules.reports import CannotRenderError

    try:
        made = format_.render(report)
        if not isinstance(made, bytes):
            raise TypeError
        return made
    except CannotRenderError as error:
        click.echo(f"--format {format_.name}: {error}", err=True)
        sys.exit(2)
    except Exception as error:
        click.echo(f"--format {format_.name} failed with {type(error).__name__}.", err=True)
        sys.exit(2)


def split_paths(paths: tuple[str, ...]) -> list[str]:
    """The paths given; one that exists as it is written may hold a comma."""
    return [
        part
        for path in paths
        for part in ([path] if Path(path).exists() else path.split(","))
        if part
    ]


def _write(output: Path, made: bytes) -> None:
    try:
        output.write_bytes(made)
    except OSError as error:
        click.echo(f"Cannot write {output}: {error.strerror}.", err=True)
        sys.exit(2)


def _say_where(report: Report | Checking, format_: str, output: Path) -> None:
    summary = report.summary
    what = f"{summary.rejected} of {summary.records} records rejected"
    click.echo(f"{output} written ({format_}): {what}.", err=True)


def _tell(findings: Iterable[Finding]) -> None:
    from boardrules.codes import builtin_catalogue
    from boardrules.printable import printable

    codes = builtin_catalogue()
    for found in findings:
        spec = codes[found.code]
        parts = [spec.render_message(found), spec.render_detail(found), spec.render_fix(found)]
        told = printable(" ".join(part for part in parts if part))
        click.echo(f"{found.code} {told}", err=True)


def _show_crashes(report: Report | Checking) -> None:
    import traceback

    for check, error in report.crashes:
        click.echo(f"check {check.name} of plugin {check.plugin}:", err=True)
        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)


@contextmanager
def _progress(files: tuple[str, ...]) -> Iterator[Callable[[], None] | None]:
    """A progress bar on standard error, for long files and people only."""
    sizes = [path.stat().st_size for path in map(Path, files) if path.is_file()]
    if not sys.stderr.isatty() or sum(sizes) < _LONG_FILE:
        yield None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("judging"), MofNCompleteColumn(), TextColumn("records"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("records", total=None)
        count = 0

        def on_record() -> None:
            nonlocal count
            count += 1
            if count % 100 == 0:
                progress.update(task, completed=count)

        yield on_record
