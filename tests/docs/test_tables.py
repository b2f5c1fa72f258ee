"""What the page on tables shows is what happens."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.readme import ROOT, blocks

from boardrules.cli import main
from boardrules.formats.record_rows import column_order


def test_the_example_in_python_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    [block] = blocks("docs/tables.md", "python")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block, "block", "exec"), {"__name__": "block"})
    assert printed.getvalue().splitlines() == re.findall(r"\)  # (.*)", block)
    [shown] = blocks("docs/tables.md", "csv")
    assert Path("learners.csv").read_text("utf-8") == shown


def test_the_commands_print_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("learners.xml", "activities.json", "roster.csv"):
        (tmp_path / name).write_bytes((ROOT / "examples" / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    commands = blocks("docs/tables.md", "console")[0].splitlines()
    converting, told, checking, *shown = commands
    result = CliRunner().invoke(main, converting.split()[2:])
    assert (result.exit_code, result.stderr.strip()) == (0, told)
    result = CliRunner().invoke(main, checking.split()[2:])
    assert result.stdout.splitlines()[: len(shown)] == shown


def test_every_column_is_described() -> None:
    text = (ROOT / "docs" / "tables.md").read_text("utf-8")
    for name in (*column_order(beside=True), "given_blank"):
        assert f"`{name}`" in text
