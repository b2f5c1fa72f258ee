"""A user's word on the rules on activities, and these rules line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from boardrules.activities.rules import ActivityRules, builtin_document, builtin_rules, rules_of
from boardrules.declarations import DeclarationError, Override
from boardrules.declared_lines import nearest
from boardrules.findings import Severity
from boardrules.overriding import ACTIVITIES
from boardrules.programs import Source
from boardrules.rulebook import RuleLine, say

_OF_A_TABLE = ("effect", "confidence", "says", "field", "aliases")
_TYPES = {int: "a whole number", str: "a text", list: "a list of texts", dict: "a table of texts"}


def rules_under(overrides: Iterable[Override]) -> ActivityRules:
    """The rules on activities with what a user says instead of them.

    Raises :class:`boardrules.declarations.DeclarationError` where that cannot be heeded.
    """
    own = [each for each in overrides if each.program == ACTIVITIES]
    if not own:
        return builtin_rules()
    document = deepcopy(builtin_document())
    for override in own:
        _put_over(document, override)
    return rules_of(document)


def _tables(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The tables of rules and lists by their names; a list's begins with ``list.``."""
    lists = {f"list.{table['field']}": table for table in document["list"]}
    return {**document["rule"], **lists}


def _values(name: str, table: Mapping[str, Any]) -> dict[str, str]:
    """The keys of a table's values by the names of their lines; the name alone where it has none."""
    keys = [key for key in table if key not in _OF_A_TABLE]
    return {name if name.startswith("list.") else f"{name}.{key}": key for key in keys}


def _put_over(document: Mapping[str, Any], override: Override) -> None:
    place, rule = override.place.replace(ACTIVITIES, ACTIVITIES.lower()), override.rule
    tables = _tables(document)
    name = rule if rule in tables else rule.rpartition(".")[0]
    values = _values(name, tables.get(name, {}))
    if rule not in tables and rule not in values:
        known = [*tables, *(line for each in tables for line in _values(each, tables[each]))]
        raise DeclarationError(place, f'no rule "{rule}"{nearest(rule, known)}')
    if override.rule_set is not None:
        raise DeclarationError(place, "the rules on activities have no rule sets; leave it out")
    table = tables[name]
    if table["confidence"] in ("seed", "accme"):
        says = " ".join(table["says"].split())
        raise DeclarationError(
            place, f"rests on ACCME's own word ({says}) and cannot be overridden"
        )
    if override.value is not None:
        if rule not in values:
            told = f"its values are {', '.join(values)}" if values else "it has only an effect"
            raise DeclarationError(place, f"has no value of its own; {told}")
        key = values[rule]
        if not _is_like(override.value, table[key]):
            raise DeclarationError(place, f"expected {_TYPES[type(table[key])]}")
        table[key] = override.value
    table["effect"] = override.effect or table["effect"]
    table["says"], table["confidence"] = override.says, "user"


def _is_like(value: Any, declared: Any) -> bool:
    if type(value) is not type(declared):
        return False
    if isinstance(value, list | dict):
        parts = value.values() if isinstance(value, dict) else value
        return all(isinstance(part, str) for part in parts)
    return True


def activity_lines(rules: ActivityRules) -> Iterator[RuleLine]:
    """Every rule on activities, as :func:`boardrules.rulebook.rule_lines` gives a program's."""
    for name, rule in sorted(rules.rules.items()):
        effect = rule.severity, rule.confidence, rule.says
        for key, value in rule.values.items():
            yield _line(f"{name}.{key}", value, *effect)
        if not rule.values:
            yield _line(name, None, *effect)
    for name, each in sorted(rules.lists.items()):
        yield _line(f"list.{name}", [*each.values], each.severity, each.confidence, each.says)


def _line(name: str, value: object, severity: Severity, confidence: str, says: str) -> RuleLine:
    source = Source(name, says, confidence, "reject" if severity is Severity.ERROR else "warn")
    text = "" if value is None else say(value)
    declared = "" if value is None else value
    return RuleLine(ACTIVITIES.lower(), "", None, None, name, text, source, declared)
