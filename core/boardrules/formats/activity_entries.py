"""Files of activities that are to be judged themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from boardrules.activities.model import ActivityEntry
from boardrules.findings import Severity, finding
from boardrules.formats.activity_columns import entry_columns, most_known, template_columns
from boardrules.formats.base import LearnerFile
from boardrules.formats.column_names import NO_COLUMN_NAMES, ColumnNames
from boardrules.formats.entries_table import read_entries_table, table_kind
from boardrules.formats.limits import Findings
from boardrules.formats.listing import shown
from boardrules.formats.mems import Node
from boardrules.formats.opening import decode, not_utf8
from boardrules.formats.source import Kind, Source, decode_head, sniff

_HEAD = 1 << 16
_PROLOG = r"\ufeff?(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*+"
_XML_ROOT = re.compile(
    _PROLOG + r"<(?:[^\s<>/:]+:)?(?:ACCMEActivities|MedicalEducationMetrics)[\s/>]", re.I | re.S
)
_JSON_KEY = re.compile(
    r'"(?:ACCMEActivities|MedicalEducationMetrics|ActivityDescription|Lom|healthcareMetadata)"\s*:',
    re.I,
)
#: The names with which a learner report in JSON begins.
_JSON_LEARNERS = re.compile(
    r'"(?:ACCMELearnerReports|ActivityReports?|Member|ReportingOrganization)"\s*:', re.I
)
#: Findings of the learner reader on a workbook in which it sees no learners.
_NO_LEARNERS = frozenset({"BR106", "BR107"})
#: Fewer known columns than this are no table of activities.
_FEWEST_COLUMNS = 3

ActivityKind = Literal[
    "activities-json", "activities-xml", "activities-table", "activities-template"
]


class ActivityFile:
    """A file of activities that are to be judged.

    ``findings`` are about the file, and complete when :meth:`entries` is exhausted.
    """

    def __init__(self, source: Source, kind: Kind, names: ColumnNames = NO_COLUMN_NAMES) -> None:
        self.file = source.name
        self.kind: ActivityKind = (
            "activities-json"
            if kind == "json"
            else "activities-xml"
            if kind == "xml"
            else table_kind(source, kind, names)
        )
        self.findings = Findings()
        self._source = source
        self._as = kind
        self._names = names

    def entries(self, first: int = 1) -> Iterator[ActivityEntry]:
        """The activities in the order of the file, numbered from ``first``. Never raises."""
        self.findings.restart(())
        if noticed := sniff(self._source).finding:
            self.findings.append(noticed)
        if self._as in ("xlsx", "text"):
            yield from read_entries_table(self._source, self._as, first, self.findings, self._names)
        else:
            yield from self._documents(first)
        self.findings.tell_rest()

    def _documents(self, first: int) -> list[ActivityEntry]:
        from boardrules.formats.mems_entries import entry_of

        entries: list[ActivityEntry] = []
        told: set[str] = set()

        def dropped(path: str, node: Node) -> None:
            if path not in told:
                told.add(path)
                self.findings.append(
                    finding("BR153", node.place, severity=Severity.INFO, found=shown(path))
                )

        def take(node: Node) -> None:
            entries.append(entry_of(node, first + len(entries), dropped))

        source = self._source
        if self._as == "xml":
            from boardrules.formats.activities_xml import read_xml

            read_xml(source, self.findings, take)
            return entries
        from boardrules.formats.activities_json import read_json

        try:
            text = decode(source.path.read_bytes())
        except UnicodeDecodeError as error:
            self.findings.append(not_utf8(source.name, error, Severity.ERROR))
        else:
            read_json(text, source.name, self.findings, take)
        return entries


def activity_file(
    path: Path, learners: LearnerFile, names: ColumnNames = NO_COLUMN_NAMES
) -> ActivityFile | None:
    """The activities in a file; None when it is none of activities.

    ``learners`` is the file as the readers of learners see it. A workbook is theirs unless
    they find no learners in it; a plugin's reader keeps what it has taken. ``names`` are further
    headers of tables.
    """
    if learners.kind == "learner-xlsx":
        if _NO_LEARNERS.isdisjoint(each.code for each in learners.findings):
            return None
    elif learners.kind not in ("learner-xml", "learner-json", "unreadable"):
        return None
    source = Source(path, learners.file)
    kind = sniff(source).kind
    if kind is None:
        return None
    if kind in ("xlsx", "text"):
        is_one = _holds_table(source, kind, names)
    else:
        with path.open("rb") as stream:
            head = decode_head(stream.read(_HEAD))
        is_one = bool(_XML_ROOT.match(head)) if kind == "xml" else _is_json_of_activities(head)
    return ActivityFile(source, kind, names) if is_one else None


def _is_json_of_activities(head: str) -> bool:
    """Whether the first name that says what a document is, is one of activities."""
    activities, learners = _JSON_KEY.search(head), _JSON_LEARNERS.search(head)
    return bool(activities and (learners is None or activities.start() < learners.start()))


def _holds_table(source: Source, kind: Kind, names: ColumnNames) -> bool:
    """Whether one of a file's tables has the columns of activities."""
    from boardrules.formats.tables import load_columns

    # One without titles is still one, of which that can be said; one without IDs is of new ones.
    each_columns = (
        entry_columns(names),
        load_columns("activities", names.of("activities")),
        template_columns(names),
    )
    return any(most_known(source, kind, each) >= _FEWEST_COLUMNS for each in each_columns)
