"""The values to choose from: what the plugins declare as in force on a day."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import evolve, frozen

from boardrules.programs import Programs, ProgramSpec, RuleSet
from boardrules.rulebook import opening

_ACTIONS = ("Add", "Delete")
_REMS_LISTS = (
    "profession",
    "practice_area",
    "time_in_practice",
    "dea_registration",
    "surgical_procedures",
)
#: What a defined name cannot hold; a formula has to put the same in its place.
_NO_NAME = re.compile(r"[ -]")
_NAMEABLE = re.compile(r"[A-Za-z0-9_. -]+", re.ASCII)


@frozen(slots=True)
class ValidValues:
    """Lists by name, and the credit types of each board by its code."""

    lists: Mapping[str, tuple[str, ...]]
    credit_types: Mapping[str, tuple[str, ...]]

    def only(self, used: Collection[str], *, with_credit_types: bool) -> ValidValues:
        """The lists that are used, and the credit types if they are."""
        kept = {name: values for name, values in self.lists.items() if name in used}
        return evolve(self, lists=kept, credit_types=self.credit_types if with_credit_types else {})


def in_force(programs: Programs, as_of: date, kind: str) -> list[tuple[ProgramSpec, RuleSet]]:
    """The programs of a kind that take records on ``as_of``, each with its rule set of that day."""
    found = []
    for spec in programs:
        opened = opening(spec)
        rules = spec.rule_set_on(as_of)
        ended = rules.end is not None and rules.end < as_of
        if spec.kind == kind and not ended and (opened is None or opened[1] <= as_of):
            found.append((spec, rules))
    return found


def types_in_force(rules: RuleSet, as_of: date) -> tuple[str, ...]:
    """The credit types that a rule set takes for what is completed on ``as_of``."""
    return tuple(
        kind.name
        for kind in rules.credit_types
        if not kind.is_retired(as_of) and (kind.since is None or kind.since <= as_of)
    )


def valid_values(programs: Programs, as_of: date) -> ValidValues:
    """Every list there is on ``as_of``."""
    boards = in_force(programs, as_of, "board")
    lists: dict[str, tuple[str, ...]] = {
        "actions": _ACTIONS,
        "states": tuple(
            place.name
            for spec, _ in in_force(programs, as_of, "states")
            for place in spec.jurisdictions
            if place.licensing
        ),
        "boards": tuple(spec.code for spec, _ in boards),
        **activity_lists(),
    }
    for _, rules in in_force(programs, as_of, "rems"):
        for name in _REMS_LISTS:
            values = rules.settings.get(name)
            lists[f"rems.{name}"] = tuple(map(str, values)) if isinstance(values, list) else ()
    credit_types = {
        spec.code: types_in_force(rules, as_of)
        for spec, rules in boards
        if _NAMEABLE.fullmatch(spec.code)
    }
    return ValidValues(
        {name: values for name, values in lists.items() if values},
        {code: types for code, types in credit_types.items() if types},
    )


def defined_name(code: str) -> str:
    """The name under which a workbook holds the credit types of a board."""
    return f"CreditTypes_{_NO_NAME.sub('_', code)}"


@cache
def activity_lists() -> dict[str, tuple[str, ...]]:
    """The lists of ``activities.toml``, each value once however its quotation marks are drawn."""
    text = (files("boardrules_specs") / "activities.toml").read_text(encoding="utf-8")
    document: dict[str, Any] = tomllib.loads(text)
    lists = {
        f"activity.{each['field']}": tuple(
            dict.fromkeys(value.replace("\u2019", "'") for value in each["values"])
        )
        for each in document["list"]
    }
    lists["activity.state_code"] = tuple(document["rule"]["state_code"]["values"])
    yes_or_no = lists.pop("activity.yes_or_no")
    return {**lists, "yes_or_no": tuple(each for each in yes_or_no if each in ("yes", "no"))}
