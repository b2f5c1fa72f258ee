"""What a user sees of the codes about files, plugins, writing and pre-validation."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest
from syrupy.assertion import SnapshotAssertion

from . import convert_cases, file_cases, plugin_cases, prevalidation_cases, writing_cases
from .shown import Judged


class Case(Protocol):
    def judged(self) -> Judged: ...


CASES: dict[str, tuple[Case, Case]] = {
    **file_cases.CASES,
    **convert_cases.CASES,
    **plugin_cases.CASES,
    **prevalidation_cases.CASES,
    **writing_cases.CASES,
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("code", CASES, ids=lambda code: f"{code}-any-fails")
def test_fails(code: str, snapshot: SnapshotAssertion) -> None:
    result = CASES[code][0].judged()
    assert code in result.codes()
    assert result.shown() == snapshot


@pytest.mark.parametrize("code", CASES, ids=lambda code: f"{code}-any-passes")
def test_passes(code: str, snapshot: SnapshotAssertion) -> None:
    result = CASES[code][1].judged()
    assert code not in result.codes()
    assert result.shown() == snapshot
