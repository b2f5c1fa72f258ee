"""Compiling one program's rule set into flat tuples of checks, once a run.

A check that cannot apply is in none of them, so nothing on the road of a record asks
whether it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from attrs import frozen

from boardrules.checks.base import STAGE_INDEX, Check, Problems
from boardrules.checks.run import Run
from boardrules.programs import ProgramSpec, RuleSet


class Step(NamedTuple):
    """A check in its place: index of its stage, and whether it may only warn."""

    stage: int
    function: Callable[..., Problems]
    only_warns: bool
    check: Check


@frozen(slots=True, eq=False)
class Plan:
    """What is run for a claim: on its terms (by what is read of them), on adds and on deletes."""

    day: tuple[Step, ...]
    credits: tuple[Step, ...]
    terms: tuple[Step, ...]
    adds: tuple[Step, ...]
    deletes: tuple[Step, ...]


def compile_plan(
    program: ProgramSpec, rule_set: RuleSet, checks: Iterable[Check], run: Run
) -> Plan:
    """The plan of ``rule_set`` from all the checks there are, in the order of the stages."""
    fitting = [
        check
        for check in checks
        if check.applies(program, rule_set)
        and (check.port is None or getattr(run, check.port) is not None)
    ]
    fitting.sort(key=lambda check: STAGE_INDEX[check.stage])
    steps = [
        Step(
            STAGE_INDEX[check.stage],
            check.function,
            check.rule is not None and rule_set.effect(check.rule) == "warn",
            check,
        )
        for check in fitting
    ]
    delete = STAGE_INDEX["delete"]
    on_records = [step for step in steps if step.check.reads == "record"]
    return Plan(
        day=tuple(step for step in steps if step.check.reads == "day"),
        credits=tuple(step for step in steps if step.check.reads == "credits"),
        terms=tuple(step for step in steps if step.check.reads == "terms"),
        adds=tuple(step for step in on_records if step.stage != delete),
        deletes=tuple(
            step for step in on_records if step.stage == delete or "650" in step.check.codes
        ),
    )
