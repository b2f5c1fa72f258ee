"""The page on formats shows what happens, and names every kind."""

from __future__ import annotations

import contextlib
import io
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.readme import ROOT, blocks

from boardrules.cli import main
from boardrules.formats.writers import WRITERS

PAGE = "docs/formats.md"


@pytest.fixture(autouse=True)
def _with_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").mkdir()
    for path in (ROOT / "examples").glob("*.*"):
        if path.suffix in (".xlsx", ".xml", ".json", ".csv"):
            shutil.copy(path, tmp_path / "examples")


@pytest.mark.parametrize(
    "block",
    [*blocks(PAGE, "console"), *blocks("docs/input-tables.md", "console")],
    ids=lambda block: block.split()[3],
)
def test_the_conversions_print_what_is_shown(block: str) -> None:
    command, *shown = block.splitlines()
    prompt, program, *arguments = shlex.split(command)
    assert (prompt, program) == ("$", "boardrules")
    printed = iter(CliRunner().invoke(main, arguments).output.splitlines())
    # Lines may be left out, but not changed or moved.
    assert all(line in printed for line in shown)
    assert len(shown) >= 1


@pytest.mark.parametrize("page", [PAGE, "docs/input-tables.md"])
def test_the_conversion_in_a_program(page: str) -> None:
    (block,) = blocks(page, "python")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block, page, "exec"), {})
    assert printed.getvalue().strip() == block.rstrip().rpartition("  # ")[2]


def test_every_kind_that_is_written_is_on_the_page() -> None:
    text = (ROOT / PAGE).read_text("utf-8")
    for spec in WRITERS:
        assert f"| `{spec.kind}` " in text
