"""From one kind of activity file to another, with everything told that gets lost."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from attrs import evolve

from boardrules.findings import Finding, Severity
from boardrules.formats.activity_forms import KINDS, ActivityFormat
from boardrules.formats.activity_writing import write_activities
from boardrules.formats.converting import Conversion

if TYPE_CHECKING:
    from boardrules.formats.activity_entries import ActivityFile

_PREFIX = "activities-"
_ENDINGS: dict[str, ActivityFormat] = {
    ".xml": "xml",
    ".json": "json",
    ".csv": "csv",
    ".xlsx": "xlsx",
}
#: Findings of readers on something that they leave out: a column, a sheet, a part of a document.
_LEFT_OUT = frozenset({"BR121", "BR153", "BR207"})


def activity_format(to: str) -> ActivityFormat | None:
    """The format that a kind (``activities-json``, or ``json``) or the ending of a name means."""
    name = to.casefold().removeprefix(_PREFIX)
    known = next((kind for kind in KINDS if kind == name), None)
    return known or _ENDINGS.get(PurePath(to).suffix.casefold())


def convert_activities(
    activities: ActivityFile, kind: ActivityFormat, namespace: str
) -> Conversion:
    """The activities of a file in another format.

    ``namespace`` is that of ACCME's elements in XML. A value that could not be read is lost, and
    so is one that the format has no place for.
    """
    entries = list(activities.entries())
    findings = list(activities.findings)
    written = f"{_PREFIX}{kind}"
    source, from_kind, count = activities.file, activities.kind, len(entries)
    if not entries or any(each.severity is Severity.ERROR for each in findings):
        return Conversion(source, from_kind, written, count, None, tuple(findings))
    unread = [
        evolve(found, severity=Severity.WARNING) for entry in entries for found in entry.unread
    ]
    data, told = write_activities(entries, kind, namespace)
    lost = [*(each for each in findings if each.code in _LEFT_OUT), *unread, *filter(_lost, told)]
    return Conversion(
        source, from_kind, written, count, data, (*findings, *unread, *told), tuple(lost)
    )


def _lost(found: Finding) -> bool:
    # A status that PARS works out by itself is told of as a remark.
    return found.code == "BR154" and found.severity is not Severity.INFO
