"""What is judged: completion records, and what they are judged against: activities.

Every field of a record is text as it was submitted, trimmed, because what is wrong
with it is for a check to say. Absent and blank are both the empty string, save
where None has a meaning of its own, which the field then states.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from attrs import define, field, frozen

from boardrules.locations import JsonOrigin, Origin


class CreditAmount(NamedTuple):
    """One credit type of a claim and the amount earned of it.

    ``amount`` is None when the submission states none, and then stands for the claim's total.
    A tuple, because claims are looked up by their credits, and a tuple is hashed fast.
    """

    type: str
    amount: str | None = None


@frozen(slots=True)
class Participant:
    """What the FDA asks about a REMS learner; it holds nothing that identifies one."""

    profession: str = ""
    practice_area: str = ""
    time_in_practice: str = ""
    dea_registration: str = ""
    state: str = ""
    surgical_procedures: str = ""


@define(slots=True)
class _ClaimFields:
    program: str
    id: str = ""
    id_type: str = ""
    state: str = ""
    total: str | None = None
    credits: tuple[CreditAmount, ...] = ()
    credit_ids: tuple[str, ...] | None = None
    participant: Participant | None = None


@frozen(slots=True)
class Claim(_ClaimFields):
    """One credit in a record toward one program.

    ``program`` names the board, ``CME`` or ``REMS`` as submitted; it is blank where the
    channel names the program only through the identifier's type (an XML ``UniqueID``
    domain). ``total`` is None where the channel has no total of its own (XML), and the
    largest of the amounts then counts. ``credit_ids`` runs parallel to ``credits`` and is
    None where the channel carries no credit IDs (Excel).
    """


@define(slots=True)
class _RecordFields:
    number: int
    action: str
    activity_id: str
    completed: str
    first_name: str = ""
    last_name: str = ""
    birth_date: str = ""
    claims: tuple[Claim, ...] = ()
    origin: Origin = field(default=JsonOrigin(), eq=False)


@frozen(slots=True)
class CompletionRecord(_RecordFields):
    """One learner completion as submitted: one sheet row, one ``ActivityReport``.

    ``number`` counts the records of a run from 1. ``birth_date`` is ``MM/DD``, or what was
    found when that could not be read; readers drop the year.
    """


def new_claim(*fields: Any) -> Claim:
    """A :class:`Claim` from its fields in order, for readers.

    A frozen class pays for each field that it sets; one filled before it is frozen does
    not, and is built three times faster.
    """
    claim: Any = _ClaimFields(*fields)
    claim.__class__ = Claim
    return claim  # type: ignore[no-any-return]


def new_record(*fields: Any) -> CompletionRecord:
    """A :class:`CompletionRecord` from its fields in order, as :func:`new_claim` makes a claim."""
    record: Any = _RecordFields(*fields)
    record.__class__ = CompletionRecord
    return record  # type: ignore[no-any-return]


@frozen(slots=True, cache_hash=True)
class Registration:
    """An activity's registration with a program.

    ``points`` is the most credit a learner can earn; None when not stated. ``kind`` names
    a REMS (``Opioid Analgesic``).
    """

    program: str
    points: Decimal | None = None
    credit_types: tuple[str, ...] = ()
    claim_date: date | None = None
    content_areas: tuple[str, ...] = ()
    practice_areas: tuple[str, ...] = ()
    kind: str = ""
    pre_approved: bool | None = None
    withdrawn: bool = False


@frozen(slots=True)
class Activity:
    """An activity as PARS holds it.

    ``cme_credits`` is the number of AMA PRA Category 1 credits designated, None when the
    activity offers none.
    """

    id: str
    title: str = ""
    provider_id: str = ""
    format: str = ""
    start: date | None = None
    end: date | None = None
    cme_credits: Decimal | None = None
    registrations: tuple[Registration, ...] = ()

    def registration(self, program: str) -> Registration | None:
        """The registration with ``program`` (its code), or None."""
        for registration in self.registrations:
            if registration.program.upper() == program.upper() and not registration.withdrawn:
                return registration
        return None


@frozen(slots=True)
class Person:
    """Somebody who is certified by a board or licensed in a state.

    ``program`` is a board's code or a two-letter state; ``birth_date`` is ``MM/DD``.
    """

    program: str
    id: str
    first_name: str
    last_name: str
    birth_date: str = ""
    npi: str = ""


@frozen(slots=True)
class Entry:
    """One claim that was accepted, or is being processed, before this run.

    ``credit_ids`` are the claim's own or the one that :func:`boardrules.identity.credit_ids`
    derives from its contents; ``learner`` is as :func:`boardrules.checks.learner.learner_key`
    makes it, ``name`` the same from name and birthday alone; either may be blank when not
    known. ``types`` are canonical names. ``status``: ``accepted``, ``submitted``, ``rejected`` or ``deleted``. ``channel`` is
    ``pars``, ``matched`` for a CME credit that PARS made from an MOC credit, or the name
    of the way by which a board had it from elsewhere. ``submitted`` is the day on which it was
    sent, where that is known; only a last day for deletes may depend on it.
    """

    credit_ids: tuple[str, ...]
    program: str
    learner: str
    activity_id: str
    completed: date | None
    total: Decimal
    types: tuple[str, ...] = ()
    status: str = "accepted"
    channel: str = "pars"
    name: str = ""
    submitted: date | None = None
