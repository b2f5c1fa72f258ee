"""Where the elements of a learner report stand.

libxml2 counts lines in sixteen bits, and keeping the line of every element would cost more
than reading it. So lines are looked up in the file itself, and only for records on which
there is something to say.
"""

from __future__ import annotations

import io
import re
from array import array
from bisect import bisect
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from boardrules.formats.source import decode_head

_SLASH = ord("/")
_BLOCK = 1 << 20
_HEAD = 1 << 12
_HIDDEN = rb"!--.*?(?:-->|\Z)|!\[CDATA\[.*?(?:\]\]>|\Z)|\?.*?(?:\?>|\Z)"
_HIDDEN_ENDS = (b"-->", b"]]>", b"?>")
_HIDDEN_PART = re.compile(rb"<(?:" + _HIDDEN + rb")", re.S)
_RECORD = re.compile(
    rb"<(?:" + _HIDDEN + rb"|(?:[^\s<>/:!?]++:)?+(ActivityReport)(?=[\s/>]))", re.S
)
_NAME = re.compile(rb"ActivityReport[\s/>]")
_OPENED = re.compile(rb"<(?:[^\s<>/:!?]++:)?+")
_TAG = re.compile(
    rb"""<(/?)(?:[^\s<>/:!?"']++:)?+([^\s<>/:!?"']++)((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>"""
)


class Elements:
    """The elements of one record in the order of the file, the record itself first.

    An element is known by its index. ``line`` is the one in which the record begins.
    """

    def __init__(self, data: bytes, line: int) -> None:
        self._data = (
            _HIDDEN_PART.sub(_only_line_ends, data) if b"<!" in data or b"<?" in data else data
        )
        self._line = line
        self._names: list[bytes] = []
        self._parents: list[int] = []
        self._offsets: list[int] = []
        self._ends: list[int] = []
        self._named: dict[bytes, list[int]] = {}
        self._steps: list[tuple[int, int]] = []
        self._counted = 0, line
        self._read()

    def _read(self) -> None:
        names, parents, offsets, ends = self._names, self._parents, self._offsets, self._ends
        parent = -1
        for tag in _TAG.finditer(self._data):
            closing, name, rest = tag.groups()
            if closing:
                ends[parent] = len(names)
                parent = parents[parent]
            else:
                names.append(name)
                parents.append(parent)
                offsets.append(tag.start())
                ends.append(len(names))
                if not rest.endswith(b"/"):
                    parent = len(names) - 1
            if parent < 0:
                return

    def __len__(self) -> int:
        return len(self._names)

    def find(self, name: str, number: int, outer: int) -> int | None:
        """The element ``name`` number ``number`` (from 0) among the descendants of ``outer``."""
        if not self._named:
            for index, each in enumerate(self._names):
                self._named.setdefault(each, []).append(index)
        named = self._named.get(name.encode(), [])
        place = bisect(named, outer) + number
        return named[place] if place < len(named) and named[place] < self._ends[outer] else None

    def line(self, index: int) -> int:
        """The line in which an element begins."""
        offset = self._offsets[index]
        # Places are mostly asked for in their order.
        before, line = self._counted if self._counted[0] <= offset else (0, self._line)
        line += self._data.count(b"\n", before, offset)
        self._counted = offset, line
        return line

    def path(self, index: int) -> str:
        """The path from the record to an element; a number tells one of several siblings."""
        path = ""
        while index > 0:
            which, of = self._which(index)
            number = f"[{which}]" if of > 1 else ""
            path = f"/{self._names[index].decode('utf-8', 'replace')}{number}{path}"
            index = self._parents[index]
        return path

    def _which(self, index: int) -> tuple[int, int]:
        """Which of its siblings of one name an element is, from 1, and how many there are."""
        if not self._steps:
            alike: dict[tuple[int, bytes], int] = {}
            numbers = []
            for key in zip(self._parents, self._names, strict=True):
                alike[key] = number = alike.get(key, 0) + 1
                numbers.append(number)
            keys = zip(self._parents, self._names, strict=True)
            self._steps = [(each, alike[key]) for each, key in zip(numbers, keys, strict=True)]
        return self._steps[index]


class XmlPlaces:
    """The places in one file. Records count from 0, in the order of the file.

    Answers None for a file that has gone, has changed or is in no ASCII-like encoding.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._starts = array("q")
        self._lines = array("I")
        self._more: Iterator[None] | None = None
        self._end = 0
        self._above = ""
        self._last: tuple[int, Elements | None] = (-1, None)

    def __reduce__(self) -> tuple[type[XmlPlaces], tuple[Path]]:
        return XmlPlaces, (self._path,)

    def line(self, record: int) -> int | None:
        """The line in which a record begins."""
        self._look_for(record)
        return self._lines[record] if record < len(self._lines) else None

    def path(self, record: int) -> str:
        """The path of a record by local names."""
        self._look_for(record)
        return f"{self._above}ActivityReport[{record + 1}]"

    def elements(self, record: int) -> Elements | None:
        """The elements of a record."""
        if self._last[0] != record:
            self._last = (record, self._elements(record))
        return self._last[1]

    def _elements(self, record: int) -> Elements | None:
        self._look_for(record + 1)
        if record >= len(self._starts):
            return None
        start = self._starts[record]
        end = self._starts[record + 1] if record + 1 < len(self._starts) else self._end
        try:
            with self._open() as stream:
                stream.seek(start)
                elements = Elements(stream.read(end - start), self._lines[record])
        except OSError:
            return None
        return elements if len(elements) else None

    def _look_for(self, record: int) -> None:
        if self._more is None:
            self._more = self._starts_found()
        while len(self._starts) <= record:
            try:
                next(self._more)
            except (StopIteration, OSError):
                return

    def _open(self) -> IO[bytes]:
        """The file as bytes in which mark-up is ASCII."""
        stream = self._path.open("rb")
        head = stream.read(4)
        stream.seek(0)
        if b"\0" not in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            return stream
        with stream:
            return io.BytesIO(decode_head(stream.read()).encode())

    def _starts_found(self) -> Iterator[None]:
        """Go through the file, block by block, and stop at each start of a record."""
        with self._open() as stream:
            rest = b""
            offset, line = 0, 1
            # The head, with its declaration, is read by itself: the rest rarely has hidden parts.
            size = min(_HEAD, _BLOCK)
            while block := stream.read(size):
                data, size = rest + block, _BLOCK
                # Behind the last ">" something may have been cut off.
                starts, end = _records_in(data, data.rfind(b">") + 1)
                seen = 0
                for start in starts:
                    line += data.count(b"\n", seen, start)
                    seen = start
                    if not self._starts:
                        with self._open() as again:
                            self._above = _path_to(again.read(offset + seen))
                    self._starts.append(offset + seen)
                    self._lines.append(line)
                    yield
                line += data.count(b"\n", seen, end)
                offset += end
                rest = data[end:]
            self._end = offset + len(rest)


def _records_in(data: bytes, end: int) -> tuple[list[int], int]:
    """Where records begin before ``end``, and where a hidden part begins that is cut off, or ``end``."""
    # One character is found ten times as fast as two.
    if (b"!" in data and b"<!" in data) or (b"?" in data and b"<?" in data):
        starts = []
        for match in _RECORD.finditer(data, 0, end):
            if match[1] is not None:
                starts.append(match.start())
            elif not match[0].endswith(_HIDDEN_ENDS):
                return starts, match.start()
        return starts, end
    names = [match.start() for match in _NAME.finditer(data, 0, end)]
    tags = [(data.rfind(b"<", 0, name), name) for name in names if data[name - 1] != _SLASH]
    return [start for start, name in tags if _OPENED.fullmatch(data, start, name)], end


def _only_line_ends(hidden: re.Match[bytes]) -> bytes:
    return b"\n" * hidden[0].count(b"\n")


def _path_to(data: bytes) -> str:
    """The path of the elements that are open at the end of ``data``, with a slash behind each."""
    names: list[str] = []
    for tag in _TAG.finditer(_HIDDEN_PART.sub(b"", data)):
        closing, name, rest = tag.groups()
        if closing:
            del names[-1:]
        elif not rest.endswith(b"/"):
            names.append(name.decode("utf-8", "replace"))
    return "".join(f"{name}/" for name in names)
