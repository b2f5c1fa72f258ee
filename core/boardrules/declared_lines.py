"""The rules that a rule set states, by name, as its tables hold them before they are checked."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from boardrules.declaration_tables import MERGED_TABLES, NOT_RULES, type_rules


class DeclarationError(ValueError):
    """A declaration that cannot be used: ``place`` says where, the message what is wrong."""

    def __init__(self, place: str, problem: str, *, gap: bool = False) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem
        self.gap = gap


def nearest(text: str | None, known: Iterable[str]) -> str:
    """The nearest of ``known`` as the end of a message; nothing when none is near."""
    near = difflib.get_close_matches(text or "", list(known), n=1, cutoff=0.4)
    return f"; did you mean {near[0]}?" if near else ""


def rules_stated(stated: Mapping[str, Any]) -> list[str]:
    """The names of the rules that a rule set's table states."""
    rules: list[str] = []
    for key, value in stated.items():
        if key in NOT_RULES:
            continue
        if key in MERGED_TABLES and isinstance(value, dict):
            rules.extend(f"{key}.{inner}" for inner in value)
        else:
            rules.append(key)
    return [*rules, *type_rules(stated)]


def line_of(stated: Mapping[str, Any], rule: str) -> object:
    """The value of a rule that is stated."""
    table, _, key = rule.partition(".")
    if table == "credit_type" and key:
        return type_rules(stated)[rule]
    return stated[table][key] if key else stated[table]
