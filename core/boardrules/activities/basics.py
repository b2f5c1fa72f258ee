"""What every activity says of itself: its identifiers, its description, its credit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from boardrules.activities.context import Context
from boardrules.activities.model import ActivityEntry, Problem, problem
from boardrules.values import is_multiple, read_amount


def description_is_short_enough(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR411: the description has at most 2,500 characters.

    Source: ACCME's draft activity schema.
    """
    rule = context.rules["description"]
    if len(entry.description) > rule["most"]:
        yield problem(
            "BR411", "description", rule.severity, found=len(entry.description), limit=rule["most"]
        )


def identifiers_have_their_digits(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR412: an activity ID has nine digits, a provider ID seven, a pharmacy sequence number 3 or 4.

    Source: Reporting Learner Data in PARS (tutorial) and ACCME's draft schemas.
    """
    for field, name, text in (
        ("id", "activity_id", entry.id),
        ("provider_id", "provider_id", entry.provider_id),
    ):
        rule = context.rules[name]
        whole = text.isascii() and text.isdigit()
        if text and not (whole and len(text) == rule["digits"]):
            yield problem(
                "BR412",
                field,
                rule.severity,
                reason=name.replace("_", "-"),
                found=text,
                expected=rule["digits"],
            )
    rule, text = context.rules["pharmacy_sequence"], entry.pharmacy.sequence
    whole = text.isascii() and text.isdigit()
    if text and not (whole and rule["least"] <= len(text) <= rule["most"] and int(text)):
        yield problem(
            "BR412",
            "pharmacy/sequence",
            rule.severity,
            reason="pharmacy-sequence",
            found=text,
            expected=f"{rule['least']} or {rule['most']}",
        )


def can_be_matched(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR413: what is to be changed can be found in PARS, and later what is added now.

    Source: ACCME's draft activity schema and FAQ on tab-delimited files; that a new activity
    should have the provider's own ID is third-party advice.
    """
    if entry.id or entry.own_id:
        return
    action = context.meant("action", entry.action)
    if action in ("Update", "Delete"):
        yield problem("BR413", "", context.severity("matching"), reason="no-id", found=action)
    else:
        yield problem("BR413", "", context.severity("own_id"), reason="no-own-id")


def credit_amounts_are_quarters(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR414: an amount of credit is a number, at least 0.25, in steps of 0.25.

    Source: ACCME's draft activity schema.
    """
    rule = context.rules["cme_amount"]
    for index, credit in enumerate(entry.credits):
        reason = amount_problem(credit.amount, Decimal(rule["step"]), Decimal(rule["least"]))
        if reason:
            yield problem(
                "BR414",
                f"credits/{index}/amount",
                rule.severity,
                reason=reason,
                found=credit.amount,
                expected=rule["step"],
                what=credit.kind,
            )


def amount_problem(text: str, step: Decimal, least: Decimal) -> str | None:
    """Why ``text`` is no amount: ``unreadable``, ``too-little`` or ``step``; None when it is, or blank."""
    amount = read_amount(text)
    if amount is None:
        return "unreadable" if text else None
    if amount < least:
        return "too-little"
    return None if is_multiple(amount, step) else "step"


CHECKS = (
    description_is_short_enough,
    identifiers_have_their_digits,
    can_be_matched,
    credit_amounts_are_quarters,
)

#: What is looked at when an activity is to be deleted.
OF_DELETED = (identifiers_have_their_digits, can_be_matched)
