"""The workbook that was judged: opened with all that it holds, and saved with as much as can be."""

from __future__ import annotations

import re
import warnings
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from boardrules.batch import Report
from boardrules.formats.cells import cell_text
from boardrules.formats.sheet_xml import SheetParts
from boardrules.formats.source import Source, sniff
from boardrules.formats.workbook_bytes import STAMP, put_text
from boardrules.printable import printable
from boardrules.reports import CannotRenderError

if TYPE_CHECKING:
    from openpyxl import Workbook

_INSTEAD = "Use --format html for a page to read, or --format xlsx for the rejected records as rows"
_KINDS = {"xml": "XML", "json": "JSON", "text": "text"}
_RUN = re.compile(rb"<(?:\w+:)?r>")

#: What a copy is without, by the parts of a workbook that hold it. Their number is not kept.
_LOST = {
    "charts": re.compile(r"xl/charts/chart\d+\.xml"),
    "embedded documents": re.compile(r"xl/embeddings/.+"),
    "pictures": re.compile(r"xl/media/.+"),
    "replies to comments": re.compile(r"xl/threadedComments/.+"),
    "slicers": re.compile(r"xl/slicers/.+"),
}
_CONTROLS = re.compile(r"xl/(?:ctrlProps|activeX)/.+")
_COMMENTS = re.compile(r"xl/(?:.*/)?comments?\d*\.xml")
_DRAWING = re.compile(r"xl/drawings/drawing\d+\.xml")
_SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)[\s>]")

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#: The extension in which Excel keeps lists to choose from that stand on another sheet
#: (MS-XLSX 2.2.4.4).
_LISTS = "{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}"
_ROOT = re.compile(rb"<(?:\w+:)?worksheet\b[^>]*>")
_EXTENSIONS = re.compile(rb"<(?:\w+:)?extLst>")

_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3}\d{1,7})"')
_TYPE = re.compile(rb'\bt="(\w+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</(?:\w+:)?v>")
#: A date that is written as text, in a cell that need not have the format of one.
_WRITTEN_DAY = re.compile(rb"""\st\s*=\s*["']d["']""")
#: How dates and times are shown that have no format of their own.
_LOOKS = {
    date: "yyyy-mm-dd",
    datetime: "yyyy-mm-dd hh:mm:ss",
    time: "hh:mm:ss",
    timedelta: "[h]:mm:ss",
}
#: That of 1900-03-01: days before it have not the same number in all programs.
_FIRST_NUMBER = 61
_SAVED_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3}\d{1,7})"([^>]*)>(<f\b.*?(?:</f>|/>))<v\s*(?:/>|></v>)</c>'
)


def the_workbook(report: Report) -> str:
    """The one file that was judged, as it was named; CannotRenderError if it is no workbook."""
    files = [each.file for each in report.inputs]
    files += [each.file for each in report.activity_inputs]
    if len(files) != 1:
        raise CannotRenderError(
            f"One workbook is annotated at a time, and {len(files)} files were judged. "
            "Judge each by itself, or use --format html for a page on all of them."
        )
    [file] = files
    kind, shown = sniff(Source(Path(file), file)).kind, printable(file)
    if kind is None:
        raise CannotRenderError(f"{shown} cannot be read; use --format text to see why.")
    if kind != "xlsx":
        raise CannotRenderError(
            f"{shown} is {_KINDS[kind]}, and only an Excel workbook can be annotated. {_INSTEAD}."
        )
    return file


class Original:
    """A workbook as it was given; ``file`` is its path. CannotRenderError if it cannot be copied.

    ``book`` is what is to be changed and saved, and dated by no clock. ``lost`` names what
    cannot be copied; ``has_hidden_values`` is for others to set: whether values stand under
    merged cells.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._path = Path(file)
        try:
            self._parts = SheetParts(self._path)
            with ZipFile(self._path) as archive:
                self._names = archive.namelist()
                properties = (
                    archive.read("docProps/core.xml") if "docProps/core.xml" in self._names else b""
                )
                self.has_shapes = any(
                    _SHAPE.search(archive.read(name))
                    for name in self._names
                    if _DRAWING.fullmatch(name)
                )
            self.has_comments = any(map(_COMMENTS.fullmatch, self._names))
            self.book = self._loaded()
            for name in ("created", "modified"):
                if f":{name}".encode() not in properties:
                    setattr(self.book.properties, name, STAMP)
        except BadZipFile:
            raise CannotRenderError(
                f"{printable(file)} is damaged; use --format text to see what is wrong with it."
            ) from None
        except Exception:
            # Whatever the library stumbles over, in a file that the reader could read.
            raise self.cannot_be_copied() from None
        self._sheets = list(self.book.sheetnames)
        self.has_hidden_values = False

    def cannot_be_copied(self) -> CannotRenderError:
        """The error that a workbook which could be read cannot be copied."""
        return CannotRenderError(
            f"{printable(self.file)} cannot be copied with its formats. {_INSTEAD}; "
            "or open it in a spreadsheet program, save it anew, and judge that."
        )

    def _loaded(self) -> Workbook:
        from openpyxl import load_workbook

        macros = any(name.startswith("xl/vbaProject") for name in self._names)
        # Text in several fonts; without any, openpyxl reads a sheet in half the time.
        texts = ("xl/sharedStrings.xml", "xl/worksheets/")
        rich = written_days = False
        with ZipFile(self._path) as archive:
            for name in self._names:
                if name.startswith(texts):
                    content = archive.read(name)
                    rich = rich or _RUN.search(content) is not None
                    written_days = written_days or _WRITTEN_DAY.search(content) is not None
        with self._path.open("rb") as stream, warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            book = load_workbook(stream, keep_vba=macros, rich_text=rich)
        if any("outside the limits for dates" in str(each.message) for each in told):
            self._restore_numbers(book)
        if written_days:
            _keep_days(book)
        return book

    def _restore_numbers(self, book: Workbook) -> None:
        """Numbers in cells formatted as dates that are no dates, which openpyxl makes errors of."""
        for name in book.sheetnames:
            page = book[name]
            for attributes, content in _CELL.findall(self._parts.data_of(name)):
                place, value = _PLACE.search(attributes), _VALUE.search(content)
                kind = _TYPE.search(attributes)
                is_number = kind is None or kind[1] == b"n"
                if place and value and is_number and b"<f" not in content:
                    cell = page[place[1].decode()]
                    if cell.data_type == "e":
                        number = float(value[1])
                        cell.value = int(number) if number.is_integer() else number

    @property
    def lost(self) -> list[str]:
        """What the workbook holds and the copy does not, in words."""
        book = self.book
        kept = {
            "charts": sum(len(getattr(page, "_charts", ())) for page in book.worksheets),
            "pictures": sum(len(getattr(page, "_images", ())) for page in book.worksheets),
        }
        lost = [
            name
            for name, part in _LOST.items()
            if sum(map(bool, map(part.fullmatch, self._names))) > kept.get(name, 0)
        ]
        if self.has_hidden_values:
            lost.append("values under merged cells")
        if not book.vba_archive and any(map(_CONTROLS.fullmatch, self._names)):
            lost.append("form controls")
        return [*lost, "shapes"] if self.has_shapes else lost

    def kept(self, name: str, content: bytes) -> bytes:
        """A part of the saved copy, with what the library leaves out put back."""
        sheet = self._saved_sheets.get(name)
        if sheet is None:
            return content
        source = self._parts.data_of(sheet)
        if b"<v/></c>" in content or b"<v></v></c>" in content:
            content = _with_results(content, source)
        return _with_lists(content, source)

    @cached_property
    def _saved_sheets(self) -> dict[str, str]:
        """The original's sheets, by the name of the part in the copy."""
        return {
            page.path.removeprefix("/"): page.title
            for page in self.book.worksheets
            if page.title in self._sheets
        }


def _keep_days(book: Workbook) -> None:
    """Give dates the look of dates, for they are saved as numbers; one that has none becomes text.

    Spreadsheet programs have no number for what was before their time.
    """
    from openpyxl.styles.numbers import is_date_format
    from openpyxl.utils.datetime import to_excel

    for page in book.worksheets:
        # To ask the sheet for its rows would fill them up.
        for cell in tuple(page._cells.values()):
            value = cell.value
            if cell.data_type != "d" or type(value) not in _LOOKS:
                continue
            formatted = is_date_format(cell.number_format)
            first = 1 if formatted else _FIRST_NUMBER
            if isinstance(value, date) and to_excel(value, book.epoch) < first:  # type: ignore[no-untyped-call]
                put_text(cell, cell_text(value))
            elif not formatted:
                cell.number_format = _LOOKS[type(value)]


def _with_results(content: bytes, source: bytes) -> bytes:
    """Put in what formulas resulted in, so that the copy can be read before it is calculated."""
    results = {}
    for attributes, inside in _CELL.findall(source):
        if b"<f" not in inside and b":f" not in inside:
            continue
        place, kind, value = (
            _PLACE.search(attributes),
            _TYPE.search(attributes),
            _VALUE.search(inside),
        )
        if place and value:
            results[place[1]] = (kind[0] if kind else b"", value[1])

    def put(match: re.Match[bytes]) -> bytes:
        kind, value = results.get(match[1], (b"", b""))
        if not value:
            return match[0]
        type_ = b" " + kind if kind else b""
        return b'<c r="%b"%b%b>%b<v>%b</v></c>' % (match[1], match[2], type_, match[3], value)

    return _SAVED_FORMULA.sub(put, content)


def _with_lists(content: bytes, source: bytes) -> bytes:
    """Put back the lists to choose from that stand on another sheet."""
    if _LISTS.encode() not in source.upper():
        return content
    from lxml import etree

    root = _ROOT.search(source)
    begins = [match.start() for match in _EXTENSIONS.finditer(source)]
    if root is None or not begins:
        return content
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        rest = etree.fromstring(root[0] + source[begins[-1] :], parser)
    except etree.XMLSyntaxError:
        return content  # it was the extension of something within the sheet
    made = b""
    for extension in rest.iter(f"{{{_NAMESPACE}}}ext"):
        if extension.get("uri", "").upper() == _LISTS:
            for each in extension.iter("*"):
                # Marks of revisions, whose namespace the copy does not declare to be passed over.
                for name in [name for name in each.attrib if str(name).startswith("{")]:
                    del each.attrib[name]
            extension.tail = None
            made += etree.tostring(extension)
    if not made:
        return content
    return content.replace(b"</worksheet>", b"<extLst>" + made + b"</extLst></worksheet>")
