"""Texts as far as XML, and so a workbook, can hold them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from attrs import evolve, fields

from boardrules.formats.beside import PARTS, Beside
from boardrules.formats.workbook_bytes import MOST_IN_CELL, NOT_XML, REPLACED
from boardrules.formats.writers import Writing
from boardrules.records import Claim, CompletionRecord, CreditAmount, Participant

Change = Callable[[str], str]
Tell = Callable[[str, str], None]
Thing = TypeVar("Thing")


def for_xml(
    record: CompletionRecord, beside: Beside, writing: Writing
) -> tuple[CompletionRecord, Beside]:
    """The record and what stands beside it without the characters that XML does not have.

    Each text that is changed is told to ``writing``.
    """

    def tell(field: str, text: str) -> None:
        points = sorted({f"U+{ord(char):04X}" for char in NOT_XML.findall(text)})
        writing.lost(record, field, "characters that XML does not have", ", ".join(points))

    changed = _changed_record(record, lambda text: NOT_XML.sub(REPLACED, text), tell)
    return changed, _changed_beside(beside, lambda text: NOT_XML.sub(REPLACED, text), tell)


def for_cells(record: CompletionRecord, writing: Writing) -> CompletionRecord:
    """The record with its texts no longer than a cell; each that is cut is told to ``writing``."""

    def tell(field: str, text: str) -> None:
        what = f"more than {MOST_IN_CELL:,} characters in a cell"
        writing.lost(record, field, what, f"{len(text):,} characters")

    return _changed_record(record, lambda text: text[:MOST_IN_CELL], tell)


def _changed_record(record: CompletionRecord, change: Change, tell: Tell) -> CompletionRecord:
    names = ("action", "activity_id", "completed", "first_name", "last_name", "birth_date")
    return _evolved(
        record,
        _changed_texts(record, names, "", change, tell)
        | {
            "claims": tuple(
                _changed_claim(claim, f"claims/{index}", change, tell)
                for index, claim in enumerate(record.claims)
            )
        },
    )


def _changed_claim(claim: Claim, field: str, change: Change, tell: Tell) -> Claim:
    names = ("program", "id", "id_type", "state", "total")
    new = _changed_texts(claim, names, f"{field}/", change, tell)
    credits = []
    for index, credit in enumerate(claim.credits):
        inner = f"{field}/credits/{index}/"
        texts = _changed_texts(credit, ("type", "amount"), inner, change, tell)
        credits.append(CreditAmount(texts["type"], texts["amount"]))
    new["credits"] = tuple(credits)
    if claim.credit_ids is not None:
        new["credit_ids"] = tuple(
            _changed_text(text, f"{field}/credit_ids/{index}", change, tell)
            for index, text in enumerate(claim.credit_ids)
        )
    if claim.participant is not None:
        asked = tuple(each.name for each in fields(Participant))
        inner = f"{field}/participant/"
        texts = _changed_texts(claim.participant, asked, inner, change, tell)
        new["participant"] = _evolved(claim.participant, texts)
    return _evolved(claim, new)


def _changed_beside(beside: Beside, change: Change, tell: Tell) -> Beside:
    new = _changed_texts(beside, tuple(PARTS), "", change, tell)
    for name in ("units", "local_ids", "more_ids", "member_ids"):
        new[name] = tuple(
            tuple(
                _changed_text(each, "", change, tell) if isinstance(each, str) else each
                for each in entry
            )
            for entry in getattr(beside, name)
        )
    return _evolved(beside, new)


def _changed_texts(
    thing: Any, names: tuple[str, ...], field: str, change: Change, tell: Tell
) -> dict[str, Any]:
    texts = {}
    for name in names:
        text = getattr(thing, name)
        texts[name] = text if text is None else _changed_text(text, field + name, change, tell)
    return texts


def _changed_text(text: str, field: str, change: Change, tell: Tell) -> str:
    new = change(text)
    if new != text:
        tell(field, text)
    return new


def _evolved(thing: Thing, new: dict[str, Any]) -> Thing:
    """``thing`` with new values, or itself where they are the old ones."""
    if all(getattr(thing, name) == value for name, value in new.items()):
        return thing
    changed: Thing = evolve(thing, **new)  # type: ignore[misc]
    return changed
