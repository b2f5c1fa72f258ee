"""The rules of a program, line by line, and what changed between two days."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from datetime import date

from attrs import frozen

from boardrules.codes import CodeSpec
from boardrules.effects import TYPE_RULES
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
    declared: object = None

    @property
    def lines(self) -> list[str]:
        """The value for a terminal: more than one line when it is long."""
        return say_lines(self.declared)

    @property
    def effect(self) -> str:
        """What the rule can do, in a word."""
        return EFFECTS[self.source.effect]


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
        for name, declared in _parts(rule, value):
            yield RuleLine(
                rule_set.program,
                rule_set.id,
                rule_set.start,
                rule_set.end,
                name,
                say(declared),
                source,
                declared,
            )


def _parts(rule: str, value: object) -> Iterator[tuple[str, object]]:
    if rule == "credit_type" and isinstance(value, list):
        for table in value:
            apart = ("name", *TYPE_RULES)
            rest = {key: each for key, each in table.items() if key not in apart}
            yield f"credit_type {table['name']}", rest or "taken"
    else:
        yield rule, value


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


#: What a rule can do to a record that breaks it, in a word.
EFFECTS = {"reject": "rejects", "warn": "only warns", "none": "rejects nothing by itself"}

#: The most characters of a value that stand on one line.
_WIDEST = 100


def say_lines(value: object) -> list[str]:
    """A declared value as lines: one when it is short, else one for each of its parts."""
    text = say(value)
    if len(text) <= _WIDEST:
        return [text]
    if isinstance(value, list) and not all(isinstance(each, dict) for each in value):
        return textwrap.wrap(text, _WIDEST, break_long_words=False, break_on_hyphens=False)
    if isinstance(value, list):
        return [line for each in value for line in say_lines(each)]
    if isinstance(value, dict):
        return [line for key, each in value.items() for line in _under(key, say_lines(each))]
    return [text]


def _under(key: str, lines: list[str]) -> list[str]:
    if len(lines) == 1:
        return [f"{key} = {lines[0]}"]
    return [f"{key} =", *(f"  {line}" for line in lines)]


def earliest_completion(program: ProgramSpec, rule_set: RuleSet) -> tuple[str, date] | None:
    """The rule that says which completions are too old for a rule set, and its day; None for none.

    That is ``earliest.completion`` where it is declared. Elsewhere nobody completes an activity
    before the first activities that the board takes may start or, where nothing is said of these,
    before the board joined, the first day of its first rule set.
    """
    if rule_set.earliest_completion is not None:
        return "earliest.completion", rule_set.earliest_completion
    if rule_set.governed_by != "completion" or program.kind != "board":
        return None
    if rule_set.earliest_activity_start is not None:
        return "earliest.activity_start", rule_set.earliest_activity_start
    first = program.rule_sets[0].start
    return None if first is None else ("from", first)


def opening(program: ProgramSpec) -> tuple[str, date] | None:
    """The rule that says from when on a program takes records at all, and its day; None for ever."""
    first = program.rule_sets[0]
    if first.opens is not None:
        return "opens", first.opens
    return None if first.start is None else ("from", first.start)


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
