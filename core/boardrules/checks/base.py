"""What a check is, and what it is given.

A check judges one claim and gives back the problems it sees, ``()`` when there are none.
There are two kinds, told apart by what they are handed:

- a *terms* check gets :class:`Terms`: what was claimed, where and when, without whom. In a
  real file thousands of claims share their terms, so the engine runs it once for each
  distinct terms and remembers the answer. It cannot see a learner, so it cannot depend on
  one. There are fewer terms still with a part left out: a *day* check is handed terms without
  credits, a *credits* check without day and activity, an *offer* check without the day.
- a *record* check gets :class:`Case`: one record's claim with its learner, and runs each time.

A check gives :class:`Problem`, not findings: it names the field, and the engine turns
that into a place.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from attrs import define, field, frozen

from boardrules.findings import Params, Severity
from boardrules.programs import CreditType, Jurisdiction, Kind, ProgramSpec, RuleSet
from boardrules.records import (
    Activity,
    Claim,
    CompletionRecord,
    CreditAmount,
    Participant,
    Person,
    Registration,
)
from boardrules.values import Day, words_key

if TYPE_CHECKING:
    from boardrules.checks.run import Run
    from boardrules.plan import Plan

#: The stages in the order in which PARS and the boards go through them.
STAGES = (
    "envelope",
    "delete",
    "presence",
    "format",
    "activity",
    "deadline",
    "learner",
    "history",
    "board",
)
STAGE_INDEX = {stage: index for index, stage in enumerate(STAGES)}

#: For ``kinds``: programs that activities register with, those whose records name a learner,
#: boards, states.
REGISTERED: tuple[Kind, ...] = ("board", "rems")
NAMED: tuple[Kind, ...] = ("board", "states")
BOARDS: tuple[Kind, ...] = ("board",)
STATES: tuple[Kind, ...] = ("states",)

#: What every program asks for, and no more: for claims whose program cannot be told.
NO_RULES = RuleSet("", "", identifier_required=False, birth_date_required=False)

UNREAD = Day(None)

RECORD_FIELDS = frozenset(
    {"", "action", "activity_id", "completed", "first_name", "last_name", "birth_date"}
)


@frozen(slots=True)
class Problem:
    """A code, the field it concerns (see :mod:`boardrules.locations`) and its params.

    A field that is not one of the record's own is the claim's: ``id`` is ``claims/N/id``.
    """

    code: str
    field: str
    params: Params = ()
    severity: Severity = Severity.ERROR


Problems: TypeAlias = tuple[Problem, ...]


def problem(
    code: str, field: str, /, *, severity: Severity = Severity.ERROR, **params: Any
) -> Problems:
    """One problem, as the tuple that a check gives back; params become text, None is left out."""
    texts = tuple((key, str(value)) for key, value in params.items() if value is not None)
    return (Problem(code, field, texts, severity),)


def warning(code: str, field: str, /, **params: Any) -> Problems:
    """As :func:`problem`, of a severity that rejects nothing."""
    return problem(code, field, severity=Severity.WARNING, **params)


class Stated(NamedTuple):
    """An amount that a claim states: its field, what it is, its text and its value if readable."""

    field: str
    what: str
    text: str
    amount: Decimal | None


@define(slots=True, eq=False)
class Terms:
    """A claim without its learner: what was claimed, toward what, when and for which activity.

    ``program`` is None when it could not be told, and ``misfit`` then says why; ``rule_set``
    is then one that asks only for what every program asks for. ``activity`` and
    ``registration`` are None when absent or when no activities were given. ``amounts`` and
    ``types`` run parallel to ``credits``; ``total`` is the claim's total, or the largest
    amount where the channel has none; ``stated`` are the amounts that the claim spells out.
    ``roster_program`` is under what a roster lists the learner: the board, or the state, or
    blank when no state is known. ``type_names`` are the canonical names of the known types,
    ``offered_types`` those of what the activity was registered as offering; ``certificates``
    are the names that credits go by, each its text and the canonical one, with the numbers of
    those credits.
    """

    activity_id: str
    completed_text: str
    total_text: str | None = None
    credits: tuple[CreditAmount, ...] = ()
    participant: Participant | None = None
    program: ProgramSpec | None = None
    misfit: Problem | None = None
    rule_set: RuleSet = NO_RULES
    day: Day = UNREAD
    completed: date | None = None
    activity: Activity | None = None
    registration: Registration | None = None
    offered_types: frozenset[str] = frozenset()
    total: Decimal | None = None
    amounts: tuple[Decimal | None, ...] = ()
    types: tuple[CreditType | None, ...] = ()
    type_names: tuple[str, ...] = ()
    certificates: Mapping[str, Sequence[int]] = field(factory=dict)
    stated: tuple[Stated, ...] = ()
    id_type: str = ""
    jurisdiction: Jurisdiction | None = None
    roster_program: str = ""
    plan: Plan = field(init=False)
    #: (stage, problem), up to the failing stage.
    problems: tuple[tuple[int, Problem], ...] = ()
    #: The same number for terms that mean the same, however they are written.
    same_as: int = 0
    #: Index of the first stage that rejects these terms; beyond the last when none does.
    failing: int = len(STAGES)

    @property
    def offered(self) -> Decimal | None:
        """The most credit the activity gives toward the program, or None when not stated."""
        if self.program is not None and self.program.kind == "states":
            return self.activity.cme_credits if self.activity else None
        return self.registration.points if self.registration else None

    @property
    def capped(self) -> bool:
        """Whether a learner's credit is limited by what the activity was registered for."""
        return self.rule_set.capped and self.format not in self.rule_set.uncapped_formats

    @property
    def format(self) -> str:
        """The activity's format, as :func:`boardrules.values.words_key` makes it."""
        return words_key(self.activity.format) if self.activity else ""


@define(slots=True, eq=False)
class Case:
    """One record's claim being judged, with what the learner stage found out.

    ``earlier`` are the cases of the record's claims before this one. ``keys`` are what must be
    unique about the claim: its credit IDs or, from Excel, all that it says. ``person`` is who the roster says the learner is; ``learner`` the key under which
    a ledger holds the learner's credit; ``answered`` that the board has accepted the claim.
    """

    record: CompletionRecord
    claim: Claim
    index: int
    terms: Terms
    keys: tuple[Hashable, ...]
    earlier: tuple[Case, ...] = ()
    person: Person | None = None
    learner: str = ""
    answered: bool = False


Reads: TypeAlias = Literal["day", "credits", "offer", "terms", "record"]
TermsCheck: TypeAlias = Callable[[Terms, "Run"], Problems]
RecordCheck: TypeAlias = Callable[[Case, "Run"], Problems]


@frozen(slots=True)
class Check:
    """A check with what the plan needs to know of it.

    ``rule`` names the declared rule it enforces: where that rule may only warn, so does the
    check. It applies to programs of ``kinds`` (all, if empty) whose rule set has a value for
    the attribute ``needs``, in runs that have the ``port``.
    """

    name: str
    codes: tuple[str, ...]
    stage: str
    reads: Reads
    function: Callable[..., Problems]
    rule: str | None = None
    kinds: tuple[Kind, ...] = ()
    needs: str | None = None
    port: Literal["ledger", "answers"] | None = None
    plugin: str = "core"

    def applies(self, program: ProgramSpec, rule_set: RuleSet) -> bool:
        """Whether the check can find anything for claims that ``rule_set`` governs."""
        if self.kinds and program.kind not in self.kinds:
            return False
        return self.needs is None or bool(getattr(rule_set, self.needs))


def terms_check(
    stage: str, *codes: str, reads: Reads = "terms", **how: Any
) -> Callable[[TermsCheck], Check]:
    """Make a :class:`Check` of a function of ``(terms, run)``; ``how`` are fields of Check."""
    return lambda function: Check(function.__name__, codes, stage, reads, function, **how)


day_check = partial(terms_check, reads="day")
credits_check = partial(terms_check, reads="credits")
offer_check = partial(terms_check, reads="offer")


def record_check(stage: str, *codes: str, **how: Any) -> Callable[[RecordCheck], Check]:
    """Make a :class:`Check` of a function of ``(case, run)``; ``how`` are fields of Check."""
    return lambda function: Check(function.__name__, codes, stage, "record", function, **how)


def checks_in(namespace: dict[str, Any]) -> tuple[Check, ...]:
    """The checks that a module defines, in that order."""
    own = (value for value in namespace.values() if isinstance(value, Check))
    return tuple(each for each in own if each.function.__module__ == namespace["__name__"])
