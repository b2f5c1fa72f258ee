"""One record's road through the engine: stages, advice, and records among others."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from boardrules import (
    Activity,
    Claim,
    CreditAmount,
    JsonAt,
    MemoryActivities,
    MemoryRoster,
    Participant,
    Person,
    Severity,
    Verdict,
)
from boardrules.checks import STAGES


def test_every_program_has_a_record_that_nothing_is_wrong_with(desk: Any) -> None:
    later = {"ABA", "ABIM", "ABP"}
    for program in desk.programs:
        status = "submitted" if program in later else "accepted"
        assert desk.judged(desk.record(1, program)) == [(status, [])], program


def test_a_combined_record_is_submitted_when_one_program_answers_later(desk: Any) -> None:
    assert desk.judged(desk.record(1, "CME", "ABS", "REMS")) == [("accepted", [])]
    assert desk.judged(desk.record(1, "CME", "ABIM", "REMS")) == [("submitted", [])]


@pytest.mark.parametrize(("action", "code"), [("", "601"), ("  ", "601"), ("Update", "602")])
def test_nothing_is_looked_at_without_an_action(desk: Any, action: str, code: str) -> None:
    blank = desk.record(1, action=action, activity_id="", completed="")
    [verdict] = desk.judge(blank)
    assert [found.code for found in verdict.findings] == [code]
    assert verdict.findings[0].location == JsonAt("<memory>", "/action")


@pytest.mark.parametrize("action", ["add", "ADD", " Add "])
def test_the_action_may_be_written_in_any_case(desk: Any, action: str) -> None:
    assert desk.judged(desk.record(1, "ABS", action=action)) == [("accepted", [])]


# One fault for each stage; a record with several shows those of the first stage alone.
FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "presence": ({"first_name": ""}, "622"),
    "format": ({"total": "1.3"}, "675"),
    "activity": ({"total": "9"}, "674"),
    "learner": ({"last_name": "Somebody"}, "665"),
}


def faulty(desk: Any, *stages: str) -> Any:
    record: dict[str, Any] = {}
    claim: dict[str, Any] = {}
    for stage in stages:
        change, _ = FAULTS[stage]
        (claim if "total" in change else record).update(change)
    return desk.record(1, desk.claim("ABIM", **claim), **record)


@pytest.mark.parametrize("stage", FAULTS)
def test_one_fault_one_code(desk: Any, stage: str) -> None:
    assert desk.judged(faulty(desk, stage)) == [("rejected", [FAULTS[stage][1]])]


# Format and activity are not paired: both faults are the amount's.
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("presence", "format"),
        ("presence", "activity"),
        ("presence", "learner"),
        ("format", "learner"),
        ("activity", "learner"),
    ],
)
def test_the_earlier_of_two_stages_is_reported(desk: Any, first: str, second: str) -> None:
    assert STAGES.index(first) < STAGES.index(second)
    for stages in ((first, second), (second, first)):
        assert desk.judged(faulty(desk, *stages)) == [("rejected", [FAULTS[first][1]])]


def test_advice_of_earlier_stages_is_shown_beside_the_rejection(desk: Any) -> None:
    # BR303 belongs to the format stage, BR302 to the deadline stage.
    claim = desk.claim("ABIM", id="99")
    late = desk.record(1, claim, completed="2026-02-01")
    assert desk.judged(late) == [("rejected", ["BR303", "BR302", "661"])]
    unnamed = evolve(late, first_name="")
    assert desk.judged(unnamed) == [("rejected", ["622"])]
    unregistered = desk.activity(registrations=())
    assert desk.judged(late, activities=MemoryActivities([unregistered])) == [
        ("rejected", ["BR303", "670"])
    ]


def test_the_failing_stage_is_shown_whole_and_in_order(desk: Any) -> None:
    bare = desk.record(
        1,
        desk.claim("ABIM", id="", total="", credits=()),
        activity_id="",
        completed="",
        first_name="",
        last_name="",
        birth_date="",
    )
    [verdict] = desk.judge(bare)
    found = [each.code for each in verdict.findings]
    assert found == ["621", "622", "623", "624", "630", "631", "632", "677"]
    assert verdict.primary is not None
    assert verdict.primary.code == "621"


def test_within_a_stage_findings_come_by_code_and_then_by_place(desk: Any) -> None:
    both = desk.record(1, desk.claim("ABIM", id=""), desk.claim("CME", id=""), last_name="")
    [verdict] = desk.judge(both)
    assert [(each.code, each.location.pointer) for each in verdict.findings] == [
        ("621", "/claims/0/id"),
        ("621", "/claims/1/id"),
        ("623", "/last_name"),
    ]
    assert [each.program for each in verdict.findings] == ["ABIM", "STATE", "ABIM"]


@pytest.mark.parametrize("first", ["ABA", "ABIM", "ABP", "ABS", "CME"])
@pytest.mark.parametrize("second", ["ABIM", "ABOS", "ABP", "ABPATH", "ABTS", "CME"])
def test_a_stage_s_order_is_the_same_for_all_programs(desk: Any, first: str, second: str) -> None:
    # Amounts come before types, whichever claim they are of.
    claims = [
        desk.claim(program, total="1.3", credits=(CreditAmount(name),))
        for program, name in ((first, "Basket Weaving"), (second, "Juggling"))
    ]
    [verdict] = desk.judge(desk.record(1, *claims))
    assert [(each.code, each.location.pointer) for each in verdict.findings] == [
        ("675", "/claims/0/total"),
        ("675", "/claims/1/total"),
        ("676", "/claims/0/credits/0/type"),
        ("676", "/claims/1/credits/0/type"),
    ]


def test_the_first_failing_stage_of_any_claim_stops_the_record(desk: Any) -> None:
    later_fault, earlier_fault = desk.claim("ABIM", total="9"), desk.claim("ABS", total="1.3")
    for claims in ((later_fault, earlier_fault), (earlier_fault, later_fault)):
        [verdict] = desk.judge(desk.record(1, *claims))
        assert [(each.code, each.program) for each in verdict.findings] == [("675", "ABS")]


def test_the_primary_finding_is_the_first_error_not_the_first_advice(desk: Any) -> None:
    [verdict] = desk.judge(desk.record(1, desk.claim("ABIM", id="99")))
    assert [each.code for each in verdict.findings] == ["BR303", "661"]
    assert verdict.primary is verdict.findings[1]


def test_a_clean_record_has_no_primary_finding(desk: Any) -> None:
    [verdict] = desk.judge(desk.record(1, "ABIM"))
    assert verdict == Verdict(verdict.record, verdict.status)
    assert verdict.primary is None


ADVICE = [
    ("BR301", "ABP", {}, {"completed": "2025-11-20"}, {"as_of": date(2026, 1, 15)}),
    ("BR302", "ABOS", {}, {"completed": "2026-02-01"}, {}),
    ("BR303", "ABIM", {"id": "12345"}, {}, {"roster": None}),
    ("BR304", "CME", {"id": "1234567890"}, {}, {"roster": None}),
    ("BR305", "CME", {"id": "77"}, {}, {"roster": None}),
    ("BR306", "ABS", {"total": "12.25"}, {}, {"cap": Decimal(100)}),
    ("BR307", "ABA", {"total": "60.25"}, {}, {"cap": Decimal(100)}),
    ("BR308", "ABA", {}, {"birth_date": "12/31"}, {}),
    ("BR309", "ABIM", {}, {"first_name": "I."}, {}),
    (
        "BR310",
        "ABIM",
        {"credits": (CreditAmount("Practice Assessment"),)},
        {},
        {"format": "Live Course"},
    ),
]


@pytest.mark.parametrize(("code", "program", "claim", "record", "how"), ADVICE)
def test_advice_never_rejects(
    desk: Any,
    code: str,
    program: str,
    claim: dict[str, Any],
    record: dict[str, Any],
    how: dict[str, Any],
) -> None:
    how = dict(how)
    activity = desk.activity(format=how.pop("format", "Regularly Scheduled Series"))
    if how.get("as_of"):
        activity = evolve(activity, start=date(2025, 1, 10))
    if cap := how.pop("cap", None):
        wide = tuple(evolve(each, points=cap) for each in activity.registrations)
        activity = evolve(activity, registrations=wide)
    given = desk.record(1, desk.claim(program, **claim), **record)
    [verdict] = desk.judge(given, activities=MemoryActivities([activity]), **how)
    assert [each.code for each in verdict.findings] == [code]
    assert verdict.findings[0].severity is Severity.WARNING
    assert verdict.status in ("accepted", "submitted")


# Records among others ----------------------------------------------------------------------


def assorted(desk: Any) -> list[Any]:
    """Records of different learners, right and wrong, many of which share their terms."""
    claims: list[dict[str, Any]] = [
        {},
        {"total": "1.3"},
        {"total": "9"},
        {"id": "99"},
        {"id": ""},
        {"credits": (CreditAmount("Basket Weaving"),)},
        {"total": "one"},
    ]
    return [
        desk.record(
            number,
            desk.claim(desk.boards[number % 9], learner=number % 56, **claims[number % 7]),
            desk.claim("CME", learner=number % 56),
            learner=number % 56,
            completed=("2026-05-20", "05/20/2026", "2026-06-20")[number % 3 if number > 40 else 0],
        )
        for number in range(1, 56)
    ]


def told(verdict: Verdict) -> tuple[Any, ...]:
    return (verdict.record.number, verdict.status, verdict.findings, verdict.because)


def test_records_alone_and_together_get_the_same_findings(desk: Any) -> None:
    records = assorted(desk)
    together = [told(verdict) for verdict in desk.judge(*records)]
    alone = [told(verdict) for record in records for verdict in desk.judge(record)]
    assert together == alone
    assert {status for _, status, _, _ in together} == {"accepted", "submitted", "rejected"}


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_independent_records_does_not_matter(desk: Any, seed: int) -> None:
    records = assorted(desk)
    shuffled = random.Random(seed).sample(records, len(records))
    in_order = {verdict.record.number: told(verdict) for verdict in desk.judge(*records)}
    mixed = {verdict.record.number: told(verdict) for verdict in desk.judge(*shuffled)}
    assert mixed == in_order


def test_equal_terms_of_different_learners_are_told_apart(desk: Any) -> None:
    records = [desk.record(number, "ABIM", learner=number) for number in range(1, 9)]
    records[4] = evolve(records[4], birth_date="12/31")
    assert desk.judged(*records) == [
        ("rejected", ["664"]) if number == 5 else ("submitted", []) for number in range(1, 9)
    ]


def test_each_finding_stands_at_its_own_record(desk: Any) -> None:
    from boardrules.locations import JsonOrigin

    records = [
        desk.record(
            number,
            desk.claim("ABIM", learner=number, total="1.3"),
            learner=number,
            origin=JsonOrigin("two.json", f"/records/{number}"),
        )
        for number in (1, 2)
    ]
    pointers = [verdict.findings[0].location.pointer for verdict in desk.judge(*records)]
    assert pointers == ["/records/1/claims/0/total", "/records/2/claims/0/total"]


def test_what_cannot_be_told_is_a_finding_and_no_crash(desk: Any) -> None:
    strange = [
        Claim(""),
        Claim("", total=""),
        Claim("\x00\ud800".encode("utf-8", "replace").decode()),
        Claim("ABIM", credits=(CreditAmount(""), CreditAmount("", ""))),
        Claim("", id_type="ABIM", credit_ids=("", ""), credits=(CreditAmount("x", "1"),) * 2),
        Claim("REMS", participant=None),
        Claim("REMS", participant=Participant()),
        Claim("CME", state="UM"),
        Claim("CME", id="1234567893"),
        Claim("12", "34", "56", "78", "90"),
    ]
    for claim in strange:
        for action in ("Add", "Delete"):
            record = desk.record(1, claim, action=action)
            [verdict] = desk.judge(record)
            assert "998" not in [each.code for each in verdict.findings], (claim, action)
            assert verdict.findings or action == "Delete" or claim.id == "1234567893"


def test_a_provider_has_its_own_activities(desk: Any) -> None:
    record = desk.record(1, "ABIM")
    assert desk.judged(record, provider_id="0001234") == [("submitted", [])]
    assert desk.judged(record, provider_id="0009999") == [("rejected", ["690"])]
    nobodys = MemoryActivities([Activity(desk.activity_id)])
    assert desk.judged(record, activities=nobodys, provider_id="0001234") == [("rejected", ["670"])]


def test_two_people_with_one_identifier(desk: Any) -> None:
    namesakes = [desk.person("ABIM"), evolve(desk.person("ABIM", 9), id=desk.person("ABIM").id)]
    for people in (namesakes, namesakes[::-1]):
        assert desk.judged(desk.record(1, "ABIM"), roster=MemoryRoster(people)) == [
            ("submitted", [])
        ]


def test_without_an_identifier_exactly_one_person_must_fit(desk: Any) -> None:
    record = desk.record(1, desk.claim("ABS", id=""))
    person = desk.person("ABS")
    twin = Person("ABS", "D-2", person.first_name, person.last_name, person.birth_date)
    for people, reason in [([person], None), ([person, twin], "several"), ([], "none")]:
        roster = MemoryRoster(people, programs=["ABS"])
        [verdict] = desk.judge(record, roster=roster)
        found = [(each.code, each.param("reason")) for each in verdict.findings]
        assert found == ([("718", reason)] if reason else [])
