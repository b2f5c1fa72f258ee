"""What breaks an XML file, in our words."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import TYPE_CHECKING

from boardrules.findings import Finding, Severity, finding
from boardrules.locations import XmlAt

if TYPE_CHECKING:
    from lxml.etree import _ListErrorLog

#: libxml2's numbers of errors, which unlike its messages never change.
_KINDS = {
    4: "no element at all",
    5: "something after the end of the document",
    9: "a character that XML does not allow",
    23: "a bare ampersand",
    26: "an entity that XML does not know",
    39: "an attribute without quotation marks",
    40: "a file that ends inside an attribute",
    41: "an attribute without a value",
    42: "an attribute that is given twice",
    45: "a comment that does not end or is too long",
    47: "a processing instruction that does not end or is too long",
    63: "a CDATA section that does not end or is too long",
    64: "an XML declaration that does not stand at the very beginning",
    65: "a blank that is missing, or an encoding that is not the one declared",
    68: "a bare ampersand or a bare less-than sign",
    73: "a tag that does not end",
    76: "an end tag that does not fit its start tag",
    77: "a file that ends before its last element does",
    97: "a version of XML other than 1.0",
    108: "a version of XML other than 1.0",
    110: "a name that is too long",
    114: "an element that is too long or nested too deep",
    201: "a prefix that is not declared",
}
#: libxml2's level of what does not keep it from reading on.
_WARNING = 1
_ENCODING_KINDS = frozenset({31, 32, 81, 6003})
_BLOCK = 1 << 20
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: Encodings of one byte a character, by the beginnings of Python's names for them.
_SINGLE = ("iso8859", "cp125")
_DECLARED = re.compile(r"<\?xml[^>]*?\sencoding\s*=\s*[\"']([\w.:-]+)", re.ASCII)


def broken(file: str, log: _ListErrorLog, head: str) -> Finding:
    """The finding on the first error in a parser's log: BR119 for an encoding, else BR104.

    ``head`` is the beginning of the file.
    """
    errors = [each for each in log if each.level > _WARNING] or [*log]
    kind, line, column = min(
        ((each.type, each.line, each.column) for each in errors), key=lambda error: error[1:]
    )
    declared = _DECLARED.match(head)
    encoding = declared[1] if declared else "UTF-8"
    place = XmlAt(file, line or None)
    if kind in _ENCODING_KINDS:
        if kind in (31, 32):
            return finding("BR119", place, found=f"the encoding {encoding}", expected="UTF-8")
        return finding(
            "BR119", place, found="a byte that is none of its characters", expected=encoding
        )
    found = _KINDS.get(kind, "a fault")
    return finding("BR104", place, found=f"{found}, in line {line}, column {column}")


def misread(path: Path, file: str, head: str) -> Finding | None:
    """The warning on a file that is UTF-8 and declares an encoding of single bytes (BR119).

    It is read as it declares, as PARS reads it, and each letter with an accent becomes two.
    """
    declared = _DECLARED.match(head)
    try:
        name = codecs.lookup(declared[1]).name if declared else ""
    except LookupError:
        return None
    if declared is None or not name.startswith(_SINGLE):
        return None
    line, before = 0, 1
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        if stream.read(3).startswith(_MARKS):
            return None
        stream.seek(0)
        try:
            while block := stream.read(_BLOCK):
                text = decoder.decode(block)
                if not line:
                    if not text.isascii():
                        ahead = next(index for index, each in enumerate(text) if each > "\x7f")
                        line = before + text.count("\n", 0, ahead)
                    before += text.count("\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return None
    if not line:
        return None
    params = {"found": f"UTF-8 in line {line}", "expected": declared[1], "reason": "misread"}
    return finding("BR119", XmlAt(file, line), severity=Severity.WARNING, **params)
