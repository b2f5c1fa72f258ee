"""Workbooks of too much: columns, rows, and values that nobody needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from boardrules.formats.many_columns import MOST_TOLD

from . import making
from .sheets import book, judge, number, row

MANY = 10_000
LAST = making.letter(len(making.HEADER) + MANY - 1)


@pytest.mark.parametrize(
    ("header", "code"),
    [("Shoe size", "BR207"), ("Last Name", "BR108"), ("", "BR207")],
    ids=("unknown", "duplicate", "without a header"),
)
def test_ten_thousand_columns(tmp_path: Path, header: str, code: str) -> None:
    headers = (*making.HEADER, *((header,) * MANY if header else ()))
    judged = judge(tmp_path, making.one_sheet(headers, (*making.ROW, *(("x",) * MANY))))
    assert (judged.verdicts, judged.rows) == (["submitted"], [2])
    told = judged.all_of(code)
    assert len(judged.found) == len(told) == MOST_TOLD + 1
    first = len(making.HEADER)
    columns = [making.letter(first + each) for each in range(MOST_TOLD + 1)]
    assert [place for _, place in judged.found] == [f"{each}1" for each in columns]
    assert (told[-1].param("count"), told[-1].param("last")) == ("9,900", LAST)
    assert f"9,900 more columns, from this one to {LAST}," in judged.detail(code, -1)


@pytest.mark.parametrize("surplus", [0, 1])
def test_as_many_columns_as_are_told_one_by_one(tmp_path: Path, surplus: int) -> None:
    """One column more is told of itself: there is nothing to put together."""
    count = MOST_TOLD + surplus
    headers = (*making.HEADER, *(f"c{each}" for each in range(count)))
    judged = judge(tmp_path, making.one_sheet(headers, making.ROW))
    assert [each.param("header") for each in judged.all_of("BR207")] == [*headers[-count:]]


def test_ten_thousand_columns_of_a_roster(desk: Any) -> None:
    header = ["program", "id", "first_name", "last_name", "birth_date", "npi"]
    person = ["ABIM", "123456", "Ines", "Aalto", "03/04", ""]
    more = ["x\u00a0y"] * MANY
    making.pack(desk.folder / "r.xlsx", making.one_sheet(header, person + more))
    told = desk.check("r.xlsx", "roster")
    # The columns are without headers, and what stands in them is not looked at any further.
    assert (told.status, told.codes) == (0, ["BR207"] * (MOST_TOLD + 1))
    assert told.verdicts[0]["verdict"] == "submitted"
    making.pack(desk.folder / "r.xlsx", making.one_sheet(header + more, person + more))
    told = desk.check("r.xlsx", "roster")
    assert [told.codes.count(each) for each in ("BR205", "BR207")] == [MOST_TOLD + 1] * 2
    assert told.place(-1)["column"] == making.letter(len(header) + MOST_TOLD)
    assert told.findings[-1]["params"]["count"] == "9,900"


def test_columns_that_are_read_are_told_of_after_any_number_of_others(desk: Any) -> None:
    header = ["c"] * 200 + ["program", "id", "first_name", "last_name", "birth_date", "npi"]
    person = ["x\u00a0y"] * 200 + ["ABIM", "123456\u00a0", "Ines", "Aalto", "03/04", ""]
    making.pack(desk.folder / "r.xlsx", making.one_sheet(header, person))
    told = desk.check("r.xlsx", "roster")
    places = [each["location"] for each in told.findings if each["code"] == "BR205"]
    assert (making.letter(201), 2) in [(each["column"], each["row"]) for each in places]
    assert told.verdicts[0]["verdict"] == "submitted"


def test_five_thousand_and_one_rows(tmp_path: Path) -> None:
    judged = judge(tmp_path, book(*(row() for _ in range(5_001))))
    assert judged.rows == list(range(2, 5_003))
    assert judged.found[0] == ("BR110", "5002")
    assert judged.detail("BR110") == "Found 5001 records, expected at most 5000."


def test_a_sheet_of_many_texts_in_line_is_not_too_large(tmp_path: Path) -> None:
    """Their length stands in the sheet itself, and is not repeated."""
    long = "x" * 300
    rows = [row(last=long + str(each)) for each in range(2_000)]
    judged = judge(tmp_path, book(*rows))
    assert len(judged.rows) == 2_000
    assert "BR103" not in dict(judged.found)


def test_blank_texts_do_not_hide_which_one_is_repeated(desk: Any) -> None:
    """Each ``<si/>`` is a text too; so is one that holds marks of its end as CDATA."""
    for before in ("<si/>" * 3, "<si><t><![CDATA[</si></si></si>]]></t></si>" + "<si/>" * 2):
        strings = f"<sst {making.MAIN}>{before}<si><t>{'x' * 100_000}</t></si></sst>"
        many = (making.row(each, ('<c t="s"><v>3</v></c>',)) for each in range(3, 5_003))
        data = making.rows(making.HEADER, making.ROW) + "".join(many)
        made = making.parts(("Sheet1", making.sheet(data)))
        making.pack(desk.folder / "a.xlsx", {**made, "xl/sharedStrings.xml": strings})
        told = desk.check("a.xlsx")
        assert (told.status, told.codes) == (2, ["BR103"])
        assert "repeated" in told.findings[0]["detail"]


@pytest.mark.parametrize("value", ["-1E+12", "-1e300", "-inf", "-106751991168", "-.5e99"])
def test_a_number_before_all_dates(
    tmp_path: Path, value: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """The library that reads the sheet would say on standard error that it failed."""
    judged = judge(tmp_path, book(row(day=number(value, 1)), row()))
    assert (judged.found, judged.verdicts) == ([("671", "C2")], ["rejected", "submitted"])
    assert f"Found {value}," in judged.detail("671")
    assert capfd.readouterr() == ("", "")


def test_a_birth_date_before_all_dates_in_a_roster(desk: Any) -> None:
    header = ["program", "id", "first_name", "last_name", "birth_date"]
    people = making.one_sheet(header, ["ABIM", "123456", "Ines", "Aalto", number("-1E+12", 1)])
    making.pack(desk.folder / "r.xlsx", people)
    told = desk.check("r.xlsx", "roster")
    assert (told.codes, told.place()["column"], told.place()["row"]) == (["BR116"], "E", 2)
    assert told.verdicts[0]["verdict"] == "submitted"


def test_a_million_dashes_and_a_number_before_all_dates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boardrules.formats.sheet_xml._MOST_LOOKED", 10)
    judged = judge(tmp_path, book(row(first="-" * 100), row(day=number("-1E+12", 1))))
    assert ("671", "C3") in judged.found
    assert judged.rows == [2, 3]


def test_cells_of_one_kind_beyond_what_a_file_may_have_records(tmp_path: Path) -> None:
    """Each is told of as long as PARS would take the file; then the rest of a column together."""
    odd = {"id": "123456\u00a0", "total": "4\u00a0"}
    judged = judge(tmp_path, book(*(row(**odd) for _ in range(5_003)), row(id="123456\u00a0")))
    assert len(judged.rows) == 5_004
    told = judged.all_of("BR205")
    assert len(told) == 2 * 5_000 + 2
    assert [each.param("count") for each in told[:2]] == ["4", "3"]
    assert judged.found[:2] == [("BR205", "H5002"), ("BR205", "I5002")]
    assert judged.detail("BR205") == (
        "4 more cells under Certifying Board ID, from this one to row 5005, "
        "are like the 5,000 before them."
    )
    assert judged.found.count(("BR205", "H5001")) == 1
