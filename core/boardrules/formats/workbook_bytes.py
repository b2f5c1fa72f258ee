"""Workbooks written so that the same contents give the same bytes, and text stays text."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_FIXED = datetime(1980, 1, 1)
_STAMP = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z")
#: Characters that no XML, and so no workbook, can hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: The longest text that Excel takes in a cell.
_LONGEST = 32_767


def put_text(page: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write ``text`` so that no spreadsheet program takes it for a formula, a number or a date.

    ``row`` and ``column`` count from 1; the cell is given back, for its looks.
    """
    cell: Cell = page.cell(row, column)  # type: ignore[assignment]
    cell.value = _UNWRITABLE.sub("", text)[:_LONGEST]
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def workbook_bytes(workbook: Workbook) -> bytes:
    """The saved workbook, its own properties and its zip entries dated 1980-01-01."""
    workbook.properties.created = workbook.properties.modified = _FIXED
    workbook.properties.creator = "boardrules"
    saved = io.BytesIO()
    workbook.save(saved)
    made = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(b"1980-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            new.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()
