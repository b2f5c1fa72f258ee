"""Reading a plugin's ``program.toml``: pydantic checks its shape, attrs classes carry it on.

A rule set that comes ``after`` another states only what changed; tables such as
``points`` and ``due`` are merged key by key, credit types are replaced as a whole when
stated. Every rule that is stated needs a ``[[rule_set.source]]``.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

from attrs import evolve
from pydantic import ValidationError

from boardrules.declaration_tables import (
    MERGED_TABLES,
    YEAR_DAY,
    ProgramDocument,
    RuleSetTable,
    in_our_words,
    type_rules,
)
from boardrules.declared_lines import DeclarationError, line_of, rules_stated
from boardrules.effects import possible_effects, why_not
from boardrules.overrides import Override, put_over
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

__all__ = ["DeclarationError", "Override", "load_program", "program_from_document"]


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
    tables = _inherit(raw.get("rule_set"))
    document = _document(raw, tables)
    for override in overrides:
        put_over(tables, override)
        document = _document(raw, tables, override)
    program = document.program
    rule_sets = [
        _rule_set(program.code, table, stated)
        for table, stated in zip(document.rule_set, tables, strict=True)
    ]
    identifier = program.identifier
    id_types = [identifier.domain] if identifier.domain else []
    earlier = {table.id: table.after for table in document.rule_set}
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
        rule_sets=_in_order(program.code, rule_sets, earlier),
        plugin=plugin,
        document=raw,
    )


def _document(
    raw: Mapping[str, Any], tables: list[dict[str, Any]], override: Override | None = None
) -> ProgramDocument:
    """The document, its shape checked; what is wrong is laid to ``override``, put over it last."""
    try:
        return ProgramDocument.model_validate({**raw, "rule_set": tables})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = [str(part) for part in first["loc"]]
        place, problem = ".".join(path), in_our_words(first)
        if override is not None:
            inner = ".".join(path[2:])
            if inner and not override.rule.startswith((inner, "credit_type.")):
                problem = f"{inner}: {problem}"
            place = override.place
        raise DeclarationError(place, problem) from None


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
                # Types that are stated anew state their days anew.
                if not ("credit_type" in table and entry["rule"].startswith("credit_type."))
            }
            for rule in rules_stated(table):
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
    if table == "credit_type" and key:
        return bool(type_rules(base).get(rule) != type_rules(merged).get(rule))
    if not key:
        return base.get(table) != merged.get(table)
    return bool(dict(base.get(table, {})).get(key) != merged[table].get(key))


_REPEAT_PER: dict[str, Literal["activity", "activity-and-date"] | None] = {
    "activity": "activity",
    "activity, date": "activity-and-date",
    "none": None,
}
_AGAINST_CME: dict[str, Literal["equal", "nearest-whole", "at-most", "free"]] = {
    "equal": "equal",
    "nearest whole": "nearest-whole",
    "at most": "at-most",
    "free": "free",
}


def _rule_set(program: str, table: RuleSetTable, stated: Mapping[str, Any]) -> RuleSet:
    place = f"rule_set {table.id}"
    sources = _with_effects(table, stated)
    _check_types(table)
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
                _day(kind.since),
                _day(kind.until),
                None if kind.within == "none" else kind.within,
                kind.needs_approval,
            )
            for kind in table.credit_type
        ),
        settings=dict(table.settings),
        sources=sources,
        lines={rule: line_of(stated, rule) for rule in rules_stated(stated)},
        digest=digest,
    )


def _with_effects(table: RuleSetTable, stated: Mapping[str, Any]) -> dict[str, Source]:
    """The source of every rule that is stated, with what the rule can do."""
    place, rules = f"rule_set {table.id}", rules_stated(stated)
    given = {entry.rule: entry for entry in table.source}
    sources: dict[str, Source] = {}
    for rule in rules:
        entry = given.get(rule) or given.get(rule.partition(".")[0])
        if entry is None:
            raise DeclarationError(place, f'the rule "{rule}" has no source')
        value = line_of(stated, rule)
        can = possible_effects(rule, value)
        # A source of a whole table speaks for rules of either kind.
        fits = entry.effect in can or entry.effect is None or entry.rule != rule
        if can and not fits:
            raise DeclarationError(place, why_not(rule, value, str(entry.effect)) or "")
        effect = entry.effect if entry.effect in can else (*can, "none")[0]
        sources[rule] = Source(rule, entry.says, entry.confidence, effect or "none")
    for rule in given:
        if rule not in rules and not any(known.startswith(f"{rule}.") for known in rules):
            raise DeclarationError(place, f'a source is given for "{rule}", which is not stated')
    return sources


def _check_types(table: RuleSetTable) -> None:
    """Refuse credit types within none that is declared, and two that one name would mean."""
    place = f"rule_set {table.id}"
    names = [kind.name for kind in table.credit_type]
    taken: dict[str, int] = {}
    for number, kind in enumerate(table.credit_type):
        if kind.within not in (None, "none", *names):
            raise DeclarationError(
                place, f'credit type "{kind.name}" is within "{kind.within}", which is not declared'
            )
        for name in (kind.name, *kind.aliases):
            holder = taken.setdefault(credit_type_key(name), number)
            if holder != number:
                first = table.credit_type[holder].name
                raise DeclarationError(
                    place, f'the credit types "{first}" and "{kind.name}" share the name "{name}"'
                )


def _day(day: date | str | None) -> date | None:
    return day if isinstance(day, date) else None


def _decimal(text: str | None) -> Decimal | None:
    return None if text in (None, "none") else Decimal(str(text))


def _due(text: str) -> YearDay | None:
    match = YEAR_DAY.fullmatch(text)
    return YearDay(int(match[1]), int(match[2]), int(match[3] or 0)) if match else None


def _in_order(
    program: str, rule_sets: list[RuleSet], after: Mapping[str, str | None]
) -> tuple[RuleSet, ...]:
    """The rule sets by date, each ended where the next begins; a gap or overlap is an error."""
    ordered = sorted(rule_sets, key=lambda rule_set: rule_set.start or date.min)
    governed = sorted({rule_set.governed_by for rule_set in ordered})
    if len(governed) > 1:
        problem = f"its rule sets are governed by several days: {', '.join(governed)}"
        raise DeclarationError(program, problem, gap=True)
    for index, (earlier, later) in enumerate(pairwise(list(ordered))):
        place = f"{program} {earlier.id} and {later.id}"
        if later.start is None or later.start == earlier.start:
            raise DeclarationError(place, "both begin on the same day", gap=True)
        if after[earlier.id] == later.id:
            problem = f"{earlier.id} comes after {later.id} and begins before it"
            raise DeclarationError(place, problem, gap=True)
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
        # Only the days of the first rule set keep anything out.
        unbroken = {
            rule: evolve(later.sources[rule], effect="none")
            for rule in ("from", "opens")
            if rule in later.sources
        }
        ordered[index + 1] = evolve(later, sources={**later.sources, **unbroken})
    return tuple(ordered)
