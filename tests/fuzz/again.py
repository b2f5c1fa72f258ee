"""What is made of files, read again: conversions, pre-validation, the rejection workbook, the
annotated copy. Each run is given a file's bytes in an empty folder, as those of :mod:`runs` are.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import evolve
from tests.formats.learner_records import CREATED, PROGRAMS, meant

from boardrules import convert
from boardrules.batch import Report
from boardrules.codes import builtin_catalogue
from boardrules.findings import Finding, Severity
from boardrules.formats import open_submission
from boardrules.formats.activity_entries import activity_file
from boardrules.formats.activity_forms import KINDS as ACTIVITY_KINDS
from boardrules.formats.activity_forms import ActivityFormat
from boardrules.formats.activity_writing import as_written
from boardrules.formats.beside import PARTS
from boardrules.formats.claim_kinds import is_rems, spelt_for_pars
from boardrules.formats.cleaning import clean
from boardrules.formats.converting import Conversion
from boardrules.formats.converting_roster import KINDS as ROSTER_KINDS
from boardrules.formats.pre_validation import open_people
from boardrules.formats.report_parts import _TRUTHS
from boardrules.formats.roster import read_roster
from boardrules.formats.workbook_bytes import NOT_XML
from boardrules.formats.writable import _changed_record
from boardrules.formats.writers import WRITERS
from boardrules.prevalidation import Prevalidation, prevalidate
from boardrules.prevalidation.document import render_json
from boardrules.prevalidation.text import render_text
from boardrules.prevalidation.workbook import render_xlsx
from boardrules.records import CompletionRecord, CreditAmount, Participant
from boardrules.reports import CannotRenderError, annotated, xlsx
from boardrules.values import read_day

from .contract import AS_OF, CONTROLS, hold_finding, hold_place, judged
from .runs import now_and_then, ports

#: The kinds of learner files that hold every field of a record as it is.
_EXACT = ("records-csv", "records-parquet")
#: What is told as lost although the record itself keeps everything.
_BESIDE = frozenset(
    {*PARTS.values(), "the credit unit", "the participant's local identifier",
     "a further identifier of the learner"}
)  # fmt: skip


def records_of(path: str) -> list[CompletionRecord]:
    """The records of a learner file."""
    return list(open_submission(Path(path)).records())


# Converted ----------------------------------------------------------------------------------------


def converted(data: bytes, name: str) -> None:
    """Convert a learner file to one kind, chosen by its bytes, and read that."""
    Path(name).write_bytes(data)
    spec = WRITERS[zlib.crc32(data) % len(WRITERS)]
    to_kind(name, spec.kind)


def to_kind(name: str, kind: str) -> Conversion:
    """A learner file as one of another kind, after what is promised of that was asserted.

    What is read of it again is what was read at first, or a finding says what is lost.
    """
    made = convert(name, kind, created=CREATED)
    _hold_findings(made.findings, name)
    assert all(found in made.findings for found in made.lost)
    if made.data is None:
        assert any(found.severity is Severity.ERROR for found in made.findings), made.findings
        assert made.exit_status == 2
        return made
    assert made.exit_status == (1 if made.lost else 0)
    opened = open_people if kind == "pre-validation" else open_submission
    first = list(opened(Path(name)).records())
    assert len(first) == made.records
    spec = next(each for each in WRITERS if each.kind == kind)
    written = f"written{spec.suffixes[0] if spec.suffixes else '.xlsx'}"
    Path(written).write_bytes(made.data)
    if kind == "pre-validation":
        assert _names(open_people(Path(written)).records()) == _names(first)
        return made
    back = records_of(written)
    lost = [found for found in made.lost if found.param("what") not in _BESIDE]
    if kind in _EXACT:
        assert len(back) == len(first)
    if not lost:
        if kind in _EXACT:
            assert back == first
        assert list(map(_meant, back)) == list(map(_meant, first))
    return made


def _names(records: Iterable[CompletionRecord]) -> set[tuple[str, str, str]]:
    """The names and birthdays of those who are not participants of a REMS only."""
    named = {
        (record.first_name, record.last_name, record.birth_date)
        for record in records
        if not record.claims or not all(is_rems(claim, PROGRAMS) for claim in record.claims)
    }
    return named - {("", "", "")}


def _meant(record: CompletionRecord) -> object:
    """What a record comes to, also where days, practice areas, no credit or a participant of whom
    nothing is said can be said in two ways.
    """
    day = read_day(record.completed).date
    claims = []
    for claim in record.claims:
        if claim.state and not (claim.program or claim.id_type or claim.participant):
            claim = evolve(claim, program="CME")  # only there is a state asked for
        if is_rems(claim, PROGRAMS):
            person = spelt_for_pars(claim.participant or Participant())
            surgical = person.surgical_procedures
            surgical = _TRUTHS.get(surgical.casefold(), surgical)
            person = evolve(person, surgical_procedures=surgical)
            program = claim.program or claim.id_type or "REMS"
            claim = evolve(claim, participant=person, program=program)
        if not claim.credits:
            claim = evolve(claim, credits=(CreditAmount("", claim.total),))
        claims.append(claim)
    completed = day.isoformat() if day else record.completed
    if claims and all(is_rems(claim, PROGRAMS) for claim in claims):
        record = evolve(record, first_name="", last_name="", birth_date="")  # stays unnamed
    return meant(evolve(record, completed=completed, claims=tuple(claims)))


def activities_converted(data: bytes, name: str) -> None:
    """Convert activities to one format, chosen by the file's bytes, and read that."""
    Path(name).write_bytes(data)
    to_format(name, ACTIVITY_KINDS[zlib.crc32(data) % len(ACTIVITY_KINDS)])


def to_format(name: str, kind: ActivityFormat) -> None:
    """Activities in another format: what is read again is what the writer says it wrote."""
    given = activity_file(Path(name), open_submission(Path(name)))
    if given is None:
        return
    entries = list(given.entries())
    made = convert(name, f"activities-{kind}", created=CREATED)
    _hold_findings(made.findings, name)
    if made.data is None:
        assert not entries or any(each.severity is Severity.ERROR for each in made.findings)
        return
    assert made.records == len(entries)
    ending = kind if kind in ("xml", "json", "csv") else "xlsx"
    path = Path(f"written.{ending}")
    path.write_bytes(made.data)
    again = activity_file(path, open_submission(path))
    assert again is not None
    assert list(again.entries()) == as_written(entries, kind)


def roster_converted(data: bytes, name: str) -> None:
    """Write a roster anew in both formats and read that."""
    Path(name).write_bytes(data)
    for kind in ROSTER_KINDS:
        to_roster(name, kind)


def to_roster(name: str, kind: str) -> Conversion:
    """A roster in another format: the same people, but for rows that a finding tells of."""
    people = read_roster([name]).people
    made = convert(name, kind, created=CREATED)
    _hold_findings(made.findings, name)
    if made.data is None:
        assert any(found.severity is Severity.ERROR for found in made.findings), made.findings
        return made
    path = Path(f"written.{kind.removeprefix('roster-')}")
    path.write_bytes(made.data)
    read = read_roster([path])
    assert read.people == people
    assert not any(found.severity is Severity.ERROR for found in read.findings), read.findings
    return made


# Pre-validated ------------------------------------------------------------------------------------


def people(data: bytes, name: str) -> None:
    """Look the learners of a file up."""
    Path(name).write_bytes(data)
    looked_up(name, twice=now_and_then(data, 16))


def looked_up(name: str, *, twice: bool = False) -> Prevalidation:
    """The learners of a file looked up, after what is promised of that was asserted."""
    result = prevalidate(name, roster=ports()["roster"], as_of=AS_OF)
    numbers = [each.record.number for each in result.learners]
    assert numbers == list(range(1, len(numbers) + 1))
    assert result.counts.learners == len(numbers)
    for learner in result.learners:
        hold_place(learner.record.origin.at(""), {name})
        for each in learner.filled:
            hold_place(learner.record.origin.at(each.field), {name})
    _hold_findings(_told_of(result), name)
    if not numbers:
        assert any(found.severity is Severity.ERROR for found in result.file_findings)
    shown = render_json(result)
    assert len(json.loads(shown)["learners"]) == len(numbers)
    assert not CONTROLS.search(render_text(result))
    made = render_xlsx(result)
    if twice:
        again = prevalidate(name, roster=ports()["roster"], as_of=AS_OF)
        assert render_json(again) == shown
        assert render_xlsx(again) == made
    Path("looked-up.xlsx").write_bytes(made)
    back = list(open_people(Path("looked-up.xlsx")).records())
    if result.kind in ("pre-validation", "learner-xlsx"):
        filled = {each.record.number for each in result.learners if each.filled}
        for one, learner in zip(back, result.learners, strict=True):
            if learner.record.number not in filled:
                assert one == _in_cells(learner.record)
    return result


def _told_of(result: Prevalidation) -> Iterator[Finding]:
    yield from result.file_findings
    for learner in result.learners:
        yield from learner.findings


# Rejected and annotated ---------------------------------------------------------------------------


def rejected(data: bytes, name: str) -> None:
    """Judge a learner file, write what is rejected as a workbook and read that."""
    Path(name).write_bytes(data)
    sent_back(judged(name, **ports()))


def sent_back(report: Report) -> None:
    """The rejection workbook, read again: it holds the records that were rejected, as they were."""
    Path("rejected.xlsx").write_bytes(xlsx.render(report))
    back = records_of("rejected.xlsx")
    first = [verdict.record for verdict in report.rejected]
    if all(each.kind.startswith("learner-") and hasattr(each, "row_of") for each in report.files):
        assert back == [
            evolve(_in_cells(each), number=number) for number, each in enumerate(first, 1)
        ]
    else:
        found = {(each.action, each.activity_id) for each in back}
        assert found >= {(each.action, each.activity_id) for each in first} - {("", "")}


def commented(data: bytes, name: str) -> None:
    """Judge a workbook, write the annotated copy of it and read that."""
    Path(name).write_bytes(data)
    annotate(judged(name, **ports()))


def annotate(report: Report) -> bool:
    """Whether a copy was made; its records are those of the workbook, and it says the same twice."""
    try:
        made = annotated.render(report)
    except CannotRenderError:
        return False
    assert annotated.render(report) == made
    Path("copy.xlsx").write_bytes(made)
    back = records_of("copy.xlsx")
    # Of a sheet that cannot be read the library may read more, and values under merged cells go.
    if {"BR103", "BR211"}.isdisjoint(found.code for found in report.file_findings):
        assert back == [verdict.record for verdict in report.verdicts]
    return True


def _in_cells(record: CompletionRecord) -> CompletionRecord:
    """A record as a workbook of ours gives it back: without what no cell can hold."""
    return _changed_record(record, lambda text: clean(NOT_XML.sub("", text))[0], lambda *_: None)


def _hold_findings(findings: Iterable[Finding], name: str) -> None:
    for found in findings:
        hold_finding(found, builtin_catalogue(), {name})
