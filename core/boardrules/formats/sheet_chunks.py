"""A large sheet read in chunks of rows, each while the one before it is being judged.

python-calamine lets go of the lock while it reads, which takes half as long as all the rest.
It can only read whole sheets, so the chunks are sheets of a workbook made for it. What is
not written as Excel and its kin write it is read whole instead.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from itertools import pairwise
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

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


class SheetChunks(Thread):
    """The chunks of a sheet; reading begins at once.

    ``data`` is the XML of the sheet, ``packed`` packs sheets, each in pieces, into a workbook.
    Raises ValueError for a sheet that must be read whole: because of its size, because it
    cannot be told for certain where rows begin, or because there is no second core.
    """

    def __init__(
        self, data: bytes, packed: Callable[[Iterable[Sequence[memoryview]]], BytesIO]
    ) -> None:
        super().__init__(daemon=True)
        if not FEWEST <= len(data) <= MOST or _cores() < 2:
            raise ValueError
        first, last = data.find(b"<row "), data.rfind(b"</sheetData>")
        cuts = [_ROW.search(data, int(len(data) * share)) for share in _CUTS]
        places = [first, *(cut.start() for cut in cuts if cut), last]
        # In a comment or CDATA, what looks like a row might be none.
        if first < 0 or None in cuts or sorted(set(places)) != places:
            raise ValueError
        if b"!" in data and b"<!" in data:
            raise ValueError
        #: The first row of each chunk, counted from 0, and behind them the end of a sheet.
        self._starts = [0, *(int(cut[1]) - 1 for cut in cuts if cut), 1 << 21]
        if self._starts[1] < _FIRST_ROWS or sorted(set(self._starts)) != self._starts:
            raise ValueError
        view = memoryview(data)
        head, tail = view[:first], view[last:]
        self._stream = packed((head, view[place:end], tail) for place, end in pairwise(places))
        self._sheets: SimpleQueue[CalamineSheet | None] = SimpleQueue()
        self._next = 0
        self.start()
        # Whatever else this thread does is better done when the other needs no lock.
        self._sheets.get()

    def run(self) -> None:
        from python_calamine import CalamineWorkbook

        try:
            workbook = CalamineWorkbook.from_filelike(self._stream)
            self._sheets.put(None)
            for number in range(len(self._starts) - 1):
                self._sheets.put(workbook.get_sheet_by_index(number))
        except BaseException as error:
            # The second is for whoever waits for a sheet.
            self._sheets.put(None)
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
