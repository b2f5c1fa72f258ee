"""Deadline: the program still takes completions of that day."""

from __future__ import annotations

from boardrules.checks.base import BOARDS, Problems, Terms, checks_in, day_check, problem
from boardrules.checks.run import Run


@day_check("deadline", "705", rule="from", kinds=BOARDS)
def completed_after_program_joined(terms: Terms, run: Run) -> Problems:
    """705: completions from before the board took any through PARS are too old for good.

    The board's first rule set begins on the day it joined. Where ``earliest`` is declared, that
    alone says what is too early.
    """
    rules = terms.rule_set
    if terms.program is None or terms.completed is None or rules.earliest_completion:
        return ()
    earliest = terms.program.rule_sets[0].start
    governs = rules.governed_by == "completion" and rules.earliest_activity_start is None
    if not governs or earliest is None or terms.completed >= earliest:
        return ()
    return problem("705", "completed", reason="before-start", found=terms.completed, limit=earliest)


@day_check("deadline", "705", rule="earliest.completion", needs="earliest_completion")
def completed_after_earliest(terms: Terms, run: Run) -> Problems:
    """705: where the board names its earliest completions, earlier ones are too old for good."""
    earliest = terms.rule_set.earliest_completion
    if earliest is None or terms.completed is None or terms.completed >= earliest:
        return ()
    return problem("705", "completed", reason="before-start", found=terms.completed, limit=earliest)


@day_check("deadline", "705", rule="due.hard", needs="due_hard")
def reported_in_time(terms: Terms, run: Run) -> Problems:
    """705: the day of judging is not after the program's last day for the completion's year."""
    due = terms.rule_set.due_hard
    if due is None or terms.completed is None:
        return ()
    limit = due.after(terms.completed)
    if run.as_of <= limit:
        return ()
    return problem("705", "completed", reason="late", found=terms.completed, limit=limit)


CHECKS = checks_in(globals())
