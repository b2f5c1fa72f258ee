"""The columns of the learner template, found by their headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from attrs import frozen

from boardrules.formats.cells import cell_text
from boardrules.formats.cleaning import clean
from boardrules.formats.column_names import Names, column_file
from boardrules.formats.workbook_bytes import NOT_XML

#: Columns of which a REMS sheet has none: who the learner is, and credit toward anything else.
_OF_IDENTITY = frozenset(
    {
        "first_name",
        "last_name",
        "birth_date",
        "state",
        "licence_id",
        "cme_credits",
        "board",
        "board_id",
    }
)


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
    def only_rems(self) -> bool:
        """Whether it is a sheet of REMS participants, whom no column identifies."""
        return bool(self.participant) and _OF_IDENTITY.isdisjoint(self.fields)

    @property
    def missing(self) -> tuple[str, ...]:
        """The headers of needed columns that are not there."""
        needed = vocabulary().needed
        return tuple(header for field, header in needed.items() if field not in self.fields)


def header_key(text: str) -> str:
    """A header for comparing: no capitals, one blank between words, nothing that no cell can hold."""
    return " ".join(clean(NOT_XML.sub("", text))[0].split()).casefold()


def column_letter(index: int) -> str:
    """The letter of a column counted from 0: ``A``, ``Z``, ``AA``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(64)
def vocabulary(more: Names = (), retired: bool = False) -> Vocabulary:
    """The vocabulary of the learner template, with further headers.

    ``more`` is as :attr:`boardrules.formats.column_names.ColumnNames.of_learner_sheets`.
    ``retired``: with those of the tab-delimited file that PARS took in former years.
    """
    data = column_file("learner")
    further = [(field, headers) for field, headers in more]
    ignored = list(data["ignored"]["headers"])
    if retired:
        old = column_file("learner-tab")
        further += old["fields"].items()
        ignored += old["ignored"]["headers"]

    def names(table: str, prefix: str = "") -> dict[str, str]:
        known = {header_key(name): field for field, names in data[table].items() for name in names}
        for field, headers in further:
            if field.removeprefix(prefix) in data[table] and field.startswith(prefix):
                for header in headers:
                    known.setdefault(header_key(header), field.removeprefix(prefix))
        return known

    def pair(part: str, field: str) -> tuple[str, ...]:
        added = (header for name, headers in further if name == field for header in headers)
        return tuple(map(header_key, (*data["pairs"][part], *added)))

    return Vocabulary(
        names("fields"),
        names("participant", "participant/"),
        pair("type", "credit_type"),
        pair("amount", "credit_amount"),
        {field: data["fields"][field][0] for field in data["needed"]["fields"]},
        frozenset(map(header_key, ignored)),
        frozenset(map(header_key, data["lists"]["sheets"])),
    )


def read_header(cells: Sequence[object], words: Vocabulary | None = None) -> Columns:
    """What the columns are if ``cells`` is the header row."""
    words = words or vocabulary()
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
