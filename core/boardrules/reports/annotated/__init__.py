"""A copy of the workbook that was judged, with what was found written on its cells.

The cells keep their values, formats and formulas, and the sheets their widths, lists and looks.
Each offending cell gets a colour and a comment that says what is wrong and how to mend it; a
sheet at the end counts and lists all findings, with links to their cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boardrules.batch import Report
from boardrules.formats.workbook_bytes import packed, put_text
from boardrules.reports.annotated.alike import missing
from boardrules.reports.annotated.marks import Marks, unmark
from boardrules.reports.annotated.original import Original, the_workbook
from boardrules.reports.annotated.summary import add_summary, drop_summary

if TYPE_CHECKING:
    from openpyxl import Workbook

    from boardrules.formats.base import LearnerFile


def render(report: Report) -> bytes:
    """The copy's bytes; the same workbook and the same findings give the same bytes.

    Birth dates in the column that they are read from are without their years. Raises
    :class:`boardrules.reports.CannotRenderError` unless exactly one workbook was judged.
    """
    original = Original(the_workbook(report))
    book = original.book
    learners = next((each for each in report.files if each.file == original.file), None)
    lacks, original.has_hidden_values = missing(report, book, learners)
    if lacks:
        raise original.cannot_be_copied()
    drop_summary(book)
    if original.has_comments:
        unmark(book)
    _drop_birth_years(book, learners)
    marks = Marks(report, book, original.file, learners)
    add_summary(report, book, marks, original)
    return packed(book, original.kept)


def _drop_birth_years(book: Workbook, learners: LearnerFile | None) -> None:
    """Write birth dates as the reader keeps them; their cells keep all but the number format."""
    birth_years = getattr(learners, "birth_years", None)
    if birth_years is None:
        return
    sheet = getattr(learners, "sheet", "")
    if sheet not in book.sheetnames:
        return
    page = book[sheet]
    for row, column, text in birth_years():
        put_text(page.cell(row, column + 1), text)
