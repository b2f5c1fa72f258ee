"""A made-up activity of which nothing is wrong until a test changes it."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve

from boardrules.activities import (
    ActivityEntry,
    ActivityJudging,
    ActivityVerdict,
    BoardRegistration,
    Credit,
    MeasuredOutcome,
    Participants,
    RemsRegistration,
    Support,
)
from boardrules.findings import Finding
from boardrules.plugins import installed_plugins

AS_OF = date(2026, 3, 15)

ABIM = BoardRegistration(
    board="ABIM",
    points="11",
    credit_types=("Medical Knowledge",),
    claim_date="2026-06-30",
    practice_areas=("Internal Medicine",),
)
ABA = evolve(
    ABIM,
    board="ABA",
    credit_types=("Lifelong Learning", "Patient Safety"),
    content_areas=("1.2.3",),
)
ABOS = evolve(
    ABIM, board="ABOS", credit_types=("Accredited CME", "Self-Assessment"), pre_approved="yes"
)
OPIOIDS = RemsRegistration("Opioid Analgesic", "EG-000000-001")
SUPPORT = Support("Example Devices", "2500", "USD")

#: Active as of :data:`AS_OF`, and filled in so far that closing will need nothing more.
SOUND = ActivityEntry(
    id="203512399",
    own_id="LAM-0099",
    provider_id="0007654",
    action="Add",
    close="false",
    title="Hospital Medicine Spring Course",
    format="Live Course",
    start="2026-04-16T00:00:00",
    end="2026-04-17T00:00:00",
    reporting_start="2026-04-16",
    reporting_end="2026",
    description="A course of two days.",
    url="lakeshore.example/spring",
    delivery_methods=("In-Person", "Live-Streamed"),
    city="Lakeshore",
    state="WA",
    country="USA",
    sponsorship="direct",
    credits=(Credit("AMA PRA Category 1", "11"),),
    professions=("Physician",),
    public="true",
    fee="No, it's free",
    registration="Open to all",
    commercial_support="no",
    outcomes=(MeasuredOutcome("Learner Knowledge", ("Objective",)),),
    participants=(Participants("physician", "0"), Participants("non-physician", "0")),
    registrations=(ABIM,),
)

PAST = {"start": "2026-03-02", "end": "2026-03-03", "reporting_start": "2026"}
#: Over, and to be closed.
CLOSING = {**PAST, "close": "true"}
ENDURING = {"format": "Enduring Material", "delivery_methods": ("Online",)}


def changed(**changes: Any) -> ActivityEntry:
    """The sound activity with other values."""
    return evolve(SOUND, **changes)


def registered(registration: BoardRegistration = ABIM, **changes: Any) -> dict[str, Any]:
    """The change that registers the activity so, and with no other board."""
    return {"registrations": (evolve(registration, **changes),)}


def judged(*entries: ActivityEntry, as_of: date = AS_OF) -> list[ActivityVerdict]:
    """The verdicts on activities as one submission."""
    judging = ActivityJudging(as_of, installed_plugins().programs)
    return [judging.judge(entry) for entry in entries]


def said(*entries: ActivityEntry, as_of: date = AS_OF) -> list[Finding]:
    """The findings on the last of the activities."""
    return [*judged(*entries, as_of=as_of)[-1].findings]


def codes(found: list[Finding]) -> list[tuple[str, str | None]]:
    """Each finding's code and reason."""
    return [(each.code, each.param("reason")) for each in found]
