"""What the commands share: colour, and the day."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from boardrules.config import Config
    from boardrules.plugins import Plugins

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PROVIDER = re.compile(r"\d{7}", re.ASCII)
_STYLES = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow"},
    "good": {"fg": "green"},
    "dim": {"dim": True},
}


def wants_colour() -> bool:
    """Whether standard output is a terminal that may be coloured (https://no-color.org)."""
    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def paint(text: str, style: str) -> str:
    """``text`` coloured for a terminal."""
    return click.style(text, **_STYLES[style])  # type: ignore[arg-type]


def today() -> date:
    """The day in Chicago, where ACCME is and PARS counts its days."""
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo("America/Chicago")).date()


def refuse_input(
    output: Path | None, inputs: Iterable[str | Path | None], hint: str = "--output"
) -> None:
    """End the command (exit status 2) where the file to be written is one that it reads.

    ``hint`` names what gives the file to be written; inputs that are None are none.
    """
    if output is None or not output.exists():
        return
    for path in [Path(each) for each in inputs if each is not None]:
        if path.exists() and output.samefile(path):
            raise click.BadParameter(f"{path} is a file to be read.", param_hint=hint)


def configured(path: Path | None, *, strict: bool = False) -> tuple[Config, Plugins]:
    """The configuration (of ``path`` or the nearest file upward) and the plugins under it.

    What cannot be used ends the command with exit status 2 and a message. ``strict``:
    raises :class:`boardrules.plugins.PluginError` for a broken plugin.
    """
    from boardrules.config import ConfigError, find_config, load_config
    from boardrules.plugins import Plugins, installed_plugins

    try:
        config = load_config(path or find_config(Path.cwd()))
    except ConfigError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    if not config.overrides and not strict:
        return config, installed_plugins()
    from boardrules.activities.overrides import rules_under
    from boardrules.declarations import DeclarationError
    from boardrules.discovery import discover

    try:
        rules_under(config.overrides)
        return config, Plugins(discover(), strict=strict, overrides=config.overrides)
    except DeclarationError as error:
        told = str(error)
        click.echo(f"{config.path}: {told}{'' if told.endswith('?') else '.'}", err=True)
        sys.exit(2)


class IsoDate(click.ParamType[date]):
    """A date written YYYY-MM-DD."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        try:
            # By itself fromisoformat takes other notations as well.
            if _DAY.fullmatch(str(value)) is None:
                raise ValueError
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no date; write it as YYYY-MM-DD.", param, ctx)


class ProviderId(click.ParamType[str]):
    """A provider's ID. One without its leading zeros would be nobody's, and refuse every record."""

    name = "id"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        text = str(value).strip()
        if _PROVIDER.fullmatch(text) is None:
            self.fail(f"{value!r} is no provider ID; it has seven digits.", param, ctx)
        return text
