"""What PARS asks of an activity, from ``specs/boardrules_specs/activities.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

from boardrules.findings import Severity
from boardrules.values import credit_type_key, words_key

_SEVERITIES = {"reject": Severity.ERROR, "warn": Severity.WARNING}


@frozen(slots=True)
class ActivityRule:
    """One rule: what breaking it does, where it comes from, and its values by name."""

    name: str
    severity: Severity
    confidence: str
    says: str
    values: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]


@frozen(slots=True)
class ValueList:
    """The values that a field may have, as PARS writes them, and other names for them."""

    field: str
    values: tuple[str, ...]
    severity: Severity
    confidence: str
    says: str
    by_key: Mapping[str, str]

    def meant(self, text: str) -> str | None:
        """The value that ``text`` means, however it is written; None for none of them."""
        text = self._code(text)
        return text if text in self.values else self.by_key.get(_key(self.field, text))

    def exact(self, text: str) -> bool:
        """Whether ``text`` is written as PARS writes it; yes and no, and credits, in any way."""
        if self.field == "credit":
            return credit_type_key(text) in {credit_type_key(value) for value in self.values}
        text = self._code(text)
        return text in self.values or (self.field == "yes_or_no" and text.lower() in self.values)

    def _code(self, text: str) -> str:
        """``text``, or the code before it where PARS writes both (``05-Patient Safety``)."""
        code, _, words = text.partition("-")
        return code.strip() if self.field == "pharmacy_topic" and words.strip() else text

    def __str__(self) -> str:
        keys = {_key(self.field, value): value for value in reversed(self.values)}
        return ", ".join(reversed(keys.values()))


def _key(field: str, text: str) -> str:
    if field == "credit":
        return credit_type_key(text)
    return words_key(text.replace("\u2019", "'").replace("/", " / "))


@frozen(slots=True)
class ActivityRules:
    """All rules and lists. Rules and lists are known by name; a name that is unknown is a KeyError."""

    rules: Mapping[str, ActivityRule]
    lists: Mapping[str, ValueList]

    def __getitem__(self, name: str) -> ActivityRule:
        return self.rules[name]


def rules_of(document: Mapping[str, Any]) -> ActivityRules:
    """The rules of a parsed ``activities.toml``; KeyError when a table lacks something."""
    return ActivityRules(
        {name: _rule(name, table) for name, table in document["rule"].items()},
        {table["field"]: _list(table) for table in document["list"]},
    )


def _rule(name: str, table: Mapping[str, Any]) -> ActivityRule:
    values = dict(table)
    effect, confidence, says = (values.pop(key) for key in ("effect", "confidence", "says"))
    return ActivityRule(name, _SEVERITIES[effect], confidence, says, values)


def _list(table: Mapping[str, Any]) -> ValueList:
    field, values = table["field"], tuple(table["values"])
    by_key: dict[str, str] = {}
    for name, value in [*((each, each) for each in values), *table.get("aliases", {}).items()]:
        by_key.setdefault(_key(field, name), value)
    severity = _SEVERITIES[table["effect"]]
    return ValueList(field, values, severity, table["confidence"], table["says"], by_key)


@cache
def builtin_document() -> Mapping[str, Any]:
    """``activities.toml`` as it was read."""
    text = (files("boardrules_specs") / "activities.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def builtin_rules() -> ActivityRules:
    """The rules that come with the engine."""
    return rules_of(builtin_document())
