"""Where a value stood in what was submitted.

A location is made only when a finding needs one: a reader gives each record an
:class:`Origin`, which turns a field's name into a place on demand.

Field names are paths into a record: ``action``, ``activity_id``, ``completed``,
``first_name``, ``last_name``, ``birth_date``, ``claims/0/program``,
``claims/0/id``, ``claims/0/id_type``, ``claims/0/state``, ``claims/0/total``,
``claims/0/credits/1/type``, ``claims/0/credits/1/amount``,
``claims/0/credit_ids/1``, ``claims/0/participant/profession``; the empty string
is the record itself.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

from attrs import frozen


@frozen(slots=True)
class FileAt:
    """A whole file."""

    file: str

    def as_dict(self) -> dict[str, Any]:
        return {"file": self.file}


@frozen(slots=True)
class CellAt:
    """A cell, a row (``column`` is None) or a sheet (``row`` is None).

    ``row`` counts from 1 as the spreadsheet program shows it; ``column`` is a
    letter; ``header`` the text above the cell. A CSV file has ``sheet`` None.
    """

    file: str
    sheet: str | None
    row: int | None
    column: str | None = None
    header: str | None = None

    def as_dict(self) -> dict[str, Any]:
        place: dict[str, Any] = {"file": self.file, "sheet": self.sheet, "row": self.row}
        if self.column is not None:
            place["column"] = self.column
        if self.header is not None:
            place["header"] = self.header
        return place


@frozen(slots=True)
class XmlAt:
    """A line of an XML file, counted from 1, and the element's path by local names."""

    file: str
    line: int | None
    path: str | None = None

    def as_dict(self) -> dict[str, Any]:
        place: dict[str, Any] = {"file": self.file, "line": self.line}
        if self.path is not None:
            place["path"] = self.path
        return place


@frozen(slots=True)
class JsonAt:
    """A place in a JSON document, as an RFC 6901 pointer."""

    file: str
    pointer: str

    def as_dict(self) -> dict[str, Any]:
        return {"file": self.file, "pointer": self.pointer}


Location: TypeAlias = FileAt | CellAt | XmlAt | JsonAt


class Origin(Protocol):
    """What a reader leaves on a record so that a finding can say where."""

    def at(self, field: str) -> Location:
        """The place of ``field``; the nearest enclosing place when the field is absent."""
        ...


@frozen(slots=True)
class JsonOrigin:
    """The origin of a record that stands in a JSON document or was made by a program."""

    file: str = "<memory>"
    pointer: str = ""

    def at(self, field: str) -> JsonAt:
        return JsonAt(self.file, f"{self.pointer}/{field}" if field else self.pointer)
