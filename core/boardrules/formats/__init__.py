"""Readers and writers of submissions. Nothing heavy is imported before a file needs it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boardrules.findings import Finding
    from boardrules.formats.base import LearnerFile, Opener
    from boardrules.formats.column_names import ColumnNames
    from boardrules.formats.source import Source


def open_submission(
    path: Path,
    name: str | None = None,
    plugins: Opener | None = None,
    columns: ColumnNames | None = None,
) -> LearnerFile:
    """The reader of a learner file, chosen by what the file holds.

    ``name`` is what locations call the file, ``path`` as given if it is None. ``plugins``
    are asked first. ``columns`` are further headers of tables. Never raises for a bad file:
    what cannot be read is an :class:`~boardrules.formats.base.Unreadable`, which yields no
    records.
    """
    from boardrules.formats.base import Unreadable
    from boardrules.formats.column_names import NO_COLUMN_NAMES
    from boardrules.formats.source import Source, sniff

    columns = columns or NO_COLUMN_NAMES
    source = Source(path, name or path.as_posix())
    if plugins is not None:
        reader: LearnerFile | None = plugins.first("open_submission", path=path, name=source.name)
        if reader is not None:
            return reader
    sniffed = sniff(source)
    noticed = [sniffed.finding] if sniffed.finding else []
    match sniffed.kind:
        case "xlsx":
            from boardrules.formats.learner_xlsx import LearnerWorkbook

            return LearnerWorkbook(source, noticed, columns)
        case "xml":
            from boardrules.formats.learner_xml import LearnerReport

            return LearnerReport(source, noticed)
        case "json":
            from boardrules.formats.learner_json import LearnerJson

            return LearnerJson(source, noticed)
        case "parquet":
            from boardrules.formats.records_parquet import RecordsParquet

            return RecordsParquet(source, noticed, columns)
        case "text":
            return _open_text(source, noticed, columns)
        case None:
            return Unreadable(source.name, noticed)


def _open_text(source: Source, noticed: list[Finding], columns: ColumnNames) -> LearnerFile:
    """The reader of a text file, chosen by its headers."""
    from boardrules.findings import finding
    from boardrules.formats.base import Unreadable
    from boardrules.formats.source import wrong_kind
    from boardrules.formats.text_kinds import text_table
    from boardrules.locations import FileAt

    try:
        kind, delimiter = text_table(source, columns)
    except OSError:
        return Unreadable(source.name, [finding("BR101", FileAt(source.name), reason="missing")])
    match kind:
        case "records":
            from boardrules.formats.records_csv import RecordsCsv

            return RecordsCsv(source, noticed, columns)
        case "learner-csv" | "learner-tab":
            from boardrules.formats.learner_text import LearnerText

            return LearnerText(source, delimiter, noticed, columns)
        case "headless":
            told = finding("BR145", FileAt(source.name), reason="headless", found=source.name)
            return Unreadable(source.name, [told])
        case "roster":
            told = finding("BR111", FileAt(source.name), found="a roster", expected="learners")
            return Unreadable(source.name, [told])
        case _:
            return Unreadable(source.name, [wrong_kind(source, "text")])
