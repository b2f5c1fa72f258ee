"""Terms of claims, each resolved and judged once for all the claims that share them.

Terms are put together from an occasion (program, activity, day) and the credits claimed
on it, which are remembered separately: a file has few of either, and many combinations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TypeAlias

from boardrules.checks.base import Case, Problem, Problems, Terms
from boardrules.checks.history import credit_ids
from boardrules.checks.learner import learner_key
from boardrules.checks.run import Run
from boardrules.findings import Severity
from boardrules.plan import Plan, Step
from boardrules.plugins import Plugins
from boardrules.programs import ProgramSpec, RuleSet
from boardrules.records import Claim, CompletionRecord, Entry
from boardrules.resolve import NO_CLAIM, read_credits, resolve_occasion

#: Remembered at most; a file that has more starts again.
_MOST = 100_000

PlanOf: TypeAlias = Callable[[ProgramSpec | None, RuleSet], Plan]


class TermsBook:
    """The terms of one run.

    ``plan_of`` gives a rule set's plan, ``crashed`` what stands for a check that raised,
    ``vetted`` what may stand of what a check gave.
    """

    def __init__(
        self,
        run: Run,
        plugins: Plugins,
        plan_of: PlanOf,
        crashed: Callable[[Step, Exception], Problems],
        vetted: Callable[[Problems, Step], Problems],
    ) -> None:
        self._run = run
        self._plugins = plugins
        self._plan_of = plan_of
        self._crashed = crashed
        self._vetted = vetted
        self._whole: dict[object, Terms] = {}
        self._occasions: dict[object, Terms] = {}
        self._parts: dict[object, Terms] = {}
        self._meanings: dict[object, int] = {}

    def of(self, record: CompletionRecord, claim: Claim) -> Terms:
        """The terms of one claim of a record."""
        key = (
            record.activity_id,
            record.completed,
            claim.program,
            claim.id_type,
            claim.state,
            claim.total,
            claim.credits,
            claim.participant,
            claim.credit_ids is None,
        )
        terms = self._whole.get(key)
        if terms is None or claim is NO_CLAIM:
            if len(self._whole) >= _MOST:
                for remembered in (self._whole, self._occasions, self._parts):
                    remembered.clear()
            terms = self._whole[key] = self._make(record, claim)
        return terms

    def _make(self, record: CompletionRecord, claim: Claim) -> Terms:
        day = self._occasion(record, claim)
        part = self._part(day, claim)
        whole = Terms(
            day.activity_id,
            day.completed_text,
            day.id_type,
            part.total_text,
            part.credits,
            part.participant,
            day.program,
            day.jurisdiction,
            day.roster_program,
            day.misfit,
            day.rule_set,
            day.day,
            day.completed,
            part.total,
            part.amounts,
            part.types,
            part.type_names,
            part.stated,
            part.offered_types,
            day.activity,
            day.registration,
        )
        whole.plan = day.plan
        whole.same_as = self._meanings.setdefault(_meaning(whole, claim), len(self._meanings))
        whole.failing = min(day.failing, part.failing)
        self._judge(whole, day.plan.terms, (*day.problems, *part.problems))
        return whole

    def _occasion(self, record: CompletionRecord, claim: Claim) -> Terms:
        key = (
            record.activity_id,
            record.completed,
            claim.program,
            claim.id_type,
            claim.state,
            claim.credit_ids is None,
            claim is NO_CLAIM,
        )
        day = self._occasions.get(key)
        if day is None:
            day = Terms(record.activity_id, record.completed, claim.id_type, None, (), None)
            resolve_occasion(day, claim, self._run, self._plugins)
            day.plan = self._plan_of(day.program, day.rule_set)
            self._judge(day, day.plan.day)
            self._occasions[key] = day
        return day

    def _part(self, day: Terms, claim: Claim) -> Terms:
        key = (
            day.plan,
            day.activity_id,
            day.jurisdiction,
            day.misfit,
            claim.total,
            claim.credits,
            claim.participant,
        )
        part = self._parts.get(key)
        if part is None:
            part = Terms(
                day.activity_id, "", day.id_type, claim.total, claim.credits, claim.participant
            )
            part.program, part.jurisdiction = day.program, day.jurisdiction
            part.roster_program, part.misfit = day.roster_program, day.misfit
            part.rule_set, part.activity = day.rule_set, day.activity
            part.registration = day.registration
            part.plan = day.plan
            read_credits(part)
            self._judge(part, day.plan.credits)
            self._parts[key] = part
        return part

    def _judge(
        self, terms: Terms, steps: Iterable[Step], known: Iterable[tuple[int, Problem]] = ()
    ) -> None:
        """Run ``steps`` up to the failing stage; leave every problem up to it."""
        found = list(known)
        run = self._run
        for step in steps:
            stage, function, _, _ = step
            if stage > terms.failing:
                break
            try:
                problems = function(terms, run)
            except Exception as error:
                problems = self._crashed(step, error)
            if problems:
                for each in self._vetted(problems, step):
                    found.append((stage, each))
                    if each.severity is Severity.ERROR and stage < terms.failing:
                        terms.failing = stage
        if found:
            terms.problems = tuple(entry for entry in found if entry[0] <= terms.failing)


def _meaning(terms: Terms, claim: Claim) -> object:
    """What the terms say: dates, amounts, programs and credit types however they are spelt."""
    types = (kind or credit for kind, credit in zip(terms.types, terms.credits, strict=True))
    return (
        terms.rule_set.program or claim.program or claim.id_type,
        terms.jurisdiction or claim.state,
        terms.activity_id,
        terms.completed or terms.completed_text,
        terms.total if terms.total is not None else terms.total_text,
        tuple(zip(types, terms.amounts, strict=True)),
        terms.participant,
    )


def entry_of(case: Case, status: str, channel: str, run: Run) -> Entry:
    """What a ledger holds of a claim that was submitted before."""
    terms, record = case.terms, case.record
    for step in terms.plan.adds:
        if step.check.stage == "learner":
            step.function(case, run)
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
    )
