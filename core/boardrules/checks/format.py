"""Format: what is there can be read and means something to the program."""

from __future__ import annotations

import re
from collections.abc import Iterable

from boardrules.checks.base import (
    STATES,
    Case,
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
from boardrules.rulebook import opening
from boardrules.values import credit_type_key, is_multiple, npi_valid, plain


@credits_check("format", "712", "713")
def program_known(terms: Terms, run: Run) -> Problems:
    """712, 713: the program and the type of the learner's identifier exist and belong together."""
    if terms.misfit is None or terms.misfit.code == "621":
        return ()
    return (terms.misfit,)


@day_check("format", "713")
def program_open(terms: Terms, run: Run) -> Problems:
    """713: the program takes records by now, whatever day they are of."""
    opened = opening(terms.program) if terms.program else None
    if terms.program is None or opened is None or run.as_of >= opened[1]:
        return ()
    first, found, limit = terms.program.rule_sets[0], terms.program.code, opened[1]
    how = first.severity(opened[0])
    return problem("713", "program", severity=how, reason="not-yet", found=found, limit=limit)


@record_check("format", "712", kinds=STATES)
def licence_has_a_state(case: Case, run: Run) -> Problems:
    """712: a licence number is one of a state; only an NPI, named or by its check digit, stands alone."""
    terms, claim = case.terms, case.claim
    if terms.jurisdiction is not None or terms.misfit is not None:
        return ()
    if claim.id_type.upper() == "NPI" or npi_valid(claim.id):
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
    kinds = [
        (program.code, kind.name)
        for program in run.programs
        if (
            kind := next(filter(None, (each.credit_type(text) for each in program.rule_sets)), None)
        )
    ]
    # Whose own name for a type it is comes before who only lets it pass for one.
    own = [code for code, name in kinds if credit_type_key(name) == credit_type_key(text)]
    return ", ".join(own or [code for code, _ in kinds]) or None


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
            field, limit = f"credits/{index}/amount", plain(terms.total)
            found += problem("676", field, reason="over-total", found=plain(amount), limit=limit)
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
            field, mine, limit = f"credits/{index}/amount", plain(amount), plain(outer[0])
            found += problem(
                "676", field, reason="not-within", found=mine, within=kind.within, limit=limit
            )
    return found


@credits_check("format", "678")
def certificates_once_in_claim(terms: Terms, run: Run) -> Problems:
    """678: no credit type stands twice in one claim, under whichever of its names."""
    numbers = terms.certificates.values()
    return _repeated(terms, terms, [(each, first) for first, *more in numbers for each in more])


@record_check("format", "678")
def certificates_once_in_record(case: Case, run: Run) -> Problems:
    """678: nor does one certificate stand in two claims of one record, to the letter of the seed.

    Each goes by its text and by its name in its own program: what is one program's other name
    for a type may be another type of the next program. The participants of a report have its
    certificates in common: those are one, though each of their claims holds it.
    """
    found: Problems = ()
    for earlier in case.earlier:
        own, others = case.terms.certificates, earlier.terms.certificates
        if own.keys().isdisjoint(others) or (case.claim.participant and earlier.claim.participant):
            continue
        pairs = [(each, others[name][0]) for name in own if name in others for each in own[name]]
        found += _repeated(case.terms, earlier.terms, pairs)
    return found


def _repeated(terms: Terms, earlier: Terms, pairs: Iterable[tuple[int, int]]) -> Problems:
    """678 for each credit, by its number, whose type a credit of ``earlier`` has already."""
    firsts: dict[int, set[str]] = {}
    for index, first in pairs:
        firsts.setdefault(index, set()).add(earlier.credits[first].type)
    found: Problems = ()
    for index, texts in sorted(firsts.items()):
        text, field = terms.credits[index].type, f"credits/{index}/type"
        is_same = credit_type_key(text) in map(credit_type_key, texts)
        other, reason = (None, None) if is_same else (min(texts), "other-name")
        found += problem("678", field, reason=reason, certificate=text, first=other)
    return found


CHECKS = checks_in(globals())
