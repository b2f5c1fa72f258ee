"""Envelope: is this a record at all, and a new one?

601 and 602 concern the record before any program is known, so the engine asks for
them directly through :func:`read_action`.
"""

from __future__ import annotations

from functools import lru_cache

from boardrules.checks.base import Case, Problem, Problems, checks_in, problem, record_check
from boardrules.checks.run import Run


@lru_cache(1024)
def read_action(text: str) -> tuple[str | None, Problems]:
    """601, 602: the record's action is Add or Delete, in any case (the channels differ in it)."""
    action = text.strip().casefold()
    if action in ("add", "delete"):
        return action.capitalize(), ()
    if not action:
        return None, problem("601", "action")
    return None, problem("602", "action", found=text, expected="Add or Delete")


@record_check("envelope", "650")
def credit_id_present(case: Case, run: Run) -> Problems:
    """650: each certificate of a channel that carries credit IDs has one."""
    ids = case.claim.credit_ids
    if ids is None or all(ids):
        return ()
    return tuple(
        Problem(
            "650", f"credit_ids/{index}", (("certificate", case.claim.credits[index].type or "?"),)
        )
        for index, credit_id in enumerate(ids)
        if not credit_id
    )


@record_check("envelope", "603")
def credit_is_new_in_file(case: Case, run: Run) -> Problems:
    """603: no earlier Add of this run has the same credit ID; Excel has none, so there the contents count.

    The first passes, whatever becomes of it, later ones do not. One record may repeat an ID
    among its own certificates: the tutorial asks for an ID unique among records.
    """
    if run.credit_ids.keys().isdisjoint(case.keys):
        return ()
    ids = case.claim.credit_ids
    if not ids and case.terms.program is not None and case.terms.program.kind == "rems":
        return ()  # REMS rows name nobody: two alike are two learners, not one twice.
    for index, key in enumerate(case.keys):
        if key in run.credit_ids and key:
            first = f"record {run.credit_ids[key]}"
            if not ids:
                return problem("603", "", reason="contents", first=first)
            return problem("603", f"credit_ids/{index}", reason="in-file", found=key, first=first)
    return ()


CHECKS = checks_in(globals())
