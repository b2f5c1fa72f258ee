"""The dates of learner reports in XML and JSON, which write them alike."""

from __future__ import annotations

import re

from boardrules.values import read_birth_date, without_year

_MEMO = 1 << 16
_TIMED = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?\s?(Z|[+-]\d\d:?\d\d)?", re.ASCII
)


def day_of(text: str) -> tuple[str, bool]:
    """The date in a text such as ``2026-05-01T00:00:00``, and whether a time other than midnight went.

    A text of another form is left as it is.
    """
    timed = _TIMED.fullmatch(text)
    if timed is None:
        return text, False
    return timed[1], f"{timed[2]}{timed[3] or ''}".strip("0:.") != ""


def moment_of(text: str) -> str:
    """A date with a time of day as ``YYYY-MM-DDThh:mm:ss``, with its offset; blank for any other text."""
    timed = _TIMED.fullmatch(text)
    if timed is None or not day_of(text)[1]:
        return ""
    return f"{timed[1]}T{timed[2]}{timed[3] or ':00'}{timed[4] or ''}"


class Days(dict[str, tuple[str, bool]]):
    """:func:`day_of`, remembered."""

    def __missing__(self, text: str) -> tuple[str, bool]:
        day = day_of(text)
        if len(self) < _MEMO:
            self[text] = day
        return day


class BirthDates(dict[str, str]):
    """A birth date as ``MM/DD``, or what is there without its year."""

    def __missing__(self, text: str) -> str:
        month_day, _ = read_birth_date(text)
        self[text] = read = without_year(text) if month_day is None else month_day
        return read
