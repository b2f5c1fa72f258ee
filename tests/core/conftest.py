"""Made-up people, activities and records of which nothing is wrong until a test changes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from boardrules import (
    Activity,
    Claim,
    CodeSpec,
    CompletionRecord,
    CreditAmount,
    Engine,
    MemoryActivities,
    MemoryRoster,
    Participant,
    Person,
    Registration,
    Severity,
    Verdict,
    hookimpl,
)

FIRST_NAMES = ("Ines", "Omar", "Lena", "Tariq", "Mara", "Ulrik", "Yuna", "Paolo")
LAST_NAMES = ("Aalto", "Brandvold", "Castellane", "Dovhal", "Eskelund", "Farouki", "Grenwick")
TYPES = {
    "ABA": ("Lifelong Learning", "Patient Safety"),
    "ABIM": ("Medical Knowledge", "Practice Assessment"),
    "ABOHNS": ("Self-Assessment", "Patient Safety"),
    "ABOS": ("Accredited CME", "Self-Assessment"),
    "ABP": ("Lifelong Learning & Self-Assessment",),
    "ABPATH": ("Lifelong Learning", "Improvement in Medical Practice"),
    "ABPMR": ("Accredited CME", "Self-Assessment"),
    "ABS": ("Accredited CME", "Self-Assessment"),
    "ABTS": ("Accredited CME", "Self-Assessment", "Performance in Practice", "Patient Safety"),
}
CME_TYPE = "AMA PRA Category 1 Credit"


class Desk:
    """Everything is judged as of ``as_of``, for ``activity_id`` and completed on ``completed``."""

    as_of = date(2026, 6, 1)
    activity_id = "202600001"
    completed = "2026-05-20"
    boards = tuple(TYPES)
    programs = (*TYPES, "CME", "REMS")

    def person(self, program: str, learner: int = 0) -> Person:
        """Learner number ``learner`` as ``program`` (a board's code or ``CA``) lists them."""
        numbers = {
            "ABA": f"1234-{5678 + learner}",
            "ABIM": str(123456 + learner),
            "ABP": str(223456 + learner),
            "CA": f"A{12345 + learner}",
        }
        return Person(
            program,
            numbers.get(program, f"D-{1000 + learner}"),
            FIRST_NAMES[learner % len(FIRST_NAMES)],
            LAST_NAMES[learner // len(FIRST_NAMES) % len(LAST_NAMES)],
            f"{learner % 12 + 1:02d}/{learner % 28 + 1:02d}",
            npi="1234567893" if (program, learner) == ("CA", 0) else "",
        )

    def roster(self, *programs: str, learners: int = 56) -> MemoryRoster:
        """A roster of ``programs``, or of every board and California."""
        return MemoryRoster(
            self.person(program, learner)
            for program in programs or (*TYPES, "CA")
            for learner in range(learners)
        )

    def activity(self, **changes: Any) -> Activity:
        """An activity registered with every board, for all of its types, and for the opioid REMS."""
        boards = [
            Registration(program, Decimal(8), types, date(2026, 5, 31))
            for program, types in TYPES.items()
        ]
        fields: dict[str, Any] = {
            "id": self.activity_id,
            "title": "Update in Perioperative Care",
            "provider_id": "0001234",
            "format": "Regularly Scheduled Series",
            "start": date(2026, 1, 10),
            "end": date(2026, 5, 30),
            "cme_credits": Decimal(10),
            "registrations": (*boards, Registration("REMS", kind="Opioid Analgesic")),
        }
        return Activity(**(fields | changes))

    def claim(self, program: str, *, learner: int = 0, **changes: Any) -> Claim:
        """A claim of two credits toward ``program``, without credit IDs as from Excel."""
        fields: dict[str, Any]
        if program == "REMS":
            fields = {"participant": Participant("Physician")}
        elif program == "CME":
            fields = {
                "id": self.person("CA", learner).id,
                "state": "CA",
                "total": "2",
                "credits": (CreditAmount(CME_TYPE),),
            }
        else:
            fields = {
                "id": self.person(program, learner).id,
                "total": "2",
                "credits": (CreditAmount(TYPES[program][0]),),
            }
        return Claim(program, **(fields | changes))

    def xml_claim(self, program: str, credit_id: str, amount: str = "2", **changes: Any) -> Claim:
        """As :meth:`claim`, as from XML: amounts without a total, and a credit ID."""
        types = (CME_TYPE,) if program == "CME" else TYPES[program]
        fields: dict[str, Any] = {
            "total": None,
            "credits": (CreditAmount(types[0], amount),),
            "credit_ids": (credit_id,),
        }
        return self.claim(program, **(fields | changes))

    def record(
        self, number: int, *claims: Claim | str, learner: int = 0, **changes: Any
    ) -> CompletionRecord:
        """A record of a learner; a claim may be given as its program's name."""
        person = self.person("CA", learner)
        fields: dict[str, Any] = {
            "number": number,
            "action": "Add",
            "activity_id": self.activity_id,
            "completed": self.completed,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "birth_date": person.birth_date,
            "claims": tuple(
                self.claim(each, learner=learner) if isinstance(each, str) else each
                for each in claims
            ),
        }
        return CompletionRecord(**(fields | changes))

    def engine(self, *more: Activity, **changes: Any) -> Engine:
        """An engine that knows the activity, ``more`` of them and everybody; no ledger, no answers."""
        fields: dict[str, Any] = {
            "as_of": self.as_of,
            "activities": MemoryActivities((self.activity(), *more)),
            "roster": self.roster(),
        }
        return Engine(**(fields | changes))

    def judge(self, *records: CompletionRecord, **changes: Any) -> list[Verdict]:
        """The verdicts on ``records`` as one submission."""
        return list(self.engine(**changes).check(records))

    def judged(self, *records: CompletionRecord, **changes: Any) -> list[tuple[str, list[str]]]:
        """As :meth:`judge`, each verdict as its status and its codes."""
        return [
            (verdict.status.value, [found.code for found in verdict.findings])
            for verdict in self.judge(*records, **changes)
        ]

    @staticmethod
    def plugin(name: str, **hooks: Callable[..., Any]) -> ModuleType:
        """A plugin's module that implements ``hooks``."""
        module = ModuleType(name)
        for hook, function in hooks.items():
            setattr(module, hook, hookimpl(function))
        return module

    @staticmethod
    def code(code: str) -> CodeSpec:
        """A code of a plugin's own."""
        return CodeSpec(
            code=code,
            message="A rule of the Board of Examples.",
            title="Example",
            severity=Severity.ERROR,
            stage="format",
            why="It is an example.",
            trigger="Always.",
            fix="Nothing.",
            example_bad="-",
            example_good="-",
        )


@pytest.fixture
def desk() -> Desk:
    return Desk()
