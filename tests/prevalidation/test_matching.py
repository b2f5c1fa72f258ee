"""Pre-validation: who is matched, by what, and what is filled in of whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from boardrules import Person, Plugins, prevalidate
from boardrules.checks.base import Case, Problems
from boardrules.checks.kit import CheckKit
from boardrules.checks.run import Run
from boardrules.hookspecs import hookimpl
from boardrules.memory import MemoryRoster
from boardrules.prevalidation import LearnerMatch, MatchStatus
from boardrules.programs import ProgramSpec, RuleSet
from boardrules.testing import load_plugins

TODAY = date(2026, 11, 23)
HEADER = "First Name,Last Name,Date of Birth,Licensing State,Licensing ID or NPI,Certifying Board,Certifying Board ID"

INES = Person("ABIM", "123456", "Ines", "Aalto", "03/04")
NURIA = Person("ABIM", "654321", "Nuria", "Vance", "07/08")
IN_MAINE = Person("ME", "MD012345", "Ines", "Aalto", "03/04", "1234567893")
OTTO = [Person("ABS", "200001", "Otto", "Brandvold", "11/30"),
        Person("ABS", "200002", "Otto", "Brandvold", "11/30")]  # fmt: skip
ZOE = Person("ABP", "0045871", "Zoë", "Tanakura", "02/29")
LARS = Person("ID", "0017", "Lars", "Ostermann Vik", "05/08")
PEOPLE = [INES, NURIA, IN_MAINE, *OTTO, ZOE, LARS]


def match(
    row: str, people: Sequence[Person] = PEOPLE, plugins: Plugins | None = None
) -> LearnerMatch:
    """What becomes of the learner of one row, under the headers of the template."""
    path = Path("people.csv")
    path.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    result = prevalidate(path, roster=MemoryRoster(people), as_of=TODAY, plugins=plugins)
    [learner] = result.learners
    assert result.file_findings == ()
    return learner


def told(learner: LearnerMatch) -> list[str]:
    """The codes of a learner's findings, with their reasons."""
    return [f"{each.code} {each.param('reason') or ''}".rstrip() for each in learner.findings]


def filled(learner: LearnerMatch) -> dict[str, str]:
    return {each.field: each.value for each in learner.filled}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


# matched -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "way", "fills"),
    [
        ("Ines,Aalto,03/04,,,ABIM,123456", "identifier", {}),
        ("Ines,Aalto,03/04,,,ABIM,", "name", {"claims/0/id": "123456"}),
        ("Ines,Aalto,03/04,Maine,,,", "name", {"claims/0/id": "MD012345"}),
        ("Ines,Aalto,,Maine,md 012345,,", "identifier", {"birth_date": "03/04"}),
        ("Ines,Aalto,,Maine,1234567893,,", "npi", {"birth_date": "03/04"}),
        (",Aalto,03/04,,,ABIM,123456", "identifier", {"first_name": "Ines"}),
        (",,03/04,,,ABIM,123456", "identifier", {"first_name": "Ines", "last_name": "Aalto"}),
        ("Ines,Aalto,03/04,,1234567893,,", "npi", {"claims/0/state": "Maine"}),
        ("ZOE,Tanakura,,,,ABP,0045871", "identifier", {"birth_date": "02/29"}),
    ],
)
def test_a_unique_match_fills_what_is_blank_and_nothing_else(
    row: str, way: str, fills: dict[str, str]
) -> None:
    learner = match(row)
    assert (learner.status, told(learner)) == (MatchStatus.MATCHED, [])
    assert [each.way for each in learner.claims] == [way]
    assert filled(learner) == fills


def test_state_and_board_are_each_filled_by_their_own_match() -> None:
    learner = match("Ines,Aalto,03/04,Maine,,ABIM,")
    assert filled(learner) == {"claims/0/id": "MD012345", "claims/1/id": "123456"}
    assert [[each.field for each in claim.filled] for claim in learner.claims] == [
        ["claims/0/id"],
        ["claims/1/id"],
    ]


def test_what_one_match_fills_in_helps_to_find_the_other() -> None:
    learner = match("Ines,Aalto,,Maine,,ABIM,123456")
    assert filled(learner) == {"birth_date": "03/04", "claims/0/id": "MD012345"}
    assert learner.status is MatchStatus.MATCHED


def test_one_who_is_listed_twice_is_one() -> None:
    learner = match("Ines,Aalto,03/04,,,ABIM,", [INES, INES])
    assert filled(learner) == {"claims/0/id": "123456"}


# a likeness is told ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("I,Aalto,03/04,,,ABIM,", "BR309 initial"),
        ("Lars,Ostermann,05/08,Idaho,,,", "BR159 name"),
        ("Lars Peter,Ostermann Vik,05/08,Idaho,,,", "BR159 name"),
        ("Lars,Ostermann,,Idaho,0017,,", "BR159 name"),
        ("Lars,Ostermann Vik,05/08,Idaho,17,,", "BR159 zeros"),
        ("Zoë,Tanaka,02/29,,,ABP,0045871", "BR309 birth-date"),
    ],
)
def test_whoever_matches_by_likeness_is_matched_and_it_is_said(row: str, said: str) -> None:
    learner = match(row)
    assert (learner.status, told(learner)) == (MatchStatus.MATCHED, [said])


def test_accents_case_and_suffixes_are_no_likeness() -> None:
    learner = match('"Zoe",TANAKURA Jr.,02/29,,,ABP,')
    assert (told(learner), filled(learner)) == ([], {"claims/0/id": "0045871"})


def test_nicknames_do_not_match() -> None:
    assert told(match("Nury,Vance,07/08,,,ABIM,")) == ["BR156"]


# not matched -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "status", "said"),
    [
        ("Otto,Brandvold,11/30,,,ABS,", MatchStatus.AMBIGUOUS, ["BR157 name"]),
        ("Otto,Brandvold,11/29,,,ABS,", MatchStatus.UNKNOWN, ["BR156"]),
        ("Ines,Aalto,03/05,,,ABIM,123456", MatchStatus.UNKNOWN, ["664"]),
        ("Inez,Alto,03/04,,,ABIM,123456", MatchStatus.UNKNOWN, ["665 both"]),
        ("Carla,Nobody,01/01,,,ABIM,999999", MatchStatus.UNKNOWN, ["661 unknown"]),
        ("Ines,Aalto,03/04,,,ABIM,654321", MatchStatus.UNKNOWN, ["664", "665 both", "BR160"]),
        ("Ines,Aalto,03/04,,,ABIM,999999", MatchStatus.UNKNOWN, ["661 unknown", "BR160"]),
        ("Ines,Aalto,03/04,Idaho,1234567893,,", MatchStatus.UNKNOWN, ["661 other-state"]),
        (",,,,,ABIM,123456", MatchStatus.UNKNOWN, ["BR158 id-alone"]),
        ("Ines,,,,,ABIM,123456", MatchStatus.UNKNOWN, ["BR158 id-alone"]),
        ("Ines,Aalto,,,,ABIM,", MatchStatus.UNKNOWN, ["BR158 no-birth-date"]),
        (",Aalto,03/04,,,ABIM,", MatchStatus.UNKNOWN, ["BR158 no-name"]),
        ("Ines,Aalto,13/04,,,ABIM,", MatchStatus.UNKNOWN, ["BR158 odd-birth-date"]),
        ("Ines,Aalto,13/04,,,ABIM,123456", MatchStatus.UNKNOWN, ["BR158 odd-birth-date"]),
        ("Ines,Aalto,03/04,,,,", MatchStatus.UNKNOWN, ["BR158 no-program"]),
        ("Ines,Aalto,03/04,Atlantis,,,", MatchStatus.UNKNOWN, ["712 not-licensing"]),
        ("Ines,Aalto,03/04,,MD012345,,", MatchStatus.UNKNOWN, ["712 no-state"]),
        ("Ines,Aalto,03/04,,1245319599,,", MatchStatus.UNKNOWN, ["661 unknown"]),
        ("Ines,Aalto,03/04,,,ABMI,123456", MatchStatus.UNKNOWN, ["713 unknown"]),
    ],
)
def test_whoever_is_not_matched_gets_nothing_filled_in(
    row: str, status: MatchStatus, said: list[str]
) -> None:
    learner = match(row)
    assert (learner.status, told(learner), learner.filled) == (status, said, ())


def test_an_id_that_lost_its_zeros_is_told_only_to_whom_it_belongs() -> None:
    short = Person("ABIM", "000862", "Fergus", "Dalgleish", "01/02")
    whose = match("Fergus,Dalgleish,01/02,,,ABIM,862", [short])
    [found] = whose.findings
    assert (found.param("reason"), found.param("expected")) == ("lost-zeros", "000862")
    other = match("Ines,Aalto,03/04,,,ABIM,862", [short])
    assert told(other) == ["661 unknown"]
    assert "000862" not in repr(other.findings)


@pytest.mark.parametrize("known", ["01/02", ""])
def test_a_birthday_that_bears_nothing_out_fills_nothing_in(known: str) -> None:
    """ABA lets another birthday pass with a warning; the name is not there to tell whose ID it is."""
    person = Person("ABA", "1234-5678", "Ines", "Aalto", known)
    learner = match(",,03/04,,,ABA,1234-5678", [person])
    assert (told(learner), filled(learner)) == (["BR158 id-alone"], {})
    named = match(",Aalto,03/04,,,ABA,1234-5678", [person])
    assert filled(named) == {"first_name": "Ines"}
    assert told(named) == (["BR308"] if known else [])


def test_an_npi_without_a_state_leads_to_each_state_of_its_holder() -> None:
    elsewhere = evolve(IN_MAINE, program="ID", id="4711")
    learner = match("Ines,Aalto,03/04,,1234567893,,", [IN_MAINE, elsewhere])
    assert (told(learner), filled(learner)) == (["BR157 identifier"], {})


def test_an_npi_that_only_a_board_lists_fills_in_no_state() -> None:
    learner = match(
        "Ines,Aalto,,,1234567893,,", [evolve(INES, npi="1234567893"), evolve(LARS, id="1")]
    )
    assert (learner.status, filled(learner)) == (MatchStatus.MATCHED, {"birth_date": "03/04"})


def test_a_contradiction_of_one_claim_keeps_the_other_from_filling_in() -> None:
    """The state's number may be somebody else's, or the row be about two people."""
    learner = match("Ines,Aalto,03/04,Maine,MD999999,ABIM,")
    assert (told(learner), filled(learner)) == (["661 unknown", "BR160"], {})
    assert [each.status for each in learner.claims] == [MatchStatus.UNKNOWN, MatchStatus.MATCHED]
    assert all(each.filled == () for each in learner.claims)


def test_entries_that_are_not_alike_fill_nothing_in() -> None:
    born_later = evolve(IN_MAINE, birth_date="03/05")
    learner = match("Ines,Aalto,,Maine,MD012345,ABIM,123456", [INES, born_later])
    assert (learner.status, told(learner)) == (MatchStatus.AMBIGUOUS, ["BR157 disagree"])
    assert (learner.filled, "03/0" in repr(learner.findings)) == ((), False)


def test_a_program_that_the_roster_does_not_list_is_not_judged() -> None:
    learner = match("Ines,Aalto,03/04,Maine,,ABA,")
    assert learner.status is MatchStatus.NOT_JUDGED
    assert filled(learner) == {"claims/0/id": "MD012345"}
    assert learner.claims[1].because == "the roster lists nobody of ABA"


def test_what_is_shown_of_the_roster_is_what_a_unique_match_fills() -> None:
    """Of people who are not matched nothing is told, not even by the words of a finding."""
    rows = ["Nuria,Vance,07/08,,,ABIM,123456", "Ines,Aalto,03/05,,,ABIM,654321",
            "Otto,Brandvold,11/30,,,ABS,200003", "I,Aalto,07/08,,,ABIM,654321"]  # fmt: skip
    for row in rows:
        learner = match(row)
        params = {value for found in learner.findings for _, value in found.params}
        secret = {each.id for each in PEOPLE} | {each.birth_date for each in PEOPLE}
        assert params & secret <= set(row.split(",")), row
        assert learner.filled == ()


# plugins -----------------------------------------------------------------------------------


class Matcher:
    """A plugin that knows ABIM's learners by the last two digits."""

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails

    @hookimpl
    def make_matcher(self, program: ProgramSpec, rule_set: RuleSet, kit: CheckKit) -> object:
        if program.code != "ABIM":
            return None

        @kit.record_check("learner", "661")
        def known_by_two_digits(case: Case, run: Run) -> Problems:
            if self.fails:
                raise RuntimeError
            if case.claim.id.endswith("56"):
                case.person = INES
                return ()
            return kit.problem("661", "id", reason="unknown", found=case.claim.id)

        return known_by_two_digits


def with_plugin(fails: bool = False) -> Plugins:
    return load_plugins(Matcher(fails))


def test_a_plugin_s_own_matcher_is_asked() -> None:
    plugins = with_plugin()
    learner = match(",,,,,ABIM,56", plugins=plugins)
    assert [each.way for each in learner.claims] == ["plugin"]
    assert filled(learner)["last_name"] == "Aalto"
    assert told(match("Ines,Aalto,03/04,,,ABIM,57", plugins=plugins)) == ["661 unknown"]


def test_a_matcher_that_fails_is_998_and_nobody_s_fault() -> None:
    learner = match(",,,,,ABIM,56", plugins=with_plugin(fails=True))
    assert (learner.status, told(learner)) == (MatchStatus.NOT_JUDGED, ["998"])
