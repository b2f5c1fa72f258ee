"""Records, activities, people and ledger entries as plain data, for JSON in and out.

The shapes are those of the classes in :mod:`boardrules.records`: the same names, dates as
``YYYY-MM-DD``, credits as decimal text, absent fields left out. The conformance suite and
its protocol speak this form.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from boardrules.locations import JsonOrigin, Origin
from boardrules.records import (
    Activity,
    Claim,
    CompletionRecord,
    CreditAmount,
    Entry,
    Participant,
    Person,
    Registration,
)


def record_from(
    data: Mapping[str, Any], number: int, origin: Origin | None = None
) -> CompletionRecord:
    """A record from its plain form. KeyError, TypeError or ValueError when it has another shape."""
    return CompletionRecord(
        number=number,
        action=data.get("action", ""),
        activity_id=data.get("activity_id", ""),
        completed=data.get("completed", ""),
        first_name=data.get("first_name", ""),
        last_name=data.get("last_name", ""),
        birth_date=data.get("birth_date", ""),
        claims=tuple(_claim(each) for each in data.get("claims", ())),
        origin=origin if origin is not None else JsonOrigin(pointer=f"/records/{number - 1}"),
    )


def _claim(data: Mapping[str, Any]) -> Claim:
    participant = data.get("participant")
    ids = data.get("credit_ids")
    return Claim(
        program=data.get("program", ""),
        id=data.get("id", ""),
        id_type=data.get("id_type", ""),
        state=data.get("state", ""),
        total=data.get("total"),
        credits=tuple(CreditAmount(each["type"], each.get("amount")) for each in data["credits"])
        if "credits" in data
        else (),
        credit_ids=None if ids is None else tuple(ids),
        participant=None if participant is None else Participant(**participant),
    )


def record_to(record: CompletionRecord) -> dict[str, Any]:
    """The plain form of a record; :func:`record_from` gives it back."""
    fields = ("action", "activity_id", "completed", "first_name", "last_name", "birth_date")
    return {
        **{name: getattr(record, name) for name in fields if getattr(record, name)},
        "claims": [_claim_to(claim) for claim in record.claims],
    }


def _claim_to(claim: Claim) -> dict[str, Any]:
    data: dict[str, Any] = {"program": claim.program}
    for name in ("id", "id_type", "state"):
        if getattr(claim, name):
            data[name] = getattr(claim, name)
    if claim.total is not None:
        data["total"] = claim.total
    data["credits"] = [
        {"type": credit.type} | ({} if credit.amount is None else {"amount": credit.amount})
        for credit in claim.credits
    ]
    if claim.credit_ids is not None:
        data["credit_ids"] = list(claim.credit_ids)
    if claim.participant is not None:
        data["participant"] = {
            name: getattr(claim.participant, name)
            for name in Participant.__slots__
            if not name.startswith("__") and getattr(claim.participant, name)
        }
    return data


def day_from(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def activity_from(data: Mapping[str, Any]) -> Activity:
    """An activity from its plain form."""
    return Activity(
        id=data["id"],
        title=data.get("title", ""),
        provider_id=data.get("provider_id", ""),
        format=data.get("format", ""),
        start=day_from(data.get("start")),
        end=day_from(data.get("end")),
        cme_credits=_number(data.get("cme_credits")),
        registrations=tuple(
            Registration(
                program=each["program"],
                points=_number(each.get("points")),
                credit_types=tuple(each.get("credit_types", ())),
                claim_date=day_from(each.get("claim_date")),
                content_areas=tuple(each.get("content_areas", ())),
                practice_areas=tuple(each.get("practice_areas", ())),
                kind=each.get("kind", ""),
                pre_approved=each.get("pre_approved"),
                withdrawn=each.get("withdrawn", False),
            )
            for each in data.get("registrations", ())
        ),
    )


def person_from(data: Mapping[str, Any]) -> Person:
    """A person of a roster from its plain form; ``birth_date`` is ``MM/DD``."""
    return Person(
        program=data["program"],
        id=data.get("id", ""),
        first_name=data.get("first_name", ""),
        last_name=data.get("last_name", ""),
        birth_date=data.get("birth_date", ""),
        npi=data.get("npi", ""),
    )


def entry_from(data: Mapping[str, Any]) -> Entry:
    """A ledger entry from its plain form."""
    return Entry(
        credit_ids=tuple(data["credit_ids"]),
        program=data["program"],
        learner=data.get("learner", ""),
        activity_id=data["activity_id"],
        completed=day_from(data.get("completed")),
        total=Decimal(data.get("total", "0")),
        types=tuple(data.get("types", ())),
        status=data.get("status", "accepted"),
        channel=data.get("channel", "pars"),
        name=data.get("name", ""),
        submitted=day_from(data.get("submitted")),
    )
