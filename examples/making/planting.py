"""What is planted in the files: records that are wrong, or odd, in a known way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from making.completions import Like


@dataclass(frozen=True)
class Planted:
    """A record with something to be found.

    ``codes`` are those it earns, by blanks; none for a first record that is sound and makes a
    later one wrong. It is drawn like ``like`` or repeats record ``copy_of`` (a row, or the
    number of a report), and then has ``changes`` made to it: a cell by its header or an
    element by its path; a function makes the new value of the old one.
    """

    codes: str
    wrong: str
    like: Like | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    copy_of: int = 0
