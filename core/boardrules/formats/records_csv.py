"""The table of records as CSV.

Cells that a spreadsheet program would take for a formula are written with an apostrophe before them,
and read without it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TextIO

from boardrules.formats.beside import NOTHING_BESIDE, Beside
from boardrules.formats.csv_rows import FORMULA, csv_rows
from boardrules.formats.record_rows import HELD_BESIDE, Cells, column_order, rows_of
from boardrules.formats.record_table import RecordTable
from boardrules.formats.tables import Table, delimiter_of, find_table, no_header
from boardrules.formats.text_source import opened_text
from boardrules.locations import FileAt
from boardrules.records import CompletionRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boardrules.formats.writers import Writing

#: Control characters, with which a file would pass for binary data, and halves of characters.
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1a\ud800-\udfff]")
#: What is read as absent when it is blank, although it is there.
_MARKS = "given_blank"

#: Told of what is left out: the record, the column, and the text as it was.
Lost = Callable[[CompletionRecord, str, str], None]


class RecordsCsv(RecordTable):
    """A table of records in a CSV file, separated by comma, semicolon or tab."""

    kind = "records-csv"

    def tables(self) -> Iterator[Table]:
        columns = self._columns
        with opened_text(self._source, self.findings) as stream:
            if stream is None:
                return
            delimiter = delimiter_of(self._source, columns)
            rows = csv_rows(stream, delimiter, self.file, self.findings, "BR147")
            table = find_table(self.file, None, rows, columns, self.findings)
            if table is None:
                self.findings.append(no_header(FileAt(self.file), columns))
            else:
                yield table


def guarded(text: str) -> str:
    """``text`` so that no spreadsheet program takes it for a formula; it is read without that."""
    return f"'{text}" if FORMULA.match(text) else text


def writable(text: str) -> str:
    """``text`` without the characters that no CSV file can hold."""
    return _UNWRITABLE.sub("", text)


def write_csv(
    records: Iterable[CompletionRecord],
    stream: TextIO,
    lost: Lost | None = None,
    besides: Mapping[int, Beside] | None = None,
) -> None:
    """Write a table of records as CSV, row by row; ``stream`` is opened with ``newline=""``.

    ``besides`` is what stands beside records, by their number; without it there are no columns for
    that. ``lost`` is told of texts with characters that no CSV file can hold, which are left out.
    Raises ValueError for a claim whose credit IDs are not as many as its credits.
    """
    order = column_order(beside=bool(besides))
    write = csv.writer(stream, lineterminator="\r\n").writerow
    write((*order, _MARKS))
    for record in records:
        for cells in rows_of(record, (besides or {}).get(record.number, NOTHING_BESIDE)):
            marks = ";".join(name for name in order if cells.get(name) == "")
            write((*(_cell(record, name, cells, lost) for name in order), marks))


def _cell(record: CompletionRecord, name: str, cells: Cells, lost: Lost | None) -> str:
    text = cells.get(name, "")
    if not text or text.isalnum():
        return text
    kept = writable(text)
    if kept != text and lost is not None:
        lost(record, name, text)
    return guarded(kept)


def write(records: Sequence[CompletionRecord], writing: Writing) -> bytes:
    """The bytes of a CSV file with these records; what they lose is told to ``writing``."""

    def lost(record: CompletionRecord, column: str, text: str) -> None:
        writing.lost(record, "", f"a character of {column} that no CSV file can hold", ascii(text))

    stream = io.StringIO(newline="")
    for record in records:
        writing.lost_beside(record, HELD_BESIDE)
    write_csv(records, stream, lost, writing.besides)
    return stream.getvalue().encode()
