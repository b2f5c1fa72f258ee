"""``boardrules template``: an empty workbook to fill in."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from boardrules.cli.output import IsoDate, configured, refuse_input, today
from boardrules.templates import TEMPLATES


@click.command("template")
@click.argument("kind", type=click.Choice(TEMPLATES))
@click.option(
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.xlsx",
    help="Write it there.",
)
@click.option(
    "--as-of", type=IsoDate(), help="The day whose rules hold; today in Chicago if not given."
)
@click.option(
    "--moc/--no-moc",
    default=True,
    help="For activity: with the columns that register it with boards (the default), or without.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@click.option(
    "--config", "config_path", type=click.Path(path_type=Path), help="Use this boardrules.toml."
)
def command(
    kind: str, output: Path, as_of: date | None, moc: bool, force: bool, config_path: Path | None
) -> None:
    """Write an empty workbook to fill in: of learners, activities, or a pre-validation.

    Its boards, credit types and states are those of the plugins that are installed and of the
    rules in force on the day.
    """
    from boardrules.templates import template

    if output.suffix.lower() != ".xlsx":
        raise click.BadParameter(
            f"{output.name} does not end in .xlsx; PARS takes no other workbook.",
            param_hint="--output",
        )
    config, plugins = configured(config_path)
    refuse_input(output, [config.path])
    if output.exists() and not force:
        # What is there may be filled in.
        click.echo(f"{output} is there already; --force writes over it.", err=True)
        sys.exit(2)
    day = as_of or today()
    made = template(kind, as_of=day, moc=moc, plugins=plugins, columns=config.columns)
    try:
        output.write_bytes(made)
    except OSError as error:
        click.echo(f"Cannot write {output}: {error.strerror}.", err=True)
        sys.exit(2)
    click.echo(f"{output} written ({kind} template, rules in force on {day}).", err=True)
