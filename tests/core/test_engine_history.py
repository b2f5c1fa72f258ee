"""What one record leaves for later ones: credit held, credit IDs, deletes, and what a ledger knows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from boardrules import CreditAmount, MemoryActivities, MemoryLedger


def xml(
    desk: Any, number: int, program: str, credit_id: str, amount: str = "2", **more: Any
) -> Any:
    """A record of one learner with one claim that has a credit ID."""
    return desk.record(number, desk.xml_claim(program, credit_id, amount), **more)


def ledger_of(desk: Any, *records: Any, status: str = "accepted", **how: Any) -> MemoryLedger:
    """A ledger that holds ``records`` as submitted before."""
    judging = desk.engine(**how).start()
    return MemoryLedger(entry for record in records for entry in judging.entries_of(record, status))


# Each breaks one claim of a record and leaves its other claims as they are.
BROKEN = {"total": None, "credits": (CreditAmount("Medical Knowledge", "1.3"),)}


def broken_beside(desk: Any, number: int, good: Any) -> list[Any]:
    """Records of which one claim is ``good`` and another fails, the good one first and last."""
    bad = desk.xml_claim("ABIM", f"bad-{number}", **BROKEN)
    return [desk.record(number, good, bad), desk.record(number, bad, good)]


@pytest.mark.parametrize("place", [0, 1])
def test_credit_of_a_rejected_record_is_not_held(desk: Any, place: int) -> None:
    first = broken_beside(desk, 1, desk.xml_claim("ABS", "a", "5"))[place]
    records = [
        first,
        xml(desk, 2, "ABS", "b", "5"),
        xml(desk, 3, "ABS", "c", "3.25"),
        xml(desk, 4, "ABS", "d", "3"),
        xml(desk, 5, "ABS", "e", "0.25"),
    ]
    assert desk.judged(*records) == [
        ("rejected", ["675"]),
        ("accepted", []),
        ("rejected", ["711"]),
        ("accepted", []),
        ("rejected", ["710"]),
    ]


@pytest.mark.parametrize("place", [0, 1])
def test_a_rejected_record_leaves_no_completion_behind(desk: Any, place: int) -> None:
    # 717 for the ABA, BR311 for a state.
    first = broken_beside(desk, 1, desk.xml_claim("ABA", "a"))[place]
    then = [xml(desk, 2, "ABA", "b"), xml(desk, 3, "CME", "c"), xml(desk, 4, "ABA", "d")]
    assert desk.judged(first, then[1]) == [("rejected", ["675"]), ("accepted", [])]
    assert desk.judged(first, *then) == [
        ("rejected", ["675"]),
        ("submitted", []),
        ("accepted", ["BR311"]),
        ("rejected", ["717"]),
    ]


@pytest.mark.parametrize("place", [0, 1])
def test_credit_of_a_rejected_record_does_not_count_for_the_day(desk: Any, place: int) -> None:
    first = broken_beside(desk, 1, desk.xml_claim("ABS", "a", "8"))[place]
    other = desk.activity(id="202600002")
    activities = MemoryActivities([desk.activity(), other])
    elsewhere = xml(desk, 2, "ABS", "b", "8", activity_id=other.id)
    assert desk.judged(first, elsewhere, activities=activities)[1] == ("accepted", [])
    accepted = xml(desk, 1, "ABS", "a", "8")
    assert desk.judged(accepted, elsewhere, activities=activities)[1] == ("accepted", ["BR306"])


@pytest.mark.parametrize("place", [0, 1])
def test_the_credit_id_of_a_rejected_record_is_used_up(desk: Any, place: int) -> None:
    first = broken_beside(desk, 1, desk.xml_claim("ABS", "a"))[place]
    assert desk.judged(first, xml(desk, 2, "ABS", "a"), xml(desk, 3, "ABS", "a")) == [
        ("rejected", ["675"]),
        ("rejected", ["603"]),
        ("rejected", ["603"]),
    ]


def test_a_rejected_row_is_an_earlier_copy_of_another(desk: Any) -> None:
    rows = [desk.record(number, desk.claim("ABS", total="1.3")) for number in (1, 2)]
    assert desk.judged(*rows) == [("rejected", ["675"]), ("rejected", ["603"])]


def test_a_record_that_only_met_warnings_counts(desk: Any) -> None:
    loose = xml(desk, 1, "ABS", "a", "8", first_name="I.")
    assert desk.judged(loose, xml(desk, 2, "ABS", "b")) == [
        ("accepted", ["BR309"]),
        ("rejected", ["710"]),
    ]


def test_a_credit_id_counts_once_in_a_file(desk: Any) -> None:
    records = [xml(desk, number, "ABS", "a", learner=number) for number in (1, 2, 3)]
    records = [
        evolve(each, claims=(evolve(each.claims[0], id=desk.person("ABS", each.number).id),))
        for each in records
    ]
    verdicts = desk.judge(*records)
    assert [verdict.status for verdict in verdicts] == ["accepted", "rejected", "rejected"]
    for verdict in verdicts[1:]:
        [found] = verdict.findings
        assert (found.code, found.param("found")) == ("603", "a")
        assert str(found.param("first")).endswith("1")


def test_rows_without_credit_ids_are_told_apart_by_their_contents(desk: Any) -> None:
    row = desk.record(1, "CME")
    assert desk.judged(row, evolve(row, number=2)) == [("accepted", []), ("rejected", ["603"])]
    other = evolve(row, number=2, completed="2026-05-21")
    assert desk.judged(row, other) == [("accepted", []), ("accepted", [])]


def test_two_runs_know_nothing_of_each_other(desk: Any) -> None:
    engine = desk.engine()
    record = xml(desk, 1, "ABS", "a", "8")
    for _ in range(2):
        [verdict] = engine.check([record])
        assert verdict.status == "accepted"


def test_earlier_credit_of_the_ledger_and_the_run_add_up(desk: Any) -> None:
    ledger = ledger_of(desk, xml(desk, 1, "ABS", "a", "4"))
    records = [
        xml(desk, 2, "ABS", "b", "3"),
        xml(desk, 3, "ABS", "c", "2"),
        xml(desk, 4, "ABS", "d", "1"),
        xml(desk, 5, "ABS", "e", "0.25"),
    ]
    verdicts = desk.judge(*records, ledger=ledger)
    found = [[(each.code, each.param("earned")) for each in one.findings] for one in verdicts]
    assert found == [[], [("711", "7")], [], [("710", "8")]]


@pytest.mark.parametrize(
    ("status", "live"),
    [("accepted", True), ("submitted", True), ("rejected", False), ("deleted", False)],
)
def test_only_live_entries_of_the_ledger_count(desk: Any, status: str, live: bool) -> None:
    ledger = ledger_of(desk, xml(desk, 1, "ABS", "a", "8"), status=status)
    for credit_id, code in (("a", "603"), ("b", "710")):
        [verdict] = desk.judge(xml(desk, 1, "ABS", credit_id, "8"), ledger=ledger)
        found = [each.code for each in verdict.findings]
        assert found[:1] == ([code] if live else [])


def test_a_credit_that_pars_made_itself_is_no_duplicate(desk: Any) -> None:
    record = xml(desk, 1, "CME", "a")
    judging = desk.engine().start()
    ledger = MemoryLedger(judging.entries_of(record, channel="matched"))
    assert desk.judged(record, ledger=ledger) == [("accepted", [])]


# Deletes -----------------------------------------------------------------------------------


def delete(record: Any, number: int | None = None, **changes: Any) -> Any:
    return evolve(record, number=number or record.number, action="Delete", **changes)


def reasons(verdict: Any) -> list[tuple[str, str | None]]:
    return [(each.code, each.param("reason")) for each in verdict.findings]


@pytest.mark.parametrize("program", ["ABS", "ABIM", "ABA", "CME"])
def test_what_the_ledger_holds_can_be_deleted(desk: Any, program: str) -> None:
    expected = "delete-submitted" if program in ("ABIM", "ABA") else "deleted"
    for added in (xml(desk, 1, program, "a"), desk.record(1, program)):
        ledger = ledger_of(desk, added)
        assert desk.judged(delete(added), ledger=ledger) == [(expected, [])]
        assert desk.judged(evolve(added, action="DELETE"), ledger=ledger) == [(expected, [])]


@pytest.mark.parametrize("identifier", ["1234567893", "A-12345", "a012345"])
def test_a_delete_repeats_the_identifier_as_it_was_added(desk: Any, identifier: str) -> None:
    # The NPI and the licence with a zero too many are found on the roster under the licence.
    added = desk.record(1, desk.xml_claim("CME", "a", id=identifier))
    assert [status for status, _ in desk.judged(added)] == ["accepted"]
    assert desk.judged(delete(added), ledger=ledger_of(desk, added)) == [("deleted", [])]


@pytest.mark.parametrize(
    ("status", "reason"),
    [("accepted", None), ("rejected", None), ("submitted", "pending"), ("deleted", "deleted")],
)
def test_only_what_is_finished_and_there_can_be_deleted(
    desk: Any, status: str, reason: str | None
) -> None:
    added = xml(desk, 1, "ABS", "a")
    [verdict] = desk.judge(delete(added), ledger=ledger_of(desk, added, status=status))
    assert reasons(verdict) == ([("605", reason)] if reason else [])


def test_what_the_ledger_does_not_hold_cannot_be_deleted(desk: Any) -> None:
    for added in (xml(desk, 1, "ABS", "a"), desk.record(1, "ABS")):
        [verdict] = desk.judge(delete(added), ledger=MemoryLedger())
        assert verdict.status == "rejected"
        assert reasons(verdict) == [("605", "unknown")]


@pytest.mark.parametrize(
    "change",
    [
        {"completed": "2026-05-19"},
        {"activity_id": "202600002"},
        {"program": "ABS"},
        {"id": "D-9999"},
        {"amount": "3"},
        {"type": "Self-Assessment"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_delete_must_repeat_what_was_added(desk: Any, change: dict[str, str]) -> None:
    added = xml(desk, 1, "ABOS", "a")
    [claim] = added.claims
    credit = claim.credits[0]
    credit = CreditAmount(change.pop("type", credit.type), change.pop("amount", credit.amount))
    own = {name: change.pop(name) for name in ("program", "id") if name in change}
    other = evolve(delete(added), claims=(evolve(claim, credits=(credit,), **own),), **change)
    [verdict] = desk.judge(other, ledger=ledger_of(desk, added))
    assert reasons(verdict) == [("605", "mismatch")]


def test_a_delete_does_not_ask_whether_the_record_would_pass_today(desk: Any) -> None:
    added = xml(desk, 1, "ABS", "a", "20", completed="2026-01-05")
    for how in ({}, {"activities": None}, {"roster": None}):
        ledger = ledger_of(desk, added)
        assert desk.judged(delete(added), ledger=ledger, **how) == [("deleted", [])]


def test_a_delete_needs_its_credit_id(desk: Any) -> None:
    for how in ({}, {"ledger": MemoryLedger()}):
        record = delete(xml(desk, 1, "ABS", ""))
        assert desk.judged(record, **how) == [("rejected", ["650"])]


def test_without_a_ledger_only_what_the_file_added_is_known(desk: Any) -> None:
    added = xml(desk, 1, "ABS", "a")
    assert desk.judged(added, delete(added, 2))[1] == ("deleted", [])
    [verdict] = desk.judge(delete(added))
    assert (verdict.status, verdict.findings) == ("not-judged", ())
    assert verdict.because is not None
    assert "ledger" in verdict.because


@pytest.mark.parametrize("with_ledger", [False, True])
def test_a_delete_of_what_the_file_added_at_once(desk: Any, with_ledger: bool) -> None:
    how = {"ledger": MemoryLedger()} if with_ledger else {}
    added = xml(desk, 1, "ABS", "a")
    assert desk.judged(added, delete(added, 2), **how) == [("accepted", []), ("deleted", [])]


def test_a_delete_of_two_claims_toward_one_board(desk: Any) -> None:
    claims = [
        desk.claim("ABS", total=total, credits=(CreditAmount(kind, total),), credit_ids=ids)
        for total, kind, ids in (("3", "Accredited CME", ("a",)), ("2", "Self-Assessment", ("b",)))
    ]
    for credit_ids in (True, False):
        both = [each if credit_ids else evolve(each, credit_ids=None) for each in claims]
        added = desk.record(1, *both)
        first, second = desk.judge(added, delete(added, 2))
        assert (first.status, second.status, reasons(second)) == ("accepted", "deleted", [])


def test_blank_credit_ids_are_none_whatever_came_before(desk: Any) -> None:
    """What claims with IDs came to must not stand for claims without."""

    def claimed(number: int, total: str, *ids: str) -> Any:
        credits = (CreditAmount("Accredited CME", total),)
        claim = desk.claim("ABOS", total=total, credits=credits, credit_ids=ids)
        return desk.record(number, claim, completed=f"2026-05-1{number}")

    given = [claimed(1, "1", "x"), claimed(2, "2", "y")]
    blank = [claimed(3, "1"), claimed(4, "2")]
    alone, after = desk.judged(*blank), desk.judged(*given, *blank)[2:]
    assert alone == after
    same = [evolve(each, completed="2026-05-11") for each in (*given, *blank)]
    assert not any("603" in codes for _, codes in desk.judged(*same)[2:])


def test_a_record_that_the_board_still_works_on_cannot_be_deleted(desk: Any) -> None:
    # Added by the same file, it is Submitted for about a day.
    added = xml(desk, 1, "ABIM", "a")
    verdict = desk.judge(added, delete(added, 2))[1]
    assert reasons(verdict) == [("605", "pending")]


def test_a_rejected_add_leaves_nothing_to_delete(desk: Any) -> None:
    added = xml(desk, 1, "ABS", "a", "1.3")
    verdict = desk.judge(added, delete(added, 2))[1]
    assert verdict.status in ("rejected", "not-judged")


def test_a_record_is_deleted_once(desk: Any) -> None:
    added = xml(desk, 1, "ABS", "a")
    ledger = ledger_of(desk, added)
    verdicts = desk.judge(delete(added), delete(added, 2), ledger=ledger)
    assert [verdict.status for verdict in verdicts] == ["deleted", "rejected"]
    assert reasons(verdicts[1]) == [("605", "deleted")]


def test_without_a_ledger_a_record_is_deleted_once(desk: Any) -> None:
    added = xml(desk, 1, "ABS", "a")
    verdicts = desk.judge(added, delete(added, 2), delete(added, 3))
    assert [verdict.status for verdict in verdicts[:2]] == ["accepted", "deleted"]
    assert verdicts[2].status in ("rejected", "not-judged")


@pytest.mark.parametrize("amount", ["2", "8"])
def test_added_deleted_and_added_again_in_one_file(desk: Any, amount: str) -> None:
    added = xml(desk, 1, "ABOS", "a", amount)
    again = evolve(added, number=3)
    for record in (added, desk.record(1, "ABOS")):
        records = (record, delete(record, 2), evolve(record, number=3))
        assert [status for status, _ in desk.judged(*records)] == [
            "accepted",
            "deleted",
            "accepted",
        ]
    assert desk.judged(added, delete(added, 2), again)[2] == ("accepted", [])


def test_deleted_by_the_file_and_added_again(desk: Any) -> None:
    added = xml(desk, 1, "ABOS", "a", "8")
    for again in (evolve(added, number=2), xml(desk, 2, "ABOS", "b", "8")):
        ledger = ledger_of(desk, added)
        assert desk.judged(delete(added), again, ledger=ledger) == [
            ("deleted", []),
            ("accepted", []),
        ]


def test_deleted_credit_does_not_count_for_the_day(desk: Any) -> None:
    added = xml(desk, 1, "ABS", "a", "8")
    verdict = desk.judged(added, delete(added, 2), xml(desk, 3, "ABS", "b", "8"))[2]
    assert verdict == ("accepted", [])


def test_a_deleted_completion_is_not_repeated_by_cme(desk: Any) -> None:
    added = xml(desk, 1, "ABS", "a")
    verdict = desk.judged(added, delete(added, 2), xml(desk, 3, "CME", "b"))[2]
    assert verdict == ("accepted", [])


def test_deleting_one_credit_leaves_the_record_s_others(desk: Any) -> None:
    both = desk.record(
        1,
        desk.xml_claim("ABS", "a", "8"),
        desk.xml_claim("ABOS", "b", "8", credits=(CreditAmount("Self-Assessment", "8"),)),
    )
    verdicts = desk.judged(
        both, delete(xml(desk, 1, "ABS", "a", "8"), 2), xml(desk, 3, "ABOS", "c", "8")
    )
    assert verdicts[0] == ("accepted", [])
    assert verdicts[2] == ("rejected", ["710"])


@pytest.mark.parametrize("with_ledger", [False, True])
@pytest.mark.parametrize(
    ("as_of", "codes"), [(date(2025, 12, 31), []), (date(2026, 1, 1), ["706"])]
)
def test_the_last_day_for_deletes(
    desk: Any, as_of: date, codes: list[str], with_ledger: bool
) -> None:
    for completed in ("2025-01-15", "2025-12-31"):
        added = xml(desk, 1, "ABS", "a", completed=completed)
        how = {"ledger": ledger_of(desk, added)} if with_ledger else {}
        assert desk.judged(delete(added), as_of=as_of, **how)[0][1] == codes


@pytest.mark.parametrize("program", ["CME", "REMS"])
def test_states_and_rems_have_no_last_day_for_deletes(desk: Any, program: str) -> None:
    claim = desk.claim(program, total=None, credits=(CreditAmount("x", "1"),), credit_ids=("a",))
    added = desk.record(1, claim, completed="2024-01-15")
    ledger = ledger_of(desk, added)
    assert desk.judged(delete(added), ledger=ledger) == [("deleted", [])]


def test_entries_of_says_what_a_ledger_keeps(desk: Any) -> None:
    record = desk.record(
        1, desk.xml_claim("ABOS", "a", "1.5"), desk.claim("CME"), desk.claim("ABIM")
    )
    entries = desk.engine().start().entries_of(record, "submitted", "self-report")
    assert [(each.program, each.learner, each.total) for each in entries] == [
        ("ABOS", "D1000", Decimal("1.5")),
        ("STATE", "A12345", Decimal(2)),
        ("ABIM", "123456", Decimal(2)),
    ]
    assert entries[0].credit_ids == ("a",)
    assert {each.status for each in entries} == {"submitted"}
    assert {each.channel for each in entries} == {"self-report"}
    assert entries[0].types == ("Accredited CME",)
    # Unreadable dates and unknown programs leave nothing to hold.
    assert desk.engine().start().entries_of(evolve(record, completed="soon")) == []
