"""Reader of learner reports in JSON, in the shape of ACCME's draft schema (v0_5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from boardrules.findings import Finding, Severity, finding
from boardrules.formats import limits
from boardrules.formats.base import MOST_RECORDS, Forgets, is_sound
from boardrules.formats.beside import Beside, GathersBesides, beside_of
from boardrules.formats.json_nodes import Node, encodable
from boardrules.formats.json_origin import JsonTexts, ReportOrigin
from boardrules.formats.json_report import JsonReport
from boardrules.formats.json_walk import WRAPPERS, BrokenError, Walk
from boardrules.formats.learner_claims import ClaimPlace, claims_of
from boardrules.formats.learner_dates import BirthDates, Days
from boardrules.formats.learner_report import Module
from boardrules.formats.limits import Findings
from boardrules.formats.listing import shown
from boardrules.formats.opening import decode, not_utf8
from boardrules.formats.source import Source
from boardrules.locations import FileAt, JsonAt
from boardrules.records import CompletionRecord, new_record

#: In bytes. The text is kept whole while it is read, so there must be an end to it.
MOST_BYTES = 256 << 20
_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"\xef\xbb\xbf": "a byte order mark"}
_ITEM = re.compile(r"/\d+(?=/|$)")


class LearnerJson(Forgets, GathersBesides):
    """A learner report in JSON.

    ``noticed`` are findings from before the file was opened.
    """

    kind = "learner-json"

    def __init__(self, source: Source, noticed: Sequence[Finding] = ()) -> None:
        self.file = source.name
        self.findings = Findings(noticed)
        self._path = source.path
        self._noticed = tuple(noticed)
        self._hazards: dict[int, tuple[Finding, ...]] = {}
        self._days = Days()
        self._birth_dates = BirthDates()
        self._unknown: dict[str, tuple[JsonAt, str, int]] = {}

    def records(self, first: int = 1) -> Iterator[CompletionRecord]:
        """The records in the order of the file, numbered from ``first``."""
        self.findings.restart(self._noticed)
        self._hazards.clear()
        self._unknown.clear()
        text = self._text()
        if text is None:
            return
        walk = Walk(text, self._beside_reports)
        texts = JsonTexts(self._path)
        number = first
        surplus: CompletionRecord | None = None
        try:
            for start, report in walk.reports():
                if not report.is_object:
                    place = JsonAt(self.file, report.pointer)
                    found = shown(report.kind)
                    self.findings.append(finding("BR141", place, found=found, expected="an object"))
                    continue
                for record in self._read(report, start, texts, number):
                    if number - first == MOST_RECORDS:
                        surplus = record
                    number += 1
                    yield record
        except BrokenError as error:
            self.findings.append(
                finding("BR114", JsonAt(self.file, error.pointer), found=error.found)
            )
        if number == first and is_sound(self.findings):
            self.findings.append(self._no_records(walk))
        if surplus is not None:
            at = surplus.origin.at("")
            self.findings.append(finding("BR110", at, found=number - first, limit=MOST_RECORDS))
        for place, name, count in self._unknown.values():
            self.findings.append(
                finding("BR142", place, severity=Severity.INFO, found=name, count=count)
            )
        self.findings.tell_rest()

    def hazards(self, number: int) -> tuple[Finding, ...]:
        """What is odd about how record ``number`` was written."""
        return self._hazards.get(number, ())

    def _text(self) -> str | None:
        """The whole text, or None and a finding."""
        place = FileAt(self.file)
        try:
            if self._path.stat().st_size > MOST_BYTES:
                found = f"more than {MOST_BYTES >> 20} MB, which is more than is read"
                self.findings.append(finding("BR114", place, found=found))
                return None
            data = self._path.read_bytes()
        except OSError:
            self.findings.append(finding("BR101", place, reason="missing"))
            return None
        for mark, found in _MARKS.items():
            if data.startswith(mark):
                warning = Severity.WARNING
                expected = "UTF-8 without a byte order mark"
                self.findings.append(
                    finding("BR119", place, severity=warning, found=found, expected=expected)
                )
        try:
            return decode(data)
        except UnicodeDecodeError as error:
            self.findings.append(not_utf8(self.file, error, Severity.ERROR))
            return None

    def _beside_reports(self, name: str, node: Node) -> None:
        if name.casefold() != "datetimecreated":
            self._not_known(name, node)

    def _not_known(self, name: str, node: Node) -> None:
        """Remember a name that means nothing; it is told once for each place in a report."""
        key = _ITEM.sub("/-", node.pointer)
        place, _, count = self._unknown.get(key, (JsonAt(self.file, node.pointer), name, 0))
        name = shown(encodable(name))
        if count or len(self._unknown) < limits.MOST_TOLD:
            self._unknown[key] = place, name, count + 1
        else:
            self.findings.pass_over(
                finding("BR142", place, severity=Severity.INFO, found=name, count=1)
            )

    def _no_records(self, walk: Walk) -> Finding:
        """The finding on a file in which nothing is wrong but that it holds no report."""
        place = JsonAt(self.file, "")
        if walk.wrapped:
            return finding("BR109", place)
        names = [name for _, name, _ in self._unknown.values()]
        found = shown(", ".join(names)) or "no report"
        return finding("BR111", place, found=found, expected=WRAPPERS[0])

    def _read(
        self, report: Node, start: int, texts: JsonTexts, number: int
    ) -> Iterator[CompletionRecord]:
        """The records of one report, one for each of its modules."""
        found = JsonReport(self.file, report)
        for name, node in found.unknown:
            self._not_known(name, node)
        said = found.texts
        names = (
            said.get("GivenName", ""),
            said.get("FamilyName", ""),
            self._birth_dates[said.get("BirthDate", "")],
        )
        hazards = found.odd
        inner = len(report.pointer)
        for module in found.modules:
            claims, places = claims_of(module.certificates, found.member_ids, found.participants)
            origin = ReportOrigin(
                self.file,
                texts,
                start,
                report.pointer,
                found.module_places[module.number][inner:],
                [each[inner:] for each in found.certificate_places],
                [each[inner:] for each in found.participant_places],
                places,
            )
            completed, has_time = self._days[module.completed]
            if has_time:
                hazards.append(
                    finding(
                        "BR203",
                        origin.at("completed"),
                        severity=Severity.WARNING,
                        found=module.completed,
                        expected=completed,
                    )
                )
            if hazards:
                self._hazards[number] = tuple(hazards)
            if self._besides is not None:
                self._besides[number] = _beside(found, module, places, inner)
            only_rems = 0 < len(claims) == len(found.participants)
            yield new_record(
                number,
                said.get("LearnerRecordAction", ""),
                module.activity_id,
                completed,
                *(("", "", "") if only_rems else names),
                claims,
                origin,
            )
            number += 1
            hazards = Findings()


def _beside(found: JsonReport, module: Module, places: Sequence[ClaimPlace], inner: int) -> Beside:
    """What stands beside a record; pointers are relative to the report from ``inner`` on."""
    said = found.texts
    return beside_of(
        module,
        places,
        found.member_ids,
        found.local_ids,
        organization=said.get("ReportingOrganization", ""),
        provider=said.get("ProviderOrganization", ""),
        title=found.titles[module.number],
        activity_name=said.get("ActivityName", ""),
        service_id=said.get("ProviderID", ""),
        regulation=found.regulation,
        others=[
            (name, node.kind, f"element{node.pointer[inner:]}") for name, node in found.unknown
        ],
    )
