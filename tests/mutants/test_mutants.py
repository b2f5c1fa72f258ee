"""The parts of ``make mutants`` that can be tried without an hour to spare."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
CORE = HERE.parents[1] / "core" / "boardrules"


def load(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(HERE))
    spec = importlib.util.spec_from_file_location(f"mutants_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Any:
    return load("known", monkeypatch)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    return load("run", monkeypatch)


def diff(line: str, becomes: str) -> str:
    return f"--- mutation diff ---\n--- a/x\n+++ b/x\n@@ -3,3 +3,3 @@\n a\n-{line}\n+{becomes}\n b"


def test_every_entry_is_about_a_line_that_stands_there(known: Any, run: Any) -> None:
    sources = {
        path.relative_to(CORE).as_posix(): path.read_text(encoding="utf-8") for path in run.MODULES
    }
    entries = known.entries()
    assert known.idle(entries, sources) == []
    for each in entries:
        assert each.keys() <= {"module", "operator", "line", "becomes", "because"}
        assert each["because"].endswith(".")
        # What fits any operator or any change names the change itself.
        assert each["operator"] != ".*" or each["becomes"] != ".*"
    assert known.idle([{"module": ".*", "line": "no such line"}], sources) == ["no such line"]


@pytest.mark.parametrize(
    ("module", "operator", "line", "becomes", "equivalent"),
    [
        ("resolve.py", "NumberReplacer", "@lru_cache(4096)", "@lru_cache( 4097)", True),
        ("resolve.py", "NumberReplacer", "        )[0]", "        )[ -1]", True),
        ("resolve.py", "NumberReplacer", "x = near[0]", "x = near[ -1]", False),
        ("checks/run.py", "NumberReplacer", "        )[0]", "        )[ -1]", False),
        (
            "checks/format.py",
            "NumberReplacer",
            "    if len(terms.types) < 2:",
            "    if len(terms.types) < 1:",
            True,
        ),
        (
            "checks/format.py",
            "NumberReplacer",
            "    if len(terms.types) < 2:",
            "    if len(terms.types) < 3:",
            False,
        ),
        (
            "checks/format.py",
            "AddNot",
            "    if amount > limit:",
            "    if not amount > limit:",
            False,
        ),
    ],
)
def test_what_is_known_to_be_equivalent(
    known: Any, module: str, operator: str, line: str, becomes: str, equivalent: bool
) -> None:
    reason = known.why_equivalent(
        f"core/boardrules/{module}", f"core/{operator}", diff(line, becomes), known.entries()
    )
    assert (reason is not None) is equivalent


def test_a_line_beside_the_changed_one_is_no_reason(known: Any) -> None:
    entry = {"module": ".*", "operator": ".*", "line": "a", "becomes": "c", "because": "x"}
    assert known.why_equivalent("m.py", "core/AddNot", diff("d", "c"), [entry]) is None
    assert known.why_equivalent("m.py", "core/AddNot", diff("a", "c"), [entry]) == "x"


def test_a_mutant_is_put_where_it_was(run: Any) -> None:
    text = "z\nx = 1\nb\na\nx = 1\nb\n"
    change = diff("x = 1", "x = 2").replace("@@ -3,3", "@@ -4,3")
    assert run.mutate(text, change) == "z\nx = 1\nb\na\nx = 2\nb\n"
    assert run.mutate(text, change.replace("@@ -4,3", "@@ -1,3")) == "z\nx = 2\nb\na\nx = 1\nb\n"
    assert run.mutate("a\ny = 1\nb\n", change) is None
    removed = "@@ -1,3 +1,2 @@\n a\n-x = 1\n b"
    assert run.mutate("a\nx = 1\nb\n", removed) == "a\nb\n"


def test_the_score_leaves_equivalents_out(
    run: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = diff("    if len(terms.types) < 2:", "    if len(terms.types) < 1:")
    module = "core/boardrules/checks/format.py"
    tried = [
        *(run.Mutant(module, "core/AddNot", number, "KILLED", "") for number in range(8)),
        run.Mutant(module, "core/NumberReplacer", 9, "SURVIVED", line),
        run.Mutant(module, "core/AddNot", 10, "SURVIVED", diff("a", "not a")),
    ]
    monkeypatch.setattr(run, "results", lambda folder: tried)
    monkeypatch.setattr(run, "planned", lambda folder: 12)
    assert run.report([HERE]) == 1
    told = capsys.readouterr().out
    assert "checks: 8 of 9 mutants killed: 88.9 %" in told
    assert "tried 10 of 12" in told
    assert "+not a" in told
    assert "terms.types" not in told
    run.report([HERE], tried[-1:])
    assert "checks: 9 of 9 mutants killed: 100.0 %" in capsys.readouterr().out
