"""Reader of learner reports in XML: MedBiquitous Activity Reports as ACCME adapts them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

from boardrules.findings import Finding, Severity, finding
from boardrules.formats.base import MOST_RECORDS, Forgets, is_sound
from boardrules.formats.beside import GathersBesides
from boardrules.formats.learner_claims import ClaimPlace, claims_of
from boardrules.formats.learner_dates import BirthDates, Days
from boardrules.formats.learner_report import Gathered, Module, Roles
from boardrules.formats.limits import at_most
from boardrules.formats.source import Source, decode_head
from boardrules.formats.xml_beside import xml_beside
from boardrules.formats.xml_faults import broken, misread
from boardrules.formats.xml_origin import ElementOrigin
from boardrules.formats.xml_places import XmlPlaces
from boardrules.locations import FileAt, XmlAt
from boardrules.records import CompletionRecord, new_record

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEAD = 1 << 16
_ROOTS = frozenset({"ACCMELearnerReports", "ActivityReports", "ActivityReport"})
_PROLOG = re.compile(r"\ufeff?(?:\s|<\?.*?\?>|<!--.*?-->)*", re.S)
_START_TAG = re.compile(r"<(?:[^\s<>/:]+:)?([^\s<>/:!?]+)")


class LearnerReport(Forgets, GathersBesides):
    """A learner report in XML.

    ``noticed`` are findings from before the file was opened.
    """

    kind = "learner-xml"

    def __init__(self, source: Source, noticed: Sequence[Finding] = ()) -> None:
        self.file = source.name
        self.findings = list(noticed)
        self._path = source.path
        self._noticed = tuple(noticed)
        self._places = XmlPlaces(source.path)
        self._hazards: dict[int, tuple[Finding, ...]] = {}
        self._roles = Roles()
        self._days = Days()
        self._birth_dates = BirthDates()
        self._shapes: dict[tuple[ClaimPlace, ...], tuple[ClaimPlace, ...]] = {}
        self._head = ""

    def records(self, first: int = 1) -> Iterator[CompletionRecord]:
        """The records in the order of the file, numbered from ``first``."""
        self.findings[:] = self._noticed
        self._hazards.clear()
        number = first
        surplus: CompletionRecord | None = None
        for index, report in enumerate(self._reports()):
            for record in self._read(report, index, number):
                if number - first == MOST_RECORDS:
                    surplus = record
                number += 1
                yield record
        if surplus is not None:
            place = surplus.origin.at("")
            self.findings.append(finding("BR110", place, found=number - first, limit=MOST_RECORDS))
        if number == first and is_sound(self.findings):
            self.findings.append(self._no_records())

    def hazards(self, number: int) -> tuple[Finding, ...]:
        """What is odd about the elements of record ``number``."""
        return self._hazards.get(number, ())

    def _reports(self) -> Iterator[_Element]:
        """The ``ActivityReport`` elements; each lasts until the next is asked for."""
        from lxml.etree import XMLSyntaxError, iterparse

        try:
            with self._path.open("rb") as stream:
                self._head = decode_head(stream.read(_HEAD))
                stream.seek(0)
                start = _PROLOG.match(self._head).end()  # type: ignore[union-attr]
                if self._head.startswith("<!DOCTYPE", start):
                    self._refuse_doctype(self._head.count("\n", 0, start) + 1)
                    return
                if lie := misread(self._path, self.file, self._head):
                    self.findings.append(lie)
                parsing = iterparse(
                    stream,
                    tag="{*}ActivityReport",
                    resolve_entities=False,
                    no_network=True,
                    load_dtd=False,
                    huge_tree=False,
                    remove_comments=True,
                    remove_pis=True,
                )
                try:
                    for index, (_, report) in enumerate(parsing):
                        if index == 0 and report.getroottree().docinfo.doctype:
                            self._refuse_doctype(None)
                            return
                        yield report
                        report.clear(keep_tail=False)
                        parent = report.getparent()
                        while report.getprevious() is not None:
                            del parent[0]
                except XMLSyntaxError:
                    self.findings.append(broken(self.file, parsing.error_log, self._head))
        except OSError:
            self.findings.append(finding("BR101", FileAt(self.file), reason="missing"))

    def _refuse_doctype(self, line: int | None) -> None:
        self.findings.append(finding("BR105", XmlAt(self.file, line), found="a DOCTYPE"))

    def _no_records(self) -> Finding:
        """The finding on a file in which nothing is wrong but that it holds no report."""
        start = _PROLOG.match(self._head).end()  # type: ignore[union-attr]
        root = _START_TAG.match(self._head, start)
        name = root[1] if root else "?"
        place = XmlAt(self.file, self._head.count("\n", 0, start) + 1, name)
        if name in _ROOTS:
            return finding("BR109", place)
        return finding("BR111", place, found=name, expected="ActivityReports")

    def _read(self, report: _Element, index: int, number: int) -> list[CompletionRecord]:
        """The records of one report, one for each of its modules."""
        found = Gathered(report, self._roles)
        texts = found.texts
        names = (
            texts.get("GivenName", ""),
            texts.get("FamilyName", ""),
            self._birth_dates[texts.get("BirthDate", "")],
        )
        records = []
        for module in found.modules:
            claims, places = claims_of(module.certificates, found.member_ids, found.participants)
            places = self._shapes.setdefault(places, places)
            line = cast("int | None", report.sourceline)
            origin = ElementOrigin(self.file, self._places, index, module.number, line, places)
            completed, has_time = self._days[module.completed]
            if (
                has_time
                or found.odd
                or (module.status and module.status.casefold() != "completed")
                or module.units
            ):
                odd = _hazards(found, module, completed, has_time, origin)
                self._hazards[number] = at_most(odd)
            if self._besides is not None:
                self._besides[number] = xml_beside(report, found, module, places)
            only_rems = 0 < len(claims) == len(found.participants)
            first_name, last_name, birth_date = ("", "", "") if only_rems else names
            records.append(
                new_record(
                    number,
                    texts.get("LearnerRecordAction", ""),
                    module.activity_id,
                    completed,
                    first_name,
                    last_name,
                    birth_date,
                    claims,
                    origin,
                )
            )
            number += 1
        return records


def _hazards(
    found: Gathered, module: Module, day: str, has_time: bool, origin: ElementOrigin
) -> Iterator[Finding]:
    """What is odd about the elements that a record was made from."""
    here = ("Module", module.number)
    if has_time:
        place = origin.element(here, ("CompletedDateTime", 0))
        yield finding(
            "BR203", place, severity=Severity.WARNING, found=module.completed, expected=day
        )
    if module.status and module.status.casefold() != "completed":
        place = origin.element(here, ("Status", 0))
        yield finding("BR112", place, severity=Severity.WARNING, found=module.status)
    for certificate, unit in module.units:
        if unit.casefold() != "point":
            place = origin.element(("CreditCertificate", certificate), ("creditUnit", 0))
            yield finding("BR113", place, severity=Severity.WARNING, found=unit)
    certificates = {each.number for each in module.certificates}
    for outer, name, changed in found.odd:
        if (outer[0] == "Module" and outer[1] != module.number) or (
            outer[0] == "CreditCertificate" and outer[1] not in certificates
        ):
            continue
        steps = (outer, (name, 0)) if outer[0] else ((name, 0),)
        place = origin.element(*steps)
        yield finding("BR205", place, severity=Severity.WARNING, found=changed, header=name)
