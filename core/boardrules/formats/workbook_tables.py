"""The plain tables of a workbook."""

from __future__ import annotations

from datetime import date

from boardrules.findings import Finding, Severity, finding
from boardrules.formats.sheet_rows import Rows
from boardrules.formats.source import Source
from boardrules.formats.tables import Columns, Table, find_table, header_key, no_header
from boardrules.formats.workbook import Workbook
from boardrules.locations import CellAt, FileAt

#: As Excel on old Macintoshes counted.
_EPOCH_1904 = date(1904, 1, 1)


def read_workbook(source: Source, columns: Columns, findings: list[Finding]) -> list[Table]:
    """The tables of a workbook, one for each sheet with a header row.

    A sheet without one is passed over (BR121); when none has one that is BR106. A sheet
    that cannot be read is BR103, and the others are read.
    """
    problems: list[Finding] = []
    tables: list[Table] = []
    passed_over: list[Finding] = []
    workbook = Workbook(source, problems)
    for index, sheet in enumerate(workbook.sheets):
        if header_key(sheet.name) in columns.lists:
            continue
        place = CellAt(source.name, sheet.name, None)
        loaded = workbook.rows(index)
        if loaded is None:
            continue
        rows = loaded.all()
        _put_odd_cells(workbook, index, rows)
        # There may be a million blank ones.
        filled = ((row, cells) for row, cells in enumerate(rows, 1) if cells.count("") < len(cells))
        table = find_table(source.name, sheet.name, filled, columns, findings)
        if table is not None:
            if workbook.parts and workbook.parts.from_1904:
                table.epoch = _EPOCH_1904
            used = {column: table.header(column) for column in sorted(table.columns.values())}
            findings += workbook.remarks(index, loaded, table.header_row or 0, used)
            tables.append(table)
        elif any(cell != "" for row in rows for cell in row):
            passed_over.append(finding("BR121", place, severity=Severity.INFO, found=sheet.name))
    if tables:
        problems += passed_over
    elif not problems:
        problems.append(no_header(FileAt(source.name), columns))
    findings += problems
    return [table for table in tables if table.complete]


def _put_odd_cells(workbook: Workbook, index: int, rows: Rows) -> None:
    """Put an :class:`OddCell` where calamine has a blank for a lost value."""
    marks = workbook.marks(index)
    if rows and workbook.parts and (marks.errors or marks.formulas):
        width = len(rows[0])
        for cell in workbook.parts.odd_cells(index):
            if cell.kind in ("error", "blank") and cell.column < width:
                rows += ([""] * width for _ in range(len(rows), cell.row + 1))
                rows[cell.row][cell.column] = cell
