"""Delete: what is to be removed is there, is finished, is the same, and may still be removed."""

from __future__ import annotations

from boardrules.checks.base import Case, Problems, checks_in, problem, record_check
from boardrules.checks.learner import learner_key, learner_matches
from boardrules.checks.run import Run
from boardrules.identity import credit_ids
from boardrules.ports import Ledger
from boardrules.records import Entry


@record_check("delete", "605")
def deleted_record_exists(case: Case, run: Run) -> Problems:
    """605: a live, processed record has this credit ID and the same contents.

    It may have been added earlier in this very run, or stand in the ledger. From Excel,
    which has no credit IDs, the contents are the ID. A rejected record may be deleted; one
    that a board still works on may not.
    """
    ids = case.claim.credit_ids or (None,)
    for index, key in enumerate(case.keys):
        field = f"credit_ids/{index}" if ids[index] else ""
        shown = ids[index] or "these contents"
        if key in run.credit_ids and run.credit_ids[key] not in run.rejected:
            if case.terms.rule_set.answers_later:
                return problem("605", field, reason="pending", found=shown)
        elif run.ledger is not None:
            found = _in_ledger(case, run, run.ledger, ids[index] or credit_ids(case)[0], field)
            if found:
                return found
    return ()


def _in_ledger(case: Case, run: Run, ledger: Ledger, credit_id: str, field: str) -> Problems:
    entry = ledger.by_credit_id(credit_id)
    shown = credit_id if case.claim.credit_ids else "these contents"
    if entry is None:
        return problem("605", field, reason="unknown", found=shown)
    if entry.status == "deleted" or credit_id in run.removed:
        return problem("605", field, reason="deleted", found=shown)
    if entry.status == "submitted":
        return problem("605", field, reason="pending", found=shown)
    differing = _differs(case, run, entry)
    if differing is None:
        return ()
    field = differing if differing in ("activity_id", "completed") else field
    return problem("605", field, reason="mismatch", found=shown, field=differing)


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
    limit_day, completed = case.terms.rule_set.delete_by, case.terms.completed
    if limit_day is None or completed is None:
        return ()
    limit = limit_day.after(completed)
    if run.as_of <= limit:
        return ()
    return problem("706", "completed", found=completed, limit=limit)


CHECKS = checks_in(globals())
