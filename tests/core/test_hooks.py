"""The hooks: what their documentation shows, and how often each is called."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import boardrules
from boardrules import hookspecs
from boardrules.testing import load_plugins

HOOKS = {
    name: function
    for name, function in vars(hookspecs).items()
    if hasattr(function, f"{hookspecs.PROJECT}_spec")
}


def test_the_hooks_are_those_of_the_contract() -> None:
    assert set(HOOKS) == {
        *("register_codes", "register_programs", "make_checks", "make_matcher"),
        *("open_submission", "register_reports", "register_commands"),
        *("run_started", "run_finished"),
    }


def example_of(function: Callable[..., Any]) -> str:
    """The example in a hook's docstring: from its first ``@hookimpl`` on."""
    text = inspect.getdoc(function) or ""
    lines = text.splitlines()
    starts = [place for place, line in enumerate(lines) if line.strip() == "@hookimpl"]
    return textwrap.dedent("\n".join(lines[starts[0] :])) if starts else ""


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_says_when_it_fires_and_shows_how(name: str) -> None:
    function = HOOKS[name]
    assert (inspect.getdoc(function) or "").startswith("Fires ")
    example = ast.parse(example_of(function))
    [shown] = [node for node in example.body if isinstance(node, ast.FunctionDef)]
    assert shown.name == name
    assert {each.arg for each in shown.args.args} <= set(inspect.signature(function).parameters)


def spying(desk: Any) -> tuple[Any, list[tuple[str, Any]]]:
    """The installed plugins with one that notes every call of a hook, and its notes."""
    calls: list[tuple[str, Any]] = []

    def make(program: Any, rule_set: Any, kit: Any, called: str) -> None:
        calls.append((called, (program.code, rule_set.id)))

    def make_checks(program: Any, rule_set: Any, kit: Any) -> None:
        make(program, rule_set, kit, "make_checks")

    def make_matcher(program: Any, rule_set: Any, kit: Any) -> None:
        make(program, rule_set, kit, "make_matcher")

    def open_submission(path: Any, name: str) -> None:
        calls.append(("open_submission", name))

    def run_started(run: Any) -> None:
        calls.append(("run_started", None))

    def run_finished(run: Any, summary: Any) -> None:
        calls.append(("run_finished", summary.records))

    def noting(called: str) -> Callable[[], list[Any]]:
        def hook() -> list[Any]:
            calls.append((called, None))
            return []

        return hook

    once = ("register_codes", "register_programs", "register_reports")
    spy = desk.plugin(
        "spy",
        make_checks=make_checks,
        make_matcher=make_matcher,
        open_submission=open_submission,
        run_started=run_started,
        run_finished=run_finished,
        **{name: noting(name) for name in once},
    )
    return load_plugins(spy), calls


def fifty(desk: Any) -> list[Any]:
    programs = desk.programs
    return [
        desk.record(
            number,
            programs[number % len(programs)],
            learner=number,
            completed="2019-12-31" if number % 5 == 0 else desk.completed,
        )
        for number in range(1, 51)
    ]


def test_no_hook_is_called_per_record(desk: Any) -> None:
    plugins, calls = spying(desk)
    assert Counter(name for name, _ in calls) == {"register_codes": 1, "register_programs": 1}
    calls.clear()
    judging = desk.engine(plugins=plugins).start()
    for record in fifty(desk):
        judging.judge(record)
    used = {(rule_set.program, rule_set.id) for rule_set in judging.rule_sets}
    assert {program for program, _ in used} == {spec.code for spec in plugins.programs}
    assert len(used) > 11
    for hook in ("make_checks", "make_matcher"):
        assert Counter(what for name, what in calls if name == hook) == dict.fromkeys(used, 1)
    assert {name for name, _ in calls} == {"make_checks", "make_matcher"}


def test_a_batch_calls_each_hook_once(desk: Any, tmp_path: Path) -> None:
    plugins, calls = spying(desk)
    calls.clear()
    files = [tmp_path / name for name in ("one.xlsx", "two.xlsx")]
    for path in files:
        path.write_bytes(b"")
    report = boardrules.check(files, as_of=desk.as_of, plugins=plugins)
    assert report.verdicts == ()
    counted = Counter(name for name, _ in calls)
    assert (counted["run_started"], counted["run_finished"]) == (1, 1)
    assert (calls[0][0], calls[-1]) == ("run_started", ("run_finished", 0))


def test_a_hook_may_leave_out_arguments(desk: Any) -> None:
    seen: list[str] = []
    plugins = load_plugins(
        desk.plugin("short", make_checks=lambda rule_set: seen.append(rule_set.id))
    )
    [verdict] = desk.judge(desk.record(1, "ABS"), plugins=plugins)
    assert verdict.status == "accepted"
    assert len(seen) == 1


@pytest.mark.parametrize("hook", ["run_started", "run_finished", "open_submission"])
def test_a_run_goes_on_when_one_of_its_hooks_fails(desk: Any, hook: str, tmp_path: Path) -> None:
    def failing() -> None:
        raise OSError("disk full")

    plugins = load_plugins(desk.plugin("extra", **{hook: failing}))
    path = tmp_path / "empty.xlsx"
    path.write_bytes(b"")
    report = boardrules.check(path, as_of=desk.as_of, plugins=plugins)
    told = [(found.code, found.param("hook")) for found in report.plugin_findings]
    assert told == [("BR908", hook)]
    # The same input with the same plugins: the same report.
    again = boardrules.check(path, as_of=desk.as_of, plugins=plugins)
    assert again.plugin_findings == report.plugin_findings
