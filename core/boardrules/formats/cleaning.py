"""Text as people paste it: without the characters that nobody sees and no comparison survives."""

from __future__ import annotations

import unicodedata

_GONE = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" + "".join(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
_BLANKS = "\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
_LOOK_ALIKES = str.maketrans(
    {
        **dict.fromkeys(_GONE, ""),
        **dict.fromkeys(_BLANKS, " "),
        **dict.fromkeys(_HYPHENS, "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
        # Full-width forms of ASCII, as East Asian keyboards give them.
        **{chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)},
    }
)
_PLAIN_BLANKS = " \t\n\v\f\r\x1c\x1d\x1e\x1f"


def clean(text: str) -> tuple[str, str]:
    """``text`` trimmed, with look-alikes as ASCII and accents composed (NFC).

    With it come the names of the characters that were changed, by commas; empty when
    nothing but plain outer blanks went.
    """
    text = text.strip(_PLAIN_BLANKS)
    if text.isascii():
        return text, ""
    cleaned = unicodedata.normalize("NFC", text.translate(_LOOK_ALIKES)).strip()
    if cleaned == text:
        return text, ""
    changed = dict.fromkeys(char for char in text if not char.isascii() and char not in cleaned)
    names = [unicodedata.name(char, f"U+{ord(char):04X}").lower() for char in changed]
    return cleaned, ", ".join(names) or "accents in an unusual order"
