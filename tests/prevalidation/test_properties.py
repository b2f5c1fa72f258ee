"""Whatever the roster and the row: nothing is guessed, changed or told of people who do not match."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from boardrules import Claim, CompletionRecord, MemoryRoster, Person, installed_plugins
from boardrules.checks.run import Run
from boardrules.prevalidation import LearnerMatch, MatchStatus
from boardrules.prevalidation.desk import Desk

FIRST = st.sampled_from(["Ines", "Inês", "I", "Otto"])
LAST = st.sampled_from(["Aalto", "Aalto Virtanen", "Vance"])
BORN = st.sampled_from(["03/04", "07/08"])
ID = st.sampled_from(["0123", "123", "654321", "1234567893"])
PLACES = ["ABIM", "ABP", "ABA", "ABS", "ME"]

PEOPLE = st.lists(
    st.builds(
        Person,
        program=st.sampled_from(PLACES),
        id=ID,
        first_name=FIRST,
        last_name=LAST,
        birth_date=BORN | st.just(""),
        npi=st.sampled_from(["", "1234567893"]),
    ),
    max_size=6,
)
CLAIMS = st.one_of(
    st.builds(Claim, program=st.sampled_from(PLACES[:4]), id=ID | st.just("")),
    st.builds(
        Claim,
        program=st.just("CME"),
        id=ID | st.just(""),
        state=st.sampled_from(["Maine", "ME", ""]),
    ),
)
RECORDS = st.builds(
    CompletionRecord,
    number=st.just(1),
    action=st.just(""),
    activity_id=st.just(""),
    completed=st.just(""),
    first_name=FIRST | st.just(""),
    last_name=LAST | st.just(""),
    birth_date=BORN | st.just(""),
    claims=st.lists(CLAIMS, max_size=2, unique_by=lambda claim: claim.program).map(tuple),
)


def matched(record: CompletionRecord, people: list[Person]) -> LearnerMatch:
    plugins = installed_plugins()
    roster = MemoryRoster(people)
    run = Run(date(2026, 11, 23), plugins.programs, roster=roster)
    return Desk(run, plugins, roster).match(record)


def given_value(record: CompletionRecord, field: str) -> str:
    if not field.startswith("claims/"):
        return str(getattr(record, field))
    _, index, name = field.split("/")
    return str(getattr(record.claims[int(index)], name))


@settings(max_examples=120, deadline=None)
@given(record=RECORDS, people=PEOPLE)
def test_only_blanks_are_filled_and_only_when_nothing_is_in_doubt(
    record: CompletionRecord, people: list[Person]
) -> None:
    learner = matched(record, people)
    assert all(given_value(record, each.field) == "" for each in learner.filled)
    assert len({each.field for each in learner.filled}) == len(learner.filled)
    if learner.filled:
        assert learner.status is not MatchStatus.AMBIGUOUS
        assert {found.code for found in learner.findings if found.severity.value == "error"} <= {
            "BR158"
        }


@settings(max_examples=120, deadline=None)
@given(record=RECORDS, people=PEOPLE)
def test_what_is_filled_in_is_one_person_s(record: CompletionRecord, people: list[Person]) -> None:
    learner = matched(record, people)
    for match in learner.claims:
        if match.status is not MatchStatus.MATCHED:
            assert match.filled == ()
            continue
        values = {each.value for each in match.filled} - {"Maine"}
        known = [{one.id, one.npi, one.first_name, one.last_name, one.birth_date} for one in people]
        assert any(values <= each for each in known)


@settings(max_examples=120, deadline=None)
@given(record=RECORDS, people=PEOPLE)
def test_findings_tell_nothing_that_was_not_given_or_filled_in(
    record: CompletionRecord, people: list[Person]
) -> None:
    learner = matched(record, people)
    roster = {value for one in people for value in (one.id, one.birth_date, one.npi) if value}
    told = {value for found in learner.findings for _, value in found.params}
    known = {record.birth_date, *(claim.id for claim in record.claims)}
    known |= {each.value for each in learner.filled}
    # An ID that lost its zeros, of the one person whom all else fits.
    lost = {found.param("expected") for found in learner.findings if found.code == "661"}
    assert told & roster <= known | lost
    for zeros in lost & roster:
        assert zeros.lstrip("0") in {each.lstrip("0") for each in known}


@settings(max_examples=60, deadline=None)
@given(record=RECORDS, people=PEOPLE)
def test_the_order_of_the_roster_and_repetition_change_nothing(
    record: CompletionRecord, people: list[Person]
) -> None:
    first, again = matched(record, people), matched(record, [*reversed(people), *people])
    assert (first.status, set(first.filled)) == (again.status, set(again.filled))
