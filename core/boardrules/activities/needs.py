"""What must be filled in, by how far the activity is to come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from boardrules.activities.context import Context
from boardrules.activities.model import ActivityEntry, BoardRegistration, Problem, problem
from boardrules.findings import Severity
from boardrules.programs import RuleSet


class Missing(NamedTuple):
    """What is missing: the field, what it is called, the reason of the codes, and for which board."""

    field: str
    what: str
    reason: str
    program: str | None = None


class _Need(NamedTuple):
    """A value: what it is called, whether it is there, and whether it applies to the activity."""

    what: str
    given: Callable[[ActivityEntry, Context], bool]
    applies: Callable[[ActivityEntry, Context], bool] = lambda entry, context: True


def _has_delivery(entry: ActivityEntry, context: Context) -> bool:
    return context.format(entry) in context.rules["active"]["delivery_formats"]


def _in_person(entry: ActivityEntry, context: Context) -> bool:
    methods = {context.meant("delivery_methods", method) for method in entry.delivery_methods}
    return not methods.isdisjoint(context.rules["active"]["in_person"])


def _in_usa(entry: ActivityEntry, context: Context) -> bool:
    return _in_person(entry, context) and entry.country == context.rules["state"]["country"]


def _public(entry: ActivityEntry, context: Context) -> bool:
    return context.is_public(entry)


def _joint(entry: ActivityEntry, context: Context) -> bool:
    return context.meant("sponsorship", entry.sponsorship) == "joint"


def _supported(entry: ActivityEntry, context: Context) -> bool:
    return context.yes(entry.commercial_support) is True


def _counted(entry: ActivityEntry, context: Context, physicians: bool) -> bool:
    return any(
        (context.meant("category", each.category) == "physician") is physicians
        for each in entry.participants
        if each.number
    )


_NEEDS: dict[str, _Need] = {
    "title": _Need("title", lambda entry, _: bool(entry.title)),
    "format": _Need("activity format", lambda entry, _: bool(entry.format)),
    "start": _Need("start date", lambda entry, _: bool(entry.start)),
    "end": _Need("end date", lambda entry, _: bool(entry.end)),
    "delivery_methods": _Need(
        "delivery method", lambda entry, _: bool(entry.delivery_methods), _has_delivery
    ),
    "city": _Need("city", lambda entry, _: bool(entry.city), _in_person),
    "country": _Need("country", lambda entry, _: bool(entry.country), _in_person),
    "state": _Need("state", lambda entry, _: bool(entry.state), _in_usa),
    "cme_credits": _Need(
        "amount of AMA PRA Category 1 credit",
        lambda entry, context: any(
            context.meant("credit", each.kind) == "AMA PRA Category 1" and each.amount
            for each in entry.credits
        ),
    ),
    "public": _Need("yes or no to a public listing", lambda entry, _: bool(entry.public)),
    "fee": _Need("fee", lambda entry, _: bool(entry.fee), _public),
    "registration": _Need(
        "kind of registration (open or limited)", lambda entry, _: bool(entry.registration), _public
    ),
    "url": _Need("URL", lambda entry, _: bool(entry.url), _public),
    "description": _Need("description", lambda entry, _: bool(entry.description)),
    "sponsorship": _Need(
        "providership (direct or joint)", lambda entry, _: bool(entry.sponsorship)
    ),
    "joint_providers": _Need("joint provider", lambda entry, _: any(entry.joint_providers), _joint),
    "outcomes": _Need("measured outcome", lambda entry, _: bool(entry.outcomes)),
    "commercial_support": _Need(
        "yes or no to commercial support", lambda entry, _: bool(entry.commercial_support)
    ),
    "support_sources": _Need(
        "source of commercial support",
        lambda entry, _: bool(entry.supports or entry.in_kind),
        _supported,
    ),
    "physicians": _Need(
        "number of physicians", lambda entry, context: _counted(entry, context, True)
    ),
    "other_learners": _Need(
        "number of other learners", lambda entry, context: _counted(entry, context, False)
    ),
}

#: What a registration with a board needs: what it is called, and whether it is there.
_BOARD_NEEDS: dict[str, tuple[str, Callable[[BoardRegistration, RuleSet], bool]]] = {
    "practice_areas": ("practice area", lambda each, _: bool(each.practice_areas)),
    "claim_date": ("credit claim date", lambda each, _: bool(each.claim_date)),
    "content_areas": (
        "content area",
        lambda each, rule_set: rule_set.content_areas is None or bool(each.content_areas),
    ),
    # No channel but a table says whether the attestation was made.
    "attested": ("attestation", lambda each, _: each.attested.casefold() not in ("no", "false")),
}


def missing_for(status: str, entry: ActivityEntry, context: Context) -> list[Missing]:
    """What is missing of what ``status`` (``draft``, ``active``, ``closed``) adds to the one before."""
    return [
        Missing(name, need.what, name)
        for name, need in ((name, _NEEDS[name]) for name in context.rules[status]["fields"])
        if need.applies(entry, context) and not need.given(entry, context)
    ]


def missing_to_close(entry: ActivityEntry, context: Context) -> list[Missing]:
    """What is missing of what closing adds, for boards too."""
    missing = missing_for("closed", entry, context)
    wanted = context.rules["closed"]["board_fields"]
    boards = list(context.boards(entry))
    for field, registration, spec, rule_set in boards:
        for name in wanted:
            if name in _BOARD_NEEDS:
                what, given = _BOARD_NEEDS[name]
                if not given(registration, rule_set):
                    missing.append(Missing(f"{field}/{name}", what, name, spec.code))
    if boards and not context.is_public(entry):
        for name in wanted:
            if name in _NEEDS and not _NEEDS[name].given(entry, context):
                missing.append(Missing(name, _NEEDS[name].what, name))
    return missing


def draft_is_complete(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR401: an activity has what even a draft needs: title, format, start and end.

    Source: ACCME FAQ "What activity data are providers required to enter into PARS".
    """
    for each in missing_for("draft", entry, context):
        yield problem("BR401", each.field, context.severity("draft"), reason=each.reason)


def active_is_complete(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR402: an activity for which learners are to be reported has what an active one needs.

    Source: ACCME FAQ "What activity data are providers required to enter into PARS"; for the
    practice area, ACCME's draft activity schema, which closing leaves to BR403.
    """
    asked = context.asked(entry)
    if asked == "Draft":
        return
    for each in missing_for("active", entry, context):
        yield problem("BR402", each.field, context.severity("active"), reason=each.reason)
    if asked == "Closed":
        return
    for field, registration, spec, rule_set in context.boards(entry):
        if not registration.practice_areas:
            yield problem(
                "BR402",
                f"{field}/practice_areas",
                context.severity("practice_area"),
                program=spec.code,
                rule_set=rule_set.id,
                reason="practice_areas",
            )


def closing_is_complete(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR403: an activity that is to be closed has what closing needs.

    Source: ACCME FAQ "What activity data are providers required to enter into PARS".
    """
    if context.asked(entry) != "Closed":
        return
    for each in missing_to_close(entry, context):
        yield problem(
            "BR403",
            each.field,
            context.severity("closed"),
            program=each.program,
            reason=each.reason,
        )


def what_is_still_needed(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR404: what the next step still needs, when it was not asked for.

    Source: ACCME FAQ "What activity data are providers required to enter into PARS".
    """
    asked = context.asked(entry)
    if asked == "Draft" and (missing := missing_for("active", entry, context)):
        yield problem("BR404", "", Severity.INFO, reason="active", found=_listed(missing))
    if asked != "Closed" and (missing := missing_to_close(entry, context)):
        yield problem("BR404", "", Severity.INFO, reason="closing", found=_listed(missing))


def _listed(missing: list[Missing]) -> str:
    return ", ".join(
        f"{each.what} ({each.program})" if each.program else each.what for each in missing
    )


CHECKS = (draft_is_complete, active_is_complete, closing_is_complete, what_is_still_needed)
