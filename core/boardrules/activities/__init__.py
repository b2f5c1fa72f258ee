"""Judging the registrations of activities. Knows no file format.

PARS publishes no error codes for activities; those here are ours, BR401 and on.
"""

from __future__ import annotations

from boardrules.activities.judge import ActivityJudging
from boardrules.activities.model import (
    ActivityEntry,
    ActivityStatus,
    ActivityVerdict,
    BoardRegistration,
    Credit,
    Keyword,
    MeasuredOutcome,
    Outcome,
    OutlineKey,
    Participants,
    Pharmacy,
    Recertification,
    RemsRegistration,
    StateContent,
    Support,
)

__all__ = [
    "ActivityEntry",
    "ActivityJudging",
    "ActivityStatus",
    "ActivityVerdict",
    "BoardRegistration",
    "Credit",
    "Keyword",
    "MeasuredOutcome",
    "Outcome",
    "OutlineKey",
    "Participants",
    "Pharmacy",
    "Recertification",
    "RemsRegistration",
    "StateContent",
    "Support",
]
