"""Files as they should not be, made by hand: no library would write most of them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

HEADER = (
    "Record Action", "ACCME Activity ID", "Completion Date", "First Name", "Last Name",
    "Date of Birth", "Certifying Board", "Certifying Board ID", "Total Board Credits",
    "Credit Type", "Credits Awarded for Credit Type",
)  # fmt: skip
ROW = (
    "Add", "202612345", "05/20/2026", "Ines", "Aalto", "03/04", "ABIM", "123456", "4",
    "Medical Knowledge", "4",
)  # fmt: skip
ACTIVITIES = (
    "activity_id,start,end,cme_credits,program,points,credit_types,claim_date\n"
    "202612345,2026-01-10,2026-05-30,10,ABIM,8,Medical Knowledge,2026-06-30\n"
)
ROSTER = "program,id,first_name,last_name,birth_date,npi\nABIM,123456,Ines,Aalto,03/04,\n"

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OF_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OF_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

SHEET = "xl/worksheets/sheet1.xml"


def letter(column: int) -> str:
    """The letter of a column, from 0."""
    return (letter(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def cell(place: str, value: object) -> str:
    """A cell: a text in line, a number, or XML that begins with ``<c``."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith("<c"):
        return value.replace("<c", f'<c r="{place}"', 1)
    if isinstance(value, str):
        text = f'<t xml:space="preserve">{escape(value)}</t>'
        return f'<c r="{place}" t="inlineStr"><is>{text}</is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def row(number: int, cells: Iterable[object], attributes: str = "") -> str:
    """A row of a sheet, ``number`` from 1."""
    inner = "".join(cell(f"{letter(index)}{number}", each) for index, each in enumerate(cells))
    return f'<row r="{number}"{attributes}>{inner}</row>'


def rows(*given: Iterable[object]) -> str:
    """Rows one below the other, from row 1."""
    return "".join(row(number, cells) for number, cells in enumerate(given, 1))


def sheet(data: str, before: str = "", after: str = "") -> str:
    """A worksheet; ``before`` and ``after`` are what stands around its rows."""
    return f"{_XML}<worksheet {MAIN}>{before}<sheetData>{data}</sheetData>{after}</worksheet>"


def parts(
    *sheets: tuple[str, str], states: Mapping[str, str] | None = None, properties: str = ""
) -> dict[str, str | bytes]:
    """The parts of a workbook with these sheets (name and XML)."""
    states = states or {}
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}"'
        f'{states.get(name, "")} r:id="rId{number}"/>'
        for number, (name, _) in enumerate(sheets, 1)
    )
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_OF_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
        '.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_OF_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OF_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'{_XML}<workbook {MAIN} xmlns:r="{_OF_DOCUMENT}">{properties}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_OF_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{number}" Type="{_OF_DOCUMENT}/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/>'
            for number in range(1, len(sheets) + 1)
        )
        + f'<Relationship Id="rIdS" Type="{_OF_DOCUMENT}/sharedStrings" '
        'Target="sharedStrings.xml"/>'
        f'<Relationship Id="rIdT" Type="{_OF_DOCUMENT}/styles" Target="styles.xml"/>'
        "</Relationships>",
        "xl/styles.xml": f'{_XML}<styleSheet {MAIN}><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f"{_XML}<sst {MAIN}/>",
    }
    made |= {f"xl/worksheets/sheet{number}.xml": xml for number, (_, xml) in enumerate(sheets, 1)}
    return made


def one_sheet(*given: Iterable[object], **around: str) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet of these rows."""
    return parts(("Sheet1", sheet(rows(*given), **around)))


def pack(path: Path, contents: Mapping[str, str | bytes]) -> None:
    """Write a zip archive of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
