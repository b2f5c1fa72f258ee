"""What a file is, told by its content."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Literal

from attrs import frozen

from boardrules.findings import Finding, Severity, finding
from boardrules.locations import FileAt

Kind = Literal["xlsx", "xml", "json", "text", "parquet"]

_HEAD = 1 << 16
_BLOCK = 1 << 20
#: So many bytes tell whether every other one is zero.
_TELLING = 64
_NAMES: dict[Kind, str] = {
    "xlsx": "an Excel workbook",
    "xml": "XML",
    "json": "JSON",
    "text": "plain text",
    "parquet": "Parquet",
}
_ENDINGS: dict[str, Kind] = {
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xml": "xml",
    ".json": "json",
    ".jsonl": "json",
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
    ".parquet": "parquet",
}
_WANTED = "an Excel workbook (.xlsx), XML or JSON"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = {
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
}
_HTML = re.compile(
    # Without giving back, or each comment could end at any of those after it.
    r"(?:<!--.*?-->|<\?.*?\?>|\s)*+<(?:!doctype\s+html|html|head|body|table|meta)\b",
    re.I | re.S,
)
_MARKUP = re.compile(r"<[?!\w]")
_JSON = re.compile(r"[{\[]\s*[\w\"{\[}\]-]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a]")


@frozen(slots=True)
class Source:
    """A file to read; ``name`` is what locations call it: the path as given, in posix form."""

    path: Path
    name: str


@frozen(slots=True)
class Sniffed:
    """What a file holds, or None and why it cannot be read.

    With a ``kind``, a ``finding`` is only a warning that the name promises another kind.
    """

    kind: Kind | None
    finding: Finding | None = None


def sniff(source: Source) -> Sniffed:
    """Tell what ``source`` is from its first bytes. Never raises."""
    try:
        if source.path.is_dir():
            return _cannot_open(source, "directory")
        if source.path.exists() and not source.path.is_file():
            # A pipe could be waited for without end, and be read but once.
            return _cannot_open(source, "special")
        with source.path.open("rb") as stream:
            head = stream.read(_HEAD)
        if head.startswith(b"PK"):
            return _sniff_zip(source, head)
        if head.startswith(b"PAR1"):
            return _is(source, "parquet")
        if head.startswith(_OLE):
            return _sniff_ole(source)
        return _sniff_text(source, head)
    except PermissionError:
        return _cannot_open(source, "permission")
    except (OSError, ValueError):
        return _cannot_open(source, "missing")


def wrong_kind(source: Source, kind: Kind) -> Finding:
    """The finding that ``source`` can be read, but is no learner file by its kind."""
    return finding(
        "BR102", FileAt(source.name), found=_NAMES[kind], expected=_WANTED, reason="unknown"
    )


def decode_head(head: bytes) -> str:
    """The beginning of a text file, well enough to see its mark-up."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    if head[1:2] == b"\0" and head[:1] == b"<":
        return head.decode("utf-16-le", "replace")
    if head[:2] == b"\0<":
        return head.decode("utf-16-be", "replace")
    return head.decode("utf-8", "replace")


def _cannot_open(source: Source, reason: str) -> Sniffed:
    return Sniffed(None, finding("BR101", FileAt(source.name), reason=reason))


def _refused(source: Source, reason: str, found: str) -> Sniffed:
    place = FileAt(source.name)
    return Sniffed(None, finding("BR102", place, found=found, expected=_WANTED, reason=reason))


def _is(source: Source, kind: Kind) -> Sniffed:
    """The file is of a readable kind; a warning when its name promises another."""
    ending = PurePosixPath(source.name).suffix.lower()
    promised = "xls" if ending == ".xls" else _ENDINGS.get(ending)
    if promised in (None, kind):
        return Sniffed(kind)
    return Sniffed(
        kind,
        finding(
            "BR102",
            FileAt(source.name),
            severity=Severity.WARNING,
            found=_NAMES[kind],
            expected=ending,
            reason="lying",
        ),
    )


def _sniff_zip(source: Source, head: bytes) -> Sniffed:
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(source.path) as archive:
            parts = archive.namelist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        # A workbook that was cut short has lost its directory, but not its beginning.
        parts = ["xl/"] if b"[Content_Types].xml" in head or b"xl/" in head else []
    if "xl/workbook.bin" in parts:
        return _refused(source, "binary-workbook", "a binary workbook")
    if any(part.startswith("xl/") for part in parts):
        return _is(source, "xlsx")
    if "mimetype" in parts:
        return _refused(source, "unknown", "an OpenDocument file")
    if "word/document.xml" in parts:
        return _refused(source, "unknown", "a Word document")
    return _refused(source, "unknown", "a zip archive")


def _sniff_ole(source: Source) -> Sniffed:
    if _holds(source.path, "EncryptedPackage"):
        return _refused(source, "encrypted", "a workbook")
    if _holds(source.path, "Workbook") or _holds(source.path, "Book"):
        return _refused(source, "xls", "an .xls workbook")
    return _refused(source, "unknown", "a document of an old Office program")


def _holds(path: Path, name: str) -> bool:
    """Whether a name stands in the directory of an old Office document, wherever that is."""
    wanted, rest = name.encode("utf-16-le"), b""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            if wanted in rest + block:
                return True
            rest = block[-len(wanted) :]
    return False


def _zeros(head: bytes) -> str | None:
    """The order of bytes of a text in UTF-16, of which every other byte is zero; None for others."""
    even, odd = set(head[:_TELLING:2]), set(head[1:_TELLING:2])
    if odd == {0} and 0 not in even:
        return "little-endian"
    return "big-endian" if even == {0} and 0 not in odd else None


def _sniff_text(source: Source, head: bytes) -> Sniffed:
    for magic, found in _BINARY.items():
        if head.startswith(magic):
            return _refused(source, "unknown", found)
    text = decode_head(head).lstrip("\ufeff \t\r\n")
    if not text:
        return _cannot_open(source, "empty")
    if _HTML.match(text):
        return _refused(source, "html", "HTML")
    # One control character in XML or JSON has a place, which their readers tell.
    if _MARKUP.match(text):
        return _is(source, "xml")
    if _JSON.match(text):
        return _is(source, "json")
    if (zeros := _zeros(head)) is not None:
        found = f"UTF-16 ({zeros}) without a byte order mark"
        return Sniffed(None, finding("BR119", FileAt(source.name), found=found, expected="UTF-8"))
    if _CONTROLS.search(text):
        return _refused(source, "unknown", "binary data")
    return _is(source, "json" if text[0] in "{[" else "text")
