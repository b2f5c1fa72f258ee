"""Reading a plugin's ``program.toml``: pydantic checks its shape, attrs classes carry it on.

A rule set that comes ``after`` another states only what changed; tables such as
``points`` and ``due`` are merged key by key, credit types are replaced as a whole when
stated. Every rule that is stated needs a ``[[rule_set.source]]``.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

from attrs import evolve, frozen
from pydantic import ValidationError

from boardrules.declaration_tables import (
    ADVICE,
    FIRST_DAY,
    MERGED_TABLES,
    NOT_RULES,
    YEAR_DAY,
    ProgramDocument,
    RuleSetTable,
    SourceTable,
    in_our_words,
    known_rules,
)
from boardrules.programs import (
    Channel,
    CreditType,
    Jurisdiction,
    ProgramSpec,
    RuleSet,
    Source,
    Watch,
    YearDay,
)
from boardrules.values import credit_type_key, words_key


class DeclarationError(ValueError):
    """A declaration that cannot be used: ``place`` says where, the message what is wrong."""

    def __init__(self, place: str, problem: str, *, gap: bool = False) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem
        self.gap = gap


def load_program(text: str, *, plugin: str = "") -> ProgramSpec:
    """The program that the text of a ``program.toml`` declares.

    Raises :class:`DeclarationError` when it is no TOML, does not fit the language, lacks a
    source for a rule, or its rule sets leave a gap or overlap.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise DeclarationError("program.toml", "is not readable as TOML") from None
    return program_from_document(raw, plugin=plugin)


def program_from_document(
    raw: Mapping[str, Any], *, plugin: str = "", overrides: Iterable[Override] = ()
) -> ProgramSpec:
    """As :func:`load_program`, from the parsed document; ``overrides`` are put over what it says.

    Raises :class:`DeclarationError` also for an override of what rests on ACCME's own word.
    """
    tables, overrides = _inherit(raw.get("rule_set")), tuple(overrides)
    for override in overrides:
        _put_over(tables, override)
    try:
        document = ProgramDocument.model_validate({**raw, "rule_set": tables})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        for override in overrides:
            if f"{place}.".startswith(tuple(f"rule_set.{n}.{override.rule}." for n in range(99))):
                place = f"{override.program} {override.rule}"
        raise DeclarationError(place, in_our_words(first)) from None
    program = document.program
    rule_sets = [
        _rule_set(program.code, table, stated)
        for table, stated in zip(document.rule_set, tables, strict=True)
    ]
    identifier = program.identifier
    id_types = [identifier.domain] if identifier.domain else []
    return ProgramSpec(
        code=program.code,
        name=program.name,
        kind=program.kind,
        identifier=identifier.name,
        aliases=tuple(program.aliases),
        id_types=(*id_types, *identifier.domains),
        jurisdictions=tuple(
            Jurisdiction(entry.code, entry.name, entry.licensing) for entry in program.jurisdiction
        ),
        rule_sets=_in_order(program.code, rule_sets),
        plugin=plugin,
        document=raw,
    )


@frozen(slots=True)
class Override:
    """A user's word on one rule of a program, in one rule set or in all.

    ``value`` None leaves the declared value, so that only the ``effect`` changes; ``says``
    is where the user has it from.
    """

    program: str
    rule: str
    says: str
    rule_set: str | None = None
    value: Any = None
    effect: Literal["reject", "warn"] | None = None


def _put_over(tables: list[dict[str, Any]], override: Override) -> None:
    """Put one override over the rule sets that it is meant for."""
    place = f"{override.program} {override.rule}"
    meant = [each for each in tables if override.rule_set in (None, each.get("id"))]
    if not meant:
        ids = [str(each.get("id")) for each in tables]
        raise DeclarationError(
            place, f'no rule set "{override.rule_set}"{_nearest(override.rule_set, ids)}'
        )
    rules = known_rules()
    if override.rule not in rules and not override.rule.startswith("settings."):
        raise DeclarationError(place, f'no rule "{override.rule}"{_nearest(override.rule, rules)}')
    if override.rule in ADVICE and override.effect == "reject":
        raise DeclarationError(place, "can only advise, so it cannot be made to reject")
    if override.rule == FIRST_DAY and len(meant) > 1:
        known = ", ".join(str(each.get("id")) for each in meant)
        raise DeclarationError(place, f"name the rule_set whose first day is meant: {known}")
    table_name, _, key = override.rule.partition(".")
    for table in meant:
        sources = {entry["rule"]: entry for entry in table.get("source", [])}
        old = _source_of(override.rule, table)
        if _is_settled(old):
            free = [
                f'"{each.get("id")}"'
                for each in tables
                if not _is_settled(_source_of(override.rule, each))
            ]
            only = f", except with rule_set = {' or '.join(free)}" if free else ""
            raise DeclarationError(
                place,
                f"rests on ACCME's own word ({' '.join(old['says'].split())}) and cannot be"
                f" overridden{only}",
            )
        if override.value is not None:
            if key:
                table[table_name] = {**table.get(table_name, {}), key: override.value}
            else:
                table[table_name] = override.value
        elif override.rule not in (*_rules_stated(table), FIRST_DAY):
            raise DeclarationError(place, "is not stated, so an override must give its value")
        usual = "warn" if override.rule in ADVICE else "reject"
        effect = override.effect or old.get("effect", usual)
        sources[override.rule] = {
            "rule": override.rule,
            "says": override.says,
            "confidence": "user",
            "effect": effect,
        }
        table["source"] = list(sources.values())


def _source_of(rule: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """The source table of a rule or, failing that, of the table it stands in; empty if neither has one."""
    sources = {entry["rule"]: entry for entry in table.get("source", [])}
    found: dict[str, Any] = sources.get(rule) or sources.get(rule.partition(".")[0]) or {}
    return found


def _is_settled(source: Mapping[str, Any]) -> bool:
    return source.get("confidence") in ("seed", "accme")


def _nearest(text: str | None, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(text or "", list(known), n=1, cutoff=0.4)
    return f"; did you mean {near[0]}?" if near else ""


def _sources(tables: Any, place: str) -> dict[str, Any]:
    """Source tables by their rule."""
    if not isinstance(tables, list) or not all(
        isinstance(entry, dict) and isinstance(entry.get("rule"), str) for entry in tables
    ):
        raise DeclarationError(place, "each [[rule_set.source]] names its rule")
    by_rule = {entry["rule"]: entry for entry in tables}
    if len(by_rule) < len(tables):
        raise DeclarationError(place, "two sources are given for one rule")
    return by_rule


def _inherit(tables: Any) -> list[dict[str, Any]]:
    """Each rule set with what it takes over from the one it comes after."""
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise DeclarationError("rule_set", "expected [[rule_set]] tables")
    whole: dict[str, dict[str, Any]] = {}
    result = []
    for table in tables:
        merged = dict(table)
        name, earlier = table.get("id"), table.get("after")
        if not isinstance(name, str) or not isinstance(earlier, str | None):
            raise DeclarationError("rule_set", "id and after are texts, and id is needed")
        if name in whole:
            raise DeclarationError(f"rule_set {name}", "two rule sets have this id")
        own = _sources(table.get("source", []), f"rule_set {name}")
        if earlier is not None:
            if earlier not in whole:
                raise DeclarationError(
                    f"rule_set {table.get('id')}",
                    f'comes after "{earlier}", which no earlier rule set is called',
                )
            base = {key: value for key, value in whole[earlier].items() if key != "until"}
            merged = {**base, **table}
            for key in sorted(MERGED_TABLES & base.keys() & table.keys()):
                if not isinstance(table[key], dict):
                    raise DeclarationError(f"rule_set {name}.{key}", "expected a table")
                merged[key] = {**base[key], **table[key]}
            inherited = {
                entry["rule"]: entry
                for entry in base.get("source", [])
                if entry["rule"] != FIRST_DAY
            }
            for rule in _rules_stated(table):
                if (
                    rule not in own
                    and rule.partition(".")[0] not in own
                    and _changed(rule, base, merged)
                ):
                    raise DeclarationError(
                        f"rule_set {name}", f'the rule "{rule}" changed and has no source'
                    )
            merged["source"] = list({**inherited, **own}.values())
        whole[name] = merged
        result.append(merged)
    return result


def _changed(rule: str, base: Mapping[str, Any], merged: Mapping[str, Any]) -> bool:
    table, _, key = rule.partition(".")
    if not key:
        return base.get(table) != merged.get(table)
    return bool(dict(base.get(table, {})).get(key) != merged[table].get(key))


def _rules_stated(stated: Mapping[str, Any]) -> list[str]:
    rules: list[str] = []
    for key, value in stated.items():
        if key in NOT_RULES:
            continue
        if key in MERGED_TABLES and isinstance(value, dict):
            rules.extend(f"{key}.{inner}" for inner in value)
        else:
            rules.append(key)
    return rules


_REPEAT_PER: dict[str, Literal["activity", "activity-and-date"] | None] = {
    "activity": "activity",
    "activity, date": "activity-and-date",
    "none": None,
}
_AGAINST_CME: dict[str, Literal["equal", "at-most", "free"]] = {
    "equal": "equal",
    "at most": "at-most",
    "free": "free",
}


def _rule_set(program: str, table: RuleSetTable, stated: Mapping[str, Any]) -> RuleSet:
    place = f"rule_set {table.id}"
    sources = {entry.rule: _source(entry, place) for entry in table.source}
    rules = _rules_stated(stated)
    if table.from_ is not None and FIRST_DAY in sources:
        rules = [FIRST_DAY, *rules]
    for rule in rules:
        parent = rule.partition(".")[0]
        if rule not in sources and parent not in sources:
            raise DeclarationError(place, f'the rule "{rule}" has no source')
        if rule not in sources:
            given = sources[parent]
            effect = "warn" if rule in ADVICE else given.effect
            sources[rule] = evolve(given, rule=rule, effect=effect)
    for rule in sources:
        if rule not in rules and not any(known.startswith(f"{rule}.") for known in rules):
            raise DeclarationError(place, f'a source is given for "{rule}", which is not stated')
    named: dict[str, str] = {}
    for kind in table.credit_type:
        for name in (kind.name, *kind.aliases):
            other = named.setdefault(credit_type_key(name), kind.name)
            if other != kind.name:
                raise DeclarationError(
                    place, f'the credit types "{other}" and "{kind.name}" share the name "{name}"'
                )
    names = {kind.name for kind in table.credit_type}
    for kind in table.credit_type:
        if kind.within is not None and kind.within not in names:
            raise DeclarationError(
                place, f'credit type "{kind.name}" is within "{kind.within}", which is not declared'
            )
    points, repeat, due = table.points, table.repeat, table.due
    if table.from_ and table.until and table.until < table.from_:
        raise DeclarationError(place, "ends before it begins")
    dumped = table.model_dump(mode="json", by_alias=True)
    digest = hashlib.sha256(
        json.dumps({"program": program, **dumped}, sort_keys=True).encode()
    ).hexdigest()[:12]
    return RuleSet(
        program=program,
        id=table.id,
        start=table.from_,
        end=table.until,
        opens=table.opens,
        governed_by=table.governed_by,
        identifier_required=table.identifier_required,
        identifier_shape=table.identifier_shape,
        birth_date_required=table.birth_date_required,
        birth_date_match=table.birth_date_match,
        name_match=table.name_match,
        total_required=table.total_required,
        step=_decimal(points.step),
        fixed=points.fixed,
        capped=points.cap,
        uncapped_formats=frozenset(map(words_key, points.uncapped_formats)),
        accumulates=points.accumulate,
        points_against_cme=_AGAINST_CME[points.against_cme],
        content_areas=(table.content_areas.least, table.content_areas.most)
        if table.content_areas
        else None,
        repeat_per=_REPEAT_PER[repeat.per] if repeat else None,
        repeat_except_formats=frozenset(map(words_key, repeat.except_formats if repeat else ())),
        repeat_pair=repeat.pair if repeat else None,
        window_until="end-date" if table.window.until == "activity.end" else "claim-date",
        earliest_completion=table.earliest.completion,
        earliest_activity_start=table.earliest.activity_start,
        due_soft=_due(due.soft),
        due_hard=_due(due.hard),
        due_days=due.days,
        delete_by=_due(due.delete),
        delete_basis=due.delete_basis,
        answers_later=table.answers == "later",
        watches=tuple(Watch(watch.per, Decimal(watch.credits)) for watch in table.watch),
        other_channels=tuple(Channel(entry.name, entry.until) for entry in table.other_channels),
        plain_formats=frozenset(map(words_key, table.plain_formats)),
        credit_types=tuple(
            CreditType(
                kind.name,
                tuple(kind.aliases),
                kind.meaning,
                kind.since,
                kind.until,
                kind.within,
                kind.needs_approval,
            )
            for kind in table.credit_type
        ),
        settings=dict(table.settings),
        sources=sources,
        lines={rule: _line(stated, rule) for rule in rules},
        digest=digest,
    )


def _source(entry: SourceTable, place: str) -> Source:
    effect = entry.effect
    if entry.rule in ADVICE:
        if effect == "reject" and "effect" in entry.model_fields_set:
            raise DeclarationError(place, f'the rule "{entry.rule}" can only advise, not reject')
        effect = "warn"
    return Source(entry.rule, entry.says, entry.confidence, effect)


def _line(stated: Mapping[str, Any], rule: str) -> object:
    table, _, key = rule.partition(".")
    return stated[table][key] if key else stated[table]


def _decimal(text: str | None) -> Decimal | None:
    return None if text in (None, "none") else Decimal(str(text))


def _due(text: str) -> YearDay | None:
    match = YEAR_DAY.fullmatch(text)
    return YearDay(int(match[1]), int(match[2]), int(match[3] or 0)) if match else None


def _in_order(program: str, rule_sets: list[RuleSet]) -> tuple[RuleSet, ...]:
    """The rule sets by date, each ended where the next begins; a gap or overlap is an error."""
    ordered = sorted(rule_sets, key=lambda rule_set: rule_set.start or date.min)
    for index, (earlier, later) in enumerate(pairwise(list(ordered))):
        place = f"{program} {earlier.id} and {later.id}"
        if later.start is None or later.start == earlier.start:
            raise DeclarationError(place, "both begin on the same day", gap=True)
        last_day = later.start - timedelta(days=1)
        if earlier.end is None:
            ordered[index] = evolve(earlier, end=last_day)
        elif earlier.end < last_day:
            raise DeclarationError(
                place,
                f"nothing is in force from {earlier.end + timedelta(days=1)} to {last_day}",
                gap=True,
            )
        elif earlier.end > last_day:
            raise DeclarationError(
                place, f"both are in force from {later.start} to {earlier.end}", gap=True
            )
    return tuple(ordered)
