"""``boardrules config``: what a user has put over the declarations, and what can be."""

from __future__ import annotations

import json
from pathlib import Path

import click

from boardrules.cli.output import configured


@click.command("config")
@click.option("--show", is_flag=True, help="Show the configuration in force (the default).")
@click.option("--config", "config_path", type=click.Path(path_type=Path), help="This file.")
@click.option("--program", help="Show the rules of this program, overridden or not.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def command(show: bool, config_path: Path | None, program: str | None, format_: str) -> None:
    """Show which boardrules.toml is used, what it overrides, and what can be overridden."""
    from boardrules.formats.column_names import known_headers
    from boardrules.rulebook import rule_lines

    config, plugins = configured(config_path)
    if program is not None and plugins.programs.named(program) is None:
        raise click.BadParameter(f"no program {program!r} is installed.", param_hint="--program")
    wanted = plugins.programs.named(program) if program is not None else None
    lines = [
        line
        for spec in plugins.programs
        if wanted is None or spec is wanted
        for rule_set in spec.rule_sets
        for line in rule_lines(rule_set)
        if wanted is not None or line.source.confidence == "user"
    ]
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
                    "rule_set": line.rule_set,
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
    if wanted is None and not lines:
        click.echo("Nothing is overridden. --program CODE shows a program's rules.")
    for line in lines:
        fixed = "" if not line.source.is_authority else ", cannot be overridden"
        warns = ", only warns" if line.source.effect == "warn" else ""
        click.echo(f"{line.program} {line.rule_set} {line.rule} = {line.value}")
        says = " ".join(line.source.says.split())
        click.echo(f"    {line.source.confidence}{fixed}{warns}: {says}")
