"""What is judged when activities are: their registrations as they were written down.

Every value is text as it was submitted, trimmed, and blank when absent, as in
:mod:`boardrules.records`: an activity that cannot be read as an
:class:`~boardrules.records.Activity` is just the one that has to be judged.

Fields are named for places as the attributes are, with an index where there are several:
``start``, ``registrations/0/points``, ``supports/1/source``; the empty string is the
activity itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import Factory, field, frozen

from boardrules.findings import Finding, Params, Severity
from boardrules.locations import JsonOrigin, Location, Origin
from boardrules.values import read_day


class ActivityStatus(StrEnum):
    """How far an activity has come in PARS, by what is filled in and whether it is over.

    ``draft``: something is missing before learners can be reported. ``active``: nothing is,
    and it is not over. ``ready-to-close``: it is over; something is missing before it can be
    closed. ``closable``: it is over, and nothing is missing.
    """

    DRAFT = "draft"
    ACTIVE = "active"
    READY_TO_CLOSE = "ready-to-close"
    CLOSABLE = "closable"


class Outcome(StrEnum):
    """What becomes of an activity: PARS would refuse it, take it, or could even close it."""

    REJECTED = "rejected"
    REGISTRABLE = "registrable"
    CLOSABLE = "closable"


@frozen(slots=True)
class Credit:
    """A kind of credit that the activity offers (``AMA PRA Category 1``), and how much."""

    kind: str
    amount: str = ""


@frozen(slots=True)
class Support:
    """An amount of commercial support, in whole units of a currency."""

    source: str = ""
    amount: str = ""
    currency: str = ""


@frozen(slots=True)
class MeasuredOutcome:
    """An outcome that was measured, and how (``Objective``, ``Subjective``)."""

    name: str
    types: tuple[str, ...] = ()


@frozen(slots=True)
class Participants:
    """How many learners of a category took part."""

    category: str
    number: str = ""


@frozen(slots=True)
class BoardRegistration:
    """A registration with a certifying board.

    ``attested`` and ``pre_approved`` are yes or no; MEMS carries neither, so that blank means
    not known.
    """

    board: str
    points: str = ""
    credit_types: tuple[str, ...] = ()
    claim_date: str = ""
    content_areas: tuple[str, ...] = ()
    practice_areas: tuple[str, ...] = ()
    attested: str = ""
    pre_approved: str = ""
    withdrawn: bool = False


@frozen(slots=True)
class RemsRegistration:
    """A registration as a REMS activity: which REMS, and the ID its sponsor gave the activity."""

    kind: str = ""
    identifier: str = ""


@frozen(slots=True)
class Keyword:
    """A word about the contents. With the ``source`` ``01_ABAMCO`` or ``02_ABAMCO`` it is ABA's
    first or second choice from its outline, and ``id`` says what ``text`` is.
    """

    text: str
    id: str = ""
    source: str = ""


@frozen(slots=True)
class OutlineKey:
    """A place in the content outline of a publisher (``ABA``): what kind of key, and which."""

    source: str = ""
    keyword: str = ""
    value: str = ""


@frozen(slots=True)
class StateContent:
    """A topic that a state asks for: its domain (``Opioids``) and itself."""

    domain: str = ""
    topic: str = ""


@frozen(slots=True)
class Recertification:
    """What a pharmacy certificate is renewed for, and for whom."""

    audience: str = ""
    requirement: str = ""


@frozen(slots=True)
class Pharmacy:
    """What JA-PARS asks about an activity for pharmacists. All blank for any other."""

    kind: str = ""
    topic: str = ""
    live_date: str = ""
    sequence: str = ""
    uan: str = ""
    uan_technician: str = ""
    has_recertifications: str = ""
    recertifications: tuple[Recertification, ...] = ()
    has_content_tags: str = ""
    states: tuple[str, ...] = ()
    content_topics: tuple[str, ...] = ()


@frozen(slots=True)
class ActivityEntry:
    """One activity as submitted.

    ``number`` counts the activities of a run from 1. ``id`` is the one PARS gave it, blank for
    a new one, and ``own_id`` the provider's. ``close`` asks PARS to close it; ``status`` is
    the status that a table states. ``public``, ``close``, ``commercial_support``,
    ``interprofessional``, ``mips`` and ``has_state_content`` are yes or no. What ``keywords``
    and ``outlines`` say of a board stands in its registration too, as do ``specialties``,
    which MEMS gives once for all boards. ``unread`` are findings on values of which the reader
    could make no text.
    """

    number: int = 1
    id: str = ""
    own_id: str = ""
    provider_id: str = ""
    action: str = ""
    status: str = ""
    close: str = ""
    title: str = ""
    format: str = ""
    start: str = ""
    end: str = ""
    reporting_start: str = ""
    reporting_end: str = ""
    description: str = ""
    url: str = ""
    delivery_methods: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    country: str = ""
    sponsorship: str = ""
    joint_providers: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    professions: tuple[str, ...] = ()
    public: str = ""
    fee: str = ""
    registration: str = ""
    commercial_support: str = ""
    supports: tuple[Support, ...] = ()
    in_kind: tuple[str, ...] = ()
    outcomes: tuple[MeasuredOutcome, ...] = ()
    participants: tuple[Participants, ...] = ()
    registrations: tuple[BoardRegistration, ...] = ()
    rems: tuple[RemsRegistration, ...] = ()
    specialties: tuple[str, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    outlines: tuple[OutlineKey, ...] = ()
    interprofessional: str = ""
    commendation_tags: tuple[str, ...] = ()
    mips: str = ""
    has_state_content: str = ""
    state_content: tuple[StateContent, ...] = ()
    pharmacy: Pharmacy = Pharmacy()
    unread: tuple[Finding, ...] = ()
    origin: Origin = field(default=JsonOrigin(), eq=False)

    @property
    def first_day(self) -> date | None:
        """The start date; None when blank or unreadable."""
        return read_day(self.start).date

    @property
    def last_day(self) -> date | None:
        """The end date; None when blank or unreadable."""
        return read_day(self.end).date


#: The keyword sources that are ABA's (ACCME's draft activity schema v0_1_2).
ABA_KEYWORDS = frozenset({"01_ABAMCO", "02_ABAMCO"})


def areas_chosen(
    keywords: Iterable[Keyword], outlines: Iterable[OutlineKey]
) -> dict[str, tuple[str, ...]]:
    """The content areas that keywords and outlines name, by board, each once and in their order."""
    areas: dict[str, dict[str, None]] = {}
    for key in outlines:
        if area := key.value or key.keyword:
            areas.setdefault(key.source.upper(), {})[area] = None
    for keyword in keywords:
        if keyword.text and keyword.source.upper() in ABA_KEYWORDS:
            areas.setdefault("ABA", {})[keyword.text] = None
    return {board: tuple(chosen) for board, chosen in areas.items()}


@frozen(slots=True)
class Places:
    """The origin of an activity whose fields' places a reader has noted."""

    noted: Mapping[str, Location] = Factory(dict)

    def at(self, field: str) -> Location:
        """The place of ``field``, or of what encloses it."""
        while field and field not in self.noted:
            field = field.rpartition("/")[0]
        return self.noted[field]


@frozen(slots=True)
class Problem:
    """A code, the field it concerns and its params; ``program`` where a board asks for it."""

    code: str
    field: str
    params: Params = ()
    severity: Severity = Severity.ERROR
    program: str | None = None
    rule_set: str | None = None


def problem(
    code: str,
    field: str,
    /,
    severity: Severity = Severity.ERROR,
    *,
    program: str | None = None,
    rule_set: str | None = None,
    **params: Any,
) -> Problem:
    """A problem from keyword parameters, each turned into text; None is left out."""
    texts = tuple((key, str(value)) for key, value in params.items() if value is not None)
    return Problem(code, field, texts, severity, program, rule_set)


@frozen(slots=True)
class ActivityVerdict:
    """What becomes of one activity, and why. ``status`` is None for one that is to be deleted."""

    entry: ActivityEntry
    outcome: Outcome
    status: ActivityStatus | None
    findings: tuple[Finding, ...] = ()
