"""What a board asks of an activity that is registered with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from boardrules.activities.basics import amount_problem
from boardrules.activities.context import Context, standing
from boardrules.activities.model import ActivityEntry, BoardRegistration, Problem, problem
from boardrules.findings import Severity
from boardrules.programs import CreditType, ProgramSpec, RuleSet
from boardrules.rulebook import earliest_completion, opening
from boardrules.values import credit_type_key, plain, read_amount, read_day, words_key


def points_are_quarters(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR415: a registration states its points, more than none, in the board's steps or in quarters.

    Source: ACCME's draft activity schema; the board's declaration for another step.
    """
    rule = context.rules["moc_points"]
    known = {field: rule_set for field, _, _, rule_set in context.boards(entry)}
    for field, registration in standing(entry):
        rule_set = known.get(field)
        step = rule_set.step if rule_set and rule_set.step else Decimal(rule["step"])
        reason = "none"
        if registration.points:
            reason = amount_problem(registration.points, step, step) or ""
        if reason:
            own = rule_set is not None and reason == "step"
            yield problem(
                "BR415",
                f"{field}/points",
                rule_set.severity("points.step") if rule_set and own else rule.severity,
                program=rule_set.program if rule_set else None,
                rule_set=rule_set.id if rule_set and own else None,
                reason=reason,
                found=registration.points,
                expected=plain(step),
            )


def points_fit_cme(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR416: the points equal the AMA PRA Category 1 credits, whole if so asked, or are at most as many.

    Source: ``points.against_cme`` of the board's declaration.
    """
    cme = context.cme_amount(entry)
    if cme is None:
        return
    for field, registration, spec, rule_set in context.boards(entry):
        points = read_amount(registration.points)
        wanted = rule_set.points_against_cme
        if points is None or wanted == "free":
            continue
        limit = _rounded(cme) if wanted == "nearest-whole" else cme
        if points == limit or (wanted == "at-most" and points < limit):
            continue
        yield problem(
            "BR416",
            f"{field}/points",
            rule_set.severity("points.against_cme"),
            program=spec.code,
            rule_set=rule_set.id,
            reason=wanted,
            found=plain(points),
            limit=plain(limit),
            cme=plain(cme) if wanted == "nearest-whole" else None,
        )


def _rounded(amount: Decimal) -> Decimal:
    """The nearest whole number; halves go up, as people round."""
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


def credit_types_are_the_board_s(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR417: at least one credit type, each of them one that the board gives for these dates.

    Source: ACCME's draft activity schema; ``credit_type`` of the board's declaration.
    """
    for field, registration in standing(entry):
        if not registration.credit_types:
            spec = context.programs.named(registration.board)
            yield problem(
                "BR417",
                f"{field}/credit_types",
                context.severity("credit_types"),
                program=spec.code if spec else None,
                reason="none",
            )
    for field, registration, spec, rule_set in context.boards(entry):
        for index, text in enumerate(registration.credit_types):
            why = _misfit(text, entry, rule_set, context)
            if why is None:
                continue
            reason, other = why
            severity = rule_set.severity("credit_type")
            yield problem(
                "BR417",
                f"{field}/credit_types/{index}",
                Severity.WARNING if reason == "ends-within" else severity,
                program=spec.code,
                rule_set=rule_set.id,
                reason=reason,
                found=text,
                expected=", ".join(
                    kind.name for kind in rule_set.credit_types if not _when(kind, entry)
                ),
                other=other,
            )


def credit_types_are_named_once(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR417: a registration names a credit type once, under whichever of its names.

    Source: inferred from error 678, which refuses a learner's credit type that stands twice.
    """
    for field, registration, spec, rule_set in context.boards(entry):
        seen: dict[str, str] = {}
        for index, text in enumerate(registration.credit_types):
            kind = rule_set.credit_type(text)
            first = seen.setdefault(credit_type_key(kind.name if kind else text), text)
            if first in registration.credit_types[:index]:
                yield problem(
                    "BR417",
                    f"{field}/credit_types/{index}",
                    context.severity("credit_type_once"),
                    program=spec.code,
                    rule_set=rule_set.id,
                    reason="twice",
                    found=text,
                    other=first,
                )


def _misfit(
    text: str, entry: ActivityEntry, rule_set: RuleSet, context: Context
) -> tuple[str, str | date | None] | None:
    """Why a credit type cannot be registered, and the day or boards that explain it."""
    kind = rule_set.credit_type(text)
    if kind is None:
        others = [
            spec.code
            for spec in context.programs
            if spec.kind == "board" and any(each.credit_type(text) for each in spec.rule_sets)
        ]
        return ("other-board", ", ".join(others)) if others else ("unknown", None)
    why = _when(kind, entry)
    if why is None and kind.until and entry.last_day and entry.last_day > kind.until:
        return "ends-within", kind.until
    return why


def _when(kind: CreditType, entry: ActivityEntry) -> tuple[str, date] | None:
    """Why nobody can complete the activity while the board gives the type; None if somebody can."""
    first, last = entry.first_day, entry.last_day
    if kind.until and first and first > kind.until:
        return "retired", kind.until
    if kind.since and last and last < kind.since:
        return "too-early", kind.since
    return None


def content_areas_are_as_many_as_asked(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR418: as many content areas are chosen as the board asks for.

    None at all is left to BR403 when the activity is to be closed. Source: ``content_areas``
    of the board's declaration.
    """
    for field, registration, spec, rule_set in context.boards(entry):
        if rule_set.content_areas is None:
            continue
        least, most = rule_set.content_areas
        count = len(registration.content_areas)
        if least <= count <= most or (count == 0 and context.asked(entry) == "Closed"):
            continue
        yield problem(
            "BR418",
            f"{field}/content_areas",
            rule_set.severity("content_areas"),
            program=spec.code,
            rule_set=rule_set.id,
            reason="too-few" if count < least else "too-many",
            found=count,
            expected=least if count < least else most,
        )


def is_approved_where_needed(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR419: a credit type that needs the board's approval has it.

    MEMS cannot say so; then a word is enough. Source: ``credit_type`` of the board's declaration.
    """
    for field, registration, spec, rule_set in context.boards(entry):
        approved = context.yes(registration.pre_approved)
        for index, text in enumerate(registration.credit_types):
            kind = rule_set.credit_type(text)
            if kind is None or not kind.needs_approval or approved:
                continue
            yield problem(
                "BR419",
                f"{field}/credit_types/{index}",
                Severity.WARNING if approved is None else rule_set.severity("credit_type"),
                program=spec.code,
                rule_set=rule_set.id,
                reason="unsaid" if approved is None else "refused",
                found=text,
            )


def boards_are_known(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR420: a registration names a certifying board.

    Source: ACCME's draft activity schema (boardName), with the boards that are installed.
    """
    for field, registration in standing(entry):
        spec = context.programs.named(registration.board)
        if spec is not None and spec.kind == "board":
            continue
        boards = [each.code for each in context.programs if each.kind == "board"]
        reason = "not-a-board" if spec else "unknown" if registration.board else "blank"
        yield problem(
            "BR420",
            f"{field}/board",
            reason=reason,
            found=registration.board,
            expected=", ".join(boards),
        )


def board_had_joined(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR421: the board takes registrations by now, and takes activities of these dates.

    Source: the dates of the board's declaration (``from``, ``opens``, ``earliest``), and
    ``registration_opens`` of activities.toml.
    """
    for field, registration, spec, rule_set in context.boards(entry):
        why = _too_early(entry, registration, spec, rule_set, context)
        if why is not None:
            reason, severity, found, limit = why
            yield problem(
                "BR421",
                f"{field}/board",
                severity,
                program=spec.code,
                rule_set=rule_set.id,
                reason=reason,
                found=found,
                limit=limit,
            )


def _too_early(
    entry: ActivityEntry,
    registration: BoardRegistration,
    spec: ProgramSpec,
    rule_set: RuleSet,
    context: Context,
) -> tuple[str, Severity, date, date] | None:
    first_rules = spec.rule_sets[0]
    rule = context.rules["registration_opens"]
    opens, severity = rule["days"].get(spec.code), rule.severity
    if opens is None and (told := opening(spec)):
        opens, severity = told[1], first_rules.severity(told[0])
    found: list[tuple[str, Severity, date, date]] = []
    if opens and context.as_of < opens:
        found.append(("not-open", severity, context.as_of, opens))
    first, earliest = entry.first_day, rule_set.earliest_activity_start
    if first and earliest and first < earliest:
        severity = rule_set.severity("earliest.activity_start")
        found.append(("starts-before", severity, first, earliest))
    last = entry.last_day
    claim = read_day(registration.claim_date).date
    told = earliest_completion(spec, first_rules)
    if last and told and (over := max(last, claim or last)) < told[1]:
        found.append(("over-before", first_rules.severity(told[0]), over, told[1]))
    # One says enough, but what only warns must not stand for what rejects.
    return min(found, key=lambda each: each[1] is not Severity.ERROR, default=None)


def improvement_is_no_plain_course(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR422: improvement credit is not registered for a plain course or material.

    Source: ACCME's tips on CME for MOC (2017): audits found it ticked by mistake;
    ``plain_formats`` of the board's declaration.
    """
    formats = {words_key(entry.format), words_key(context.format(entry))}
    for field, registration, spec, rule_set in context.boards(entry):
        if formats.isdisjoint(rule_set.plain_formats):
            continue
        for index, text in enumerate(registration.credit_types):
            kind = rule_set.credit_type(text)
            if kind is not None and kind.meaning == "improvement":
                yield problem(
                    "BR422",
                    f"{field}/credit_types/{index}",
                    Severity.WARNING,
                    program=spec.code,
                    rule_set=rule_set.id,
                    found=text,
                    format=entry.format,
                )


def boards_are_named_once(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR430: an activity is registered with a board once.

    Source: ACCME's draft activity schema: one entry per certifying board.
    """
    seen: set[str] = set()
    for field, _, spec, _ in context.boards(entry):
        if spec.code in seen:
            severity = context.severity("one_registration")
            yield problem("BR430", f"{field}/board", severity, program=spec.code, found=spec.code)
        seen.add(spec.code)


CHECKS = (
    points_are_quarters,
    points_fit_cme,
    credit_types_are_the_board_s,
    credit_types_are_named_once,
    content_areas_are_as_many_as_asked,
    is_approved_where_needed,
    boards_are_known,
    board_had_joined,
    improvement_is_no_plain_course,
    boards_are_named_once,
)
