"""What a file is, told by its content."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from boardrules.findings import Finding, Severity
from boardrules.formats import open_submission
from boardrules.formats.base import Unreadable
from boardrules.formats.learner_xlsx import LearnerWorkbook
from boardrules.formats.learner_xml import LearnerReport
from boardrules.formats.source import Source, sniff
from boardrules.locations import FileAt

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
WANTED = "an Excel workbook (.xlsx), XML or JSON"


def workbook_bytes() -> bytes:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return stream.getvalue()


def ole(*names: str) -> bytes:
    return OLE + b"".join(name.encode("utf-16-le") for name in names)


def source(folder: Path, data: bytes, name: str) -> Source:
    path = folder / name
    path.write_bytes(data)
    return Source(path, f"in/{name}")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (workbook_bytes(), "a.xlsx", "xlsx"),
        (workbook_bytes(), "A.XLSX", "xlsx"),
        (workbook_bytes(), "a.xlsm", "xlsx"),
        (workbook_bytes()[:2000], "a.xlsx", "xlsx"),
        (workbook_bytes(), "a", "xlsx"),
        (b"<?xml version='1.0'?><a/>", "a.xml", "xml"),
        (b"\xef\xbb\xbf\r\n <a/>", "a.xml", "xml"),
        (b"<!DOCTYPE a><a/>", "a.xml", "xml"),
        ("<a>é</a>".encode("utf-16"), "a.xml", "xml"),
        ("<?xml version='1.0'?><a/>".encode("utf-16-le"), "a.xml", "xml"),
        ("<?xml version='1.0'?><a/>".encode("utf-16-be"), "a.xml", "xml"),
        (b'{"a": 1}', "a.json", "json"),
        (b"[1]", "a.json", "json"),
        (b"Record Action,ACCME Activity ID\n", "a.csv", "text"),
        ("Prénom,Nom\n".encode("cp1252"), "a.txt", "text"),
    ],
)
def test_kinds(tmp_path: Path, data: bytes, name: str, kind: str) -> None:
    sniffed = sniff(source(tmp_path, data, name))
    assert (sniffed.kind, sniffed.finding) == (kind, None)


@pytest.mark.parametrize(
    ("data", "name", "found", "expected", "reason"),
    [
        (ole("Root Entry", "Workbook"), "a.xls", "an .xls workbook", WANTED, "xls"),
        (ole("Book"), "a.xlsx", "an .xls workbook", WANTED, "xls"),
        (ole("EncryptionInfo", "EncryptedPackage"), "a.xlsx", "a workbook", WANTED, "encrypted"),
        (ole("WordDocument"), "a.doc", "a document of an old Office program", WANTED, "unknown"),
        (archive("xl/workbook.bin"), "a.xlsb", "a binary workbook", WANTED, "binary-workbook"),
        (archive("mimetype", "content.xml"), "a.ods", "an OpenDocument file", WANTED, "unknown"),
        (archive("word/document.xml"), "a.docx", "a Word document", WANTED, "unknown"),
        (archive("a.txt"), "a.zip", "a zip archive", WANTED, "unknown"),
        (b"PK\x03\x04 and then noise", "a.xlsx", "a zip archive", WANTED, "unknown"),
        (b"<html><body><table>", "a.xls", "HTML", WANTED, "html"),
        (b"<!-- x --> <!DocType HTML PUBLIC>", "a.html", "HTML", WANTED, "html"),
        (b"<?xml version='1.0'?>\n<html xmlns='x'>", "a.xlsx", "HTML", WANTED, "html"),
        (b"%PDF-1.7", "a.xlsx", "a PDF document", WANTED, "unknown"),
        (b"a\x00\x01\x02b", "a.csv", "binary data", WANTED, "unknown"),
    ],
)
def test_refused_kinds(
    tmp_path: Path, data: bytes, name: str, found: str, expected: str, reason: str
) -> None:
    sniffed = sniff(source(tmp_path, data, name))
    assert sniffed.kind is None
    assert sniffed.finding == Finding(
        "BR102",
        Severity.ERROR,
        (("found", found), ("expected", expected), ("reason", reason)),
        FileAt(f"in/{name}"),
    )


@pytest.mark.parametrize(
    ("data", "name", "kind", "found", "expected"),
    [
        (workbook_bytes(), "a.csv", "xlsx", "an Excel workbook", ".csv"),
        (workbook_bytes(), "a.xls", "xlsx", "an Excel workbook", ".xls"),
        (b"<a/>", "a.xlsx", "xml", "XML", ".xlsx"),
        (b"[]", "a.xml", "json", "JSON", ".xml"),
        (b"a,b", "a.XLSX", "text", "plain text", ".xlsx"),
    ],
)
def test_a_lying_name_is_only_a_warning(
    tmp_path: Path, data: bytes, name: str, kind: str, found: str, expected: str
) -> None:
    sniffed = sniff(source(tmp_path, data, name))
    assert sniffed.kind == kind
    assert sniffed.finding == Finding(
        "BR102",
        Severity.WARNING,
        (("found", found), ("expected", expected), ("reason", "lying")),
        FileAt(f"in/{name}"),
    )


def refused_with(reason: str, name: str = "in/a.xlsx") -> Finding:
    return Finding("BR101", Severity.ERROR, (("reason", reason),), FileAt(name))


def test_files_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sniff(Source(tmp_path / "no.xlsx", "in/a.xlsx")).finding == refused_with("missing")
    assert sniff(Source(tmp_path / "a\0b", "in/a.xlsx")).finding == refused_with("missing")
    assert sniff(Source(tmp_path, "in/a.xlsx")).finding == refused_with("directory")
    for data in (b"", b"\xef\xbb\xbf", b" \r\n\t", b"\xff\xfe"):
        assert sniff(source(tmp_path, data, "a.xlsx")).finding == refused_with("empty")

    def locked(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", locked)
    assert sniff(Source(tmp_path / "a.xlsx", "in/a.xlsx")).finding == refused_with("permission")


def test_the_reader_goes_by_content(tmp_path: Path) -> None:
    (tmp_path / "book.csv").write_bytes(workbook_bytes())
    book = open_submission(tmp_path / "book.csv")
    assert isinstance(book, LearnerWorkbook)
    assert book.file == (tmp_path / "book.csv").as_posix()
    assert [each.code for each in book.findings] == ["BR102", "BR106"]
    (tmp_path / "report.xlsx").write_text("<ActivityReports/>")
    report = open_submission(tmp_path / "report.xlsx", "given/report.xlsx")
    assert isinstance(report, LearnerReport)
    assert report.file == "given/report.xlsx"
    assert list(report.records()) == []
    assert [each.code for each in report.findings] == ["BR102", "BR109"]


@pytest.mark.parametrize(("data", "found"), [(b"a,b", "plain text")])
def test_readable_files_that_are_no_learner_files(tmp_path: Path, data: bytes, found: str) -> None:
    (tmp_path / "a").write_bytes(data)
    reader = open_submission(tmp_path / "a", "a")
    assert isinstance(reader, Unreadable)
    assert (reader.file, reader.kind) == ("a", "unreadable")
    assert reader.findings == [
        Finding(
            "BR102",
            Severity.ERROR,
            (("found", found), ("expected", WANTED), ("reason", "unknown")),
            FileAt("a"),
        )
    ]
    assert list(reader.records(7)) == []
    assert reader.hazards(7) == ()


def test_json_is_read_as_learners(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"{}")
    reader = open_submission(tmp_path / "a", "a")
    assert (reader.file, reader.kind, list(reader.records(7))) == ("a", "learner-json", [])
    assert [found.code for found in reader.findings] == ["BR111"]


def test_a_missing_file_is_a_reader_too(tmp_path: Path) -> None:
    reader = open_submission(tmp_path / "none.xlsx", "none.xlsx")
    assert isinstance(reader, Unreadable)
    assert reader.findings == [refused_with("missing", "none.xlsx")]


def test_plugins_are_asked_first(tmp_path: Path) -> None:
    mine = Unreadable("x", ())

    class Asked:
        def first(self, hook: str, **arguments: Any) -> Any:
            assert hook == "open_submission"
            return mine if arguments == {"path": tmp_path / "a.xb", "name": "a.xb"} else None

    (tmp_path / "a.xml").write_text("<ActivityReports/>")
    assert open_submission(tmp_path / "a.xb", "a.xb", Asked()) is mine
    assert isinstance(open_submission(tmp_path / "a.xml", plugins=Asked()), LearnerReport)
