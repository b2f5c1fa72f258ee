"""A template as a workbook: the sheet to fill in, the lists to choose from, and the reference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from boardrules.formats.base import MOST_RECORDS
from boardrules.formats.learner_columns import column_letter
from boardrules.formats.workbook_bytes import put_text, workbook_bytes
from boardrules.templates.entry import HOW, NUMBER_FORMATS, validation_of
from boardrules.templates.lists import defined_name
from boardrules.templates.model import Template
from boardrules.version import __version__

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: Above the learners stand the guidance and the headers, as in ACCME's template.
GUIDANCE_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3
LAST_ROW = FIRST_ROW + MOST_RECORDS - 1

#: Sheets beside the one to fill in, by the names they have in ACCME's template.
VALUES, REFERENCE = "ValidValues", "Reference"

#: In points.
_LINE = 15
_HEAD, _SOFT = "DDE6EE", "F4F6F8"
_FONT = "Calibri"
_ACRONYMS = frozenset({"dea", "rems"})


def written(template: Template) -> bytes:
    """The workbook's bytes; the same template gives the same."""
    from openpyxl import Workbook

    workbook = Workbook()
    page = workbook.worksheets[0]
    page.title = template.sheet
    lists = _values(workbook, template)
    _entries(page, template, lists)
    _reference(workbook.create_sheet(REFERENCE), template)
    workbook.properties.title = template.title
    return workbook_bytes(workbook)


def _entries(page: Worksheet, template: Template, lists: dict[str, str]) -> None:
    """The sheet to fill in. Empty rows take their format from the column: no cell is written."""
    columns = template.columns
    letters = {column.field: column_letter(index) for index, column in enumerate(columns)}
    for index, column in enumerate(columns):
        letter = column_letter(index)
        style = page.column_dimensions[letter]
        style.width = column.width
        style.number_format = NUMBER_FORMATS[column.kind]
        validation = validation_of(column, letter, lists, letters, FIRST_ROW)
        if validation is not None:
            validation.add(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")
            page.add_data_validation(validation)
    _row(page, GUIDANCE_ROW, [column.guidance for column in columns], fill=_SOFT, italic=True)
    _row(page, HEADER_ROW, [column.header for column in columns], fill=_HEAD, bold=True)
    for row, texts in (
        (GUIDANCE_ROW, [column.guidance for column in columns]),
        (HEADER_ROW, [column.header for column in columns]),
    ):
        page.row_dimensions[row].height = _height(texts, [column.width for column in columns])
    page.freeze_panes = f"A{FIRST_ROW}"
    _printed(page)


def _values(workbook: Workbook, template: Template) -> dict[str, str]:
    """Write the lists, one a column; give the range of each, and names to those of credit types."""
    from openpyxl.workbook.defined_name import DefinedName

    lists = [*template.lists.lists.items()]
    types = [*template.lists.credit_types.items()]
    ranges: dict[str, str] = {}
    if not lists and not types:
        return ranges
    page = workbook.create_sheet(VALUES)
    headed = [(name, _list_head(name), values) for name, values in lists]
    headed += [(code, f"Credit types of {code}", values) for code, values in types]
    for index, (name, head, values) in enumerate(headed):
        letter = column_letter(index)
        cells = f"{VALUES}!${letter}$2:${letter}${len(values) + 1}"
        if index < len(lists):
            ranges[name] = cells
        else:
            defined = defined_name(name)
            workbook.defined_names[defined] = DefinedName(defined, attr_text=cells)
        page.column_dimensions[letter].width = min(40, max(map(len, (head, *values))) + 2)
        for row, text in enumerate(values, 2):
            put_text(page.cell(row, index + 1), text)
    _row(page, 1, [head for _, head, _ in headed], fill=_HEAD, bold=True)
    page.freeze_panes = "A2"
    _printed(page)
    return ranges


def _list_head(name: str) -> str:
    words = name.rpartition(".")[2].split("_")
    head = " ".join(word.upper() if word in _ACRONYMS else word for word in words)
    return head[:1].upper() + head[1:]


def _reference(page: Worksheet, template: Template) -> None:
    """What each column is and who needs it, and what each board asks for."""
    widths = [14, 38, 62, 44, 34, 18, 34, 12, 26]
    for index, width in enumerate(widths):
        page.column_dimensions[column_letter(index)].width = width
    made = (
        f"Made by boardrules {__version__} from the rules in force on {template.as_of.isoformat()}."
    )
    from openpyxl.styles import Alignment, Font

    for row, text in enumerate((template.title, template.says, made), 1):
        cell = page.cell(row, 1)
        put_text(cell, text)
        cell.font = Font(name=_FONT, bold=row == 1, size=14 if row == 1 else 11)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=5)
        page.row_dimensions[row].height = 22 if row == 1 else _height([text], [sum(widths[:5])])
    row = 5
    heads = ("Column", "Header", "What it is", "Needed by", "How it is entered")
    rows = [
        (column_letter(index), each.header.strip(), each.about, each.needed, HOW[each.kind])
        for index, each in enumerate(template.columns)
    ]
    row = _table(page, row, heads, rows, widths)
    for table in template.tables:
        put_text(page.cell(row + 1, 1), table.title)
        page.cell(row + 1, 1).font = Font(name=_FONT, bold=True, size=12)
        row = _table(page, row + 2, table.heads, table.rows, widths)
    _printed(page)


def _table(
    page: Worksheet,
    row: int,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
) -> int:
    """Write a table from ``row`` on; the first row below it."""
    _row(page, row, heads, fill=_HEAD, bold=True)
    page.row_dimensions[row].height = _height(heads, widths)
    for number, cells in enumerate(rows, row + 1):
        _row(page, number, cells)
        page.row_dimensions[number].height = _height(cells, widths)
    return row + len(rows) + 1


def _row(
    page: Worksheet,
    row: int,
    texts: Sequence[str],
    *,
    fill: str = "",
    bold: bool = False,
    italic: bool = False,
) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    line = Side(style="thin", color="C9D1D9")
    for index, text in enumerate(texts, 1):
        cell = page.cell(row, index)
        put_text(cell, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(name=_FONT, size=11, bold=bold, italic=italic)
        cell.border = Border(bottom=line, right=line)
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Enough for the text that takes the most lines; not every program finds it by itself."""
    lines = (math.ceil(len(text) * 1.1 / width) for text, width in zip(texts, widths, strict=False))
    return max(1, *lines) * _LINE + 3


def _printed(page: Worksheet) -> None:
    """Print on as many pages as there are rows for, and one page wide."""
    from openpyxl.worksheet.properties import PageSetupProperties

    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
