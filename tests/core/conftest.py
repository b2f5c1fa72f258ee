"""Made-up people, activities and records of which nothing is wrong until a test changes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from attrs import evolve

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
from boardrules.declarations import load_program
from boardrules.programs import ProgramSpec
from boardrules.testing import load_plugins

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


BASIS = {
    "identifier_required": "true",
    "birth_date_required": "true",
    "window": '{ until = "registration.claim_date" }',
    "answers": '"at once"',
}
TYPE = '[[rule_set.credit_type]]\nname = "Example Credit"\n'
DATES = {"id", "after", "until"}


class Board:
    """The Board of Examples at work: one activity, registered for 8 credits, and no roster."""

    def __init__(self, desk: Any, *specs: ProgramSpec, **ports: Any) -> None:
        self.desk = desk
        self.plugins = load_plugins(desk.plugin("examples", register_programs=lambda: list(specs)))
        self.registration = Registration(
            "XB", desk.activity().registrations[0].points, ("Example Credit",), desk.activity().end
        )
        self.ports = {"roster": None, **ports}

    def activity(self, **changes: Any) -> Any:
        """The activity, registered with the Board of Examples alone."""
        return self.desk.activity(**{"registrations": (self.registration,), **changes})

    def record(self, number: int = 1, **changes: Any) -> Any:
        """A record with one claim; ``changes`` are of the claim or of the record."""
        own = {
            name: changes.pop(name)
            for name in ("completed", "birth_date", "activity_id", "action")
            if name in changes
        }
        fields: dict[str, Any] = {
            "program": "XB",
            "id": "7",
            "total": "1",
            "credits": (CreditAmount("Example Credit"),),
        }
        claim = evolve(self.desk.claim("ABIM"), **(fields | changes))
        return self.desk.record(number, claim, **own)

    def judging(self, *activities: Any, **ports: Any) -> Any:
        """A run that knows ``activities``, or the one of the board."""
        known = MemoryActivities(activities or (self.activity(),))
        return self.desk.engine(
            **{"plugins": self.plugins, "activities": known, **self.ports, **ports}
        ).start()

    def judge(self, *records: Any, activity: Any = None, **ports: Any) -> list[Verdict]:
        """The verdicts on ``records`` as one submission."""
        judging = self.judging(*([activity] if activity is not None else []), **ports)
        return [judging.judge(record) for record in records]

    @staticmethod
    def rule_set(types: str = TYPE, **rules: str) -> str:
        """A rule set of ``rules`` (names and TOML values) over the basis, with a source for each."""
        given = {"id": '"xb-1"', **({} if "after" in rules else BASIS), **rules}
        lines = ["[[rule_set]]", *(f"{name} = {value}" for name, value in given.items()), types]
        named = [name for name in given if name not in DATES]
        for rule in (*named, *(["credit_type"] if types else [])):
            lines += [f'[[rule_set.source]]\nrule = "{rule}"\nsays = "A made-up manual."']
            lines += ['confidence = "inferred"']
        return "\n".join(lines) + "\n"

    @staticmethod
    def declared(*rule_sets: str, code: str = "XB", domains: str = '"XB"') -> ProgramSpec:
        """The Board of Examples with ``rule_sets``, or with the basis alone."""
        head = f'[program]\ncode = "{code}"\nname = "Board {code}"\nkind = "board"\n'
        head += f'identifier = {{ name = "{code} ID", domains = [{domains}] }}\n'
        return load_program(head + "".join(rule_sets or (Board.rule_set(),)))

    @staticmethod
    def codes(verdict: Verdict) -> list[str]:
        """The codes of a verdict, in order."""
        return [each.code for each in verdict.findings]

    @staticmethod
    def told(verdict: Verdict, *params: str) -> list[tuple[str | None, ...]]:
        """Of each finding of a verdict its code, the field's path and ``params``."""
        return [
            (each.code, Board.path(each), *(each.param(name) for name in params))
            for each in verdict.findings
        ]

    @staticmethod
    def path(finding: Any) -> str:
        """The path of the field that a finding of a record in memory is at."""
        return str(finding.location.as_dict()["pointer"])


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def boards() -> type[Board]:
    return Board
