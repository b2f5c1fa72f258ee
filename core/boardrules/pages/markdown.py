"""Markdown in lines: text, code spans, tables and pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
#: What a placeholder of the catalogue stands for, where its name alone does not tell.
_PLACEHOLDERS = {
    "expected": "expected value",
    "first": "the first",
    "found": "value",
    "header": "column header",
    "nearest": "nearest name",
    "other": "the other",
    "second": "the second",
    "start": "start date",
    "what": "what it is",
    "within": "other credit type",
}
#: Cells longer than this do not widen their column in the raw text.
WIDEST = 40
MADE = "Made by `python -m boardrules.pages docs` from the registry; change that, not this page."


def escaped(text: str) -> str:
    """Text on one line, with what Markdown would take for a mark escaped."""
    return re.sub(r"([\\`*<])", r"\\\1", " ".join(text.split()))


def prose(template: str) -> str:
    """A text of the catalogue, its ``{placeholders}`` in plain words."""
    return _PLACEHOLDER.sub(
        lambda match: f"*{_PLACEHOLDERS.get(match[1], match[1].replace('_', ' '))}*",
        escaped(template),
    )


def span(text: str) -> str:
    """Text as a code span."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table with its columns aligned; pipes are escaped."""
    lines = [[cell.replace("|", "\\|") for cell in line] for line in (head, *rows)]
    widths = [min(max(len(cell) for cell in column), WIDEST) for column in zip(*lines, strict=True)]
    widths[-1] = max(len(head[-1]), 3)
    lines.insert(1, ["-" * width for width in widths])
    return [
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |"
        for line in lines
    ]


def page(*blocks: Iterable[str]) -> str:
    """Blocks of lines with a blank line between them; empty ones are left out."""
    return "\n\n".join(text for text in map("\n".join, blocks) if text) + "\n"


def link(code: str, folder: str = "") -> str:
    return f"[{code}]({folder}{code}.md)"
