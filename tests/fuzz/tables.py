"""Parquet tables, described in JSON, which can be changed where Parquet itself would only break."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow
from pyarrow.parquet import write_table

#: A column: its name, the name of its type in :data:`TYPES`, and its values.
Column = tuple[str, str, Sequence[Any]]

TYPES: dict[str, pyarrow.DataType] = {
    "string": pyarrow.string(),
    "large": pyarrow.large_string(),
    "binary": pyarrow.binary(),
    "int": pyarrow.int64(),
    "small": pyarrow.uint8(),
    "float": pyarrow.float64(),
    "bool": pyarrow.bool_(),
    "decimal": pyarrow.decimal128(20, 3),
    "date": pyarrow.date32(),
    "seconds": pyarrow.timestamp("ms", "America/Chicago"),
    "nanoseconds": pyarrow.timestamp("ns"),
    "time": pyarrow.time64("us"),
    "duration": pyarrow.duration("us"),
    "dictionary": pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
    "list": pyarrow.list_(pyarrow.string()),
    "null": pyarrow.null(),
}
_READ = {
    "decimal": lambda text: Decimal(text).quantize(Decimal("0.001")),
    "date": date.fromisoformat,
    "seconds": datetime.fromisoformat,
    "nanoseconds": datetime.fromisoformat,
    "time": time.fromisoformat,
    "duration": lambda text: timedelta(seconds=float(text)),
    "binary": lambda text: text.encode("utf-8", "surrogateescape"),
    "float": float,
    "list": lambda text: [text],
}


def described(columns: Sequence[Column]) -> bytes:
    """Columns as JSON."""
    return json.dumps(columns, indent=0, default=str).encode()


def parquet(data: bytes) -> bytes | None:
    """The Parquet table that JSON describes; None where it describes none.

    A column whose values are not of its type is one of texts.
    """
    try:
        columns = [
            (str(name), _array(str(kind), list(values))) for name, kind, values in json.loads(data)
        ]
        table = pyarrow.table([each for _, each in columns], names=[name for name, _ in columns])
        stream = io.BytesIO()
        write_table(table, stream, compression="none", use_dictionary=False)
    except (ValueError, TypeError, RecursionError, pyarrow.ArrowException):
        return None
    return stream.getvalue()


def _array(kind: str, values: list[Any]) -> pyarrow.Array:
    try:
        read = _READ.get(kind, lambda value: value)
        values = [None if value is None else read(value) for value in values]  # type: ignore[no-untyped-call]
        return pyarrow.array(values, TYPES[kind])
    except Exception:
        texts = [None if value is None else str(value) for value in values]
        return pyarrow.array(texts, pyarrow.string())
