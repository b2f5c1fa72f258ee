"""Names of columns that a user adds to those of ``boardrules_specs/columns``.

Of several of ACCME's templates the headers are not published. Whoever holds one names them in
``boardrules.toml``; readers are given the names and keep none of them.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from attrs import frozen

#: Headers by field.
Names: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]

#: The kinds of tables whose columns can be named.
KINDS = ("learner", "rems", "activities", "roster", "pre-validation", "records")

#: What a REMS sheet shares with any other sheet of learners.
_OF_ANY_SHEET = ("action", "activity_id", "completed")


@frozen(slots=True)
class ColumnNames:
    """Further headers, by kind of table (of :data:`KINDS`) and field. Hashable."""

    kinds: tuple[tuple[str, Names], ...] = ()

    def of(self, *kinds: str) -> Names:
        """The further headers of one kind or several."""
        return tuple(name for kind, names in self.kinds if kind in kinds for name in names)

    @property
    def of_learner_sheets(self) -> Names:
        """Those of a sheet of learners, in which a REMS may be reported beside other credit.

        What is asked about a REMS participant is ``participant/profession`` and so on there.
        """
        rems = tuple(
            (field if field in _OF_ANY_SHEET else f"participant/{field}", headers)
            for field, headers in self.of("rems")
        )
        return (*self.of("learner"), *rems)


NO_COLUMN_NAMES = ColumnNames()


@cache
def column_file(name: str) -> dict[str, Any]:
    """What ``columns/NAME.toml`` says; FileNotFoundError if there is none. Not to be changed."""
    text = (files("boardrules_specs") / "columns" / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def known_headers(kind: str) -> dict[str, tuple[str, ...]]:
    """The headers by which the columns of a kind are known already, by field."""
    if kind not in ("learner", "rems"):
        data = column_file(kind)
        if kind == "activities":
            template = column_file("activity-template")
            more = {**template["fields"], **template.get("more", {})}
            plain = {**data["fields"], **data.get("more", {})}
            return {
                field: (*plain.get(field, ()), *more.get(field, ())) for field in {**plain, **more}
            }
        fields = {**data["fields"], **data.get("more", {}), **data.get("beside", {})}
    elif kind == "learner":
        data = column_file("learner")
        pairs = {"credit_type": data["pairs"]["type"], "credit_amount": data["pairs"]["amount"]}
        fields = {**data["fields"], **pairs}
    else:
        data = column_file("learner")
        shared = {field: data["fields"][field] for field in _OF_ANY_SHEET}
        fields = {**shared, **data["participant"]}
    return {field: tuple(headers) for field, headers in fields.items()}


def full_name(kind: str, field: str) -> str:
    """The name of a kind's field, the same for a field that two kinds share."""
    return f"{'learner' if kind == 'rems' and field in _OF_ANY_SHEET else kind}.{field}"
