"""The report that people read: record by record, what was found, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from boardrules.activities.model import ActivityVerdict, Outcome
from boardrules.batch import Report
from boardrules.codes import Catalogue
from boardrules.findings import Finding, Severity, Status, Verdict
from boardrules.locations import CellAt, JsonAt, Location, XmlAt
from boardrules.printable import printable
from boardrules.reports.known_names import HIDDEN
from boardrules.reports.order import worst_first

#: Warnings on more records than this are told once, with the records they concern.
_FOLD_ABOVE = 5
_MOST_PLACES = 12

Paint = Callable[[str, str], str]


def plain_paint(text: str, style: str) -> str:
    """No colour."""
    return text


def render(report: Report) -> bytes:
    """The report as plain UTF-8 text."""
    return render_text(report).encode()


def render_text(report: Report, paint: Paint = plain_paint) -> str:
    """The report as text; ``paint(text, style)`` colours, style being error, warning, good or dim."""
    return "\n".join(_lines(report, paint)) + "\n"


@frozen(slots=True)
class _Folded:
    """A warning that many records share."""

    example: Finding
    verdicts: list[Verdict]


def _lines(report: Report, paint: Paint) -> Iterator[str]:
    codes = report.catalogue
    yield f"boardrules {report.version}: judged as of {report.as_of.isoformat()}"
    for found in (*report.plugin_findings, *report.file_findings):
        yield ""
        yield from finding_lines(found, codes, paint, "", place=place_of(found.location))
    folded = _fold(report)
    for verdict in report.verdicts:
        shown = [
            each
            for each in verdict.findings
            if each.severity is Severity.ERROR or _fold_key(each) not in folded
        ]
        if shown or (verdict.status is Status.REJECTED and not report.hidden):
            yield ""
            yield _heading(verdict, paint)
            for found in worst_first(shown):
                yield from finding_lines(found, codes, paint, "  ")
    if folded:
        yield ""
        yield "Warnings that many records share"
        for each in folded.values():
            yield from finding_lines(each.example, codes, paint, "  ", general=True)
            yield f"    {len(each.verdicts)} records: {_places(each.verdicts)}"
    for activity in report.activities:
        if activity.findings:
            yield ""
            yield _activity_heading(activity, paint)
            for found in worst_first(activity.findings):
                yield from finding_lines(found, codes, paint, "  ")
    yield ""
    yield from _counts(report, paint)


def _activity_heading(verdict: ActivityVerdict, paint: Paint) -> str:
    entry = verdict.entry
    parts = [place_of(entry.origin.at("")), entry.id or entry.own_id, entry.title]
    style = "error" if verdict.outcome is Outcome.REJECTED else "good"
    status = f" ({verdict.status})" if verdict.status else ""
    shown = ", ".join(printable(part) for part in parts if part)
    return f"{shown}: {paint(verdict.outcome.value, style)}{status}"


def _heading(verdict: Verdict, paint: Paint) -> str:
    record = verdict.record
    style = {Status.REJECTED: "error", Status.NOT_JUDGED: "warning"}.get(verdict.status, "good")
    parts = [place_of(record.origin.at("")) or f"record {record.number}"]
    parts += [each for each in (record.action, record.activity_id) if each]
    because = f" ({printable(verdict.because)})" if verdict.because else ""
    return f"{', '.join(map(printable, parts))}: {paint(verdict.status.value, style)}{because}"


def finding_lines(
    found: Finding,
    codes: Catalogue,
    paint: Paint,
    indent: str,
    *,
    place: str | None = None,
    general: bool = False,
) -> Iterator[str]:
    """What is said of a finding, printable; ``place`` is its field if it is not given.

    ``general`` says what holds for others like it as well.
    """
    spec = codes[found.code]
    style = "error" if found.severity is Severity.ERROR else "warning"
    label = paint(found.code, style)
    if found.severity is not Severity.ERROR:
        label += f" {found.severity.value}"
    program = f" [{found.program}]" if found.program else ""
    if place is None and not general:
        place = field_of(found.location)
    at = f"{place}: " if place else ""
    yield f"{indent}{label}{program} {at}{printable(spec.render_message(found))}"
    detail = "" if general else spec.render_detail(found)
    if detail:
        yield f"{indent}    {printable(detail)}"
    yield f"{indent}    {paint('fix:', 'dim')} {printable(spec.render_fix(found))}"


def place_of(location: Location | None) -> str:
    """A place in printable words: file, sheet and row, or file and line."""
    return printable(_place_of(location))


def _place_of(location: Location | None) -> str:
    match location:
        case None:
            return ""
        case CellAt(file=file, sheet=sheet, row=row, column=column):
            words = [file]
            if sheet is not None:
                words.append(f"sheet {sheet}")
            if row is not None:
                words.append(f"row {row}" if column is None else f"cell {column}{row}")
            return ", ".join(words)
        case XmlAt(file=file, line=line):
            return file if line is None else f"{file}, line {line}"
        case JsonAt(file=file, pointer=pointer):
            return f"{file}, {pointer}" if pointer else file
        case _:
            return location.file


def field_of(location: Location | None) -> str:
    """The field within the record, in the words of the file; printable."""
    return printable(_field_of(location))


def _field_of(location: Location | None) -> str:
    match location:
        case CellAt(row=row, column=str(column), header=header):
            named = header and header != HIDDEN
            return f"{header} ({column}{row})" if named else f"{column}{row}"
        case XmlAt(line=int(line), path=str(path)):
            return f"{path.rsplit('/', 1)[-1]} (line {line})"
        case JsonAt(pointer=pointer):
            return pointer
        case _:
            return ""


def _fold_key(found: Finding) -> tuple[str, str | None, str | None]:
    return (found.code, found.program, found.param("reason"))


def _fold(report: Report) -> dict[tuple[str, str | None, str | None], _Folded]:
    shared: dict[tuple[str, str | None, str | None], _Folded] = {}
    for verdict in report.verdicts:
        for found in verdict.findings:
            if found.severity is not Severity.ERROR:
                entry = shared.setdefault(_fold_key(found), _Folded(found, []))
                if not entry.verdicts or entry.verdicts[-1] is not verdict:
                    entry.verdicts.append(verdict)
    return {key: each for key, each in shared.items() if len(each.verdicts) > _FOLD_ABOVE}


def _places(verdicts: list[Verdict]) -> str:
    places = []
    for verdict in verdicts[:_MOST_PLACES]:
        match verdict.record.origin.at(""):
            case CellAt(row=int(row)):
                places.append(f"row {row}")
            case XmlAt(line=int(line)):
                places.append(f"line {line}")
            case _:
                places.append(f"record {verdict.record.number}")
    more = len(verdicts) - _MOST_PLACES
    return ", ".join(places) + (f" and {more} more" if more > 0 else "")


def _counts(report: Report, paint: Paint) -> Iterator[str]:
    summary = report.summary
    counts = [
        (summary.rejected, "rejected", "error"),
        (summary.accepted, "accepted", "good"),
        (summary.submitted, "submitted (the board answers later)", "good"),
        (summary.deleted, "deleted", "good"),
        (summary.delete_submitted, "delete submitted (the board answers later)", "good"),
        (summary.not_judged, "not judged", "warning"),
    ]
    for each in report.inputs:
        yield f"{printable(each.file)}: {each.records} {_plural('record', each.records)}"
    for one in report.activity_inputs:
        yield f"{printable(one.file)}: {_activities(one.activities)}"
    if report.inputs or not report.activity_inputs:
        yield f"{summary.records} {_plural('record', summary.records)}: " + ", ".join(
            paint(f"{count} {what}", style)
            for count, what, style in counts
            if count or what == "rejected"
        )
    if report.activity_inputs:
        totals = summary.activities
        kinds = (
            (totals.rejected, "rejected", "error"),
            (totals.registrable, "registrable", "good"),
            (totals.closable, "closable", "good"),
        )
        yield f"{_activities(totals.activities)}: " + ", ".join(
            paint(f"{count} {what}", style)
            for count, what, style in kinds
            if count or what == "rejected"
        )
    if summary.by_code:
        yield "By code: " + ", ".join(
            f"{code} x {count}" for code, count in summary.by_code.items()
        )
    for note in report.not_judged:
        yield f"Not judged: {', '.join(note.codes)}: {printable(note.because)}."
    yield from notes_on(report)
    if summary.by_code:
        yield "Run `boardrules explain CODE` for what a code means."


def notes_on(report: Report) -> Iterator[str]:
    """What a reader must know of what the report leaves out: findings, or values of learners."""
    if report.hidden:
        counts = [f"{each.findings} by --{each.option}" for each in report.hidden]
        total = sum(each.findings for each in report.hidden)
        what = f"{total} {_plural('finding', total)}"
        yield f"Not shown: {what} ({', '.join(counts)}); the counts and the verdicts include them."
    if report.masked:
        yield "Values of learners are not shown."


def _activities(count: int) -> str:
    return f"{count} activity" if count == 1 else f"{count} activities"


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"
