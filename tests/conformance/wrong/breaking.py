"""How the engines of this folder are made wrong: each takes ours and spoils one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from attrs import evolve

from boardrules import engine
from boardrules.checks.base import Check, Problem, Problems

Wrong = Callable[[Problems, Any, Any], Iterable[Problem]]


def spoil(wrong: Wrong, *names: str) -> None:
    """Pass what checks find (those named, or all) through ``wrong(problems, subject, run)``."""
    compile_plan = engine.compile_plan

    def spoilt(check: Check) -> Check:
        if names and check.name not in names:
            return check
        right = check.function
        return evolve(
            check, function=lambda subject, run: tuple(wrong(right(subject, run), subject, run))
        )

    engine.compile_plan = lambda program, rule_set, checks, run: compile_plan(
        program, rule_set, [spoilt(check) for check in checks], run
    )


def forget(*codes: str) -> None:
    """Never find these codes."""
    spoil(lambda problems, subject, run: (each for each in problems if each.code not in codes))
