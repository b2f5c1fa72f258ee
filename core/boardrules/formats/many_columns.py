"""Findings on columns of a sheet, which may have ten thousand of them for no good reason."""

from __future__ import annotations

from collections.abc import Iterable

from boardrules.findings import Finding, finding
from boardrules.locations import CellAt

#: Of so many columns it is told one by one what is wrong with them; of the others together.
MOST_TOLD = 100


def bounded(found: Iterable[Finding]) -> list[Finding]:
    """Findings at columns of one sheet, of each code at most :data:`MOST_TOLD` and one of the rest."""
    told: dict[str, int] = {}
    kept: list[Finding] = []
    beyond: list[Finding] = []
    for each in found:
        told[each.code] = told.get(each.code, 0) + 1
        (kept if told[each.code] <= MOST_TOLD else beyond).append(each)
    return kept + together(beyond)


def together(beyond: Iterable[Finding]) -> list[Finding]:
    """One finding for all those of a code, at the first of their columns; it names the last."""
    by_code: dict[str, list[Finding]] = {}
    for each in beyond:
        by_code.setdefault(each.code, []).append(each)
    made: list[Finding] = []
    for code, rest in by_code.items():
        first, last = rest[0], rest[-1].location
        if len(rest) == 1:
            made.append(first)
            continue
        made.append(
            finding(
                code,
                first.location,
                severity=first.severity,
                count=f"{len(rest):,}",
                header=first.param("header"),
                last=last.column if isinstance(last, CellAt) else "",
                reason="more",
            )
        )
    return made
