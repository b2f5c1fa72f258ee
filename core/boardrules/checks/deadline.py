"""Deadline: the program still takes completions of that day."""

from __future__ import annotations

from boardrules.checks.base import Problems, Terms, checks_in, day_check, problem
from boardrules.checks.run import Run
from boardrules.rulebook import earliest_completion


@day_check("deadline", "705")
def completed_after_first_day(terms: Terms, run: Run) -> Problems:
    """705: completions from before the program took any through PARS are too old for good.

    ``earliest`` says from when on it takes any; where that is not declared, the day on which the
    board joined counts, on which its first rule set begins.
    """
    told = earliest_completion(terms.program, terms.rule_set) if terms.program else None
    if told is None or terms.completed is None or terms.completed >= told[1]:
        return ()
    how, found, limit = terms.rule_set.severity(told[0]), terms.completed, told[1]
    return problem(
        "705", "completed", severity=how, reason="before-start", found=found, limit=limit
    )


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
