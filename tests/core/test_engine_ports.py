"""By which rules a record is judged, and what is said of what was not judged."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from boardrules import MemoryActivities, MemoryAnswers, MemoryLedger, MemoryRoster

# Rule sets by governing date ---------------------------------------------------------------


def rule_sets_used(desk: Any, record: Any, **how: Any) -> list[str]:
    judging = desk.engine(**how).start()
    judging.judge(record)
    return [str(rule_set.start) for rule_set in judging.rule_sets]


@pytest.mark.parametrize(
    ("completed", "since"), [("2019-12-31", "2016-11-03"), ("01-01-2020", "2020-01-01")]
)
def test_most_programs_are_governed_by_the_completion(
    desk: Any, completed: str, since: str
) -> None:
    for as_of in (date(2020, 1, 5), date(2026, 6, 1)):
        record = desk.record(1, "ABP", completed=completed)
        assert rule_sets_used(desk, record, as_of=as_of) == [since]


def test_the_rules_of_the_day_are_the_ones_that_judge(desk: Any) -> None:
    # The ABP took whole numbers, the same for all, through 2019; quarters since.
    activity = desk.activity(start=date(2019, 1, 1), end=date(2020, 1, 31))
    activity = evolve(
        activity,
        registrations=tuple(evolve(each, claim_date=None) for each in activity.registrations),
    )
    how: dict[str, Any] = {"as_of": date(2020, 1, 20), "activities": MemoryActivities([activity])}
    for total, before in [("1.25", ["675"]), ("2", ["673"]), ("8", [])]:
        records = [
            desk.record(
                learner,
                desk.claim("ABP", learner=learner, total=total),
                learner=learner,
                completed=completed,
            )
            for learner, completed in ((1, "2019-12-31"), (2, "2020-01-01"))
        ]
        found = [
            [code for code in codes if not code.startswith("BR")]
            for _, codes in desk.judged(*records, **how)
        ]
        assert found == [before, []], total


@pytest.mark.parametrize(
    ("as_of", "since"), [(date(2021, 10, 31), "2016-11-03"), (date(2021, 11, 1), "2021-11-01")]
)
def test_the_aba_is_governed_by_the_submission(desk: Any, as_of: date, since: str) -> None:
    for completed in ("2021-10-01", "2020-10-01"):
        record = desk.record(1, "ABA", completed=completed)
        assert rule_sets_used(desk, record, as_of=as_of) == [since]


def test_abpmr_is_governed_by_the_start_of_the_activity(desk: Any) -> None:
    def codes(start: date, completed: str) -> list[str]:
        activity = MemoryActivities([desk.activity(start=start)])
        [verdict] = desk.judge(desk.record(1, "ABPMR", completed=completed), activities=activity)
        return [each.code for each in verdict.findings]

    assert codes(date(2025, 1, 1), "2026-05-20") == []
    assert codes(date(2024, 12, 31), "2026-05-20") == ["670"]


def test_a_day_before_the_program_joined(desk: Any) -> None:
    # The ABP joined on 2016-11-03: on the day before nobody can report to it.
    record = desk.record(1, "ABP", completed="2016-11-01")
    [verdict] = desk.judge(record, as_of=date(2016, 11, 2))
    assert [(each.code, each.param("reason")) for each in verdict.findings] == [("713", "not-yet")]
    assert verdict.findings[0].param("limit") == "2016-11-03"


def test_a_completion_before_the_program_joined_is_too_old(desk: Any) -> None:
    activity = evolve(desk.activity(start=date(2015, 1, 1)))
    activities = MemoryActivities([activity])
    for completed, codes in [("2016-11-02", ["705"]), ("2016-11-03", [])]:
        record = desk.record(1, desk.claim("ABP", total="8"), completed=completed)
        [(_, found)] = desk.judged(record, as_of=date(2016, 11, 30), activities=activities)
        assert [code for code in found if not code.startswith("BR")] == codes


def test_judging_a_day_in_the_past_sees_no_later_day(desk: Any) -> None:
    record = desk.record(1, "ABIM")
    assert desk.judged(record, as_of=date(2026, 5, 19)) == [("rejected", ["671"])]
    assert desk.judged(record, as_of=date(2026, 5, 20)) == [("submitted", [])]


# Ports -------------------------------------------------------------------------------------


def what_was_not_judged(judging: Any) -> dict[str, str]:
    return {code: each.because for each in judging.not_judged for code in each.codes}


def test_without_any_port_the_run_says_what_it_could_not_judge(desk: Any) -> None:
    judging = desk.engine(activities=None, roster=None).start()
    verdict = judging.judge(desk.record(1, "ABIM"))
    assert verdict.status == "not-judged"
    assert verdict.findings == ()
    missing = what_was_not_judged(judging)
    for word, codes in {
        "activities": ("670", "671", "672", "674", "676", "680", "681", "690"),
        "roster": ("661", "664", "665", "718"),
        "ledger": ("603", "605", "709", "710", "711", "717"),
        "answer": ("999",),
    }.items():
        assert all(word in missing[code] for code in codes), word


def test_a_verdict_that_is_not_judged_says_what_was_absent(desk: Any) -> None:
    [verdict] = desk.judge(desk.record(1, "ABIM"), activities=None)
    assert verdict.status == "not-judged"
    assert verdict.because is not None
    assert "activities" in verdict.because


def test_without_activities_what_can_be_judged_still_is(desk: Any) -> None:
    for change in ({"first_name": ""}, {"completed": "13/13/2026"}, {"activity_id": "12"}):
        [verdict] = desk.judge(desk.record(1, "ABIM", **change), activities=None)
        assert verdict.status == "rejected", change


def test_with_every_port_nothing_is_left_out(desk: Any) -> None:
    judging = desk.engine(ledger=MemoryLedger(), answers=MemoryAnswers({})).start()
    judging.judge(desk.record(1, *desk.programs))
    assert judging.not_judged == ()


def test_a_roster_of_some_programs_leaves_the_others_unjudged(desk: Any) -> None:
    judging = desk.engine(roster=desk.roster("ABIM")).start()
    stranger = {"id": "999999"}
    known = judging.judge(desk.record(1, desk.claim("ABIM", **stranger)))
    other = judging.judge(desk.record(2, desk.claim("ABS", **stranger)))
    state = judging.judge(desk.record(3, desk.claim("CME", id="A9999"), learner=3))
    assert [each.code for each in known.findings] == ["661"]
    assert (other.status, other.findings) == ("accepted", ())
    assert (state.status, state.findings) == ("accepted", ())
    missing = [each for each in judging.not_judged if "661" in each.codes]
    assert len(missing) == 2
    assert sorted(each.because.rpartition(" ")[2] for each in missing) == ["ABS", "CA"]
    assert all(each.codes == ("661", "664", "665", "718") for each in missing)


def test_a_roster_that_covers_a_program_without_people_knows_nobody(desk: Any) -> None:
    roster = MemoryRoster([], programs=["ABIM"])
    assert desk.judged(desk.record(1, "ABIM"), roster=roster) == [("rejected", ["661"])]


@pytest.mark.parametrize(
    ("activity", "codes", "word"),
    [({"start": None}, ("672",), "start date"), ({"end": None}, ("671",), "end date")],
)
def test_an_activity_that_lacks_a_date_is_said_to(
    desk: Any, activity: dict[str, Any], codes: tuple[str, ...], word: str
) -> None:
    judging = desk.engine(activities=MemoryActivities([desk.activity(**activity)])).start()
    assert judging.judge(desk.record(1, "CME")).status == "accepted"
    missing = what_was_not_judged(judging)
    for code in codes:
        assert word in missing[code]
