"""Compiling one program's rule set into flat tuples of checks, once a run.

A check that cannot apply is in none of them, so nothing on the road of a record asks
whether it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from attrs import frozen

from boardrules.checks.base import STAGE_INDEX, Check, Problems
from boardrules.checks.run import Run
from boardrules.programs import ProgramSpec, RuleSet

#: A check in its place: index of its stage, its function, itself, and whether it may only warn.
#: A plain tuple, because one with names takes four times as long to unpack.
Step: TypeAlias = tuple[int, Callable[..., Problems], Check, bool]


@frozen(slots=True, eq=False)
class Plan:
    """What is run for a claim: on its terms (by what is read of them), on adds and on deletes."""

    day: tuple[Step, ...]
    credits: tuple[Step, ...]
    offer: tuple[Step, ...]
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

    def steps(reads: str, on: Callable[[Check], bool] = lambda check: True) -> tuple[Step, ...]:
        return tuple(
            (
                STAGE_INDEX[check.stage],
                check.function,
                check,
                check.rule is not None and rule_set.effect(check.rule) == "warn",
            )
            for check in fitting
            if check.reads == reads and on(check)
        )

    return Plan(
        day=steps("day"),
        credits=steps("credits"),
        offer=steps("offer"),
        terms=steps("terms"),
        adds=steps("record", on=lambda check: check.stage != "delete"),
        deletes=steps("record", on=lambda check: check.stage == "delete" or "650" in check.codes),
    )
