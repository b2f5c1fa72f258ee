"""What the checks of activities are given beside the activity, and what they ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from attrs import frozen

from boardrules.activities.model import ActivityEntry, BoardRegistration
from boardrules.activities.rules import ActivityRules
from boardrules.findings import Severity
from boardrules.programs import Programs, ProgramSpec, RuleSet
from boardrules.values import read_amount


@frozen(slots=True)
class Context:
    """The day of judging, the programs that are installed and what PARS asks."""

    as_of: date
    programs: Programs
    rules: ActivityRules

    def severity(self, rule: str) -> Severity:
        """What breaking a rule of ``activities.toml`` does."""
        return self.rules[rule].severity

    def meant(self, field: str, text: str) -> str | None:
        """The value of the list ``field`` that ``text`` means."""
        return self.rules.lists[field].meant(text)

    def yes(self, text: str) -> bool | None:
        """Yes or no; None when blank or neither."""
        return {"true": True, "yes": True, "false": False, "no": False}.get(
            self.meant("yes_or_no", text) or ""
        )

    def format(self, entry: ActivityEntry) -> str:
        """The activity's format as PARS names it now, or as it was submitted."""
        return self.meant("format", entry.format) or entry.format

    def asked(self, entry: ActivityEntry) -> str | None:
        """The status that is asked for, of ``activities.toml``; None when none is stated."""
        return "Closed" if self.yes(entry.close) else self.meant("status", entry.status)

    def is_public(self, entry: ActivityEntry) -> bool:
        return self.yes(entry.public) is True

    def is_deleted(self, entry: ActivityEntry) -> bool:
        return self.meant("action", entry.action) == "Delete"

    def cme_amount(self, entry: ActivityEntry) -> Decimal | None:
        """The AMA PRA Category 1 credits designated; None when there are none to be read."""
        for credit in entry.credits:
            if self.meant("credit", credit.kind) == "AMA PRA Category 1":
                return read_amount(credit.amount)
        return None

    def boards(
        self, entry: ActivityEntry
    ) -> Iterator[tuple[str, BoardRegistration, ProgramSpec, RuleSet]]:
        """The registrations with boards that are known: field, registration, program, rule set."""
        for field, registration in standing(entry):
            spec = self.programs.named(registration.board)
            if spec is not None and spec.kind == "board":
                yield field, registration, spec, self.rule_set(spec, entry)

    def rule_set(self, spec: ProgramSpec, entry: ActivityEntry) -> RuleSet:
        """The board's rules for the activity: today's, as long as learners can complete it today.

        Those of its first day if it lies ahead, of its last day if it is over.
        """
        day = self.as_of
        if spec.rule_set_on(day).governed_by != "submission":
            day = max(day, entry.first_day or day)
            day = min(day, entry.last_day or day)
        return spec.rule_set_on(day)


def standing(entry: ActivityEntry) -> Iterator[tuple[str, BoardRegistration]]:
    """The registrations that were not withdrawn, and the field of each."""
    for index, registration in enumerate(entry.registrations):
        if not registration.withdrawn:
            yield f"registrations/{index}", registration
