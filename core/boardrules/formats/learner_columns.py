"""The columns of the learner template, found by their headers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from attrs import frozen

from boardrules.formats.cells import cell_text
from boardrules.formats.cleaning import clean


@frozen(slots=True)
class Vocabulary:
    """What ``columns/learner.toml`` says; headers are keys as :func:`header_key` makes them.

    ``needed`` gives the header of each field without which no record can be judged.
    """

    fields: Mapping[str, str]
    participant: Mapping[str, str]
    types: tuple[str, ...]
    amounts: tuple[str, ...]
    needed: Mapping[str, str]
    ignored: frozenset[str]
    lists: frozenset[str]


@frozen(slots=True)
class Columns:
    """What the columns of a header row are, each counted from 0.

    ``pairs`` are credit type and amount, the latter None where its column is missing.
    ``twice`` are columns whose header stands above an earlier column (given with it)
    already; ``unknown`` those with a header that means nothing, ``blank`` those without.
    """

    fields: Mapping[str, int]
    participant: Mapping[str, int]
    pairs: tuple[tuple[int, int | None], ...]
    twice: tuple[tuple[int, int], ...]
    unknown: tuple[int, ...]
    blank: tuple[int, ...]

    @property
    def known(self) -> int:
        """How many columns mean something."""
        return len(self.fields) + len(self.participant) + len(self.pairs)

    @property
    def used(self) -> frozenset[int]:
        """The columns that records are read from."""
        pairs = (column for pair in self.pairs for column in pair if column is not None)
        return frozenset((*self.fields.values(), *self.participant.values(), *pairs))

    @property
    def missing(self) -> tuple[str, ...]:
        """The headers of needed columns that are not there."""
        needed = vocabulary().needed
        return tuple(header for field, header in needed.items() if field not in self.fields)


def header_key(text: str) -> str:
    """A header for comparing: no capitals, one blank between words."""
    return " ".join(clean(text)[0].split()).casefold()


def column_letter(index: int) -> str:
    """The letter of a column counted from 0: ``A``, ``Z``, ``AA``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the learner template."""
    text = (files("boardrules_specs") / "columns" / "learner.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)

    def fields(table: str) -> dict[str, str]:
        return {header_key(name): field for field, names in data[table].items() for name in names}

    return Vocabulary(
        fields("fields"),
        fields("participant"),
        tuple(map(header_key, data["pairs"]["type"])),
        tuple(map(header_key, data["pairs"]["amount"])),
        {field: data["fields"][field][0] for field in data["needed"]["fields"]},
        frozenset(map(header_key, data["ignored"]["headers"])),
        frozenset(map(header_key, data["lists"]["sheets"])),
    )


def read_header(cells: Sequence[object]) -> Columns:
    """What the columns are if ``cells`` is the header row."""
    words = vocabulary()
    fields: dict[str, int] = {}
    participant: dict[str, int] = {}
    pairs: list[tuple[int, int | None]] = []
    twice: list[tuple[int, int]] = []
    unknown: list[int] = []
    blank: list[int] = []
    for column, cell in enumerate(cells):
        key = header_key(cell_text(cell))
        if not key:
            blank.append(column)
        elif key in words.ignored:
            continue
        elif key in words.fields or key in words.participant:
            place, names = (
                (fields, words.fields) if key in words.fields else (participant, words.participant)
            )
            first = place.setdefault(names[key], column)
            if first != column:
                twice.append((column, first))
        elif key.startswith(words.types):
            pairs.append((column, None))
        elif key.startswith(words.amounts) and pairs and pairs[-1][1] is None:
            pairs[-1] = (pairs[-1][0], column)
        else:
            unknown.append(column)
    return Columns(fields, participant, tuple(pairs), tuple(twice), tuple(unknown), tuple(blank))
