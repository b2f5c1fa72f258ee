"""Rules of the learner stage, and of how a claim finds its program."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from boardrules import Claim, MemoryRoster, Person

NPI = "1234567893"


def one(desk: Any, record: Any, *people: Person, **ports: Any) -> tuple[Any, Any]:
    """The verdict on ``record`` where the roster holds ``people``, and the run."""
    judging = desk.engine(roster=MemoryRoster(people), **ports).start()
    return judging.judge(record), judging


def test_an_unknown_identifier(desk: Any, boards: Any) -> None:
    programs = desk.engine().plugins.programs
    somebody = [desk.person("ABIM"), desk.person("CA")]
    for claim, named in ((desk.claim("ABIM"), "ABIM"), (desk.claim("CME"), "STATE")):
        other = evolve(claim, id="999999")
        verdict, _ = one(desk, desk.record(1, other), *somebody)
        expected = programs.get(named).identifier
        told = boards.told(verdict, "reason", "found", "expected")
        assert ("661", "/claims/0/id", "unknown", "999999", expected) in told


def test_lost_zeros_are_told_with_the_first_who_has_them(desk: Any, boards: Any) -> None:
    person = desk.person("ABIM")
    people = [evolve(person, id=f"{zeros}34567") for zeros in ("0", "00")]
    verdict, _ = one(desk, desk.record(1, desk.claim("ABIM", id="34567")), *people)
    told = boards.told(verdict, "reason", "expected")
    assert ("661", "/claims/0/id", "lost-zeros", "034567") in told


def test_zeros_may_be_lost_on_the_roster_s_side(desk: Any, boards: Any) -> None:
    person = evolve(desk.person("ABIM"), id="34567")
    verdict, _ = one(desk, desk.record(1, desk.claim("ABIM", id="034567")), person)
    told = boards.told(verdict, "reason", "expected")
    assert told == [("661", "/claims/0/id", "other-zeros", "34567")]


@pytest.mark.parametrize("turned", [False, True])
def test_of_several_with_one_identifier_the_nearest_is_meant(
    desk: Any, boards: Any, turned: bool
) -> None:
    person = desk.person("ABIM")
    born = evolve(person, birth_date="12/31")
    named = evolve(person, last_name="Zorn")
    neither = evolve(born, last_name="Zorn")
    record = desk.record(1, "ABIM")
    for people, expected in (
        ([born, neither], ["664"]),
        ([named, neither], ["665"]),
        ([neither, person], []),
    ):
        verdict, _ = one(desk, record, *(people[::-1] if turned else people))
        assert boards.codes(verdict) == expected
    # Of two who are equally far the first counts.
    verdict, _ = one(desk, record, *([named, born] if turned else [born, named]))
    assert boards.codes(verdict) == (["665"] if turned else ["664"])


def test_a_warning_is_nearer_than_an_error(desk: Any, boards: Any) -> None:
    person = desk.person("ABIM")
    initial = evolve(person, first_name=person.first_name[0])
    people = [evolve(person, last_name="Zorn"), initial]
    verdict, _ = one(desk, desk.record(1, "ABIM"), *people)
    assert boards.codes(verdict) == ["BR309"]


def test_whoever_has_no_licence_number_is_known_by_the_npi(desk: Any) -> None:
    person = evolve(desk.person("CA"), id="", npi=NPI)
    judging = desk.engine(roster=MemoryRoster([person])).start()
    [entry] = judging.entries_of(desk.record(1, desk.claim("CME", id=NPI)))
    assert entry.learner == NPI


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"first_name": "Zeno"}, "first_name", "first-name"),
        ({"last_name": "Zorn"}, "last_name", "last-name"),
        ({"first_name": "Zeno", "last_name": "Zorn"}, "last_name", "both"),
    ],
)
def test_which_name_differs(
    desk: Any, boards: Any, change: dict[str, str], field: str, reason: str
) -> None:
    verdict, _ = one(desk, desk.record(1, "ABIM"), evolve(desk.person("ABIM"), **change))
    assert boards.told(verdict, "reason") == [("665", f"/{field}", reason)]


@pytest.mark.parametrize("licence", ["A-12345", "0999", "9"])
def test_the_ledger_has_a_licensee_under_the_licence(desk: Any, licence: str) -> None:
    person = evolve(desk.person("CA"), id=licence, npi=NPI)
    judging = desk.engine(roster=MemoryRoster([person])).start()
    learners = {
        judging.entries_of(desk.record(1, desk.claim("CME", id=identifier)))[0].learner
        for identifier in (licence, NPI)
    }
    assert len(learners) == 1


def test_an_npi_is_not_taken_for_a_licence_of_the_same_digits(desk: Any, boards: Any) -> None:
    person = desk.person("CA")
    stranger = Person("CA", NPI, "Zeno", "Zorn", "12/31")
    record = desk.record(1, desk.claim("CME", id=NPI, id_type="NPI"))
    verdict, _ = one(desk, record, stranger, evolve(person, npi=NPI))
    assert boards.codes(verdict) == []


def test_a_licence_of_a_state_late_in_the_alphabet(desk: Any, boards: Any) -> None:
    for state in ("AK", "TX"):
        claim = desk.claim("CME", id_type=state, state="")
        verdict, _ = one(desk, desk.record(1, claim), evolve(desk.person("CA"), program=state))
        assert "661" not in boards.codes(verdict)
        assert verdict.status == "accepted"


def test_an_npi_without_a_state_is_judged_if_it_is_known(desk: Any) -> None:
    record = desk.record(1, desk.claim("CME", id=NPI, state="", id_type="NPI"))
    known = evolve(desk.person("CA"), npi=NPI)
    for person, expected in (
        (known, []),
        (evolve(known, npi=""), ["an NPI given without a state is not on the roster"]),
    ):
        verdict, judging = one(desk, record, person)
        assert verdict.findings == ()
        noted = [each.because for each in judging.not_judged if "661" in each.codes]
        assert noted == expected


# How a claim finds its program ----------------------------------------------------------------


def test_a_state_s_name_stands_for_the_program_of_the_states(desk: Any, boards: Any) -> None:
    for name in ("California", "CA"):
        claim = evolve(desk.claim("CME", state=""), program=name)
        verdict, _ = one(desk, desk.record(1, claim), desk.person("CA"))
        assert (boards.codes(verdict), verdict.status) == ([], "accepted")


def test_a_blank_claim_is_not_the_same_as_no_claim(desk: Any, boards: Any) -> None:
    [blank, none] = (desk.judge(each)[0] for each in (desk.record(1, Claim("")), desk.record(2)))
    assert boards.told(blank, "reason") == [("677", "/claims/0/credits/0/type", "no-type")]
    assert ("677", "", "no-claims") in boards.told(none, "reason")


def test_an_identifier_type_of_two_boards_names_neither(desk: Any, boards: Any) -> None:
    second = evolve(boards.declared(code="XC", domains='"XB"'))
    second = evolve(second, rule_sets=(evolve(second.rule_sets[0], id="xc-1"),))
    board = boards(desk, boards.declared(), second)
    [verdict] = board.judge(board.record(program="", id_type="XB"))
    assert boards.told(verdict, "reason")[0] == ("712", "/claims/0/id_type", "wrong-program")
    [verdict] = board.judge(board.record(program="", id_type="YZ"))
    assert boards.told(verdict, "reason")[0] == ("712", "/claims/0/id_type", "unknown")


@pytest.mark.parametrize(
    ("state", "id_type", "field", "found"),
    [
        ("UM", "", "state", "UM"),
        ("", "UM", "id_type", "UM"),
        ("UM", "".join(["U", "M"]), "id_type", "UM"),
        ("UM", "AA", "state", "UM"),
        ("UM", "ZZ", "state", "UM"),
        ("Nowhere", "NPI", "state", "Nowhere"),
        ("Atlantis", "NPI", "state", "Atlantis"),
    ],
)
def test_a_place_that_licenses_nobody(
    desk: Any, boards: Any, state: str, id_type: str, field: str, found: str
) -> None:
    [verdict] = desk.judge(desk.record(1, desk.claim("CME", state=state, id_type=id_type)))
    told = boards.told(verdict, "reason", "found")
    assert [each for each in told if each[0] == "712"] == [
        ("712", f"/claims/0/{field}", "not-licensing", found)
    ]


def test_an_identifier_type_that_is_no_state_s(desk: Any, boards: Any) -> None:
    for id_type, reason in (("ABIM", "wrong-program"), ("XYZ", "unknown")):
        [verdict] = desk.judge(desk.record(1, desk.claim("CME", id_type=id_type)))
        assert boards.told(verdict, "reason", "found") == [
            ("712", "/claims/0/id_type", reason, id_type)
        ]


def test_which_day_governs(desk: Any, boards: Any) -> None:
    # Completed in the time of the first rules, begun before them, and judged in that of the second.
    for governed_by, expected in (
        ("completion", "xb-2"),
        ("activity-start", "xb-1"),
        ("submission", "xb-3"),
    ):
        first = {"from": "2020-01-01", "governed_by": f'"{governed_by}"'}
        spec = boards.declared(
            boards.rule_set(**first),
            boards.rule_set("", id='"xb-2"', after='"xb-1"', **{"from": "2026-02-01"}),
            boards.rule_set(
                "",
                id='"xb-3"',
                after='"xb-2"',
                governed_by=f'"{governed_by}"',
                **{"from": "2026-06-01"},
            ),
        )
        board = boards(desk, spec)
        judging = board.judging()
        judging.judge(board.record())
        assert [rules.id for rules in judging.rule_sets] == [expected]


def test_an_npi_beside_a_state_that_is_none_is_told_once(desk: Any, boards: Any) -> None:
    for state, expected in (("", "BR312"), ("Atlantis", "712")):
        claim = evolve(desk.claim("CME"), id="1234567893", state=state)
        [verdict] = desk.judge(desk.record(1, claim), roster=None)
        assert expected in boards.codes(verdict)
        assert ("BR312" in boards.codes(verdict)) is (expected == "BR312")


def test_a_program_is_open_from_its_first_opening_day(desk: Any, boards: Any) -> None:
    for opens, expected in (("2026-06-01", []), ("2026-06-02", ["713"])):
        spec = boards.declared(
            boards.rule_set(opens=opens, **{"from": "2020-01-01"}),
            boards.rule_set(
                "", id='"xb-2"', after='"xb-1"', opens="2027-01-01", **{"from": "2026-12-01"}
            ),
        )
        board = boards(desk, spec)
        [verdict] = board.judge(board.record())
        assert boards.codes(verdict) == expected
        assert desk.as_of == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("states", "reason"), [(("AL",), "other-state"), (("WY",), "other-state"), ((), "unknown")]
)
def test_an_npi_of_another_state(
    desk: Any, boards: Any, states: tuple[str, ...], reason: str
) -> None:
    people = [evolve(desk.person("CA"), program=state, npi=NPI) for state in states]
    record = desk.record(1, desk.claim("CME", id=NPI, state="California"))
    bystander = evolve(desk.person("CA"), id="Z9", npi="")
    verdict, _ = one(desk, record, bystander, *people)
    assert ("661", "/claims/0/id", reason) in boards.told(verdict, "reason")


def test_how_many_namesakes_there_are(desk: Any, boards: Any) -> None:
    person = desk.person("ABS")
    people = [evolve(person, id=f"S{number}") for number in range(3)]
    verdict, _ = one(desk, desk.record(1, desk.claim("ABS", id="")), *people)
    assert boards.told(verdict, "reason", "count") == [("718", "/claims/0/id", "several", "3")]
