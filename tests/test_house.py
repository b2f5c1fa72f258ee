"""Rules of the house that a machine can see."""

from __future__ import annotations

import ast
import inspect
import io
import re
import subprocess
import sys
import textwrap
import tokenize
from pathlib import Path

import pytest

from boardrules import advice
from boardrules.checks import BUILTIN_CHECKS, STAGES, Check
from boardrules.checks.kit import CheckKit
from boardrules.codes import builtin_catalogue
from boardrules.discovery import discover
from boardrules.plugins import Plugins

ROOT = Path(__file__).resolve().parents[1]
CODE = re.compile(r"\d{3}|BR\d{3}", re.ASCII)
#: Codes that no check finds: of the action, which comes before any check, and of the engine itself.
ELSEWHERE = {"601", "602", "998"}


def plugin_checks() -> list[Check]:
    """The checks that the built-in plugins add, each once."""
    plugins = Plugins(discover())
    named: dict[tuple[str, str], Check] = {}
    for plugin in plugins.names:
        for program in plugins.programs:
            for rule_set in program.rule_sets:
                given = {"program": program, "rule_set": rule_set, "kit": CheckKit(plugin)}
                for check in plugins.call(plugin, "make_checks", **given) or []:
                    named[plugin, check.name] = check
    return [named[key] for key in sorted(named)]


CHECKS = [*BUILTIN_CHECKS, *advice.CHECKS, *plugin_checks()]
each_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)


def codes_named(check: Check) -> list[str]:
    """The codes with which a check's docstring opens."""
    opening, colon, _ = (inspect.getdoc(check.function) or "").partition(":")
    codes = opening.split(", ")
    return codes if colon and all(map(CODE.fullmatch, codes)) else []


def codes_written(check: Check) -> set[str]:
    """The codes that a check gives, as its own source writes them."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(check.function)))
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef))
    codes: set[str] = set()
    left: list[ast.AST] = list(function.body[1:])  # after the docstring
    while left:
        node = left.pop()
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Compare) or getattr(called, "attr", "") == "not_judged":
            continue  # a code that is asked about, or that could not be judged
        if isinstance(node, ast.Constant) and CODE.fullmatch(str(node.value)):
            codes.add(str(node.value))
        left += ast.iter_child_nodes(node)
    return codes


@each_check
def test_a_check_s_docstring_opens_with_its_codes(check: Check) -> None:
    assert codes_named(check), check.function.__doc__
    assert codes_named(check) == list(check.codes)


@each_check
def test_a_check_finds_what_it_says_and_what_the_catalogue_knows(check: Check) -> None:
    assert set(check.codes) <= {spec.code for spec in builtin_catalogue()}
    assert codes_written(check) <= set(check.codes)


@each_check
def test_a_check_stands_in_a_stage(check: Check) -> None:
    assert check.stage in STAGES
    assert check.name == check.function.__name__


def test_the_names_of_checks_are_used_once() -> None:
    names = [(check.plugin, check.name) for check in CHECKS]
    assert len(set(names)) == len(names)


def test_the_stages_follow_one_another() -> None:
    places = [STAGES.index(check.stage) for check in BUILTIN_CHECKS]
    assert places == sorted(places)


def test_every_code_about_a_record_is_found_by_a_check() -> None:
    known = {spec.code for spec in builtin_catalogue() if spec.official}
    known |= {spec.code for spec in builtin_catalogue() if spec.code.startswith("BR3")}
    found = {code for check in CHECKS for code in check.codes}
    assert found | ELSEWHERE == known


def test_every_code_in_the_checks_sources_is_in_the_catalogue() -> None:
    known = {spec.code for spec in builtin_catalogue()}
    for path in sorted((ROOT / "core/boardrules").rglob("*.py")):
        if "conformance" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                code = re.fullmatch(r"BR[0-9]{3}", node.value)
                assert not code or node.value in known, f"{path.name}: {node.value}"


#: What may stand at the top, files of a dot aside.
TOP = frozenset(
    [
        "core",
        "plugins",
        "specs",
        "tests",
        "docs",
        "examples",
        "bench",
        "pyproject.toml",
        "README.md",
        "Makefile",
        "CHANGELOG.md",
        "constraints.txt",
    ]
)
#: In pieces, for this file is looked at as well.
REGISTRIES = re.compile("|".join(("py" + "pi\\.org", "python" + "hosted", "registry\\.np" + "m")))
DOT_FILES = frozenset({".ci", ".gitattributes", ".gitignore"})


def tracked() -> list[Path]:
    """The files that git knows; the test is skipped where there is no checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("no git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_the_top_level_stays() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in top if not name.startswith(".")} == TOP
    assert {name for name in top if name.startswith(".")} <= DOT_FILES


def test_no_tracked_file_is_large_or_names_a_registry() -> None:
    for path in filter(Path.is_file, tracked()):
        assert path.stat().st_size < 2_000_000, path
        text = path.read_bytes().decode("utf-8", "replace")
        assert REGISTRIES.search(text) is None, path


def test_source_roots_hold_no_package() -> None:
    roots = [ROOT / "core", ROOT / "specs", ROOT / "plugins", *(ROOT / "plugins").iterdir()]
    for root in roots:
        assert root.is_dir()
        assert not (root / "__init__.py").exists(), root


def test_every_package_says_that_it_is_typed() -> None:
    for root in (ROOT / "core", ROOT / "specs", *(ROOT / "plugins").iterdir()):
        for package in (each.parent for each in root.glob("*/__init__.py")):
            assert (package / "py.typed").exists(), package


HEAVY = ("lxml", "openpyxl", "python_calamine", "pydantic", "rich")


def heavy_after(statement: str) -> tuple[subprocess.CompletedProcess[str], str]:
    """What a fresh interpreter prints for ``statement``, and the heavy libraries it imported."""
    script = (
        "import sys\n"
        f"try:\n    {statement}\n"
        "finally:\n"
        f"    heavy = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "    print(*heavy, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=50, check=False
    )
    return done, done.stderr.strip()


@pytest.mark.parametrize("module", ["boardrules", "boardrules.cli"])
def test_importing_is_light(module: str) -> None:
    done, heavy = heavy_after(f"import {module}")
    assert (done.returncode, heavy) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["--version"], "boardrules "),
        (["explain", "674"], "674: "),
        (["explain", "BR301", "--format", "json"], '"BR301"'),
    ],
    ids=["version", "explain", "explain-json"],
)
def test_short_commands_are_light(arguments: list[str], shown: str) -> None:
    done, heavy = heavy_after(f"from boardrules.cli import main; main({arguments!r}, 'boardrules')")
    assert (done.returncode, heavy) == (0, "")
    assert shown in done.stdout


#: The rooms that the plan of the house calls the small core.
SMALL_CORE = (
    "records",
    "findings",
    "codes",
    "programs",
    "ports",
    "hookspecs",
    "plugins",
    "plan",
    "engine",
)


def code_lines(path: Path) -> int:
    """Lines of a module that hold code: no blank ones, comments or docstrings."""
    text = path.read_text(encoding="utf-8")
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, documented) and ast.get_docstring(node) is not None:
            docstring = node.body[0]
            docstrings |= set(range(docstring.lineno, (docstring.end_lineno or 0) + 1))
    no_code = {
        tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
        tokenize.ENDMARKER,
    }  # fmt: skip
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in no_code:
            lines |= set(range(token.start[0], token.end[0] + 1))
    return len(lines - docstrings)


def test_the_small_core_stays_small() -> None:
    core = ROOT / "core" / "boardrules"
    rooms = [*(core / f"{name}.py" for name in SMALL_CORE), *(core / "checks").glob("*.py")]
    counted = {room.name: code_lines(room) for room in rooms}
    assert len(counted) > 15
    assert min(counted.values()) > 0
    assert sum(counted.values()) < 2000, counted
