"""Reports are made in a folder of their own, so that no place in them names another."""

from __future__ import annotations

from pathlib import Path

import pytest

from .copies import own_workbook


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def own() -> str:
    """The name of a workbook with two errors, a warning and much of its own."""
    return own_workbook()
