"""Knows nobody who gives no identifier."""

from __future__ import annotations

from breaking import spoil

from boardrules.checks.base import Case, Problems, problem
from boardrules.checks.run import Run
from boardrules.conformance.serve import serve


def only_by_id(problems: Problems, case: Case, run: Run) -> Problems:
    return problems if case.claim.id or run.roster is None else problem("718", "id")


spoil(only_by_id, "learner_matches")
serve(name="never matches without ID")
