"""The dates of learner reports in XML and JSON, which write them alike."""

from __future__ import annotations

import re

from boardrules.values import read_birth_date, without_year

_MEMO = 1 << 16
_TIMED = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII
)


def day_of(text: str) -> tuple[str, bool]:
    """The date in a text such as ``2026-05-01T00:00:00``, and whether a time other than midnight went.

    A text of another form is left as it is.
    """
    timed = _TIMED.fullmatch(text)
    return (timed[1], timed[2].strip("0:.") != "") if timed else (text, False)


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
