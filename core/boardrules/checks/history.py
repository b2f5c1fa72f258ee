"""History: what the learner was credited with before, by PARS or past it, allows this credit.

"Before" is the ledger, when one was given, and always the earlier records of the same run.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from boardrules.checks.base import Case, Problems, checks_in, problem, record_check
from boardrules.checks.run import Held, Run
from boardrules.identity import credit_ids
from boardrules.records import Entry
from boardrules.values import plain

#: Codes that look beyond the file: without a ledger they are judged within it at most.
CODES = ("603", "605", "709", "710", "711", "717")

_LIVE = ("accepted", "submitted")


def _stored(case: Case, run: Run) -> list[Entry]:
    """The ledger's live entries for the learner and activity, but for this very record sent again."""
    if run.ledger is None:
        return []
    program, activity_id = case.terms.rule_set.program, case.terms.activity_id
    own = credit_ids(case)
    return [
        entry
        for entry in run.ledger.by_learner(program, case.learner, activity_id)
        if entry.status in _LIVE and run.removed.keys().isdisjoint(entry.credit_ids)
        if entry.channel != "pars" or not set(own) & set(entry.credit_ids)
    ]


def _earlier(case: Case, run: Run) -> Sequence[Held]:
    """Live credit for the same program, learner and activity that came through PARS."""
    key = (case.terms.rule_set.program, case.learner, case.terms.activity_id)
    in_run = run.held.get(key, ())
    if run.ledger is None:
        return in_run
    stored = [
        Held(0, entry.completed, entry.total, entry.types)
        for entry in _stored(case, run)
        if entry.channel == "pars"
    ]
    return [*stored, *in_run]


@record_check("history", "603", port="ledger")
def credit_is_new_in_ledger(case: Case, run: Run) -> Problems:
    """603: no live stored record has the same credit ID.

    What came past PARS is 709's; a CME credit that PARS made itself is no duplicate; REMS
    records name nobody, so two alike are two learners.
    """
    assert run.ledger is not None  # the plan leaves this check out otherwise
    unnamed = case.terms.program is not None and case.terms.program.kind == "rems"
    for index, credit_id in enumerate(case.claim.credit_ids or () if unnamed else credit_ids(case)):
        entry = run.ledger.by_credit_id(credit_id)
        if credit_id in run.removed:
            continue
        if entry is not None and entry.status in _LIVE and entry.channel == "pars":
            field = f"credit_ids/{index}" if case.claim.credit_ids else ""
            return problem("603", field, reason="stored", found=credit_id)
    return ()


@record_check("history", "709", rule="other_channels", needs="other_channels", port="ledger")
def not_reported_past_pars(case: Case, run: Run) -> Problems:
    """709: the board does not hold the same completion by another way that was open on that day."""
    day = case.terms.completed
    was_open = any(
        channel.until is None or (day is not None and day <= channel.until)
        for channel in case.terms.rule_set.other_channels
    )
    for entry in _stored(case, run):
        if was_open and entry.channel not in ("pars", "matched") and entry.completed == day:
            return problem("709", "", channel=entry.channel)
    return ()


@record_check("history", "710", "717", rule="repeat.per", needs="repeat_per")
def not_repeated(case: Case, run: Run) -> Problems:
    """710, 717: boards take one completion of an activity per learner, or one on each day.

    Where the rule names a pair type, the old way of splitting one completion into a record
    with it and one without passes, if together they are no more than was registered.
    """
    terms, rules = case.terms, case.terms.rule_set
    earlier = _earlier(case, run)
    if not earlier or terms.format in rules.repeat_except_formats:
        return ()
    if rules.repeat_per == "activity":
        earned = plain(_earned(earlier))
        return problem("710", _amount_field(case), reason="once", earned=earned)
    same_day = [held for held in earlier if held.completed == terms.completed]
    if not same_day:
        return ()
    if rules.repeat_pair is not None and len(same_day) == 1:
        mine = any(kind is not None and kind.name == rules.repeat_pair for kind in terms.types)
        together = (terms.total or Decimal(0)) + same_day[0].total
        fits = terms.offered is None or together <= terms.offered
        if fits and mine != (rules.repeat_pair in same_day[0].types):
            return ()
    return problem("717", "completed", found=terms.completed)


def _amount_field(case: Case) -> str:
    return "total" if case.terms.total_text else "credits/0/amount"


def _earned(earlier: Sequence[Held]) -> Decimal:
    return sum((held.total for held in earlier), Decimal(0))


@record_check("history", "710", "711", needs="accumulates")
def within_what_is_left(case: Case, run: Run) -> Problems:
    """710, 711: earlier credit and this one together are at most what the activity is worth.

    710 when nothing was left, 711 when something was, but too little. Reaching the maximum
    exactly is allowed. Where an activity is granted once, :func:`not_repeated` has said so.
    """
    terms, earlier = case.terms, _earlier(case, run)
    rules, limit = terms.rule_set, terms.offered
    once = rules.repeat_per == "activity" and terms.format not in rules.repeat_except_formats
    if not earlier or (once and rules.effect("repeat.per") != "warn"):
        return ()
    if limit is None or terms.total is None or not terms.capped:
        return ()
    earned, field = _earned(earlier), _amount_field(case)
    found, most, before = plain(terms.total), plain(limit), plain(earned)
    if earned >= limit:
        return problem("710", field, reason="full", limit=most, earned=before)
    if earned + terms.total > limit:
        return problem("711", field, found=found, limit=most, earned=before)
    return ()


#: What a board may refuse a claim with; any other answer is 999.
ANSWER_CODES = frozenset({"661", "664", "665", "705", "709", "710", "711", "717", "718"})


@record_check("board", "999", rule="answers", needs="answers_later", port="answers")
def board_answer(case: Case, run: Run) -> Problems:
    """999: the board's answer maps to no code of the list; a known one is reported as itself."""
    assert run.answers is not None  # the plan leaves this check out otherwise
    answers = [run.answers.answer(case.record, case.claim, each) for each in credit_ids(case)]
    for answer in answers:
        if answer is None or answer.strip().casefold() == "accepted":
            continue
        if answer.strip() in ANSWER_CODES:
            return problem(answer.strip(), "", reason="board", found=answer.strip())
        return problem("999", "", found=answer)
    case.answered = None not in answers
    return ()


CHECKS = checks_in(globals())
