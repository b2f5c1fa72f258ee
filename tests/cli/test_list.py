"""``boardrules list``, and the help of every command."""

from __future__ import annotations

import json
from itertools import pairwise

import click
import pytest

from boardrules.cli import main
from boardrules.codes import builtin_catalogue
from boardrules.plugins import installed_plugins
from boardrules.version import __version__

from .conftest import Installer, Run, process

BOARDS = ["ABA", "ABIM", "ABOHNS", "ABOS", "ABP", "ABPATH", "ABPMR", "ABS", "ABTS"]
WHAT = {
    "codes": {"code", "severity", "stage", "title"},
    "programs": {"code", "name", "kind", "identifier", "birth date", "answers", "plugin"},
    "rulesets": {"program", "id", "from", "until", "from rests on", "governed by", "digest"},
    "plugins": {"name", "distribution", "version", "programs", "problems"},
}
COMMAND = """
import click
from boardrules import hookimpl


@hookimpl
def register_commands(commands):
    @commands.command("tally")
    def tally():
        "Count badges."
        click.echo("3 badges")
"""


@pytest.mark.parametrize("what", WHAT)
def test_json_and_text_tell_the_same(run: Run, what: str) -> None:
    made = run("list", what, "--format", "json")
    assert (made.exit_code, made.stderr) == (0, "")
    rows = json.loads(made.stdout)
    assert rows
    assert all(set(each) == WHAT[what] for each in rows)
    text = run("list", what)
    assert (text.exit_code, text.stderr) == (0, "")
    head, *lines = text.stdout.splitlines()
    assert len(lines) == len(rows)
    assert all(name in head for name in WHAT[what])
    first = next(iter(rows[0]))
    assert [line.split()[0] for line in lines] == [each[first] for each in rows]


def test_codes(run: Run) -> None:
    rows = json.loads(run("list", "codes", "--format", "json").stdout)
    assert [each["code"] for each in rows] == [spec.code for spec in builtin_catalogue()]
    assert [each["code"] for each in rows] == sorted(each["code"] for each in rows)


def test_programs(run: Run) -> None:
    rows = json.loads(run("list", "programs", "--format", "json").stdout)
    assert [each["code"] for each in rows] == sorted([*BOARDS, "REMS", "STATE"])
    assert [each["code"] for each in rows if each["kind"] == "board"] == BOARDS


def test_rulesets_are_told_in_their_order(run: Run) -> None:
    rows = json.loads(run("list", "rulesets", "--format", "json").stdout)
    assert {each["program"] for each in rows} == {*BOARDS, "REMS", "STATE"}
    assert len({each["id"] for each in rows}) == len(rows)
    for before, after in pairwise(rows):
        if before["program"] == after["program"]:
            assert before["until"] < after["from"]


def test_plugins(run: Run) -> None:
    rows = json.loads(run("list", "plugins", "--format", "json").stdout)
    assert [each["name"] for each in rows] == installed_plugins().names
    assert {each["distribution"] for each in rows} == {"boardrules"}
    assert all(each["problems"] == [] for each in rows)


def test_a_broken_plugin_is_listed(run: Run, install: Installer) -> None:
    install("xb", "import there_is_no_such_module\n")
    rows = json.loads(run("list", "plugins", "--format", "json").stdout)
    assert {each["name"]: each["problems"] for each in rows}["xb"] == ["BR901"]
    [line] = [line for line in run("list", "plugins").stdout.splitlines() if line.startswith("xb")]
    assert line.split() == ["xb", "xb_rules", "1.0", "BR901"]
    assert run("list", "programs").exit_code == 0


@pytest.mark.parametrize("arguments", [[], ["records"], ["codes", "--format", "csv"]])
def test_usage(run: Run, arguments: list[str]) -> None:
    result = run("list", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: ")


def test_as_a_process() -> None:
    done = process("list", "programs", "--format", "json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(json.loads(done.stdout)) == 11


# Help -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help(run: Run, flag: str) -> None:
    result = run(flag)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Exit status: 0 nothing rejected, 1 something rejected" in result.stdout
    for name in ("check", "explain", "list"):
        assert f"\n  {name} " in result.stdout


@pytest.mark.parametrize("name", main.list_commands(click.Context(main)))
def test_help_of_each_command(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert (result.exit_code, result.stderr) == (0, "")
    usage, _, said, *_ = result.stdout.splitlines()
    assert usage.startswith(f"Usage: main {name} ")
    assert said.strip()
    assert "--help" in result.stdout


def test_help_of_check_names_its_options(run: Run) -> None:
    told = run("check", "--help").stdout
    for option in ("--activities", "--roster", "--as-of", "--provider", "--format", "--output"):
        assert option in told
    assert "--strict-plugins" in told


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"boardrules {__version__}\n"


def test_an_unknown_command(run: Run) -> None:
    result = run("chek")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "No such command 'chek'" in result.stderr


def test_a_plugin_s_command(run: Run, install: Installer) -> None:
    install("tally", COMMAND)
    assert "Count badges." in run("--help").stdout
    assert run("tally").stdout == "3 badges\n"
    main.commands.pop("tally")
