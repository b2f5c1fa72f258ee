"""Presence: what the program asks for is there."""

from __future__ import annotations

from boardrules.checks.base import (
    NAMED,
    Case,
    Problems,
    Terms,
    checks_in,
    credits_check,
    day_check,
    problem,
    record_check,
)
from boardrules.checks.run import Run
from boardrules.values import read_birth_date


@day_check("presence", "621")
def identifier_element_present(terms: Terms, run: Run) -> Problems:
    """621: a certificate says whose identifier it goes by; without it not even the board is known."""
    if terms.misfit is None or terms.misfit.code != "621":
        return ()
    return (terms.misfit,)


@record_check("presence", "621", rule="identifier_required", needs="identifier_required")
def identifier_present(case: Case, run: Run) -> Problems:
    """621: the learner's identifier is there, where the program requires one."""
    if case.claim.id:
        return ()
    program = case.terms.program
    name = program.identifier if program else "identifier"
    return problem("621", "id", reason="missing", expected=name)


@record_check("presence", "622", "623", kinds=NAMED)
def names_present(case: Case, run: Run) -> Problems:
    """622, 623: first and last name are there."""
    record = case.record
    if record.first_name and record.last_name:
        return ()
    first = () if record.first_name else problem("622", "first_name")
    return first if record.last_name else first + problem("623", "last_name")


@record_check("presence", "624", rule="birth_date_required", needs="birth_date_required")
def birth_date_present(case: Case, run: Run) -> Problems:
    """624: month and day of birth are there and readable, where the program requires them.

    No code exists for a birthday that cannot be read; 624's own text asks for a valid value.
    """
    text = case.record.birth_date
    if not text:
        return problem("624", "birth_date", reason="missing")
    if read_birth_date(text)[0] is None:
        return problem("624", "birth_date", reason="invalid", found=text)
    return ()


@day_check("presence", "630")
def activity_id_present(terms: Terms, run: Run) -> Problems:
    """630: the ACCME activity ID is there."""
    return () if terms.activity_id else problem("630", "activity_id")


@day_check("presence", "631")
def completion_date_present(terms: Terms, run: Run) -> Problems:
    """631: the completion date is there."""
    return () if terms.completed_text else problem("631", "completed")


@credits_check("presence", "632", rule="total_required", needs="total_required")
def points_present(terms: Terms, run: Run) -> Problems:
    """632: the claim says how much credit: a total or, where the channel has none, each amount."""
    if terms.total_text is not None:
        return () if terms.total_text else problem("632", "total", reason="missing")
    found: Problems = ()
    for index, credit in enumerate(terms.credits):
        if not credit.amount:
            found += problem("632", f"credits/{index}/amount", reason="missing")
    return found


@credits_check("presence", "677", kinds=NAMED)
def certificate_present(terms: Terms, run: Run) -> Problems:
    """677: a claim names at least one credit type."""
    if terms.credits and all(credit.type for credit in terms.credits):
        return ()
    if not (terms.credits or terms.program or terms.misfit):
        return problem("677", "", reason="no-claims")
    blank = [index for index, credit in enumerate(terms.credits) if not credit.type]
    field = f"credits/{blank[0] if blank else 0}/type"
    return problem("677", field, reason="no-type")


CHECKS = checks_in(globals())
