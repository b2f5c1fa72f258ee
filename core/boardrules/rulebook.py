"""The rules of a program, line by line, and what changed between two days."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from attrs import frozen

from boardrules.codes import CodeSpec
from boardrules.programs import ProgramSpec, RuleSet, Source

_KINDS = {"boards": "board", "states": "states", "rems": "rems"}
#: Declared values that stand for no rule.
_NOTHING = ("", "none", "free", "off")


@frozen(slots=True)
class RuleLine:
    """One rule of one rule set: its value as declared, and its source."""

    program: str
    rule_set: str
    start: date | None
    end: date | None
    rule: str
    value: str
    source: Source


@frozen(slots=True)
class Change:
    """A rule that is not the same in two rule sets; None where one does not state it."""

    rule: str
    before: RuleLine | None
    after: RuleLine | None


def rule_lines(rule_set: RuleSet) -> Iterator[RuleLine]:
    """Every rule that a rule set states, sorted by name; credit types one by one."""
    for rule, value in sorted(rule_set.lines.items()):
        source = rule_set.sources[rule]
        for name, text in _texts(rule, value):
            yield RuleLine(
                rule_set.program, rule_set.id, rule_set.start, rule_set.end, name, text, source
            )


def _texts(rule: str, value: object) -> Iterator[tuple[str, str]]:
    if rule == "credit_type" and isinstance(value, list):
        for table in value:
            rest = {key: each for key, each in table.items() if key != "name"}
            yield f"credit_type {table['name']}", say(rest) if rest else "taken"
    else:
        yield rule, say(value)


def say(value: object) -> str:
    """A declared value as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "; ".join(f"{key} = {say(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(say(each) for each in value) if value else "none"
    return json.dumps(value, default=str)


def changes(before: RuleSet, after: RuleSet) -> list[Change]:
    """What differs between two rule sets, by rule."""
    old = {line.rule: line for line in rule_lines(before)}
    new = {line.rule: line for line in rule_lines(after)}
    return [
        Change(rule, old.get(rule), new.get(rule))
        for rule in sorted(old.keys() | new.keys())
        if _value(old.get(rule)) != _value(new.get(rule))
    ]


def _value(line: RuleLine | None) -> tuple[str, str] | None:
    return None if line is None else (line.value, line.source.effect)


def in_force(program: ProgramSpec, day: date) -> RuleSet | None:
    """The rule set in force on a day; None before the program's first one."""
    rule_set = program.rule_set_on(day)
    return None if rule_set.start is not None and day < rule_set.start else rule_set


def raises(program: ProgramSpec, spec: CodeSpec) -> bool:
    """Whether records or activities of a program can get a code.

    The catalogue names the program or its kind, and one of its rule sets holds all that the
    code ``declares``. A code that names no programs belongs to none.
    """
    named = program.code in spec.programs or program.kind in map(_KINDS.get, spec.programs)
    return named and any(
        all(_declares(rule_set, wanted) for wanted in spec.declares)
        for rule_set in program.rule_sets
    )


def _declares(rule_set: RuleSet, wanted: str) -> bool:
    """Whether a rule set holds one of the lines that are joined by "or"."""
    for each in wanted.split(" or "):
        path, _, value = each.partition(" = ")
        for found in _values(_lines(rule_set), path):
            if str(found) == value if value else found and found not in _NOTHING:
                return True
    return False


def _lines(rule_set: RuleSet) -> dict[str, object]:
    """What a rule set states, with what holds without being stated and what is no rule."""
    return {
        "birth_date_match": rule_set.birth_date_match,
        "name_match": rule_set.name_match,
        "from": rule_set.start,
        **rule_set.lines,
    }


def _values(lines: object, path: str) -> Iterator[object]:
    """What stands at a path of names joined by dots; in a list, in each of its tables."""
    if isinstance(lines, list):
        for each in lines:
            yield from _values(each, path)
    elif isinstance(lines, dict):
        head, _, rest = path.partition(".")
        if path in lines:
            yield lines[path]
        elif rest and head in lines:
            yield from _values(lines[head], rest)
