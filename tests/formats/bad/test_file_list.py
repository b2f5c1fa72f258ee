"""What may be wrong with a file, item by item, from the command line and from Python."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import boardrules
from boardrules.cli import main

from . import making
from .files import ITEMS, LOCKED, ROSTER


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with sound activities and a roster, in which nobody may read :data:`LOCKED`."""
    monkeypatch.chdir(tmp_path)
    Path("activities.csv").write_text(making.ACTIVITIES, encoding="utf-8")
    Path("roster.csv").write_text(ROSTER, encoding="utf-8")
    whole = Path.open

    def locked(path: Path, *given: Any, **named: Any) -> Any:
        mode = given[0] if given else named.get("mode", "r")
        if path.name == LOCKED and "r" in mode:
            raise PermissionError
        return whole(path, *given, **named)

    monkeypatch.setattr(Path, "open", locked)
    return tmp_path


def from_the_command_line(name: str) -> tuple[int, list[dict[str, Any]], list[str]]:
    """Exit status, findings as the report has them, and verdicts."""
    arguments = ["check", name, "--activities", "activities.csv", "--roster", "roster.csv"]
    arguments += ["--as-of", "2026-06-01", "--format", "json", "--show-learners"]
    done = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert done.stderr == ""
    report = json.loads(done.stdout)
    found = [*report["file_findings"]]
    for verdict in report["records"]:
        found += verdict["findings"]
    return done.exit_code, found, [each["verdict"] for each in report["records"]]


@pytest.mark.parametrize("item", ITEMS)
def test_what_is_said_of_a_file(item: str, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    given = ITEMS[item]
    if given.name.endswith(".parquet"):
        pytest.importorskip("pyarrow")
    if item == "a pipe" and os.name != "posix":
        pytest.skip("pipes of Unix")
    given.make(folder / given.name)

    status, found, verdicts = from_the_command_line(given.name)
    assert tuple(verdicts) == given.verdicts
    assert capfd.readouterr().err == ""
    refused = 1 if "rejected" in verdicts else 0
    assert status == (refused if given.is_warning or not given.code else 2)
    if given.code:
        first = next(each for each in found if each["code"] == given.code)
        place = first["location"]
        assert place["file"] == given.name
        assert {name: place[name] for name in given.place} == given.place
        assert first["message"]
        assert first["detail"]
        assert first["fix"]
    else:
        assert found == []

    report = boardrules.check(
        given.name, activities="activities.csv", roster="roster.csv", as_of=date(2026, 6, 1)
    )
    every = [*report.file_findings]
    for verdict in report.verdicts:
        every += verdict.findings
    assert [each.code for each in every] == [each["code"] for each in found]
    assert [each.status.value for each in report.verdicts] == verdicts
    details = [report.catalogue[each.code].render_detail(each) for each in every]
    assert details == [each["detail"] for each in found]
