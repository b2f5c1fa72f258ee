"""A template before it is written: its columns, lists and reference tables."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from attrs import frozen

from boardrules.programs import Programs
from boardrules.templates.lists import ValidValues, valid_values
from boardrules.templates.reference import Table, boards_table, needed_by

Kind = Literal[
    "list", "credit-type", "text", "id", "activity-id", "month-day", "date", "credits", "count"
]

#: ACCME's template has no fewer pairs of credit types than this, and a plugin's board may have more.
_FEWEST_PAIRS = 3


@frozen(slots=True)
class Column:
    """A column: its header to the letter, what stands above it, and what may be entered.

    ``values`` names the list to choose from; for a credit type, ``of`` is the field whose
    value of the same row names the board.
    """

    field: str
    header: str
    kind: Kind
    width: int
    guidance: str
    about: str
    needed: str
    values: str = ""
    of: str = ""


@frozen(slots=True)
class Template:
    """Everything that a workbook says, in the order in which it says it."""

    kind: str
    title: str
    sheet: str
    says: str
    as_of: date
    columns: tuple[Column, ...]
    lists: ValidValues
    tables: tuple[Table, ...]


def template_of(kind: str, programs: Programs, as_of: date, *, moc: bool = True) -> Template:
    """The template of ``kind`` with what ``programs`` declare as in force on ``as_of``."""
    name = kind if kind != "activity" else "activity-moc" if moc else "activity-cme"
    given = _document()["template"][name]
    lists = valid_values(programs, as_of)
    pairs = max((len(types) for types in lists.credit_types.values()), default=0)
    columns = tuple(_columns(given, programs, as_of, max(pairs, _FEWEST_PAIRS)))
    used = {column.values for column in columns if column.values}
    depends = any(column.kind == "credit-type" for column in columns)
    has_boards = any(column.field in ("board", "program") for column in columns)
    return Template(
        kind=name,
        title=given["title"],
        sheet=given["sheet"],
        says=" ".join(given["says"].split()),
        as_of=as_of,
        columns=columns,
        lists=lists.only(used, with_credit_types=depends),
        tables=boards_table(programs, as_of) if has_boards else (),
    )


def _columns(
    given: Mapping[str, Any], programs: Programs, as_of: date, pairs: int
) -> Iterator[Column]:
    headers = _specs(f"columns/{given['columns']}.toml")
    for field in given["fields"]:
        if field != "pairs":
            yield _column(field, _header(headers, field), programs, as_of)
            continue
        for number in range(1, pairs + 1):
            of_type, of_amount = headers["template"]["pairs"][min(number, 2) - 1]
            suffix = f" {number - 1}" if number > 2 else ""
            yield _column("pair_type", of_type + suffix, programs, as_of)
            yield _column("pair_amount", of_amount + suffix, programs, as_of)


def _header(headers: Mapping[str, Any], field: str) -> str:
    table, _, name = field.rpartition(".")
    for place in (table,) if table else ("fields", "more"):
        if names := headers.get(place, {}).get(name):
            return str(names[0])
    raise KeyError(field)


def _column(field: str, header: str, programs: Programs, as_of: date) -> Column:
    spec: Any = _document()["column"]
    for part in field.split("."):
        spec = spec[part]
    return Column(
        field=field,
        header=header,
        kind=spec["kind"],
        width=spec["width"],
        guidance=spec["guidance"],
        about=spec["about"],
        needed=needed_by(spec["needed"], field, programs, as_of),
        values=spec.get("list", ""),
        of=spec.get("of", ""),
    )


@cache
def _specs(name: str) -> Mapping[str, Any]:
    text = (files("boardrules_specs") / name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _document() -> Mapping[str, Any]:
    return _specs("templates.toml")
