"""Files that a run is given beside the learner file: what each is, and its text."""

from __future__ import annotations

import codecs
from pathlib import Path

from attrs import evolve

from boardrules.findings import Finding, Severity, finding
from boardrules.formats.source import Kind, Source, sniff
from boardrules.locations import FileAt

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FOUND: dict[Kind, str] = {"xml": "XML", "json": "JSON", "parquet": "Parquet"}


def open_source(
    path: Path | str, kinds: tuple[Kind, ...], expected: str, findings: list[Finding]
) -> tuple[Source, Kind | None]:
    """The file and which of ``kinds`` it is; None, and a finding, when it is none of them.

    ``expected`` says in words which kinds can be read.
    """
    path = Path(path)
    source = Source(path, path.as_posix())
    sniffed = sniff(source)
    noticed = sniffed.finding
    if noticed is not None:
        if noticed.code == "BR102" and sniffed.kind is None:
            # The sniffer speaks of learner files.
            params = {**dict(noticed.params), "expected": expected}
            noticed = evolve(noticed, params=tuple(params.items()))
        findings.append(noticed)
    if sniffed.kind is None or sniffed.kind in kinds:
        return source, sniffed.kind
    found = _FOUND.get(sniffed.kind, sniffed.kind)
    place = FileAt(source.name)
    findings.append(finding("BR102", place, found=found, expected=expected, reason="unknown"))
    return source, None


def decode(data: bytes) -> str:
    """UTF-8 with or without a byte order mark, UTF-16 with one; UnicodeDecodeError if neither."""
    return data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig")


def not_utf8(file: str, error: UnicodeDecodeError, severity: Severity) -> Finding:
    """The finding that a file is no text that :func:`decode` can read (BR119)."""
    found = "a UTF-16 text that is cut short or damaged"
    if error.encoding == "utf-8":
        line = error.object.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{error.object[error.start]:02X} in line {line}"
    return finding("BR119", FileAt(file), severity=severity, found=found, expected="UTF-8")


def workbook_fault(error: BaseException) -> str:
    """Why python-calamine or zipfile could not read a workbook: ``encrypted`` or ``damaged``.

    Raises ``error`` again when it is neither's.
    """
    from python_calamine import PasswordError

    if isinstance(error, PasswordError):
        return "encrypted"
    # A failed assertion inside calamine arrives as something that is no Exception.
    if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
        raise error
    return "damaged"
