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
    assert (told.status, told.codes, told.of_records) == (0, ["BR213"], [])
    assert (told.place()["column"], told.place()["header"]) == ("B", HEADER[7])
    in_order = check(desk, HEADER, ROW)
    assert in_order.codes == []


@pytest.mark.parametrize(
    ("swapped", "place"),
    [((0, 1), "B"), ((3, 4), "E"), ((7, 8), "I")],
    ids=["action", "names", "total"],
)
def test_two_columns_that_changed_places(desk: Any, swapped: tuple[int, int], place: str) -> None:
    rows = []
    for given in (HEADER, ROW):
        cells, (one, other) = list(given), swapped
        cells[one], cells[other] = cells[other], cells[one]
        rows.append(tuple(cells))
    told = check(desk, *rows)
    assert (told.codes, told.place()["column"]) == (["BR213"], place)


def test_the_credit_types_before_the_rest(desk: Any) -> None:
    told = check(desk, (*HEADER[9:], *HEADER[:9]), (*ROW[9:], *ROW[:9]))
    assert (told.codes, told.place()["header"], len(told.verdicts)) == (["BR213"], HEADER[0], 1)


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
    assert (told.status, told.codes, len(told.verdicts)) == (0, ["BR214"], 1)
    assert told.place()["row"] == 3


@pytest.mark.parametrize(("rows", "codes"), [(1_000, []), (1_001, ["BR214"])])
def test_how_many_formatted_rows_are_many(desk: Any, rows: int, codes: list[str]) -> None:
    blank = "".join(f'<row r="{each}" s="1"/>' for each in range(3, 3 + rows))
    data = making.rows(HEADER, ROW) + blank
    making.pack(desk.folder / "a.xlsx", making.parts(("Sheet1", making.sheet(data))))
    assert desk.check("a.xlsx").codes == codes


@pytest.mark.parametrize("cell", ['<c t="e"><v>#N/A</v></c>', "<c><f>1+1</f></c>"])
def test_a_cell_without_a_value(desk: Any, cell: str) -> None:
    told = check(desk, HEADER, (*ROW[:8], cell, *ROW[9:]))
    assert told.status in (1, 2)
    assert "BR206" in told.codes + told.of_records
