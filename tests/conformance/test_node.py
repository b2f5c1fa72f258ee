"""The reference harness in Node, which is what others are shown."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from boardrules.conformance.cases import load_suite
from boardrules.conformance.runner import Command, run_suite
from boardrules.conformance.smoke import smoke

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples" / "conformance-node"
NODE = shutil.which("node")
JUDGED = {"601", "602", "622", "623", "630", "631", "673", "675", "677"}

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")
COMMAND = f"'{NODE}' '{FOLDER / 'harness.js'}'"


def test_it_passes_what_it_judges_and_skips_the_rest() -> None:
    suite = load_suite()
    with Command(COMMAND) as harness:
        result = run_suite(suite, harness)
        assert [each.case.id for each in smoke(suite, harness)] == [
            "envelope-action-1",
            "envelope-action-11",
        ]
    told = [each for each in result.outcomes if each.kind in ("failed", "errored")]
    assert told == []
    passed = [each.case for each in result.outcomes if each.kind == "passed"]
    assert len(passed) > 200
    failing = {code for case in passed for _, code, _ in case.expect}
    assert failing >= JUDGED
    assert {case.program for case in passed} == {None, "ABA", "ABIM", "ABS", "STATE"}
    skipped = [each for each in result.outcomes if each.kind == "skipped"]
    assert all(each.because for each in skipped)
    judges = {case.file for case in passed}
    assert "boardrules_specs/conformance/registrations.json" not in judges


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("hello", "harness: "),
        ('{"cmd":"start","version":2}', "speaks version 1 of the protocol, not 2"),
        ('{"cmd":"constructor"}', 'knows no command "constructor"'),
    ],
)
def test_it_refuses_what_is_no_command(line: str, told: str) -> None:
    done = subprocess.run(
        [str(NODE), str(FOLDER / "harness.js")],
        input=f"{line}\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_the_harness_is_short() -> None:
    assert len((FOLDER / "harness.js").read_text("utf-8").splitlines()) < 150
