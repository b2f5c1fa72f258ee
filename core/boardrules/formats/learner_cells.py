"""Cells of the learner template that read as they stand, remembered because most values repeat.

A memo gives the text of such a cell; KeyError means that something about the cell is odd and
:class:`boardrules.formats.learner_row.RowReader` must look at it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from boardrules.formats.cells import number_text
from boardrules.formats.cleaning import clean
from boardrules.records import CreditAmount
from boardrules.values import read_day

ACTIVITY_DIGITS = 9
ERROR_TEXTS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)
NUMBER_NOTATION = re.compile(r"\d+(?:\.\d+)?[eE]\+?\d+|\d+\.\d+", re.ASCII)

#: Excel keeps fifteen digits of a number and makes the others zeros.
_TOO_LONG = 10**15
#: Distinct values remembered per column; more would only fill memory.
_MOST = 1 << 16


class Memo(dict[Any, Any]):
    """What cells read as, by their values."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, value: Any) -> Any:
        read = self._read(value)
        if len(self) < _MOST:
            self[value] = read
        return read


def plain_text(value: object) -> str:
    """The text of a number, or of a text that needs no cleaning but of outer blanks."""
    if isinstance(value, str):
        text, changed = clean(value)
        if not changed and text not in ERROR_TEXTS:
            return text
    elif isinstance(value, int | float):
        return number_text(value)
    raise KeyError


def plain_action(value: object) -> str:
    """An action. A row without one may be blank and is always looked at."""
    if text := plain_text(value):
        return text
    raise KeyError


def plain_identifier(value: object) -> str:
    """An identifier that was entered as text."""
    if isinstance(value, str) and not NUMBER_NOTATION.fullmatch(text := plain_text(value)):
        return text
    raise KeyError


def plain_activity_id(value: object) -> str:
    """An activity ID as text, or as a number that has all its digits."""
    if isinstance(value, str):
        return plain_identifier(value)
    if (
        isinstance(value, float)
        and is_whole(value)
        and len(text := number_text(value)) >= ACTIVITY_DIGITS
    ):
        return text
    raise KeyError


def plain_day(value: object) -> str:
    """A date without a time as ``YYYY-MM-DD``, or a text."""
    if isinstance(value, str) and not read_day(text := plain_text(value)).has_time:
        return text
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise KeyError


def plain_board(value: object) -> str:
    """A board. A REMS is none."""
    if isinstance(value, str) and "rems" not in (text := plain_text(value)).casefold():
        return text
    raise KeyError


def plain_credit(cells: tuple[object, object]) -> CreditAmount | None:
    """The credit in a pair of cells; None when both are blank."""
    kind, amount = plain_text(cells[0]), plain_text(cells[1])
    if kind:
        return CreditAmount(kind, amount or None)
    if amount:
        raise KeyError
    return None


def is_whole(number: float) -> bool:
    """Whether a number can be an identifier."""
    return abs(number) < _TOO_LONG and number == int(number)
