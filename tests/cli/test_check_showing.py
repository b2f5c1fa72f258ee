"""What ``boardrules check`` shows: formats, findings, values of learners."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.reports import files

from .conftest import Installer, Run

FORMATS = ("github", "json", "jsonl", "junit", "sarif", "text")


@pytest.fixture(autouse=True)
def _wrong() -> None:
    files.workbook(files.row(), files.row(K="000042"), files.row(K=None), name="wrong.xlsx")


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_written_to_a_file_and_to_standard_output(check: Run, format_: str) -> None:
    printed = check("wrong.xlsx", "--format", format_)
    assert (printed.exit_code, printed.stderr) == (1, "")
    written = check("wrong.xlsx", "--format", format_, "--output", "out")
    assert (written.exit_code, written.stdout) == (1, "")
    assert f"out written ({format_}): 2 of 3 records rejected" in written.stderr
    assert Path("out").read_bytes() == printed.stdout_bytes


@pytest.mark.parametrize("format_", FORMATS)
def test_values_of_learners(check: Run, format_: str) -> None:
    by_itself = "000042" not in check("wrong.xlsx", "--format", format_).stdout
    assert by_itself == (format_ in ("github", "junit", "sarif"))
    assert "000042" in check("wrong.xlsx", "--format", format_, "--show-learners").stdout
    masked = check("wrong.xlsx", "--format", format_, "--mask-learners")
    assert masked.exit_code == 1
    assert "000042" not in masked.stdout
    assert "(hidden)" in masked.stdout


def test_findings_that_are_selected(check: Run) -> None:
    result = check("wrong.xlsx", "--select", "62,BR", "--select", "675", "--ignore", "BR3")
    assert result.exit_code == 1
    assert "621 [ABIM]" in result.stdout
    assert "661 [ABIM]" not in result.stdout
    assert "by --select" in result.stdout


def test_a_hidden_error_rejects(check: Run) -> None:
    result = check("wrong.xlsx", "--ignore", "6,BR", "--format", "json")
    document = json.loads(result.stdout)
    assert result.exit_code == 1
    assert document["summary"]["rejected"] == 2
    assert [each["verdict"] for each in document["records"]] == [
        "submitted",
        "rejected",
        "rejected",
    ]
    assert [each["findings"] for each in document["records"]] == [[], [], []]
    [hidden] = document["hidden"]
    assert hidden == {"option": "ignore", "findings": sum(document["summary"]["by_code"].values())}


def test_severities_and_the_first_of_each_code(check: Run) -> None:
    wrong = [files.row(K=None, C=f"05/{day}/2026") for day in (20, 21, 22, 23)]
    files.workbook(*wrong, files.cme(C="2026-04-02"), name="many.xlsx")
    result = check("many.xlsx", "--min-severity", "error", "--max-findings-per-code", "2")
    assert result.stdout.count("621 [ABIM] ") == 2
    assert "BR302 warning" not in result.stdout
    assert "(1 by --min-severity, 2 by --max-findings-per-code)" in result.stdout
    assert "621 x 4" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--select", "67O"), "No code begins with '67O'. Did you mean 670?"),
        (("--ignore", "BR2,nonsense"), "No code begins with 'NONSENSE'."),
        (("--min-severity", "fatal"), "'fatal' is not one of 'error', 'warning', 'info'."),
        (("--max-findings-per-code", "0"), "0 is not in the range x>=1."),
        (("--format", "xlsx", "--output", "o.xlsx", "--ignore", "BR"), "every rejected row"),
        (("--format", "xlsx", "--output", "o.xlsx", "--mask-learners"), "every rejected row"),
        (("--format", "fax"), "'fax' is none of "),
    ],
)
def test_what_is_refused_before_anything_is_judged(
    check: Run, arguments: tuple[str, ...], message: str
) -> None:
    result = check("wrong.xlsx", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in " ".join(
        result.stderr.replace("html, ", "").replace("annotated, ", "").split()
    )
    assert not Path("o.xlsx").exists()


def test_the_rejection_workbook_takes_the_options_that_change_nothing(check: Run) -> None:
    result = check("wrong.xlsx", "--format", "xlsx", "--output", "o.xlsx", "--show-learners")
    assert result.exit_code == 1
    assert Path("o.xlsx").exists()


def test_a_file_name_commands_no_terminal(check: Run) -> None:
    result = check("a\x1b[31m\x9bb.xlsx")
    assert result.exit_code == 2
    assert r"a\x1b[31m\x9bb.xlsx" in result.stdout
    assert "\x1b" not in result.stdout


def test_a_file_name_that_is_no_text(check: Run) -> None:
    """As one is given that was written in another encoding."""
    for format_ in FORMATS:
        result = check("M\udcfcller.xlsx", "--format", format_)
        assert result.exit_code == 2, format_
        assert "BR101" in result.stdout


def test_a_plugin_that_fails_over_a_learner_s_value_does_not_tell_it(
    check: Run, install: Installer
) -> None:
    install(
        "xb",
        "import boardrules\n\n"
        "@boardrules.hookimpl\n"
        "def open_submission(path, name):\n"
        "    raise ValueError('no such person: Zyxquivory')\n",
    )
    told = check("wrong.xlsx", "--format", "text")
    assert "Zyxquivory" in told.stdout
    assert "Zyxquivory" in told.stderr
    for format_ in ("github", "junit", "sarif"):
        result = check("wrong.xlsx", "--format", format_)
        assert "BR908" in result.stdout
        assert "BR908" in result.stderr
        assert "Zyxquivory" not in result.stdout + result.stderr
