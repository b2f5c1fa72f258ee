"""The command line is run in a folder with small files, and with plugins that are put there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Protocol

import pytest
from click.testing import CliRunner, Result
from tests.reports import files

from boardrules.cli import main
from boardrules.plugins import installed_plugins

_NUMBERS = count()


class Run(Protocol):
    def __call__(self, *arguments: str) -> Result: ...


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("activities.csv").write_text(files.ACTIVITIES, encoding="utf-8")
    Path("roster.csv").write_text(files.ROSTER, encoding="utf-8")
    files.workbook(files.row(), name="sound.xlsx")
    files.workbook(files.row(), files.row(K=None), name="refused.xlsx")


@pytest.fixture
def run() -> Run:
    """Run the command line in this process."""

    def in_process(*arguments: str) -> Result:
        result = CliRunner().invoke(main, list(arguments))
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return in_process


@pytest.fixture
def check(run: Run) -> Run:
    """Judge files, given first, by the activities and the roster that are there."""

    def judge(*arguments: str) -> Result:
        given = ("--activities", "activities.csv", "--roster", "roster.csv")
        return run("check", *arguments, *given, "--as-of", "2026-06-01")

    return judge


class Installer:
    """Installs plugins for one test, as distributions on ``sys.path``."""

    def __init__(self, site: Path) -> None:
        self.site = site

    def __call__(self, name: str, code: str, distribution: str = "") -> None:
        """Install a plugin: its entry point's name, and the text of its module."""
        distribution = distribution or f"{name}_rules"
        info = self.site / f"{distribution}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n"
        )
        # A name of its own: what is imported stays, though it is installed no longer.
        module = f"boardrules_{name}_{next(_NUMBERS)}"
        (info / "entry_points.txt").write_text(f"[boardrules.plugins]\n{name} = {module}\n")
        (self.site / f"{module}.py").write_text(code, encoding="utf-8")
        installed_plugins.cache_clear()


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installer]:
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    installed_plugins.cache_clear()
    yield Installer(site)
    monkeypatch.undo()
    installed_plugins.cache_clear()


def process(
    *arguments: str,
    program: Sequence[str] = (sys.executable, "-m", "boardrules"),
    **environment: str,
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [*program, *arguments],
        capture_output=True,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )
