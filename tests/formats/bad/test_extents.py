"""Workbooks that would fill the memory, or end the process, of a reader that believes them."""

from __future__ import annotations

import zipfile
from typing import Any

import pytest

from . import making

FAR = "sheet Sheet1 reaching to cell "
SOUND = making.rows(making.HEADER, making.ROW)
PADDING = "<!--" + "x" * 400_000 + "-->"


@pytest.mark.parametrize(
    ("data", "before", "after"),
    [
        (SOUND + making.row(1_048_576, (None,) * 16_383 + ("x",)), "", ""),
        (
            SOUND + making.row(1_048_576, (None,) * 16_383 + ("x",)),
            '<dimension ref="A1:B2"/>',
            PADDING,
        ),
        (SOUND + '<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>', "", ""),
        (SOUND + "<row r='9999999'><c r = 'ZZZ9999999'><v>1</v></c></row>", "", ""),
        (SOUND + '<row r="1048576">' + "<c><v>1</v></c>" * 1_000 + "</row>", "", ""),
    ],
)
def test_a_cell_far_out_is_told_and_not_made_room_for(
    desk: Any, data: str, before: str, after: str
) -> None:
    made = making.parts(("Sheet1", making.sheet(data, before, after)))
    making.pack(desk.folder / "a.xlsx", made)
    for role in ("learners", "activities", "roster"):
        told = desk.check("a.xlsx", role)
        assert (told.status, told.codes) == (2, ["BR103"])
        assert told.place() == {"sheet": "Sheet1", "row": None}
        assert FAR in told.findings[0]["detail"]


@pytest.mark.parametrize("before", ['<dimension ref="A1:XFD1048576"/>', "<dimension ref='A1'/>"])
def test_a_dimension_is_not_believed(desk: Any, before: str) -> None:
    made = making.parts(("Sheet1", making.sheet(SOUND, before)))
    making.pack(desk.folder / "a.xlsx", made)
    told = desk.check("a.xlsx")
    assert (told.status, told.codes, len(told.verdicts)) == (0, [], 1)


def test_texts_that_are_counted_or_repeated_beyond_measure(desk: Any) -> None:
    made = making.one_sheet(making.HEADER, making.ROW)
    strings = f'<sst {making.MAIN} uniqueCount="999999999999"><si><t>x</t></si></sst>'
    making.pack(desk.folder / "a.xlsx", {**made, "xl/sharedStrings.xml": strings})
    told = desk.check("a.xlsx")
    assert (told.status, told.codes, len(told.verdicts)) == (0, [], 1)
    strings = f"<sst {making.MAIN}><si><t>{'x' * 100_000}</t></si></sst>"
    many = (making.row(number, ('<c t="s"><v>0</v></c>',)) for number in range(3, 5_003))
    made = making.parts(("Sheet1", making.sheet(SOUND + "".join(many))))
    making.pack(desk.folder / "a.xlsx", {**made, "xl/sharedStrings.xml": strings})
    told = desk.check("a.xlsx")
    assert (told.status, told.codes) == (2, ["BR103"])
    assert "repeated" in told.findings[0]["detail"]


def test_a_part_that_is_there_twice(desk: Any) -> None:
    made = making.one_sheet(making.HEADER, making.ROW)
    path = desk.folder / "a.xlsx"
    making.pack(path, made)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(making.SHEET, making.sheet(SOUND))
    told = desk.check("a.xlsx")
    assert (told.status, told.codes) == (2, ["BR103"])
    assert "twice" in told.findings[0]["detail"]


def test_a_doctype_in_a_part(desk: Any) -> None:
    made = making.one_sheet(making.HEADER, making.ROW)
    bomb = '<!DOCTYPE a [<!ENTITY b "cc">]>' + making.sheet(SOUND).split("?>", 1)[1]
    making.pack(desk.folder / "a.xlsx", {**made, making.SHEET: bomb})
    told = desk.check("a.xlsx")
    assert (told.status, told.codes) == (2, ["BR105"])
