"""Text files, opened in the encoding that they have."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from boardrules.findings import Finding, Severity, finding
from boardrules.formats.opening import not_utf8
from boardrules.formats.source import Source
from boardrules.locations import FileAt

_BLOCK = 1 << 20
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@contextmanager
def opened_text(source: Source, findings: list[Finding]) -> Iterator[TextIO | None]:
    """A text file, its line ends as they are; None, with a finding, when it cannot be opened.

    UTF-8, or UTF-16 with a byte order mark; what is neither is read as Western European
    (cp1252) or with replacements, with the finding BR119.
    """
    try:
        encoding = _encoding(source, findings)
        stream = source.path.open(encoding=encoding, errors="replace", newline="")
    except OSError:
        findings.append(finding("BR101", FileAt(source.name), reason="missing"))
        yield None
        return
    with stream:
        yield stream


def _encoding(source: Source, findings: list[Finding]) -> str:
    with source.path.open("rb") as stream:
        is_utf16 = stream.read(2) in _UTF16
        stream.seek(0)
        encoding = "utf-16" if is_utf16 else "utf-8-sig"
        decoder = codecs.getincrementaldecoder(encoding)()
        lines = 0
        while True:
            block = stream.read(_BLOCK)
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                data = error.object
                told = not_utf8(source.name, error, Severity.WARNING)
                if not is_utf16:
                    line = lines + data.count(b"\n", 0, error.start) + 1
                    found = f"the byte 0x{data[error.start]:02X} in line {line}"
                    told = finding(
                        "BR119",
                        FileAt(source.name),
                        severity=Severity.WARNING,
                        found=found,
                        expected="UTF-8",
                    )
                findings.append(told)
                return "utf-16" if is_utf16 else "cp1252"
            if not block:
                return encoding
            lines += block.count(b"\n")
