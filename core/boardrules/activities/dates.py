"""Dates: readable, in order, not too far apart, and in keeping with the status."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from boardrules.activities.context import Context, standing
from boardrules.activities.model import ActivityEntry, Problem, problem
from boardrules.values import read_day

_YEAR = re.compile(r"\d{4}", re.ASCII)


def dates_are_readable(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR405: every date is YYYY-MM-DD (a time after it is dropped) or MM/DD/YYYY.

    Reporting dates may be a year alone. Source: ACCME's draft activity schema.
    """
    given = [("start", entry.start), ("end", entry.end)]
    given += [
        (field, text)
        for field, text in (
            ("reporting_start", entry.reporting_start),
            ("reporting_end", entry.reporting_end),
        )
        if not _YEAR.fullmatch(text)
    ]
    given += [
        (f"{field}/claim_date", registration.claim_date) for field, registration in standing(entry)
    ]
    for field, text in given:
        if text and (why := read_day(text).problem):
            yield problem("BR405", field, reason=why, found=text)


def end_follows_start(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR406: the activity does not end before it starts.

    Source: ACCME's draft activity schema.
    """
    first, last = entry.first_day, entry.last_day
    if first and last and last < first:
        yield problem("BR406", "end", context.severity("order"), found=last, limit=first)


def is_not_too_long(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR407: an enduring material lasts at most three years, any other activity twelve months.

    Source: ACCME FAQ 79, 8471 and 10496.
    """
    rule = context.rules["span"]
    first, last = entry.first_day, entry.last_day
    if first is None or last is None:
        return
    kind = context.format(entry)
    longer = {each["format"]: each["months"] for each in rule["longer"]}
    months = longer.get(kind, rule["months"])
    limit = months_after(first, months)
    if last > limit:
        yield problem(
            "BR407",
            "end",
            rule.severity,
            reason="longer" if kind in longer else "other",
            found=last,
            limit=limit,
            start=first,
            months=months,
            format=kind,
        )


def months_after(day: date, months: int) -> date:
    """The same day of the month, so many months later; where there is none, the next day."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return day.replace(year=day.year + years, month=month + 1)
    except ValueError:
        after = day.replace(year=day.year + years, month=month + 1, day=28) + timedelta(days=4)
        return after.replace(day=1)


def reporting_years_agree(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR408: the reporting dates lie in the years of the activity's start and end.

    Source: ACCME's draft activity schema.
    """
    for field, text, day in (
        ("reporting_start", entry.reporting_start, entry.first_day),
        ("reporting_end", entry.reporting_end, entry.last_day),
    ):
        read = read_day(text).date
        year = int(text) if _YEAR.fullmatch(text) else read.year if read else None
        if year is not None and day is not None and year != day.year:
            yield problem(
                "BR408",
                field,
                context.severity("reporting_year"),
                reason=field.removeprefix("reporting_"),
                found=text,
                expected=day.year,
            )


def status_fits_end(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR409: an active activity is not over, and one that is ready to be closed is.

    Source: ACCME FAQ "What activity data are providers required to enter into PARS".
    """
    asked, last = context.asked(entry), entry.last_day
    if last is None:
        return
    over = last < context.as_of
    severity = context.severity("status_dates")
    if asked == "Active" and over:
        yield problem("BR409", "end", severity, reason="over", found=last)
    if asked in ("Ready to Close", "Closed") and not over:
        yield problem("BR409", "end", severity, reason="not-over", found=last, expected=asked)


def claim_dates_fit(entry: ActivityEntry, context: Context) -> Iterator[Problem]:
    """BR410: credit can be claimed after the activity has started, and still when it ends.

    Source: Reporting Learner Data in PARS (tutorial), table of what to collect: a completion
    falls within start and claim date. That the claim date follows the end is inferred.
    """
    first, last = entry.first_day, entry.last_day
    for field, registration in standing(entry):
        claim = read_day(registration.claim_date).date
        if claim is None:
            continue
        spec = context.programs.named(registration.board)
        reason, limit = ("before-start", first) if first and claim < first else ("before-end", last)
        if limit is not None and claim < limit:
            yield problem(
                "BR410",
                f"{field}/claim_date",
                context.severity(f"claim_{reason.replace('-', '_')}"),
                program=spec.code if spec else None,
                reason=reason,
                found=claim,
                limit=limit,
            )


CHECKS = (
    dates_are_readable,
    end_follows_start,
    is_not_too_long,
    reporting_years_agree,
    status_fits_end,
    claim_dates_fit,
)
