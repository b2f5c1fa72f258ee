"""``boardrules prevalidate``: whether a roster knows the learners of a file."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from boardrules.cli.check import split_paths, spread
from boardrules.cli.output import IsoDate, configured, paint, refuse_input, today, wants_colour


class _Prevalidate(click.Command):
    """Takes ``--roster A B`` as well as ``--roster A --roster B``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, spread(args, ("--roster",)))


@click.command("prevalidate", cls=_Prevalidate)
@click.argument("file", metavar="FILE")
@click.option(
    "--roster",
    multiple=True,
    required=True,
    metavar="FILE...",
    help="Who is certified or licensed: a CSV or xlsx table.",
)
@click.option(
    "--as-of", type=IsoDate(), help="The day whose rules hold; today in Chicago if not given."
)
@click.option("--format", "format_", type=click.Choice(["text", "json", "xlsx"]), default="text")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it there.")
@click.option(
    "--config", "config_path", type=click.Path(path_type=Path), help="Use this boardrules.toml."
)
def command(
    file: str,
    roster: tuple[str, ...],
    as_of: date | None,
    format_: str,
    output: Path | None,
    config_path: Path | None,
) -> None:
    """Look learners up on a roster before any credit is reported, and fill in what is blank.

    FILE is a pre-validation sheet (.xlsx or .csv, see `boardrules template pre-validation`) or
    any learner file. Only a match with exactly one person fills anything in, and what it
    fills in is marked.

    Exit status: 0 all matched, 1 some not, 2 could not look them up.
    """
    from boardrules.prevalidation import prevalidate

    if format_ == "xlsx" and output is None:
        raise click.UsageError("--format xlsx needs --output PATH.")
    rosters = split_paths(roster)
    config, plugins = configured(config_path)
    refuse_input(output, (file, *rosters, config.path))
    result = prevalidate(
        file, roster=rosters, as_of=as_of or today(), plugins=plugins, columns=config.columns
    )
    if format_ == "text":
        from boardrules.prevalidation.text import render_text

        if output is None:
            text = render_text(result, paint) if wants_colour() else render_text(result)
            click.echo(text, nl=False)
            sys.exit(result.exit_status)
        made = render_text(result).encode()
    elif format_ == "json":
        from boardrules.prevalidation.document import render_json

        made = render_json(result)
    else:
        from boardrules.prevalidation.workbook import render_xlsx

        made = render_xlsx(result)
    if output is None:
        click.echo(made, nl=False)
        sys.exit(result.exit_status)
    try:
        output.write_bytes(made)
    except OSError as error:
        click.echo(f"Cannot write {output}: {error.strerror}.", err=True)
        sys.exit(2)
    counts = result.counts
    told = f"{counts.matched} of {counts.learners} learners matched, {counts.filled} filled in"
    click.echo(f"{output} written ({format_}): {told}.", err=True)
    sys.exit(result.exit_status)
