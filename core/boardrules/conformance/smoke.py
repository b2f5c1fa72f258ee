"""Whether an implementation is plugged in at all: one failing and one passing case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from boardrules.conformance.cases import ConformanceCase
from boardrules.conformance.runner import Implementation, Outcome, run_suite

Pair = tuple[ConformanceCase, ConformanceCase]


def smoke(cases: Iterable[ConformanceCase], implementation: Implementation) -> list[Outcome]:
    """The outcomes of the first failing and passing case of one requirement that are not skipped.

    Those that take least come first: a record without an action (601), as plain data. When
    every pair is skipped, the outcomes are those of the first pair.
    """
    first: list[Outcome] = []
    for pair in _pairs(cases):
        outcomes = list(run_suite(pair, implementation).outcomes)
        if all(outcome.kind != "skipped" for outcome in outcomes):
            return outcomes
        first = first or outcomes
    return first


def _pairs(cases: Iterable[ConformanceCase]) -> Iterator[Pair]:
    """A failing and a passing case of each requirement and program, simple ones first."""
    groups: dict[tuple[str, str | None, bool], list[ConformanceCase]] = {}
    for case in cases:
        key = (case.requirement["id"], case.program, "records" in case.given)
        groups.setdefault(key, []).append(case)

    def effort(key: tuple[str, str | None, bool]) -> tuple[bool, bool]:
        return not key[2], "601" not in groups[key][0].codes

    for key in sorted(groups, key=effort):
        failing = next((case for case in groups[key] if case.fails), None)
        passing = next((case for case in groups[key] if not case.expect), None)
        if failing is not None and passing is not None:
            yield failing, passing
