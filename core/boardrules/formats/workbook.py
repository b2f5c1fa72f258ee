"""A workbook as far as it can be read, with a finding for what cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from boardrules.findings import Finding, Severity, finding
from boardrules.formats.learner_columns import column_letter
from boardrules.formats.package import MOST_BYTES, UnfitError
from boardrules.formats.sheet_rows import Rows, SheetRows
from boardrules.formats.sheet_xml import (
    LARGE,
    MOST_CELLS,
    Marks,
    MarksFinder,
    SheetPart,
    SheetParts,
)
from boardrules.formats.source import Source
from boardrules.locations import CellAt, FileAt, Location

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


class Workbook:
    """The worksheets of a workbook, in their order; none when their list cannot be read.

    What cannot be read is BR103, or BR105 for a part with a DOCTYPE, and goes to ``problems``.
    """

    def __init__(self, source: Source, problems: list[Finding]) -> None:
        self._file = source.name
        self._problems = problems
        self._calamine: CalamineWorkbook | None = None
        self._finders: dict[int, MarksFinder] = {}
        self.parts: SheetParts | None = None
        with self._reading("its list of sheets", FileAt(source.name)):
            self.parts = SheetParts(source.path)

    @property
    def sheets(self) -> list[SheetPart]:
        return self.parts.sheets if self.parts else []

    def rows(self, sheet: int) -> SheetRows | None:
        """The rows of a sheet, those of a large one as they are read; None when it cannot be read."""
        assert self.parts is not None
        part = self.parts.sheets[sheet]
        with self._reading(f"sheet {part.name}", CellAt(self._file, part.name, None)):
            if part.problem is not None:
                raise part.problem
            chunks = None
            with suppress(ValueError):
                chunks = self.parts.chunks(sheet)
            if len(part.data) > LARGE:
                self._calamine = self._calamine or self.parts.open()
                self.parts.condense(sheet)
            self._finders[sheet] = MarksFinder(self.parts, sheet)
            whole = partial(self._whole, sheet)
            if chunks is None:
                return SheetRows(whole(), whole)
            rows = SheetRows([], whole, chunks)
            next(rows.batches(0), None)
            return rows
        return None

    def _whole(self, sheet: int) -> Rows:
        """All rows of a sheet from row 1, cells from column A."""
        assert self.parts is not None
        if self._calamine is None:
            self._calamine = self.parts.open()
        rows: Rows = self._calamine.get_sheet_by_index(sheet).to_python(skip_empty_area=False)
        return rows

    def marks(self, sheet: int) -> Marks:
        """What kinds of odd cells a sheet that was read may hold."""
        return self._finders[sheet].marks()

    def remarks(
        self, sheet: int, rows: SheetRows, header_row: int, headers: Mapping[int, str]
    ) -> list[Finding]:
        """What of a sheet is merged or hidden, below its header row (from 1).

        ``headers`` gives the text above each column that is read, which count from 0.
        """
        assert self.parts is not None
        part = self.parts.sheets[sheet]
        found: list[Finding] = []
        if part.hidden:
            place = CellAt(self._file, part.name, None)
            found.append(_hidden(place, "sheet", part.name))
        if self.marks(sheet).hidden:
            read = rows.all()
            hidden = [
                row
                for row in self.parts.hidden_rows(sheet)
                if header_row <= row < len(read) and any(cell != "" for cell in read[row])
            ]
            if hidden:
                place = CellAt(self._file, part.name, hidden[0] + 1)
                found.append(_hidden(place, "rows", str(len(hidden))))
        for cells in self.parts.merged(sheet):
            within = range(cells.first_column, cells.last_column + 1)
            column = next((each for each in within if each in headers), None)
            if column is not None and header_row <= cells.last_row:
                first = max(cells.first_row, header_row)
                letter = column_letter(column)
                place = CellAt(self._file, part.name, first + 1, letter, headers[column])
                found.append(
                    finding("BR211", place, severity=Severity.WARNING, found=cells.reference)
                )
        return found

    @contextmanager
    def _reading(self, part: str, place: Location) -> Iterator[None]:
        """Turn whatever calamine, zipfile or expat raise over a part into a finding."""
        try:
            yield
        except UnfitError as problem:
            self._problems.append(_unfit(part, place, problem))
        except Exception:
            self._problems.append(finding("BR103", place, found=part, reason="damaged"))
        except BaseException as error:
            # A failed assertion inside calamine arrives as something that is no Exception.
            if type(error).__name__ != "PanicException":
                raise
            self._problems.append(finding("BR103", place, found=part, reason="damaged"))


def _hidden(place: Location, reason: str, found: str) -> Finding:
    return finding("BR212", place, severity=Severity.INFO, found=found, reason=reason)


def _unfit(part: str, place: Location, problem: UnfitError) -> Finding:
    match problem.reason:
        case "doctype":
            return finding("BR105", place, found=problem.found)
        case "far":
            found = f"{part} reaching to {problem.found}"
            return finding("BR103", place, found=found, limit=f"{MOST_CELLS:,}", reason="far")
        case "too-large":
            limit = f"{MOST_BYTES >> 20} MB"
            return finding("BR103", place, found=part, limit=limit, reason="too-large")
        case reason:
            return finding("BR103", place, found=problem.found or part, reason=reason)
