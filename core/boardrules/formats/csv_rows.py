"""The rows of a CSV file, of which one that cannot be read takes no other with it."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TextIO

from boardrules.findings import Finding, Severity, finding
from boardrules.locations import CellAt

#: A text that a spreadsheet program would take for a formula. Writers of CSV put an apostrophe
#: before it, and our reader takes it away. The full-width forms are read as the plain ones.
FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
#: The most lines that one row may take. Line ends within values are rare, and few in a row.
MOST_LINES = 1_000
#: The most characters that are read a second time, as rows of their own, after rows that fail.
MOST_AGAIN = 1 << 26

Cells = Sequence[object]
Rows = Iterator[tuple[int, Cells]]


def csv_rows(
    stream: TextIO, delimiter: str, file: str, findings: list[Finding], row_code: str
) -> Rows:
    """The rows of a CSV file, counted from 1, without those whose quotation marks do not pair.

    A quotation mark that is not paired swallows the rows after it. So of a row that fails only
    the first line is left out, with the finding ``row_code``, and the lines after it are read
    as rows. If it was far too long, those with fewer than half the cells of other rows are
    taken for its rest. A file that ends within a row is BR148.
    """
    lines = _Lines(stream)
    width = number = last = above = 0
    latest: Sequence[str] = ()
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            if lines.breaks_off and last < above and any(map(str.strip, latest)):
                place = CellAt(file, None, number - 1)
                params = {"found": str(last), "expected": str(above), "reason": "short"}
                findings.append(finding("BR148", place, severity=Severity.WARNING, **params))
            return
        except csv.Error as error:
            # The module has one kind of error, and no other way to tell them apart.
            is_long = len(lines.taken) > 1
            if "field limit" in str(error):
                found = f"a value of more than {csv.field_size_limit():,} characters"
                expected = "a shorter one"
            elif len(lines.taken) == MOST_LINES:
                found = f"a row of more than {MOST_LINES:,} lines"
                expected = "quotation marks that pair"
            else:
                is_long = False
                found = "quotation marks that do not pair"
                expected = "none, or one at each end of a value and two for one inside it"
            first = lines.before + 1
            lines.give_back()
            if is_long:
                lines.skip(delimiter, (width + 1) // 2)
            end = lines.before
            found += f" in line {first}" if end == first else f" in lines {first} to {end}"
            place = CellAt(file, None, number)
            findings.append(finding(row_code, place, field="row", found=found, expected=expected))
            reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
        else:
            lines.done()
            above, last, latest = last, len(cells), cells
            if last > width:
                width = last
            yield number, [disarmed(cell) for cell in cells]


class _Lines:
    """The lines of a stream, some of which are read again.

    ``taken`` are those of the row being read, ``before`` is how many stand before them;
    ``breaks_off`` says at the end whether the last has no line end.
    """

    def __init__(self, stream: TextIO) -> None:
        self.taken: list[str] = []
        self.before = 0
        self.breaks_off = False
        self._stream = stream
        self._again: deque[str] = deque()
        self._most_again = MOST_AGAIN

    def __iter__(self) -> Iterator[str]:
        """The lines from here on; there are no more when a row has too many."""
        taken, again, last = self.taken, self._again, "\n"
        while len(taken) < MOST_LINES:
            line = again.popleft() if again else next(self._stream, "")
            if not line:
                self.breaks_off = not last.endswith(("\n", "\r"))
                return
            last = line
            taken.append(line)
            yield line

    def done(self) -> None:
        """The row has been read."""
        self.before += len(self.taken)
        self.taken.clear()

    def give_back(self) -> None:
        """Of the row, only the first line was read, as far as there is patience for that."""
        rest = self.taken[1:]
        size = sum(map(len, rest))
        if size <= self._most_again:
            self._most_again -= size
            self._again.extendleft(reversed(rest))
            del self.taken[1:]
        self.done()

    def skip(self, delimiter: str, fewest: int) -> None:
        """Pass over the lines that come next and have fewer cells than ``fewest``."""
        again, stream = self._again, self._stream
        while line := again.popleft() if again else next(stream, ""):
            if line.count(delimiter) + 1 >= fewest:
                again.appendleft(line)
                return
            self.before += 1


def disarmed(cell: str) -> str:
    """A cell without the apostrophe that kept it from being taken for a formula."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell, 1) else cell
