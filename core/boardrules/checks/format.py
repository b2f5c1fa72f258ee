"""Format: what is there can be read and means something to the program."""

from __future__ import annotations

import re
from functools import lru_cache

from boardrules.checks.base import (
    NO_RULES,
    STATES,
    Case,
    Problem,
    Problems,
    Terms,
    checks_in,
    credits_check,
    day_check,
    problem,
    record_check,
    terms_check,
)
from boardrules.checks.run import Run
from boardrules.programs import RuleSet
from boardrules.records import CreditAmount
from boardrules.values import credit_type_key, is_multiple, npi_valid, plain


@credits_check("format", "712", "713")
def program_known(terms: Terms, run: Run) -> Problems:
    """712, 713: the program and the type of the learner's identifier exist and belong together."""
    if terms.misfit is None or terms.misfit.code == "621":
        return ()
    return (terms.misfit,)


@record_check("format", "712", kinds=STATES)
def licence_has_a_state(case: Case, run: Run) -> Problems:
    """712: a licence number is one of a state; only an NPI stands by itself."""
    terms = case.terms
    if terms.jurisdiction is not None or terms.misfit is not None or npi_valid(case.claim.id):
        return ()
    return problem("712", "state", reason="no-state", found=case.claim.id)


@day_check("format", "671")
def completion_date_readable(terms: Terms, run: Run) -> Problems:
    """671: the completion date is a real date in a form that can mean one day only."""
    day = terms.day
    if day.date is not None:
        return ()
    return problem(
        "671",
        "completed",
        reason=day.problem,
        found=terms.completed_text,
        expected="MM-DD-YYYY, MM/DD/YYYY or YYYY-MM-DD",
    )


@day_check("format", "671")
def completion_date_not_in_future(terms: Terms, run: Run) -> Problems:
    """671: nobody completes an activity after the day of judging."""
    if terms.completed is None or terms.completed <= run.as_of:
        return ()
    return problem("671", "completed", reason="future", found=terms.completed, limit=run.as_of)


_NUMBER = re.compile(r"-?(\d+(\.\d+)?|\.\d+)", re.ASCII)


@credits_check("format", "673")
def points_are_a_number(terms: Terms, run: Run) -> Problems:
    """673: each amount is a positive decimal number without sign, exponent or separators."""
    found: Problems = ()
    for field, what, text, amount in terms.stated:
        if amount is None:
            found += problem("673", field, reason=_why_no_amount(text), found=text, what=what)
        elif amount <= 0:
            found += problem("673", field, reason="not-positive", found=text, what=what)
    return found


def _why_no_amount(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        return "not-a-number"
    return "not-positive" if text.startswith("-") else "too-long"


@credits_check("format", "675", rule="points.step", needs="step")
def points_in_steps(terms: Terms, run: Run) -> Problems:
    """675: each amount is a whole number of the program's steps (.25; exact decimal arithmetic)."""
    step = terms.rule_set.step
    assert step is not None  # the plan leaves this check out otherwise
    found: Problems = ()
    for field, what, text, amount in terms.stated:
        if amount is not None and not is_multiple(amount, step):
            found += problem("675", field, found=text, step=plain(step), what=what)
    return found


@credits_check("format", "676", rule="credit_type", needs="credit_types")
def credit_types_known(terms: Terms, run: Run) -> Problems:
    """676: each credit type is one of the program's."""
    found: Problems = ()
    for index, (credit, kind) in enumerate(zip(terms.credits, terms.types, strict=True)):
        if kind is None and credit.type:
            other = _whose_type(credit.type, run)
            found += problem(
                "676",
                f"credits/{index}/type",
                reason="other-program" if other else "unknown",
                found=credit.type,
                other=other,
                expected="; ".join(known.name for known in terms.rule_set.credit_types),
            )
    return found


def _whose_type(text: str, run: Run) -> str | None:
    for program in run.programs:
        if any(rule_set.credit_type(text) for rule_set in program.rule_sets):
            return program.code
    return None


@terms_check("format", "676", rule="credit_type", needs="dated_types")
def credit_types_in_use(terms: Terms, run: Run) -> Problems:
    """676: the program took each credit type on the completion date; 680 tells of patient safety."""
    found: Problems = ()
    for index, (credit, kind) in enumerate(zip(terms.credits, terms.types, strict=True)):
        reason = limit = None
        if kind is None or terms.completed is None:
            continue
        if kind.is_retired(terms.completed):
            if kind.meaning != "patient-safety":
                reason, limit = "retired", kind.until
        elif kind.since is not None and terms.completed < kind.since:
            reason, limit = "not-yet", kind.since
        if reason:
            field = f"credits/{index}/type"
            found += problem("676", field, reason=reason, found=credit.type, limit=limit)
    return found


@credits_check("format", "676")
def amount_within_total(terms: Terms, run: Run) -> Problems:
    """676: a type's amount is at most the claim's total, for types are parts of it (they may overlap)."""
    if not terms.total_text or terms.total is None:
        return ()
    found: Problems = ()
    for index, amount in enumerate(terms.amounts):
        if amount is not None and amount > terms.total:
            found += problem(
                "676",
                f"credits/{index}/amount",
                reason="over-total",
                found=plain(amount),
                limit=plain(terms.total),
            )
    return found


@credits_check("format", "676", rule="credit_type", needs="credit_types")
def amount_within_type(terms: Terms, run: Run) -> Problems:
    """676: where one type travels within another, its amount is at most the other's."""
    if len(terms.types) < 2:
        return ()
    found: Problems = ()
    for index, (kind, amount) in enumerate(zip(terms.types, terms.amounts, strict=True)):
        if kind is None or kind.within is None or amount is None:
            continue
        outer = [
            other
            for known, other in zip(terms.types, terms.amounts, strict=True)
            if known is not None and known.name == kind.within and other is not None
        ]
        if outer and amount > outer[0]:
            found += problem(
                "676",
                f"credits/{index}/amount",
                reason="not-within",
                found=plain(amount),
                within=kind.within,
                limit=plain(outer[0]),
            )
    return found


@credits_check("format", "678")
def certificates_once_in_claim(terms: Terms, run: Run) -> Problems:
    """678: no credit type stands twice in one claim, under whichever of its names."""
    if len(terms.credits) < 2:
        return ()
    seen: set[str] = set()
    found: Problems = ()
    for index, (credit, kind) in enumerate(zip(terms.credits, terms.types, strict=True)):
        key = credit_type_key(kind.name if kind else credit.type)
        if key in seen:
            found += problem("678", f"credits/{index}/type", certificate=credit.type)
        seen.add(key)
    return found


@record_check("format", "678")
def certificates_once_in_record(case: Case, run: Run) -> Problems:
    """678: nor does one certificate name stand in two claims of one record, to the letter of the seed."""
    if case.index == 0:
        return ()
    program = case.terms.program
    latest = program.rule_sets[-1] if program else NO_RULES
    found: Problems = ()
    for earlier in case.record.claims[: case.index]:
        found += _repeated(earlier.credits, case.claim.credits, latest)
    return found


@lru_cache(4096)
def _repeated(
    earlier: tuple[CreditAmount, ...], own: tuple[CreditAmount, ...], rule_set: RuleSet
) -> Problems:
    """678 for each of ``own`` that ``earlier`` has, under whichever of its names in ``rule_set``."""
    seen = {_certificate(credit.type, rule_set) for credit in earlier}
    return tuple(
        Problem("678", f"credits/{index}/type", (("certificate", credit.type),))
        for index, credit in enumerate(own)
        if credit.type and _certificate(credit.type, rule_set) in seen
    )


def _certificate(text: str, rule_set: RuleSet) -> str:
    """A certificate's name for comparing: that of the type which it is another name for."""
    kind = rule_set.credit_type(text)
    return credit_type_key(kind.name if kind else text)


CHECKS = checks_in(globals())
