"""What checks know of the run they are part of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import define

from boardrules.findings import NotJudged
from boardrules.ports import Activities, Answers, Ledger, Roster
from boardrules.programs import Programs

if TYPE_CHECKING:
    from boardrules.checks.base import Case


@define(slots=True)
class Held:
    """Credit that was accepted earlier in this run."""

    record: int
    completed: date | None
    total: Decimal
    types: tuple[str, ...]


def completion_key(case: Case) -> tuple[str, str, str, str, date | None]:
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
        self.credit_ids: dict[Hashable, int] = {}
        #: Numbers of the records of this run that were rejected.
        self.rejected: set[int] = set()
        #: Credit IDs that this run deleted.
        self.removed: set[str] = set()
        #: (program, learner, activity) -> credit accepted so far.
        self.held: defaultdict[tuple[str, str, str], list[Held]] = defaultdict(list)
        #: (program, learner, day or year) -> credit accepted so far.
        self.per_day: dict[tuple[str, str, date | int], Decimal] = {}
        #: (learner by name and birthday, activity, day) -> record with a board's claim for it.
        self.completions: dict[tuple[str, str, str, str, date | None], int] = {}
        #: Set by the learner stage when it was asked without a roster; a call per record would cost.
        self.lacked_roster = False
        self._not_judged: dict[str, set[str]] = {}

    def take_in(self, cases: Sequence[Case]) -> None:
        """Take in a record that was accepted: later ones are judged in its light."""
        number = cases[0].record.number
        of_board = of_state = None
        for case in cases:
            terms = case.terms
            rules, total = terms.rule_set, terms.total
            for key in case.keys:
                self.credit_ids.setdefault(key, number)
            if total is not None and (rules.accumulates or rules.repeat_per):
                held = Held(number, terms.completed, total, terms.type_names)
                credit = (rules.program, case.learner, terms.activity_id)
                self.held[credit].append(held)
            if rules.watches and total is not None and terms.completed is not None:
                for watch in rules.watches:
                    day = terms.completed if watch.per == "date" else terms.completed.year
                    per = (rules.program, case.learner, day)
                    earned = self.per_day.get(per)
                    self.per_day[per] = total if earned is None else earned + total
            kind = terms.program.kind if terms.program else None
            if kind == "states":
                of_state = case
            elif kind == "board":
                of_board = case
        # PARS makes a CME credit of a record that claims none itself.
        if of_board is not None and of_state is None:
            self.completions.setdefault(completion_key(of_board), number)

    def note_rejected(self, number: int, keys: Iterable[Hashable]) -> None:
        """Note an Add that was rejected: it is no less the first with its credit IDs."""
        self.rejected.add(number)
        for key in keys:
            self.credit_ids.setdefault(key, number)

    def withdraw(self, case: Case, credit_ids: Iterable[str]) -> None:
        """Take out a claim that was deleted: whether this run added it or the ledger holds it.

        What a board is still to answer stays.
        """
        rules = case.terms.rule_set
        if rules.answers_later:
            return
        self.removed.update(credit_ids)
        numbers = {self.credit_ids.pop(key, 0) for key in case.keys}
        for (program, learner, activity_id), held in self.held.items():
            if program != rules.program or activity_id != case.terms.activity_id:
                continue
            for each in [each for each in held if each.record in numbers]:
                held.remove(each)
                for watch in rules.watches:
                    if each.completed is not None:
                        day = each.completed if watch.per == "date" else each.completed.year
                        self.per_day[program, learner, day] -= each.total
        for key in [key for key, number in self.completions.items() if number in numbers]:
            del self.completions[key]

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
