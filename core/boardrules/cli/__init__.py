"""The command line: one module per command, imported when that command runs."""

from __future__ import annotations

import io
import sys
from importlib import import_module

import click

from boardrules.version import __version__

_COMMANDS = {
    "check": "boardrules.cli.check",
    "config": "boardrules.cli.config",
    "conformance": "boardrules.cli.conformance",
    "convert": "boardrules.cli.convert",
    "diff-rulesets": "boardrules.cli.diff_rulesets",
    "explain": "boardrules.cli.explain",
    "list": "boardrules.cli.list",
    "prevalidate": "boardrules.cli.prevalidate",
    "template": "boardrules.cli.template",
}


class _Commands(click.Group):
    """Built-in commands by name; plugins are loaded only when a name is none of them, or for help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._ask_plugins()
        return sorted({*_COMMANDS, *self.commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _COMMANDS:
            command: click.Command = import_module(_COMMANDS[cmd_name]).command
            return command
        self._ask_plugins()
        return self.commands.get(cmd_name)

    def _ask_plugins(self) -> None:
        from boardrules.plugins import installed_plugins

        plugins = installed_plugins()
        for name in plugins.names:
            plugins.call(name, "register_commands", commands=self)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="boardrules", message="%(prog)s %(version)s")
def main() -> None:
    """Judge CME and MOC learner records by the rules of PARS, before they are uploaded.

    Exit status: 0 nothing rejected, 1 something rejected, 2 could not judge.
    """
    # Names need letters that the encoding of a redirected output may lack.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
