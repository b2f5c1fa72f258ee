"""What the page on reports shows is what is written."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from lxml import html
from tests.readme import ROOT, marked

from boardrules.cli import main

PAGE = "docs/reports-html-xlsx.md"


def written(mark: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the command of a block writes, which says what the block shows."""
    monkeypatch.chdir(ROOT)
    command, told = marked(PAGE, mark).splitlines()
    prompt, program, *arguments, name = command.split()
    assert (prompt, program, arguments[-1]) == ("$", "boardrules", "--output")
    output = folder / name
    result = CliRunner().invoke(main, [*arguments, output.as_posix()])
    assert result.exit_code == 1
    assert result.stderr == told.replace(name, output.as_posix()) + "\n"
    return output


def test_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = html.parse(written("html", tmp_path, monkeypatch).as_posix()).getroot()
    rows = [
        " | ".join(" ".join(" ".join(cell.itertext()).split()) for cell in row)
        for row in page.xpath("//table[@id='list']/tbody/tr")
    ]
    assert marked(PAGE, "row").strip() in rows


def test_the_annotated_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = openpyxl.load_workbook(written("annotated", tmp_path, monkeypatch)).worksheets[0]
    comment = sheet["K29"].comment
    assert comment is not None
    assert comment.text == marked(PAGE, "comment").strip()


def test_the_rejected_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = openpyxl.load_workbook(written("xlsx", tmp_path, monkeypatch)).worksheets[0]
    header = [cell.value for cell in sheet[2]]
    shown = dict(line.split(": ", 1) for line in marked(PAGE, "columns").splitlines())
    rows = [dict(zip(header, values, strict=True)) for values in sheet.values]
    assert [each for each in rows if shown.items() <= each.items()]
