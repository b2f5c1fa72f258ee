"""Cells of workbooks and tables as text."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from boardrules.formats.cleaning import clean


def clean_text(text: str) -> str:
    """``text`` as :func:`boardrules.formats.cleaning.clean` leaves it."""
    return clean(text)[0]


def number_text(value: float) -> str:
    """A number as a spreadsheet program shows it: 15 digits at most, no exponent, no ``.0``."""
    return f"{Decimal(f'{value:.15g}'):f}"


def cell_text(value: object) -> str:
    """A cell's value as text: numbers as digits, dates as ``YYYY-MM-DD``, times after a ``T``."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime):
        has_time = value.time() != time.min
        return value.isoformat(timespec="seconds") if has_time else value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)
