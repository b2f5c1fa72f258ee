"""What may be wrong with a file, item by item, from the command line and from Python."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from boardrules import check
from boardrules.cli import main

from .files import ITEMS, judged, prepare


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
def test_what_is_said_of_a_file(
    item: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    given = ITEMS[item]
    prepare(given, tmp_path, monkeypatch)

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
        assert 0 < len(first["detail"]) < 1_500
        assert all(len(value or "") <= 1_000 for value in first["params"].values())
        assert first["fix"]
    else:
        assert found == []

    report = judged(given)
    every = [*report.file_findings]
    for verdict in report.verdicts:
        every += verdict.findings
    assert [each.code for each in every] == [each["code"] for each in found]
    assert [each.status.value for each in report.verdicts] == verdicts
    details = [report.catalogue[each.code].render_detail(each) for each in every]
    assert details == [each["detail"] for each in found]


@pytest.mark.parametrize("root", ["<ACCMELearnerReports/>", "<Foo/>"])
def test_a_file_without_records_is_none_whatever_else_is_noticed(tmp_path: Path, root: str) -> None:
    """A warning about the encoding is no reason for it to hold nothing."""
    text = f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<!-- Müller -->\n{root}\n'
    (tmp_path / "a.xml").write_text(text, encoding="utf-8")
    report = check(tmp_path / "a.xml", as_of=date(2026, 6, 1))
    codes = [each.code for each in report.file_findings]
    assert codes[0] == "BR119"
    assert codes[1:] == (["BR109"] if "ACCME" in root else ["BR111"])
    assert report.exit_status == 2
