"""Whether the library that copies a workbook found in it what the reader of it had read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from boardrules.batch import Report
from boardrules.locations import CellAt

if TYPE_CHECKING:
    from openpyxl import Workbook

    from boardrules.formats.base import LearnerFile

#: Fields of activities one of which every activity has.
_OF_ACTIVITY = ("id", "own_id", "title")


def missing(report: Report, book: Workbook, learners: LearnerFile | None) -> tuple[bool, bool]:
    """Whether a cell that was read is not (whole) in ``book``, and whether one is under a merged one.

    A workbook that is damaged, or written by other rules than spreadsheet programs have, may be
    read in two ways; its copy would then be without what was judged.
    """
    from openpyxl.cell.cell import MergedCell

    def lacks(sheet: str, row: int, column: int, value: object) -> bool:
        if sheet not in book.sheetnames:
            return True
        # To ask the sheet for a cell would make it.
        cells: Any = book[sheet]._cells
        cell = cells.get((row, column))
        if isinstance(cell, MergedCell):
            under.append(cell)
            return False
        return cell is None or cell.value is None or _is_cut(cell.value, value)

    under: list[MergedCell] = []
    # Without a header nothing in its column could be read again.
    if any(lacks(*each) for each in _headers(learners)) or under:
        return True, False
    lacking = any(lacks(*each) for each in _filled(report, learners))
    return lacking, bool(under)


def _is_cut(copied: Any, read: Any) -> bool:
    """Whether only the beginning of a text that was read is in the copy."""
    if not isinstance(copied, str) or not isinstance(read, str):
        return False
    return read.startswith(copied) and len(read.rstrip()) > len(copied)


def _headers(learners: LearnerFile | None) -> Iterator[tuple[str, int, int, object]]:
    """The sheet, row and column (from 1) of the headers of a sheet of learners, and their texts."""
    row = len(getattr(learners, "guidance", ())) + 1
    for column, header in enumerate(getattr(learners, "header", ()), 1):
        if header:
            yield getattr(learners, "sheet", ""), row, column, header


def _filled(report: Report, learners: LearnerFile | None) -> Iterator[tuple[str, int, int, object]]:
    """The sheet, row and column (from 1) of the cells that hold what was judged, and what they hold."""
    from openpyxl.utils import column_index_from_string

    row_of = getattr(learners, "row_of", None)
    if row_of is not None:
        for verdict in report.verdicts:
            place = verdict.record.origin.at("")
            if isinstance(place, CellAt) and place.row is not None and place.sheet is not None:
                for column, value in enumerate(row_of(verdict.record), 1):
                    if value not in ("", None):
                        yield place.sheet, place.row, column, value
    for judged in report.activities:
        entry = judged.entry
        for field in _OF_ACTIVITY:
            place = entry.origin.at(field)
            if getattr(entry, field) and isinstance(place, CellAt) and place.column and place.row:
                column = column_index_from_string(place.column)
                yield place.sheet or "", place.row, column, None
