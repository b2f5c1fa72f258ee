"""What ``docs/activities.md`` shows is what comes out."""

from __future__ import annotations

import contextlib
import io
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

from boardrules.cli.check import command

PAGE = (Path(__file__).parents[2] / "docs" / "activities.md").read_text(encoding="utf-8")


def block(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", PAGE, re.S)
    assert found is not None
    return found[1]


def test_the_example_is_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("activities.csv").write_text(block("csv"), encoding="utf-8")
    prompt, shown = block("console").split("\n", 1)
    arguments = prompt.removeprefix("$ boardrules check ").split()
    done = CliRunner().invoke(command, arguments)
    assert done.output == shown
    assert done.exit_code == 1


def test_the_program_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("activities.csv").write_text(block("csv"), encoding="utf-8")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block("python"), "block", "exec"), {})
    told = printed.getvalue().splitlines()
    assert told[0] == "rejected ['BR407', 'BR416', 'BR404']"
    assert len(told) == len(block("csv").splitlines()) - 1


def test_the_columns_are_those_that_are_read() -> None:
    text = (files("boardrules_specs") / "columns" / "activities.toml").read_text(encoding="utf-8")
    more = tomllib.loads(text)["more"]
    assert re.findall(r"^\| `(\w+)` \|", PAGE.split("## Columns")[1], re.M) == list(more)
