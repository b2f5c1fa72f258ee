"""Findings on the cells that they are about: a colour, and a comment."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attrs import evolve

from boardrules.batch import Report
from boardrules.codes import Catalogue
from boardrules.findings import Finding, Severity
from boardrules.formats.cells import cell_text as text_of
from boardrules.formats.learner_cells import is_whole
from boardrules.formats.workbook_bytes import cell_text
from boardrules.locations import CellAt, FileAt, Location
from boardrules.reports.order import worst_first

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from boardrules.formats.base import LearnerFile

#: The fill of an offending cell, by the worst that was found about it.
COLOURS = {Severity.ERROR: "FFF8B8AE", Severity.WARNING: "FFFFE08A", Severity.INFO: "FFCFE4F5"}
#: More comments make spreadsheet programs slow; the other cells are coloured and listed.
MOST_COMMENTS = 20_000

_AUTHOR = "boardrules"
_OPENING = "boardrules:"
#: Where in a cell's comment ours begins, behind somebody's own.
_OURS = re.compile(rf"(?:^|\n\n){_OPENING}\n.*", re.DOTALL)
_LONGEST = 32_000
#: In pixels: the width of a comment, and of a letter and a line in it.
_WIDTH, _LETTER, _LINE, _HIGHEST = 380, 6.5, 17, 560

#: A finding on the first number in a column of identifiers, and so on all of them.
_ONCE_A_COLUMN = "BR201"

Place = tuple[str, int, int]


class Marks:
    """Marks the findings of a report in ``book``, the copy of ``file``.

    ``places`` gives the sheet, row and column (from 1) of each finding that stands on a cell,
    by the finding's identity; ``comments`` counts those that were written, and ``cells`` the
    cells that were marked. ``sheet`` is the one that the learners stand on.
    """

    def __init__(
        self, report: Report, book: Workbook, file: str, learners: LearnerFile | None
    ) -> None:
        self._book = book
        self._file = file
        self.sheet = getattr(learners, "sheet", "") or ""
        self._header_row = len(getattr(learners, "guidance", ())) + 1
        self.places: dict[int, Place] = {}
        by_place: dict[Place, list[Finding]] = {}
        for found, record in _all(report):
            place = self._place(found.location or record)
            if place is not None:
                self.places[id(found)] = place
                by_place.setdefault(place, []).append(found)
                if found.code == _ONCE_A_COLUMN and record is None:
                    for other, again in self._below(place, found):
                        by_place.setdefault(other, []).append(again)
        self.cells = len(by_place)
        self.comments = min(self.cells, MOST_COMMENTS)
        for number, (place, findings) in enumerate(by_place.items()):
            self._mark(place, findings, report.catalogue, with_comment=number < MOST_COMMENTS)

    def _place(self, location: Location | None) -> Place | None:
        """The cell of a finding: of a row its first, of a sheet or the file that of the header."""
        if location is None or location.file != self._file:
            return None
        sheet, row, column = self.sheet, self._header_row, 1
        match location:
            case FileAt():
                pass
            case CellAt(sheet=str(named), row=in_row, column=letter):
                sheet = named
                if in_row is not None:
                    row = in_row
                    column = _column(letter) if letter else 1
                elif sheet != self.sheet:
                    row = 1
            case _:
                return None
        if sheet not in self._titles:
            return None
        return (sheet, *_top_left(self._book[sheet], row, column))

    def _below(self, place: Place, found: Finding) -> Iterator[tuple[Place, Finding]]:
        """What a finding on the first number of a column says of the other numbers there."""
        sheet, first, column = place
        cells: Any = self._book[sheet]._cells
        for row in range(first + 1, self._book[sheet].max_row + 1):
            cell = cells.get((row, column))
            number = cell.value if cell is not None else None
            if isinstance(number, bool) or not isinstance(number, int | float):
                continue
            if is_whole(number):
                params = tuple(
                    (name, text_of(number) if name == "found" else text)
                    for name, text in found.params
                )
                yield (sheet, row, column), evolve(found, params=params)

    @property
    def _titles(self) -> set[str]:
        return {page.title for page in self._book.worksheets}

    def _mark(
        self, place: Place, findings: list[Finding], codes: Catalogue, *, with_comment: bool
    ) -> None:
        from openpyxl.comments import Comment
        from openpyxl.styles import PatternFill

        sheet, row, column = place
        cell: Any = self._book[sheet].cell(row, column)
        findings = worst_first(findings)
        cell.fill = PatternFill("solid", fgColor=COLOURS[findings[0].severity])
        if not with_comment:
            return
        text = "\n\n".join(_told(found, codes) for found in findings)
        author = _AUTHOR
        text = f"{_OPENING}\n{text}"
        if cell.comment is not None:
            text, author = f"{cell.comment.text}\n\n{text}", cell.comment.author
        if len(text) > _LONGEST:
            text = f"{text[:_LONGEST]} ... (the rest is on the sheet {_AUTHOR})"
        lines = sum(max(1, math.ceil(len(part) * _LETTER / _WIDTH)) for part in text.split("\n"))
        height = min((lines + 1) * _LINE, _HIGHEST)
        cell.comment = Comment(cell_text(text), author, height=height, width=_WIDTH)


def unmark(book: Workbook) -> None:
    """Take off the cells what an earlier annotation put in, so that a copy can be corrected and judged again.

    A cell that was marked then has no colour now; which one it had before is not known.
    """
    from openpyxl.comments import Comment

    for page in book.worksheets:
        # Its own iterator would make the cells between those that there are, however far apart.
        cells: Any = page._cells
        for cell in cells.values():
            comment = cell.comment
            if comment is None or not _OURS.search(comment.text):
                continue
            own = _OURS.sub("", comment.text)
            kept = Comment(own, comment.author, comment.height, comment.width) if own else None
            cell.comment = kept
            if cell.fill.fgColor.rgb in COLOURS.values():
                cell._style.fillId = 0


def _all(report: Report) -> list[tuple[Finding, Location | None]]:
    """Every finding that may stand on a cell, with the place of its record."""
    found: list[tuple[Finding, Location | None]] = [(each, None) for each in report.file_findings]
    for verdict in report.verdicts:
        if verdict.findings:
            place = verdict.record.origin.at("")
            found += [(each, place) for each in verdict.findings]
    for activity in report.activities:
        if activity.findings:
            place = activity.entry.origin.at("")
            found += [(each, place) for each in activity.findings]
    return found


def _column(letter: str) -> int:
    from openpyxl.utils import column_index_from_string

    return column_index_from_string(letter)


def _top_left(page: Worksheet, row: int, column: int) -> tuple[int, int]:
    """The cell, or the one that shows it where cells are merged."""
    for merged in page.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            return merged.min_row, merged.min_col
    return row, column


def _told(found: Finding, codes: Catalogue) -> str:
    """A finding in a comment: code, message, what was found and expected, and how to mend it."""
    spec = codes[found.code]
    program = f" [{found.program}]" if found.program else ""
    lines = [
        f"{found.code} {found.severity}{program}: {spec.render_message(found)}",
        spec.render_detail(found),
        f"To mend it: {spec.render_fix(found)}",
    ]
    return "\n".join(line for line in lines if line)
