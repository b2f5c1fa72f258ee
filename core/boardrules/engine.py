"""The engine: records in, verdicts out.

    engine = Engine(as_of=date(2026, 11, 23), activities=activities, roster=roster)
    for verdict in engine.check(records):
        ...

A claim is judged by the rule set in force on its governing date. A record runs through
the stages in order and stops at the first one that rejects it, with all the findings of
that stage; it is atomic, so one failing claim rejects it whole. Nothing here asks the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeAlias

from attrs import evolve

from boardrules import advice
from boardrules.checks import BUILTIN_CHECKS
from boardrules.checks.base import (
    RECORD_FIELDS,
    STAGES,
    Case,
    Check,
    Problem,
    Problems,
    problem,
    rank,
)
from boardrules.checks.envelope import credit_keys, read_action
from boardrules.checks.history import credit_ids
from boardrules.checks.learner import learner_matches
from boardrules.checks.run import Run
from boardrules.codes import Catalogue
from boardrules.findings import Finding, NotJudged, Severity, Status, Verdict
from boardrules.plan import Plan, Step, compile_plan
from boardrules.plugins import Plugins, installed_plugins
from boardrules.ports import Activities, Answers, Ledger, Roster
from boardrules.programs import ProgramSpec, RuleSet
from boardrules.records import CompletionRecord, Entry
from boardrules.resolve import NO_CLAIM
from boardrules.terms import TermsBook, entry_of

_NO_PROGRAM = ProgramSpec("", "", "board", "identifier")
_BEYOND = len(STAGES)

#: A check that failed, and how.
Crash: TypeAlias = tuple[Check, Exception]


class Engine:
    """Judges records by the rules of the installed plugins.

    ``as_of`` is the day of judging. Ports left out mean that their codes are not judged,
    which :attr:`Judging.not_judged` then says. ``plugins`` defaults to all that are installed.
    """

    def __init__(
        self,
        as_of: date,
        *,
        activities: Activities | None = None,
        roster: Roster | None = None,
        ledger: Ledger | None = None,
        answers: Answers | None = None,
        provider_id: str | None = None,
        plugins: Plugins | None = None,
    ) -> None:
        self.as_of = as_of
        self.plugins = plugins if plugins is not None else installed_plugins()
        self.activities = activities
        self.roster = roster
        self.ledger = ledger
        self.answers = answers
        self.provider_id = provider_id

    @property
    def catalogue(self) -> Catalogue:
        """Every code that a finding of this engine can carry."""
        return self.plugins.catalogue

    def start(self) -> Judging:
        """Begin a run: verdicts of one run know of each other's records, those of two do not."""
        return Judging(self)

    def check(self, records: Iterable[CompletionRecord]) -> Iterator[Verdict]:
        """Judge ``records`` as one submission; one verdict each, in their order."""
        judging = self.start()
        for record in records:
            yield judging.judge(record)


class Judging:
    """One run of an engine over one submission."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.run = Run(
            engine.as_of,
            engine.plugins.programs,
            activities=engine.activities,
            roster=engine.roster,
            ledger=engine.ledger,
            answers=engine.answers,
            provider_id=engine.provider_id,
        )
        self.crashes: list[Crash] = []
        self._codes = engine.catalogue
        self._book = TermsBook(self.run, engine.plugins, self._plan_of, self._crashed, self._vetted)
        self._plans: dict[tuple[str, str], Plan] = {}
        self._rule_sets: dict[tuple[str, str], RuleSet] = {}

    @property
    def rule_sets(self) -> tuple[RuleSet, ...]:
        """The rule sets that claims were judged by so far, by program and date."""
        return tuple(self._rule_sets[key] for key in sorted(self._rule_sets))

    @property
    def not_judged(self) -> tuple[NotJudged, ...]:
        """What could not be judged so far, and because of what."""
        if self.engine.ledger is None:
            self.run.not_judged(
                "no ledger of earlier submissions was given; 603, 710, 711 and 717 were "
                "judged among the records of this run alone",
                *("603", "605", "709", "710", "711", "717"),
            )
        if self.engine.answers is None:
            self.run.not_judged("a board's own answer comes only after submission", "999")
        return self.run.what_was_not_judged()

    def prefetch(self, records: Sequence[CompletionRecord]) -> None:
        """Let the ledger look up these records together, before they are judged one by one."""
        if self.engine.ledger is not None:
            self.engine.ledger.prefetch(records)

    def judge(self, record: CompletionRecord) -> Verdict:
        """The verdict on one record, given the records judged before it in this run."""
        action, problems = read_action(record.action)
        if action is None:
            place = record.origin.at("action")
            found = [Finding(each.code, each.severity, each.params, place) for each in problems]
            return Verdict(record, Status.REJECTED, tuple(found))
        adds = action == "Add"
        cases = self._cases(record)
        found_at: list[tuple[int, int, Problem]] = []
        limit = _BEYOND
        for case in cases:
            stop = self._judge_claim(case, adds, found_at)
            if stop < limit:
                limit = stop
        if not found_at:
            return self._settle(record, cases, adds, ())
        findings = self._findings(cases, found_at, limit)
        errors = {each.code for each in findings if each.severity is Severity.ERROR}
        if not errors:
            return self._settle(record, cases, adds, findings)
        if errors <= {"998", "BR906"}:
            crash = next(each for each in findings if each.code == "998")
            because = f"check {crash.param('check')} of plugin {crash.param('plugin')} failed"
            return Verdict(record, Status.NOT_JUDGED, findings, because)
        if adds:
            self.run.note_rejected(record.number, map(credit_keys, cases))
        return Verdict(record, Status.REJECTED, findings)

    def _judge_claim(self, case: Case, adds: bool, found_at: list[tuple[int, int, Problem]]) -> int:
        """Note the problems of one claim with stage and claim; give back the failing stage."""
        terms, run, stop = case.terms, self.run, _BEYOND
        steps = terms.plan.deletes
        if adds:
            steps, stop = terms.plan.adds, terms.failing
            if terms.problems:
                found_at += [(stage, case.index, each) for stage, each in terms.problems]
        for step in steps:
            stage, function, _, _ = step
            if stage > stop:
                break
            try:
                problems = function(case, run)
            except Exception as error:
                problems = self._crashed(step, error)
            if problems:
                for each in self._vetted(problems, step):
                    found_at.append((stage, case.index, each))
                    if each.severity is Severity.ERROR and stage < stop:
                        stop = stage
        return stop

    def entries_of(
        self, record: CompletionRecord, status: str = "accepted", channel: str = "pars"
    ) -> list[Entry]:
        """Ledger entries for a record that was submitted before: one for each claim it makes.

        Claims whose program or date cannot be told leave no entry.
        """
        return [
            entry_of(case, status, channel, self.run)
            for case in self._cases(record)
            if case.terms.program is not None and case.terms.completed is not None
        ]

    def _cases(self, record: CompletionRecord) -> list[Case]:
        terms_of = self._book.of
        return [
            Case(record, claim, index, terms_of(record, claim))
            for index, claim in enumerate(record.claims or (NO_CLAIM,))
        ]

    def _settle(
        self, record: CompletionRecord, cases: list[Case], adds: bool, findings: tuple[Finding, ...]
    ) -> Verdict:
        """Take in what was not rejected, and say what becomes of it."""
        run, later, keys = self.run, False, []
        makes_cme = all(case.terms.program.kind != "states" for case in cases if case.terms.program)
        for case in cases:
            if case.terms.rule_set.answers_later and not case.answered:
                later = True
            keys.append(credit_keys(case))
        if adds:
            for case, own in zip(cases, keys, strict=True):
                run.hold(case, own, makes_cme)
            if run.activities is None:
                because = "no activities were given"
                return Verdict(record, Status.NOT_JUDGED, findings, because)
            return Verdict(record, Status.SUBMITTED if later else Status.ACCEPTED, findings)
        numbers = {run.credit_ids.get(key) for own in keys for key in own}
        here = None not in numbers and not numbers & run.rejected
        for case, own in zip(cases, keys, strict=True):
            run.withdraw(case, own, credit_ids(case))
        if run.ledger is None and not here:
            because = "no ledger was given, so it is not known whether the record exists"
            return Verdict(record, Status.NOT_JUDGED, findings, because)
        return Verdict(record, Status.DELETE_SUBMITTED if later else Status.DELETED, findings)

    def _plan_of(self, program: ProgramSpec | None, rule_set: RuleSet) -> Plan:
        key = (rule_set.program, rule_set.id)
        plan = self._plans.get(key)
        if plan is None:
            if program is None:
                program = _NO_PROGRAM
            else:
                self._rule_sets[key] = rule_set
            added, matcher = self.engine.plugins.checks_of(program, rule_set)
            checks = [*BUILTIN_CHECKS, *advice.CHECKS, *added]
            if matcher is not None:
                checks = [matcher if check is learner_matches else check for check in checks]
            plan = self._plans[key] = compile_plan(program, rule_set, checks, self.run)
        return plan

    def _crashed(self, step: Step, error: Exception) -> Problems:
        """998, for a check that raised."""
        self.crashes.append((step.check, error))
        return self._failure(step.check, type(error).__name__)

    def _vetted(self, problems: Problems, step: Step) -> Problems:
        """The problems as they may stand: known codes only, and softened where the rule may only warn."""
        given = problems if isinstance(problems, tuple) else (problems,)
        good = [each for each in given if _is_sound(each, self._codes)]
        if len(good) < len(given) or given is not problems:
            odd = next((each for each in given if each not in good), problems)
            good = [] if given is not problems else good
            shown = odd.code if isinstance(odd, Problem) else type(odd).__name__
            good += problem(
                "BR906", "", check=step.check.name, plugin=step.check.plugin, found=shown
            )
            good += self._failure(step.check, "BR906")
        if step.only_warns:
            good = [
                evolve(each, severity=Severity.WARNING)
                if each.severity is Severity.ERROR and each.code != "998"
                else each
                for each in good
            ]
        return tuple(good)

    @staticmethod
    def _failure(check: Check, error: str) -> Problems:
        return problem("998", "", check=check.name, plugin=check.plugin, error=error)

    @staticmethod
    def _findings(
        cases: list[Case], found_at: list[tuple[int, int, Problem]], limit: int
    ) -> tuple[Finding, ...]:
        """The problems up to the failing stage as findings, in order, each place and code once."""
        found_at.sort(key=lambda entry: (*rank(entry[0], entry[2].code), entry[1]))
        findings: list[Finding] = []
        seen: set[object] = set()
        for stage, index, each in found_at:
            if stage > limit:
                break
            own = each.field in RECORD_FIELDS
            place = cases[0].record.origin.at(each.field if own else f"claims/{index}/{each.field}")
            once = (each.code, place, each.params)
            if once in seen:
                continue
            seen.add(once)
            rule_set = cases[index].terms.rule_set
            findings.append(
                Finding(
                    each.code,
                    each.severity,
                    each.params,
                    place,
                    rule_set.program or None,
                    rule_set.id or None,
                )
            )
        return tuple(findings)


def _is_sound(given: object, codes: Catalogue) -> bool:
    """Whether what a check gave is a problem that a finding can be made of."""
    return (
        isinstance(given, Problem)
        and isinstance(given.code, str)
        and given.code in codes
        and isinstance(given.field, str)
        and isinstance(given.severity, Severity)
        and isinstance(given.params, tuple)
        and all(
            isinstance(pair, tuple)
            and len(pair) == 2
            and all(isinstance(text, str) for text in pair)
            for pair in given.params
        )
    )
