r"""Text from files made harmless for whoever reads a report: a terminal, a log, a parser.

A name of a file, a header or a value may hold what a terminal takes for a command (an escape
sequence), what ends a line, or what turns the direction of writing around. Such characters
are shown by their numbers, as ``\x1b``.
"""

from __future__ import annotations

import json
import re
from typing import Any

#: Controls of ASCII and of Latin-1, line and paragraph separators, marks and overrides of the
#: direction of writing, halves of surrogate pairs, and what is no character of XML.
_UNPRINTABLE = (
    "\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
    "\ufffe\uffff"
)
_IN_TEXT = re.compile(f"[\x00-\x1f{_UNPRINTABLE}]")
_IN_JSON = re.compile(f"[{_UNPRINTABLE}]")
_LONGEST = 1_000


def printable(text: str) -> str:
    r"""``text`` on one line and with nothing in it that is not shown; what was there as ``\x1b``."""
    if text.isascii() and text.isprintable():
        return text
    return _IN_TEXT.sub(_by_number, text)


def _by_number(match: re.Match[str]) -> str:
    char = match[0]
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char)
    code = ord(char)
    return named or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def json_text(value: Any, indent: int | None = None) -> str:
    """``value`` as JSON whose text is printable too; without ``indent`` it is a single line.

    What a JSON parser makes of it is what ``value`` is.
    """
    separators = (",", ":") if indent is None else None
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    # Outside of strings JSON is plain ASCII, so these stand in strings.
    return _IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def brief(value: str) -> str:
    """A value as reports show it: what goes on beyond a thousand characters is left out."""
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 3]}..."
