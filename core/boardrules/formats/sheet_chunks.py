"""A large sheet read in chunks of rows, each while the one before it is being judged.

python-calamine lets go of the lock while it reads, which takes half as long as all the rest.
It can only read whole sheets, so the chunks are sheets of a workbook made for it. What is
not written as Excel and its kin write it is read whole instead.
"""

from __future__ import annotations

import io
import os
import re
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_STORED, ZipFile

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Rows = list[list[Any]]

#: Bytes of a sheet: smaller ones are read at once, larger ones would stand in memory too often.
FEWEST, MOST = 1 << 19, 1 << 25
#: Rows that the first chunk has at least, for the header row to be among them.
_FIRST_ROWS = 50
#: Where chunks begin: each is read while the one before it, which is smaller, is judged.
_CUTS = (0.12, 0.34, 0.64)
_ROW = re.compile(rb'<row r="(\d{1,7})"')
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHARED = ("_rels/.rels", "[Content_Types].xml", "xl/sharedStrings.xml", "xl/styles.xml")
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


class SheetChunks(Thread):
    """The chunks of a sheet, which is ``part`` of a workbook; reading begins at once.

    ``data`` is the XML of the sheet. Raises what zipfile does, and ValueError for a sheet
    that must be read whole: because of its size, because it cannot be told for certain
    where rows begin, or because there is no second core.
    """

    def __init__(self, archive: ZipFile, part: str, from_1904: bool) -> None:
        super().__init__(daemon=True)
        if not FEWEST <= archive.getinfo(part).file_size <= MOST or _cores() < 2:
            raise ValueError
        self.data = data = archive.read(part)
        first, last = data.find(b"<row "), data.rfind(b"</sheetData>")
        cuts = [_ROW.search(data, int(len(data) * share)) for share in _CUTS]
        places = [first, *(cut.start() for cut in cuts if cut), last]
        # In a comment or CDATA, what looks like a row might be none.
        if (
            first < 0
            or None in cuts
            or sorted(set(places)) != places
            or (b"!" in data and b"<!" in data)
        ):
            raise ValueError
        #: The first row of each chunk, counted from 0, and behind them the end of a sheet.
        self._starts = [0, *(int(cut[1]) - 1 for cut in cuts if cut), 1 << 21]
        if self._starts[1] < _FIRST_ROWS or sorted(set(self._starts)) != self._starts:
            raise ValueError
        self._stream = io.BytesIO()
        count = len(places) - 1
        with ZipFile(self._stream, "w", ZIP_STORED) as made:
            for name in archive.namelist():
                if name in _SHARED:
                    made.writestr(name, archive.read(name))
            made.writestr(_WORKBOOK, _workbook(count, from_1904))
            made.writestr(_RELATIONS, _relations(count))
            view = memoryview(data)
            for number in range(count):
                with made.open(f"xl/worksheets/{number}.xml", "w") as sheet:
                    sheet.write(view[:first])
                    sheet.write(view[places[number] : places[number + 1]])
                    sheet.write(view[last:])
        self._sheets: SimpleQueue[CalamineSheet | None] = SimpleQueue()
        self._next = 0
        self.start()
        # Whatever else this thread does is better done when the other needs no lock.
        self._sheets.get()

    def run(self) -> None:
        from python_calamine import CalamineWorkbook

        try:
            self._stream.seek(0)
            workbook = CalamineWorkbook.from_filelike(self._stream)
            self._sheets.put(None)
            for number in range(len(self._starts) - 1):
                self._sheets.put(workbook.get_sheet_by_index(number))
        except BaseException as error:
            self._sheets.put(None)
            # A failed assertion inside calamine arrives as something that is no Exception.
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise

    def next(self, rows: Rows) -> bool:
        """Add the rows of the next chunk to ``rows``; False when there is none.

        ValueError when what is left must be read whole.
        """
        if self._next == len(self._starts) - 1:
            return False
        begin, beyond = self._starts[self._next : self._next + 2]
        sheet = self._sheets.get()
        self._next += 1
        if sheet is None:
            raise ValueError
        if sheet.start is None or sheet.end is None:
            return True
        if sheet.start[0] < begin or sheet.end[0] >= beyond:
            raise ValueError
        width = max(len(rows[0]) if rows else 0, sheet.end[1] + 1)
        rows += ([""] * width for _ in range(sheet.start[0] - len(rows)))
        read: Rows = sheet.to_python(skip_empty_area=True)
        before, after = [""] * sheet.start[1], [""] * (width - 1 - sheet.end[1])
        rows += [[*before, *each, *after] for each in read] if before or after else read
        return True


def _cores() -> int:
    """How many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _workbook(count: int, from_1904: bool) -> str:
    sheets = "".join(
        f'<sheet name="{number}" sheetId="{number + 1}" r:id="r{number}"/>'
        for number in range(count)
    )
    return (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        f' xmlns:r="{_DOCUMENT}"><workbookPr date1904="{int(from_1904)}"/>'
        f"<sheets>{sheets}</sheets></workbook>"
    )


def _relations(count: int) -> str:
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{_DOCUMENT}/worksheet"'
        f' Target="worksheets/{number}.xml"/>'
        for number in range(count)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>'
