"""Terms of claims, each resolved and judged once for all the claims that share them.

Terms are put together from an occasion (program, activity, day) and the credits claimed
on it. Both are remembered by themselves, and so is what an activity offers of the credits:
a file has few of each, and many combinations.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from boardrules.checks.base import UNREAD, Case, Problem, Terms
from boardrules.checks.learner import learner_key
from boardrules.checks.run import Run
from boardrules.identity import credit_ids
from boardrules.plan import Plan, Step
from boardrules.plugins import Plugins
from boardrules.programs import ProgramSpec, RuleSet
from boardrules.records import Claim, CompletionRecord, Entry
from boardrules.resolve import (
    NO_CLAIM,
    NOWHERE,
    Toward,
    read_credits,
    resolve_occasion,
    resolve_program,
)

#: Remembered at most; a file that has more starts again.
_MOST = 1 << 14

PlanOf: TypeAlias = Callable[[ProgramSpec | None, RuleSet], Plan]
Ask: TypeAlias = Callable[[Iterable[Step], Terms, int, list[tuple[int, Problem]]], int]


class TermsBook:
    """The terms of one run.

    ``plan_of`` gives a rule set's plan; ``ask`` is :meth:`boardrules.engine.Judging.ask`.
    """

    def __init__(self, run: Run, plugins: Plugins, plan_of: PlanOf, ask: Ask) -> None:
        self._run = run
        self._plugins = plugins
        self._plan_of = plan_of
        self._ask = ask
        self._whole: dict[Hashable, Terms] = {}
        self._towards: dict[Hashable, Toward] = {}
        self._days: dict[Hashable, Terms] = {}
        self._credits: dict[Hashable, Terms] = {}
        self._offers: dict[Hashable, Terms] = {}
        self._meanings: dict[Hashable, int] = {}

    def cases_of(self, record: CompletionRecord) -> list[Case]:
        """The claims of a record, ready to be judged."""
        cases: list[Case] = []
        for claim in record.claims or (NO_CLAIM,):
            terms = self._terms_of(record, claim)
            keys: tuple[Hashable, ...] | None = claim.credit_ids
            if not keys:
                first_name, last_name = record.first_name, record.last_name
                keys = ((terms.same_as, claim.id, first_name, last_name, record.birth_date),)
            cases.append(Case(record, claim, len(cases), terms, keys, tuple(cases)))
        return cases

    def _terms_of(self, record: CompletionRecord, claim: Claim) -> Terms:
        key = (
            record.activity_id,
            record.completed,
            claim.program,
            claim.id_type,
            claim.state,
            claim.total,
            claim.credits,
            claim.participant,
            # An element that is missing (621) and one that is blank are unlike.
            claim.credit_ids is None,
            not claim.credit_ids,
            claim is NO_CLAIM,
        )
        terms = self._whole.get(key)
        if terms is None:
            if len(self._whole) >= _MOST:
                for remembered in (self._whole, self._days, self._credits, self._offers):
                    remembered.clear()
            terms = self._whole[key] = self._make(record, claim)
        return terms

    def _make(self, record: CompletionRecord, claim: Claim) -> Terms:
        toward = self._toward(claim)
        day = self._day(record, toward)
        credit = self._credit(claim, day)
        offer = self._offer(day, credit)
        whole = _joined(day, credit, toward, claim.id_type)
        if not claim.credit_ids:
            named = "" if day.program else claim.program or claim.id_type
            state = toward.jurisdiction.code if toward.jurisdiction else claim.state
            whole.same_as = self._number((named, state, day.same_as, credit.same_as))
        problems = [*day.problems, *credit.problems, *offer.problems]
        if problems or day.plan.terms:
            whole.failing = min(day.failing, credit.failing, offer.failing)
            self._judge(whole, day.plan.terms, problems)
        return whole

    def _toward(self, claim: Claim) -> Toward:
        unnumbered = claim.credit_ids is None
        key = claim.program, claim.id_type, claim.state, unnumbered, claim is NO_CLAIM
        toward = self._towards.get(key)
        if toward is None:
            toward = resolve_program(claim, self._run, self._plugins)
            self._towards[key] = toward
        return toward

    def _day(self, record: CompletionRecord, toward: Toward) -> Terms:
        program = toward.program
        code = program.code if program else None
        key = record.activity_id, record.completed, code, toward.misfit
        day = self._days.get(key)
        if day is None:
            day = self._days[key] = Terms(record.activity_id, record.completed)
            day.program, day.misfit = program, toward.misfit
            resolve_occasion(day, self._run)
            day.plan = self._plan_of(program, day.rule_set)
            day.same_as = self._number((code, day.activity_id, day.completed or record.completed))
            self._judge(day, day.plan.day, [])
        return day

    def _credit(self, claim: Claim, day: Terms) -> Terms:
        key = day.plan, day.misfit, claim.total, claim.credits, claim.participant
        credit = self._credits.get(key)
        if credit is None:
            credit = Terms("", "", claim.total, claim.credits, claim.participant)
            self._credits[key] = credit
            credit.program, credit.misfit = day.program, day.misfit
            credit.rule_set, credit.plan = day.rule_set, day.plan
            read_credits(credit)
            credit.same_as = self._number(_meaning(credit))
            self._judge(credit, day.plan.credits, [])
        return credit

    def _offer(self, day: Terms, credit: Terms) -> Terms:
        key = credit, day.activity_id
        offer = self._offers.get(key)
        if offer is None:
            offer = self._offers[key] = _joined(day, credit)
            offer.completed_text, offer.day, offer.completed = "", UNREAD, None
            self._judge(offer, day.plan.offer, [])
        return offer

    def _judge(self, terms: Terms, steps: Iterable[Step], found: list[tuple[int, Problem]]) -> None:
        """Ask ``steps`` up to the failing stage; leave every problem up to it."""
        terms.failing = self._ask(steps, terms, terms.failing, found)
        if found:
            terms.problems = tuple(entry for entry in found if entry[0] <= terms.failing)

    def _number(self, meaning: Hashable) -> int:
        """The same number for the same meaning."""
        return self._meanings.setdefault(meaning, len(self._meanings))


def _joined(day: Terms, credit: Terms, toward: Toward = NOWHERE, id_type: str = "") -> Terms:
    """The terms of ``credit`` earned on the occasion ``day``."""
    joined = Terms(
        day.activity_id,
        day.completed_text,
        credit.total_text,
        credit.credits,
        credit.participant,
        day.program,
        day.misfit,
        day.rule_set,
        day.day,
        day.completed,
        day.activity,
        day.registration,
        day.offered_types,
        credit.total,
        credit.amounts,
        credit.types,
        credit.type_names,
        credit.certificates,
        credit.stated,
        id_type,
        toward.jurisdiction,
        toward.roster_program,
    )
    joined.plan = day.plan
    return joined


def _meaning(credit: Terms) -> Hashable:
    """What credits say: amounts and types however they are spelt."""
    types = (kind or each for kind, each in zip(credit.types, credit.credits, strict=True))
    return (
        credit.total if credit.total is not None else credit.total_text,
        tuple(zip(types, credit.amounts, strict=True)),
        credit.participant,
    )


def entry_of(case: Case, status: str, channel: str, submitted: date | None, run: Run) -> Entry:
    """What a ledger holds of a claim that was submitted before."""
    terms, record = case.terms, case.record
    for _, function, check, _ in terms.plan.adds:
        if check.stage == "learner":
            function(case, run)
    return Entry(
        credit_ids(case),
        terms.rule_set.program,
        case.learner,
        record.activity_id,
        terms.completed,
        terms.total if terms.total is not None else Decimal(0),
        terms.type_names,
        status,
        channel,
        learner_key(record, "") if record.last_name else "",
        submitted,
    )
