"""The plain tables of a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from boardrules.findings import Finding, Severity, finding
from boardrules.formats.sheet_xml import MOST_CELLS, SheetParts
from boardrules.formats.source import Source
from boardrules.formats.tables import EPOCH, Columns, Table, find_table, header_key, no_header
from boardrules.locations import CellAt, FileAt, Location

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

#: As Excel on old Macintoshes counted.
_EPOCH_1904 = date(1904, 1, 1)


def read_workbook(source: Source, columns: Columns, findings: list[Finding]) -> list[Table]:
    """The tables of a workbook, one for each sheet with a header row.

    A sheet without one is passed over (BR121); when none has one that is BR106. A sheet
    that cannot be read is BR103, and the others are read.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    problems: list[Finding] = []
    tables: list[Table] = []
    passed_over: list[Finding] = []
    names: list[tuple[int, str]] = []
    with _reading("its list of sheets", FileAt(source.name), problems):
        # Given a path, calamine goes by its ending.
        with source.path.open("rb") as stream:
            workbook = CalamineWorkbook.from_filelike(stream)
        parts = SheetParts(source.path)
        names = [
            (index, sheet.name)
            for index, sheet in enumerate(workbook.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet and header_key(sheet.name) not in columns.lists
        ]
    for index, name in names:
        place = CellAt(source.name, name, None)
        with _reading(f"sheet {name}", place, problems):
            if parts.reach(index) > MOST_CELLS:
                found = f"sheet {name}, whose cells reach too far right and down"
                problems.append(finding("BR103", place, found=found, reason="damaged"))
                continue
            rows = _rows(workbook, parts, index, name)
            table = find_table(source.name, name, enumerate(rows, 1), columns, findings)
            if table is not None:
                table.epoch = _EPOCH_1904 if parts.from_1904 else EPOCH
                tables.append(table)
            elif any(cell != "" for row in rows for cell in row):
                passed_over.append(finding("BR121", place, severity=Severity.INFO, found=name))
    if tables:
        problems += passed_over
    elif not problems:
        problems.append(no_header(FileAt(source.name), columns))
    findings += problems
    return [table for table in tables if table.complete]


@contextmanager
def _reading(part: str, place: Location, problems: list[Finding]) -> Iterator[None]:
    """Turn whatever calamine or zipfile raise over a damaged workbook into BR103."""
    from python_calamine import PasswordError

    try:
        yield
        return
    except PasswordError:
        reason = "encrypted"
    except Exception:
        reason = "damaged"
    except BaseException as error:
        # A failed assertion inside calamine arrives as something that is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        reason = "damaged"
    problems.append(finding("BR103", place, found=part, reason=reason))


def _rows(workbook: CalamineWorkbook, parts: SheetParts, index: int, name: str) -> list[list[Any]]:
    """The rows of a sheet, with an :class:`OddCell` where calamine has a blank for a lost value."""
    rows: list[list[Any]] = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    marks = parts.marks(index)
    if rows and (marks.errors or marks.formulas):
        width = len(rows[0])
        for cell in parts.odd_cells(index):
            if cell.kind in ("error", "blank") and cell.column < width:
                rows += ([""] * width for _ in range(len(rows), cell.row + 1))
                rows[cell.row][cell.column] = cell
    return rows
