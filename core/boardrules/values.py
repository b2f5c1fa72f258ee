"""Reading of single values: dates, birthdays, amounts, identifiers, NPIs, names.

Pure functions of their text. Those that meet the same text thousands of times in one
file (dates, amounts, birthdays) keep a bounded memo.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

_MEMO = 1 << 16

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s?(?:Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_US = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}", re.ASCII)
_MONTH_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})(?:[-/](\d{4}))?", re.ASCII)
_ISO_MONTH_DAY = re.compile(
    r"(\d{4}|-)-(\d{2})-(\d{2})(?:T[\d:.]*)?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII
)
_AMOUNT = re.compile(r"(?:\d{1,9}(?:\.\d{1,9})?|\.\d{1,9})", re.ASCII)
_YEAR = re.compile(r"\d{4,}|(?:(?<=[-/.]\d[-/.])|(?<=[-/.]\d\d[-/.]))\d\d$")


class Day(NamedTuple):
    """A date as read: the date, or the reason why there is none."""

    date: date | None
    problem: Literal["unreadable", "two-digit-year", "impossible"] | None = None
    has_time: bool = False


@lru_cache(_MEMO)
def read_day(text: str) -> Day:
    """Read ``YYYY-MM-DD`` (with or without a time, which is dropped), ``MM-DD-YYYY`` or ``MM/DD/YYYY``.

    Any other form is refused rather than guessed at: a two-digit year, or a day before
    the month, would be read as another date without anyone noticing.
    """
    if match := _ISO.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        has_time = match[4] is not None and match[4].strip("0:.") != ""
    elif match := _US.fullmatch(text):
        year, month, day = int(match[4]), int(match[1]), int(match[3])
        has_time = False
    elif _SHORT_YEAR.fullmatch(text):
        return Day(None, "two-digit-year")
    else:
        return Day(None, "unreadable")
    try:
        return Day(date(year, month, day), None, has_time)
    except ValueError:
        return Day(None, "impossible")


@lru_cache(_MEMO)
def read_birth_date(text: str) -> tuple[str | None, bool]:
    """Month and day of a birthday as ``MM/DD`` (None when unreadable), and whether a year was dropped.

    February 29 is a birthday whatever the year, so none is looked at.
    """
    if match := _MONTH_DAY.fullmatch(text):
        month, day, year = int(match[1]), int(match[2]), match[3]
    elif match := _ISO_MONTH_DAY.fullmatch(text):
        month, day, year = int(match[2]), int(match[3]), match[1] if match[1] != "-" else None
    else:
        return None, False
    try:
        date(2000, month, day)
    except ValueError:
        return None, year is not None
    return f"{month:02d}/{day:02d}", year is not None


def without_year(text: str) -> str:
    """``text`` with what may be a year masked: a run of four digits or more, or a third pair of them."""
    return _YEAR.sub("****", text)


@lru_cache(_MEMO)
def read_amount(text: str) -> Decimal | None:
    """A plain decimal number of credits, or None; no sign, exponent or thousands separator."""
    return Decimal(text) if _AMOUNT.fullmatch(text) else None


def is_multiple(amount: Decimal, step: Decimal) -> bool:
    """Whether ``amount`` is a whole number of ``step`` (exact decimal arithmetic)."""
    return amount % step == 0


def plain(amount: Decimal) -> str:
    """``amount`` without exponent or trailing zeros: ``1.50`` is ``1.5``, ``10.00`` is ``10``."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def npi_shaped(text: str) -> bool:
    """Ten ASCII digits beginning with 1 or 2."""
    return len(text) == 10 and text.isascii() and text.isdigit() and text[0] in "12"


def npi_valid(text: str) -> bool:
    """Whether ``text`` is an NPI whose check digit holds: Luhn over ``80840`` and the ten digits.

    The prefix adds a constant 24; without it ``0000000000`` would pass. ACCME states no
    such check, so it may warn and tell an NPI from a licence, never reject.
    """
    if not npi_shaped(text):
        return False
    total = 24
    for index, char in enumerate(text):
        digit = ord(char) - 48
        if index % 2 == 0:
            digit *= 2
            if digit > 9:
                digit -= 9
        total += digit
    return total % 10 == 0


_ID_NOISE = str.maketrans("", "", " .-\u00a0")


def id_key(text: str) -> str:
    """An identifier for comparing: upper case, without blanks, dots and hyphens."""
    if text.isalnum():
        return text.upper()
    return text.translate(_ID_NOISE).upper()


_ZEROS = re.compile(r"(?<!\d)0+(?=\d)", re.ASCII)


def without_zeros(key: str) -> str:
    """``key`` without the leading zeros of each run of digits."""
    return _ZEROS.sub("", key) if "0" in key else key


def loose_id_key(text: str) -> str:
    """:func:`id_key` :func:`without_zeros`, as licences compare."""
    return without_zeros(id_key(text))


_TYPE_NOISE = re.compile("[\u2122\u00ae\ufe0f]|\\(TM\\)|\\(R\\)|\\bCredits?\\s*$", re.IGNORECASE)


@lru_cache(4096)
def credit_type_key(text: str) -> str:
    """A credit type for comparing: no trade marks, no trailing "Credit(s)", one blank, ``&`` as ``and``.

    "AMA PRA Category 1 Credit(TM)" and "AMA PRA Category 1" are the same type.
    """
    text = unicodedata.normalize("NFKC", text.replace("\u2122", "").replace("\ufe0f", ""))
    text = _TYPE_NOISE.sub("", text).strip()
    text = _TYPE_NOISE.sub("", text)
    return " ".join(text.replace("&", " and ").split()).casefold()


@lru_cache(4096)
def words_key(text: str) -> str:
    """A name of a thing (a program, an activity format) for comparing: case, dashes and blanks aside."""
    text = text.replace("\u2013", "-").replace("\u2014", "-").replace("&", " and ")
    return " ".join(text.replace("-", " ").split()).casefold()


_LETTERS = str.maketrans(
    {"Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "TH", "Æ": "AE", "Œ": "OE", "ẞ": "SS", "Ħ": "H"}
)
_SUFFIXES = frozenset({"JR", "SR", "II", "III", "IV", "MD", "DO", "PHD"})
_NAME_TOKEN = re.compile(r"[^\W_]+")
_NAME_GLUE = re.compile("[.'\u2019\u2018`\u00b4\u02bc]")


@lru_cache(_MEMO)
def name_tokens(text: str) -> tuple[str, ...]:
    """A name's words for comparing: no accents, capitals, no punctuation, no suffix such as Jr or MD.

    Apostrophes and dots join (``O'Brien`` is ``OBRIEN``, ``M.D.`` is ``MD``); hyphens and
    blanks part.
    """
    text = "".join(
        char
        for char in unicodedata.normalize("NFKD", text.upper())
        if not unicodedata.combining(char)
    ).translate(_LETTERS)
    tokens = _NAME_TOKEN.findall(_NAME_GLUE.sub("", text))
    while len(tokens) > 1 and tokens[-1] in _SUFFIXES:
        tokens.pop()
    return tuple(tokens)


NameMode = Literal["off", "lenient", "strict"]


class NameMatch(NamedTuple):
    """How two names compare; ``loose`` when the first names agree by an initial only."""

    first: bool
    last: bool
    loose: bool = False


@lru_cache(_MEMO)
def match_names(
    first: str, last: str, other_first: str, other_last: str, mode: NameMode = "lenient"
) -> NameMatch:
    """Compare two people's names.

    ``lenient``: last names equal, or one a whole component of the other's double surname;
    first names equal up to their first word, or one an initial of the other (``loose``).
    ``strict``: all words equal. ``off``: always equal. Nicknames never match.
    """
    if mode == "off":
        return NameMatch(True, True)
    firsts, other_firsts = name_tokens(first), name_tokens(other_first)
    lasts, other_lasts = name_tokens(last), name_tokens(other_last)
    last_same = "".join(lasts) == "".join(other_lasts)
    first_same = "".join(firsts) == "".join(other_firsts)
    if mode == "strict" or (last_same and first_same):
        return NameMatch(first_same, last_same)
    if not last_same and lasts and other_lasts:
        last_same = _is_component(lasts, other_lasts) or _is_component(other_lasts, lasts)
    loose = False
    if not first_same and firsts and other_firsts:
        mine, theirs = firsts[0], other_firsts[0]
        first_same = mine == theirs
        if not first_same and min(len(mine), len(theirs)) == 1 and mine[0] == theirs[0]:
            first_same = loose = True
    return NameMatch(first_same, last_same, loose)


def _is_component(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    size = len(part)
    return size < len(whole) and any(
        whole[start : start + size] == part for start in (0, len(whole) - size)
    )
