"""How a cell of each kind is entered: its number format, and what the spreadsheet lets in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from boardrules.templates.model import Column, Kind

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation

_TEXT = "@"

NUMBER_FORMATS: Mapping[Kind, str] = {
    "list": _TEXT,
    "list-many": _TEXT,
    "list-open": _TEXT,
    "credit-type": _TEXT,
    "text": _TEXT,
    "long-text": _TEXT,
    "country": _TEXT,
    "id": _TEXT,
    "activity-id": _TEXT,
    "month-day": _TEXT,
    "date": "mm-dd-yyyy",
    "any-date": "mm-dd-yyyy",
    "credits": "General",
    "count": "0",
}

#: For the reference sheet.
HOW: Mapping[Kind, str] = {
    "list": "Chosen from a list",
    "credit-type": "Chosen from the list of the row's board",
    "list-many": "Chosen from a list; several are parted by semicolons",
    "list-open": "Chosen from a list, or other text",
    "text": "Text",
    "long-text": "Text, at most 2,500 characters",
    "country": "Text, three letters",
    "id": "Text, so that leading zeros live",
    "activity-id": "Text, nine digits",
    "month-day": "Text, MM/DD",
    "date": "A date",
    "any-date": "A date",
    "credits": "A number, in steps of 0.25",
    "count": "A whole number",
}

#: Day 36526 is the first of 2000: a date before it was mistyped.
_FIRST_DAY = "36526"

#: For each kind the formula that a cell has to fulfil, and what is said of one that does not.
_RULES: Mapping[Kind, tuple[str, str]] = {
    "activity-id": (
        "AND(LEN({cell})=9,ISNUMBER(VALUE({cell})))",
        "An ACCME activity ID has nine digits.",
    ),
    "month-day": (
        'AND(LEN({cell})=5,MID({cell},3,1)="/",VALUE(LEFT({cell},2))>0,VALUE(LEFT({cell},2))<=12,'
        "DAY(DATE(2000,VALUE(LEFT({cell},2)),VALUE(RIGHT({cell},2))))=VALUE(RIGHT({cell},2)))",
        "Month and day in two digits each, as 09/10, and no year.",
    ),
    "long-text": ("LEN({cell})<=2500", "At most 2,500 characters."),
    "country": ("LEN({cell})=3", "Three letters, as USA."),
    "any-date": (
        f"AND(ISNUMBER({{cell}}),{{cell}}>={_FIRST_DAY})",
        "A date that the spreadsheet takes for one.",
    ),
    "credits": (
        "AND(ISNUMBER({cell}),{cell}>0,MOD({cell}*4,1)=0)",
        "A number above 0 in steps of 0.25.",
    ),
}


def validation_of(
    column: Column, letter: str, lists: Mapping[str, str], letters: Mapping[str, str], row: int
) -> DataValidation | None:
    """What may be entered in a column from ``row`` on; None when anything may.

    ``lists`` gives the cells of each list, ``letters`` the column of each field.
    """
    from openpyxl.worksheet.datavalidation import DataValidation

    cell = f"{letter}{row}"
    made: DataValidation | None = None
    match column.kind:
        case "list" if column.values in lists:
            made = DataValidation("list", lists[column.values])
            told = "Choose a value of the list."
        case "list-many" if column.values in lists:
            made = DataValidation("list", lists[column.values])
            # What is parted by semicolons is no value of the list, so nothing is refused.
            told = ""
        case "list-open" if column.values in lists:
            made = DataValidation("list", lists[column.values])
            made.errorStyle = "warning"
            told = "This is no value of the list. Keep it?"
        case "credit-type":
            board = f"${letters[column.of]}{row}"
            name = f'SUBSTITUTE(SUBSTITUTE({board}," ","_"),"-","_")'
            made = DataValidation("list", f'INDIRECT("CreditTypes_"&{name})')
            # Types that have ended are still reported for the years in which they were taken.
            made.errorStyle = "warning"
            told = "The board has no such credit type now. Keep it?"
        case "date":
            made = DataValidation("date", _FIRST_DAY, "TODAY()", operator="between")
            told = "A date that is not in the future."
        case "count":
            made = DataValidation("whole", "0", operator="greaterThanOrEqual")
            told = "A whole number, 0 or more."
        case kind if kind in _RULES:
            formula, told = _RULES[kind]
            made = DataValidation("custom", formula.format(cell=cell))
    if made is not None:
        made.allow_blank = True
        made.showErrorMessage = bool(told)
        made.showInputMessage = True
        made.errorTitle = made.promptTitle = column.header.strip()[:31]
        made.error = told or None
        made.prompt = column.guidance
    return made
