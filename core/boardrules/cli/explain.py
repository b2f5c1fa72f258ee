"""``boardrules explain``: what a code means, why it matters and how to mend it."""

from __future__ import annotations

import json
import sys

import click

from boardrules.cli.output import paint, wants_colour
from boardrules.codes import Catalogue, CodeSpec, builtin_catalogue


@click.command("explain")
@click.argument("code")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def command(code: str, format_: str) -> None:
    """Explain a code: PARS's 601 to 999, ours (BR...) or a plugin's."""
    catalogue: Catalogue = builtin_catalogue()
    spec = catalogue.get(code.upper())
    if spec is None:
        from boardrules.plugins import installed_plugins

        catalogue = installed_plugins().catalogue
        spec = catalogue.get(code.upper())
    if spec is None:
        near = catalogue.nearest(code)
        hint = f" Did you mean {near}?" if near else ""
        click.echo(f"No code {code!r}.{hint} `boardrules list codes` lists them all.", err=True)
        sys.exit(2)
    if format_ == "json":
        click.echo(json.dumps(explanation(spec), ensure_ascii=False, indent=2))
    else:
        click.echo(explain(spec, colour=wants_colour()), nl=False)


def explanation(spec: CodeSpec) -> dict[str, object]:
    """Everything that is known of a code, as plain data."""
    return {
        "code": spec.code,
        "official": spec.official,
        "message": spec.message,
        "title": spec.title,
        "severity": spec.severity.value,
        "stage": spec.stage,
        "programs": list(spec.programs),
        "declares": list(spec.declares),
        "needs": list(spec.needs),
        "why": spec.why,
        "trigger": spec.trigger,
        "fix": spec.fix,
        "reasons": {
            name: {"detail": reason.detail, "fix": reason.fix or spec.fix}
            for name, reason in sorted(spec.reasons.items())
        },
        "example_bad": spec.example_bad,
        "example_good": spec.example_good,
        "sources": list(spec.sources),
        "since": spec.since,
        "status": spec.status,
    }


def explain(spec: CodeSpec, *, colour: bool = False) -> str:
    """The page of a code, as text."""

    def head(text: str) -> str:
        return paint(text, "dim") if colour else text

    whose = "PARS's message" if spec.official else "Message"
    lines = [
        f"{spec.code}: {spec.title}",
        "",
        f"{head(whose + ':')} {spec.message}",
        f"{head('Severity:')} {spec.severity.value}. {head('Stage:')} {spec.stage}.",
    ]
    if spec.programs:
        whose = f" that declare {' and '.join(spec.declares)}" if spec.declares else ""
        lines.append(f"{head('Programs:')} {', '.join(spec.programs)}{whose}.")
    if spec.needs:
        lines.append(f"{head('Judged only with:')} {', '.join(spec.needs)}.")
    lines += [
        "",
        head("Raised when"),
        f"  {spec.trigger}",
        head("Why it matters"),
        f"  {spec.why}",
        head("How to mend it"),
        f"  {spec.fix}",
    ]
    if spec.reasons:
        lines.append(head("Reasons"))
        for name, reason in sorted(spec.reasons.items()):
            lines.append(f"  {name}: {reason.detail}")
            if reason.fix:
                lines.append(f"    {reason.fix}")
    lines += [
        head("Example"),
        f"  rejected: {spec.example_bad}"
        if spec.severity == "error"
        else f"  noted: {spec.example_bad}",
        f"  passes:   {spec.example_good}"
        if spec.severity == "error"
        else f"  passes: {spec.example_good}",
        "",
        f"{head('Sources:')} {'; '.join(spec.sources)}.",
    ]
    return "\n".join(lines) + "\n"
