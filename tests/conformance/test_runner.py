"""Comparing answers with what cases expect."""

from __future__ import annotations

from typing import Any

import pytest

from boardrules.conformance.cases import ConformanceCase, cases_of
from boardrules.conformance.protocol import Answer, Errored, Found, Results, Skipped, Started
from boardrules.conformance.runner import InProcess, Outcome, SuiteResult, run_suite

WHO = Started("small", "1", "Python")
FOUND: Found = (1, "601", "/action")


def case(
    *expect: Found,
    codes: tuple[str, ...] = ("601",),
    verdicts: tuple[str, ...] | None = None,
    number: int = 1,
    as_of: str = "2026-06-01",
) -> ConformanceCase:
    return ConformanceCase(
        id=f"case-{number}",
        about="A case",
        file="cases.json",
        program="ABIM",
        codes=codes,
        requirement={"id": "made-up"},
        valid=(None, None),
        given={"id": f"case-{number}", "program": "ABIM", "as_of": as_of, "records": []},
        expect=frozenset(expect),
        verdicts=verdicts,
    )


class Saying:
    """An implementation that gives one answer to everything, and remembers what it was asked."""

    def __init__(self, answer: Answer, ignores: tuple[str, ...] = ()) -> None:
        self.started = Started("small", "1", "Python", ignores)
        self.asked: list[Any] = []
        self._answer = answer

    def answer(self, given: Any) -> Answer:
        self.asked.append(given)
        return self._answer


def outcome_of(
    one: ConformanceCase, answer: Answer, *ignores: str, verdicts: bool = True
) -> Outcome:
    return run_suite([one], Saying(answer, ignores), verdicts=verdicts).outcomes[0]


def test_the_same_findings_pass() -> None:
    one = case(FOUND, verdicts=("rejected",))
    assert outcome_of(one, Results(frozenset({FOUND}), ("rejected",))) == Outcome(one, "passed")


def test_what_is_missing_and_unexpected_is_told_in_order() -> None:
    one = case((1, "602", "/action"), (None, "BR109", ""), FOUND)
    answer = Results(frozenset({(1, "601", ""), (12, "601", "/action"), (2, "601", "/action")}))
    outcome = outcome_of(one, answer)
    assert outcome.kind == "failed"
    assert outcome.missing == (FOUND, (1, "602", "/action"), (None, "BR109", ""))
    assert outcome.unexpected == ((1, "601", ""), (2, "601", "/action"), (12, "601", "/action"))


@pytest.mark.parametrize(
    ("expected", "given", "kind", "told"),
    [
        (("accepted",), ("accepted",), "passed", None),
        (("accepted",), ("submitted",), "failed", ("submitted",)),
        (("accepted",), None, "failed", ()),
        (("accepted", "accepted"), ("accepted",), "failed", ("accepted",)),
        (None, ("accepted",), "passed", None),
        ((), (), "passed", None),
    ],
)
def test_verdicts(expected: Any, given: Any, kind: str, told: Any) -> None:
    outcome = outcome_of(case(verdicts=expected), Results(frozenset(), given))
    assert (outcome.kind, outcome.verdicts) == (kind, told)
    unasked = outcome_of(case(verdicts=expected), Results(frozenset(), given), verdicts=False)
    assert unasked.kind == "passed"


def test_a_skipped_and_an_errored_case() -> None:
    assert outcome_of(case(), Skipped("no ABIM", "urn:1")) == Outcome(
        case(), "skipped", because="no ABIM", url="urn:1"
    )
    assert outcome_of(case(), Errored("no memory", "oh")) == Outcome(
        case(), "errored", because="no memory", stderr="oh"
    )


def test_advice_that_is_not_raised_is_left_out() -> None:
    one = case(FOUND, (1, "BR301", "/completed"), codes=("601", "BR301"))
    assert outcome_of(one, Results(frozenset({FOUND})), "BR").kind == "passed"
    assert outcome_of(one, Results(frozenset({FOUND, (1, "BR205", "")})), "BR").kind == "passed"
    assert outcome_of(one, Results(frozenset({FOUND})), "BR2").missing == (
        (1, "BR301", "/completed"),
    )


@pytest.mark.parametrize(
    ("one", "because"),
    [
        (case(FOUND, (1, "602", "")), "expects a code that the implementation does not raise"),
        (case(codes=("602", "603")), "tests only codes that the implementation does not raise"),
    ],
)
def test_cases_about_what_is_not_raised_are_not_sent(one: ConformanceCase, because: str) -> None:
    saying = Saying(Results(frozenset()), ("602", "603"))
    result = run_suite([one], saying)
    assert result.outcomes == (Outcome(one, "skipped", because=because),)
    assert saying.asked == []


def test_an_implementation_that_raises_everything_skips_nothing() -> None:
    saying = Saying(Results(frozenset()))
    assert run_suite([case(codes=())], saying).counts["passed"] == 1


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        (["passed", "skipped"], 0),
        (["passed", "failed"], 1),
        (["passed", "errored"], 1),
        (["skipped"], 2),
        ([], 2),
    ],
)
def test_exit_status(kinds: list[Any], status: int) -> None:
    result = SuiteResult(WHO, tuple(Outcome(case(), kind) for kind in kinds))
    assert result.exit_status == status
    assert sum(result.counts.values()) == len(kinds)


def test_each_outcome_is_told_as_it_comes() -> None:
    told: list[Outcome] = []
    result = run_suite([case(), case(number=2)], Saying(Skipped("?")), on_outcome=told.append)
    assert told == list(result.outcomes)


def test_in_process_a_case_that_cannot_be_judged_is_an_error() -> None:
    outcome = run_suite([case(as_of="some day")], InProcess()).outcomes[0]
    assert outcome.kind == "errored"
    assert outcome.because.startswith("ValueError: ")


def test_cases_of_a_file_are_run_in_its_order() -> None:
    document = {
        "format": 1,
        "as_of": "2026-06-01",
        "record": {"action": "Add"},
        "groups": [
            {
                "codes": ["601"],
                "requirement": {"id": "made-up"},
                "cases": [
                    {
                        "id": "action",
                        "about": "Actions",
                        "table": {
                            "change": ["/action"],
                            "rows": [["Add", []], [None, [{"code": "601", "at": "/action"}]]],
                        },
                    },
                    {"id": "again", "about": "Once more", "change": {}, "expect": []},
                ],
            }
        ],
    }
    saying = Saying(Results(frozenset()))
    outcomes = run_suite(cases_of(document, "made-up.json"), saying).outcomes
    assert [(each.case.id, each.kind) for each in outcomes] == [
        ("action-1", "passed"),
        ("action-2", "failed"),
        ("again", "passed"),
    ]
    assert [given["records"] for given in saying.asked] == [
        [{"action": "Add"}],
        [{}],
        [{"action": "Add"}],
    ]
