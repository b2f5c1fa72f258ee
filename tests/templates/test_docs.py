"""What ``docs/templates.md`` shows is what comes out."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from boardrules import template
from boardrules.cli import main
from boardrules.templates import TEMPLATES

PAGE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")


def test_the_example_is_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    console = re.search(r"```console\n(.*?)```", PAGE, re.S)
    assert console is not None
    commands = re.findall(r"^\$ boardrules (.*)\n((?:(?!\$ ).*\n)*)", console[1], re.M)
    assert [arguments.split()[0] for arguments, _ in commands] == ["template", "check"]
    for arguments, shown in commands:
        assert CliRunner().invoke(main, arguments.split()).output == shown


def test_the_table_of_templates_names_them_all() -> None:
    assert sorted(re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.M)) == sorted(TEMPLATES)


def test_what_is_quoted_of_the_reference_sheet_is_there() -> None:
    made = template("learner", as_of=date(2026, 11, 23))
    page = openpyxl.load_workbook(io.BytesIO(made))["Reference"]
    told = {row[1].value: row[3].value for row in page.iter_rows(min_row=6)}
    quoted = re.findall(r"^\| ([A-Z][\w ]+) \| (.+) \|$", PAGE.split("| Header |")[1], re.M)
    assert len(quoted) >= 3
    assert all(told[header] == needed for header, needed in quoted if header != "Header")
