"""Rules of the history stage: what counts as earlier credit, the pair of records, what is left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from boardrules import CreditAmount, Entry, MemoryLedger, Registration
from boardrules.programs import Channel

DAY = date(2026, 5, 20)


def again(text: str) -> str:
    """A text that is equal to ``text``, but not the same object."""
    return "".join(list(text))


def held(desk: Any, program: str, *entries: dict[str, Any]) -> MemoryLedger:
    """A ledger of ``entries`` for the desk's learner and activity, two credits each."""
    person = desk.person("CA" if program == "STATE" else program)
    learner = person.id.replace("-", "").upper()
    fields = {"completed": DAY, "total": Decimal(2), "types": (), "channel": "pars"}
    return MemoryLedger(
        Entry(
            credit_ids=(f"stored-{number}",),
            program=program,
            learner=learner,
            activity_id=desk.activity_id,
            **(fields | entry),
        )
        for number, entry in enumerate(entries)
    )


def codes(verdicts: Iterable[Any]) -> list[list[str]]:
    return [[each.code for each in verdict.findings] for verdict in verdicts]


def test_the_id_of_contents_is_the_same_in_every_release(desk: Any) -> None:
    # Ledgers hold it: another digest would make every stored Excel row unknown.
    [entry] = desk.engine().start().entries_of(desk.record(1, "ABS"))
    assert entry.credit_ids == ("contents:151ace44547e1590e85749f5",)


@pytest.mark.parametrize("channel", ["matched", "another way", "the board's own site"])
def test_only_credit_through_pars_is_earlier_credit(desk: Any, channel: str) -> None:
    record = desk.record(1, desk.claim("ABS", total="3"))
    for way, expected in (("pars", ["711"]), (channel, [])):
        ledger = held(desk, "ABS", {"total": Decimal(6), "channel": way})
        assert codes(desk.judge(record, ledger=ledger)) == [expected]


def test_more_earned_than_the_activity_is_worth_is_full_too(desk: Any) -> None:
    ledger = held(desk, "ABS", {"total": Decimal(9)})
    [verdict] = desk.judge(desk.record(1, "ABS"), ledger=ledger)
    [found] = verdict.findings
    assert (found.code, found.param("reason"), found.param("earned")) == ("710", "full", "9")


def test_without_a_registered_maximum_nothing_is_too_much(desk: Any) -> None:
    from boardrules import MemoryActivities

    activity = desk.activity(registrations=(Registration("ABS", None, ("Accredited CME",)),))
    activities = MemoryActivities([activity])
    rows = [
        desk.record(number, desk.claim("ABS", total=total))
        for number, total in ((1, "2"), (2, "3"))
    ]
    judging = desk.engine(activities=activities).start()
    assert codes(judging.judge(row) for row in rows) == [[], []]
    assert judging.crashes == []


def test_credit_that_states_no_amount_is_not_added_up(desk: Any, boards: Any) -> None:
    board = boards(
        desk,
        boards.declared(boards.rule_set(points="{ accumulate = true }", total_required="false")),
    )
    credits = (CreditAmount("Example Credit"),)
    totals = ("7", "", "1", "0.25")
    rows = [board.record(n, total=each, credits=credits) for n, each in enumerate(totals, 1)]
    assert codes(board.judge(*rows)) == [[], [], [], ["710"]]


def test_a_deleted_credit_id_does_not_hide_a_stored_one(desk: Any) -> None:
    credits = (CreditAmount("Accredited CME", "2"), CreditAmount("Self-Assessment", "1"))
    claim = desk.xml_claim("ABS", "a")
    judging = desk.engine().start()
    stored = [desk.record(n, evolve(claim, credit_ids=(key,))) for n, key in ((1, "a"), (2, "b"))]
    ledger = MemoryLedger(entry for each in stored for entry in judging.entries_of(each))
    both = evolve(claim, credits=credits, credit_ids=("a", "b"))
    records = [evolve(stored[0], action="Delete"), desk.record(3, both)]
    verdicts = desk.judge(*records, ledger=ledger)
    assert verdicts[0].status == "deleted"
    [found] = verdicts[1].findings
    assert (found.code, found.param("found")) == ("603", "b")
    assert found.location.pointer == "/claims/0/credit_ids/1"


@pytest.mark.parametrize(
    ("completed", "expected"),
    [(date(2026, 5, 19), []), (date(2026, 5, 20), ["709"]), (date(2026, 5, 21), [])],
)
def test_only_the_same_day_was_reported_past_pars(
    desk: Any, completed: date, expected: list[str]
) -> None:
    ledger = held(desk, "ABOS", {"completed": completed, "channel": "self-report"})
    assert codes(desk.judge(desk.record(1, "ABOS"), ledger=ledger)) == [expected]


def test_a_channel_that_closed_is_open_on_its_last_day(desk: Any, boards: Any) -> None:
    spec = boards.declared()
    [rules] = spec.rule_sets
    for until, expected in ((date(2026, 5, 20), ["709"]), (date(2026, 5, 19), [])):
        channels = (Channel("letter", until),)
        board = boards(desk, evolve(spec, rule_sets=(evolve(rules, other_channels=channels),)))
        entry = Entry(("a",), "XB", "7", desk.activity_id, DAY, Decimal(1), channel="letter")
        assert codes(board.judge(board.record(), ledger=MemoryLedger([entry]))) == [expected]


# The pair of records ------------------------------------------------------------------------

OTHERS = "".join(
    f'[[rule_set.credit_type]]\nname = "{name}"\n'
    for name in ("Lifelong Learning", "Patient Safety", "Self-Assessment")
)
PAIR = '{ per = "activity, date", pair = "Patient Safety" }'


@pytest.mark.parametrize(
    ("earlier", "own", "expected"),
    [
        ([], "Patient Safety", []),
        ([("Lifelong Learning", 2)], "Patient Safety", []),
        ([("Patient Safety", 2)], "Lifelong Learning", []),
        ([("Patient Safety", 2)], "Patient Safety", ["717"]),
        ([("Lifelong Learning", 2)], "Self-Assessment", ["717"]),
        ([("Lifelong Learning", 2)], "Lifelong Learning", ["717"]),
        ([("Lifelong Learning", 7)], "Patient Safety", []),
        ([("Lifelong Learning", 8)], "Patient Safety", ["717"]),
        ([("Lifelong Learning", 2), ("Lifelong Learning", 2)], "Patient Safety", ["717"]),
        ([("Patient Safety", 2), ("Lifelong Learning", 2)], "Patient Safety", ["717"]),
    ],
)
def test_one_record_with_the_pair_type_and_one_without(
    desk: Any, boards: Any, earlier: list[tuple[str, int]], own: str, expected: list[str]
) -> None:
    board = boards(desk, boards.declared(boards.rule_set(OTHERS, repeat=PAIR)))
    names = ("Lifelong Learning", "Patient Safety", "Self-Assessment")
    board.registration = evolve(board.registration, credit_types=names, points=Decimal(8))
    ledger = MemoryLedger(
        Entry((f"s{n}",), "XB", "7", desk.activity_id, date(2026, 5, 20), Decimal(total), (kind,))
        for n, (kind, total) in enumerate(earlier)
    )
    record = board.record(credits=(CreditAmount(own),))
    assert codes(board.judge(record, ledger=ledger)) == [expected]
    later = board.record(credits=(CreditAmount(own),), completed="2026-05-19")
    assert codes(board.judge(later, ledger=ledger)) == [[]]


@pytest.mark.parametrize(("total", "expected"), [("8", []), ("8.25", ["717"])])
def test_a_pair_of_which_one_states_no_amount(
    desk: Any, boards: Any, total: str, expected: list[str]
) -> None:
    rules = boards.rule_set(OTHERS, repeat=PAIR, total_required="false")
    board = boards(desk, boards.declared(rules))
    names = ("Lifelong Learning", "Patient Safety")
    board.registration = evolve(board.registration, credit_types=names, points=Decimal(8))
    kinds = ("Lifelong Learning",)
    entry = Entry(("s",), "XB", "7", desk.activity_id, DAY, Decimal(total), kinds)
    record = board.record(total="", credits=(CreditAmount("Patient Safety"),))
    assert codes(board.judge(record, ledger=MemoryLedger([entry]))) == [expected]


def test_where_nothing_may_repeat_only_that_is_told(desk: Any, boards: Any) -> None:
    rules = boards.rule_set(repeat='{ per = "activity" }', points="{ accumulate = true }")
    board = boards(desk, boards.declared(rules))
    rows = [board.record(1), board.record(2, total="2")]
    verdicts = board.judge(*rows)
    assert boards.told(verdicts[0]) == []
    assert boards.told(verdicts[1], "reason") == [("710", "/claims/0/total", "once")]


@pytest.mark.parametrize(
    ("changes", "format_", "expected"),
    [
        ({}, "Live Course", [("710", "error", "once")]),
        ({"repeat.except_formats": 1}, "Manuscript Review", [("710", "error", "full")]),
        ({"effect": 1}, "Live Course", [("710", "error", "full"), ("710", "warning", "once")]),
    ],
)
def test_what_may_be_repeated_is_no_less_limited(
    desk: Any, boards: Any, changes: dict[str, int], format_: str, expected: list[Any]
) -> None:
    """Where 710 does not refuse the second completion, the points are still counted."""
    repeat = '{ per = "activity"' + (
        ', except_formats = ["Manuscript Review"] }' if "repeat.except_formats" in changes else " }"
    )
    rules = boards.rule_set(repeat=repeat, points="{ accumulate = true }")
    if "effect" in changes:
        rules = rules.replace('rule = "repeat"', 'rule = "repeat"\neffect = "warn"')
    board = boards(desk, boards.declared(rules))
    rows = [board.record(1, total="8"), board.record(2, total="7")]
    verdict = board.judge(*rows, activity=evolve(board.activity(), format=format_))[1]
    told = [(each.code, each.severity.value, each.param("reason")) for each in verdict.findings]
    assert sorted(told) == expected


def test_deletes_counted_from_a_submission_that_nobody_knows_of(desk: Any, boards: Any) -> None:
    due = '{ delete = "12-31", delete_basis = "submission" }'
    board = boards(desk, boards.declared(boards.rule_set(due=due)))
    judging = board.judging()
    judging.judge(board.record(action="Delete"))
    assert "706" in {code for each in judging.not_judged for code in each.codes}


# What a delete gives back ---------------------------------------------------------------------


@pytest.mark.parametrize(("deleted", "kept"), [("ABOS", "ABS"), ("ABS", "ABOS")])
def test_a_deleted_claim_leaves_the_record_s_other_claims(
    desk: Any, boards: Any, deleted: str, kept: str
) -> None:
    claims = {
        program: desk.xml_claim(program, program, credits=(CreditAmount(kind, "8"),))
        for program, kind in (("ABOS", "Accredited CME"), ("ABS", "Self-Assessment"))
    }
    records = [
        desk.record(1, *claims.values()),
        desk.record(2, claims[deleted], action="Delete", activity_id=again(desk.activity_id)),
        desk.record(3, evolve(claims[kept], credit_ids=("x",))),
        desk.record(4, evolve(claims[deleted], credit_ids=("y",))),
    ]
    verdicts = desk.judge(*records, ledger=MemoryLedger())
    assert [each.status for each in verdicts[:2]] == ["accepted", "deleted"]
    assert "710" in codes(verdicts)[2]
    assert "710" not in codes(verdicts)[3]


def test_a_delete_of_what_the_ledger_holds_leaves_the_first_record_alone(desk: Any) -> None:
    stored = desk.record(9, desk.xml_claim("ABS", "b", "2", learner=1), learner=1)
    ledger = MemoryLedger(desk.engine().start().entries_of(stored))
    records = [
        desk.record(1, desk.xml_claim("ABS", "a", "8")),
        evolve(stored, number=2, action="Delete"),
        desk.record(3, desk.xml_claim("ABS", "c", "8")),
    ]
    assert codes(desk.judge(*records, ledger=ledger)) == [[], [], ["710", "BR306"]]


def test_what_a_day_amounts_to_grows_with_every_record(desk: Any) -> None:
    from boardrules import MemoryActivities

    ids = [f"20260000{n}" for n in range(1, 5)]
    activities = MemoryActivities(desk.activity(id=each) for each in ids)
    records = [
        desk.record(n, desk.claim("ABS", total=total), activity_id=each)
        for n, (each, total) in enumerate(zip(ids, ("5", "3", "4.5", "1"), strict=True), 1)
    ]
    verdicts = desk.judge(*records, activities=activities)
    found = [[(each.code, each.param("found")) for each in one.findings] for one in verdicts]
    assert found == [[], [], [("BR306", "12.5")], [("BR306", "13.5")]]


# What is advised -----------------------------------------------------------------------------


def test_rems_credit_makes_no_cme_credit(desk: Any) -> None:
    for program, expected in (("ABS", ["BR311"]), ("REMS", [])):
        assert codes(desk.judge(desk.record(1, program), desk.record(2, "CME")))[1] == expected


def test_a_claim_without_an_amount_is_not_watched(desk: Any, boards: Any) -> None:
    rules = boards.rule_set(total_required="false", watch='[{ per = "year", credits = "2" }]')
    board = boards(desk, boards.declared(rules))
    credits = (CreditAmount("Example Credit"),)
    totals = ("1", "", "2")
    rows = [board.record(n, total=each, credits=credits) for n, each in enumerate(totals, 1)]
    assert codes(board.judge(*rows)) == [[], [], ["BR307"]]


# A delete is what was added -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, None),
        ({"program": again("ABS"), "activity_id": again("202600001")}, None),
        ({"program": "ABA"}, "program"),
        ({"program": "ABTS"}, "program"),
        ({"activity_id": "202600000"}, "activity_id"),
        ({"activity_id": "202600002"}, "activity_id"),
        ({"completed": date(2026, 5, 19)}, "completed"),
        ({"completed": date(2026, 5, 21)}, "completed"),
        ({"completed": date(2026, 5, 20)}, None),
        ({"total": Decimal(1)}, "total"),
        ({"total": Decimal(3)}, "total"),
        ({"total": Decimal("2.0")}, None),
        ({"types": ("Self-Assessment",)}, "type"),
        ({"types": ("AAA",)}, "type"),
        ({"learner": "D1"}, "id"),
        ({"learner": "Z1"}, "id"),
        ({"learner": ""}, None),
        ({"name": "A"}, "name"),
        ({"name": "z"}, "name"),
        ({"name": ""}, None),
    ],
)
def test_a_delete_differs_from_the_ledger_in(
    desk: Any, change: dict[str, Any], field: str | None
) -> None:
    added = desk.record(1, desk.xml_claim("ABS", "a"))
    [entry] = desk.engine().start().entries_of(added)
    [verdict] = desk.judge(
        evolve(added, action="Delete"), ledger=MemoryLedger([evolve(entry, **change)])
    )
    found = [(each.code, each.param("field")) for each in verdict.findings]
    assert found == ([("605", field)] if field else [])


def test_a_delete_is_not_put_to_a_board(desk: Any) -> None:
    from boardrules import MemoryAnswers

    added = desk.record(1, desk.xml_claim("ABIM", "a"))
    ledger = MemoryLedger(desk.engine().start().entries_of(added))
    record = evolve(added, action="Delete")
    [verdict] = desk.judge(record, ledger=ledger, answers=MemoryAnswers({"a": "661"}))
    assert (verdict.status, verdict.findings) == ("delete-submitted", ())


# The last day for deletes, where the year is that of the submission ------------------------------


@pytest.mark.parametrize(
    ("submitted", "as_of", "expected"),
    [
        (date(2025, 1, 15), date(2025, 12, 31), None),
        (date(2025, 1, 15), date(2026, 1, 1), ("submission", "2025-01-15", "2025-12-31")),
        (date(2024, 12, 31), date(2025, 1, 1), ("submission", "2024-12-31", "2024-12-31")),
        (None, date(2027, 1, 1), None),
    ],
)
def test_a_program_may_count_deletes_from_the_submission(
    desk: Any, boards: Any, submitted: date | None, as_of: date, expected: tuple[str, ...] | None
) -> None:
    due = '{ delete = "12-31", delete_basis = "submission" }'
    board = boards(desk, boards.declared(boards.rule_set(due=due)))
    record = board.record(completed="2024-12-20")
    entries = board.judging(as_of=as_of).entries_of(record, submitted=submitted)
    judging = board.judging(as_of=as_of, ledger=MemoryLedger(entries))
    verdict = judging.judge(evolve(record, action="Delete"))
    found = [
        tuple(each.param(name) for name in ("reason", "found", "limit"))
        for each in verdict.findings
        if each.code == "706"
    ]
    assert found == ([expected] if expected else [])
    untold = [each for each in judging.not_judged if each.codes == ("706",)]
    assert bool(untold) is (submitted is None)


def test_what_this_run_added_was_submitted_today(desk: Any, boards: Any) -> None:
    due = '{ delete = "12-31", delete_basis = "submission" }'
    board = boards(desk, boards.declared(boards.rule_set(due=due)))
    added = board.record(completed="2024-12-20", activity_id=desk.activity_id)
    activity = board.activity(start=date(2024, 1, 1))
    for ledger in (None, MemoryLedger()):
        judging = board.judging(activity, as_of=date(2026, 1, 1), ledger=ledger)
        judged = [judging.judge(each) for each in (added, evolve(added, number=2, action="Delete"))]
        assert [verdict.status for verdict in judged] == ["accepted", "deleted"]


def test_of_a_claim_s_credits_the_first_submitted_counts(desk: Any, boards: Any) -> None:
    due = '{ delete = "12-31", delete_basis = "submission" }'
    board = boards(desk, boards.declared(boards.rule_set(due=due)))
    record = board.record(completed="2024-12-20", credit_ids=("a",))
    entries = [
        evolve(entry, credit_ids=(key,), submitted=day)
        for key, day in (("a", date(2025, 2, 1)), ("b", date(2024, 12, 30)))
        for entry in board.judging().entries_of(record)
    ]
    both = evolve(
        record, action="Delete", claims=(evolve(record.claims[0], credit_ids=("a", "b")),)
    )
    [verdict] = board.judge(both, as_of=date(2025, 3, 1), ledger=MemoryLedger(entries))
    [found] = [each for each in verdict.findings if each.code == "706"]
    assert (found.param("found"), found.param("limit")) == ("2024-12-30", "2024-12-31")


# Two claims of one record to one board ----------------------------------------------------------


def test_claims_of_one_record_to_one_board_are_one_completion(desk: Any, boards: Any) -> None:
    # Types of one completion overlap; the same type twice would be 678.
    claims = [
        desk.claim("ABIM", total="8", credits=(CreditAmount(kind, "8"),))
        for kind in ("Medical Knowledge", "Practice Assessment")
    ]
    [verdict] = desk.judge(desk.record(1, *claims))
    assert boards.codes(verdict) == []


# What is left after a delete ---------------------------------------------------------------------


def test_of_several_records_only_the_deleted_one_gives_its_credit_back(
    desk: Any, boards: Any
) -> None:
    board = boards(
        desk,
        boards.declared(
            boards.rule_set(
                points="{ accumulate = true }", watch='[{ per = "year", credits = "8" }]'
            )
        ),
    )
    rows = [
        board.record(number, total=total, credit_ids=(str(number),))
        for number, total in ((1, "2"), (2, "3"), (3, "3"))
    ]
    for total, expected in (("3", []), ("3.25", ["711", "BR307"])):
        judging = board.judging(ledger=MemoryLedger())
        assert [judging.judge(row).status for row in rows] == ["accepted"] * 3
        gone = evolve(rows[1], number=4, action="Delete")
        assert judging.judge(gone).status == "deleted"
        # Nor does the year count what was deleted.
        last = judging.judge(board.record(5, total=total, credit_ids=("5",)))
        assert boards.codes(last) == expected


def test_what_is_granted_once_is_told_once(desk: Any, boards: Any) -> None:
    board = boards(
        desk,
        boards.declared(
            boards.rule_set(points="{ accumulate = true }", repeat='{ per = "activity" }')
        ),
    )
    rows = [board.record(number, total="8", completed=f"2026-05-2{number}") for number in (0, 1)]
    last = board.judge(*rows)[1]
    assert boards.told(last, "reason", "earned", "limit") == [
        ("710", "/claims/0/total", "once", "8", None)
    ]
