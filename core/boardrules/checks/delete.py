"""Delete: what is to be removed is there, is finished, is the same, and may still be removed."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from decimal import Decimal

from boardrules.checks.base import Case, Problems, checks_in, problem, record_check
from boardrules.checks.learner import learner_key, learner_matches, name_key
from boardrules.checks.run import Run
from boardrules.identity import credit_ids
from boardrules.records import Entry


@record_check("delete", "605")
def deleted_record_exists(case: Case, run: Run) -> Problems:
    """605: a live, processed record has this credit ID and the same contents.

    It may have been added earlier in this very run, or stand in the ledger. From Excel,
    which has no credit IDs, the contents are the ID. A rejected record may be deleted; one
    that a board still works on may not.
    """
    by_id = bool(case.claim.credit_ids)
    for index, (key, credit_id) in enumerate(zip(case.keys, credit_ids(case), strict=True)):
        if _added_here(run, key):
            entry: Entry | None = _entry_of(key, run)
            status = "submitted" if case.terms.rule_set.answers_later else "accepted"
        elif run.ledger is not None:
            entry = run.ledger.by_credit_id(credit_id)
            status = "deleted" if credit_id in run.removed else entry.status if entry else ""
        else:
            continue
        reason = "unknown" if entry is None else _UNFIT.get(status)
        differing = None if reason or entry is None else _differs(case, run, entry)
        if reason or differing:
            field = f"credit_ids/{index}" if by_id else ""
            field = differing if differing in ("activity_id", "completed") else field
            shown, reason = credit_id if by_id else "these contents", reason or "mismatch"
            return problem("605", field, reason=reason, found=shown, field=differing)
    return ()


#: Why a record of that status cannot be deleted.
_UNFIT = {"deleted": "deleted", "submitted": "pending"}


def _added_here(run: Run, key: Hashable) -> bool:
    return key in run.credit_ids and run.credit_ids[key] not in run.rejected


def _entry_of(key: Hashable, run: Run) -> Entry:
    """What a claim of this run with that key was."""
    claims, (*name, activity_id, completed) = run.taken[run.credit_ids[key]]
    program, learner, total, types, _ = next(each for each in claims if key in each[-1])
    whole = Decimal(0) if total is None else total
    return Entry((), program, learner, activity_id, completed, whole, types, name=name_key(*name))


def _differs(case: Case, run: Run, entry: Entry) -> str | None:
    """The first field in which the delete is not what was added; the whole record must be."""
    record, terms = case.record, case.terms
    learner_matches.function(case, run)  # the ledger has the learner as the roster does
    learners = (case.learner, learner_key(record, case.claim.id))
    name = entry.name and entry.name != learner_key(record, "")
    pairs = (
        ("program", entry.program != terms.rule_set.program),
        ("activity_id", entry.activity_id != record.activity_id),
        ("completed", entry.completed != terms.completed),
        ("id", bool(entry.learner and case.claim.id) and entry.learner not in learners),
        ("name", bool(name)),
        ("total", terms.total is not None and entry.total != terms.total),
        ("type", bool(terms.type_names) and sorted(entry.types) != sorted(terms.type_names)),
    )
    return next((field for field, differs in pairs if differs), None)


@record_check("delete", "706", rule="due.delete", needs="delete_by")
def deleted_in_time(case: Case, run: Run) -> Problems:
    """706: the day of judging is not after the program's last day for deletes of that year."""
    rules = case.terms.rule_set
    by_submission = rules.delete_basis == "submission"
    day = _submitted(case, run) if by_submission else case.terms.completed
    if rules.delete_by is None or day is None:
        return ()
    limit = rules.delete_by.after(day)
    if run.as_of <= limit:
        return ()
    reason = "submission" if by_submission else None
    return problem("706", "completed", reason=reason, found=day, limit=limit)


def _submitted(case: Case, run: Run) -> date | None:
    """The first day on which a credit of the claim was submitted, or None where none is known."""
    days = []
    for key, credit_id in zip(case.keys, credit_ids(case), strict=True):
        if _added_here(run, key):
            days.append(run.as_of)
        elif run.ledger is None:
            run.not_judged("no ledger of earlier submissions was given", "706")
        elif (entry := run.ledger.by_credit_id(credit_id)) is not None:
            if entry.submitted is None:
                run.not_judged("the ledger does not say when a record was submitted", "706")
            else:
                days.append(entry.submitted)
    return min(days, default=None)


CHECKS = checks_in(globals())
