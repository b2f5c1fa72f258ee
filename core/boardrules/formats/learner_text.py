"""Readers of learner files in plain text, which PARS does not take: the template saved as CSV, and
the tab-delimited file that it took until about 2021.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from boardrules.findings import Finding, Severity, finding
from boardrules.formats.column_names import NO_COLUMN_NAMES, ColumnNames
from boardrules.formats.csv_rows import Cells, csv_rows
from boardrules.formats.learner_columns import vocabulary
from boardrules.formats.learner_sheet import HEADER_ROWS, Sheet, find_header
from boardrules.formats.learner_xlsx import LearnerWorkbook
from boardrules.formats.sheet_rows import Rows, SheetRows
from boardrules.formats.source import Source
from boardrules.formats.text_source import opened_text
from boardrules.locations import CellAt, FileAt
from boardrules.records import CompletionRecord

_EPOCH = datetime(1899, 12, 30)


class LearnerText(LearnerWorkbook):
    """A learner file in plain text, with the columns of ACCME's template.

    ``delimiter`` separates the cells; a tab makes it the retired file, whose columns may have other
    names.
    """

    def __init__(
        self,
        source: Source,
        delimiter: str,
        noticed: Sequence[Finding] = (),
        columns: ColumnNames = NO_COLUMN_NAMES,
    ) -> None:
        self._delimiter = delimiter
        self._longer: dict[int, int] = {}
        reason = "tab" if delimiter == "\t" else "csv"
        self.kind = f"learner-{reason}"
        told = finding(
            "BR145",
            FileAt(source.name),
            severity=Severity.WARNING,
            reason=reason,
            found=source.name,
        )
        super().__init__(source, [*noticed, told], columns)

    def _open(self, source: Source, columns: ColumnNames) -> Sheet | None:
        words = vocabulary(columns.of_learner_sheets, self._delimiter == "\t")
        with opened_text(source, self.findings) as stream:
            if stream is None:
                return None
            given = csv_rows(stream, self._delimiter, source.name, self.findings, "BR147")
            rows = _numbered(islice(given, HEADER_ROWS), [])
            found = find_header(rows, words)
            if found is not None:
                rows = _numbered(given, rows)
        if found is None:
            expected = ", ".join(words.needed.values())
            self.findings.append(finding("BR106", FileAt(source.name), expected=expected))
            return None
        header_row, known = found
        width = len(rows[header_row - 1])
        for number, row in enumerate(rows, 1):
            if number > header_row and any(row[width:]):
                self._longer[number] = len(row)
            row[width:] = [""] * (width - len(row))
        headers = [str(cell) for cell in rows[header_row - 1]]
        return Sheet(
            source.name, None, SheetRows(rows, lambda: rows), header_row, known, headers, {}, _EPOCH
        )

    def records(self, first: int = 1) -> Iterator[CompletionRecord]:
        for record in super().records(first):
            place = record.origin.at("")
            assert isinstance(place, CellAt)
            if place.row in self._longer:
                self._hazards[record.number] = (
                    *self._hazards.get(record.number, ()),
                    finding(
                        "BR148",
                        place,
                        severity=Severity.WARNING,
                        found=self._longer[place.row],
                        expected=len(self.header),
                    ),
                )
            yield record


def _numbered(given: Iterable[tuple[int, Cells]], rows: Rows) -> Rows:
    """``rows`` with more of them, and blank ones in place of those that are left out."""
    for number, cells in given:
        rows += ([] for _ in range(len(rows) + 1, number))
        rows.append(list(cells))
    return rows
