"""What all written workbooks share."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from boardrules.formats.workbook_bytes import MOST_IN_CELL, cell_text, put_text, workbook_bytes


def made(*texts: str, lossless: bool = False) -> bytes:
    book = openpyxl.Workbook()
    for row, text in enumerate(texts, 1):
        put_text(book.worksheets[0].cell(row, 1), text, lossless=lossless)
    return workbook_bytes(book)


def cells(data: bytes) -> list[Any]:
    return [row[0] for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows()]


@pytest.mark.parametrize("lossless", [False, True])
@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_what_looks_like_a_formula_is_marked_as_text(text: str, lossless: bool) -> None:
    [cell] = cells(made(text, lossless=lossless))
    assert (cell.data_type, cell.number_format, cell.quotePrefix) == ("s", "@", True)


@pytest.mark.parametrize("text", ["0012", "1/2/2026", "#N/A", "a=1"])
def test_other_texts_are_text_without_the_mark(text: str) -> None:
    [cell] = cells(made(text))
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")
    assert not cell.quotePrefix


def test_what_spreadsheets_read_as_one_character_comes_back_as_it_was() -> None:
    for lossless in (False, True):
        book = CalamineWorkbook.from_filelike(io.BytesIO(made("a_x0041_b", lossless=lossless)))
        assert book.get_sheet_by_index(0).to_python() == [["a_x0041_b"]]


def test_controls_are_left_out_or_written_by_number() -> None:
    assert cell_text("a\x01b\ud800\ufffe") == "ab"
    assert cell_text("a\x01b\ud800\ufffe", lossless=True) == "a_x0001_b\ufffd_xFFFE_"


@pytest.mark.parametrize("lossless", [False, True])
def test_a_text_is_cut_before_it_is_escaped(lossless: bool) -> None:
    whole = "_x0041_" + "y" * (MOST_IN_CELL - 7)
    assert cell_text(whole + "z", lossless=lossless) == "_x005F_x0041_" + whole[7:]


def test_the_same_workbook_has_the_same_bytes_and_a_fixed_date() -> None:
    data = made("a")
    assert data == made("a")
    properties = openpyxl.load_workbook(io.BytesIO(data)).properties
    assert (properties.created.year, properties.modified.year) == (1980, 1980)
    assert properties.creator == "boardrules"
