"""What all that is written as a workbook shares: text stays text, the same contents the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell

#: The number format of text: what is typed into such a cell is not taken for a number.
TEXT_FORMAT = "@"
#: The day that workbooks and their zip entries are dated, for a clock would change the bytes.
STAMP = datetime(1980, 1, 1)
#: The most characters that a spreadsheet program takes in a cell.
MOST_IN_CELL = 32_767
#: Characters that no XML, and so no workbook, can hold.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: What stands where half a character was that nothing can hold.
REPLACED = "\ufffd"

#: Spreadsheet programs read ``_x0041_`` as "A"; openpyxl writes it as it stands.
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED_OR_CONTROL = re.compile(f"[\x00-\x08\x0b-\x1f\ufffe\uffff]|{_ESCAPED.pattern}")
_HALVES = re.compile("[\ud800-\udfff]")
#: How a text begins that a spreadsheet program may take for a formula
#: (https://owasp.org/www-community/attacks/CSV_Injection).
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MODIFIED = re.compile(rb"(?<=<dcterms:modified )([^>]*>)[^<]*")


def cell_text(text: str, *, lossless: bool = False) -> str:
    """``text`` as a workbook has to hold it, so that a spreadsheet program shows the same.

    Of one that is longer than a cell may be, its beginning. Controls are left out, or with
    ``lossless`` written as ``_x0001_``, which readers of workbooks read back.
    """
    if lossless:
        text = _HALVES.sub(REPLACED, text[:MOST_IN_CELL])
        return _ESCAPED_OR_CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return _ESCAPED.sub("_x005F_", NOT_XML.sub("", text)[:MOST_IN_CELL])


def put_text(cell: Cell | MergedCell, text: str, *, lossless: bool = False) -> None:
    """Make a cell hold ``text`` and nothing else: no formula, no error, no number, no date.

    One that looks like a formula also gets the mark that Excel gives to a cell typed with an
    apostrophe before it, so that it is still text after somebody edits it. ``lossless`` is as
    in :func:`cell_text`.
    """
    cell.value = cell_text(text, lossless=lossless)
    cell.data_type = "s"
    cell.number_format = TEXT_FORMAT
    if text.startswith(_LIKE_A_FORMULA):
        cell.quotePrefix = True


def workbook_bytes(book: Any) -> bytes:
    """The bytes of a workbook of ours, which is dated 1980-01-01."""
    book.properties.creator = "boardrules"
    book.properties.created = book.properties.modified = STAMP
    return packed(book)


def packed(book: Any, amend: Callable[[str, bytes], bytes] | None = None) -> bytes:
    """The bytes of a workbook, the same for the same workbook.

    Saving would date it by the clock: its zip entries are dated 1980-01-01, and it is last
    modified when its own properties say. ``amend(name, content)`` may change each part.
    """
    modified = book.properties.modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    saved = io.BytesIO()
    book.save(saved)
    made = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + modified, content)
            if amend is not None:
                content = amend(name, content)
            entry = zipfile.ZipInfo(name, STAMP.timetuple()[:6])
            new.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()
