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

from boardrules import advice
from boardrules.checks import BUILTIN_CHECKS
from boardrules.checks.base import STAGES, Case, Check, Problem, Terms
from boardrules.checks.envelope import read_action
from boardrules.checks.learner import learner_matches
from boardrules.checks.run import Run
from boardrules.codes import Catalogue
from boardrules.findings import Finding, NotJudged, Severity, Status, Verdict, new_verdict
from boardrules.identity import credit_ids
from boardrules.plan import Plan, Step, compile_plan
from boardrules.plugins import Plugins, installed_plugins
from boardrules.ports import Activities, Answers, Ledger, Roster
from boardrules.programs import ProgramSpec, RuleSet
from boardrules.records import CompletionRecord, Entry
from boardrules.terms import TermsBook, entry_of
from boardrules.vetting import failure, findings_of, vetted

_NO_PROGRAM = ProgramSpec("", "", "board", "identifier")
_BEYOND = len(STAGES)

#: What becomes of a sound record, by whether it is an Add and whether the program answers later.
_OUTCOMES = {
    (True, False): Status.ACCEPTED,
    (True, True): Status.SUBMITTED,
    (False, False): Status.DELETED,
    (False, True): Status.DELETE_SUBMITTED,
}

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
        self._book = TermsBook(self.run, engine.plugins, self._plan_of, self.ask)
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

    def judge(self, record: CompletionRecord) -> Verdict:
        """The verdict on one record, given the records judged before it in this run."""
        return self.judge_all((record,))[0]

    def judge_all(self, records: Sequence[CompletionRecord]) -> list[Verdict]:
        """The verdicts on records in their order, as :meth:`judge` gives them one by one.

        The terms of all are looked up first: going to and fro between terms and learners
        costs a fifth more.
        """
        if self.engine.ledger is not None:
            self.engine.ledger.prefetch(records)
        cases_of = [
            self._book.cases_of(record) if read_action(record.action)[0] else []
            for record in records
        ]
        self.run.spill()
        return list(map(self._judge, records, cases_of))

    def _judge(self, record: CompletionRecord, cases: list[Case]) -> Verdict:
        action, problems = read_action(record.action)
        if action is None:
            place = record.origin.at("action")
            unread = [Finding(each.code, each.severity, each.params, place) for each in problems]
            return Verdict(record, Status.REJECTED, tuple(unread))
        adds = action == "Add"
        found_at: list[tuple[int, int, Problem]] = []
        limit = _BEYOND
        for case in cases:
            terms = case.terms
            found = [*terms.problems] if adds else []
            if adds:
                stop = self.ask(terms.plan.adds, case, terms.failing, found)
            else:
                stop = self.ask(terms.plan.deletes, case, _BEYOND, found)
            if found:
                found_at += [(stage, case.index, each) for stage, each in found]
                limit = min(limit, stop)
        if not found_at:
            return self._settle(record, cases, adds, ())
        findings = findings_of(cases, found_at, limit)
        errors = {each.code for each in findings if each.severity is Severity.ERROR}
        if not errors:
            return self._settle(record, cases, adds, findings)
        if errors <= {"998", "BR906"}:
            crash = next(each for each in findings if each.code == "998")
            because = f"check {crash.param('check')} of plugin {crash.param('plugin')} failed"
            return Verdict(record, Status.NOT_JUDGED, findings, because)
        if adds:
            self.run.note_rejected(record.number, [key for case in cases for key in case.keys])
        return Verdict(record, Status.REJECTED, findings)

    def ask(
        self,
        steps: Iterable[Step],
        subject: Terms | Case,
        stop: int,
        found: list[tuple[int, Problem]],
    ) -> int:
        """Put ``steps`` to terms or to a case, until past stage ``stop`` or the first one that fails.

        Each problem goes to ``found``, with its stage. Gives back the failing stage.
        """
        run = self.run
        for stage, function, check, only_warns in steps:
            if stage > stop:
                break
            try:
                problems = function(subject, run)
            except Exception as error:
                self.crashes.append((check, error))
                problems = failure(check, type(error).__name__)
            if problems:
                for each in vetted(problems, check, only_warns, self._codes):
                    found.append((stage, each))
                    if each.severity is Severity.ERROR:
                        stop = stage
        return stop

    def entries_of(
        self,
        record: CompletionRecord,
        status: str = "accepted",
        channel: str = "pars",
        submitted: date | None = None,
    ) -> list[Entry]:
        """Ledger entries for a record that was submitted before: one for each claim it makes.

        Claims whose program or date cannot be told leave no entry.
        """
        return [
            entry_of(case, status, channel, submitted, self.run)
            for case in self._book.cases_of(record)
            if case.terms.program is not None and case.terms.completed is not None
        ]

    def _settle(
        self, record: CompletionRecord, cases: list[Case], adds: bool, findings: tuple[Finding, ...]
    ) -> Verdict:
        """Take in what was not rejected, and say what becomes of it."""
        run, later = self.run, False
        for case in cases:
            later |= case.terms.rule_set.answers_later and not case.answered
        if adds:
            run.take_in(cases)
            if run.activities is None:
                because = "no activities were given"
                return Verdict(record, Status.NOT_JUDGED, findings, because)
            return new_verdict(record, _OUTCOMES[adds, later], findings)
        numbers = [run.credit_ids.get(key) for case in cases for key in case.keys]
        here = all(number is not None and number not in run.rejected for number in numbers)
        for case in cases:
            run.withdraw(case, credit_ids(case))
        if run.ledger is None and not here:
            because = "no ledger was given, so it is not known whether the record exists"
            return Verdict(record, Status.NOT_JUDGED, findings, because)
        return new_verdict(record, _OUTCOMES[adds, later], findings)

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
