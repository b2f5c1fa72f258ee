"""Workbooks written so that the same contents give the same bytes, and text stays text."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

_FIXED = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z")
#: What a spreadsheet program takes for one character, written out.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
#: Characters that no XML, and so no workbook, can hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: The longest text that Excel takes in a cell.
_LONGEST = 32_767


def put_text(cell: Any, text: str, *, escape: bool = True) -> None:
    """Put a text into a cell, so that no program takes it for a formula, a number or a date.

    ``escape`` writes out what a spreadsheet program would take for one character, as ``_x0041_``.
    """
    text = _UNWRITABLE.sub("", text)[:_LONGEST]
    cell.value = _ESCAPE.sub("_x005F_", text) if escape else text
    cell.data_type = "s"
    cell.number_format = "@"


def workbook_bytes(book: Any) -> bytes:
    """The saved workbook, its own properties and its zip entries dated 1980-01-01."""
    book.properties.created = book.properties.modified = datetime(*_FIXED)
    book.properties.creator = "boardrules"
    saved = io.BytesIO()
    book.save(saved)
    made = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(b"1980-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, _FIXED), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()
