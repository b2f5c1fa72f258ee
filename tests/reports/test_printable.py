"""Text that is harmless to whoever reads it."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boardrules.printable import json_text, printable

from .mixed import HARMFUL

#: Any text at all, halves of surrogate pairs included.
TEXTS = st.text(st.characters(exclude_categories=[]), max_size=20) | st.just(HARMFUL)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_what_is_printable_is_one_line_without_controls(text: str) -> None:
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in shown)
    directions = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert directions.isdisjoint(map(unicodedata.bidirectional, shown))
    assert shown.encode().decode() == shown
    assert printable(shown) == shown


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_json_text_is_printable_and_says_the_same(text: str) -> None:
    made = json_text({text: [text]})
    assert printable(made) == made
    assert json.loads(made) == {text: [text]}
    assert json.loads(json_text([text], indent=2)) == [text]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Zoë \U0001f642", "Zoë \U0001f642"),
        ("a\nb\tc\r", r"a\nb\tc\r"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\x9b2J\x7f", r"\x9b2J\x7f"),
        ("\u202e\u2028\ud800", r"\u202e\u2028\ud800"),
        ("a\u00a0b", "a\u00a0b"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown
