"""Learner workbooks whose columns and rows are not as the template has them."""

from __future__ import annotations

from typing import Any

import pytest

from . import making

HEADER, ROW = making.HEADER, making.ROW


def check(desk: Any, *rows: Any) -> Any:
    making.pack(desk.folder / "a.xlsx", making.one_sheet(*rows))
    return desk.check("a.xlsx")


def test_columns_in_another_order(desk: Any) -> None:
    # An amount stands right of its credit type, so those two stay together.
    told = check(desk, (*HEADER[8::-1], *HEADER[9:]), (*ROW[8::-1], *ROW[9:]))
    assert (told.status, told.codes, told.of_records) == (0, [], [])


def test_a_header_twice(desk: Any) -> None:
    told = check(desk, (*HEADER, "Last Name"), (*ROW, "Other"))
    assert (told.status, told.codes, len(told.verdicts)) == (2, ["BR108"], 1)
    assert told.place()["column"] == "L"


def test_ten_thousand_columns(desk: Any) -> None:
    more = tuple(f"c{number}" for number in range(10_000))
    told = check(desk, (*HEADER, *more), (*ROW, *(("x",) * 10_000)))
    assert (told.status, set(told.codes), len(told.verdicts)) == (0, {"BR207"}, 1)
    assert (len(told.codes), told.place()["header"]) == (101, "c0")


def test_two_hundred_thousand_rows_with_nothing_but_a_format(desk: Any) -> None:
    blank = "".join(f'<row r="{each}" s="1" customFormat="1"/>' for each in range(3, 200_003))
    data = making.rows(HEADER, ROW) + blank
    making.pack(desk.folder / "a.xlsx", making.parts(("Sheet1", making.sheet(data))))
    told = desk.check("a.xlsx")
    assert (told.status, told.codes, len(told.verdicts)) == (0, [], 1)


@pytest.mark.parametrize("cell", ['<c t="e"><v>#N/A</v></c>', "<c><f>1+1</f></c>"])
def test_a_cell_without_a_value(desk: Any, cell: str) -> None:
    told = check(desk, HEADER, (*ROW[:8], cell, *ROW[9:]))
    assert told.status in (1, 2)
    assert "BR206" in told.codes + told.of_records
