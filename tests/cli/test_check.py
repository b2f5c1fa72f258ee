"""``boardrules check``."""

from __future__ import annotations

import datetime
import json
import re
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.reports import files

from boardrules.cli import check as check_module
from boardrules.cli import output
from boardrules.cli.check import spread

from .conftest import Run, process

JUDGED = re.compile(r"^boardrules \S+: judged as of (\S+)$", re.MULTILINE)

# Nothing that is read is written over -------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["sound.xlsx", "activities.csv", "roster.csv", "ledger.xlsx", "own.toml"]
)
@pytest.mark.parametrize("format_", ["xlsx", "json", "jsonl"])
def test_no_output_over_what_is_read(check: Run, name: str, format_: str) -> None:
    files.workbook(files.row(), name="ledger.xlsx")
    Path("own.toml").write_text("", encoding="utf-8")
    before = Path(name).read_bytes()
    given = (
        "--ledger",
        "ledger.xlsx",
        "--config",
        "own.toml",
        "--format",
        format_,
        "--output",
        f"./{name}",
    )
    result = check("sound.xlsx", *given)
    assert result.exit_code == 2
    assert f"{name} is a file to be read." in result.stderr
    assert Path(name).read_bytes() == before


# Exit statuses --------------------------------------------------------------------------------


def test_0_when_nothing_is_rejected(check: Run) -> None:
    result = check("sound.xlsx")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "1 record: 0 rejected, 1 submitted" in result.stdout


def test_0_with_warnings_alone(check: Run) -> None:
    files.workbook(files.cme(C="2026-04-02"), name="late.xlsx")
    result = check("late.xlsx")
    assert result.exit_code == 0
    assert "BR302" in result.stdout


def test_0_when_a_file_is_of_another_kind_than_its_name_says(check: Run) -> None:
    Path("sound.xlsx").rename("sound.xml")
    result = check("sound.xml")
    assert result.exit_code == 0
    assert "BR102 warning sound.xml" in result.stdout


def test_1_when_something_is_rejected(check: Run) -> None:
    result = check("refused.xlsx")
    assert (result.exit_code, result.stderr) == (1, "")
    assert "621 [ABIM] Certifying Board ID (K4): Missing diplomate ID." in result.stdout


def test_1_when_pars_would_refuse_the_file(check: Run) -> None:
    header = [each for each in files.HEADER if each != "Completion Date"]
    cells = [value for value, name in zip(files.row(), files.HEADER, strict=True) if name in header]
    files.workbook(cells, header=header, name="short.xlsx")
    result = check("short.xlsx")
    assert result.exit_code == 1
    assert "BR107" in result.stdout


def test_the_rejected_rows_are_corrected_and_judged_again(check: Run) -> None:
    files.workbook(files.row(), files.row(K="=1+1"), files.row(K=None), name="some.xlsx")
    assert check("some.xlsx", "--format", "xlsx", "--output", "rejected.xlsx").exit_code == 1
    result = check("rejected.xlsx")
    assert result.exit_code == 1
    assert "2 records: 2 rejected" in result.stdout
    assert "Found =1+1" in result.stdout
    book = openpyxl.load_workbook("rejected.xlsx")
    book.worksheets[0]["K3"] = "123456"
    book.worksheets[0]["C4"] = datetime.date(2026, 5, 21)
    book.worksheets[0]["K4"] = "123456"
    book.save("rejected.xlsx")
    result = check("rejected.xlsx")
    assert result.exit_code == 0
    assert "2 records: 0 rejected, 2 submitted" in result.stdout


def test_an_annotated_copy_is_corrected_and_judged_again(check: Run) -> None:
    result = check("refused.xlsx", "--format", "annotated", "--output", "marked.xlsx")
    assert result.exit_code == 1
    assert result.stderr == "marked.xlsx written (annotated): 1 of 2 records rejected.\n"
    book = openpyxl.load_workbook("marked.xlsx")
    page = book.worksheets[0]
    assert page["K4"].comment.text.startswith("boardrules:\n621 error [ABIM]: ")
    page["K4"], page["C4"] = "123456", datetime.date(2026, 5, 21)
    book.save("marked.xlsx")
    assert check("marked.xlsx").exit_code == 0


def test_2_when_a_file_is_no_workbook_that_can_be_annotated(check: Run) -> None:
    Path("given.xml").write_bytes(b"<ActivityReports/>")
    result = check("given.xml", "--format", "annotated", "--output", "marked.xlsx")
    assert result.exit_code == 2
    assert "--format annotated: given.xml is XML, and only an Excel workbook can" in result.stderr
    assert not Path("marked.xlsx").exists()
    assert check("sound.xlsx", "--format", "annotated").exit_code == 2


def test_a_page_of_html(check: Run) -> None:
    result = check("refused.xlsx", "--format", "html")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.startswith("<!DOCTYPE html>")
    assert "Aalto" not in result.stdout
    assert "Aalto" in check("refused.xlsx", "--format", "html", "--show-learners").stdout


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (None, "BR101"),
        (b"", "BR101"),
        (b"<html><body/></html>", "BR102"),
        (b"PK\3\4xl/worksheets", "BR103"),
        (b"<ActivityReports>", "BR104"),
        (b"<!DOCTYPE a><ActivityReports/>", "BR105"),
        (b"<ActivityReports/>", "BR109"),
        (b"<Invoices/>", "BR111"),
        (b"[]", "BR111"),
    ],
)
def test_2_when_a_file_cannot_be_read(check: Run, data: bytes | None, code: str) -> None:
    """A finding, not a usage error: the report is made all the same."""
    if data is not None:
        Path("given.xml").write_bytes(data)
    result = check("sound.xlsx", "given.xml")
    assert (result.exit_code, result.stderr) == (2, "")
    assert f"{code} given.xml" in result.stdout
    assert "1 record: 0 rejected, 1 submitted" in result.stdout
    report = json.loads(check("given.xml", "--format", "json").stdout)
    assert code in {each["code"] for each in report["file_findings"]}


@pytest.mark.parametrize("option", ["--activities", "--roster"])
def test_2_when_what_records_are_judged_against_cannot_be_read(run: Run, option: str) -> None:
    result = run("check", "sound.xlsx", option, "nowhere.csv", "--as-of", "2026-06-01")
    assert (result.exit_code, result.stderr) == (2, "")
    assert "BR101 nowhere.csv" in result.stdout


def test_2_when_the_report_cannot_be_written(check: Run) -> None:
    result = check("sound.xlsx", "--format", "json", "--output", "no/such/folder.json")
    assert result.exit_code == 2
    assert result.stderr.startswith("Cannot write no/such/folder.json: ".replace("/", "/"))
    assert result.stdout == ""


def test_without_activities_nothing_is_rejected_that_they_would_tell(run: Run) -> None:
    result = run("check", "sound.xlsx", "--as-of", "2026-06-01")
    assert result.exit_code == 0
    assert "1 record: 0 rejected, 1 not judged" in result.stdout
    assert "no activities were given" in result.stdout


# Usage ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Missing argument 'FILE...'"),
        (["sound.xlsx", "--format", "yaml"], "'yaml' is none of "),
        (["sound.xlsx", "--format", "xlsx"], "--format xlsx needs --output PATH."),
        (["sound.xlsx", "--as-of", "03/15/2026"], "'03/15/2026' is no date"),
        (["sound.xlsx", "--as-of", "20260315"], "'20260315' is no date"),
        (["sound.xlsx", "--as-of", "2026-02-30"], "'2026-02-30' is no date"),
        (["sound.xlsx", "--as-of", "\u0662026-03-15"], "is no date"),
        (["sound.xlsx", "--provider", "7654"], "'7654' is no provider ID; it has seven digits."),
        (["sound.xlsx", "--activities"], "Option '--activities' requires an argument"),
        (["sound.xlsx", "--verbos"], "No such option"),
        (["sound.xlsx", "--output", "."], "is a directory"),
    ],
)
def test_2_when_used_wrongly(run: Run, arguments: list[str], told: str) -> None:
    result = run("check", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


# What is read ---------------------------------------------------------------------------------


def shapes(*values: str) -> list[list[str]]:
    """The ways of giving an option two values."""
    first, second = values
    return [
        ["sound.xlsx", "--activities", first, second, "--as-of", "2026-06-01"],
        ["sound.xlsx", "--as-of", "2026-06-01", "--activities", first, second],
        ["sound.xlsx", "--activities", first, "--activities", second, "--as-of", "2026-06-01"],
        ["sound.xlsx", "--activities", f"{first},{second}", "--as-of", "2026-06-01"],
        ["--as-of", "2026-06-01", "--activities", first, "--activities", second, "sound.xlsx"],
        ["--as-of", "2026-06-01", "--activities", f"{first},{second}", "sound.xlsx"],
    ]


@pytest.mark.parametrize("arguments", shapes("one.csv", "two.csv"))
def test_several_files_of_activities(run: Run, arguments: list[str]) -> None:
    head, *lines = files.ACTIVITIES.splitlines()
    Path("one.csv").write_text(f"{head}\n202699999,2026-01-10,2026-05-30,,,,,\n", encoding="utf-8")
    Path("two.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    result = run("check", *arguments)
    assert result.exit_code == 0, result.output
    Path("two.csv").unlink()
    assert "BR101 two.csv" in run("check", *arguments).stdout


def test_a_name_with_a_comma(run: Run) -> None:
    Path("2026, all.csv").write_text(files.ACTIVITIES, encoding="utf-8")
    result = run("check", "sound.xlsx", "--activities", "2026, all.csv", "--as-of", "2026-06-01")
    assert result.exit_code == 0, result.output


def test_several_files_of_people(run: Run) -> None:
    Path("none.csv").write_text(files.ROSTER.splitlines()[0] + "\nABP,1,A,B,,\n", encoding="utf-8")
    given = ["--activities", "activities.csv", "--roster", "none.csv", "roster.csv"]
    result = run("check", "sound.xlsx", *given, "--as-of", "2026-06-01")
    assert (result.exit_code, "no roster" in result.stdout) == (0, False)


def test_files_after_an_option_are_its_own_only_where_the_learners_came_first() -> None:
    options = ("--activities", "--roster")
    assert spread(["a", "--activities", "b", "c", "--x", "d", "e"], options) == [
        *("a", "--activities", "b", "--activities", "c", "--x", "d", "e")
    ]
    assert spread(["--activities", "b", "a"], options) == ["--activities", "b", "a"]
    assert spread([], options) == []


def test_several_learner_files_are_one_submission(check: Run) -> None:
    files.workbook(files.row(), name="again.xlsx")
    result = check("sound.xlsx", "again.xlsx")
    assert result.exit_code == 1
    assert "603 [ABIM]" in result.stdout


def test_another_provider_s_activity(run: Run) -> None:
    head, first, *_ = files.ACTIVITIES.splitlines()
    Path("own.csv").write_text(f"{head},provider_id\n{first},0007654\n", encoding="utf-8")
    given = ["check", "sound.xlsx", "--activities", "own.csv", "--as-of", "2026-06-01"]
    assert run(*given, "--provider", "0007654").exit_code == 0
    result = run(*given, "--provider", "0001111")
    assert result.exit_code == 1
    assert "690 [ABIM]" in result.stdout


# The day --------------------------------------------------------------------------------------


def test_the_day_of_judging_is_today_in_chicago(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime.datetime):
        """Stands at 05:30 in London, when it is the day before in Chicago."""

        @classmethod
        def now(cls, tz: Any = None) -> Any:
            now = datetime.datetime(2026, 3, 15, 4, 30, tzinfo=datetime.UTC)
            return now.astimezone(tz)

    monkeypatch.setattr(output, "datetime", Clock)
    assert JUDGED.findall(run("check", "sound.xlsx").stdout) == ["2026-03-14"]


def test_the_day_of_judging_can_be_given(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_module, "today", lambda: pytest.fail("the clock was asked"))
    result = run("check", "sound.xlsx", "--as-of", "2026-05-01", "--activities", "activities.csv")
    assert JUDGED.findall(result.stdout) == ["2026-05-01"]
    assert "671 [ABIM]" in result.stdout


def test_the_real_day_in_chicago() -> None:
    from zoneinfo import ZoneInfo

    chicago = ZoneInfo("America/Chicago")
    before = datetime.datetime.now(chicago).date()
    assert before <= output.today() <= datetime.datetime.now(chicago).date()


# What is written ------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["text", "json"])
def test_output_holds_what_would_have_been_printed(check: Run, format_: str) -> None:
    printed = check("refused.xlsx", "--format", format_)
    written = check("refused.xlsx", "--format", format_, "--output", "report")
    assert written.exit_code == printed.exit_code == 1
    assert Path("report").read_bytes() == printed.stdout_bytes
    assert written.stdout == ""
    assert written.stderr == f"report written ({format_}): 1 of 2 records rejected.\n"


def test_the_rejection_workbook(check: Run) -> None:
    result = check("refused.xlsx", "--format", "xlsx", "--output", "rejected.xlsx")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "rejected.xlsx written (xlsx): 1 of 2 records rejected.\n"
    assert openpyxl.load_workbook("rejected.xlsx").worksheets[0].max_row == 3


def test_an_older_report_is_replaced(check: Run) -> None:
    Path("report").write_text("x" * 100_000, encoding="utf-8")
    check("sound.xlsx", "--format", "json", "--output", "report")
    assert json.loads(Path("report").read_text("utf-8"))["records"]


def test_no_escape_codes_where_nobody_looks(check: Run) -> None:
    assert "\x1b" not in check("refused.xlsx").output


class Terminal:
    """A standard output that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_colour_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], coloured: bool
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert output.wants_colour() is coloured
    assert output.paint("x", "error") == "\x1b[31m\x1b[1mx\x1b[0m"


# As a process of its own ----------------------------------------------------------------------


def given(*names: str) -> list[str]:
    options = ["--activities", "activities.csv", "--roster", "roster.csv", "--as-of", "2026-06-01"]
    return ["check", *names, *options]


@pytest.mark.parametrize(
    ("name", "status"), [("sound.xlsx", 0), ("refused.xlsx", 1), ("nowhere.xlsx", 2)]
)
def test_the_exit_status_of_a_process(name: str, status: int) -> None:
    done = process(*given(name))
    assert (done.returncode, done.stderr) == (status, b"")
    assert b"\x1b" not in done.stdout
    assert done.stdout.decode("utf-8").startswith("boardrules ")


def test_the_installed_command_is_the_same() -> None:
    script = Path(sys.executable).with_name("boardrules")
    done = process(*given("refused.xlsx"), program=[str(script)])
    assert (done.returncode, done.stdout) == (1, process(*given("refused.xlsx")).stdout)


def test_an_output_that_lacks_letters_does_not_end_the_run() -> None:
    files.workbook(files.row(A="Łódź"), name="polish.xlsx")
    done = process(*given("polish.xlsx"), PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"Found \\u0141\xf3d\\u017a" in done.stdout
    written = process(*given("polish.xlsx"), "--format", "json", PYTHONIOENCODING="cp1252")
    assert json.loads(written.stdout.decode("utf-8"))["records"][0]["action"] == "Łódź"
