"""What would be evaluated where it is shown is written as a text, and read back the same."""

from __future__ import annotations

import csv
import html
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from boardrules.cli import main
from boardrules.formats import open_submission

from . import making
from .sheets import ROSTER, book, row

VALUES = (
    "=1+2", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", "'x", "a\tb",
    '=cmd|"/c calc"!A0', "_x0041_", "<script>alert(1)</script>", "]]>x", "x" * 32_767,
)  # fmt: skip
LIKE_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def names(path: Path | str) -> list[str]:
    return [record.last_name for record in open_submission(Path(path)).records()]


def texts(path: str) -> list[Any]:
    """The cells with texts of all sheets; none may be a formula."""
    cells = [
        cell
        for page in openpyxl.load_workbook(path)
        for line in page.iter_rows()
        for cell in line
        if cell.value is not None
    ]
    assert "f" not in {cell.data_type for cell in cells}
    return [cell for cell in cells if isinstance(cell.value, str)]


@pytest.fixture(autouse=True)
def _given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    # A workbook holds _x0041_ as this, for without it that would be an A.
    stored = [value.replace("_x0041_", "_x005F_x0041_") for value in VALUES]
    making.pack(Path("given.xlsx"), book(*(row(last=value) for value in stored)))
    Path("activities.csv").write_text(making.ACTIVITIES, encoding="utf-8")
    Path("roster.csv").write_text(ROSTER, encoding="utf-8")
    assert names("given.xlsx") == [value.strip() for value in VALUES]


def run(*arguments: str) -> None:
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code in (0, 1), result.output


@pytest.mark.parametrize("name", ["made.xlsx", "made.csv", "made.json", "made.xml"])
def test_converting(name: str) -> None:
    run("convert", "given.xlsx", name)
    assert names(name) == names("given.xlsx")
    if name == "made.xlsx":
        marked = [cell for cell in texts(name) if cell.value.startswith(LIKE_FORMULAS)]
        assert len(marked) == 8
        assert all(cell.quotePrefix for cell in marked)
    if name == "made.csv":
        with Path(name).open(newline="", encoding="utf-8") as stream:
            cells = [cell for line in csv.reader(stream) for cell in line]
        assert "'=1+2" in cells
        assert not [cell for cell in cells if cell.startswith(LIKE_FORMULAS)]


@pytest.mark.parametrize("report", ["xlsx", "annotated"])
def test_workbooks_to_correct(report: str) -> None:
    run(
        "check", "given.xlsx", "--activities", "activities.csv", "--roster", "roster.csv",
        "--as-of", "2026-06-01", "--format", report, "--output", "made.xlsx",
    )  # fmt: skip
    assert names("made.xlsx") == names("given.xlsx")
    assert "=1+2" in [cell.value for cell in texts("made.xlsx")]


@pytest.mark.parametrize(
    "value", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "]]>x"]
)
def test_the_page(value: str) -> None:
    making.pack(Path("given.xlsx"), book(row(total=value)))
    run(
        "check", "given.xlsx", "--activities", "activities.csv", "--roster", "roster.csv",
        "--as-of", "2026-06-01", "--show-learners", "--format", "html", "--output", "made.html",
    )  # fmt: skip
    page = Path("made.html").read_text("utf-8")
    assert value not in page
    assert html.escape(value) in page


def test_looking_learners_up() -> None:
    run("prevalidate", "given.xlsx", "--roster", "roster.csv", "--format", "xlsx",
        "--output", "made.xlsx")  # fmt: skip
    last = [cell for cell in texts("made.xlsx") if cell.value.startswith(LIKE_FORMULAS)]
    assert len(last) >= 6
    assert all(cell.quotePrefix for cell in last)


@pytest.mark.parametrize("name", ["made.xlsx", "made.csv", "made.json", "made.xml"])
@pytest.mark.parametrize("value", [*VALUES[:5], *VALUES[9:14]])
def test_converting_the_title_of_an_activity(name: str, value: str) -> None:
    header = ["activity_id", "title", "start", "end", "cme_credits"]
    stored = value.replace("_x0041_", "_x005F_x0041_")
    cells = ["202612345", stored, "2026-01-10", "2026-05-30", "10"]
    making.pack(Path("given.xlsx"), making.one_sheet(header, cells))
    run("convert", "given.xlsx", name)
    if name == "made.xlsx":
        texts(name)
    from boardrules.formats.activities import read_activities

    [activity] = read_activities([Path(name)]).activities
    assert activity.title == value.strip()
