"""The table of records as Parquet, for which pyarrow must be installed."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from boardrules.findings import finding
from boardrules.formats.beside import NOTHING_BESIDE, Beside
from boardrules.formats.csv_rows import Rows
from boardrules.formats.record_rows import HELD_BESIDE, column_order, rows_of
from boardrules.formats.record_table import RecordTable
from boardrules.formats.tables import Table
from boardrules.locations import FileAt
from boardrules.records import CompletionRecord

if TYPE_CHECKING:
    from boardrules.formats.writers import Writing

#: What to install; pyarrow is several times as large as the rest together.
EXTRA = "boardrules[parquet]"
#: Rows that are held at a time.
_TOGETHER = 4096
_HALVES = re.compile("[\ud800-\udfff]")


class ParquetMissingError(ImportError):
    """pyarrow is not installed; the message says what to install."""

    def __init__(self) -> None:
        super().__init__(f"Parquet needs pyarrow; install {EXTRA}.")


class RecordsParquet(RecordTable):
    """A table of records in a Parquet file. Rows count from 1; there is no header row."""

    kind = "records-parquet"
    knows_blanks = True

    def tables(self) -> Iterator[Table]:
        place = FileAt(self.file)
        try:
            from pyarrow.parquet import ParquetFile
        except ImportError:
            self.findings.append(finding("BR149", place, found=EXTRA))
            return
        try:
            # Memory-mapped or given a path, pyarrow keeps a file open on some systems.
            with self._source.path.open("rb") as stream:
                file = ParquetFile(stream)
                fields = list(file.schema_arrow)
                nested = [bool(each.type.num_fields) for each in fields]
                rows = self._rows(file, nested)
                names = [each.name for each in fields]
                table = Table(self.file, None, None, names, rows, self._columns, self.findings)
                for name, index in tuple(table.columns.items()):
                    if nested[index]:
                        where = table.cell(None, index)
                        self.findings.append(finding("BR150", where, header=where.header))
                        del table.columns[name]
                yield table
        except FileNotFoundError:
            self.findings.append(finding("BR101", place, reason="missing"))
        except (OSError, ValueError, NotImplementedError):
            self._damaged("its first or last bytes")

    def _rows(self, file: Any, nested: list[bool]) -> Rows:
        number = 0
        try:
            for batch in file.iter_batches(batch_size=_TOGETHER):
                columns = [
                    [None] * batch.num_rows if is_nested else _column(column)
                    for column, is_nested in zip(batch.columns, nested, strict=True)
                ]
                for cells in zip(*columns, strict=True):
                    number += 1
                    yield number, cells
        except (OSError, ValueError, NotImplementedError):
            self._damaged(f"what follows row {number}")

    def _damaged(self, part: str) -> None:
        self.findings.append(finding("BR103", FileAt(self.file), reason="parquet", found=part))


def _column(column: Any) -> list[object]:
    """The cells of a column as plain Python values, None where there is none."""
    from pyarrow import types

    kind = column.type
    if types.is_timestamp(kind) and kind.unit == "ns":
        import pyarrow

        column = column.cast(pyarrow.timestamp("us", kind.tz), safe=False)
    elif types.is_duration(kind) or types.is_time(kind):
        column = column.cast("string")
    return [_cell(value) for value in column.to_pylist()]


def _cell(value: object) -> object:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    if isinstance(value, str | bool | int | float | date | datetime | None):
        return value
    return str(value)


def write_parquet(
    records: Iterable[CompletionRecord],
    target: Path | BinaryIO,
    besides: Mapping[int, Beside] | None = None,
) -> None:
    """Write a table of records as Parquet, in groups of rows; all columns are texts.

    ``besides`` is what stands beside records, by their number; without it there are no columns for
    that. Half characters (surrogates) become U+FFFD. Raises :class:`ParquetMissingError` without pyarrow, and ValueError for a claim whose credit IDs
    are not as many as its credits.
    """
    try:
        import pyarrow
        from pyarrow.parquet import ParquetWriter
    except ImportError:
        raise ParquetMissingError from None
    order = column_order(beside=bool(besides))
    schema = pyarrow.schema([(name, pyarrow.string()) for name in order])
    rows = (
        cells
        for record in records
        for cells in rows_of(record, (besides or {}).get(record.number, NOTHING_BESIDE))
    )
    with ParquetWriter(target, schema, compression="zstd") as writer:
        while together := list(islice(rows, _TOGETHER)):
            columns = [[_written(cells.get(name)) for cells in together] for name in order]
            writer.write_table(pyarrow.table(columns, schema=schema))


def _written(text: str | None) -> str | None:
    return text if text is None or text.isascii() else _HALVES.sub("\ufffd", text)


def write(records: Sequence[CompletionRecord], writing: Writing) -> bytes:
    """The bytes of a Parquet file with these records; what they lose is told to ``writing``."""
    for record in records:
        writing.lost_beside(record, HELD_BESIDE)
        for cells in rows_of(record):
            for name, text in cells.items():
                if _HALVES.search(text):
                    what = f"a character of {name} that is half of one"
                    writing.lost(record, "", what, ascii(text))
    stream = io.BytesIO()
    write_parquet(records, stream, writing.besides)
    return stream.getvalue()
