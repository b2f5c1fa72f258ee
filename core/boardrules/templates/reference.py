"""What the reference sheet says: who needs a column, and what each board asks for."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

from boardrules.programs import Programs, ProgramSpec, RuleSet
from boardrules.templates.lists import in_force, types_in_force
from boardrules.values import plain

#: Without these PARS takes no registration.
_OF_REGISTRATION = ("program", "points", "credit_types")

Force = Sequence[tuple[ProgramSpec, RuleSet]]


@frozen(slots=True)
class Table:
    """A table of the reference sheet; each row has as many cells as there are heads."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def needed_by(need: str, field: str, programs: Programs, as_of: date) -> str:
    """In words, who needs a column on ``as_of``; ``need`` is as in ``templates.toml``, or in words."""
    boards = in_force(programs, as_of, "board")
    states = in_force(programs, as_of, "states")
    match need:
        case "always":
            return "Every row"
        case "named":
            return "CME and every board"
        case "cme":
            return "CME"
        case "cme-credits":
            return "CME" if any(rules.total_required for _, rules in states) else "Nobody"
        case "board":
            return f"Every board: {_codes(boards)}"
        case "birth_date":
            given = [each for each in boards if each[1].birth_date_required]
            cme = any(rules.birth_date_required for _, rules in states)
            return _told(given, boards, "CME and " if cme else "")
        case "identifier":
            return _told([each for each in boards if each[1].identifier_required], boards)
        case "board_credits":
            return _told([each for each in boards if each[1].total_required], boards)
        case "pair":
            return "Boards: at least one credit type"
        case "activity":
            return _of_activity(field.partition("#")[0])
        case "participant":
            return _of_participant(field.rpartition(".")[2], programs, as_of)
        case _:
            return need


def _told(given: Force, of: Force, before: str = "") -> str:
    others = [each for each in of if each not in given]
    if not given:
        return f"{before}no board; optional for {_codes(others)}"
    told = f"{before}{_codes(given)}"
    return f"{told}; optional for {_codes(others)}" if others else told


def _codes(programs: Force) -> str:
    return ", ".join(spec.code for spec, _ in programs)


def _of_participant(field: str, programs: Programs, as_of: date) -> str:
    for _, rules in in_force(programs, as_of, "rems"):
        required = rules.settings.get("required")
        if isinstance(required, list) and field in required:
            return "REMS: every row"
    return "REMS: optional"


@cache
def _activity_rules() -> dict[str, Any]:
    text = (files("boardrules_specs") / "activities.toml").read_text(encoding="utf-8")
    rules: dict[str, Any] = tomllib.loads(text)["rule"]
    return rules


def _of_activity(field: str) -> str:
    """For what an activity needs a field: what ``activities.toml`` says, and what a board asks."""
    rules = _activity_rules()
    if field in _OF_REGISTRATION:
        return "Every board it is registered with"
    if field in rules["draft"]["fields"]:
        return "Every activity"
    needs = []
    if field in rules["active"]["fields"]:
        needs.append("an active activity")
    if field in rules["closed"]["fields"]:
        needs.append("closing")
    if field in rules["closed"]["board_fields"]:
        needs.append("closing with a board")
    told = "; ".join(needs)
    return told[:1].upper() + told[1:] if told else "Where it applies"


def boards_table(programs: Programs, as_of: date) -> tuple[Table, ...]:
    """The table of boards as they are on ``as_of``; none when none is installed."""
    boards = in_force(programs, as_of, "board")
    if not boards:
        return ()
    heads = (
        "Board",
        "Name",
        "Credit types",
        "Its ID of the learner",
        "Date of birth",
        "Credits in steps of",
        "Report by",
        "Answers",
        "Rule set",
    )
    rows = tuple(_board(spec, rules, as_of) for spec, rules in boards)
    return (Table("Boards", heads, rows),)


def _board(spec: ProgramSpec, rules: RuleSet, as_of: date) -> tuple[str, ...]:
    since = f", since {rules.start.isoformat()}" if rules.start else ""
    return (
        spec.code,
        spec.name,
        "; ".join(types_in_force(rules, as_of)),
        f"{spec.identifier}, {'required' if rules.identifier_required else 'optional'}",
        "required" if rules.birth_date_required else "optional",
        plain(rules.step) if rules.step is not None else "any",
        _due(rules),
        "later" if rules.answers_later else "at once",
        f"{rules.id}{since}",
    )


def _due(rules: RuleSet) -> str:
    parts = []
    if rules.due_soft is not None:
        parts.append(
            f"{rules.due_soft.month:02d}/{rules.due_soft.day:02d}{_year(rules.due_soft.years)} to count for the year"
        )
    if rules.due_hard is not None:
        parts.append(
            f"{rules.due_hard.month:02d}/{rules.due_hard.day:02d}{_year(rules.due_hard.years)} at the latest"
        )
    return "; ".join(parts) or "no date declared"


def _year(years: int) -> str:
    return {0: " of the year of completion", 1: " of the year after"}.get(
        years, f" of the {years}th year after"
    )
