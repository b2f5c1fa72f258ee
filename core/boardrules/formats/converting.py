"""From one kind of learner file to another, with everything told that gets lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, frozen

from boardrules.findings import Finding, Severity
from boardrules.formats.credit_ids import CreditIds
from boardrules.formats.writers import NAMESPACE, Writing, writer_for, writer_of_kind
from boardrules.locations import CellAt

if TYPE_CHECKING:
    from boardrules.formats.base import LearnerFile
    from boardrules.formats.beside import Beside
    from boardrules.formats.column_names import ColumnNames
    from boardrules.plugins import Plugins

PathLikes: TypeAlias = str | PathLike[str] | Iterable[str | PathLike[str]]

#: Findings on which a file was read all the same.
_READABLE = frozenset({"BR107", "BR108", "BR110"})
#: Findings of readers on something that they leave out of the records or change; a time of day
#: (BR203) only where it does not stand beside the record.
_LEFT_OUT = frozenset({"BR108", "BR121", "BR205", "BR207", "BR209", "BR203", "BR148"})
#: Whether one with a reason is, where that is not as for others of its code: a row that is short
#: is whole, and what is read in a wrongly declared encoding is changed.
_BY_REASON = {("BR148", "short"): False, ("BR119", "misread"): True}
#: Findings of writers on what they cannot hold; what was never there is not lost.
_LOST = frozenset({"BR138", "BR143"})


class UnknownKindError(ValueError):
    """There is no writer of the kind, or none for the ending, that was asked for."""


class WrongKindError(UnknownKindError):
    """What was asked for is a kind of activities, and the file holds learners."""


@frozen(slots=True)
class Conversion:
    """What became of a conversion.

    ``file`` is the name of what was converted and ``from_kind`` its kind; ``kind`` is that of
    ``data``, the bytes to be written, which are None when the file could not be read.
    ``records`` counts the records read, and ``left_out`` those of them of which nothing could be
    written. ``findings`` are of reading, then of writing; ``lost`` are those of them on what could
    not be held, whether by a record or by what was written.
    """

    file: str
    from_kind: str
    kind: str
    records: int
    data: bytes | None
    findings: tuple[Finding, ...]
    lost: tuple[Finding, ...] = ()
    left_out: int = 0

    @property
    def exit_status(self) -> int:
        """0 nothing lost, 1 something could not be held, 2 the file could not be read."""
        if self.data is None:
            return 2
        return 1 if self.lost else 0


def convert(
    source: str | PathLike[str],
    to: str,
    *,
    created: datetime | None = None,
    organization: str = "",
    provider: str = "",
    activities: PathLikes | None = None,
    namespace: str = NAMESPACE,
    credit_domain: str = "",
    plugins: Plugins | None = None,
    columns: ColumnNames | None = None,
) -> Conversion:
    """The learner file ``source`` as one of another kind; nothing is written and nothing judged.

    So is a file of activities, of which the kinds are ``activities-xml``, ``activities-json``,
    ``activities-csv``, ``activities-xlsx`` (the plain table), ``activities-template-cme`` and
    ``activities-template-cme-moc``, and so is a roster, as ``roster-csv`` or ``roster-xlsx``. ``to``
    is a kind (``learner-json``, or ``json``), or the name of a file with the ending of one.
    ``created`` is the moment that learner reports (XML and JSON) name as that of their making. ``organization`` (the
    reporting organization's name), ``provider`` (its ACCME ID) and the titles of
    ``activities`` (files as for :func:`boardrules.check`) stand in where ``source`` names none.
    ``namespace`` is that of ACCME's elements in XML. With ``credit_domain`` (``example.org``) credits
    of a source that has no credit IDs get some, made of what the records say. ``columns`` are
    further headers of tables.

    Never raises for what is wrong with a file: that becomes a finding. UnknownKindError when
    there is no writer for ``to``, WrongKindError when it writes activities and these are learners,
    TypeError when a report is to be written without ``created``, and :class:`boardrules.formats.records_parquet.ParquetMissingError` when it needs pyarrow.
    """
    from boardrules.formats import open_submission
    from boardrules.formats.activities_to_xml import ACCME
    from boardrules.formats.activity_entries import activity_file
    from boardrules.formats.column_names import NO_COLUMN_NAMES
    from boardrules.formats.converting_activities import activity_format, convert_activities
    from boardrules.formats.converting_roster import convert_roster, roster_format
    from boardrules.formats.pre_validation import open_people
    from boardrules.plugins import installed_plugins

    columns = columns or NO_COLUMN_NAMES
    if (roster := roster_format(to)) is not None:
        return convert_roster(Path(source), roster, columns)
    spec = writer_of_kind(to) or writer_for(to)
    form = activity_format(to)
    if spec is None and form is None:
        raise UnknownKindError(to)
    plugins = plugins if plugins is not None else installed_plugins()
    names_only = spec is not None and spec.kind == "pre-validation"
    opened = open_people if names_only else open_submission
    learners = opened(Path(source), plugins=plugins, columns=columns)
    if form is not None:
        registered = activity_file(Path(source), learners, columns)
        if registered is not None:
            of_accme = ACCME if namespace == NAMESPACE else namespace
            return convert_activities(registered, form, of_accme)
    if spec is None:
        # Only activities can be written so, and these are none.
        found = tuple(learners.findings)
        if learners.kind == "unreadable":
            return Conversion(learners.file, learners.kind, f"activities-{form}", 0, None, found)
        raise WrongKindError(to)
    if spec.dated and created is None:
        raise TypeError(f"{spec.title} names the moment of its making: created=datetime(...)")
    keep = getattr(learners, "keep_besides", None)
    if keep is not None:
        keep()
    records = list(learners.records())
    besides = getattr(learners, "besides", {})
    findings, left_out = _of_reading(learners, besides, len(records))
    is_readable = bool(records) and not any(map(_is_error, findings))
    titles, providers, about_activities = _activities(activities, columns)
    findings += about_activities
    if not is_readable or (not titles and any(map(_is_error, about_activities))):
        return Conversion(
            learners.file, learners.kind, spec.kind, len(records), None, tuple(findings)
        )
    writing = Writing(
        target=spec.title,
        created=created,
        programs=plugins.programs,
        organization=organization,
        provider=provider or (providers.pop() if len(providers) == 1 else ""),
        titles=titles,
        namespace=namespace,
        besides=besides,
        credit_ids=CreditIds(credit_domain) if credit_domain else None,
    )
    data = spec.write(records, writing)
    told = (*findings, *writing.findings)
    lost = (*left_out, *(found for found in writing.findings if found.code in _LOST))
    return Conversion(
        learners.file, learners.kind, spec.kind, len(records), data, told, lost, writing.left_out
    )


def _of_reading(
    learners: LearnerFile, besides: Mapping[int, Beside], count: int
) -> tuple[list[Finding], list[Finding]]:
    """The findings of reading, and those of them on what was left out.

    Errors on which something was read all the same become warnings.
    """
    findings = softened(learners.findings, _READABLE) if count else [*learners.findings]
    left_out = [
        found
        for found in findings
        if _is_left_out(found) and not _is_of_empty_column(found, learners)
    ]
    for number in range(1, count + 1):
        beside = besides.get(number)
        for found in learners.hazards(number):
            findings.append(found)
            if _is_left_out(found) and not (
                found.code == "BR203" and beside is not None and beside.completed
            ):
                left_out.append(found)
    return findings, left_out


def softened(findings: Iterable[Finding], readable: Collection[str]) -> list[Finding]:
    """The findings, with warnings for those errors of which the others were read all the same."""
    return [
        evolve(found, severity=Severity.WARNING)
        if found.severity is Severity.ERROR and code_told(found) in readable
        else found
        for found in findings
    ]


def code_told(found: Finding) -> str:
    """The code of a finding; of one that counts others (BR161), theirs."""
    return found.param("found") or "" if found.code == "BR161" else found.code


def _is_left_out(found: Finding) -> bool:
    code = code_told(found)
    return _BY_REASON.get((code, found.param("reason") or ""), code in _LEFT_OUT)


def _is_of_empty_column(found: Finding, learners: LearnerFile) -> bool:
    """Whether a finding is about a column with nothing in it but its header."""
    is_filled = getattr(learners, "column_is_filled", None)
    place = found.location
    if is_filled is None or found.code != "BR207" or not isinstance(place, CellAt):
        return False
    if found.param("reason") == "more":
        # Nobody looked at each of them.
        return False
    return place.column is not None and not is_filled(place.column)


def _is_error(found: Finding) -> bool:
    return found.severity is Severity.ERROR


def _activities(
    given: PathLikes | None, columns: ColumnNames
) -> tuple[dict[str, str], set[str], list[Finding]]:
    """Activities' titles by ID, the providers that they name, and what was wrong with the files."""
    if given is None:
        return {}, set(), []
    from boardrules.formats.activities import read_activities

    paths = [given] if isinstance(given, str | PathLike) else list(given)
    read = read_activities([Path(path) for path in paths], columns)
    titles = {each.id: each.title for each in read.activities if each.title}
    providers = {each.provider_id for each in read.activities if each.provider_id}
    return titles, providers, read.findings
