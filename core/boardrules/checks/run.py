"""What checks know of the run they are part of."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, MutableMapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from attrs import define

from boardrules.findings import NotJudged
from boardrules.ports import Activities, Answers, Ledger, Roster
from boardrules.programs import Programs, RuleSet
from boardrules.spill import MOST, spilled

if TYPE_CHECKING:
    from boardrules.checks.base import Case


@define(slots=True)
class Held:
    """Credit that was accepted earlier in this run."""

    record: int
    completed: date | None
    total: Decimal
    types: tuple[str, ...]


Completion: TypeAlias = tuple[str, str, str, str, date | None]
#: Program, learner, total, types and keys of a claim that was accepted.
Taken: TypeAlias = tuple[str, str, Decimal | None, tuple[str, ...], tuple[Hashable, ...]]


def completion_key(case: Case) -> Completion:
    """What makes two records one completion: learner by name and birthday, activity, day."""
    record = case.record
    return (
        record.last_name,
        record.first_name,
        record.birth_date,
        record.activity_id,
        case.terms.completed,
    )


class Run:
    """One pass over one submission: the day of judging, the ports, and what was seen so far.

    ``provider_id`` is the submitting provider's seven-digit ID, or None when all the
    activities given are its own.
    """

    def __init__(
        self,
        as_of: date,
        programs: Programs,
        *,
        activities: Activities | None = None,
        roster: Roster | None = None,
        ledger: Ledger | None = None,
        answers: Answers | None = None,
        provider_id: str | None = None,
    ) -> None:
        self.as_of = as_of
        self.programs = programs
        self.activities = activities
        self.roster = roster
        self.ledger = ledger
        self.answers = answers
        self.provider_id = provider_id
        #: Credit IDs (or, from Excel, contents) of the Adds so far -> number of the first record.
        self.credit_ids: MutableMapping[Hashable, int] = {}
        #: Numbers of the records of this run that were rejected.
        self.rejected: MutableMapping[int, bool] = {}
        #: Credit IDs that this run deleted.
        self.removed: MutableMapping[str, bool] = {}
        #: (program, learner, activity) -> credit accepted so far.
        self.held: MutableMapping[tuple[str, str, str], tuple[Held, ...]] = {}
        #: (program, learner, day or year) -> credit accepted so far.
        self.per_day: MutableMapping[tuple[str, str, date | int], Decimal] = {}
        #: (learner by name and birthday, activity, day) -> record with a board's claim for it.
        self.completions: MutableMapping[Completion, int] = {}
        #: Number of an accepted record -> what it claimed, for which completion.
        self.taken: MutableMapping[int, tuple[tuple[Taken, ...], Completion]] = {}
        #: Set by the learner stage when it was asked without a roster; a call per record would cost.
        self.lacked_roster = False
        self._not_judged: dict[str, set[str]] = {}

    def take_in(self, cases: Sequence[Case]) -> None:
        """Take in a record that was accepted: later ones are judged in its light."""
        number = cases[0].record.number
        of_board = of_state = False
        claims: tuple[Taken, ...] = ()
        for case in cases:
            terms = case.terms
            rules, total = terms.rule_set, terms.total
            claims += ((rules.program, case.learner, total, terms.type_names, case.keys),)
            for key in case.keys:
                self.credit_ids.setdefault(key, number)
            if total is not None and (rules.accumulates or rules.repeat_per):
                held = Held(number, terms.completed, total, terms.type_names)
                credit = (rules.program, case.learner, terms.activity_id)
                self.held[credit] = (*self.held.get(credit, ()), held)
            if rules.watches and total is not None and terms.completed is not None:
                for watch in rules.watches:
                    day = terms.completed if watch.per == "date" else terms.completed.year
                    per = (rules.program, case.learner, day)
                    self.per_day[per] = self.per_day.get(per, Decimal(0)) + total
            kind = terms.program.kind if terms.program else None
            if kind == "states":
                of_state = True
            elif kind == "board":
                of_board = True
        completion = completion_key(cases[0])
        # PARS makes a CME credit of a record that claims none itself.
        if of_board and not of_state:
            self.completions.setdefault(completion, number)
        self.taken[number] = claims, completion

    def note_rejected(self, number: int, keys: Iterable[Hashable]) -> None:
        """Note an Add that was rejected: it is no less the first with its credit IDs."""
        self.rejected[number] = True
        for key in keys:
            self.credit_ids.setdefault(key, number)

    def withdraw(self, case: Case, credit_ids: Iterable[str]) -> None:
        """Take out a claim that was deleted: whether this run added it or the ledger holds it.

        What a board is still to answer stays.
        """
        rules = case.terms.rule_set
        if rules.answers_later:
            return
        self.removed.update(dict.fromkeys(credit_ids, True))
        numbers = {self.credit_ids.pop(key, 0) for key in case.keys}
        for number in sorted(numbers):
            claims, completion = self.taken.get(number, ((), None))
            for learner in dict.fromkeys(claim[1] for claim in claims):
                self._withdraw_credit(rules, learner, case.terms.activity_id, number)
            if completion is not None and self.completions.get(completion) == number:
                del self.completions[completion]

    def _withdraw_credit(self, rules: RuleSet, learner: str, activity_id: str, number: int) -> None:
        key = (rules.program, learner, activity_id)
        held = self.held.get(key, ())
        for each in [each for each in held if each.record == number]:
            for watch in rules.watches:
                if each.completed is not None:
                    day = each.completed if watch.per == "date" else each.completed.year
                    self.per_day[rules.program, learner, day] -= each.total
        if held:
            self.held[key] = tuple([each for each in held if each.record != number])

    def spill(self) -> None:
        """Move what was noted of many records to a temporary file; call it now and then."""
        for name, noted in vars(self).items():
            if isinstance(noted, dict) and len(noted) > MOST and not name.startswith("_"):
                setattr(self, name, spilled(noted))

    def not_judged(self, because: str, *codes: str) -> None:
        """Note that ``codes`` could not be judged for some claim, and because of what."""
        self._not_judged.setdefault(because, set()).update(codes)

    def what_was_not_judged(self) -> tuple[NotJudged, ...]:
        """What :meth:`not_judged` noted, sorted."""
        if self.lacked_roster:
            self.not_judged("no roster was given", "661", "664", "665", "718")
        return tuple(
            sorted(
                (
                    NotJudged(tuple(sorted(codes)), because)
                    for because, codes in self._not_judged.items()
                ),
                key=lambda entry: (entry.codes, entry.because),
            )
        )
