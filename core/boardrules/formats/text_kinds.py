"""What a text file is a table of, told by its headers."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice
from typing import Literal, NamedTuple

from boardrules.formats.activity_columns import template_columns
from boardrules.formats.cells import cell_text
from boardrules.formats.column_names import ColumnNames
from boardrules.formats.learner_columns import header_key as learner_key
from boardrules.formats.learner_columns import read_header, vocabulary
from boardrules.formats.source import Source, decode_head
from boardrules.formats.tables import DELIMITERS, Columns, load_columns

_HEAD = 1 << 16
_HEADER_ROWS = 25
#: Fewer known headers than this are none of a table.
_FEWEST = 2
#: How the records of a file without a header row begin.
_ACTION = re.compile(r"(?:add|delete)", re.I)
_FEWEST_CELLS = 4

TextKind = Literal["records", "learner-csv", "learner-tab", "headless", "activities", "roster", ""]


class TextTable(NamedTuple):
    """What a text file is, and what separates its cells; ``kind`` is blank where nobody knows.

    ``headless`` is a tab-delimited learner file without its header row.
    """

    kind: TextKind
    delimiter: str = ","


def text_table(source: Source, columns: ColumnNames) -> TextTable:
    """Tell what a text file is: that of whose columns its first rows name the most."""
    with source.path.open("rb") as stream:
        head = decode_head(stream.read(_HEAD))
    # What was cut off in the middle says nothing.
    best, most = TextTable(""), _FEWEST - 1
    for delimiter in DELIMITERS:
        for cells in _first_rows(head, delimiter):
            for kind, count in _counts(cells, delimiter, columns):
                if count > most:
                    best, most = TextTable(kind, delimiter), count
    if not best.kind and _is_headless(head):
        return TextTable("headless", "\t")
    return best


def _first_rows(head: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    try:
        return list(islice(reader, _HEADER_ROWS))
    except csv.Error:
        return []


def _counts(cells: list[str], delimiter: str, columns: ColumnNames) -> list[tuple[TextKind, int]]:
    """How many headers of each kind a row names."""
    retired = delimiter == "\t"
    words = vocabulary(columns.of_learner_sheets, retired)
    learner: TextKind = "learner-tab" if retired else "learner-csv"

    def known(kind: str) -> int:
        table: Columns = load_columns(kind, columns.of(kind))
        return len(table.known(cells))

    return [
        (learner, read_header(cells, words).known),
        # These share most of their columns with records, which have more.
        ("activities", known("activities")),
        ("activities", len(template_columns(columns).known(cells))),
        ("roster", known("roster")),
        ("records", known("records")),
    ]


def _is_headless(head: str) -> bool:
    row = head.partition("\n")[0].split("\t")
    texts = [learner_key(cell_text(cell)) for cell in row]
    return len(texts) >= _FEWEST_CELLS and any(_ACTION.fullmatch(text) for text in texts[:2])
