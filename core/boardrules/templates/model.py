"""A template before it is written: its columns, lists and reference tables."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias

from attrs import evolve, frozen

from boardrules.formats.column_names import NO_COLUMN_NAMES, ColumnNames
from boardrules.programs import Programs
from boardrules.templates.lists import ValidValues, valid_values
from boardrules.templates.reference import Table, boards_table, needed_by

Kind = Literal[
    "list",
    "list-many",
    "list-open",
    "credit-type",
    "text",
    "long-text",
    "country",
    "id",
    "activity-id",
    "month-day",
    "date",
    "any-date",
    "credits",
    "count",
]

#: The user's own headers, by field.
Own: TypeAlias = Mapping[str, tuple[str, ...]]

#: ACCME's template has no fewer pairs of credit types than this, and a plugin's board may have more.
_FEWEST_PAIRS = 3
#: Few activities are registered with more boards; who needs more adds a group of columns.
_BOARDS = 3
_FURTHER = "Where there is a further credit type"


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


def template_of(
    kind: str,
    programs: Programs,
    as_of: date,
    *,
    moc: bool = True,
    names: ColumnNames = NO_COLUMN_NAMES,
) -> Template:
    """The template of ``kind`` with what ``programs`` declare as in force on ``as_of``.

    A column that ``names`` has a header for gets the first one that it has.
    """
    name = kind if kind != "activity" else "activity-moc" if moc else "activity-cme"
    given = _document()["template"][name]
    lists = valid_values(programs, as_of)
    pairs = max((len(types) for types in lists.credit_types.values()), default=0)
    pairs = max(pairs, _FEWEST_PAIRS)
    made = _activity_columns if kind == "activity" else _columns
    own = dict(names.of("activities" if kind == "activity" else kind))
    columns = tuple(made(given, programs, as_of, pairs, own))
    used = {column.values for column in columns if column.values}
    depends = any(column.kind == "credit-type" for column in columns)
    has_boards = any(column.values == "boards" for column in columns)
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
    given: Mapping[str, Any], programs: Programs, as_of: date, pairs: int, own: Own
) -> Iterator[Column]:
    headers = _specs(f"columns/{given['columns']}.toml")
    specs = _document()["column"]
    for field in given["fields"]:
        if field != "pairs":
            table, _, name = field.rpartition(".")
            spec = specs[table][name] if table else specs[field]
            header = own.get(name, headers[table or "fields"][name])[0]
            yield _column(spec, field, header, programs, as_of)
            continue
        for number in range(1, pairs + 1):
            of_type, of_amount = headers["template"]["pairs"][min(number, 2) - 1]
            suffix = f" {number - 1}" if number > 2 else ""
            for name, field, header in (
                ("pair_type", "credit_type", of_type),
                ("pair_amount", "credit_amount", of_amount),
            ):
                if field in own:
                    header = own[field][0] + (f" {number}" if number > 1 else "")
                else:
                    header += suffix
                column = _column(specs[name], name, header, programs, as_of)
                yield column if number == 1 else evolve(column, needed=_FURTHER)


def _activity_columns(
    given: Mapping[str, Any], programs: Programs, as_of: date, pairs: int, own: Own
) -> Iterator[Column]:
    """The columns of an activity, those of its boards, numbered from the second on, and of its REMS."""
    headers = _specs(f"columns/{given['columns']}.toml")
    specs = _document()["column"]["activity"]
    again = [name for names in headers["groups"].values() for name in names]
    boards = sum(1 for spec in programs if spec.kind == "board")
    for field, names in headers["fields"].items():
        if field not in again:
            yield _column(specs[field], field, own.get(field, names)[0], programs, as_of)
    for group, fields in headers["groups"].items():
        is_board = group == "board"
        times = min(boards, _BOARDS) if is_board and given["moc"] else not is_board
        for number in range(1, times + 1):
            suffix, mark = (f" {number}", f"#{number}") if number > 1 else ("", "")
            for field in fields:
                names = own.get(field, headers["fields"][field])
                many = pairs if field == "credit_types" else 1
                for header in [names[0], *[names[-1]] * (many - 1)]:
                    column = _column(specs[field], field + mark, header + suffix, programs, as_of)
                    if header != names[0]:
                        column = evolve(column, needed=_FURTHER)
                    yield evolve(column, of=column.of + mark) if column.of else column


def _column(
    spec: Mapping[str, Any], field: str, header: str, programs: Programs, as_of: date
) -> Column:
    return Column(
        field=field,
        header=header,
        kind=spec["kind"],
        width=spec["width"],
        guidance=spec["guidance"],
        about=spec["about"],
        needed=needed_by(spec.get("needed", "activity"), field, programs, as_of),
        values=spec.get("list", ""),
        of=spec.get("of", ""),
    )


@cache
def _specs(name: str) -> Mapping[str, Any]:
    text = (files("boardrules_specs") / name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _document() -> Mapping[str, Any]:
    return _specs("templates.toml")
