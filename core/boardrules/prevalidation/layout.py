"""Learners in the columns of the pre-validation template."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from attrs import frozen

from boardrules.formats.learner_columns import header_key
from boardrules.prevalidation.model import LearnerMatch
from boardrules.records import Claim

_DATA: dict[str, Any] = tomllib.loads(
    (files("boardrules_specs") / "columns" / "pre-validation.toml").read_text(encoding="utf-8")
)

#: The header of each column, in the order of the template.
COLUMNS: Mapping[str, str] = {field: names[0] for field, names in _DATA["fields"].items()}

#: Headers, as :func:`header_key` makes them, of the columns that pre-validation adds.
IGNORED = frozenset(map(header_key, _DATA["ignored"]["headers"]))

_OF_RECORD = ("first_name", "last_name", "birth_date")
_ORDER = list(COLUMNS)


@frozen(slots=True)
class Row:
    """The cells of a row, and which of them (from 0) are filled in, with the field they hold."""

    cells: tuple[str, ...]
    filled: Mapping[int, str]


def column_of(learner: LearnerMatch, field: str) -> str:
    """The column, by its name in ``columns/pre-validation.toml``, that a record's field belongs in."""
    if field in _OF_RECORD:
        return field
    _, index, name = field.split("/")
    if name == "state":
        return "state"
    return "licence_id" if _is_cme(learner.record.claims[int(index)]) else "board_id"


def laid_out(learner: LearnerMatch, states: Mapping[str, str]) -> Iterator[Row]:
    """The rows that say who a learner is: one for each board, the first with the licence.

    ``states`` gives the full name of each state by its code.
    """
    record = learner.record
    filled = {each.field: each.value for each in learner.filled}
    claims = [*enumerate(record.claims)]
    licences = [each for each in claims if _is_cme(each[1])]
    boards = [each for each in claims if not _is_cme(each[1]) and each[1].program != "REMS"]
    for number in range(max(len(licences), len(boards), 1)):
        fields = {name: (name, getattr(record, name)) for name in _OF_RECORD}
        if number < len(licences):
            index, claim = licences[number]
            state = claim.state or ("" if claim.id_type.upper() == "NPI" else claim.id_type)
            fields["state"] = f"claims/{index}/state", states.get(state.upper(), state)
            fields["licence_id"] = f"claims/{index}/id", claim.id
        if number < len(boards):
            index, claim = boards[number]
            fields["board"] = "", claim.program or claim.id_type
            fields["board_id"] = f"claims/{index}/id", claim.id
        cells = [""] * len(_ORDER)
        marked: dict[int, str] = {}
        for column, (field, given) in fields.items():
            place = _ORDER.index(column)
            cells[place] = given
            if not given and field in filled:
                cells[place] = filled[field]
                marked[place] = field
        yield Row(tuple(cells), marked)


def _is_cme(claim: Claim) -> bool:
    kind = claim.id_type.upper()
    return claim.program.upper() == "CME" or (
        not claim.program and (kind == "NPI" or len(kind) == 2)
    )
