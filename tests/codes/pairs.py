"""For each code and program of the conformance suite a case that fails and its neighbour."""

from __future__ import annotations

from functools import cache

from attrs import frozen

from boardrules.conformance.cases import ConformanceCase, load_suite


@cache
def suite() -> tuple[ConformanceCase, ...]:
    """Every case of the installed suite."""
    return tuple(load_suite())


@frozen
class Pair:
    """The first case that is refused with ``code`` and, if there is one, the nearest that is not."""

    code: str
    program: str | None
    fails: ConformanceCase
    passes: ConformanceCase | None

    @property
    def name(self) -> str:
        return f"{self.code}-{self.program or 'any'}"


@cache
def pairs() -> tuple[Pair, ...]:
    """A pair for every code and program with a failing case, sorted.

    What is found in activities has its snapshots beside the tests of these.
    """
    cases: dict[tuple[str, str], list[ConformanceCase]] = {}
    for case in suite():
        if {"activities_json", "activities_table"} & case.given.keys():
            continue
        for code in case.codes:
            cases.setdefault((code, case.program or ""), []).append(case)
    found = []
    for (code, program), those in sorted(cases.items()):
        fails = next((case for case in those if expects(case, code)), None)
        if fails is not None:
            others = [case for case in those if not expects(case, code)]
            # Sorting is stable: of those that are equally near the first stays first.
            others.sort(key=lambda case, near=fails: distance(case, near))  # type: ignore[misc]
            found.append(Pair(code, program or None, fails, others[0] if others else None))
    return tuple(found)


def expects(case: ConformanceCase, code: str) -> bool:
    return any(code == expected for _, expected, _ in case.expect)


def distance(case: ConformanceCase, other: ConformanceCase) -> tuple[bool, bool, bool]:
    """Near is what is not refused, tests the same requirement and has nothing else about it."""
    refused = any(not code.startswith("BR") for _, code, _ in case.expect)
    same = (case.file, case.requirement["id"]) == (other.file, other.requirement["id"])
    return refused, not same, bool(case.expect)
