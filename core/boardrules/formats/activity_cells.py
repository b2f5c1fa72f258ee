"""An activity as the cells of a table, and back.

Several values of one column are parted by semicolons; of columns that belong together (a
supporter, its amount, its currency) the first value belongs to the first, and so on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from attrs import frozen

from boardrules.activities.model import (
    ActivityEntry,
    BoardRegistration,
    Credit,
    Keyword,
    MeasuredOutcome,
    OutlineKey,
    Participants,
    Pharmacy,
    Recertification,
    RemsRegistration,
    StateContent,
    Support,
)
from boardrules.activities.rules import builtin_rules
from boardrules.formats.activity_columns import (
    CME,
    COUNTS,
    LISTS,
    LISTS_OF_BOARD,
    OF_BOARD,
    PARALLEL,
    PHARMACY,
    PHARMACY_LISTS,
    SINGLE,
)

_CREDIT = "AMA PRA Category 1"
_CURRENCY = "USD"
#: Parts the types of one outcome.
_SLASH = "/"

Cells = Mapping[str, str]


@frozen(slots=True)
class Flat:
    """The cells of an activity by column: its own, and those of each board and REMS. None is blank."""

    own: Cells
    boards: Sequence[Cells] = ()
    rems: Sequence[Cells] = ()


def parts(text: str) -> list[str]:
    """The values of a cell, each once."""
    found = (part.strip() for part in text.split(";"))
    return list(dict.fromkeys(part for part in found if part))


def aligned(cells: Cells, field: str) -> list[tuple[str, ...]]:
    """The values of columns that belong together, without what is blank in all of them."""
    texts = (cells.get(column, "") for column in PARALLEL[field])
    split = [[part.strip() for part in text.split(";")] if text else [] for text in texts]
    return [each for each in zip_longest(*split, fillvalue="") if any(each)]


def registration_of(cells: Cells, withdrawn: bool) -> BoardRegistration:
    """A registration with a board."""
    single: dict[str, str] = {column: cells.get(column, "") for column in OF_BOARD}
    several = {column: tuple(parts(cells.get(column, ""))) for column in LISTS_OF_BOARD}
    return BoardRegistration(
        board=cells.get("program", ""),
        withdrawn=withdrawn,
        **single,  # type: ignore[arg-type]
        **several,  # type: ignore[arg-type]
    )


def fields_of(cells: Cells) -> dict[str, Any]:
    """The fields of an activity that its own cells make."""
    value = cells.get
    cme = value(CME)
    participants = [
        Participants(category, number)
        for column, category in COUNTS.items()
        if (number := value(column, ""))
    ]
    return {
        **{field: value(column, "") for column, field in SINGLE.items()},
        **{column: tuple(parts(value(column, ""))) for column in LISTS},
        "credits": (
            *((Credit(_CREDIT, cme),) if cme else ()),
            *(Credit(*each) for each in aligned(cells, "credits")),
        ),
        "participants": (
            *participants,
            *(Participants(*each) for each in aligned(cells, "participants")),
        ),
        "supports": tuple(
            Support(source, amount, currency or _CURRENCY)
            for source, amount, currency in aligned(cells, "supports")
        ),
        "outcomes": tuple(
            dict.fromkeys(
                MeasuredOutcome(name, tuple(filter(None, map(str.strip, types.split(_SLASH)))))
                for name, types in aligned(cells, "outcomes")
                if name
            )
        ),
        "keywords": tuple(Keyword(*each) for each in aligned(cells, "keywords")),
        "outlines": tuple(OutlineKey(*each) for each in aligned(cells, "outlines")),
        "state_content": tuple(StateContent(*each) for each in aligned(cells, "state_content")),
        "pharmacy": Pharmacy(
            **{field: value(column, "") for column, field in PHARMACY.items()},  # type: ignore[arg-type]
            **{field: tuple(parts(value(column, ""))) for column, field in PHARMACY_LISTS.items()},  # type: ignore[arg-type]
            recertifications=tuple(
                Recertification(*each) for each in aligned(cells, "recertifications")
            ),
        ),
    }


def flat(entry: ActivityEntry) -> Flat:
    """The cells of an activity whose values hold no semicolons (nor slashes, types of outcomes)."""
    cme, others = "", []
    for credit in entry.credits:
        is_cme = builtin_rules().lists["credit"].meant(credit.kind) == _CREDIT
        if is_cme and credit.amount and not cme:
            cme = credit.amount
        else:
            others.append((credit.kind, credit.amount))
    counts: dict[str, str] = {}
    more = []
    columns = {category: column for column, category in COUNTS.items()}
    for each in entry.participants:
        column = columns.get(each.category)
        if column is not None and each.number and column not in counts:
            counts[column] = each.number
        else:
            more.append((each.category, each.number))
    own = {
        **{column: getattr(entry, field) for column, field in SINGLE.items()},
        **{column: getattr(entry.pharmacy, field) for column, field in PHARMACY.items()},
        **{column: ";".join(getattr(entry, column)) for column in LISTS},
        **{
            column: ";".join(getattr(entry.pharmacy, field))
            for column, field in PHARMACY_LISTS.items()
        },
        CME: cme,
        **counts,
        **_together("credits", others),
        **_together("participants", more),
        **_together(
            "supports", ((each.source, each.amount, each.currency) for each in entry.supports)
        ),
        **_together("outcomes", ((each.name, _SLASH.join(each.types)) for each in entry.outcomes)),
        **_together("keywords", ((each.text, each.id, each.source) for each in entry.keywords)),
        **_together("outlines", ((each.source, each.keyword, each.value) for each in entry.outlines)),
        **_together("state_content", ((each.domain, each.topic) for each in entry.state_content)),
        **_together(
            "recertifications",
            ((each.audience, each.requirement) for each in entry.pharmacy.recertifications),
        ),
    }  # fmt: skip
    return Flat(
        _filled(own),
        [_board(each) for each in entry.registrations],
        [_rems(each) for each in entry.rems],
    )


def _together(field: str, rows: Iterable[tuple[str, ...]]) -> dict[str, str]:
    by_column = list(zip(*rows, strict=True))
    return {
        column: ";".join(values) if any(values) else ""
        for column, values in zip(PARALLEL[field], by_column, strict=False)
    }


def _board(registration: BoardRegistration) -> dict[str, str]:
    return _filled(
        {
            "program": registration.board,
            **{column: getattr(registration, column) for column in OF_BOARD},
            **{column: ";".join(getattr(registration, column)) for column in LISTS_OF_BOARD},
            "withdrawn": "yes" if registration.withdrawn else "",
        }
    )


def _rems(registration: RemsRegistration) -> dict[str, str]:
    return _filled({"rems_type": registration.kind, "rems_id": registration.identifier})


def _filled(cells: Cells) -> dict[str, str]:
    return {column: text for column, text in cells.items() if text}
