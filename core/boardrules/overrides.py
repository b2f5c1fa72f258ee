"""One word of a user's on a rule, and how it is put over what a plugin declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from attrs import frozen

from boardrules.declaration_tables import known_rules
from boardrules.declared_lines import DeclarationError, line_of, nearest, rules_stated
from boardrules.effects import TYPE_RULES, possible_effects, why_not
from boardrules.values import credit_type_key


@frozen(slots=True)
class Override:
    """A user's word on one rule of a program, in one rule set or in all.

    ``value`` None leaves the declared value, so that only the ``effect`` changes; ``says``
    is where the user has it from. ``number`` is its place among the overrides of a file.
    """

    program: str
    rule: str
    says: str
    rule_set: str | None = None
    value: Any = None
    effect: Literal["reject", "warn"] | None = None
    number: int | None = None

    @property
    def place(self) -> str:
        """What messages call it."""
        where = f"override {self.number}, " if self.number is not None else ""
        return f"{where}{self.program} {self.rule}"


def put_over(tables: list[dict[str, Any]], override: Override) -> None:
    """Put one override over the rule sets that it is meant for."""
    place, ids = override.place, [str(each.get("id")) for each in tables]
    meant = [each for each in tables if override.rule_set in (None, each.get("id"))]
    if not meant:
        raise DeclarationError(
            place, f'no rule set "{override.rule_set}"{nearest(override.rule_set, ids)}'
        )
    if override.rule == "from" and len(meant) > 1:
        known = ", ".join(ids)
        raise DeclarationError(place, f"name the rule_set whose first day is meant: {known}")
    named = [(table, _named(table, override.rule)) for table in meant]
    if not any(rule for _, rule in named):
        rules = {*known_rules(), *(rule for table in tables for rule in _rules_of_types(table))}
        raise DeclarationError(
            place, f'no rule "{override.rule}"{nearest(override.rule, sorted(rules))}'
        )
    for table, rule in named:
        if rule is not None:
            _refuse_authority(tables, table, override)
            _put(table, rule, override, later=table is not _first(tables))


def _named(table: Mapping[str, Any], rule: str) -> str | None:
    """The rule of a rule set that a user means, credit types by any of their names; None for none."""
    if not rule.startswith("credit_type."):
        return rule if rule in known_rules() or rule.startswith("settings.") else None
    name, _, key = rule.removeprefix("credit_type.").rpartition(".")
    kind = _kind_called(table, name)
    return f"credit_type.{kind['name']}.{key}" if kind and key in TYPE_RULES else None


def _kind_called(table: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    for kind in table.get("credit_type", []):
        if credit_type_key(name) in map(credit_type_key, (kind["name"], *kind.get("aliases", []))):
            return dict(kind)
    return None


def _rules_of_types(table: Mapping[str, Any]) -> list[str]:
    return [
        f"credit_type.{kind['name']}.{key}"
        for kind in table.get("credit_type", [])
        for key in TYPE_RULES
    ]


def _first(tables: list[dict[str, Any]]) -> dict[str, Any]:
    """The rule set in whose first day the program begins."""
    return next((each for each in tables if each.get("after") is None), tables[0])


def _source_of(table: Mapping[str, Any], rule: str) -> dict[str, Any] | None:
    sources = {entry["rule"]: entry for entry in table.get("source", [])}
    return sources.get(rule) or sources.get(rule.partition(".")[0])


def _is_open(table: Mapping[str, Any], rule: str | None) -> bool:
    source = _source_of(table, rule) if rule is not None else None
    return rule is not None and (source or {}).get("confidence") not in ("seed", "accme")


def _refuse_authority(
    tables: list[dict[str, Any]], table: Mapping[str, Any], override: Override
) -> None:
    rule = _named(table, override.rule)
    if _is_open(table, rule):
        return
    says = " ".join((_source_of(table, str(rule)) or {})["says"].split())
    others = [f'"{each["id"]}"' for each in tables if _is_open(each, _named(each, override.rule))]
    where = ""
    if others:
        given = "; give" if override.rule_set is None else "; but it can with"
        where = f" in {table['id']}{given} rule_set = {' or '.join(others)}"
    raise DeclarationError(
        override.place, f"rests on ACCME's own word ({says}) and cannot be overridden{where}"
    )


def _put(table: dict[str, Any], rule: str, override: Override, *, later: bool) -> None:
    """Put an override in place of a rule of one rule set, with its source."""
    place, old = override.place, _source_of(table, rule)
    table_name, _, key = rule.partition(".")
    if override.value is None:
        if rule not in rules_stated(table):
            raise DeclarationError(place, "is not stated, so an override must give its value")
    elif table_name == "credit_type" and key:
        name, _, end = key.rpartition(".")
        table[table_name] = [
            {**kind, end: override.value} if kind["name"] == name else kind
            for kind in table[table_name]
        ]
    elif key:
        table[table_name] = {**table.get(table_name, {}), key: override.value}
    else:
        table[table_name] = override.value
    value = None if rule in ("from", "opens") and later else line_of(table, rule)
    if override.effect is not None and (problem := why_not(rule, value, override.effect)):
        raise DeclarationError(place, problem)
    effect = override.effect or (old or {}).get("effect")
    source = {"rule": rule, "says": override.says, "confidence": "user"}
    if effect in possible_effects(rule, value):
        source["effect"] = effect
    # What is said of a type goes with the list that the type stands in.
    anew = rule == "credit_type" and override.value is not None
    kept = [
        entry
        for entry in table.get("source", [])
        if entry["rule"] != rule and not (anew and entry["rule"].startswith("credit_type."))
    ]
    table["source"] = [*kept, source]
