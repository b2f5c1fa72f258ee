"""Changes to files that keep enough of their structure to get past the first look at them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from random import Random

from .book import unzipped, zipped

#: Changes bytes without knowing what they are: ``(data, most bytes) -> data``.
Mutate = Callable[[bytes, int], bytes]

_MARKUP = re.compile(rb"(<[^<>]*>)")
_IN_TAG = re.compile(rb'([\w:]+="[^"]*")')
_PUNCTUATED = re.compile(rb'([,;:\t\n"{}\[\]=])')
#: Parts of a workbook that are worth more than one in so many changes.
_FAVOURED = {"xl/worksheets/": 8, "xl/sharedStrings": 2, "xl/workbook.xml": 2, "xl/_rels": 2}
_VALUES = (
    b"", b"0", b"-1", b"1e308", b"1E+400", b"-0.0", b"nan", b"inf", b"2958466", b"60", b"59", b"0.5",
    b"46000.9999999", b"99999999999999999999", b"02/29", b"2026-02-30", b"02/29/1900", b"TRUE", b"#N/A",
    b"_x0000_", b"_x000D_", b"&#xD;", b"&#10;", b"\xc2\xa0", b"\xe2\x80\x8b", b"\xef\xbb\xbf", b"\x1b[31m",
    b"\xc2\x85", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"e\xcc\x81", b"\xd9\xa3", b"=1+1", b"9" * 400,
)  # fmt: skip
_CELL_KINDS = (b"s", b"str", b"inlineStr", b"b", b"e", b"n", b"d", b"x", b"")
_PLACES = (
    b"A1", b"XFD1048576", b"ZZZ9999999", b"A0", b"B2", b"1", b"AA10", b"a1", b"zzz9999999", b"AAAAAA9",
    b"FXSHRXX4294967296",
)  # fmt: skip


class Mutator:
    """Mutates files of one kind; ``words`` are names and values that such files hold."""

    def __init__(self, words: tuple[bytes, ...], mutate: Mutate, *, archives: bool) -> None:
        self._words = words or (b"",)
        self._mutate = mutate
        self._archives = archives

    def __call__(self, data: bytes, most: int, seed: int) -> bytes:
        """The data, changed; ``most`` bytes of it at the most."""
        random = Random(seed)
        if self._archives and random.random() < 0.95:
            changed = self._archive(data, most, random)
            if changed is not None:
                return changed[:most]
        if not self._archives and random.random() < 0.5:
            return self._tokens(data, random)[:most]
        return self._mutate(data, most)

    def _archive(self, data: bytes, most: int, random: Random) -> bytes | None:
        """The archive with some of its parts changed; None when it is none."""
        try:
            parts = unzipped(data)
        except Exception:
            return None
        if not parts:
            return None
        for _ in range(random.choice((1, 1, 1, 2, 4))):
            names = [
                name
                for name in parts
                for _ in range(next((n for at, n in _FAVOURED.items() if name.startswith(at)), 1))
            ]
            if not names:
                break
            name = random.choice(names)
            way = random.random()
            if way < 0.03:
                del parts[name]
            elif way < 0.05:
                parts[name] = parts[random.choice(list(parts))]
            elif way < 0.07:
                parts[self._renamed(name, random)] = parts.pop(name)
            elif way < 0.3:
                room = max(64, most - sum(map(len, parts.values())))
                parts[name] = self._mutate(parts[name], len(parts[name]) + room)
            else:
                parts[name] = self._tokens(parts[name], random)
        how = zipfile.ZIP_DEFLATED if random.random() < 0.05 else zipfile.ZIP_STORED
        made = zipped(parts, how)
        if len(made) > most:
            made = zipped(parts, zipfile.ZIP_DEFLATED)
        return made

    def _renamed(self, name: str, random: Random) -> str:
        return random.choice(
            (name.upper(), name.replace("/", "\\"), "/" + name, name + "x", "xl/workbook.bin")
        )

    def _tokens(self, data: bytes, random: Random) -> bytes:
        """The data with a few of its tags, attributes or values taken, doubled, moved or replaced."""
        pattern = _MARKUP if data.count(b"<") > data.count(b",") else _PUNCTUATED
        tokens = pattern.split(data)
        for _ in range(random.choice((1, 1, 2, 3, 8))):
            self._change(tokens, random)
            if not tokens:
                break
        return b"".join(tokens)

    def _change(self, tokens: list[bytes], random: Random) -> None:
        at = random.randrange(len(tokens))
        way = random.randrange(11)
        if way == 0:
            del tokens[at : at + random.choice((1, 1, 2, 4, 16))]
        elif way == 1:
            end = at + random.choice((1, 2, 4, 8, 32))
            tokens[at:at] = tokens[at:end] * random.choice((1, 1, 2, 5))
        elif way == 2:
            other = random.randrange(len(tokens))
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif way == 3:
            tokens[at] = random.choice(tokens)
        elif way == 4:
            tokens[at] = random.choice(self._words)
        elif way == 5:
            tokens[at] = random.choice(_VALUES)
        elif way == 6:
            tokens.insert(at, random.choice((*_VALUES, *self._words)))
        elif way == 7 and tokens[at]:
            tokens[at] = self._mutate(tokens[at], len(tokens[at]) + 32)
        elif tokens[at].startswith(b"<"):
            tokens[at] = self._tag(tokens[at], random)
        else:
            tokens[at] = random.choice((*_VALUES, *self._words))

    def _tag(self, tag: bytes, random: Random) -> bytes:
        """A tag with one attribute changed or taken."""
        parts = _IN_TAG.split(tag)
        if len(parts) < 3:
            return tag[:-1] + b"/>" if random.random() < 0.5 else tag.replace(b"/", b"")
        at = random.randrange(1, len(parts), 2)
        name = parts[at].partition(b"=")[0]
        if name == b"t":
            value = random.choice(_CELL_KINDS)
        elif name in (b"r", b"ref"):
            value = random.choice(_PLACES)
        elif name == b"s":
            value = random.choice((b"0", b"1", b"2", b"3", b"4", b"99", b"-1", b"x"))
        else:
            value = random.choice((*_VALUES, *self._words)).replace(b'"', b"")
        quote = b"'" if random.random() < 0.1 and b"'" not in value else b'"'
        parts[at] = b"" if random.random() < 0.2 else name + b"=" + quote + value + quote
        return b"".join(parts)
