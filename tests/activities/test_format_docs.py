"""What ``docs/activity-formats.md`` shows is what is written."""

from __future__ import annotations

import contextlib
import io
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from boardrules.cli import main
from boardrules.formats.activity_forms import KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "activity-formats.md").read_text(encoding="utf-8")


def block(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", PAGE, re.S)
    assert found is not None
    return found[1]


@pytest.fixture(autouse=True)
def _with_the_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("airway.csv").write_text(block("csv"), encoding="utf-8")


def converted(*arguments: str) -> str:
    done = CliRunner().invoke(main, ["convert", "airway.csv", *arguments])
    assert done.exit_code in (0, 1)
    return done.stdout


def test_xml() -> None:
    prompt, told = block("console").split("\n", 1)
    assert prompt == "$ boardrules convert airway.csv airway.xml"
    assert converted("airway.xml") == told
    assert Path("airway.xml").read_text(encoding="utf-8") == block("xml")


def test_the_conversion_in_a_program() -> None:
    code = block("python")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "block", "exec"), {})
    assert printed.getvalue().strip() == code.rstrip().rpartition("  # ")[2]


def test_json() -> None:
    converted("airway.json")
    assert Path("airway.json").read_text(encoding="utf-8") == block("json")


def test_the_template() -> None:
    assert converted("airway.xlsx", "--to", "activities-template-cme-moc") == ""
    page = openpyxl.load_workbook("airway.xlsx").worksheets[0]
    _, headers, row = page.iter_rows(values_only=True)
    filled = [
        f"{header}: {value.date() if hasattr(value, 'date') else value}"
        for header, value in zip(headers, row, strict=True)
        if value is not None
    ]
    assert filled == block("text").splitlines()


def test_every_kind_is_listed() -> None:
    assert re.findall(r"^\| `activities-([\w-]+)` \|", PAGE, re.M) == list(KINDS)


def test_the_template_s_columns_mean_what_those_of_the_table_mean() -> None:
    columns = files("boardrules_specs") / "columns"
    template, table = (
        tomllib.loads((columns / name).read_text(encoding="utf-8"))
        for name in ("activity-template.toml", "activities.toml")
    )
    assert set(template["fields"]) <= {*table["fields"], *table["more"]}
    for names in (*template["groups"].values(), template["moc"]["fields"], template["guidance"]):
        assert set(names) <= set(template["fields"])
