"""``boardrules config``: what a user has put over the declarations, and what can be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from boardrules.cli.output import configured

if TYPE_CHECKING:
    from boardrules.rulebook import RuleLine


@click.command("config")
@click.option("--show", is_flag=True, help="Show the configuration in force (the default).")
@click.option("--config", "config_path", type=click.Path(path_type=Path), help="This file.")
@click.option(
    "--program", help="Show the rules of this program (or of activities), overridden or not."
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def command(show: bool, config_path: Path | None, program: str | None, format_: str) -> None:
    """Show which boardrules.toml is used, what it overrides, and what can be overridden."""
    from boardrules.activities.overrides import activity_lines, rules_under
    from boardrules.formats.column_names import known_headers
    from boardrules.overriding import ACTIVITIES
    from boardrules.rulebook import rule_lines

    config, plugins = configured(config_path)
    rules_of_activities = list(activity_lines(rules_under(plugins.overrides)))
    wanted = plugins.programs.named(program) if program is not None else None
    of_activities = program is not None and program.strip().upper() == ACTIVITIES
    if program is not None and wanted is None and not of_activities:
        raise click.BadParameter(f"no program {program!r} is installed.", param_hint="--program")
    lines = [
        line
        for spec in plugins.programs
        if program is None or spec is wanted
        for rule_set in spec.rule_sets
        for line in rule_lines(rule_set)
    ]
    if program is None or of_activities:
        lines += rules_of_activities
    if program is None:
        lines = [line for line in lines if line.source.confidence == "user"]
    if format_ == "json":
        document = {
            "file": config.path.as_posix() if config.path else None,
            "provider": config.provider,
            "columns": {
                kind: {field: list(headers) for field, headers in names}
                for kind, names in config.columns.kinds
            },
            "rules": [
                {
                    "program": line.program,
                    "rule_set": line.rule_set or None,
                    "from": line.start.isoformat() if line.start else None,
                    "until": line.end.isoformat() if line.end else None,
                    "rule": line.rule,
                    "value": line.value,
                    "confidence": line.source.confidence,
                    "effect": line.source.effect,
                    "says": " ".join(line.source.says.split()),
                    "can_be_overridden": not line.source.is_authority,
                }
                for line in lines
            ],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    if config.path is None:
        click.echo(
            "No boardrules.toml here or in a folder above: the declarations hold as they are."
        )
    else:
        click.echo(f"{config.path.as_posix()} is used.")
    if config.provider:
        click.echo(f"provider = {config.provider}")
    for kind, names in config.columns.kinds:
        for field, headers in names:
            told = ", ".join(f'"{header}"' for header in headers)
            known = ", ".join(f'"{header}"' for header in known_headers(kind)[field])
            click.echo(f"columns.{kind} {field} = {told}")
            click.echo(f"    beside {known}")
    if program is None and not lines:
        click.echo("Nothing is overridden. --program CODE shows a program's rules.")
    for line in lines:
        for text in _told(line):
            click.echo(text)


def _told(line: RuleLine) -> Iterator[str]:
    name = " ".join(part for part in (line.program, line.rule_set, line.rule) if part)
    match line.lines:
        case [""]:
            yield name
        case [one]:
            yield f"{name} = {one}"
        case several:
            yield f"{name} ="
            yield from (f"        {each}" for each in several)
    fixed = ", cannot be overridden" if line.source.is_authority else ""
    yield f"    {line.source.confidence}, {line.effect}{fixed}: {' '.join(line.source.says.split())}"
