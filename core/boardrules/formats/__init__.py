"""Readers and writers of submissions. Nothing heavy is imported before a file needs it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boardrules.formats.base import LearnerFile, Opener


def open_submission(
    path: Path, name: str | None = None, plugins: Opener | None = None
) -> LearnerFile:
    """The reader of a learner file, chosen by what the file holds.

    ``name`` is what locations call the file, ``path`` as given if it is None. ``plugins``
    are asked first. Never raises for a bad file: what cannot be read is an
    :class:`~boardrules.formats.base.Unreadable`, which yields no records.
    """
    from boardrules.formats.base import Unreadable
    from boardrules.formats.source import Source, sniff, wrong_kind

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

            return LearnerWorkbook(source, noticed)
        case "xml":
            from boardrules.formats.learner_xml import LearnerReport

            return LearnerReport(source, noticed)
        case "json":
            from boardrules.formats.learner_json import LearnerJson

            return LearnerJson(source, noticed)
        case None:
            return Unreadable(source.name, noticed)
        case kind:
            return Unreadable(source.name, [wrong_kind(source, kind)])
