"""Who a learner is, by the roster: one claim at a time, by the learner checks' own rules."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from boardrules.checks.base import Case, Check, Problem, Problems, problem, warning
from boardrules.checks.learner import compare_person, licensee, namesakes, unknown_identifier
from boardrules.checks.run import Run
from boardrules.findings import Finding, Severity
from boardrules.ports import Roster
from boardrules.prevalidation.model import ClaimMatch, Filled, MatchStatus, Way
from boardrules.records import CompletionRecord, Person
from boardrules.values import id_key, name_tokens, npi_valid, read_birth_date, without_zeros

#: The finding that too little was given.
_TOO_LITTLE = "BR158"


def match_case(case: Case, run: Run, roster: Roster, matcher: Check | None) -> ClaimMatch:
    """Look the learner of a claim up. ``matcher`` is a plugin's own way of doing so.

    A program is matched when exactly one person of its roster has the identifier, or
    without one the name and birthday, and nothing that is given contradicts.
    """
    terms = case.terms
    if terms.misfit is not None:
        return _unmatched(case, (terms.misfit,))
    if terms.program is None:
        return _unmatched(case, problem(_TOO_LITTLE, "", reason="no-program"))
    if terms.program.kind == "rems":
        return evolve(not_judged(case, "REMS records name nobody"), status=MatchStatus.NAMELESS)
    place = terms.roster_program
    if place and not roster.covers(place):
        run.not_judged(f"the roster lists nobody of {place}", "661", "664", "665", "718")
        return not_judged(case, f"the roster lists nobody of {place}")
    born = case.record.birth_date
    if born and read_birth_date(born)[0] is None:
        odd = problem(_TOO_LITTLE, "birth_date", reason="odd-birth-date", found=born)
        return _unmatched(case, odd)
    if matcher is not None:
        return _by_plugin(case, run, matcher)
    if case.claim.id:
        return _by_identifier(case, run, roster)
    return _by_name(case, roster)


def _by_identifier(case: Case, run: Run, roster: Roster) -> ClaimMatch:
    record, claim, place = case.record, case.claim, case.terms.roster_program
    key = id_key(claim.id)
    licensed = case.terms.program is not None and case.terms.program.kind == "states"
    if not (record.last_name or record.birth_date):
        # A mistyped identifier is somebody else's, and nothing here would show it.
        return _unmatched(case, problem(_TOO_LITTLE, "id", reason="id-alone", found=claim.id))
    people, reason = (
        licensee(case, key, run, roster) if licensed else (roster.by_id(place, key), "unknown")
    )
    people = _distinct(people)
    if licensed and not place and people:
        # An NPI by itself: whatever state its holder is licensed in, or failing that a board.
        people = [each for each in people if run.programs.jurisdiction(each.program)] or people
    if not people:
        if licensed and not place and not npi_valid(claim.id):
            return _unmatched(case, problem("712", "id", reason="no-state"))
        lost = () if licensed else _distinct(roster.by_loose_id(place, without_zeros(key)))
        agreeing = [person for person in lost if not _errors(_compared(case, person))]
        found = unknown_identifier(case, reason, agreeing if len(agreeing) == 1 else ())
        return _unmatched(case, found + _somebody_else(case, roster, lost))
    compared = [(person, _compared(case, person)) for person in people]
    fits = [each for each in compared if not _errors(each[1])]
    if len(fits) > 1:
        several = problem("BR157", "id", reason="identifier", found=claim.id, count=len(fits))
        return _unmatched(case, several, MatchStatus.AMBIGUOUS)
    if not fits:
        nearest = min(compared, key=lambda each: _errors(each[1]))
        return _unmatched(case, nearest[1] + _somebody_else(case, roster, people))
    [(person, problems)] = fits
    if not record.last_name and record.birth_date != person.birth_date:
        # The roster may have no birthday, or the program let another one pass.
        return _unmatched(case, problem(_TOO_LITTLE, "id", reason="id-alone", found=claim.id))
    by_npi = licensed and person.npi == claim.id and id_key(person.id) != key
    way: Way = "npi" if by_npi else "identifier"
    if licensed and not by_npi and id_key(person.id) != key:
        problems += warning("BR159", "id", reason="zeros", found=claim.id)
    return _matched(case, person, problems, way)


def _by_name(case: Case, roster: Roster) -> ClaimMatch:
    record, place = case.record, case.terms.roster_program
    if not place:
        return _unmatched(case, problem(_TOO_LITTLE, "", reason="no-program"))
    if not (record.first_name and record.last_name):
        field = "last_name" if record.first_name else "first_name"
        return _unmatched(case, problem(_TOO_LITTLE, field, reason="no-name"))
    if not record.birth_date:
        return _unmatched(case, problem(_TOO_LITTLE, "birth_date", reason="no-birth-date"))
    born = roster.by_birth_date(place, record.birth_date)
    people = _distinct(namesakes(case, born))
    if not people:
        return _unmatched(case, problem("BR156", "last_name", place=_name(case)))
    if len(people) > 1:
        several = problem("BR157", "last_name", reason="name", count=len(people), place=_name(case))
        return _unmatched(case, several, MatchStatus.AMBIGUOUS)
    return _matched(case, people[0], _compared(case, people[0]), "name")


def _by_plugin(case: Case, run: Run, matcher: Check) -> ClaimMatch:
    try:
        problems = matcher.function(case, run)
        errors = _errors(problems)
    except Exception as error:
        failed = problem(
            "998", "", check=matcher.name, plugin=matcher.plugin, error=type(error).__name__
        )
        because = f"check {matcher.name} of plugin {matcher.plugin} failed"
        return evolve(not_judged(case, because), findings=_findings(case, failed))
    if errors:
        several = any(dict(each.params).get("reason") == "several" for each in problems)
        status = MatchStatus.AMBIGUOUS if several else MatchStatus.UNKNOWN
        return _unmatched(case, problems, status)
    if case.person is None:
        return evolve(_matched_without(case, problems), way="plugin")
    return _matched(case, case.person, problems, "plugin")


def _compared(case: Case, person: Person) -> Problems:
    """What contradicts ``person`` in what is given; what is blank contradicts nobody."""
    given = case.record
    record = evolve(
        given,
        first_name=given.first_name or person.first_name,
        last_name=given.last_name or person.last_name,
    )
    return compare_person(evolve(case, record=record), person)


def _matched(case: Case, person: Person, problems: Problems, way: Way) -> ClaimMatch:
    filled = _filled(case, person)
    # With the identifier and nothing to fill in, a likeness is what PARS itself goes by.
    if (filled or way == "name") and not any(each.code == "BR309" for each in problems):
        problems += _loose_name(case.record, person)
    return evolve(_matched_without(case, problems), way=way, filled=filled)


def _matched_without(case: Case, problems: Problems) -> ClaimMatch:
    return ClaimMatch(
        _place(case),
        _name(case),
        _identifier(case),
        MatchStatus.MATCHED,
        findings=_findings(case, problems),
    )


def _loose_name(record: CompletionRecord, person: Person) -> Problems:
    """BR159: a name that is given is not the roster's word for word, though the program takes it."""
    for field in ("last_name", "first_name"):
        given, known = getattr(record, field), getattr(person, field)
        if given and "".join(name_tokens(given)) != "".join(name_tokens(known)):
            return warning("BR159", field, reason="name", found=given)
    return ()


def _filled(case: Case, person: Person) -> tuple[Filled, ...]:
    """What is blank in the record and known of the person."""
    record, claim, terms = case.record, case.claim, case.terms
    of_claim = f"claims/{case.index}"
    states = terms.program is not None and terms.program.kind == "states"
    known = [
        (record.first_name, "first_name", person.first_name),
        (record.last_name, "last_name", person.last_name),
        (record.birth_date, "birth_date", person.birth_date),
        (claim.id, f"{of_claim}/id", person.id or (person.npi if states else "")),
    ]
    if states and claim.credit_ids is None and terms.program is not None:
        names = {each.code: each.name for each in terms.program.jurisdictions}
        known.append((claim.state, f"{of_claim}/state", names.get(person.program, "")))
    return tuple(Filled(field, value) for given, field, value in known if value and not given)


def _somebody_else(case: Case, roster: Roster, people: Sequence[Person]) -> Problems:
    """BR160: with another identifier the name and birthday would lead to exactly one person."""
    record, place = case.record, case.terms.roster_program
    if not (place and record.first_name and record.last_name and record.birth_date):
        return ()
    born = roster.by_birth_date(place, record.birth_date)
    others = [each for each in _distinct(namesakes(case, born)) if each not in people]
    if len(others) != 1:
        return ()
    return problem("BR160", "id", severity=Severity.INFO, found=case.claim.id)


def _unmatched(
    case: Case, problems: Problems, status: MatchStatus = MatchStatus.UNKNOWN
) -> ClaimMatch:
    return ClaimMatch(
        _place(case), _name(case), _identifier(case), status, findings=_findings(case, problems)
    )


def not_judged(case: Case, because: str) -> ClaimMatch:
    """A claim whose learner could not be looked up, ``because`` of what."""
    return ClaimMatch(
        _place(case), _name(case), _identifier(case), MatchStatus.NOT_JUDGED, because=because
    )


def _place(case: Case) -> str:
    """The board or, for CME, the state; the program where neither is known."""
    program = case.terms.program
    return case.terms.roster_program or (program.code if program else "")


def _name(case: Case) -> str:
    """The same in words: a state by its name."""
    if case.terms.jurisdiction is not None:
        return case.terms.jurisdiction.name
    licensed = case.terms.program is not None and case.terms.program.kind == "states"
    return "CME" if licensed else _place(case)


def _identifier(case: Case) -> str:
    return case.terms.program.identifier if case.terms.program else ""


def _distinct(people: Sequence[Person]) -> list[Person]:
    """The people, one who is listed twice once."""
    return list(dict.fromkeys(people))


def _errors(problems: Problems) -> int:
    return sum(each.severity is Severity.ERROR for each in problems)


def _findings(case: Case, problems: Problems) -> tuple[Finding, ...]:
    return tuple(_finding(case, each) for each in problems)


def _finding(case: Case, each: Problem) -> Finding:
    own = each.field in ("", "first_name", "last_name", "birth_date")
    field = each.field if own else f"claims/{case.index}/{each.field}"
    rules = case.terms.rule_set
    place = case.record.origin.at(field)
    return Finding(
        each.code, each.severity, each.params, place, rules.program or None, rules.id or None
    )
