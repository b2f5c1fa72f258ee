"""The table of records: one row for each credit of a claim, with all that a record holds.

The layout is ``boardrules_specs/columns/records.toml``; CSV and Parquet share it. A cell is text,
or None where nothing is given, which is not the same as blank for ``total``,
``credit_amount``, ``credit_id`` and the participant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from attrs import define, frozen

from boardrules.formats.beside import NOTHING_BESIDE, PARTS, Beside
from boardrules.formats.column_names import column_file
from boardrules.locations import CellAt
from boardrules.records import (
    Claim,
    CompletionRecord,
    CreditAmount,
    Participant,
    new_claim,
    new_record,
)

Cells: TypeAlias = dict[str, str]

OF_RECORD = ("action", "activity_id", "completed", "first_name", "last_name", "birth_date")
OF_CLAIM = ("program", "id", "id_type", "state", "total")
#: The columns of a participant, in the order of the fields of :class:`Participant`.
OF_PARTICIPANT = (
    "profession",
    "practice_area",
    "time_in_practice",
    "dea_registration",
    "practice_state",
    "surgical_procedures",
)
_PARTICIPANT_FIELDS = tuple(
    "state" if column == "practice_state" else column for column in OF_PARTICIPANT
)


#: The columns of what stands beside a record as a whole, by the names of the parts.
BESIDE_RECORD = {("completed_at" if part == "completed" else part): part for part in PARTS}
_BESIDE_CLAIM = ("local_id_domain", "local_id")
#: The parts of :class:`Beside` that have columns.
HELD_BESIDE = frozenset({*PARTS, "units", "local_ids"})


def column_order(beside: bool = False) -> tuple[str, ...]:
    """The columns in the order in which they are written, with what stands beside records or not."""
    data = column_file("records")
    return (*data["fields"], *(data["beside"] if beside else ()))


def rows_of(record: CompletionRecord, beside: Beside = NOTHING_BESIDE) -> Iterator[Cells]:
    """The rows of a record: what is not in one is not given.

    Of ``beside`` only the parts of :data:`HELD_BESIDE` have a place. Raises ValueError for a claim whose credit IDs are not as many as its credits.
    """
    shared = {"record": str(record.number)}
    shared |= {name: text for name in OF_RECORD if (text := getattr(record, name))}
    shared |= {
        name: text for name, part in BESIDE_RECORD.items() if (text := getattr(beside, part))
    }
    units = {(claim, credit): unit for claim, credit, unit in beside.units}
    if not record.claims:
        yield shared
    for number, claim in enumerate(record.claims, 1):
        own = shared | {"claim": str(number)} | _claim_cells(claim)
        for index, *local in beside.local_ids:
            if index == number - 1:
                own |= {name: text for name, text in zip(_BESIDE_CLAIM, local, strict=True) if text}
        ids = claim.credit_ids
        if ids is not None and len(ids) != len(claim.credits):
            raise ValueError(
                f"record {record.number}: {len(ids)} IDs of {len(claim.credits)} credits"
            )
        if not claim.credits:
            yield own if ids is None else own | {"credit_id": ""}
        for index, credit in enumerate(claim.credits):
            row = own | {"credit": str(index + 1)}
            if credit.type:
                row["credit_type"] = credit.type
            if credit.amount is not None:
                row["credit_amount"] = credit.amount
            if ids is not None:
                row["credit_id"] = ids[index]
            if unit := units.get((number - 1, index)):
                row["credit_unit"] = unit
            yield row


def _claim_cells(claim: Claim) -> Cells:
    cells = {name: text for name in OF_CLAIM[:-1] if (text := getattr(claim, name))}
    if claim.total is not None:
        cells["total"] = claim.total
    person = claim.participant
    if person is not None:
        texts = [getattr(person, field) for field in _PARTICIPANT_FIELDS]
        cells |= {name: text for name, text in zip(OF_PARTICIPANT, texts, strict=True) if text}
        if not any(texts):
            cells[OF_PARTICIPANT[0]] = ""
    return cells


@frozen(slots=True)
class TablePlaces:
    """Where the columns of a table are: letter and header by field."""

    file: str
    columns: dict[str, tuple[str, str]]

    def cell(self, row: int, column: str = "") -> CellAt:
        """The place of a row's cell, or of the row where the table lacks the column."""
        return CellAt(self.file, None, row, *self.columns.get(column, ()))


@define(slots=True, eq=False)
class TableOrigin:
    """The origin of a record that is several rows; ``row`` is the first of them.

    ``claims`` are the first row of each claim and the rows of its credits.
    """

    places: TablePlaces
    row: int
    claims: tuple[tuple[int, tuple[int, ...]], ...]

    def at(self, field: str) -> CellAt:
        cell = self.places.cell
        match field.split("/"):
            case ["claims", index, *rest] if int(index) < len(self.claims):
                row, credits = self.claims[int(index)]
                match rest:
                    case ["credits" | "credit_ids" as part, number, *last] if int(number) < len(
                        credits
                    ):
                        name = "id" if part == "credit_ids" else last[0] if last else "type"
                        return cell(credits[int(number)], f"credit_{name}")
                    case ["participant", "state"]:
                        return cell(row, "practice_state")
                    case ["participant", *names]:
                        return cell(row, names[0] if names else OF_PARTICIPANT[0])
                    case [name] if name in OF_CLAIM:
                        return cell(row, name)
                    case _:
                        return cell(row, "program")
            case [name] if name in OF_RECORD:
                return cell(self.row, name)
            case _:
                return cell(self.row)


class Gathering:
    """The rows of one record as they come, and what they make together.

    ``differing`` are (row, column, the value there, the value that is kept) where rows say different
    things of one record or claim.
    """

    def __init__(self, row: int) -> None:
        self.row = row
        self.differing: list[tuple[int, str, str, str]] = []
        self._record: Cells = {}
        self._claims: dict[object, _GatheredClaim] = {}
        self._last: _GatheredClaim | None = None

    def take(self, row: int, cells: Cells) -> None:
        """Take in one row."""
        self._merge(self._record, (*OF_RECORD, *BESIDE_RECORD), row, cells)
        of_claim = (*OF_CLAIM, *OF_PARTICIPANT)
        said = tuple(cells.get(name) for name in of_claim)
        has_credit = any(cells.get(name) is not None for name in ("credit_type", "credit_amount"))
        has_credit = has_credit or bool(cells.get("credit") or cells.get("credit_id"))
        label = cells.get("claim")
        nothing = all(value is None for value in said)
        if not label and nothing and "credit_id" not in cells and not has_credit:
            return
        if label or not nothing or self._last is None:
            key = label or said
            self._last = self._claims.setdefault(key, _GatheredClaim(row))
        claim = self._last
        self._merge(claim.cells, (*of_claim, *_BESIDE_CLAIM), row, cells)
        claim.has_ids = claim.has_ids or "credit_id" in cells
        if has_credit:
            if unit := cells.get("credit_unit"):
                claim.units.append((len(claim.rows), unit))
            claim.rows.append(row)
            claim.credits.append(
                CreditAmount(cells.get("credit_type", ""), cells.get("credit_amount"))
            )
            claim.ids.append(cells.get("credit_id", ""))

    def _merge(self, kept: Cells, names: Sequence[str], row: int, cells: Cells) -> None:
        for name in names:
            value = cells.get(name)
            if value is None:
                continue
            first = kept.setdefault(name, value)
            if first == value:
                continue
            if not first:
                kept[name] = value
            elif value:
                self.differing.append((row, name, value, first))

    def record(self, number: int, places: TablePlaces) -> CompletionRecord:
        """The record that the rows make."""
        claims = self._claims.values()
        where = tuple((claim.row, tuple(claim.rows)) for claim in claims)
        return new_record(
            number,
            *(self._record.get(name, "") for name in OF_RECORD),
            tuple(claim.made() for claim in claims),
            TableOrigin(places, self.row, where),
        )

    def beside(self) -> Beside:
        """What stands beside the record."""
        parts: dict[str, Any] = {
            part: self._record.get(name, "") for name, part in BESIDE_RECORD.items()
        }
        claims = list(enumerate(self._claims.values()))
        of_domain, of_id = _BESIDE_CLAIM
        local_ids = tuple(
            (index, claim.cells.get(of_domain, ""), claim.cells.get(of_id, ""))
            for index, claim in claims
            if claim.cells.get(of_domain) or claim.cells.get(of_id)
        )
        units = tuple((index, *unit) for index, claim in claims for unit in claim.units)
        return Beside(**parts, units=units, local_ids=local_ids)


class _GatheredClaim:
    __slots__ = ("cells", "credits", "has_ids", "ids", "row", "rows", "units")

    def __init__(self, row: int) -> None:
        self.row = row
        self.cells: Cells = {}
        self.rows: list[int] = []
        self.units: list[tuple[int, str]] = []
        self.credits: list[CreditAmount] = []
        self.ids: list[str] = []
        self.has_ids = False

    def made(self) -> Claim:
        cells = self.cells
        described = any(name in cells for name in OF_PARTICIPANT)
        return new_claim(
            *(cells.get(name, "") for name in OF_CLAIM[:-1]),
            cells.get("total"),
            tuple(self.credits),
            tuple(self.ids) if self.has_ids else None,
            Participant(*(cells.get(name, "") for name in OF_PARTICIPANT)) if described else None,
        )
