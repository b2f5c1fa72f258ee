"""The page on bad input says what happens."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.formats.bad import files, making
from tests.formats.bad.sheets import book, judge, row
from tests.formats.bad.test_process import formatted, swollen
from tests.formats.bad.test_sheet_list import ITEMS
from tests.readme import ROOT, blocks

Parts = dict[str, str | bytes]

_ROW = re.compile(r"\| (.+?) \| (.+?) \|(?: (.+?))? \|")
_CODE = re.compile(r"^\[(\w+)\]")


def wide() -> Parts:
    headers = (*making.HEADER, *(f"c{each}" for each in range(10_000)))
    return making.one_sheet(headers, making.ROW)


#: The rows of the table that are no single cell.
SIZES: dict[str, Callable[[], Parts | Callable[[Path], None]]] = {
    "more than 512 MB of content": lambda: swollen,
    "a million formatted blank rows": lambda: formatted,
    "10,000 columns": wide,
    "5,001 rows": lambda: book(*(row() for _ in range(5_001))),
}


def shown(section: str = "## In workbooks") -> list[tuple[str, str, str]]:
    """The rows of a section's table, that on workbooks or that on files."""
    text = (ROOT / "docs/bad-input.md").read_text("utf-8").partition(f"{section}\n")[2]
    text = text.partition("\n## ")[0]
    rows = [_ROW.fullmatch(line) for line in text.splitlines() if line.startswith("| ")]
    cells = [(each[1], each[2], each[3] or "") for each in rows if each]
    assert len(cells) == len(rows)
    return cells[1:]


def test_the_program_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    [block] = blocks("docs/bad-input.md", "python")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block, "block", "exec"), {})
    assert printed.getvalue().splitlines() == re.findall(r"  # (.+)", block)


def test_every_size_is_on_the_page() -> None:
    items = [item for item, _, _ in shown()]
    assert set(SIZES) <= set(items) <= {*SIZES, *ITEMS}
    assert len(items) == len(set(items)) > len(SIZES)


@pytest.mark.parametrize(("item", "said", "example"), shown())
def test_what_is_said_of_a_workbook(item: str, said: str, example: str, tmp_path: Path) -> None:
    judged = judge(tmp_path, SIZES[item]() if item in SIZES else ITEMS[item][0])
    code = _CODE.match(said)
    if code is None:
        assert said.startswith("nothing")
        assert (judged.found, example) == ([], "")
        return
    details = [judged.detail(code[1], each) for each in range(len(judged.all_of(code[1])))]
    assert details
    assert example in details or example == ""


def test_every_file_is_on_the_page() -> None:
    assert [item for item, _, _ in shown("## Files")] == [*files.ITEMS]


@pytest.mark.parametrize(("item", "said", "example"), shown("## Files"))
def test_what_is_said_of_a_file(
    item: str, said: str, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = files.ITEMS[item]
    report = files.judge(given, tmp_path, monkeypatch)
    every = [*report.file_findings]
    for verdict in report.verdicts:
        every += verdict.findings
    code = _CODE.match(said)
    if code is None:
        assert said.startswith("nothing")
        assert (every, example) == ([], "")
        return
    named = [each for each in every if each.code == code[1]]
    assert code[1] == given.code
    assert ("a warning" in said) == all(each.severity == "warning" for each in named)
    details = [report.catalogue[each.code].render_detail(each) for each in named]
    assert details
    assert example in details or example == ""
