"""Place, providers, commercial support, participants and REMS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from boardrules.activities.context import Context
from boardrules.activities.model import ActivityEntry, Problem, problem
from boardrules.values import words_key

_COUNTRY = re.compile(r"[A-Z]{3}", re.ASCII)
_STATE = re.compile(r"[A-Z]{2}", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


def place_is_in_codes(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR425: the country is its three letters and, in the USA, the state its two.

    Source: ACCME's draft activity schema; the list of states and what is said of territories
    are third-party.
    """
    country, state = entry.country, entry.state
    if country and not _COUNTRY.fullmatch(country):
        yield problem(
            "BR425", "country", context.severity("country"), reason="country", found=country
        )
    territory = context.rules["territory"]
    if country in territory["states"]:
        yield problem(
            "BR425",
            "country",
            territory.severity,
            reason="territory",
            found=country,
            expected=territory["states"][country],
        )
    rule = context.rules["state"]
    if country != rule["country"] or not state:
        return
    if not _STATE.fullmatch(state):
        yield problem("BR425", "state", rule.severity, reason="state", found=state)
    elif state not in context.rules["state_code"]["values"]:
        severity = context.severity("state_code")
        yield problem("BR425", "state", severity, reason="unknown-state", found=state)


def direct_has_no_joint_provider(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR426: an activity that is provided directly names no joint provider.

    Source: inferred from ACCME's draft activity schema.
    """
    if context.meant("sponsorship", entry.sponsorship) == "direct" and any(entry.joint_providers):
        found = ", ".join(entry.joint_providers)
        yield problem("BR426", "joint_providers/0", context.severity("joint"), found=found)


def support_is_complete(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR427: commercial support has a source and, if it is money, a whole amount in US dollars.

    Source: ACCME's draft activity schema. That a no beside an amount is a slip is inferred.
    """
    severity = context.severity("support")
    for index, support in enumerate(entry.supports):
        field = f"supports/{index}"
        if not support.source:
            yield problem("BR427", f"{field}/source", severity, reason="source")
        if not _WHOLE.fullmatch(support.amount):
            found = support.amount
            yield problem("BR427", f"{field}/amount", severity, reason="amount", found=found)
        usual = context.rules["currency"]
        if support.currency not in usual["values"]:
            yield problem(
                "BR427",
                f"{field}/currency",
                usual.severity if support.currency else severity,
                reason="currency",
                found=support.currency,
                expected=", ".join(usual["values"]),
            )
    for index, source in enumerate(entry.in_kind):
        if not source:
            yield problem("BR427", f"in_kind/{index}", severity, reason="source")
    if context.yes(entry.commercial_support) is False and (entry.supports or entry.in_kind):
        severity = context.severity("support_answer")
        yield problem("BR427", "commercial_support", severity, reason="denied")


def participants_are_counted(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR428: numbers of participants are whole, and there is one for each category.

    Source: ACCME's draft activity schema; one for each category is inferred.
    """
    seen: set[str] = set()
    for index, each in enumerate(entry.participants):
        field = f"participants/{index}"
        if each.number and not _WHOLE.fullmatch(each.number):
            yield problem(
                "BR428",
                f"{field}/number",
                context.severity("participants"),
                reason="number",
                found=each.number,
                what=each.category,
            )
        category = context.meant("category", each.category) or each.category
        if category in seen:
            severity = context.severity("category_once")
            yield problem(
                "BR428", f"{field}/category", severity, reason="twice", found=each.category
            )
        seen.add(category)


def rems_is_complete(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR429: a REMS activity has the REMS's kind and identifier, and PARS takes its learners.

    Source: ACCME's draft activity schema and FAQ on REMS; ``settings.kinds`` of the REMS
    program's declaration.
    """
    severity = context.severity("rems")
    for index, rems in enumerate(entry.rems):
        field = f"rems/{index}"
        if not rems.kind:
            yield problem("BR429", f"{field}/kind", severity, reason="kind")
        if not rems.identifier:
            yield problem("BR429", f"{field}/identifier", severity, reason="identifier")
        kind = context.meant("rems_kind", rems.kind)
        taken = _kinds_taken(entry, context)
        if kind and taken and words_key(kind) not in map(words_key, taken):
            yield problem(
                "BR429",
                f"{field}/kind",
                context.severity("rems_kind"),
                reason="not-taken",
                found=rems.kind,
                expected=", ".join(taken),
            )


def _kinds_taken(entry: ActivityEntry, context: Context) -> list[str]:
    """The kinds of REMS for which learners can be reported; none when no plugin says."""
    taken: dict[str, None] = {}
    for spec in context.programs:
        if spec.kind == "rems":
            kinds = context.rule_set(spec, entry).settings.get("kinds", ())
            taken.update(dict.fromkeys(cast("list[str]", kinds)))
    return [*taken]


CHECKS = (
    place_is_in_codes,
    direct_has_no_joint_provider,
    support_is_complete,
    participants_are_counted,
    rems_is_complete,
)
