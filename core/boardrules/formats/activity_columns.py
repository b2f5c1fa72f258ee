"""The columns of tables of activities: the plain table's, and those of ACCME's templates.

A template has a row for each activity and its columns of a board again for each further
board. The first group's columns are named as the field is (``points``), those of the second
``points#2``; a further column for more values of one list is ``credit_types.2`` or
``credit_types#2.2``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import count

from attrs import evolve, field, fields, frozen

from boardrules.formats.column_names import NO_COLUMN_NAMES, ColumnNames
from boardrules.formats.source import Kind, Source
from boardrules.formats.tables import Columns, Row, header_key, load_columns

_NUMBERED = re.compile(r"(.*?\S) ?[#(]?(\d{1,2})\)?", re.ASCII)

#: The columns that are one value: the model's field by the column.
SINGLE = {
    "activity_id": "id",
    "provider_activity_id": "own_id",
    **{
        name: name
        for name in (
            "provider_id", "action", "status", "close", "title", "format", "start", "end",
            "reporting_start", "reporting_end", "description", "url", "city", "state", "country",
            "sponsorship", "public", "fee", "registration", "commercial_support",
            "interprofessional", "mips", "has_state_content",
        )
    },
}  # fmt: skip
#: The same for what stands under ``pharmacy``.
PHARMACY = {
    "pharmacy_type": "kind",
    "pharmacy_topic": "topic",
    "pharmacy_live_date": "live_date",
    "pharmacy_sequence": "sequence",
    "uan": "uan",
    "uan_technician": "uan_technician",
    "has_recertifications": "has_recertifications",
    "has_pharmacy_content": "has_content_tags",
}
#: Columns of several values, parted by semicolons.
LISTS = ("delivery_methods", "joint_providers", "professions", "in_kind", "specialties",
         "commendation_tags")  # fmt: skip
PHARMACY_LISTS = {"pharmacy_states": "states", "pharmacy_content_topics": "content_topics"}
#: Columns of which the first value belongs to the first of the others, and so on.
PARALLEL = {
    "supports": ("support_sources", "support_amounts", "support_currencies"),
    "outcomes": ("outcomes", "outcome_types"),
    "credits": ("other_credits", "other_credit_amounts"),
    "participants": ("other_categories", "other_numbers"),
    "keywords": ("keywords", "keyword_ids", "keyword_sources"),
    "outlines": ("outline_sources", "outline_keys", "outline_values"),
    "state_content": ("state_domains", "state_topics"),
    "recertifications": ("recertification_audiences", "recertification_requirements"),
}
#: The columns of the credits and participants that every provider has.
COUNTS = {"physicians": "physician", "other_learners": "non-physician"}
CME = "cme_credits"
OF_BOARD = ("points", "claim_date", "attested", "pre_approved")
LISTS_OF_BOARD = ("credit_types", "content_areas", "practice_areas")

#: Every column of an activity itself.
OWN = (
    *SINGLE, *PHARMACY, *LISTS, *PHARMACY_LISTS, CME, *COUNTS,
    *(column for columns in PARALLEL.values() for column in columns),
)  # fmt: skip
_REPEATABLE = frozenset(
    {*LISTS, *PHARMACY_LISTS, *LISTS_OF_BOARD, *(each for names in PARALLEL.values() for each in names)}
)  # fmt: skip


@frozen(slots=True)
class TemplateColumns(Columns):
    """The columns of ACCME's templates: ``groups`` are those that come again, by what for."""

    groups: Mapping[str, tuple[str, ...]] = field(factory=dict)

    def known(self, cells: Sequence[object]) -> set[str]:
        """The fields that a row names, if it is the header row."""
        found = Columns.known(self, cells)
        # A learner's row has boards and activity IDs as well.
        return found if found.issuperset(self.needed) else set()

    def assigned(self, headers: Sequence[str]) -> list[str | None]:
        """The field of each header, with its group and number where it comes again."""
        group_of = {name: group for group, names in self.groups.items() for name in names}
        open_groups = dict.fromkeys(self.groups, 0)
        taken: set[str] = set()
        found: list[str | None] = []
        for header in headers:
            name, number = self._split(header)
            if name is None:
                found.append(None)
                continue
            group = group_of.get(name)
            if group is not None:
                opens = name == self.groups[group][0]
                open_groups[group] = number or max(open_groups[group] + opens, 1)
                if open_groups[group] > 1:
                    name = f"{name}#{open_groups[group]}"
            if name in taken and name.partition("#")[0] in _REPEATABLE:
                name = next(each for n in count(2) if (each := f"{name}.{n}") not in taken)
            taken.add(name)
            found.append(name)
        return found

    def _split(self, header: str) -> tuple[str | None, int]:
        key = header_key(header)
        if key in self.fields:
            return self.fields[key], 0
        if (match := _NUMBERED.fullmatch(key)) and match[1] in self.fields:
            return self.fields[match[1]], int(match[2])
        return None, 0


def entry_columns(names: ColumnNames = NO_COLUMN_NAMES) -> Columns:
    """The columns of a table of activities that is to be judged: without a title none can be."""
    return evolve(load_columns("activities", names.of("activities")), needed=("title",))


@cache
def template() -> Mapping[str, object]:
    """What is said of ACCME's templates beside the names of their columns."""
    path = files("boardrules_specs") / "columns" / "activity-template.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def template_columns(names: ColumnNames = NO_COLUMN_NAMES) -> TemplateColumns:
    """The columns of ACCME's templates of activities; ``names`` are further headers."""
    columns = load_columns("activity-template", names.of("activities"))
    groups: Mapping[str, list[str]] = template()["groups"]  # type: ignore[assignment]
    return TemplateColumns(
        **{each.name: getattr(columns, each.name) for each in fields(Columns)},
        groups={group: tuple(names) for group, names in groups.items()},
    )


def columns_of(source: Source, kind: Kind, names: ColumnNames = NO_COLUMN_NAMES) -> Columns:
    """The columns by which a table of activities is to be read: those of which it has more."""
    known = (entry_columns(names), template_columns(names))
    return max(known, key=lambda each: most_known(source, kind, each))


def most_known(source: Source, kind: Kind, columns: Columns) -> int:
    """How many of ``columns`` the header row of one of a file's tables has."""
    from boardrules.formats.tables import read_csv

    if kind == "xlsx":
        from boardrules.formats.workbook_tables import read_workbook

        tables = read_workbook(source, columns, [])
    else:
        tables = read_csv(source, columns, [], "BR115")
    return max((len(table.columns) for table in tables), default=0)


def cells_of(row: Row, name: str, group: int = 1) -> list[tuple[str, str]]:
    """The columns of a row that hold ``name`` in a group, and the text of each."""
    first = name if group == 1 else f"{name}#{group}"
    columns = row.table.columns
    found = [first] if first in columns else []
    for number in count(2):
        if (more := f"{first}.{number}") not in columns:
            return [(column, row.text(column)) for column in found]
        found.append(more)
    raise AssertionError


def groups_in(row: Row, names: Sequence[str]) -> list[int]:
    """The numbers of the groups of which a row's table has columns."""
    numbers = set()
    for column in row.table.columns:
        name, _, rest = column.partition("#")
        if name.partition(".")[0] in names:
            numbers.add(int(rest.partition(".")[0] or 1))
    return sorted(numbers)
