"""Reports without the values of learners, for whoever may see what is wrong but not with whom.

A name, a birthday or an identifier must not get out by way of a check that quotes it, a roster
that it is compared with, a cell that stands in the wrong column or a header that is none. So
nothing is looked for in the texts; they are made anew, from what may be shown:

- a finding's params only where the catalogue says so (:attr:`CodeSpec.public
  <boardrules.codes.CodeSpec.public>`), and those that were submitted only where their value is
  of a kind that cannot be a learner's,
- headers, sheets and elements only under names that the formats themselves use.

All else is :data:`HIDDEN`. Names of files, activity IDs and the numbers of rows and lines stay.

The kinds, of which ``public`` names one or several for a param:

========== ====================================================================================
rule       anything: it comes from the rules, the activities or the engine
day        a date from ten years before the day of judging to two after it, on which no learner
           was born; a year of these; a day that a declaration names
days       a number of days in ten years
amount     a number below 100, in quarters or with one digit after the point
activity   nine digits, an ACCME activity ID
type       a credit type of an installed program
program    a code, name or identifier type of an installed program
state      a code or name of a state
fault      the text of a formula error
header     a header of a template, or an element of a format
sheet      a name of a sheet in words of the template
========== ====================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from boardrules.findings import Finding, NotJudged, Verdict
from boardrules.locations import CellAt, JsonAt, Location, Origin, XmlAt
from boardrules.records import Claim, CompletionRecord, CreditAmount, Participant
from boardrules.reports import known_names
from boardrules.reports.known_names import HIDDEN
from boardrules.values import credit_type_key, read_day

if TYPE_CHECKING:
    from boardrules.activities.model import ActivityVerdict
    from boardrules.batch import Report
    from boardrules.codes import Catalogue
    from boardrules.programs import Programs

_YEARS_BEFORE, _YEARS_AFTER = 10, 2
#: 9.27 may be a day of September; 9.25 may be too, but is an amount wherever amounts stand.
_AMOUNT = re.compile(r"\d{1,2}(?:\.(?:\d|[05]0|[27]5))?", re.ASCII)
_DAYS = re.compile(r"\d{1,4}", re.ASCII)
_ACTIVITY_ID = re.compile(r"\d{9}", re.ASCII)
_TIMED = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_ACTIONS = frozenset({"add", "delete"})
_TOTAL = "total"


def mask(report: Report) -> Report:
    """The report without values of learners; counts, codes and places are as they were.

    The files that were read and the exceptions of checks, which hold such values, are not in it.
    """
    if report.masked:
        return report
    masking = Masking(report.catalogue, report.as_of, report.programs)
    return evolve(
        report,
        verdicts=tuple(map(masking.verdict, report.verdicts)),
        file_findings=tuple(map(masking.finding, report.file_findings)),
        plugin_findings=tuple(map(masking.finding, report.plugin_findings)),
        not_judged=tuple(map(masking.note, report.not_judged)),
        activities=tuple(map(masking.activity, report.activities)),
        crashes=(),
        files=(),
        masked=True,
    )


@frozen(slots=True)
class _MaskedOrigin:
    """The origin of a record that has been masked."""

    origin: Origin

    def at(self, field: str) -> Location:
        return masked_location(self.origin.at(field))


class Masking:
    """Takes out the values of learners: of a report, or of verdicts as they arrive.

    ``programs`` are those whose names and credit types may be shown; None shows none.
    """

    def __init__(self, catalogue: Catalogue, as_of: date, programs: Programs | None) -> None:
        self._catalogue = catalogue
        self._first = date(as_of.year - _YEARS_BEFORE, 1, 1)
        self._last = date(as_of.year + _YEARS_AFTER, 12, 31)
        self._programs = programs
        self._kinds: dict[str, Callable[[str], bool]] = {
            "rule": lambda text: True,
            "day": self._is_day,
            "amount": _is_amount,
            "days": _is_days,
            "activity": is_activity_id,
            "type": self._is_type,
            "program": self._is_program,
            "state": self._is_state,
            "fault": known_names.is_fault,
            "header": known_names.is_header,
            "sheet": known_names.is_sheet,
        }

    def finding(self, found: Finding, own: Iterable[str] = ()) -> Finding:
        """The finding without values of learners; ``own`` are those of its record."""
        spec = self._catalogue.get(found.code)
        public = spec.public if spec is not None else {}
        own = frozenset(own)
        params = []
        for name, value in found.params:
            if name == "reason" and spec is not None and value in spec.reasons:
                shown = True
            else:
                kinds = public.get(name, "").split()
                shown = not value or (
                    any(self._kinds[kind](value) for kind in kinds if kind in self._kinds)
                    and value.casefold() not in own
                )
            params.append((name, value if shown else HIDDEN))
        return evolve(
            found, params=tuple(params), location=found.location and masked_location(found.location)
        )

    def verdict(self, verdict: Verdict) -> Verdict:
        """The verdict, its record and its findings without values of the learner."""
        own = frozenset(text.casefold() for text in values_of(verdict.record))
        return evolve(
            verdict,
            record=self.record(verdict.record),
            findings=tuple(self.finding(found, own) for found in verdict.findings),
            because=verdict.because and self._reason(verdict.because),
        )

    def record(self, record: CompletionRecord) -> CompletionRecord:
        """The record with its action, activity ID, date and credits only, as far as they are such."""
        own = frozenset(text.casefold() for text in values_of(record))

        def shown(text: str, is_shown: bool) -> str:
            return text if not text or (is_shown and text.casefold() not in own) else HIDDEN

        return evolve(
            record,
            action=shown(record.action, record.action.strip().casefold() in _ACTIONS),
            activity_id=shown(record.activity_id, is_activity_id(record.activity_id)),
            completed=shown(record.completed, self._is_day(record.completed)),
            first_name=shown(record.first_name, False),
            last_name=shown(record.last_name, False),
            birth_date=shown(record.birth_date, False),
            claims=tuple(self._claim(claim, shown) for claim in record.claims),
            origin=_MaskedOrigin(record.origin),
        )

    def _claim(self, claim: Claim, shown: Callable[[str, bool], str]) -> Claim:
        def amount(text: str | None) -> str | None:
            return text and shown(text, _is_amount(text))

        return Claim(
            program=shown(claim.program, self._is_program(claim.program)),
            id=shown(claim.id, False),
            id_type=shown(
                claim.id_type, self._is_program(claim.id_type) or self._is_state(claim.id_type)
            ),
            state=shown(claim.state, self._is_state(claim.state)),
            total=amount(claim.total),
            credits=tuple(
                CreditAmount(shown(each.type, self._is_type(each.type)), amount(each.amount))
                for each in claim.credits
            ),
            credit_ids=claim.credit_ids and tuple(shown(each, False) for each in claim.credit_ids),
            participant=claim.participant and Participant(*[HIDDEN] * 6),
        )

    def activity(self, verdict: ActivityVerdict) -> ActivityVerdict:
        """The verdict on an activity, with its places masked; its file holds no learners."""
        return evolve(
            verdict,
            entry=evolve(verdict.entry, origin=_MaskedOrigin(verdict.entry.origin)),
            findings=tuple(map(self.finding, verdict.findings)),
        )

    def note(self, note: NotJudged) -> NotJudged:
        """What was not judged; because of what, in words of the engine only."""
        return evolve(note, because=self._reason(note.because))

    def _reason(self, because: str) -> str:
        return because if known_names.is_reason(because, self._codes) else HIDDEN

    def _is_day(self, text: str) -> bool:
        if timed := _TIMED.fullmatch(text):
            text = timed[1]
        if _YEAR.fullmatch(text):
            return self._first.year <= int(text) <= self._last.year
        day = read_day(text).date
        return day is not None and (
            self._first <= day <= self._last or day.isoformat() in self._days_of_rules
        )

    def _is_type(self, text: str) -> bool:
        return text == _TOTAL or credit_type_key(text) in self._types

    def _is_program(self, text: str) -> bool:
        programs = self._programs
        return programs is not None and bool(programs.named(text) or programs.by_id_type(text))

    def _is_state(self, text: str) -> bool:
        return self._programs is not None and self._programs.jurisdiction(text) is not None

    @cached_property
    def _codes(self) -> frozenset[str]:
        """The codes of programs and states, in which the engine speaks of them."""
        programs = self._programs or ()
        return frozenset(
            code
            for program in programs
            for code in (program.code, *(each.code for each in program.jurisdictions))
        )

    @cached_property
    def _types(self) -> frozenset[str]:
        return frozenset(
            credit_type_key(name)
            for program in self._programs or ()
            for rule_set in program.rule_sets
            for kind in rule_set.credit_types
            for name in (kind.name, *kind.aliases)
        )

    @cached_property
    def _days_of_rules(self) -> frozenset[str]:
        return frozenset(
            day.isoformat()
            for program in self._programs or ()
            for rule_set in program.rule_sets
            for kind in rule_set.credit_types
            for day in (kind.since, kind.until)
            if day is not None
        )


def values_of(record: CompletionRecord) -> Iterator[str]:
    """What a record says of its learner: names, birthday, identifiers and credit IDs."""
    texts = [record.first_name, record.last_name, record.birth_date]
    if record.first_name and record.last_name:
        texts += [
            f"{record.first_name} {record.last_name}",
            f"{record.last_name}, {record.first_name}",
        ]
    for claim in record.claims:
        texts += [claim.id, *(claim.credit_ids or ())]
    return (text for text in texts if text)


def masked_location(location: Location) -> Location:
    """The place with such names of sheets, headers and elements only as the formats use themselves."""
    match location:
        case CellAt(sheet=sheet, header=header):
            return evolve(
                location,
                sheet=sheet if sheet is None or known_names.is_sheet(sheet) else HIDDEN,
                header=header if header is None or known_names.is_header(header) else HIDDEN,
            )
        case XmlAt(path=path):
            return evolve(location, path=path and known_names.known_path(path))
        case JsonAt(pointer=pointer):
            return evolve(location, pointer=known_names.known_path(pointer))
        case _:
            return location


def _is_amount(text: str) -> bool:
    return _AMOUNT.fullmatch(text) is not None


def _is_days(text: str) -> bool:
    return _DAYS.fullmatch(text) is not None and int(text) <= _YEARS_BEFORE * 366


def is_activity_id(text: str) -> bool:
    """Whether ``text`` has the shape of an ACCME activity ID."""
    return _ACTIVITY_ID.fullmatch(text) is not None
