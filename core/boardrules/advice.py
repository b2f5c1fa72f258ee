"""Advice: what no code of PARS says, but is worth knowing before an upload. It never rejects."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from boardrules.checks.base import (
    BOARDS,
    STATES,
    Case,
    Problems,
    Terms,
    checks_in,
    credits_check,
    day_check,
    offer_check,
    record_check,
    warning,
)
from boardrules.checks.run import Run, completion_key
from boardrules.shapes import in_words
from boardrules.values import id_key, npi_valid, plain, read_birth_date

#: How the names of letters begin that stand in Latin names.
_OF_LATIN = frozenset({"LATIN", "MODIFIER", "FEMININE", "MASCULINE", "KELVIN", "ANGSTROM"})


@day_check("deadline", "BR301", "BR302")
def reported_soon(terms: Terms, run: Run) -> Problems:
    """BR301, BR302: the day by which credit counts for the year has not passed, nor too many days."""
    rules, completed = terms.rule_set, terms.completed
    if completed is None:
        return ()
    soft = rules.due_soft.after(completed) if rules.due_soft is not None else None
    days, passed = rules.due_days, (run.as_of - completed).days
    if soft is not None and run.as_of > soft:
        found = warning("BR301", "completed", found=completed, limit=soft)
    elif days is not None and passed > days:
        found = warning("BR302", "completed", found=passed, limit=days)
    else:
        return ()
    if rules.due_hard is not None and run.as_of > rules.due_hard.after(completed):
        return ()  # 705 says more
    return found


@record_check("format", "BR303", rule="identifier_shape", needs="identifier_shape")
def identifier_shape_usual(case: Case, run: Run) -> Problems:
    """BR303: the identifier has the shape that the board is known to print; never a reason to reject."""
    text = case.claim.id
    shape = case.terms.rule_set.identifier_shape or ""
    fits = _fits(shape)
    if not text or fits(text) or fits(id_key(text)):
        return ()
    program = case.terms.program
    name = program.identifier if program else ""
    return warning("BR303", "id", found=text, expected=in_words(shape), name=name)


@lru_cache(64)
def _fits(shape: str) -> Callable[[str], object]:
    return re.compile(shape, re.ASCII).fullmatch


@record_check("format", "BR312", kinds=STATES)
def npi_has_a_state(case: Case, run: Run) -> Problems:
    """BR312: a number that stands for an NPI by its check digit alone comes with a state.

    XML calls an NPI one and has no place for the state then.
    """
    terms, claim = case.terms, case.claim
    if terms.jurisdiction or claim.state or claim.id_type or not npi_valid(claim.id):
        return ()
    return warning("BR312", "state", found=claim.id)


@credits_check("format", "BR313", rule="credit_type", needs="credit_types")
def type_has_its_other_half(terms: Terms, run: Run) -> Problems:
    """BR313: a type that is part of another is claimed together with it."""
    found: Problems = ()
    for index, (credit, kind) in enumerate(zip(terms.credits, terms.types, strict=True)):
        if kind is not None and kind.within and kind.within not in terms.type_names:
            field = f"credits/{index}/type"
            found += warning("BR313", field, found=credit.type, within=kind.within)
    return found


@record_check("format", "BR314", kinds=BOARDS)
def optional_birth_date_readable(case: Case, run: Run) -> Problems:
    """BR314: a birth date that nobody asks for is one, or it settles nothing; 624 is for the others."""
    text, rules = case.record.birth_date, case.terms.rule_set
    if not text or rules.birth_date_required or read_birth_date(text)[0] is not None:
        return ()
    return warning("BR314", "birth_date", found=text)


@record_check("format", "BR315", kinds=(*BOARDS, *STATES))
def names_are_latin(case: Case, run: Run) -> Problems:
    """BR315: names have Latin letters, as those that boards and states keep; look-alikes are others."""
    record = case.record
    if record.first_name.isascii() and record.last_name.isascii():
        return ()
    found: Problems = ()
    for field in ("first_name", "last_name"):
        if script := _other_script(getattr(record, field)):
            found += warning("BR315", field, found=script)
    return found


@lru_cache(4096)
def _other_script(text: str) -> str | None:
    """The script of the first letter that is not Latin, by its name in Unicode."""
    for char in text:
        word = unicodedata.name(char, "").partition(" ")[0]
        if char.isalpha() and word not in _OF_LATIN:
            return word if word == "CJK" else word.title()
    return None


@offer_check("activity", "BR310", rule="plain_formats", needs="plain_formats")
def improvement_on_plain_format(terms: Terms, run: Run) -> Problems:
    """BR310: improvement credit on a plain course was, in ACCME's audits, often ticked by mistake."""
    activity = terms.activity
    if activity is None or terms.format not in terms.rule_set.plain_formats:
        return ()
    found: Problems = ()
    for index, (credit, kind) in enumerate(zip(terms.credits, terms.types, strict=True)):
        if kind is not None and kind.meaning == "improvement":
            found += warning(
                "BR310", f"credits/{index}/type", found=credit.type, format=activity.format
            )
    return found


@record_check("history", "BR306", "BR307", rule="watch", needs="watches")
def credit_in_a_day_or_year(case: Case, run: Run) -> Problems:
    """BR306, BR307: more credit in one day or year than the board is known to count."""
    terms = case.terms
    if terms.completed is None or terms.total is None:
        return ()
    found: Problems = ()
    for watch in terms.rule_set.watches:
        day = terms.completed if watch.per == "date" else terms.completed.year
        earned = run.per_day.get((terms.rule_set.program, case.learner, day))
        earned = terms.total if earned is None else earned + terms.total
        if earned > watch.credits:
            together, limit = plain(earned), plain(watch.credits)
            if watch.per == "date":
                found += warning("BR306", "total", found=together, limit=limit, date=day)
            else:
                found += warning("BR307", "total", found=together, limit=limit, year=day)
    return found


@record_check("history", "BR311", kinds=STATES)
def cme_not_repeated(case: Case, run: Run) -> Problems:
    """BR311: PARS makes a CME credit from a reported MOC credit; a separate CME record may double it."""
    first = run.completions.get(completion_key(case)) if run.completions else None
    if first is None:
        return ()
    return warning("BR311", "", first=f"record {first}")


CHECKS = checks_in(globals())
