"""What the documents show is what happens."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from boardrules import Claim, CompletionRecord, CreditAmount, Engine, Plugins, installed_plugins
from boardrules.cli import main
from boardrules.declarations import DeclarationError, load_program
from boardrules.formats.activities import read_activities
from boardrules.testing import load_plugins

from .readme import ROOT, blocks, board, marked, named

MENTIONED = re.compile(r"\[[^\]]*\]\(([^)#]+)(?:#[^)]*)?\)")
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))
)


@pytest.fixture
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def codes(plugins: Plugins, identifier: str) -> list[str]:
    """What is found of a record that reports credit to the board of the documents."""
    credit = (CreditAmount("Medical Knowledge", "4"),)
    record = CompletionRecord(
        number=1,
        action="Add",
        activity_id="202612345",
        completed="2026-05-20",
        first_name="Ines",
        last_name="Aalto",
        birth_date="03/04",
        claims=(Claim("XB", id=identifier, total="4", credits=credit),),
    )
    [verdict] = Engine(date(2026, 6, 1), plugins=plugins).check([record])
    return [found.code for found in verdict.findings]


def executed(block: str) -> list[str]:
    """The lines that a block prints when it is executed."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block, "block", "exec"), {"__name__": "block"})
    return printed.getvalue().splitlines()


# README ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_in_the_project")
def test_the_demo_prints_what_the_readme_shows() -> None:
    command, *shown = marked("README.md", "demo").splitlines()
    prompt, program, *arguments = command.split()
    assert (prompt, program) == ("$", "boardrules")
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    printed = result.stdout.splitlines()
    places = [printed.index(line) for line in shown if line != "..."]
    assert places == sorted(places)


@pytest.mark.usefixtures("_in_the_project")
def test_the_demo_runs_the_command_that_the_readme_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    demo = importlib.import_module("demo")
    command, *_ = marked("README.md", "demo").splitlines()
    assert command.split()[2:] == ["check", "examples/learners.xlsx", *demo.GIVEN]


@pytest.mark.usefixtures("_in_the_project")
def test_the_embedding_of_the_readme() -> None:
    printed = executed(marked("README.md", "embedding"))
    assert printed
    assert all(re.match(r"\d+ \d{3} CellAt\(", line) for line in printed)


def test_the_table_of_activities_in_the_readme(tmp_path: Path) -> None:
    [table] = [each for each in blocks("README.md", "text") if each.startswith("activity_id,")]
    path = tmp_path / "activities.csv"
    path.write_text(table, encoding="utf-8")
    read = read_activities([path])
    assert (len(read.activities), read.findings) == (1, [])


def test_the_board_of_the_readme_is_whole_but_for_its_sources() -> None:
    plugin = board()
    assert list(plugin) == ["__init__.py", "program.toml"]
    spec = load_program(plugin["program.toml"])
    assert (spec.code, len(spec.rule_sets)) == ("XB", 1)


def test_a_rule_without_a_source_is_refused() -> None:
    with pytest.raises(DeclarationError):
        load_program(named("README.md", "boardrules_xb/program.toml"))


@pytest.fixture
def _board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    package = tmp_path / "boardrules_xb"
    package.mkdir()
    for name, text in board().items():
        (package / name).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    sys.modules.pop("boardrules_xb", None)


@pytest.mark.usefixtures("_board")
def test_the_plugin_of_the_readme_loads() -> None:
    plugins = load_plugins(importlib.import_module("boardrules_xb"))
    spec = plugins.programs.get("XB")
    assert spec is not None
    assert spec.plugin == "boardrules_xb"
    assert len(plugins.programs) == len(installed_plugins().programs) + 1
    assert codes(plugins, "") == ["621"]
    assert codes(plugins, "123") == []


def test_the_entry_point_of_the_readme() -> None:
    project = tomllib.loads(named("README.md", "pyproject.toml of the plugin"))
    assert project == {"project": {"entry-points": {"boardrules.plugins": {"xb": "boardrules_xb"}}}}


# docs -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_in_the_project")
def test_the_blocks_of_embedding_print_what_their_comments_say() -> None:
    for block in blocks("docs/embedding.md", "python"):
        printed = executed(block)
        calls = [line for line in block.splitlines() if line.startswith("print(")]
        assert len(printed) == len(calls)
        said = [
            (call.partition("  # ")[2], line) for call, line in zip(calls, printed, strict=True)
        ]
        assert any(comment for comment, _ in said)
        assert all(comment in ("", line) for comment, line in said)
        assert all(printed)


@pytest.mark.usefixtures("_board")
def test_the_check_of_plugins_rejects_what_it_says() -> None:
    """The block stands in the place of the plugin's own module."""
    [block] = blocks("docs/plugins.md", "python")
    package = importlib.import_module("boardrules_xb")
    exec(compile(block, "block", "exec"), vars(package))
    plugins = load_plugins(package)
    assert codes(plugins, "123") == ["661"]
    assert codes(plugins, "124") == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_python_block_is_python(document: str) -> None:
    for block in blocks(document, "python"):
        compile(block, document, "exec")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_toml_block_is_toml(document: str) -> None:
    for block in blocks(document, "toml"):
        assert tomllib.loads(block)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_is_pointed_at_is_there(document: str) -> None:
    folder = (ROOT / document).parent
    for target in MENTIONED.findall((ROOT / document).read_text("utf-8")):
        if "://" not in target:
            assert (folder / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_document_names_a_place_on_somebody_s_machine(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    assert not re.search(r"(?<![\w.])/(?:home|work|tmp|Users|root|opt)/", text)
    assert os.sep + "shared" not in text


def test_every_option_in_the_readme_exists() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    commands = ("check", "config", "convert", "list", "prevalidate", "template")
    known = "".join(CliRunner().invoke(main, [each, "--help"]).stdout for each in commands)
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))
    assert {"--activities", "--strict-plugins"} <= named
    assert all(option in known for option in named)
