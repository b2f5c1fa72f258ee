"""From what a claim says to what it means: its program, rule set, activity, amounts and types."""

from __future__ import annotations

import difflib
from decimal import Decimal
from functools import lru_cache

from attrs import define

from boardrules.checks.base import Problem, Stated, Terms, problem
from boardrules.checks.run import Run
from boardrules.plugins import Plugins
from boardrules.programs import Jurisdiction, ProgramSpec, RuleSet
from boardrules.records import Claim, CreditAmount
from boardrules.values import credit_type_key, read_amount, read_day

#: Stands for the claim that a record without any does not make.
NO_CLAIM = Claim("")


@define(slots=True, eq=False)
class Toward:
    """Toward what a claim is made: its program and, for a licence, the state.

    ``misfit`` says what is wrong with them: 713 where the program was named, 712 where only
    the identifier's type names it, 621 where neither is there, and 998 where the plugin that
    would know it failed to load. ``roster_program`` is as in :class:`boardrules.checks.base.Terms`.
    """

    program: ProgramSpec | None = None
    jurisdiction: Jurisdiction | None = None
    misfit: Problem | None = None
    roster_program: str = ""


NOWHERE = Toward()


def resolve_occasion(terms: Terms, run: Run) -> None:
    """Fill in day, activity and, where the program is known, registration and rule set."""
    terms.day = read_day(terms.completed_text)
    terms.completed = terms.day.date
    if run.activities is not None and terms.activity_id:
        terms.activity = run.activities.get(terms.activity_id)
    program = terms.program
    if program is None:
        return
    if terms.activity is not None:
        terms.registration = terms.activity.registration(program.code)
    day = terms.completed
    governed_by = program.rule_sets[-1].governed_by
    if governed_by == "submission":
        day = run.as_of
    elif governed_by == "activity-start" and terms.activity and terms.activity.start:
        day = terms.activity.start
    terms.rule_set = program.rule_set_on(day or run.as_of)
    if terms.registration is not None:
        terms.offered_types = offered_types(terms.rule_set, terms.registration.credit_types)


def read_credits(terms: Terms) -> None:
    """Fill in what the credits of ``terms`` amount to under its rule set."""
    terms.total, terms.amounts, terms.stated = _read_credits(terms.total_text, terms.credits)
    rule_set = terms.rule_set
    terms.types = tuple(rule_set.credit_type(credit.type) for credit in terms.credits)
    terms.type_names = tuple(kind.name for kind in terms.types if kind is not None)
    certificates: dict[str, list[int]] = {}
    for index, (credit, kind) in enumerate(zip(terms.credits, terms.types, strict=True)):
        for name in {credit_type_key(each) for each in (credit.type, kind and kind.name) if each}:
            certificates.setdefault(name, []).append(index)
    terms.certificates = certificates


@lru_cache(4096)
def offered_types(rule_set: RuleSet, credit_types: tuple[str, ...]) -> frozenset[str]:
    """The canonical names of the credit types that an activity was registered for."""
    kinds = map(rule_set.credit_type, credit_types)
    return frozenset(kind.name for kind in kinds if kind is not None)


@lru_cache(4096)
def _read_credits(
    total_text: str | None, credits: tuple[CreditAmount, ...]
) -> tuple[Decimal | None, tuple[Decimal | None, ...], tuple[Stated, ...]]:
    """Total, amount of each type, and what is spelled out."""
    stated = []
    amounts: list[Decimal | None] = []
    total = read_amount(total_text) if total_text is not None else None
    if total_text:
        stated.append(Stated("total", "total", total_text, total))
    for index, credit in enumerate(credits):
        amount = total if credit.amount is None else read_amount(credit.amount)
        amounts.append(amount)
        if credit.amount:
            field = f"credits/{index}/amount"
            stated.append(Stated(field, credit.type, credit.amount, amount))
    if total_text is None:
        total = max((amount for amount in amounts if amount is not None), default=None)
    return total, tuple(amounts), tuple(stated)


def resolve_program(claim: Claim, run: Run, plugins: Plugins) -> Toward:
    """The program and state of a claim, from what it names and from its identifier's type."""
    programs = run.programs
    program: ProgramSpec | None = None
    jurisdiction: Jurisdiction | None = None
    if claim.program:
        program = programs.named(claim.program)
        if program is None and (place := programs.jurisdiction(claim.program)):
            program, jurisdiction = place
        if program is None:
            return Toward(misfit=_unknown_program(claim.program, run, plugins))
    elif claim.id_type:
        if place := programs.jurisdiction(claim.id_type):
            program, jurisdiction = place
        else:
            takers = programs.by_id_type(claim.id_type)
            boards = [spec for spec in takers if spec.kind != "states"]
            program = boards[0] if len(boards) == 1 else None
        if program is None:
            return Toward(misfit=_unknown_id_type(claim.id_type, run, plugins))
    elif claim is NO_CLAIM:
        return NOWHERE
    elif claim.credit_ids is not None:
        missing = problem("621", "id", reason="no-element", expected="identifier")[0]
        return Toward(misfit=missing)
    else:
        return Toward(misfit=problem("713", "program", reason="missing")[0])
    toward = Toward(program, roster_program=program.code if program.kind == "board" else "")
    toward.misfit = _misfit(toward, program, claim, run, jurisdiction)
    return toward


def _misfit(
    toward: Toward, program: ProgramSpec, claim: Claim, run: Run, jurisdiction: Jurisdiction | None
) -> Problem | None:
    if program.kind == "states":
        return _settle_jurisdiction(toward, program, claim, run, jurisdiction)
    if claim.id_type and claim.id_type.upper() not in map(str.upper, program.id_types):
        expected = program.identifier
        return problem(
            "712", "id_type", reason="wrong-program", found=claim.id_type, expected=expected
        )[0]
    return None


def _settle_jurisdiction(
    toward: Toward, program: ProgramSpec, claim: Claim, run: Run, jurisdiction: Jurisdiction | None
) -> Problem | None:
    for text in (claim.state, claim.id_type):
        if jurisdiction is None and text and (place := run.programs.jurisdiction(text)):
            jurisdiction = place[1]
    if jurisdiction is not None and jurisdiction.licensing:
        toward.jurisdiction, toward.roster_program = jurisdiction, jurisdiction.code
    elif claim.state or jurisdiction is not None:
        field = "state" if claim.state and claim.state != claim.id_type else "id_type"
        found = claim.state or claim.id_type
        return problem("712", field, reason="not-licensing", found=found)[0]
    if claim.id_type and claim.id_type.upper() not in program.id_types:
        place = run.programs.jurisdiction(claim.id_type)
        if place is None:
            others = run.programs.by_id_type(claim.id_type)
            return problem(
                "712",
                "id_type",
                reason="wrong-program" if others else "unknown",
                found=claim.id_type,
                expected=program.identifier,
            )[0]
    return None


def _unknown_program(text: str, run: Run, plugins: Plugins) -> Problem:
    if broken := plugins.broken_for(text):
        return problem("998", "program", check="(not loaded)", plugin=broken, error="BR901")[0]
    near = difflib.get_close_matches(text, run.programs.names, n=4, cutoff=0.5)
    # Letters that changed places are the commonest slip, and difflib thinks little of them.
    near.sort(key=lambda name: sorted(name.upper()) != sorted(text.upper()))
    expected = near[0] if near else ", ".join(spec.code for spec in run.programs)
    return problem("713", "program", reason="unknown", found=text, expected=expected)[0]


def _unknown_id_type(text: str, run: Run, plugins: Plugins) -> Problem:
    if broken := plugins.broken_for(text):
        return problem("998", "id_type", check="(not loaded)", plugin=broken, error="BR901")[0]
    if run.programs.by_id_type(text):
        return problem(
            "712", "id_type", reason="wrong-program", found=text, expected="a board's own ID type"
        )[0]
    return problem("712", "id_type", reason="unknown", found=text)[0]
