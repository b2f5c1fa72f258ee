"""docs/reports.md shows what is written."""

from __future__ import annotations

import contextlib
import io
import shlex

import pytest
from click.testing import CliRunner
from tests.readme import ROOT, blocks, marked

from boardrules.cli import main
from boardrules.plugins import installed_plugins
from boardrules.reports import report_formats

DOCUMENT = "docs/reports.md"
SHOWN = ("text", "json", "jsonl", "sarif", "github", "junit")


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("name", SHOWN)
def test_the_example_of_a_format_is_what_is_written(name: str) -> None:
    command, _, shown = marked(DOCUMENT, name).replace("\\\n", " ").partition("\n")
    prompt, program, *arguments = shlex.split(command)
    assert (prompt, program) == ("$", "boardrules")
    assert name == "text" or arguments[arguments.index("--format") + 1] == name
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    written = iter(result.stdout.splitlines())
    for line in shown.splitlines():
        if line != "...":
            begin = line.removesuffix("...")
            assert any(
                each == line or (begin != line and each.startswith(begin)) for each in written
            ), line


def test_every_format_is_in_the_table() -> None:
    text = (ROOT / DOCUMENT).read_text("utf-8")
    for name in {*SHOWN, "xlsx"} & set(report_formats(installed_plugins())):
        shows = "not shown" if report_formats(installed_plugins())[name].masks else "shown"
        [row] = [line for line in text.splitlines() if line.startswith(f"| `{name}` ")]
        assert row.split("|")[-2].strip() == shows


def test_the_blocks_print_what_their_comments_say() -> None:
    found = blocks(DOCUMENT, "python")
    assert len(found) == 2
    for block in found:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block, "block", "exec"), {"__name__": "block"})
        said = [
            line.partition("  # ")[2] for line in block.splitlines() if line.startswith("print(")
        ]
        assert printed.getvalue().splitlines() == said
