"""Saying in words what a declared identifier shape looks like, for people who read no patterns."""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(
    r"(?P<digits>\\d|\[0-9\])(?P<count>\{\d+(?:,\d+)?\}|\+)?"
    r"|(?P<mixed>\[A-Za-z0-9-\])\{1,(?P<most>\d+)\}"
    r"|(?P<letter>\[A-Z\])"
    r"|\[(?P<choice>[A-Z]+)\](?P<maybe>\?)?"
    r"|\((?P<either>[A-Z0-9]+(?:\|[A-Z0-9]+)+)\)"
    r"|(?P<letters>[A-Z0-9]+)"
    r"|(?P<hyphen>-\??)",
    re.ASCII,
)


@lru_cache(512)
def in_words(pattern: str) -> str:
    """``^MD[0-9]{5}$`` as "MD and 5 digits"; a pattern beyond digits, letters and hyphens as it is."""
    inner = pattern.removeprefix("^").removesuffix("$")
    words: list[str] = []
    end = 0
    for match in _TOKEN.finditer(inner):
        if match.start() != end:
            return pattern
        end = match.end()
        if match["digits"]:
            words.append(_digits(match["count"]))
        elif match["mixed"]:
            words.append(f"up to {match['most']} letters, digits or hyphens")
        elif match["letter"]:
            words.append("a letter")
        elif match["either"]:
            words.append(match["either"].replace("|", " or "))
        elif match["choice"]:
            letters = list(match["choice"])
            one = ", ".join(letters[:-1]) + f" or {letters[-1]}" if len(letters) > 1 else letters[0]
            words.append(f"perhaps {one}" if match["maybe"] else one)
        elif match["letters"]:
            words.append(match["letters"])
        elif match["hyphen"] == "-":
            words.append("a hyphen")
        else:
            words.append("perhaps a hyphen")
    return " and ".join(words) if end == len(inner) and words else pattern


def _digits(count: str | None) -> str:
    if count is None:
        return "1 digit"
    if count == "+":
        return "digits"
    return count[1:-1].replace(",", " to ") + " digits"
