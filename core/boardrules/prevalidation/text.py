"""Pre-validation for people to read: who is not matched, who is only nearly, what was filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from boardrules.codes import Catalogue
from boardrules.prevalidation.model import LearnerMatch, MatchStatus, Prevalidation
from boardrules.prevalidation.words import by_words, field_words
from boardrules.printable import printable
from boardrules.reports.text import finding_lines, place_of, plain_paint

Paint = Callable[[str, str], str]

_STYLES = {
    MatchStatus.MATCHED: "good",
    MatchStatus.AMBIGUOUS: "warning",
    MatchStatus.UNKNOWN: "error",
    MatchStatus.NOT_JUDGED: "warning",
    MatchStatus.NAMELESS: "dim",
}


def render_text(result: Prevalidation, paint: Paint = plain_paint) -> str:
    """The result as text; ``paint(text, style)`` colours, style being error, warning, good or dim.

    Learners who match to the letter, with nothing to fill in, are only counted.
    """
    return "\n".join(_lines(result, paint)) + "\n"


def _lines(result: Prevalidation, paint: Paint) -> Iterator[str]:
    codes = result.catalogue
    yield f"boardrules {result.version}: pre-validated as of {result.as_of.isoformat()}"
    for found in (*result.plugin_findings, *result.file_findings):
        yield ""
        yield from finding_lines(found, codes, paint, "", place=place_of(found.location))
    for learner in result.learners:
        plain = learner.status in (MatchStatus.MATCHED, MatchStatus.NAMELESS)
        if plain and not learner.findings and not learner.filled:
            continue
        yield ""
        yield from _learner(learner, codes, paint)
    yield ""
    yield from _counts(result, paint)


def _learner(learner: LearnerMatch, codes: Catalogue, paint: Paint) -> Iterator[str]:
    record = learner.record
    name = f"{record.first_name} {record.last_name}".strip()
    parts = (place_of(record.origin.at("")), printable(name))
    heading = ", ".join(part for part in parts if part)
    yield f"{heading}: {paint(learner.status.value, _STYLES[learner.status])}"
    for match in learner.claims:
        if match.status is MatchStatus.MATCHED or match.because:
            yield f"  {printable(by_words(match))}"
    for each in learner.filled:
        value = paint(printable(each.value), "good")
        yield f"  filled in: {printable(field_words(learner, each.field))} = {value}"
    for found in learner.findings:
        yield from finding_lines(found, codes, paint, "  ")


def _counts(result: Prevalidation, paint: Paint) -> Iterator[str]:
    counts = result.counts
    told = [
        (counts.matched, "matched", "good"),
        (counts.ambiguous, "ambiguous", "warning"),
        (counts.unknown, "unknown", "error"),
        (counts.not_judged, "not judged", "warning"),
        (counts.nameless, "nameless (REMS)", "dim"),
    ]
    noun = "learner" if counts.learners == 1 else "learners"
    shown = [paint(f"{count} {what}", style) for count, what, style in told if count]
    yield f"{printable(result.file)}: {counts.learners} {noun}" + (
        f": {', '.join(shown)}" if shown else ""
    )
    if counts.filled:
        yield f"Filled in by a unique match: {counts.filled}"
    for note in result.not_judged:
        yield f"Not judged: {', '.join(note.codes)}: {note.because}."
