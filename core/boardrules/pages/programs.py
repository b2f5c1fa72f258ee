"""The page of a program, and the page over them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from boardrules.codes import CodeSpec
from boardrules.conformance.cases import ConformanceCase
from boardrules.pages.examples import neighbours
from boardrules.pages.markdown import MADE, WIDEST, escaped, link, page, span, table
from boardrules.programs import ProgramSpec, RuleSet
from boardrules.rulebook import RuleLine, changes, raises, say

_GOVERNED = {
    "completion": "the completion date",
    "activity-start": "the activity's start date",
    "submission": "the day of judging",
}

_EFFECTS = {"reject": "rejects", "warn": "warns", "none": "-"}


def program_page(
    program: ProgramSpec, codes: Iterable[CodeSpec], cases: Iterable[ConformanceCase]
) -> str:
    """The page of a program: its rule sets, newest first, and which of ``codes`` claims to it get.

    One of the ``cases`` shows what each code is like.
    """
    own = [case for case in cases if case.program == program.code]
    rows = []
    for spec in codes:
        if raises(program, spec):
            example = next((pair.fails.about for pair in neighbours(spec.code, own)), "-")
            title = escaped(spec.title)
            rows.append(
                (link(spec.code, "../codes/"), title, spec.severity.value, escaped(example))
            )
    pairs = zip(program.rule_sets, (None, *program.rule_sets), strict=False)
    return page(
        [f"# {program.code}: {program.name}"],
        [
            f"- **Code**: {program.code}",
            f"- **Kind**: {program.kind}",
            f"- **Identifier**: {program.identifier} (in XML: {', '.join(program.id_types)})",
            f"- **Also called**: {'; '.join(program.aliases) or '-'}",
            f"- **Plugin**: {program.plugin or '-'}",
        ],
        [
            "What the rules mean is told in [plugins](../plugins.md#the-declaration), how far a"
            " source can be relied on and how a rule is corrected in"
            " [configuration](../configuration.md)."
        ],
        *(block for pair in reversed(list(pairs)) for block in _rule_set(*pair)),
        *_jurisdictions(program),
        ["## Codes"],
        [
            "What claims to this program can get, with an example from the"
            " [conformance cases](../conformance.md). Codes on files, sheets and plugins belong to"
            " no program; [all codes](../codes/README.md) lists them."
        ],
        table(("Code", "Title", "Severity", "For example"), rows),
        [MADE],
    )


def _rule_set(rule_set: RuleSet, earlier: RuleSet | None) -> Iterator[Iterable[str]]:
    start = _period(rule_set.start, None) or "from the beginning"
    yield [f"## {rule_set.id}: {start}, {_period(None, rule_set.end) or 'still in force'}"]
    yield [f"Governed by {_GOVERNED[rule_set.governed_by]}."]
    rows = []
    below: list[Iterable[str]] = []
    for rule, value in sorted(rule_set.lines.items()):
        source = rule_set.sources[rule]
        effect = _EFFECTS[source.effect]
        if rule == "credit_type":
            value = [each.name for each in rule_set.credit_types]
        elif _is_long(value):
            below += [[f"### {span(rule)} of {rule_set.id}"], _spread(value)]
        rows.append((span(rule), _value(value), effect, source.confidence, escaped(source.says)))
    yield table(("Rule", "Value", "Effect", "Confidence", "Source"), rows)
    if rule_set.credit_types:
        yield [f"### Credit types of {rule_set.id}"]
        yield table(
            ("Name", "Also written", "Meaning", "Completed", "Within", "Approval"),
            [
                (
                    escaped(each.name),
                    escaped("; ".join(each.aliases)) or "-",
                    each.meaning,
                    _period(each.since, each.until) or "any day",
                    each.within or "-",
                    "needed" if each.needs_approval else "-",
                )
                for each in rule_set.credit_types
            ],
        )
    yield from below
    if earlier is not None:
        yield [f"### Changed from {earlier.id}"]
        yield table(
            ("Rule", "Before", "Now"),
            [
                (span(each.rule), _said(each.before, earlier), _said(each.after, rule_set))
                for each in changes(earlier, rule_set)
            ],
        )


def _period(start: date | None, end: date | None) -> str:
    days = [("from", start), ("until", end)]
    return " ".join(f"{word} {day}" for word, day in days if day is not None)


def _is_long(value: object) -> bool:
    return isinstance(value, dict | list) and len(say(value)) > 2 * WIDEST


def _value(value: object) -> str:
    """A declared value for a cell."""
    if _is_long(value):
        return "see below"
    text = say(value)
    return span(text) if re.search(r"[\^*_<\\]", text) else text


def _said(line: RuleLine | None, rule_set: RuleSet) -> str:
    if line is None:
        return "not stated"
    value = rule_set.lines.get(line.rule, line.value)
    text = f"as listed under {rule_set.id}" if _is_long(value) else _value(value)
    return f"{text} (warns)" if line.source.effect == "warn" else text


def _spread(value: Any) -> Iterable[str]:
    """A value that is too long for a cell, as a table or a line."""
    if isinstance(value, dict):
        return table(("For", "Value"), [(str(key), _parts(each)) for key, each in value.items()])
    if all(isinstance(each, dict) for each in value):
        keys = list(dict.fromkeys(key for each in value for key in each))
        return table(keys, [[_value(each.get(key, "-")) for key in keys] for each in value])
    return [_parts(value)]


def _parts(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key} for {say(each)}" for key, each in value.items())
    return "; ".join(map(_value, value)) if isinstance(value, list) else _value(value)


def _jurisdictions(program: ProgramSpec) -> Iterator[Iterable[str]]:
    if program.jurisdictions:
        yield ["## Jurisdictions"]
        cells = [
            cell
            for each in program.jurisdictions
            for cell in (each.code, each.name + ("" if each.licensing else " (licenses nobody)"))
        ]
        cells += [""] * (-len(cells) % 6)
        rows = [cells[start : start + 6] for start in range(0, len(cells), 6)]
        yield table(("Code", "Name") * 3, rows)


def programs_index(programs: Iterable[ProgramSpec]) -> str:
    """The page over the pages of programs."""
    rows = [
        (
            link(each.code),
            each.name,
            each.identifier,
            "later" if each.rule_sets[-1].answers_later else "at once",
            ", ".join(rule_set.id for rule_set in reversed(each.rule_sets)),
        )
        for each in programs
    ]
    return page(
        ["# Programs"],
        table(("Program", "Name", "Identifier", "Answers", "Rule sets"), rows),
        [MADE],
    )
