"""The rows of a sheet, of which a large one is still being read when its first are judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from attrs import Factory, define

from boardrules.formats.sheet_chunks import SheetChunks

Rows = list[list[Any]]


@define(slots=True, eq=False)
class SheetRows:
    """Rows from row 1 on, cells from column A on.

    ``read`` are those that were read so far, all of them where there are no ``chunks``.
    ``whole`` reads all when a chunk cannot be read; it raises what python-calamine does.
    """

    read: Rows
    whole: Callable[[], Rows]
    chunks: SheetChunks | None = None
    _cells: dict[int, list[tuple[int, object]]] = Factory(dict)

    def put(self, cells: Iterable[tuple[int, int, object]]) -> None:
        """Put other cells in place of those that are read: (row, column, cell), from 0."""
        for row, column, cell in cells:
            self._cells.setdefault(row, []).append((column, cell))
        self._fit()

    def batches(self, start: int) -> Iterator[Rows]:
        """The rows from ``start`` (counted from 0) on, as they are read."""
        while start < len(self.read) or self._more():
            batch = self.read[start:]
            start += len(batch)
            yield batch

    def all(self) -> Rows:
        """All rows; waits until they are read."""
        for _ in self.batches(len(self.read)):
            pass
        return self.read

    def _more(self) -> bool:
        """Read more rows; False when all were read."""
        if self.chunks is None:
            return False
        before = len(self.read)
        try:
            if not self.chunks.next(self.read):
                self.chunks = None
        except ValueError:
            self.chunks = None
            self.read += self.whole()[before:]
        self._fit()
        return self.chunks is not None or len(self.read) > before

    def _fit(self) -> None:
        """Put other cells into the rows that were read."""
        if self.chunks is None and self._cells:
            # Calamine knows nothing of rows that hold nothing else.
            width = max(map(len, self.read), default=0)
            last = max(self._cells) + 1
            self.read += ([""] * width for _ in range(len(self.read), last))
        for number in [each for each in self._cells if each < len(self.read)]:
            row = self.read[number]
            for column, cell in self._cells.pop(number):
                if column < len(row):
                    row[column] = cell
