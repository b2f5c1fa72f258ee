"""Examples for the page of a code: a case in which it is found, and its nearest neighbour."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from boardrules.codes import CodeSpec
from boardrules.conformance.cases import ConformanceCase
from boardrules.findings import Severity
from boardrules.formats.learner_columns import column_letter
from boardrules.pages.markdown import escaped, span, table
from boardrules.rulebook import say

#: More cells than this that differ are told by row.
_MANY = 10
#: A longer text is told by its length.
_LONG = 1000
#: What a case gives beside what it submits.
_SURROUNDINGS = {"id", "program", "as_of", "provider_id", "roster", "ledger", "answers"}


def refused(spec: CodeSpec) -> str:
    """What becomes of what a code is found in, in a word."""
    return "Refused" if spec.severity is Severity.ERROR else "Reported"


@frozen
class Pair:
    """A case in which a code is found, and the nearest in which it is not.

    ``differs`` holds (what, there, here) of whatever is not the same in the two.
    """

    program: str | None
    fails: ConformanceCase
    passes: ConformanceCase
    differs: Sequence[tuple[str, str, str]]


def neighbours(code: str, cases: Iterable[ConformanceCase]) -> list[Pair]:
    """For each program with cases of both kinds the two that differ least."""
    by_program: dict[str | None, list[ConformanceCase]] = {}
    for case in cases:
        if code in case.codes:
            by_program.setdefault(case.program, []).append(case)
    pairs = (_nearest(code, program, those) for program, those in by_program.items())
    return [pair for pair in pairs if pair is not None]


def _nearest(code: str, program: str | None, cases: Sequence[ConformanceCase]) -> Pair | None:
    failing = [case for case in cases if _found(case, code)]
    passing = [case for case in cases if not _found(case, code) and _passes(case)]
    apart = [(_apart(fails, passes), fails, passes) for fails in failing for passes in passing]
    least = min((distance for distance, _, _ in apart), default=())
    pairs = [
        Pair(program, fails, passes, differences(fails.given, passes.given))
        for distance, fails, passes in apart
        if distance == least
    ]
    return min(pairs, key=_effort, default=None)


def _found(case: ConformanceCase, code: str) -> bool:
    return any(expected == code for _, expected, _ in case.expect)


def _passes(case: ConformanceCase) -> bool:
    return not {"rejected", "not-judged"} & set(case.verdicts or ())


def _apart(fails: ConformanceCase, passes: ConformanceCase) -> tuple[bool, ...]:
    """How ill two cases show what one code is about, before their contents are compared."""
    return (
        _inputs(fails.given).keys() != _inputs(passes.given).keys(),
        "records" not in fails.given,
        len(fails.expect) > 1,
        bool(passes.expect),
        _passes(fails),
    )


def _effort(pair: Pair) -> int:
    """How much there is to read in a pair; two requirements are more to read than one."""
    same = pair.fails.requirement["says"] == pair.passes.requirement["says"]
    return sum(len("".join(texts)) for texts in pair.differs) + (0 if same else 200)


def few(pairs: Sequence[Pair], kinds: Mapping[str, str]) -> list[Pair]:
    """Up to three: one of a board, of the states and of REMS, then further boards."""
    before: list[str] = []
    ranks = []
    for pair in sorted(pairs, key=lambda pair: pair.program or "~"):
        kind = kinds.get(pair.program or "", "")
        ranks.append((not kind, before.count(kind), pair.program or "~", pair))
        before.append(kind)
    chosen = sorted(ranks, key=lambda rank: rank[:3])[:3]
    return [pair for *_, pair in sorted(chosen, key=lambda rank: rank[2])]


def example(spec: CodeSpec, pair: Pair) -> Iterator[list[str]]:
    """A heading, the requirement, what holds for both cases, and the cases side by side."""
    fails, passes = pair.fails, pair.passes
    yield [f"### {pair.program or 'Any program'}"]
    yield [f"{escaped(fails.requirement['says'])} ({escaped(fails.requirement['document'])})"]
    same = _around(fails.given).items() & _around(passes.given).items()
    yield [
        f"- {what}: {text}" for what, text in _around(fails.given).items() if (what, text) in same
    ]
    rows = [
        ("case", span(fails.id), span(passes.id)),
        ("about", escaped(fails.about), escaped(passes.about)),
        ("findings", _findings(fails), _findings(passes)),
    ]
    yield table(("", refused(spec), "Passes"), [*rows, *pair.differs])


def _findings(case: ConformanceCase) -> str:
    told = sorted((number or 0, code, at) for number, code, at in case.expect)
    return "; ".join(f"{code} at {span(at)}" if at else code for _, code, at in told) or "none"


def differences(there: Mapping[str, Any], here: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(what, there, here) of all that the inputs of two cases do not share."""
    found = _compared(_leaves(there), _leaves(here))
    if len(found) > _MANY and "sheet" in there and "sheet" in here:
        found = _compared(*(_rows(each["sheet"]) for each in (there, here)))
    return [*_compared(_around(there), _around(here)), *found]


def _compared(one: Mapping[str, str], other: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [
        (what, one.get(what, "absent"), other.get(what, "absent"))
        for what in dict.fromkeys([*one, *other])
        if one.get(what) != other.get(what)
    ]


def _inputs(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a case submits, of all that it gives."""
    kinds = {key: given[key] for key in ("records", "xml", "sheet") if key in given}
    return kinds or {key: given[key] for key in given if key not in _SURROUNDINGS}


def _around(given: Mapping[str, Any]) -> dict[str, str]:
    """What a case is judged against, as far as what it submits refers to it."""
    around = {"judged on": given["as_of"]}
    # A case says null to go without what its group gives.
    given = {key: value for key, value in given.items() if value is not None}
    if "provider_id" in given:
        around["provider"] = given["provider_id"]
    inputs = _inputs(given)
    submitted = json.dumps(inputs, ensure_ascii=False)
    if "activities" in given and "activities" not in inputs:
        known = [
            _activity(each, submitted) for each in given["activities"] if each["id"] in submitted
        ]
        around["activity"] = "; ".join(known) or "none with this ID"
    if "roster" in given:
        people = [
            " ".join(each.values())
            for each in given["roster"]
            if any(each.get(key) and each[key] in submitted for key in ("id", "npi", "last_name"))
        ]
        around["roster"] = "; ".join(people) or "nobody of this ID or name"
    for number, entry in enumerate(given.get("ledger", ()), 1):
        told = [_as_first(entry["record"], given)] if "record" in entry else []
        told += [str(value) for key, value in entry.items() if key != "record"]
        around[f"reported before ({number})"] = "; ".join(told)
    if "answers" in given:
        around["the board's answers"] = _shown(given["answers"])
    return around


def _activity(activity: Mapping[str, Any], submitted: str) -> str:
    parts = [activity["id"], activity.get("format", "")]
    parts.append(f"{activity.get('start', '?')} to {activity.get('end', '?')}")
    if "cme_credits" in activity:
        parts.append(f"{activity['cme_credits']} CME credits")
    registrations = activity.get("registrations", ())
    named = [each for each in registrations if f'"{each["program"]}' in submitted]
    for each in named or registrations:
        rest = (f"{key.replace('_', ' ')} {say(each[key])}" for key in each if key != "program")
        parts.append(f"registered with {each['program']} ({'; '.join(rest)})")
    return ", ".join(parts)


def _leaves(given: Mapping[str, Any]) -> dict[str, str]:
    """What a case submits, in pieces: by JSON pointer, by cell or by XML element."""
    inputs = _inputs(given)
    if "xml" in inputs:
        counts: Counter[str] = Counter()
        pieces = {}
        for match in re.finditer(r"<([^\s>]*)[^>]*>[^<]*", inputs["xml"]):
            counts[match[1]] += 1
            pieces[f"{span(match[1])} {counts[match[1]]}"] = _shown(match[0].strip())
        return pieces
    if "sheet" in inputs or "activities_table" in inputs:
        rows = inputs["sheet"]["rows"] if "sheet" in inputs else inputs["activities_table"]
        return {
            f"{column_letter(index)}{number}": _shown(cell)
            for number, row in enumerate(rows, 1)
            for index, cell in enumerate(row)
            if cell is not None
        }
    if "activities_json" in inputs:
        entries = inputs["activities_json"]["ACCMEActivities"]["MedicalEducationMetrics"]
        return {
            (f"activity {number}, " if number > 1 else "") + span(pointer): _shown(value)
            for number, entry in enumerate(entries, 1)
            for pointer, value in _pointers(entry)
        }
    if "records" not in inputs:
        return {span(pointer): _shown(value) for pointer, value in _pointers(inputs)}
    first, *more = inputs["records"] or [{}]
    leaves = {span(pointer): _shown(value) for pointer, value in _pointers(first)}
    for number, record in enumerate(more, 2):
        leaves[f"record {number}"] = _as_first(record, given)
    return leaves


def _rows(sheet: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"row {number}": ", ".join(_shown(cell) for cell in row if cell is not None)
        for number, row in enumerate(sheet["rows"], 1)
    }


def _pointers(value: object, pointer: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict | list) and value:
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in items:
            yield from _pointers(each, f"{pointer}/{key}")
    else:
        yield pointer, value


def _as_first(record: object, given: Mapping[str, Any]) -> str:
    """A record by what it does not share with the first of its case."""
    one, other = (dict(_pointers(each)) for each in ((given.get("records") or [{}])[0], record))
    unlike = [
        f"{span(pointer)} {_shown(other[pointer]) if pointer in other else 'absent'}"
        for pointer in dict.fromkeys([*one, *other])
        if one.get(pointer) != other.get(pointer)
    ]
    return f"as record 1, but {', '.join(unlike)}" if unlike else "as record 1"


def _shown(value: object) -> str:
    if isinstance(value, str) and len(value) > _LONG:
        return f"text of {len(value)} characters"
    hidden = not all(char.isprintable() for char in str(value))
    return span(json.dumps(value, ensure_ascii=hidden))
