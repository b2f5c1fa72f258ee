"""The annotated copy: what was there is there."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from boardrules.reports.annotated import render
from boardrules.reports.annotated.summary import SHEET

from .copies import changed, marked, opened, part, values
from .files import judge, row, workbook

# What was there --------------------------------------------------------------------------------


def test_cells_keep_values_and_looks(own: str) -> None:
    before, after = opened(own), opened(render(judge(own)))
    assert after.sheetnames == [*before.sheetnames, SHEET]
    changes = []
    for sheet in before.sheetnames:
        assert before[sheet].dimensions == after[sheet].dimensions
        for cells in before[sheet].iter_rows():
            for old in cells:
                new = after[sheet][old.coordinate]
                assert (new.value, type(new.value)) == (old.value, type(old.value))
                assert new.data_type == old.data_type
                assert new.number_format == old.number_format
                for look in ("font", "border", "alignment", "protection"):
                    assert repr(getattr(new, look)) == repr(getattr(old, look))
                if repr(new.fill) != repr(old.fill):
                    changes.append((sheet, old.coordinate))
    assert changes == [(each, cell) for each in before.sheetnames for cell in marked(after, each)]
    assert {("Sheet1", cell) for cell in ("K3", "K4", "C5")} < set(changes)
    assert after["Sheet1"]["A3"].fill.fgColor.rgb == "FFFFFF00"


def test_sheets_keep_what_is_theirs(own: str) -> None:
    before, after = opened(own), opened(render(judge(own)))
    old, new = before["Sheet1"], after["Sheet1"]
    widths = {key: (each.width, each.hidden) for key, each in old.column_dimensions.items()}
    assert {key: (each.width, each.hidden) for key, each in new.column_dimensions.items()} == widths
    assert widths["D"] == (33.5, False)
    assert new.row_dimensions[3].height == 41
    assert new.freeze_panes == "B3"
    assert [str(each) for each in new.merged_cells.ranges] == ["C1:D1"]
    [choice] = new.data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref)) == ('"Add,Delete"', "A3:A9")
    assert [str(each.sqref) for each in new.conditional_formatting] == ["L3:L9"]
    assert after["Kept's aside"].sheet_state == "hidden"
    assert new["D3"].comment.text == "Ask her in May."
    assert after.properties.creator == "A coordinator"
    assert after.properties.modified == datetime(2026, 5, 2, 3, 4, 5)


def test_lists_on_another_sheet_are_kept(own: str) -> None:
    """In the extension in which Excel writes them, which openpyxl takes out."""
    text = part(render(judge(own)), "xl/worksheets/sheet1.xml")
    assert text.count("<extLst>") == 1
    assert "<xm:f>Lists!$A$1:$A$2</xm:f>" in text
    assert "xr:uid" not in text
    assert "78C0D931" not in text
    assert text.endswith("</extLst></worksheet>")


def test_results_of_formulas_are_kept(own: str) -> None:
    Path("copy.xlsx").write_bytes(render(judge(own)))
    cells = CalamineWorkbook.from_path("copy.xlsx").get_sheet_by_name("Sheet1").to_python()
    assert [line[14] for line in cells[2:7]] == [
        "plain bold",
        8.0,
        "ABIM!",
        "=1+1",
        datetime(2026, 5, 20, 9, 30, 15),
    ]
    # There was none of this one.
    assert "<f>COUNTA(A1:A2)</f><v/>" in part(
        render(judge(own)), "xl/worksheets/sheet2.xml"
    ).replace("<v></v>", "<v/>")


def test_a_number_that_is_no_date_is_kept() -> None:
    """20260520 in a cell formatted as a date, which openpyxl makes #VALUE! of."""

    def change(book: Any) -> None:
        cell = book["Sheet1"]["C3"]
        cell.value, cell.number_format = 20260520, "mm-dd-yyyy"

    copied = opened(render(judge(changed(workbook(row()), change))))["Sheet1"]["C3"]
    assert copied.number_format == "mm-dd-yyyy"
    data = render(judge("learners.xlsx"))
    assert re.search(r'<c r="C3"[^>]*><v>20260520</v>', part(data, "xl/worksheets/sheet1.xml"))


def test_what_cannot_be_copied_is_named() -> None:
    name = workbook(row(K=None))
    with zipfile.ZipFile(name, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG")
        archive.writestr("xl/threadedComments/threadedComment1.xml", b"<a/>")
        archive.writestr("xl/drawings/drawing1.xml", b"<xdr:wsDr><xdr:sp /></xdr:wsDr>")
    told = [line[0] for line in values(opened(render(judge(name)))[SHEET])]
    said = "Not in this copy, but in the workbook as it was given: "
    assert f"{said}pictures, replies to comments, shapes" in told
    assert not any(
        str(each).startswith("Not in this")
        for each in told_of(workbook(row(K=None), name="2.xlsx"))
    )


def told_of(name: str) -> list[Any]:
    return [line[0] for line in values(opened(render(judge(name)))[SHEET])]


def test_the_same_bytes_twice(own: str) -> None:
    data = render(judge(own))
    assert render(judge(own)) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "2026-05-02T03:04:05Z" in part(data, "docProps/core.xml")


@pytest.mark.parametrize("properties", ["without a date", "none"])
def test_a_workbook_without_a_date_is_dated_by_no_clock(properties: str) -> None:
    name = workbook(row(K=None))
    with zipfile.ZipFile(name) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    if properties == "none":
        del parts["docProps/core.xml"]
        for holder in ("_rels/.rels", "[Content_Types].xml"):
            parts[holder] = re.sub(
                rb"<(?:Relationship|Override)[^>]*core[^>]*/>", b"", parts[holder]
            )
    else:
        core = re.sub(
            rb"<dcterms:(created|modified).*?</dcterms:\1>", b"", parts["docProps/core.xml"]
        )
        parts["docProps/core.xml"] = core
    with zipfile.ZipFile(name, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    core = part(render(judge(name)), "docProps/core.xml")
    assert re.findall(r"\d{4}-\d\d-\d\dT", core.replace("1980-01-01T", "")) == []
