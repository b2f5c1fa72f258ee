"""``boardrules list``: the codes, programs, rule sets and plugins there are."""

from __future__ import annotations

import json

import click

from boardrules.plugins import Plugins, installed_plugins

Row = dict[str, object]


@click.command("list")
@click.argument("what", type=click.Choice(["codes", "programs", "rulesets", "plugins"]))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def command(what: str, format_: str) -> None:
    """List codes, programs, rule sets or plugins."""
    rows = _ROWS[what](installed_plugins())
    if format_ == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not rows:
        click.echo(f"No {what} are installed.")
        return
    for line in _columns(rows):
        click.echo(line)


def _columns(rows: list[Row]) -> list[str]:
    heads = list(rows[0])
    table = [heads, *([_cell(row[head]) for head in heads] for row in rows)]
    widths = [max(len(line[index]) for line in table) for index in range(len(heads))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in table
    ]


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "-" if value is None else str(value)


def codes(plugins: Plugins) -> list[Row]:
    """Every code: the official ones first, then ours, then plugins'."""
    return [
        {
            "code": spec.code,
            "severity": spec.severity.value,
            "stage": spec.stage,
            "title": spec.title,
        }
        for spec in plugins.catalogue
    ]


def programs(plugins: Plugins) -> list[Row]:
    """Every program, with what it asks for now."""
    rows: list[Row] = []
    for spec in plugins.programs:
        rules = spec.rule_sets[-1]
        rows.append(
            {
                "code": spec.code,
                "name": spec.name,
                "kind": spec.kind,
                "identifier": f"{spec.identifier}{'' if rules.identifier_required else ' (optional)'}",
                "birth date": "required" if rules.birth_date_required else "optional",
                "answers": "later" if rules.answers_later else "at once",
                "plugin": spec.plugin,
            }
        )
    return rows


def rulesets(plugins: Plugins) -> list[Row]:
    """Every rule set, by program and date."""
    return [
        {
            "program": spec.code,
            "id": rules.id,
            "from": rules.start.isoformat() if rules.start else None,
            "until": rules.end.isoformat() if rules.end else None,
            "from rests on": rules.sources["from"].confidence if "from" in rules.sources else None,
            "governed by": rules.governed_by,
            "digest": rules.digest,
        }
        for spec in plugins.programs
        for rules in spec.rule_sets
    ]


def plugin_rows(plugins: Plugins) -> list[Row]:
    """Every plugin that was found, and what came of it."""
    return [
        {
            "name": each.name,
            "distribution": each.distribution,
            "version": each.version,
            "programs": [spec.code for spec in plugins.programs if spec.plugin == each.name],
            "problems": [
                found.code for found in plugins.problems if found.param("plugin") == each.name
            ],
        }
        for each in plugins.found.values()
    ]


_ROWS = {"codes": codes, "programs": programs, "rulesets": rulesets, "plugins": plugin_rows}
