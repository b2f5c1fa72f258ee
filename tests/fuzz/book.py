"""Workbooks as zip archives of XML text, made without the libraries that write good ones only."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape

Parts = dict[str, bytes]

SHEET = "xl/worksheets/sheet1.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: The day that every archive says it was made, so that the same parts are the same bytes.
_MADE = (2026, 1, 1, 0, 0, 0)

#: Numbers of cell formats: plain, a date, a date with time, text, a day of the user's own, percent.
FORMATS = (0, 14, 22, 49, 164, 9)
PLAIN, DATE, TIMED, TEXT = range(4)


def column(index: int) -> str:
    """The letters of a column, from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def text(words: str) -> str:
    """Text as XML holds it; characters that XML forbids are written as Excel escapes them."""
    allowed = "".join(
        each if each in "\t\n\r" or " " <= each < "\ufffe" else f"_x{ord(each):04X}_"
        for each in words
        if not "\ud800" <= each <= "\udfff"
    )
    return escape(allowed)


def cell(place: str, value: str, kind: str = "", style: int = PLAIN, formula: str = "") -> str:
    """A cell: ``kind`` is ``""`` for a number, ``s``, ``str``, ``inlineStr``, ``b``, ``e`` or ``d``."""
    opening = f'<c r="{place}"' + (f' s="{style}"' if style else "")
    opening += f' t="{kind}">' if kind else ">"
    if formula:
        opening += f"<f>{text(formula)}</f>"
    if kind == "inlineStr":
        return f'{opening}<is><t xml:space="preserve">{text(value)}</t></is></c>'
    return f"{opening}<v>{text(value)}</v></c>"


def row(number: int, cells: Iterable[str]) -> str:
    """A row of cells; counts from 1."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def sheet(rows: Iterable[str], merged: Sequence[str] = (), dimension: str = "") -> str:
    """A worksheet; ``merged`` are ranges such as ``A1:B2``."""
    stated = f'<dimension ref="{dimension}"/>' if dimension else ""
    ranges = "".join(f'<mergeCell ref="{each}"/>' for each in merged)
    joined = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}">{stated}<sheetData>{"".join(rows)}</sheetData>'
        f"{joined}</worksheet>"
    )


def parts(
    sheets: Mapping[str, str], shared: Sequence[str] = (), *, from_1904: bool = False
) -> Parts:
    """The parts of a workbook with these sheets, by name, and these shared strings."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="{text(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, sheets, strict=True)
    )
    targets = [(f"rId{each}", "worksheet", f"worksheets/sheet{each}.xml") for each in numbers]
    targets += [("rIdS", "styles", "styles.xml"), ("rIdT", "sharedStrings", "sharedStrings.xml")]
    strings = "".join(f'<si><t xml:space="preserve">{text(each)}</t></si>' for each in shared)
    formats = "".join(f'<xf numFmtId="{each}" applyNumberFormat="1"/>' for each in FORMATS)
    made = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": (
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
            f"<workbookPr{' date1904=' + chr(34) + '1' + chr(34) if from_1904 else ''}/>"
            f"<sheets>{listed}</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": _relations(targets),
        "xl/styles.xml": (
            f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="1">'
            '<numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/></numFmts>'
            f'<cellXfs count="{len(FORMATS)}">{formats}</cellXfs></styleSheet>'
        ),
        "xl/sharedStrings.xml": (
            f'{_XML}<sst xmlns="{_MAIN}" count="{len(shared)}">{strings}</sst>'
        ),
    }
    for number, content in zip(numbers, sheets.values(), strict=True):
        made[f"xl/worksheets/sheet{number}.xml"] = content
    return {name: content.encode() for name, content in made.items()}


def zipped(parts: Mapping[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    """The archive of the parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _MADE), data, how)
    return stream.getvalue()


def unzipped(data: bytes) -> Parts:
    """The parts of an archive. Raises what zipfile does."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def of_rows(rows: Iterable[Iterable[object]], name: str = "Sheet1") -> bytes:
    """A workbook of texts and numbers, one sheet, None a cell that is not there."""
    made = []
    for number, values in enumerate(rows, 1):
        cells = [
            cell(f"{column(index)}{number}", str(value), "inlineStr" * isinstance(value, str))
            for index, value in enumerate(values)
            if value is not None
        ]
        made.append(row(number, cells))
    return zipped(parts({name: sheet(made)}))


def _relations(relations: Iterable[tuple[str, str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for name, kind, target in relations
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}relationships">{each}</Relationships>'


def _content_types(sheets: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    listed = {"workbook.xml": "sheet.main", "styles.xml": "styles"}
    listed["sharedStrings.xml"] = "sharedStrings"
    listed |= {f"worksheets/sheet{each}.xml": "worksheet" for each in range(1, sheets + 1)}
    overrides = "".join(
        f'<Override PartName="/xl/{name}" ContentType="{kind}.{what}+xml"/>'
        for name, what in listed.items()
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
