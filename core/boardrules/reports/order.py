"""The order in which people are told of the findings on one record, activity or cell."""

from __future__ import annotations

from collections.abc import Iterable

from boardrules.findings import Finding, Severity

_WEIGHT = {severity: weight for weight, severity in enumerate(Severity)}


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Errors, then warnings, then remarks; those of one severity stay as they are."""
    return sorted(findings, key=lambda found: _WEIGHT[found.severity])
