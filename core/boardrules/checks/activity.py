"""Activity: what was claimed fits what the activity was registered for."""

from __future__ import annotations

import re

from boardrules.checks.base import (
    BOARDS,
    REGISTERED,
    STATES,
    Problems,
    Terms,
    checks_in,
    day_check,
    offer_check,
    problem,
    terms_check,
)
from boardrules.checks.run import Run
from boardrules.values import plain

_ACTIVITY_ID = re.compile(r"\d{9}", re.ASCII)

#: Codes of this stage: without activities none of them can be judged.
CODES = ("670", "671", "672", "674", "676", "680", "681", "690")


@day_check("activity", "690")
def activity_exists(terms: Terms, run: Run) -> Problems:
    """690: the nine-digit ID is that of an activity of the submitting provider."""
    activity_id = terms.activity_id
    if not _ACTIVITY_ID.fullmatch(activity_id):
        return problem("690", "activity_id", reason="shape", found=activity_id)
    if run.activities is None:
        run.not_judged("no activities were given", *CODES)
        return ()
    activity = terms.activity
    if activity is None:
        return problem("690", "activity_id", reason="unknown", found=activity_id)
    if run.provider_id and activity.provider_id and activity.provider_id != run.provider_id:
        return problem("690", "activity_id", reason="other-provider", found=activity_id)
    return ()


@day_check("activity", "670", kinds=REGISTERED)
def activity_registered(terms: Terms, run: Run) -> Problems:
    """670: the activity is registered with the program, and the registration stands."""
    activity = terms.activity
    if activity is None or terms.registration is not None or terms.program is None:
        return ()
    code = terms.program.code
    withdrawn = any(
        entry.withdrawn and entry.program.upper() == code for entry in activity.registrations
    )
    reason = "withdrawn" if withdrawn else "not-registered"
    return problem("670", "activity_id", reason=reason, found=activity.id)


@day_check("activity", "670", rule="earliest.activity_start", needs="earliest_activity_start")
def activity_not_before_program(terms: Terms, run: Run) -> Problems:
    """670: the activity does not begin before the first activities that the program takes."""
    activity, earliest = terms.activity, terms.rule_set.earliest_activity_start
    if activity is None or activity.start is None or earliest is None or activity.start >= earliest:
        return ()
    return problem(
        "670",
        "activity_id",
        reason="before-start",
        found=activity.id,
        start=activity.start,
        limit=earliest,
    )


@day_check("activity", "672")
def completed_after_start(terms: Terms, run: Run) -> Problems:
    """672: nobody completes an activity before it begins."""
    activity = terms.activity
    if activity is None or terms.completed is None:
        return ()
    if activity.start is None:
        run.not_judged(f"activity {activity.id} has no start date", "672")
        return ()
    if terms.completed >= activity.start:
        return ()
    return problem("672", "completed", found=terms.completed, limit=activity.start)


@day_check("activity", "671", rule="window.until")
def completed_before_end(terms: Terms, run: Run) -> Problems:
    """671: completion falls by the registration's credit claim date (a board) or the end date (a state).

    671's own text says the end date for all; the tutorial's table sets the credit claim
    date for MOC. Where none is registered, the end date counts.
    """
    activity = terms.activity
    if activity is None or terms.completed is None:
        return ()
    limit, reason = activity.end, "after-end"
    if (
        terms.rule_set.window_until == "claim-date"
        and terms.registration is not None
        and terms.registration.claim_date is not None
    ):
        limit, reason = terms.registration.claim_date, "after-claim-date"
    if limit is None:
        run.not_judged(f"activity {activity.id} has no end date", "671")
        return ()
    if terms.completed <= limit:
        return ()
    return problem("671", "completed", reason=reason, found=terms.completed, limit=limit)


@offer_check("activity", "676", "680", "681", kinds=BOARDS)
def credit_types_offered(terms: Terms, run: Run) -> Problems:
    """676, 680, 681: the activity was registered as offering each credit type.

    Patient safety and improvement (practice assessment) have codes of their own, every
    other type shares 676.
    """
    registration = terms.registration
    if registration is None:
        return ()
    if not registration.credit_types:
        because = f"activity {terms.activity_id} lists no credit types for {registration.program}"
        run.not_judged(because, "676", "680", "681")
        return ()
    found: Problems = ()
    for index, kind in enumerate(terms.types):
        if kind is not None and kind.name not in terms.offered_types:
            code = {"patient-safety": "680", "improvement": "681"}.get(kind.meaning, "676")
            found += problem(
                code,
                f"credits/{index}/type",
                reason="not-offered" if code == "676" else None,
                found=terms.credits[index].type,
                expected="; ".join(registration.credit_types),
            )
    return found


@terms_check("activity", "680", kinds=BOARDS, needs="dated_types")
def patient_safety_still_offered(terms: Terms, run: Run) -> Problems:
    """680: no activity offers patient safety credit after the board has given it up."""
    found: Problems = ()
    for index, kind in enumerate(terms.types):
        offered = kind and kind.name in terms.offered_types and kind.meaning == "patient-safety"
        if kind and offered and kind.is_retired(terms.completed):
            field, text = f"credits/{index}/type", terms.credits[index].type
            found += problem("680", field, reason="retired", found=text, limit=kind.until)
    return found


@offer_check("activity", "676", kinds=STATES)
def cme_offered(terms: Terms, run: Run) -> Problems:
    """676: the activity designates AMA PRA Category 1 credit at all."""
    if terms.activity is None or terms.activity.cme_credits is not None:
        return ()
    return problem("676", "credits/0/type", reason="no-cme", found=terms.credits[0].type)


@offer_check("activity", "674", rule="points.cap", needs="capped")
def points_within_offer(terms: Terms, run: Run) -> Problems:
    """674: the total, and each type's amount, is at most what the activity was registered for.

    Equal passes, though 674's text says "less than": the same table's message says
    "greater than". Formats that earn per instance are not capped.
    """
    if terms.activity is None or not terms.capped:
        return ()
    limit = terms.offered
    if limit is None:
        if terms.registration is not None:
            run.not_judged(
                f"activity {terms.activity_id} states no points for {terms.rule_set.program}",
                "674",
                "710",
                "711",
            )
        return ()
    found: Problems = ()
    for field, what, text, amount in terms.stated:
        if amount is not None and amount > limit:
            found += problem("674", field, found=text, limit=plain(limit), what=what)
    return found


@offer_check("activity", "673", rule="points.fixed", needs="fixed")
def points_as_registered(terms: Terms, run: Run) -> Problems:
    """673: where everyone earns the same, the amount is exactly what was registered."""
    offered = terms.offered
    if offered is None or terms.total is None or terms.total == offered:
        return ()
    if terms.total > offered and terms.capped:
        return ()  # 674
    field = "total" if terms.total_text else "credits/0/amount"
    return problem(
        "673", field, reason="fixed", found=plain(terms.total), limit=plain(offered), what="total"
    )


CHECKS = checks_in(globals())
