"""The suite bites: every engine that is wrong in one way fails, and for that reason."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from boardrules.conformance.cases import ConformanceCase, load_suite
from boardrules.conformance.runner import Command, SuiteResult, run_suite

WRONG = Path(__file__).with_name("wrong")
SUITE = load_suite()

#: What each judges wrongly: codes that go missing or come up unexpectedly in failed cases.
JUDGES = {
    "ignores_dates": ("671", "672", "705"),
    "compares_floats": ("674", "675"),
    "forgets_duplicates": ("603", "710", "711", "717"),
    "forgets_the_ledger": ("603", "605", "709", "710", "711", "717"),
    "compares_names_exactly": ("665", "718", "BR309"),
    "never_matches_without_id": ("718",),
    "reads_ids_as_numbers": ("661",),
    "knows_no_leap_day": ("624",),
    "counts_records_from_zero": ("603", "710", "711"),
    "rejects_everything": ("602",),
}
#: Those whose fault shows in cases about all sorts of codes.
EVERYWHERE = {
    "knows_the_newest_rules_only": ("673", "675", "709"),
    "trusts_its_own_clock": ("671", "705", "713", "BR301", "BR302"),
    "accepts_everything": ("601", "621", "664", "674", "690", "BR104", "BR201", "BR301"),
    "names_the_record_only": ("601", "621", "664", "674", "690", "BR201", "BR301"),
}
#: Those that show in verdicts alone, with codes to look for them under.
BY_VERDICT = {"takes_advice_for_errors": "BR3", "expects_no_answer": "BR30"}
#: What is said of those that break the protocol.
BREAKERS = {
    "crashes_on_every_tenth": "ended with exit status 3 without an answer",
    "prints_garbage": "expected a line of JSON, found 'judging a case now'",
    "hangs": "no answer within 1 s",
    "answers_out_of_turn": "seq: expected 1, found 2",
    "answers_in_another_shape": "results/findings/0: expected an object, found text",
    "gives_up": "LookupError: abim-601-missing",
}


def run(name: str, cases: list[ConformanceCase], timeout: float = 30) -> SuiteResult:
    with Command(f"'{sys.executable}' '{WRONG / name}.py'", timeout=timeout) as wrong:
        return run_suite(cases, wrong)


def about(*beginnings: str) -> list[ConformanceCase]:
    return [case for case in SUITE if any(code.startswith(beginnings) for code in case.codes)]


def test_each_wrong_engine_is_tried() -> None:
    tried = {*JUDGES, *EVERYWHERE, *BY_VERDICT, *BREAKERS}
    assert tried == {path.stem for path in WRONG.glob("*.py")} - {"breaking"}


@pytest.mark.parametrize("name", sorted({**JUDGES, **EVERYWHERE}))
def test_a_wrong_judgement_fails(name: str) -> None:
    codes = {**JUDGES, **EVERYWHERE}[name]
    result = run(name, about(*codes) if name in JUDGES else SUITE)
    differing = {
        code
        for outcome in result.outcomes
        for _, code, _ in (*outcome.missing, *outcome.unexpected)
    }
    assert set(codes) <= differing
    assert (result.counts["failed"] > 0, result.counts["errored"]) == (True, 0)
    assert result.exit_status == 1


@pytest.mark.parametrize("name", sorted(BY_VERDICT))
def test_a_wrong_verdict_fails(name: str) -> None:
    failed = [each for each in run(name, about(BY_VERDICT[name])).outcomes if each.kind == "failed"]
    assert failed
    for outcome in failed:
        # What is rejected for advice never comes to the stages that would reject it.
        assert outcome.missing or outcome.verdicts not in (None, outcome.case.verdicts)
    assert any(outcome.verdicts for outcome in failed)


@pytest.fixture
def abim() -> list[ConformanceCase]:
    cases = [case for case in SUITE if case.program == "ABIM" and "601" in case.codes]
    assert cases[0].expect
    return cases


@pytest.mark.parametrize("name", sorted(set(BREAKERS) - {"crashes_on_every_tenth"}))
def test_a_breach_of_the_protocol_is_an_error(name: str, abim: list[ConformanceCase]) -> None:
    result = run(name, abim[:1], timeout=1 if name == "hangs" else 30)
    (outcome,) = result.outcomes
    assert (outcome.kind, outcome.because) == ("errored", BREAKERS[name])
    assert result.exit_status == 1


def test_what_a_hanging_engine_wrote_is_quoted(abim: list[ConformanceCase]) -> None:
    (outcome,) = run("hangs", abim[:1], timeout=1).outcomes
    assert outcome.stderr == "thinking"


def test_after_a_crash_the_next_case_is_asked_again() -> None:
    outcomes = run("crashes_on_every_tenth", SUITE[:35]).outcomes
    errored = [number for number, each in enumerate(outcomes, 1) if each.kind == "errored"]
    assert errored == [10, 20, 30]
    assert {each.kind for each in outcomes} == {"errored", "passed"}
    assert outcomes[9].because == BREAKERS["crashes_on_every_tenth"]
    assert outcomes[9].stderr == "no memory left for the tenth"
