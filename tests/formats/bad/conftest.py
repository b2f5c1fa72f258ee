"""The command line over files as they should not be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from click.testing import CliRunner

from boardrules.cli import main

from . import making


@frozen
class Told:
    """What became of a run: its exit status, findings on files, and verdicts in their order."""

    status: int
    findings: list[dict[str, Any]]
    verdicts: list[dict[str, Any]]

    @property
    def codes(self) -> list[str]:
        return [each["code"] for each in self.findings]

    @property
    def of_records(self) -> list[str]:
        """The codes of the findings on records."""
        return [found["code"] for verdict in self.verdicts for found in verdict["findings"]]

    def place(self, index: int = 0) -> dict[str, Any]:
        place: dict[str, Any] = self.findings[index]["location"]
        return {name: value for name, value in place.items() if name != "file"}


class Desk:
    """A folder with sound files, of which tests write others."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capfd = capfd
        making.pack(folder / "sound.xlsx", making.one_sheet(making.HEADER, making.ROW))
        (folder / "sound-activities.csv").write_text(making.ACTIVITIES, encoding="utf-8")
        (folder / "sound-roster.csv").write_text(making.ROSTER, encoding="utf-8")

    def check(self, file: str, role: str = "learners") -> Told:
        """Check a file in its role: ``learners``, ``activities`` or ``roster``.

        Nothing may be raised, and nothing be said on standard error, by no library either.
        """
        files = {
            "learners": "sound.xlsx",
            "activities": "sound-activities.csv",
            "roster": "sound-roster.csv",
        }
        files[role] = file
        arguments = [
            "check", files["learners"], "--activities", files["activities"],
            "--roster", files["roster"], "--as-of", "2026-06-01", "--format", "json",
        ]  # fmt: skip
        result = CliRunner().invoke(main, arguments, catch_exceptions=False)
        assert (result.stderr, self._capfd.readouterr().err) == ("", "")
        assert result.exit_code in (0, 1, 2)
        report = json.loads(result.stdout)
        for found in report["file_findings"]:
            assert found["location"]["file"] == file
            assert found["message"]
            assert found["fix"]
        return Told(result.exit_code, report["file_findings"], report["records"])


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, capfd)
