"""What checks gave, vetted and made into findings."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from boardrules.checks.base import (
    RECORD_FIELDS,
    STAGE_INDEX,
    Case,
    Check,
    Problem,
    Problems,
    problem,
)
from boardrules.codes import Catalogue
from boardrules.findings import Finding, Severity
from boardrules.programs import RuleSet

#: The order of codes within each stage; the first of a record's codes is its primary one.
_ORDER = {
    "envelope": "601 602 650 603",
    "delete": "605 706",
    "presence": "621 622 623 624 630 631 632 677",
    "format": "712 713 671 673 675 676 678",
    "activity": "690 670 672 671 676 680 681 673 674",
    "deadline": "705",
    "learner": "661 664 665 718",
    "history": "603 709 717 710 711",
    "board": "",
}
_RANKS = {
    (STAGE_INDEX[stage], code): rank
    for stage, codes in _ORDER.items()
    for rank, code in enumerate(codes.split())
}


def rank(stage: int, code: str) -> tuple[int, int, str]:
    """Where a code stands among the findings of a record: by stage, place in it, and itself."""
    return stage, 100 if code == "998" else _RANKS.get((stage, code), 99), code


def vetted(given: object, check: Check, only_warns: bool, codes: Catalogue) -> Sequence[Problem]:
    """The problems as they may stand: known codes only, and softened where the rule may only warn.

    Where a check gave anything else, BR906 tells of it, and 998.
    """
    parts = given if isinstance(given, tuple) else ()
    good = [each for each in parts if _is_sound(each, codes)]
    if len(good) < len(parts) or parts is not given:
        odd = next((each for each in parts if each not in good), given)
        shown = odd.code if isinstance(odd, Problem) else type(odd).__name__
        good += problem("BR906", "", check=check.name, plugin=check.plugin, found=shown)
        good += failure(check, "BR906")
    if not only_warns:
        return good
    return [
        evolve(each, severity=Severity.WARNING)
        if each.severity is Severity.ERROR and each.code != "998"
        else each
        for each in good
    ]


def findings_of(
    cases: list[Case], found_at: list[tuple[int, int, Problem]], limit: int
) -> tuple[Finding, ...]:
    """The problems up to the failing stage as findings, in order, each place and code once."""
    found_at.sort(key=lambda entry: (*rank(entry[0], entry[2].code), entry[1]))
    findings: list[Finding] = []
    seen: set[object] = set()
    for stage, index, each in found_at:
        if stage > limit:
            break
        own = each.field in RECORD_FIELDS
        place = cases[0].record.origin.at(each.field if own else f"claims/{index}/{each.field}")
        once = (each.code, place, each.params)
        if once in seen:
            continue
        seen.add(once)
        rule_set = cases[index].terms.rule_set
        findings.append(
            Finding(
                each.code,
                each.severity,
                each.params,
                place,
                rule_set.program or None,
                rule_set.id or None,
            )
        )
    return tuple(findings)


def failure(check: Check, error: str) -> Problems:
    """998 for a check that failed; ``error`` says with what."""
    return problem("998", "", check=check.name, plugin=check.plugin, error=error)


def _is_sound(given: object, codes: Catalogue) -> bool:
    """Whether what a check gave is a problem that a finding can be made of."""
    if not isinstance(given, Problem):
        return False
    fields = given.code, given.field, given.params, given.severity
    if not all(map(isinstance, fields, (str, str, tuple, Severity))) or given.code not in codes:
        return False
    return all(
        isinstance(pair, tuple) and [isinstance(text, str) for text in pair] == [True, True]
        for pair in given.params
    )


def why_no_check(given: object) -> str | None:
    """Why what a plugin gave cannot be used as a check; None when it can."""
    if not isinstance(given, Check):
        return f"{type(given).__name__} is no check"
    if given.stage not in STAGE_INDEX:
        return f"{given.name} has the stage {given.stage}, which there is not"
    if given.needs is not None and not hasattr(RuleSet, given.needs):
        return f"{given.name} needs {given.needs}, which no rule set has"
    return None
