"""Judging activities: what would make one impossible to register, or to close."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

from boardrules.activities import basics, boards, dates, details, lists, needs
from boardrules.activities.context import Context
from boardrules.activities.model import (
    ActivityEntry,
    ActivityStatus,
    ActivityVerdict,
    Outcome,
    Problem,
    problem,
)
from boardrules.activities.rules import ActivityRules, builtin_rules
from boardrules.findings import Finding, Severity
from boardrules.locations import CellAt, JsonAt, XmlAt
from boardrules.programs import Programs

CHECKS = (
    *needs.CHECKS,
    *dates.CHECKS,
    *basics.CHECKS,
    *boards.CHECKS,
    *lists.CHECKS,
    *details.CHECKS,
)

_Key: TypeAlias = tuple[str, ...]


class ActivityJudging:
    """Judges activities one after another, as one submission.

    ``as_of`` is the day of judging; ``programs`` are those whose boards may be registered
    with; ``rules`` what PARS asks, as ``activities.toml`` has it if None.
    """

    def __init__(self, as_of: date, programs: Programs, rules: ActivityRules | None = None) -> None:
        self.context = Context(as_of, programs, rules or builtin_rules())
        self._seen: dict[_Key, ActivityEntry] = {}

    def judge(self, entry: ActivityEntry) -> ActivityVerdict:
        """The verdict on an activity, its findings sorted by code and field, mere remarks last."""
        context = self.context
        deleted = context.is_deleted(entry)
        checks = (*basics.OF_DELETED, *lists.CHECKS) if deleted else CHECKS
        problems = [each for check in checks for each in check(entry, context)]
        if not deleted:
            problems += self.is_no_duplicate(entry)
        order = sorted(problems, key=_order)
        findings = (*entry.unread, *(_found(each, entry) for each in order))
        rejected = any(each.severity is Severity.ERROR for each in findings)
        status = None if deleted else self.status(entry)
        if rejected:
            outcome = Outcome.REJECTED
        elif status is ActivityStatus.CLOSABLE:
            outcome = Outcome.CLOSABLE
        else:
            outcome = Outcome.REGISTRABLE
        return ActivityVerdict(entry, outcome, status, findings)

    def status(self, entry: ActivityEntry) -> ActivityStatus:
        """How far the activity has come, by what is filled in and whether it is over."""
        context, last = self.context, entry.last_day
        missing = [
            each for step in ("draft", "active") for each in needs.missing_for(step, entry, context)
        ]
        if missing or context.asked(entry) == "Draft":
            return ActivityStatus.DRAFT
        if last is None or last >= context.as_of:
            return ActivityStatus.ACTIVE
        if needs.missing_to_close(entry, context):
            return ActivityStatus.READY_TO_CLOSE
        return ActivityStatus.CLOSABLE

    def is_no_duplicate(self, entry: ActivityEntry) -> Iterator[Problem]:
        """BR431: no activity of the submission is another one under PARS's eyes.

        Source: ACCME's draft activity API (what an activity is looked up by) and EthosCE's
        manual; that these make the key is inferred.
        """
        severity = self.context.severity("same_activity")
        day = entry.first_day
        keys: list[tuple[str, str, _Key]] = []
        if entry.id:
            keys.append(("same-id", "id", (entry.id,)))
        if entry.own_id and day:
            kind = self.context.format(entry)
            own = (entry.provider_id, entry.own_id, day.isoformat(), kind)
            keys.append(("same-key", "own_id", own))
        for reason, field, key in keys:
            first = self._seen.setdefault(key, entry)
            if first is not entry:
                found = getattr(entry, field)
                yield problem(
                    "BR431", field, severity, reason=reason, found=found, first=_described(first)
                )
                return


def _order(each: Problem) -> tuple[object, ...]:
    return each.severity is Severity.INFO, each.code, each.field, each.params


def _found(each: Problem, entry: ActivityEntry) -> Finding:
    location = entry.origin.at(each.field)
    return Finding(each.code, each.severity, each.params, location, each.program, each.rule_set)


def _described(entry: ActivityEntry) -> str:
    """Where an earlier activity stands, in a few words."""
    match entry.origin.at(""):
        case CellAt(file, _, int(row)):
            return f"{file}, row {row}"
        case XmlAt(file, int(line)):
            return f"{file}, line {line}"
        case JsonAt(file, pointer) if pointer:
            return f"{file}, {pointer}"
        case _:
            return f"activity {entry.number}"
