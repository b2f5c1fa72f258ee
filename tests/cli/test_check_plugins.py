"""``boardrules check`` with plugins that are broken, and with reports that plugins add."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Installer, Run

BROKEN = "import there_is_no_such_module\n"
FAILS_IN_RUN = """
from boardrules import hookimpl


@hookimpl
def make_checks(program):
    raise KeyError("members.db")
"""
FAILING_CHECK = """
from boardrules import hookimpl


@hookimpl
def make_checks(program, kit):
    @kit.record_check("format", "661")
    def badge_is_round(case, run):
        "661: the badge is round."
        raise KeyError(case.claim.id)

    return [badge_is_round] if program.code == "ABIM" else None
"""
REPORTS = """
from boardrules import hookimpl
from boardrules.reports import ReportSpec


@hookimpl
def register_reports():
    return [
        ReportSpec("tally", lambda report: f"{len(report.verdicts)} verdicts\\n".encode()),
        ReportSpec("text", lambda report: b"not this one"),
        ReportSpec("fails", lambda report: report.no_such_thing),
        ReportSpec("string", lambda report: "no bytes"),
        ReportSpec("picture", lambda report: b"\\x89", binary=True),
    ]
"""


def test_2_when_a_check_fails(check: Run, install: Installer) -> None:
    install("clumsy", FAILING_CHECK)
    result = check("refused.xlsx", "-v")
    assert result.exit_code == 2
    assert "998 [ABIM]" in result.stdout
    assert "check badge_is_round of plugin clumsy:" in result.stderr
    assert "KeyError: '123456'" in result.stderr
    assert "Traceback" not in check("refused.xlsx").output


def test_a_broken_plugin_is_told_of_and_takes_nothing_down(check: Run, install: Installer) -> None:
    install("xb", BROKEN)
    result = check("sound.xlsx", "--format", "json")
    assert result.exit_code == 0
    assert result.stderr.startswith("BR901 A plugin failed to load. Plugin xb of xb_rules: ")
    assert json.loads(result.stdout)["plugin_findings"][0]["code"] == "BR901"


def test_strict_plugins_refuses_to_judge(check: Run, install: Installer) -> None:
    install("xb", BROKEN)
    result = check("sound.xlsx", "--strict-plugins", "--format", "json", "--output", "report")
    assert (result.exit_code, result.stdout) == (2, "")
    first, last = result.stderr.splitlines()
    assert first.startswith("BR901 ")
    assert last == "Nothing was judged, because --strict-plugins was given."
    assert not Path("report").exists()


def test_strict_plugins_with_sound_ones(check: Run) -> None:
    assert check("sound.xlsx", "--strict-plugins").exit_code == 0


def test_a_plugin_that_fails_during_the_run(check: Run, install: Installer) -> None:
    install("xb", FAILS_IN_RUN)
    result = check("sound.xlsx", "--format", "xlsx", "--output", "rejected.xlsx")
    assert result.exit_code == 0
    assert result.stderr.count("BR908") == 1
    strict = check("sound.xlsx", "--strict-plugins")
    assert (strict.exit_code, strict.stdout) == (2, "")
    assert "withheld" in strict.stderr


def test_reports_of_plugins(check: Run, install: Installer) -> None:
    install("tally", REPORTS)
    result = check("refused.xlsx", "--format", "tally")
    assert (result.exit_code, result.stdout) == (1, "2 verdicts\n")
    assert "judged as of" in check("refused.xlsx", "--format", "text").stdout
    for name, error in (("fails", "AttributeError"), ("string", "TypeError")):
        result = check("refused.xlsx", "--format", name)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == f"--format {name} failed with {error}.\n"
    assert "needs --output" in check("refused.xlsx", "--format", "picture").stderr
