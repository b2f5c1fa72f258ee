"""The sheet at the end of an annotated copy: counts, codes, and every finding with its cell."""

from __future__ import annotations

import math
from collections import Counter
from copy import copy
from typing import TYPE_CHECKING, Any

from boardrules.batch import Report
from boardrules.findings import Finding, Severity
from boardrules.formats.workbook_bytes import put_text
from boardrules.locations import Location
from boardrules.reports.annotated.marks import COLOURS, MOST_COMMENTS, Marks, Place
from boardrules.reports.annotated.original import Original
from boardrules.reports.text import place_of

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: The name of the sheet, by which a later run knows it for its own.
SHEET = "boardrules"
_TITLE = "What boardrules found"
#: Excel drops the links of a sheet that has 65,530 or more.
_MOST_LINKS = 60_000
_HEADERS = {
    "Cell": 16,
    "Severity": 11,
    "Code": 9,
    "Program": 10,
    "Verdict": 14,
    "Message": 42,
    "Found and expected": 46,
    "How to mend it": 62,
}
_MEANINGS = {
    Severity.ERROR: "PARS or the board refuses the record, or the file cannot be judged",
    Severity.WARNING: "not refused for this; look at it before you upload",
    Severity.INFO: "worth knowing",
}
#: In points.
_LINE, _HIGHEST = 14.5, 409


def add_summary(report: Report, book: Workbook, marks: Marks, original: Original) -> None:
    """Append the sheet to ``book``."""
    page: Any = book.create_sheet(SHEET)
    _Summary(report, page, marks, original).write()


def drop_summary(book: Workbook) -> None:
    """Take out the sheet of an earlier run, so that a copy can be corrected and judged again."""
    if SHEET in book.sheetnames and book[SHEET]["A1"].value == _TITLE:
        del book[SHEET]


class _Summary:
    def __init__(self, report: Report, page: Worksheet, marks: Marks, original: Original) -> None:
        self._report = report
        self._page = page
        self._marks = marks
        self._original = original
        self._row = 1
        self._links = 0

    def write(self) -> None:
        """Fill the sheet."""
        from openpyxl.utils import get_column_letter

        for number, width in enumerate(_HEADERS.values(), 1):
            self._page.column_dimensions[get_column_letter(number)].width = width
        self._page.sheet_view.showGridLines = False
        self._page.page_setup.orientation = "landscape"
        self._page.page_setup.fitToHeight = 0
        self._page.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
        self._counts()
        self._legend()
        self._codes()
        self._findings()
        self._not_judged()

    def _text(self, column: int, text: str, *, wrap: bool = False, **font: Any) -> Any:
        """A text in a column (from 1) of the row; ``font`` is what differs from the usual one."""
        from openpyxl.styles import Alignment

        cell = self._page.cell(self._row, column)
        put_text(cell, text)
        cell.alignment = Alignment(vertical="top", wrap_text=wrap)
        if font:
            made: Any = copy(cell.font)
            for name, value in font.items():
                setattr(made, name, value)
            cell.font = made
        return cell

    def _severity(self, column: int, severity: Severity) -> None:
        from openpyxl.styles import PatternFill

        cell = self._text(column, severity.value)
        cell.fill = PatternFill("solid", fgColor=COLOURS[severity])

    def _number(self, column: int, number: int) -> None:
        from openpyxl.styles import Alignment

        cell = self._page.cell(self._row, column, number)
        cell.alignment = Alignment(vertical="top", horizontal="left")

    def _heading(self, text: str) -> None:
        self._text(1, text, bold=True, size=14)
        self._page.row_dimensions[self._row].height = 24
        self._row += 1

    def _counts(self) -> None:
        report, summary = self._report, self._report.summary
        self._heading(_TITLE)
        self._text(
            1,
            f"{self._original.file}, judged as of {report.as_of.isoformat()} "
            f"by boardrules {report.version}",
        )
        self._row += 1
        counts = []
        if report.inputs:
            counts = [
                ("records", summary.records),
                ("rejected", summary.rejected),
                ("accepted", summary.accepted),
                ("submitted", summary.submitted),
                ("deleted", summary.deleted),
                ("delete submitted", summary.delete_submitted),
                ("not judged", summary.not_judged),
            ]
        if report.activity_inputs:
            totals = summary.activities
            counts += [
                ("activities", totals.activities),
                ("rejected", totals.rejected),
                ("registrable", totals.registrable),
                ("closable", totals.closable),
            ]
        for label, count in counts:
            if count or label in ("records", "rejected"):
                self._text(1, label)
                self._number(2, count)
                self._row += 1
        if self._original.lost:
            lost = ", ".join(self._original.lost)
            self._text(1, f"Not in this copy, but in the workbook as it was given: {lost}")
            self._row += 1
        if self._marks.cells > MOST_COMMENTS:
            told = f"{MOST_COMMENTS:,} of {self._marks.cells:,} marked cells have a comment"
            self._text(1, f"Only the first {told}; what was found about the others stands below.")
            self._row += 1
        self._row += 1

    def _legend(self) -> None:
        for severity in COLOURS:
            self._severity(1, severity)
            self._text(2, _MEANINGS[severity])
            self._row += 1
        self._row += 1

    def _codes(self) -> None:
        counts = Counter((found.severity, found.code) for found, _, _ in self._rows())
        if not counts:
            return
        self._heading("Codes")
        order = list(Severity)
        for (severity, code), count in sorted(
            counts.items(), key=lambda each: (order.index(each[0][0]), -each[1], each[0][1])
        ):
            self._text(1, code)
            self._severity(2, severity)
            self._number(3, count)
            self._text(4, self._report.catalogue[code].title)
            self._row += 1
        self._row += 1

    def _findings(self) -> None:
        from openpyxl.styles import Border, Side
        from openpyxl.utils import get_column_letter

        rows = self._rows()
        self._heading("Findings")
        if not rows:
            self._text(1, "Nothing was found.")
            self._row += 2
            return
        header_row = self._row
        for column, header in enumerate(_HEADERS, 1):
            self._text(column, header, bold=True)
            self._page.cell(self._row, column).border = Border(bottom=Side("thin"))
        self._row += 1
        for found, location, verdict in rows:
            self._finding(found, location, verdict)
            self._row += 1
        last = get_column_letter(len(_HEADERS))
        self._page.auto_filter.ref = f"A{header_row}:{last}{self._row - 1}"
        self._row += 1

    def _rows(self) -> list[tuple[Finding, Location | None, str]]:
        """Every finding, the place of its record and its verdict; what is only worth knowing last."""
        report = self._report
        rows: list[tuple[Finding, Location | None, str]] = []
        rows += [(found, None, "plugin") for found in report.plugin_findings]
        about_files = [(found, None, "file") for found in report.file_findings]
        rows += [each for each in about_files if each[0].severity is Severity.ERROR]
        for verdict in report.verdicts:
            place, status = verdict.record.origin.at, verdict.status.value
            rows += [(found, place(""), status) for found in verdict.findings]
        for activity in report.activities:
            place, status = activity.entry.origin.at, activity.outcome.value
            rows += [(found, place(""), status) for found in activity.findings]
        return rows + [each for each in about_files if each[0].severity is not Severity.ERROR]

    def _finding(self, found: Finding, location: Location | None, verdict: str) -> None:
        spec = self._report.catalogue[found.code]
        place = self._marks.places.get(id(found))
        if place is None:
            self._text(1, place_of(found.location or location) or "the run as a whole", wrap=True)
        else:
            self._link(place)
        self._severity(2, found.severity)
        texts = [
            found.code,
            found.program or "",
            verdict,
            spec.render_message(found),
            spec.render_detail(found),
            spec.render_fix(found),
        ]
        for column, text in enumerate(texts, 3):
            if text:
                self._text(column, text, wrap=True)
        widths = list(_HEADERS.values())[2:]
        lines = max(
            sum(math.ceil(len(part) / width) or 1 for part in text.split("\n"))
            for text, width in zip(texts, widths, strict=True)
        )
        self._page.row_dimensions[self._row].height = min(lines * _LINE + 3, _HIGHEST)

    def _link(self, place: Place) -> None:
        from openpyxl.utils import get_column_letter, quote_sheetname
        from openpyxl.worksheet.hyperlink import Hyperlink

        sheet, row, column = place
        name = f"{get_column_letter(column)}{row}"
        is_main = sheet == self._marks.sheet
        linked = self._links < _MOST_LINKS
        font: dict[str, Any] = {"underline": "single", "color": "FF0A58B8"} if linked else {}
        cell = self._text(1, name if is_main else f"{sheet} {name}", **font)
        if linked:
            self._links += 1
            target = f"{quote_sheetname(sheet)}!{name}"
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target, display=cell.value)

    def _not_judged(self) -> None:
        report = self._report
        notes = [f"{', '.join(each.codes)}: {each.because}" for each in report.not_judged]
        reasons = Counter(each.because for each in report.verdicts if each.because)
        notes += [
            f"{count:,} {'record' if count == 1 else 'records'}: {because}"
            for because, count in reasons.items()
        ]
        if not notes:
            return
        self._heading("What was not judged")
        for note in notes:
            self._text(1, note)
            self._row += 1
