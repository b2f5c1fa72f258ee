"""Computes with binary fractions, rounds them, and takes "at most" for "less than"."""

from __future__ import annotations

from collections.abc import Iterator

from breaking import spoil

from boardrules.checks import format as format_checks
from boardrules.checks.base import Problem, Problems, Terms, problem
from boardrules.checks.run import Run
from boardrules.conformance.serve import serve


def less_than_offered(problems: Problems, terms: Terms, run: Run) -> Iterator[Problem]:
    if terms.activity is None or terms.offered is None or not terms.capped:
        return
    for field, _, _, amount in terms.stated:
        if amount is not None and float(amount) >= float(terms.offered):
            yield from problem("674", field)


format_checks.is_multiple = lambda amount, step: round(float(amount) / float(step), 1) % 1 == 0
spoil(less_than_offered, "points_within_offer")
serve(name="compares floats")
