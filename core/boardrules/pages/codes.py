"""The page of a code, and the page over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import evolve

from boardrules.codes import CodeSpec
from boardrules.conformance.cases import ConformanceCase
from boardrules.pages.examples import Pair, example, few, neighbours, refused
from boardrules.pages.markdown import MADE, link, page, prose, span, table
from boardrules.programs import ProgramSpec
from boardrules.rulebook import raises

_GOVERNED = {
    "completion": "the completion date",
    "activity-start": "the activity's start date",
    "submission": "the day of judging",
}
#: What a pointer in the examples means, by whether they are about activities.
_POINTERS = {
    False: "`/claims/0/total` is the total of a record's first claim",
    True: "`/Lom/general/title` is an activity's title in ACCME's draft JSON",
}
_PORTS = {
    "activities": "the activities, as PARS holds them",
    "roster": "a roster of the board or the state",
    "ledger": "a ledger of what was reported before",
    "answers": "the board's answers",
}


def code_page(
    spec: CodeSpec, programs: Iterable[ProgramSpec], cases: Iterable[ConformanceCase]
) -> str:
    """The page of a code, with examples from those of the ``cases`` that test it."""
    whose = "PARS's message, to the letter" if spec.official else "Message"
    kinds = {program.code: program.kind for program in programs if raises(program, spec)}
    links = ", ".join(link(each, "../programs/") for each in kinds)
    severity = spec.severity.value
    says = [
        f"- **{name}**: {prose(reason.detail)} {prose(reason.fix or '')}".rstrip()
        for name, reason in sorted(spec.reasons.items())
    ]
    if spec.detail:
        says.insert(0, f"- {prose(spec.detail)}")
    if says:
        says = ["## What a finding says", "", "Words in italics are filled in.", "", *says]
    pairs = few(neighbours(spec.code, cases), kinds)
    return page(
        [f"# {spec.code}: {prose(spec.title)}"],
        [
            f"- **{whose}**: {prose(spec.message)}",
            f"- **Severity**: {severity}{'' if severity == 'error' else ', which rejects nothing'}",
            f"- **Stage**: [{spec.stage}](../glossary.md#stage)",
            f"- **Programs**: {links or 'none in particular'}",
            *(f"- **Judged only with**: {_PORTS.get(need, need)}" for need in spec.needs),
        ],
        ["## Raised when", "", prose(spec.trigger)],
        ["## Why it matters", "", prose(spec.why)],
        ["## How to mend it", "", prose(spec.fix)],
        says,
        [
            f"## {refused(spec)} and passes",
            "",
            f"- {refused(spec)}: {span(spec.example_bad)}",
            f"- Passes: {span(spec.example_good)}",
        ],
        [
            f"From the [conformance cases](../conformance.md), where {_POINTERS[_of_activities(pairs)]}:"
        ]
        if pairs
        else (),
        *(block for pair in pairs for block in example(spec, pair)),
        ["## Sources", "", *(f"- {prose(source)}" for source in spec.sources)],
        [MADE],
    )


def _of_activities(pairs: Iterable[Pair]) -> bool:
    kinds = {"activities_json", "activities_table"}
    return all(kinds & pair.fails.given.keys() for pair in pairs)


def codes_index(codes: Iterable[CodeSpec], programs: Sequence[ProgramSpec]) -> str:
    """The page over the pages of codes."""
    rows = [
        (
            link(spec.code),
            prose(spec.title),
            spec.severity.value,
            spec.stage,
            ", ".join(_programs(spec, programs)) or "-",
        )
        for spec in codes
    ]
    return page(
        ["# Codes"],
        [
            "601 to 999 are PARS's own, with its messages to the letter. Those that begin with BR"
            " are ours: on files and pre-validation (BR1xx), sheets (BR2xx), advice (BR3xx), registrations of"
            " activities (BR4xx), plugins and the engine (BR9xx). An error rejects; a warning or"
            " an info never does."
        ],
        table(("Code", "Title", "Severity", "Stage", "Programs"), rows),
        [MADE],
    )


def _programs(spec: CodeSpec, programs: Iterable[ProgramSpec]) -> Iterable[str]:
    """Kinds of programs or, where not all of these declare what it takes, the programs."""
    named = [each for each in programs if raises(each, evolve(spec, declares=()))]
    found = [each.code for each in named if raises(each, spec)]
    return spec.programs if len(found) == len(named) else found
