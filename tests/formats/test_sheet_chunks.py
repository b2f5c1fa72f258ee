"""A sheet read in chunks gives what it gives when it is read whole."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from boardrules.findings import Finding
from boardrules.formats import sheet_chunks, sheet_xml, workbook
from boardrules.formats.learner_xlsx import LearnerWorkbook
from boardrules.formats.source import Source
from boardrules.records import CompletionRecord

SHEET = "xl/worksheets/sheet1.xml"
ROWS = 1000

Read = tuple[list[CompletionRecord], list[Finding], list[tuple[Finding, ...]], list[list[Any]]]


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_chunks, "_cores", lambda: 2)


def made(path: Path, adjust: Callable[[Workbook], object] = lambda book: None) -> Path:
    book = Workbook()
    page = book.worksheets[0]
    page.append(["Guidance"])
    page.append(
        [
            "Record Action", "ACCME Activity ID", "Completion Date", "First Name", "Last Name",
            "Date of Birth", "Licensing State", "Licensing ID or NPI", "Number of CME Credits",
        ]
    )  # fmt: skip
    for number in range(ROWS):
        day = date(2026, 1, 1 + number % 28)
        page.append(
            [
                "Add",
                "203000001",
                day,
                "Ansel",
                f"Example{number}",
                "02/29",
                "Maine",
                f"MD{number}",
                1,
            ]
        )
    adjust(book)
    book.save(path)
    return path


def rewritten(path: Path, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with another XML of its sheet."""
    stream = io.BytesIO(path.read_bytes())
    with ZipFile(stream) as old, ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == SHEET else data)
    return path


def read(path: Path, fewest: int, monkeypatch: pytest.MonkeyPatch) -> tuple[bool, Read]:
    """Whether a workbook was read in chunks, and what was read."""
    monkeypatch.setattr(sheet_chunks, "FEWEST", fewest)
    reader = LearnerWorkbook(Source(path, path.name))
    assert reader._sheet is not None
    chunked = reader._sheet.rows.chunks is not None
    records = list(reader.records())
    again = list(reader.records())
    assert again == records
    hazards = [reader.hazards(record.number) for record in records]
    return chunked, (records, reader.findings, hazards, [reader.row_of(each) for each in records])


def both(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[bool, Read, Read]:
    chunked, by_chunks = read(path, 0, monkeypatch)
    whole, at_once = read(path, 1 << 40, monkeypatch)
    assert not whole
    return chunked, by_chunks, at_once


def blank_rows(book: Workbook) -> None:
    page = book.worksheets[0]
    for row in (*range(100, 160), *range(330, 420), *range(900, ROWS + 3)):
        for column in range(1, 10):
            page.cell(row, column).value = None


def first_columns_blank(book: Workbook) -> None:
    page = book.worksheets[0]
    for row in range(300, ROWS + 3):
        for column in (1, 2, 8, 9):
            page.cell(row, column).value = None


def wide_rows(book: Workbook) -> None:
    page = book.worksheets[0]
    page["L700"] = "no header above"
    page["N800"] = 3


def odd_cells(book: Workbook) -> None:
    page = book.worksheets[0]
    for row in (5, 200, 500, 990, ROWS + 9):
        page.cell(row, 3).value = "=TODAY()"
        page.cell(row, 4).value = "#N/A"
        page.cell(row, 9).value = True


def merged_and_hidden(book: Workbook) -> None:
    page = book.worksheets[0]
    page.merge_cells("D500:D510")
    page.row_dimensions[600].hidden = True


def from_1904(book: Workbook) -> None:
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0]["C900"] = 42000


@pytest.mark.parametrize(
    "adjust", [lambda book: None, blank_rows, first_columns_blank, wide_rows, odd_cells, from_1904]
)
def test_the_same_rows(
    adjust: Callable[[Workbook], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunked, by_chunks, whole = both(made(tmp_path / "l.xlsx", adjust), monkeypatch)
    assert chunked
    assert len(whole[0]) > 100
    for ours, theirs in zip(by_chunks, whole, strict=True):
        assert ours == theirs


@pytest.mark.parametrize(
    "adjust", [lambda book: None, blank_rows, odd_cells, merged_and_hidden, from_1904]
)
def test_a_sheet_whose_xml_is_given_away(
    adjust: Callable[[Workbook], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path / "l.xlsx", adjust)
    whole = read(path, 1 << 40, monkeypatch)[1]
    for module in (sheet_xml, workbook):
        monkeypatch.setattr(module, "LARGE", 0)
    reader = LearnerWorkbook(Source(path, path.name))
    assert list(reader.records()) == whole[0]
    assert reader.findings == whole[1]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"</sheetData>", b"</sheetData><!-- a remark -->"),
        lambda data: re.sub(rb'<row r="\d+"', b"<row", data),
        lambda data: data.replace(b"<row ", b"<row  "),
        lambda data: data.replace(b'<row r="700"', b'<row r="2"'),
    ],
    ids=["comment", "no row numbers", "another blank", "rows out of order"],
)
def test_what_cannot_be_told_apart_is_read_whole(
    change: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = rewritten(made(tmp_path / "l.xlsx"), change)
    _, by_chunks, whole = both(path, monkeypatch)
    assert len(whole[0]) > 500
    assert by_chunks[0] == whole[0]


def test_a_sheet_without_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def change(data: bytes) -> bytes:
        return data[: data.index(b"<row ")] + data[data.index(b"</sheetData>") :]

    path = rewritten(made(tmp_path / "l.xlsx"), change)
    monkeypatch.setattr(sheet_chunks, "FEWEST", 0)
    assert [each.code for each in LearnerWorkbook(Source(path, path.name)).findings] == ["BR106"]


def test_a_cell_that_says_it_is_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chunk with a cell of another chunk is not trusted; what is left is read whole."""

    def change(data: bytes) -> bytes:
        return data.replace(b'r="A600"', b'r="A990"')

    chunked, by_chunks, whole = both(rewritten(made(tmp_path / "l.xlsx"), change), monkeypatch)
    assert chunked
    assert by_chunks[0] == whole[0]


def test_damage_far_down_keeps_what_is_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(data: bytes) -> bytes:
        return data.replace(b'<c r="E900"', b'<c r="E900" t="s"><v>99999999</v></d><')

    path = rewritten(made(tmp_path / "l.xlsx"), change)
    monkeypatch.setattr(sheet_chunks, "FEWEST", 0)
    reader = LearnerWorkbook(Source(path, path.name))
    records = list(reader.records())
    assert 600 < len(records) < 900
    (found,) = reader.findings
    assert (found.code, found.param("reason")) == ("BR103", "damaged")
    assert found.location is not None
    assert found.location.as_dict() == {
        "file": "l.xlsx",
        "sheet": "Sheet",
        "row": records[-1].origin.at("").as_dict()["row"] + 1,
    }


def test_small_sheets_and_single_cores_are_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path / "l.xlsx")
    assert not read(path, 1 << 19, monkeypatch)[0]
    assert read(path, 0, monkeypatch)[0]
    monkeypatch.setattr(sheet_chunks, "_cores", lambda: 1)
    assert not read(path, 0, monkeypatch)[0]
    monkeypatch.undo()
    assert sheet_chunks._cores() >= 1
