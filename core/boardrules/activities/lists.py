"""Values that are chosen from a list."""

from __future__ import annotations

from collections.abc import Iterator

from boardrules.activities.context import Context, standing
from boardrules.activities.model import ActivityEntry, Problem, problem

_YES_OR_NO = (
    "close", "public", "commercial_support", "interprofessional", "mips", "has_state_content",
)  # fmt: skip
#: What a list's field is called in a message, where the name does not say it.
_WORDS = {
    "action": "record action",
    "delivery_methods": "delivery method",
    "sponsorship": "providership",
    "format": "activity format",
    "outcome": "measured outcome",
    "measurement": "type of measurement",
    "category": "category of participants",
    "credit": "kind of credit",
    "rems_kind": "kind of REMS",
    "close": "request to close",
    "public": "public listing",
    "commercial_support": "commercial support",
    "pre_approved": "approval by the board",
    "attested": "attestation",
    "interprofessional": "interprofessional activity",
    "mips": "merit-based incentive payment",
    "has_state_content": "content asked for by states",
    "keyword_id": "what a keyword is",
    "keyword_source": "source of a keyword",
    "pharmacy_type": "type of pharmacy activity",
    "pharmacy_topic": "topic of pharmacy activity",
    "yes_no_or_not_sure": "pharmacy recertification",
}


def _chosen(entry: ActivityEntry) -> Iterator[tuple[str, str, str]]:
    """Each value that is chosen: its field, the list it is from, and itself."""
    for name in ("action", "status", "format", "sponsorship", "fee", "registration"):
        yield name, name, getattr(entry, name)
    for name in _YES_OR_NO:
        yield name, "yes_or_no", getattr(entry, name)
    for index, text in enumerate(entry.delivery_methods):
        yield f"delivery_methods/{index}", "delivery_methods", text
    for index, text in enumerate(entry.professions):
        yield f"professions/{index}", "profession", text
    for index, credit in enumerate(entry.credits):
        yield f"credits/{index}/kind", "credit", credit.kind
    for index, outcome in enumerate(entry.outcomes):
        yield f"outcomes/{index}/name", "outcome", outcome.name
        for number, text in enumerate(outcome.types):
            yield f"outcomes/{index}/types/{number}", "measurement", text
    for index, participants in enumerate(entry.participants):
        yield f"participants/{index}/category", "category", participants.category
    for index, keyword in enumerate(entry.keywords):
        yield f"keywords/{index}/id", "keyword_id", keyword.id
        yield f"keywords/{index}/source", "keyword_source", keyword.source
    pharmacy = entry.pharmacy
    yield "pharmacy/kind", "pharmacy_type", pharmacy.kind
    yield "pharmacy/topic", "pharmacy_topic", pharmacy.topic
    yield "pharmacy/has_recertifications", "yes_no_or_not_sure", pharmacy.has_recertifications
    for index, rems in enumerate(entry.rems):
        yield f"rems/{index}/kind", "rems_kind", rems.kind
    for field, registration in standing(entry):
        yield f"{field}/pre_approved", "yes_or_no", registration.pre_approved
        yield f"{field}/attested", "yes_or_no", registration.attested


def _word(field: str, name: str) -> str:
    name = field.rpartition("/")[2] if name == "yes_or_no" else name
    return _WORDS.get(name, name)


def values_are_listed(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR423: a value that is chosen from a list is on it.

    Source: ACCME's draft activity schema; each list in activities.toml names its own.
    """
    for field, name, text in _chosen(entry):
        values = context.rules.lists[name]
        if text and values.meant(text) is None:
            yield problem(
                "BR423",
                field,
                values.severity,
                what=_word(field, name),
                found=text,
                expected=str(values),
            )


def values_are_spelt_as_listed(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR424: a value that is chosen from a list, or a board, is written as the list writes it.

    Source: ACCME's draft activity schema; that PARS minds the spelling is inferred.
    """
    severity = context.severity("spelling")
    for field, name, text in _chosen(entry):
        values = context.rules.lists[name]
        meant = values.meant(text)
        if text and meant is not None and not values.exact(text):
            what = _word(field, name)
            yield problem("BR424", field, severity, what=what, found=text, expected=meant)
    for field, registration, spec, _ in context.boards(entry):
        if registration.board.upper() != spec.code:
            yield problem(
                "BR424",
                f"{field}/board",
                severity,
                what="board",
                found=registration.board,
                expected=spec.code,
            )


CHECKS = (values_are_listed, values_are_spelt_as_listed)
