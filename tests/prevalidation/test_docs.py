"""What ``docs/prevalidation.md`` shows is what comes out."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from boardrules.cli import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "prevalidation.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.S)


def test_the_example_is_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in zip(("people.csv", "roster.csv"), blocks("csv"), strict=True):
        Path(name).write_text(text, encoding="utf-8")
    prompt, shown = blocks("console")[0].split("\n", 1)
    done = CliRunner().invoke(main, prompt.removeprefix("$ boardrules ").split())
    assert done.output == shown
    assert done.exit_code == 1


def test_the_program_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    [block] = blocks("python")
    told = re.findall(r"  # (.+)", block)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block, "block", "exec"), {"__name__": "block"})
    assert printed.getvalue().splitlines() == told
