"""Learner: the roster knows the learner, by that identifier, birthday and name.

What a board or state is told apart by is declared; how people are looked up can be
replaced by a plugin's ``make_matcher``.
"""

from __future__ import annotations

from collections.abc import Sequence

from boardrules.checks.base import NAMED, Case, Problems, checks_in, problem, record_check, warning
from boardrules.checks.run import Run
from boardrules.findings import Severity
from boardrules.ports import Roster
from boardrules.records import CompletionRecord, Person
from boardrules.values import (
    id_key,
    match_names,
    name_tokens,
    npi_valid,
    read_birth_date,
    without_zeros,
)

#: Codes of this stage: without a roster none of them can be judged.
CODES = ("661", "664", "665", "718")


def learner_key(record: CompletionRecord, identifier: str) -> str:
    """Under what a ledger holds a learner: the identifier or, without one, name and birthday."""
    if identifier:
        return id_key(identifier)
    return name_key(record.last_name, record.first_name, record.birth_date)


def name_key(last_name: str, first_name: str, birth_date: str) -> str:
    """Name and birthday for comparing: however the name is written, the same."""
    return "/".join(("".join(name_tokens(last_name)), "".join(name_tokens(first_name)), birth_date))


@record_check("learner", "661", "664", "665", "718", "BR308", "BR309", kinds=NAMED)
def learner_matches(case: Case, run: Run) -> Problems:
    """661, 664, 665, 718, BR308, BR309: the roster holds exactly this learner.

    The identifier is looked up first, as a licence and then as an NPI where the program
    takes both; birthday and name are compared with whoever is found. Without an identifier
    (ABS, ABOS and ABTS do not require one) exactly one person must have the name and birthday.
    """
    record, terms, claim = case.record, case.terms, case.claim
    roster, place = run.roster, terms.roster_program
    case.learner = key = id_key(claim.id) if claim.id else learner_key(record, "")
    if roster is None:
        run.lacked_roster = True
        return ()
    people: Sequence[Person] = ()
    reason = "unknown"
    licensed = terms.program is not None and terms.program.kind == "states"
    if claim.id and not licensed:
        people = roster.by_id(place, key)
    elif claim.id:
        people, reason = licensee(case, key, run, roster)
    if not people:
        if place and not roster.covers(place):
            run.not_judged(f"the roster lists nobody of {place}", *CODES)
            return ()
        if not claim.id:
            return _without_identifier(case, roster.by_birth_date(place, record.birth_date))
        if not place:
            return ()
        lost = () if licensed else roster.by_loose_id(place, without_zeros(key))
        return unknown_identifier(case, reason, lost)
    person = people[0]
    problems = compare_person(case, person)
    for other in people[1:] if problems else ():
        compared = compare_person(case, other)
        if _errors(compared) < _errors(problems):
            person, problems = other, compared
    case.person = person
    if person.id and person.id != claim.id:
        case.learner = id_key(person.id)
    return problems


def unknown_identifier(case: Case, reason: str, lost: Sequence[Person] = ()) -> Problems:
    """661: nobody has the identifier. ``lost`` are those who have it with other leading zeros."""
    terms, found = case.terms, case.claim.id
    expected = terms.program.identifier if terms.program else None
    if lost:
        expected = lost[0].id
        shorter = len(id_key(expected)) < len(id_key(found))
        reason = "other-zeros" if shorter else "lost-zeros"
    state = terms.jurisdiction.name if terms.jurisdiction else None
    return problem("661", "id", reason=reason, found=found, expected=expected, state=state)


def _errors(problems: Problems) -> int:
    return sum(each.severity is Severity.ERROR for each in problems)


def licensee(case: Case, key: str, run: Run, roster: Roster) -> tuple[Sequence[Person], str]:
    """Whoever holds the licence ``key`` in the state or, failing that, has the NPI there, and why nobody."""
    identifier, state = case.claim.id, case.terms.roster_program
    by_state = case.terms.jurisdiction is not None
    if by_state and case.claim.id_type.upper() != "NPI":
        people = roster.by_loose_id(state, without_zeros(key))
        if people:
            return people, ""
    if not npi_valid(identifier):
        return (), "unknown"
    people = roster.by_npi(identifier)
    if not by_state:
        if not people:
            run.not_judged("an NPI given without a state is not on the roster", *CODES)
        return people, "unknown"
    here = [person for person in people if person.program == state]
    return here, "other-state" if people else "unknown"


def compare_person(case: Case, person: Person) -> Problems:
    """664, 665 (and BR308, BR309): birthday and name of the record against the roster's person."""
    record, rules = case.record, case.terms.rule_set
    if (
        record.first_name == person.first_name
        and record.last_name == person.last_name
        and record.birth_date == person.birth_date
    ):
        return ()
    names = match_names(
        record.first_name, record.last_name, person.first_name, person.last_name, rules.name_match
    )
    mode = rules.birth_date_match
    both = bool(record.birth_date and person.birth_date)
    same_day = both and record.birth_date == person.birth_date
    problems: Problems = ()
    if both and not same_day:
        if mode == "must":
            problems += problem("664", "birth_date", found=record.birth_date)
        elif mode == "advice" and read_birth_date(record.birth_date)[0] is not None:
            problems += warning("BR308", "birth_date", found=record.birth_date)
    if names.first and names.last:
        if names.loose:
            problems += warning("BR309", "first_name", reason="initial", found=record.first_name)
    elif mode == "tie-break" and same_day:
        field = "first_name" if names.last else "last_name"
        problems += warning("BR309", field, reason="birth-date", found=getattr(record, field))
    else:
        reason = "both" if not (names.first or names.last) else "last-name"
        reason = "first-name" if names.last else reason
        field = "first_name" if reason == "first-name" else "last_name"
        found = f"{record.first_name} {record.last_name}"
        problems += problem("665", field, reason=reason, found=found)
    return problems


def namesakes(case: Case, people: Sequence[Person]) -> list[Person]:
    """Those of ``people`` who have the record's name, as the rule set compares names."""
    record, mode = case.record, case.terms.rule_set.name_match
    return [
        person
        for person in people
        if all(
            match_names(
                record.first_name, record.last_name, person.first_name, person.last_name, mode
            )[:2]
        )
    ]


def _without_identifier(case: Case, born: Sequence[Person]) -> Problems:
    record = case.record
    people = namesakes(case, born)
    if len(people) != 1:
        case.learner = learner_key(record, "")
        reason = "several" if people else "none"
        return problem("718", "id", reason=reason, count=len(people) or None)
    case.person = people[0]
    case.learner = learner_key(record, people[0].id)
    return compare_person(case, people[0])


CHECKS = checks_in(globals())
