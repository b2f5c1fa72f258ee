"""Archives that are larger than they look, damaged, or no workbooks."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from . import making, texts

ROLES = ("learners", "activities", "roster")
SOUND = making.one_sheet(making.HEADER, making.ROW)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def in_directory(name: str) -> bytes:
    """An old Office document, as far as its directory, with an entry of this name."""
    return OLE + name.encode("utf-16-le") + b"\0" * 512


def lying(path: Path, stated: int) -> None:
    """A workbook that states another size for its sheet than the sheet has."""
    making.pack(path, SOUND)
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(making.SHEET).file_size
    data = path.read_bytes()
    assert data.count(struct.pack("<L", size)) >= 2
    path.write_bytes(data.replace(struct.pack("<L", size), struct.pack("<L", stated)))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("stated", [1, 1_000_000, 600 << 20])
def test_a_size_that_is_not_true(desk: Any, role: str, stated: int) -> None:
    lying(desk.folder / "a.xlsx", stated)
    told = desk.check("a.xlsx", role)
    assert (told.status, told.codes) == (2, ["BR103"])
    assert told.place() == {"sheet": "Sheet1", "row": None}


def test_blanks_of_more_than_is_read(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the archive states, no more is unpacked than the bound."""
    monkeypatch.setattr("boardrules.formats.package.MOST_BYTES", 4 << 20)
    blanks = making.sheet(making.rows(making.HEADER, making.ROW) + " " * (8 << 20))
    making.pack(desk.folder / "a.xlsx", {**SOUND, making.SHEET: blanks})
    told = desk.check("a.xlsx")
    assert (told.status, told.codes) == (2, ["BR103"])
    assert "with more than" in told.findings[0]["detail"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("name", "data", "codes", "found"),
    [
        ("a.xlsx", in_directory("EncryptedPackage"), ["BR102"], "a workbook"),
        ("a.xls", in_directory("Workbook"), ["BR102"], "an .xls workbook"),
        ("a.xlsx", in_directory("WordDocument"), ["BR102"], "old Office program"),
        ("a.xlsx", b"PK\x05\x06" + b"\0" * 18, ["BR102"], "a zip archive"),
        ("a.xlsx", b"PK\x03\x04 xl/workbook.xml", ["BR103"], ""),
    ],
    ids=("protected", "xls", "word", "no-parts", "beginning-only"),
)
def test_what_is_no_workbook(
    desk: Any, role: str, name: str, data: bytes, codes: list[str], found: str
) -> None:
    (desk.folder / name).write_bytes(data)
    told = desk.check(name, role)
    assert (told.status, told.codes) == (2, codes)
    assert found in told.findings[0]["detail"]


@pytest.mark.parametrize("role", ROLES)
def test_a_workbook_cut_short(desk: Any, role: str) -> None:
    making.pack(desk.folder / "a.xlsx", SOUND)
    whole = (desk.folder / "a.xlsx").read_bytes()
    (desk.folder / "a.xlsx").write_bytes(whole[: len(whole) * 2 // 3])
    told = desk.check("a.xlsx", role)
    assert (told.status, told.codes, told.place()) == (2, ["BR103"], {})


@pytest.mark.parametrize(
    ("role", "text"),
    [
        ("learners", texts.XML["learners"]),
        ("activities", texts.XML["activities"]),
        ("activities", making.ACTIVITIES),
        ("roster", making.ROSTER),
    ],
    ids=("learner-xml", "activities-xml", "activities-csv", "roster-csv"),
)
def test_another_format_by_the_name_of_a_workbook(desk: Any, role: str, text: str) -> None:
    (desk.folder / "a.xlsx").write_text(text, encoding="utf-8")
    told = desk.check("a.xlsx", role)
    assert (told.status, told.codes) == (0, ["BR102"])
    assert told.findings[0]["severity"] == "warning"
    assert [each["verdict"] for each in told.verdicts] == ["submitted"]


def test_names_that_lead_out_are_never_written(desk: Any) -> None:
    making.pack(desk.folder / "a.xlsx", {**SOUND, "../out.txt": "x", "/out.txt": "x"})
    before = sorted(desk.folder.parent.iterdir())
    told = desk.check("a.xlsx")
    assert (told.status, told.codes, len(told.verdicts)) == (0, [], 1)
    assert sorted(desk.folder.parent.iterdir()) == before
