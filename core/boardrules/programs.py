"""What a plugin declares: a program and its dated rule sets.

``program.toml`` is read and checked in :mod:`boardrules.declarations`; what the engine
works with are the frozen classes here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from attrs import Factory, field, frozen

from boardrules.findings import Severity
from boardrules.values import NameMode, credit_type_key, words_key

Kind = Literal["board", "states", "rems"]
GovernedBy = Literal["completion", "activity-start", "submission"]
Meaning = Literal["general", "self-assessment", "improvement", "patient-safety", "knowledge"]
Effect = Literal["reject", "warn", "none"]


@frozen(slots=True)
class Source:
    """Where a rule comes from: what the document says, how far it can be relied on, what it may do.

    ``confidence``: ``seed`` and ``accme`` are authority; ``board``, ``third-party``,
    ``inferred`` and ``general-knowledge`` are weaker and may be overridden by a user, whose
    own word is ``user``. ``effect``: ``none`` for what nothing can break, such as a rule that
    only others read.
    """

    rule: str
    says: str
    confidence: str
    effect: Effect = "reject"

    @property
    def is_authority(self) -> bool:
        """Whether it is ACCME's own word."""
        return self.confidence in ("seed", "accme")


@frozen(slots=True, cache_hash=True)
class CreditType:
    """A credit type a program takes, and when; both dates are completion dates, inclusive.

    ``within`` names the type whose amount this one's may not exceed.
    """

    name: str
    aliases: tuple[str, ...] = ()
    meaning: Meaning = "general"
    since: date | None = None
    until: date | None = None
    within: str | None = None
    needs_approval: bool = False

    def is_retired(self, completed: date | None) -> bool:
        """Whether the program took the type no longer on the day of completion."""
        return completed is not None and self.until is not None and completed > self.until


@frozen(slots=True)
class YearDay:
    """A month and day in the completion year or, with ``years``, so many years after it."""

    month: int
    day: int
    years: int = 0

    def after(self, completed: date) -> date:
        """The day that belongs to a completion."""
        return date(completed.year + self.years, self.month, self.day)

    def __str__(self) -> str:
        later = f" +{self.years}y" if self.years else ""
        return f"{self.month:02d}-{self.day:02d}{later}"


@frozen(slots=True)
class Watch:
    """More credit per learner than this in a day or a year is worth a warning."""

    per: Literal["date", "year"]
    credits: Decimal


@frozen(slots=True)
class Channel:
    """Another way by which a board got completions, until it closed."""

    name: str
    until: date | None = None


@frozen(slots=True, eq=False)
class RuleSet:
    """One program's declaration in force for a date range.

    ``start`` and ``end`` bound the governing date, inclusive; None is open. ``opens`` is the
    first day on which the program takes records at all, where that is not ``start``. Activity formats
    are kept as :func:`boardrules.values.words_key` makes them. Each rule's source is in ``sources`` under the rule's name, and its value as declared in ``lines``.
    """

    program: str
    id: str
    start: date | None = None
    end: date | None = None
    opens: date | None = None
    governed_by: GovernedBy = "completion"
    identifier_required: bool = True
    identifier_shape: str | None = None
    birth_date_required: bool = True
    birth_date_match: Literal["must", "advice", "tie-break", "off"] = "must"
    name_match: NameMode = "lenient"
    total_required: bool = True
    step: Decimal | None = None
    fixed: bool = False
    capped: bool = True
    uncapped_formats: frozenset[str] = frozenset()
    accumulates: bool = False
    points_against_cme: Literal["equal", "nearest-whole", "at-most", "free"] = "free"
    content_areas: tuple[int, int] | None = None
    repeat_per: Literal["activity", "activity-and-date"] | None = None
    repeat_except_formats: frozenset[str] = frozenset()
    repeat_pair: str | None = None
    window_until: Literal["claim-date", "end-date"] = "claim-date"
    earliest_completion: date | None = None
    earliest_activity_start: date | None = None
    due_soft: YearDay | None = None
    due_hard: YearDay | None = None
    due_days: int | None = None
    delete_by: YearDay | None = None
    delete_basis: Literal["completion", "submission"] = "completion"
    answers_later: bool = False
    watches: tuple[Watch, ...] = ()
    other_channels: tuple[Channel, ...] = ()
    plain_formats: frozenset[str] = frozenset()
    credit_types: tuple[CreditType, ...] = ()
    settings: Mapping[str, object] = Factory(dict)
    sources: Mapping[str, Source] = Factory(dict)
    lines: Mapping[str, object] = Factory(dict)
    digest: str = ""

    def credit_type(self, text: str) -> CreditType | None:
        """The declared type that ``text`` names, by its name or an alias."""
        return _types_by_key(self).get(credit_type_key(text))

    @property
    def dated_types(self) -> bool:
        """Whether what credit types there are depends on the completion date."""
        return any(kind.since or kind.until for kind in self.credit_types)

    def effect(self, rule: str) -> Effect:
        """Whether ``rule`` may reject, only warn, or neither by itself."""
        source = self.sources.get(rule)
        return source.effect if source else "reject"

    def severity(self, rule: str) -> Severity:
        """What breaking ``rule`` does to a record."""
        return Severity.WARNING if self.effect(rule) == "warn" else Severity.ERROR


@lru_cache(512)
def _types_by_key(rule_set: RuleSet) -> dict[str, CreditType]:
    return {
        credit_type_key(name): kind
        for kind in rule_set.credit_types
        for name in (kind.name, *kind.aliases)
    }


@frozen(slots=True)
class Jurisdiction:
    """A state or territory; ``licensing`` when it licenses physicians."""

    code: str
    name: str
    licensing: bool = True


@frozen(slots=True)
class ProgramSpec:
    """A program as its plugin declares it.

    ``id_types`` are the identifier types (XML ``UniqueID`` domains) it takes; a states
    program also takes its jurisdictions' codes. ``plugin`` is filled in by discovery;
    ``document`` is the declaration as it was read, from which it can be made anew.
    """

    code: str
    name: str
    kind: Kind
    identifier: str
    aliases: tuple[str, ...] = ()
    id_types: tuple[str, ...] = ()
    jurisdictions: tuple[Jurisdiction, ...] = ()
    rule_sets: tuple[RuleSet, ...] = ()
    plugin: str = ""
    document: Mapping[str, Any] | None = field(default=None, eq=False, repr=False)

    def rule_set_on(self, day: date) -> RuleSet:
        """The rule set in force on ``day``; before the first one began, the first."""
        for rule_set in reversed(self.rule_sets):
            if rule_set.start is None or rule_set.start <= day:
                return rule_set
        return self.rule_sets[0]


class Programs:
    """The programs that are installed, in the order of their codes, and who a name means."""

    def __init__(self, specs: Iterable[ProgramSpec]) -> None:
        self._specs = {spec.code: spec for spec in sorted(specs, key=lambda spec: spec.code)}
        self._names: dict[str, ProgramSpec] = {}
        self._jurisdictions: dict[str, tuple[ProgramSpec, Jurisdiction]] = {}
        self._id_types: dict[str, list[ProgramSpec]] = {}
        for spec in self._specs.values():
            for name in (spec.code, spec.name, *spec.aliases):
                self._names.setdefault(words_key(name), spec)
            for id_type in spec.id_types:
                self._id_types.setdefault(id_type.upper(), []).append(spec)
            for jurisdiction in spec.jurisdictions:
                for name in (jurisdiction.code, jurisdiction.name):
                    self._jurisdictions.setdefault(words_key(name), (spec, jurisdiction))

    def __iter__(self) -> Iterator[ProgramSpec]:
        return iter(self._specs.values())

    def __len__(self) -> int:
        return len(self._specs)

    def get(self, code: str) -> ProgramSpec | None:
        """The program with this code."""
        return self._specs.get(code)

    def named(self, text: str) -> ProgramSpec | None:
        """The program that a code, a full name or an alias means."""
        return self._names.get(words_key(text))

    def jurisdiction(self, text: str) -> tuple[ProgramSpec, Jurisdiction] | None:
        """The states program and the jurisdiction that a code or a full name means."""
        return self._jurisdictions.get(words_key(text))

    def by_id_type(self, id_type: str) -> list[ProgramSpec]:
        """The programs that take identifiers of this type."""
        return self._id_types.get(id_type.strip().upper(), [])

    @property
    def names(self) -> list[str]:
        return [name for spec in self._specs.values() for name in (spec.code, spec.name)]
