"""``boardrules diff-rulesets``: what changed in a program's rules between two days."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from boardrules.cli.output import IsoDate, configured

if TYPE_CHECKING:
    from boardrules.programs import RuleSet
    from boardrules.rulebook import RuleLine


@click.command("diff-rulesets")
@click.argument("program")
@click.argument("before", type=IsoDate())
@click.argument("after", type=IsoDate())
@click.option("--config", "config_path", type=click.Path(path_type=Path), help="A boardrules.toml.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def command(
    program: str, before: date, after: date, config_path: Path | None, format_: str
) -> None:
    """Show what changed in the rules of PROGRAM between the days BEFORE and AFTER, with sources.

    The days are completion dates, or what else governs the program's rule sets.
    """
    from boardrules.rulebook import changes, in_force

    _, plugins = configured(config_path)
    spec = plugins.programs.named(program)
    if spec is None:
        known = ", ".join(each.code for each in plugins.programs)
        raise click.BadParameter(f"{program!r} is none of {known}.", param_hint="PROGRAM")
    sets = [in_force(spec, day) for day in (before, after)]
    for rule_set, day in zip(sets, (before, after), strict=True):
        if rule_set is None:
            first = spec.rule_sets[0].start
            raise click.UsageError(
                f"{spec.code} has no rules on {day}: its first begin on {first}."
            )
    old, new = sets
    assert old is not None  # looked at above
    assert new is not None
    found = changes(old, new)
    if format_ == "json":
        document = {
            "program": spec.code,
            "before": {"day": before.isoformat(), "rule_set": old.id, "digest": old.digest},
            "after": {"day": after.isoformat(), "rule_set": new.id, "digest": new.digest},
            "changes": [
                {"rule": each.rule, "before": _line(each.before), "after": _line(each.after)}
                for each in found
            ],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    click.echo(f"{spec.code}: {_named(old)} on {before}, {_named(new)} on {after}")
    if not found:
        click.echo("No rule differs.")
    for each in found:
        click.echo(f"\n{each.rule}")
        click.echo(f"  before: {_told(each.before)}")
        click.echo(f"  after:  {_told(each.after)}")


def _named(rule_set: RuleSet) -> str:
    start = f"from {rule_set.start}" if rule_set.start else "from the beginning"
    end = f"until {rule_set.end}" if rule_set.end else "still in force"
    return f"{rule_set.id} ({start}, {end})"


def _told(line: RuleLine | None) -> str:
    if line is None:
        return "not stated"
    indent = "\n          "
    says = " ".join(line.source.says.split())
    return f"{indent.join(line.lines)}{indent}{line.source.confidence}, {line.effect}: {says}"


def _line(line: RuleLine | None) -> dict[str, str] | None:
    if line is None:
        return None
    return {
        "value": line.value,
        "confidence": line.source.confidence,
        "effect": line.source.effect,
        "says": " ".join(line.source.says.split()),
    }
