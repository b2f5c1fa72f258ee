"""How far the cells of a worksheet reach, before a reader makes room for them.

python-calamine makes room for every cell up to the last one, however far out that is, and
where there is no such room the process ends. So no sheet is read whose extent is unknown.
Sheets as spreadsheet programs write them are told at a glance; the others are gone through.
"""

from __future__ import annotations

import re

_CLASSES = bytes(
    ord("9") if chr(byte) in "0123456789"
    else ord("A") if byte < 128 and chr(byte).isalpha()
    else ord('"') if byte == ord("'")
    else byte
    for byte in range(256)
)  # fmt: skip
_LONG_ROW = re.compile(b'99999"')
_LONG_COLUMN = re.compile(b'"A{3,}9')
#: So much is looked at together, and again what a place may have of what was before.
_BLOCK = 1 << 19
_LONGEST_PLACE = 32
_STEP = 1 << 13
_NEXT_ROW = b'</row><row r="'

#: A quotation mark that an attribute value stands in, and mark-up may hide in.
_SINGLE = re.compile(rb"=\s*'")
_CELL = re.compile(rb"<(?:[^\s<>/:]++:)?c[\s/>]")
_REFERENCE = re.compile(rb'<c r="([A-Za-z]*)(\d+)"[^<>]*+(?<!/)>')

_HIDDEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.S)
_VALUES = rb"""(?:[^<>"']++|"[^<"]*+"|'[^<']*+')*+"""
_WELL_FORMED = re.compile(rb"(?:[^<]++|<" + _VALUES + rb">)*+")
_ROW_ENDS = re.compile(rb"</(?:[^\s<>/:]++:)?row\s*>")
_PLACED = re.compile(rb"<(?:[^\s<>/:]++:)?(c|row)(?=[\s/>])(" + _VALUES + rb")>")
_PLACE = re.compile(rb"""(?<![\w:.-])r\s*=\s*["']([A-Za-z]*)(\d+)["']""")


class BrokenSheetError(Exception):
    """The sheet is no XML, or has a cell where no sheet has one."""


def extent(data: bytes) -> tuple[int, int]:
    """No fewer rows and columns than the values in a sheet's XML reach; 0 for one that is small.

    A small sheet has at most some 12,000 rows and 3,000 columns.
    """
    start, end = data.find(b"<sheetData>"), data.rfind(b"</sheetData>")
    if not 0 <= start < end or not _is_bare(data, start, end):
        return _gone_through(data)
    if _is_small(data, start, end):
        return 0, 0
    return _by_references(data[start:end]) or _gone_through(data)


def _is_bare(data: bytes, start: int, end: int) -> bool:
    """Whether all cells stand between, and no mark-up hides in a comment or a value."""
    return (
        data.find(b"sheetData") == start + 1
        and not _CELL.search(data, end)
        and not (data.find(b"'", start, end) >= 0 and _SINGLE.search(data, start, end))
        and not (data.find(b"!", start, end) >= 0 and data.find(b"<!", start, end) >= 0)
        and not (data.find(b"?", start, end) >= 0 and data.find(b"<?", start, end) >= 0)
    )


def _is_small(data: bytes, start: int, end: int) -> bool:
    """Whether rows have four digits and columns two letters, and few are without a place."""
    at = start
    while end - at > _STEP:
        at = data.rfind(_NEXT_ROW, at + 1, at + _STEP)
        if at < 0:
            return False
    return all(
        _has_short_places(data[max(start, at - _LONGEST_PLACE) : at + _BLOCK].translate(_CLASSES))
        for at in range(start, end, _BLOCK)
    )


def _has_short_places(classes: bytes) -> bool:
    # A text such as ABC1 is no column, unless a quotation mark stands before it.
    return _LONG_ROW.search(classes) is None and _LONG_COLUMN.search(classes) is None


def _by_references(rows: bytes) -> tuple[int, int] | None:
    """The last row and column, if every cell says first of all where it is."""
    cells = rows.count(b'<c r="')
    if cells != len(_CELL.findall(rows)) or rows.count(b'r="') != cells + rows.count(b'<row r="'):
        return None
    references = _REFERENCE.findall(rows)
    columns = {letters for letters, _ in references}
    numbers = {digits for _, digits in references}
    return max(map(int, numbers), default=0), max(map(column_number, columns), default=0)


def _gone_through(data: bytes) -> tuple[int, int]:
    if b"<!" in data or b"<?" in data:
        data = _HIDDEN.sub(b"", data)
    if _WELL_FORMED.fullmatch(data) is None:
        raise BrokenSheetError
    last_row = last_column = row_number = rows_without = 0
    for row in _ROW_ENDS.split(data):
        cells = 0
        for name, attributes in _PLACED.findall(row):
            places = _PLACE.findall(attributes)
            if any(len(letters) > 6 or len(digits) > 9 for letters, digits in places):
                raise BrokenSheetError
            if name == b"row":
                row_number = max([row_number, *(int(digits) for _, digits in places)])
                rows_without += not places
            elif not places:
                cells += 1
            elif not attributes.endswith(b"/"):
                last_row = max([last_row, *(int(digits) for _, digits in places)])
                last_column = max([last_column, *(column_number(each) for each, _ in places)])
        if cells:
            # They count on from the row above, and from the cell before.
            last_row = max(last_row, row_number + rows_without)
            last_column = max(last_column, last_column + cells)
    return last_row, last_column


def column_number(letters: bytes) -> int:
    """The number of a column, from 1; 0 for none."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
