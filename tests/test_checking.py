"""Verdicts one by one are those of a report, and nothing of them is kept."""

from __future__ import annotations

import gc
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import boardrules
from boardrules import checking
from boardrules.cli import main
from boardrules.reports.jsonl import render

ROOT = Path(__file__).resolve().parents[1]
GIVEN: dict[str, Any] = {
    "activities": ROOT / "examples" / "activities.json",
    "roster": ROOT / "examples" / "roster.csv",
    "as_of": date(2026, 6, 15),
}


@pytest.mark.parametrize("name", ["learners.xlsx", "learners.xml"])
def test_the_same_verdicts(name: str) -> None:
    report = boardrules.check(ROOT / "examples" / name, **GIVEN)
    run = boardrules.stream(ROOT / "examples" / name, **GIVEN)
    assert tuple(run) == report.verdicts
    assert run.summary == report.summary
    assert run.not_judged == report.not_judged
    assert run.rule_sets == report.rule_sets
    assert tuple(run.file_findings) == report.file_findings
    assert tuple(run.inputs) == report.inputs
    assert run.exit_status == report.exit_status == 1


def alive() -> int:
    gc.collect()
    return sum(isinstance(each, boardrules.Verdict) for each in gc.get_objects())


def test_nothing_of_a_judged_record_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_TOGETHER", 10)
    before = alive()
    run = boardrules.stream(ROOT / "examples" / "learners.xlsx", **GIVEN)
    most = max(alive() for verdict in run if verdict.record.number % 100 == 0)
    assert before < most <= before + 20
    assert alive() == before
    assert run.summary.records > 400
    assert run.files == []


def test_a_first_record_far_back_is_named_by_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_MOST_ORIGINS", 0)
    run = boardrules.stream(ROOT / "examples" / "learners.xml", **GIVEN)
    told = {
        found.param("first")
        for verdict in run
        for found in verdict.findings
        if found.param("first") is not None
    }
    assert told
    assert all(str(each).startswith("record ") for each in told)


@pytest.mark.parametrize("name", ["learners.xlsx", "learners.xml"])
def test_lines_on_the_command_line_are_those_of_a_report(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    monkeypatch.chdir(ROOT)
    out = tmp_path / "lines.jsonl"
    given = ["--activities", "examples/activities.json", "--roster", "examples/roster.csv"]
    arguments = ["check", f"examples/{name}", *given, "--as-of", "2026-06-15"]
    result = CliRunner().invoke(
        main, [*arguments, "--format", "jsonl", "--output", str(out)], catch_exceptions=False
    )
    assert result.exit_code == 1
    report = boardrules.check(
        f"examples/{name}",
        activities="examples/activities.json",
        roster="examples/roster.csv",
        as_of=date(2026, 6, 15),
    )
    assert out.read_bytes() == render(report)
    missing = CliRunner().invoke(
        main, [*arguments, "--format", "jsonl", "--output", str(tmp_path / "no" / "x.jsonl")]
    )
    assert missing.exit_code == 2
    assert "Cannot write" in missing.output


@pytest.mark.parametrize(
    ("ledger", "untold"),
    [(None, True), (ROOT / "examples" / "learners.xml", True), (boardrules.MemoryLedger(), False)],
)
def test_files_of_earlier_uploads_do_not_tell_what_a_board_has_otherwise(
    ledger: Any, untold: bool
) -> None:
    report = boardrules.check(ROOT / "examples" / "learners.xml", ledger=ledger, **GIVEN)
    assert any("709" in each.codes for each in report.not_judged) is untold
