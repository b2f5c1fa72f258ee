"""What may be wrong with a workbook, item by item: codes, cells, verdicts, and no record lost."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from . import making
from .sheets import ACCENTED, DAY_1900, DAY_1904, SHORT, book, judge, number, row

NFD = {name: unicodedata.normalize("NFD", text) for name, text in ACCENTED.items()}
YES, NO = "submitted", "rejected"
MERGED = '<mergeCells count="1"><mergeCell ref="C2:C3"/></mergeCells>'
OF_1904 = '<workbookPr date1904="1"/>'

Found = list[tuple[str, str]]


def hidden_row() -> dict[str, str | bytes]:
    rows = making.rows(making.HEADER, row()) + making.row(3, row(**ACCENTED), ' hidden="1"')
    return making.parts(("Sheet1", making.sheet(rows)))


def hidden_sheet(state: str) -> dict[str, str | bytes]:
    page = making.sheet(making.rows(making.HEADER, row()))
    return making.parts(("Sheet1", page), states={"Sheet1": f' state="{state}"'})


def of_1904(*given: Any) -> dict[str, str | bytes]:
    page = making.sheet(making.rows(making.HEADER, *given))
    return making.parts(("Sheet1", page), properties=OF_1904)


def without(header: str) -> dict[str, str | bytes]:
    kept = [index for index, each in enumerate(making.HEADER) if each != header]
    return making.one_sheet(
        *([cells[index] for index in kept] for cells in (making.HEADER, making.ROW))
    )


ITEMS: dict[str, tuple[dict[str, str | bytes], Found, list[str]]] = {
    "merged cells": (
        book(row(), row(day=None, **ACCENTED), after=MERGED),
        [("BR211", "C2"), ("631", "C3")],
        [YES, NO],
    ),
    "hidden row": (hidden_row(), [("BR212", "3")], [YES, YES]),
    "hidden sheet": (hidden_sheet("hidden"), [("BR212", "")], [YES]),
    "very hidden sheet": (hidden_sheet("veryHidden"), [("BR212", "")], [YES]),
    "formula with a number": (
        book(row(total="<c><f>2+2</f><v>4</v></c>")),
        [("BR210", "I2")],
        [YES],
    ),
    "formula with a text": (
        book(row(id='<c t="str"><f>"123"&amp;456</f><v>123456</v></c>')),
        [("BR210", "H2")],
        [YES],
    ),
    "formula without a result": (
        book(row(total="<c><f>2+2</f></c>")),
        [("632", "I2"), ("BR206", "I2")],
        [NO],
    ),
    "error cell": (
        book(row(total='<c t="e"><v>#N/A</v></c>')),
        [("673", "I2"), ("BR206", "I2")],
        [NO],
    ),
    "error cell of a formula": (
        book(row(last='<c t="e"><f>1/0</f><v>#DIV/0!</v></c>')),
        [("665", "E2"), ("BR206", "E2")],
        [NO],
    ),
    "numbers stored as text": (book(row(total=" 4 ", amount="4.0")), [], [YES]),
    "number stored as text": (
        book(row(total=number(4)), row(**{**ACCENTED, "total": " 4 "})),
        [("BR216", "I3")],
        [YES, YES],
    ),
    "text stored as number": (
        book(row(id=number(123456)), row(**{**ACCENTED, "id": number(123457)})),
        [("BR201", "H2")],
        [YES, YES],
    ),
    "name stored as number": (book(row(last=number(42))), [("665", "E2")], [NO]),
    "identifier in scientific notation": (
        book(row(id="1.23457E+11")),
        [("BR303", "H2"), ("661", "H2"), ("BR208", "H2")],
        [NO],
    ),
    "activity in scientific notation": (
        book(row(activity="2.02612E+08")),
        [("690", "B2"), ("BR208", "B2")],
        [NO],
    ),
    "identifier of more digits than a number keeps": (
        book(row(id=number(1234567890123456789))),
        [("BR303", "H2"), ("661", "H2"), ("BR208", "H2")],
        [NO],
    ),
    "lost leading zeros": (
        book(row(id=number(4127))),
        [("BR201", "H2"), ("BR303", "H2"), ("661", "H2")],
        [NO],
    ),
    "zeros kept": (book(row(**SHORT)), [], [YES]),
    "1904 dates": (of_1904(row(day=number(DAY_1904, 1))), [("BR215", "")], [YES]),
    "1904 date without a format": (
        of_1904(row(day=number(DAY_1904))),
        [("BR215", ""), ("BR202", "C2")],
        [YES],
    ),
    "1900 date read from 1904": (
        of_1904(row(day=number(DAY_1900, 1))),
        [("BR215", ""), ("671", "C2")],
        [NO],
    ),
    "time in a date": (book(row(day=number(DAY_1900 + 0.99, 1))), [("BR203", "C2")], [YES]),
    "time in the text of a date": (book(row(day="2026-05-20T23:30:00")), [("BR203", "C2")], [YES]),
    "time alone": (book(row(day=number(0.5, 1))), [("671", "C2")], [NO]),
    "year of two digits": (book(row(day="05/20/26")), [("671", "C2")], [NO]),
    "no-break spaces": (
        book(row(id="\u00a0123456\u00a0", total="4\u00a0", type="Medical\u00a0Knowledge")),
        [("BR205", "H2"), ("BR205", "I2"), ("BR205", "J2")],
        [YES],
    ),
    "zero-width characters": (
        book(row(id="123\u200b456", activity="2026\u200d12345", first="\ufeffInes")),
        [("BR205", "B2"), ("BR205", "D2"), ("BR205", "H2")],
        [YES],
    ),
    "smart quotes": (book(row(id="123458", last="D\u2019Aalto")), [("BR205", "E2")], [YES]),
    "accents composed": (book(row(**ACCENTED)), [], [YES]),
    "accents decomposed": (book(row(**NFD)), [("BR205", "D2"), ("BR205", "E2")], [YES]),
    "right-to-left text": (
        book(row(id="123459", last="\u05d0\u05d1\u05d2")),
        [("BR315", "E2")],
        [YES],
    ),
    # It is shown as Aalto, and is not.
    "right-to-left override": (
        book(row(last="\u202eotlaA\u202c")),
        [("665", "E2"), ("BR205", "E2")],
        [NO],
    ),
    "duplicate header": (
        making.one_sheet((*making.HEADER, "Last Name"), (*making.ROW, "Other")),
        [("BR108", "L1")],
        [YES],
    ),
    "headers in another order": (
        making.one_sheet(*((*cells[8::-1], *cells[9:]) for cells in (making.HEADER, making.ROW))),
        [("BR213", "B1")],
        [YES],
    ),
    "missing column": (without("Completion Date"), [("BR107", "1"), ("631", "2")], [NO]),
    "date before all dates": (
        book(row(day=number("-1E+12", 1)), row(**ACCENTED)),
        [("671", "C2")],
        [NO, YES],
    ),
    "date after all dates": (
        book(row(day=number("1E+300", 1)), row(**ACCENTED)),
        [("671", "C2")],
        [NO, YES],
    ),
}


@pytest.mark.parametrize("item", ITEMS)
def test_the_item(item: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    parts, found, verdicts = ITEMS[item]
    judged = judge(tmp_path, parts)
    assert (judged.found, judged.verdicts) == (found, verdicts)
    assert judged.rows == list(range(2, 2 + len(verdicts)))
    assert capfd.readouterr() == ("", "")
