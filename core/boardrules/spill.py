"""A mapping of which the older part lies in a temporary file, for runs of a million records.

A run remembers something of every record, so that later ones are judged in its light. What
goes past a few thousand records is kept here.
"""

from __future__ import annotations

import pickle
from collections.abc import Hashable, Iterator, Mapping, MutableMapping
from hashlib import blake2b
from struct import unpack
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from sqlite3 import Connection

#: A mapping with more entries than these is moved to a file, ...
MOST = 1 << 13
#: ... and keeps so many of the newest in memory.
NEWEST = 1 << 11
_BITS = 1 << 23

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Spilled(MutableMapping[Key, Value]):
    """A mapping that begins as ``entries``; those that are too many go to a temporary file.

    Keys are told apart by their ``repr``; values are pickled, so that a value that is changed
    must be set anew. The file has no name and goes away with the mapping. Raises ImportError
    where Python was built without sqlite3.
    """

    def __init__(self, entries: Mapping[Key, Value]) -> None:
        from sqlite3 import connect

        # An empty name makes a file of its own that nobody else sees.
        self._file: Connection = connect("", isolation_level=None, check_same_thread=False)
        for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -512"):
            self._file.execute(f"PRAGMA {setting}")
        self._file.execute("CREATE TABLE entry (id BLOB PRIMARY KEY, data BLOB) WITHOUT ROWID")
        self._new = dict(entries)
        # Most keys that are asked for are new; a bit says so sooner than a file does.
        self._seen = bytearray(_BITS // 8)
        self._settle()

    def __getitem__(self, key: Key) -> Value:
        if key in self._new:
            return self._new[key]
        place = _place(key)
        if self._may_hold(place):
            row = self._file.execute("SELECT data FROM entry WHERE id = ?", (place,)).fetchone()
            if row is not None:
                return cast(tuple[Key, Value], pickle.loads(row[0]))[1]
        raise KeyError(key)

    def __setitem__(self, key: Key, value: Value) -> None:
        self._new[key] = value
        self._settle()

    def __delitem__(self, key: Key) -> None:
        known = self._new.pop(key, self) is not self
        deleted = self._file.execute("DELETE FROM entry WHERE id = ?", (_place(key),)).rowcount
        if not known and deleted < 1:
            raise KeyError(key)

    def __iter__(self) -> Iterator[Key]:
        yield from self._new
        for (data,) in self._file.execute("SELECT data FROM entry ORDER BY id"):
            key = cast(tuple[Key, Value], pickle.loads(data))[0]
            if key not in self._new:
                yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return True

    def _settle(self) -> None:
        """Put what is too much into the file."""
        if len(self._new) <= NEWEST:
            return
        rows: list[tuple[bytes, bytes]] = []
        for key, value in self._new.items():
            place = _place(key)
            for bit in _bits(place):
                self._seen[bit >> 3] |= 1 << (bit & 7)
            rows.append((place, pickle.dumps((key, value), 5)))
        self._file.execute("BEGIN")
        self._file.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?)", sorted(rows))
        self._file.execute("COMMIT")
        self._new.clear()

    def _may_hold(self, place: bytes) -> bool:
        return all(self._seen[bit >> 3] >> (bit & 7) & 1 for bit in _bits(place))


def spilled(entries: MutableMapping[Key, Any]) -> MutableMapping[Key, Any]:
    """``entries``, or a mapping of the same entries that lies in a file for the greater part, if they are many."""
    if isinstance(entries, Spilled) or len(entries) <= MOST:
        return entries
    try:
        return Spilled(entries)
    except ImportError:
        return entries


def _place(key: Hashable) -> bytes:
    return blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _bits(place: bytes) -> tuple[int, ...]:
    return tuple(part % _BITS for part in unpack("<4I", place))
