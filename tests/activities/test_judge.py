"""What becomes of an activity: its status, its verdict, and by which rules it is judged."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from boardrules.activities import ActivityJudging, Participants
from boardrules.activities.context import Context
from boardrules.activities.dates import months_after
from boardrules.activities.rules import builtin_rules, rules_of
from boardrules.findings import Severity
from boardrules.plugins import installed_plugins
from boardrules.programs import Programs

from .cases import CASES, entry
from .desk import ABIM, CLOSING, ENDURING, PAST, SOUND, changed, codes, judged, registered, said


@pytest.mark.parametrize(
    ("changes", "status", "verdict"),
    [
        ({}, "active", "registrable"),
        ({"status": "Draft"}, "draft", "registrable"),
        ({"status": "Draft", "description": "", "credits": ()}, "draft", "registrable"),
        ({"description": ""}, "draft", "rejected"),
        ({"title": ""}, "draft", "rejected"),
        ({"end": "2026-03-14", "start": "2026-03-14"}, "closable", "closable"),
        ({"end": "2026-03-15", "start": "2026-03-15"}, "active", "registrable"),
        (PAST, "closable", "closable"),
        ({**PAST, "status": "Ready to Close"}, "closable", "closable"),
        ({**PAST, "outcomes": ()}, "ready-to-close", "registrable"),
        ({**PAST, "participants": (Participants("physician", "3"),)}, "ready-to-close", "registrable"),
        (CLOSING, "closable", "closable"),
        ({**CLOSING, "outcomes": ()}, "ready-to-close", "rejected"),
        ({**CLOSING, "state": "Washington"}, "closable", "rejected"),
        ({"close": "true"}, "active", "rejected"),
        ({**PAST, "status": "Active"}, "closable", "rejected"),
        ({"action": "Delete", "title": "", "end": ""}, None, "registrable"),
        ({"action": "delete", "id": "12"}, None, "rejected"),
    ],
)  # fmt: skip
def test_status_and_verdict(changes: dict[str, Any], status: str | None, verdict: str) -> None:
    one = judged(changed(**changes))[0]
    assert (one.status, one.outcome) == (status, verdict)
    assert (one.outcome == "rejected") == any(
        each.severity is Severity.ERROR for each in one.findings
    )


def test_a_draft_is_told_what_it_needs_and_not_refused() -> None:
    found = said(changed(status="Draft", description="", city="", outcomes=()))
    assert codes(found) == [("BR404", "active"), ("BR404", "closing")]
    assert [each.param("found") for each in found] == ["city, description", "measured outcome"]


def test_what_no_one_asked_for_is_told_once_and_not_as_an_error() -> None:
    bare = changed(
        public="false", fee="", registration="", url="", outcomes=(), participants=(),
        commercial_support="", **registered(claim_date="", practice_areas=()),
    )  # fmt: skip
    found = said(bare)
    assert codes(found) == [("BR402", "practice_areas"), ("BR404", "closing")]
    assert found[1].param("found") == (
        "measured outcome, yes or no to commercial support, number of physicians, "
        "number of other learners, practice area (ABIM), credit claim date (ABIM), fee, "
        "kind of registration (open or limited), URL"
    )
    closing = said(evolve(bare, **CLOSING))
    assert {each.code for each in closing} == {"BR403"}
    assert len(closing) == 9


def test_findings_are_sorted_by_code_and_remarks_come_last() -> None:
    found = said(changed(state="Washington", description="", id="1", format="RSS", outcomes=()))
    assert [each.code for each in found] == ["BR402", "BR412", "BR424", "BR425", "BR404"]


def test_the_order_of_activities_does_not_matter_but_for_duplicates() -> None:
    entries = [entry(case.bad) for case in CASES if not case.before]
    for number, one in enumerate(entries):
        entries[number] = evolve(one, id=f"{number:09d}", own_id=f"A{number}")
    forward = {each.entry.id: each.findings for each in judged(*entries)}
    backward = {each.entry.id: each.findings for each in judged(*reversed(entries))}
    assert forward == backward


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 1, 8), 12, date(2026, 1, 8)),
        (date(2025, 7, 9), 36, date(2028, 7, 9)),
        (date(2024, 2, 29), 12, date(2025, 3, 1)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 8, 31), 6, date(2026, 3, 1)),
        (date(2025, 12, 31), 1, date(2026, 1, 31)),
    ],
)
def test_so_many_months_later(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    ("format_", "start", "end", "too_long"),
    [
        ("Regularly Scheduled Series", "2025-01-08", "2026-01-08", False),
        ("Regularly Scheduled Series", "2025-01-08", "2026-01-09", True),
        ("RSS", "2025-01-08", "2026-01-09", True),
        ("Enduring Material", "2024-02-29", "2027-03-01", False),
        ("Enduring Material", "2024-02-29", "2027-03-02", True),
        ("IEM", "2024-03-01", "2027-03-01", False),
        ("IEM", "2024-03-01", "2027-03-02", True),
        ("Journal-based CE", "2025-01-01", "2026-01-02", True),
        ("Something else", "2025-01-01", "2026-01-01", False),
        ("Something else", "2025-01-01", "2026-01-02", True),
    ],
)
def test_how_long_an_activity_may_last(format_: str, start: str, end: str, too_long: bool) -> None:
    entry = changed(format=format_, start=start, end=end, registrations=())
    assert ("BR407" in {each.code for each in said(entry)}) == too_long


@pytest.mark.parametrize("text", ["0.25", ".5", "11", "11.0", "0.750"])
def test_quarters_are_exact(text: str) -> None:
    points = registered(points=text)
    assert not {"BR414", "BR415"} & {each.code for each in said(changed(**points))}


@pytest.mark.parametrize("text", ["0.24", "0.251", "1/4", "1e1", "+1", "11,5", "11.000000001"])
def test_what_is_no_quarter(text: str) -> None:
    assert "BR415" in {each.code for each in said(changed(**registered(points=text)))}


@pytest.mark.parametrize("as_of", [date(2018, 6, 1), date(2026, 3, 15)])
def test_an_activity_that_is_over_is_judged_by_the_rules_of_its_end(as_of: date) -> None:
    spec = installed_plugins().programs.get("ABP")
    assert spec is not None
    context = Context(as_of, installed_plugins().programs, builtin_rules())
    over = changed(start="2018-03-02", end="2018-12-31")
    running = changed(start="2018-03-02", end="2021-03-02", **ENDURING)
    ahead = changed(start="2027-03-02", end="2027-03-03")
    assert context.rule_set(spec, over).id == "abp-1"
    assert context.rule_set(spec, running).id == ("abp-1" if as_of.year == 2018 else "abp-2")
    assert context.rule_set(spec, ahead).id == "abp-2"


def test_a_withdrawn_registration_is_passed_over() -> None:
    wrong = evolve(ABIM, board="ABMI", points="", credit_types=(), withdrawn=True)
    assert said(changed(registrations=(wrong, ABIM))) == []


def test_without_programs_every_board_is_unknown() -> None:
    verdict = ActivityJudging(date(2026, 3, 15), Programs([])).judge(SOUND)
    assert codes([*verdict.findings]) == [("BR420", "unknown")]


def test_other_rules_can_be_given() -> None:
    import tomllib
    from importlib.resources import files

    text = (files("boardrules_specs") / "activities.toml").read_text("utf-8")
    document = tomllib.loads(text)
    document["rule"]["description"]["effect"] = "warn"
    document["rule"]["description"]["most"] = 5
    judging = ActivityJudging(date(2026, 3, 15), installed_plugins().programs, rules_of(document))
    verdict = judging.judge(SOUND)
    assert verdict.outcome == "registrable"
    assert codes([*verdict.findings]) == [("BR411", None)]
