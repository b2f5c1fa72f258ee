"""Workbooks with much of their own, and annotated copies of workbooks opened again."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from boardrules.reports.annotated.marks import COLOURS

from .files import cme, row, workbook

EXAMPLES = Path(__file__).parents[2] / "examples"
FILLS = set(COLOURS.values())
LISTS = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
    '<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1" '
    'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
    'xr:uid="{00000000-0002-0000-0000-000000000000}"><x14:formula1><xm:f>Lists!$A$1:$A$2</xm:f>'
    "</x14:formula1><xm:sqref>J3:J9</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
    '<ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"/></extLst>'
)


def opened(given: bytes | str) -> Any:
    """A workbook, from its bytes or the name of its file; what openpyxl says of it is not heeded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source = io.BytesIO(given) if isinstance(given, bytes) else given
        return openpyxl.load_workbook(source, rich_text=True)


def changed(name: str, change: Callable[[Any], None]) -> str:
    """A workbook with something done to it."""
    book = opened(name)
    change(book)
    book.save(name)
    return name


def repacked(name: str, part: str, change: Callable[[str], str]) -> str:
    """A workbook with one of its parts rewritten."""
    with zipfile.ZipFile(name) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(name, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return name


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def marked(book: Any, sheet: str = "Sheet1") -> dict[str, str]:
    """The comments of the cells of a sheet that were marked."""
    cells = (cell for cells in book[sheet].iter_rows() for cell in cells)
    return {
        cell.coordinate: cell.comment.text if cell.comment else ""
        for cell in cells
        if cell.fill.fgColor.rgb in FILLS
    }


def values(page: Any) -> list[list[Any]]:
    return [[cell.value for cell in cells] for cells in page.iter_rows()]


def rich(book: Any) -> None:
    """Give a workbook whatever a user's own may have."""
    page = book["Sheet1"]
    page["K3"].font = Font(name="Georgia", size=15, italic=True, color="FF00B050")
    page["K3"].border = Border(bottom=Side("double"))
    page["K3"].number_format = "000000"
    page["L3"].number_format = '0.00 "points"'
    page["A3"].fill = PatternFill("solid", fgColor="FFFFFF00")
    page["D3"].comment = Comment("Ask her in May.", "Office")
    page["K4"].comment = Comment("Phoned.", "Office")
    page["O2"] = "Own"
    page["O3"] = CellRichText("plain ", TextBlock(InlineFont(b=True), "bold"))
    page["O4"] = "=SUM(L3:L4)"
    page["O5"] = '=Lists!A1&"!"'
    page["O6"].value, page["O6"].data_type = "=1+1", "s"
    page["O7"] = datetime(2026, 5, 20, 9, 30, 15)
    page.merge_cells("C1:D1")
    page.column_dimensions["D"].width = 33.5
    page.column_dimensions["M"].hidden = True
    page.row_dimensions[3].height = 41
    page.freeze_panes = "B3"
    page.conditional_formatting.add(
        "L3:L9", CellIsRule("greaterThan", ["5"], fill=PatternFill(bgColor="FFFF0000"))
    )
    choice = DataValidation("list", formula1='"Add,Delete"', allow_blank=True)
    choice.add("A3:A9")
    page.add_data_validation(choice)
    lists = book.create_sheet("Lists")
    lists["A1"], lists["A2"] = "ABIM", "ABS"
    lists["B1"] = "=COUNTA(A1:A2)"
    hidden = book.create_sheet("Kept's aside")
    hidden.sheet_state = "hidden"
    hidden["A1"] = 17
    book.properties.creator = "A coordinator"


def own_workbook() -> str:
    """A workbook with two errors, a warning and much of its own."""
    name = workbook(row(K="X1"), row(K=None), cme(C="2026-04-02"), name="own.xlsx")
    changed(name, rich)
    # Saved by a spreadsheet program, which knows what formulas result in.
    repacked(name, "xl/worksheets/sheet1.xml", calculated)
    return repacked(
        name,
        "docProps/core.xml",
        lambda text: re.sub(r"[^>]*(?=</dcterms:modified>)", "2026-05-02T03:04:05Z", text),
    )


def calculated(text: str) -> str:
    """A sheet with the results of two of its formulas, and with lists as Excel writes them."""
    text = re.sub(r"</f><v(?: ?/>|></v>)", "</f><v>8</v>", text)
    text = text.replace('"!"</f><v>8</v>', '"!"</f><v>ABIM!</v>')
    text = text.replace('<c r="O5"', '<c t="str" r="O5"')
    return text.replace("</worksheet>", f"{LISTS}</worksheet>")
