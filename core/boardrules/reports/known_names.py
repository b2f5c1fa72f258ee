"""Names that the formats themselves use, which a masked report may show.

A header, a sheet or an element may be called anything, a learner's name included; one that is
called as a template or a schema calls its own says nothing of a learner.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from attrs import frozen

from boardrules.formats.learner_cells import ERROR_TEXTS
from boardrules.formats.learner_columns import header_key

#: What stands for a value that is not shown.
HIDDEN = "(hidden)"

_WORD = re.compile(r"[^\W\d_]+|\d+")
_STEP = re.compile(r"(@?\w+)((?:\[\d+\])?)", re.ASCII)
_COLUMNS = (
    "activities", "activity-template", "learner", "learner-tab", "pre-validation", "records",
    "roster",
)  # fmt: skip
_FAULTS = ERROR_TEXTS | {"a formula without a result"}
_CHECK_FAILED = re.compile(r"check [\w()-]+ of plugin [\w.-]+ failed", re.ASCII)


def is_header(text: str) -> bool:
    """Whether a template has a column of this name, or a format an element; or it is one letter."""
    key = header_key(text)
    names = _names()
    return (
        key in names.headers
        or text in names.elements
        or (len(text) == 1 and text.isascii())
        or _is_of(key, names.pair_words)
    )


def is_sheet(text: str) -> bool:
    """Whether a sheet is called as a template's are, ``Sheet1``, ``Learners 2026`` and the like."""
    return _is_of(text, _names().sheet_words)


def is_fault(text: str) -> bool:
    """Whether ``text`` is what a spreadsheet program shows for a formula that failed."""
    return text in _FAULTS


def is_reason(text: str, programs: frozenset[str]) -> bool:
    """Whether ``text`` says in the engine's words, and with codes of ``programs``, why it did not judge."""
    if _CHECK_FAILED.fullmatch(text):
        return True
    words = _names().reason_words
    return all(
        word.casefold() in words or word in programs or (word.isdigit() and len(word) in (3, 9))
        for word in _WORD.findall(text)
    )


def known_path(path: str) -> str:
    """A path of elements, or an RFC 6901 pointer, with ``*`` for names that no format has."""
    return "/".join(map(_known_step, path.split("/")))


def _known_step(step: str) -> str:
    if not step or (step.isascii() and step.isdigit()):
        return step
    named = _STEP.fullmatch(step)
    if named is None:
        return "*"
    return step if named[1].removeprefix("@") in _names().elements else f"*{named[2]}"


def _is_of(text: str, words: frozenset[str]) -> bool:
    """Whether ``text`` is made of these words and at most one number.

    The number is a year of this century, or less than a hundred; two could be a birthday.
    """
    found = _WORD.findall(text)
    numbers = [word for word in found if word.casefold() not in words]
    return bool(found) and (not numbers or (len(numbers) == 1 and _is_number(numbers[0])))


def _is_number(word: str) -> bool:
    is_year = len(word) == 4 and word.startswith("20")
    return word.isascii() and word.isdigit() and (len(word) < 3 or is_year)


@frozen(slots=True)
class _Names:
    """Known names; headers as :func:`boardrules.formats.learner_columns.header_key` makes them."""

    headers: frozenset[str]
    elements: frozenset[str]
    pair_words: frozenset[str]
    sheet_words: frozenset[str]
    reason_words: frozenset[str]


@cache
def _names() -> _Names:
    specs = files("boardrules_specs")
    headers = {"(blank)"}
    for name in _COLUMNS:
        text = (specs / "columns" / f"{name}.toml").read_text("utf-8")
        headers.update(map(header_key, _texts(tomllib.loads(text))))
    known = tomllib.loads((specs / "public_names.toml").read_text("utf-8"))
    elements = ("learner_elements", "activity_elements", "record_fields")
    return _Names(
        frozenset(headers),
        frozenset(each for name in elements for each in known[name]),
        frozenset(known["pair_words"]),
        frozenset(known["sheet_words"]),
        frozenset(known["reason_words"]),
    )


def _texts(value: object) -> Iterator[str]:
    """Every text in a table of a TOML file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
