"""Checks and matchers that come from plugins, good and broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from boardrules import Plugins, Severity, Verdict
from boardrules.checks import Problem
from boardrules.testing import load_plugins


def checking(
    desk: Any,
    answer: Callable[..., Any],
    stage: str = "format",
    program: str = "ABIM",
    reads: str = "record",
) -> Plugins:
    """The installed plugins and one, ``extra``, with a check ``odd_check`` that calls ``answer``."""

    def make_checks(program: Any, rule_set: Any, kit: Any) -> Any:
        if program.code != asked:
            return None

        def odd_check(subject: Any, run: Any) -> Any:
            return answer(kit, subject)

        made = kit.record_check if reads == "record" else kit.terms_check
        return [made(stage, "XB1")(odd_check)]

    asked = program
    return load_plugins(
        desk.plugin("extra", register_codes=lambda: [desk.code("XB1")], make_checks=make_checks)
    )


def fail(kit: Any, subject: Any) -> Any:
    raise KeyError("gone")


def told(verdict: Verdict) -> list[tuple[str, str | None, str | None]]:
    return [(each.code, each.param("check"), each.param("plugin")) for each in verdict.findings]


CRASH = ("998", "odd_check", "extra")


def test_a_plugin_s_check_is_one_of_the_checks(desk: Any) -> None:
    def odd_id(kit: Any, case: Any) -> Any:
        return (
            kit.problem("XB1", "id", found=case.claim.id) if case.claim.id[-1:] in "13579" else ()
        )

    records = [desk.record(n, desk.claim("ABIM", learner=n), learner=n) for n in (1, 2)]
    verdicts = desk.judge(*records, plugins=checking(desk, odd_id))
    assert [verdict.status for verdict in verdicts] == ["rejected", "submitted"]
    [found] = verdicts[0].findings
    assert (found.code, found.program) == ("XB1", "ABIM")
    assert str(found.rule_set).startswith("abim-")
    assert found.location.pointer == "/claims/0/id"


def test_a_check_with_a_memory_sees_each_record_once(desk: Any) -> None:
    badges: set[str] = set()

    def badge_is_new(kit: Any, case: Any) -> Any:
        badge = case.claim.id
        if badge in badges:
            return kit.problem("XB1", "id", found=badge)
        badges.add(badge)
        return ()

    records = [desk.record(1, "ABIM", last_name="Somebody"), desk.record(2, "ABIM")]
    assert desk.judged(*records, plugins=checking(desk, badge_is_new)) == [
        ("rejected", ["665"]),
        ("rejected", ["XB1"]),
    ]


@pytest.mark.parametrize("reads", ["record", "terms"])
def test_a_check_that_raises_is_isolated(desk: Any, reads: str) -> None:
    judging = desk.engine(plugins=checking(desk, fail, reads=reads)).start()
    verdicts = [
        judging.judge(desk.record(number, program, learner=number))
        for number, program in enumerate(("ABIM", "ABS", "ABIM", "CME"), 1)
    ]
    assert [verdict.status for verdict in verdicts] == [
        "not-judged",
        "accepted",
        "not-judged",
        "accepted",
    ]
    for verdict in verdicts[::2]:
        assert told(verdict) == [CRASH]
        assert verdict.findings[0].param("error") == "KeyError"
        assert verdict.because == "check odd_check of plugin extra failed"
    # Whoever embeds the engine gets the exception itself.
    assert any(isinstance(part, KeyError) for crash in judging.crashes for part in crash)


def test_what_a_crash_says_holds_no_value_of_the_record(desk: Any) -> None:
    def leak(kit: Any, case: Any) -> Any:
        raise ValueError(case.record.last_name)

    record = desk.record(1, "ABIM")
    [verdict] = desk.judge(record, plugins=checking(desk, leak))
    assert record.last_name not in str(verdict.findings) + str(verdict.because)


def test_the_other_checks_of_the_stage_go_on(desk: Any) -> None:
    record = desk.record(1, desk.claim("ABIM", total="1.3"))
    [verdict] = desk.judge(record, plugins=checking(desk, fail))
    assert verdict.status == "rejected"
    assert sorted(each.code for each in verdict.findings) == ["675", "998"]


def test_later_stages_do_not_judge_what_an_earlier_one_could_not(desk: Any) -> None:
    record = desk.record(1, "ABIM", last_name="Somebody")
    [verdict] = desk.judge(record, plugins=checking(desk, fail))
    assert told(verdict) == [CRASH]


def test_a_crash_in_one_claim_leaves_the_record_unjudged_and_nothing_held(desk: Any) -> None:
    plugins = checking(desk, fail)
    first = desk.record(1, "ABIM", desk.xml_claim("ABS", "a", "8"))
    second = desk.record(2, desk.xml_claim("ABS", "b", "8"))
    verdicts = desk.judge(first, second, plugins=plugins)
    assert [verdict.status for verdict in verdicts] == ["not-judged", "accepted"]
    assert verdicts[1].findings == ()


def test_deletes_survive_a_check_that_raises(desk: Any) -> None:
    record = desk.record(1, desk.xml_claim("ABS", "a"))
    deleted = evolve(record, number=2, action="Delete")
    plugins = checking(desk, fail, stage="delete", program="ABS")
    verdicts = desk.judge(record, deleted, plugins=plugins)
    assert [verdict.status for verdict in verdicts] == ["accepted", "not-judged"]
    assert told(verdicts[1]) == [CRASH]


ODD: list[tuple[str, Callable[..., Any], str]] = [
    ("a string", lambda kit, case: "XB1", "str"),
    ("a list", lambda kit, case: [Problem("XB1", "id")], "list"),
    ("a generator", lambda kit, case: (each for each in kit.problem("XB1", "id")), "generator"),
    ("a bare problem", lambda kit, case: Problem("XB1", "id"), "Problem"),
    ("True", lambda kit, case: True, "bool"),
    ("strings in a tuple", lambda kit, case: ("XB1",), "str"),
    ("None in a tuple", lambda kit, case: (None,), "NoneType"),
    ("an unknown code", lambda kit, case: kit.problem("XB2", "id"), "XB2"),
]


@pytest.mark.parametrize(("answer", "shown"), [odd[1:] for odd in ODD], ids=[odd[0] for odd in ODD])
def test_a_check_that_gives_no_problems_is_told_of(
    desk: Any, answer: Callable[..., Any], shown: str
) -> None:
    plugins = checking(desk, answer)
    verdicts = desk.judge(desk.record(1, "ABIM"), desk.record(2, "ABS", learner=2), plugins=plugins)
    assert sorted(told(verdicts[0])) == [CRASH, ("BR906", "odd_check", "extra")]
    if shown != "Problem":
        found = {each.code: each.param("found") for each in verdicts[0].findings}
        assert found["BR906"] == shown
    assert (verdicts[1].status, verdicts[1].findings) == ("accepted", ())


def test_nothing_is_known_of_a_record_whose_check_gave_no_problems(desk: Any) -> None:
    [verdict] = desk.judge(desk.record(1, "ABIM"), plugins=checking(desk, lambda kit, case: "XB1"))
    assert verdict.status == "not-judged"
    assert verdict.because == "check odd_check of plugin extra failed"


@pytest.mark.parametrize("nothing", [(), None, [], ""])
def test_giving_nothing_is_finding_nothing(desk: Any, nothing: Any) -> None:
    plugins = checking(desk, lambda kit, case: nothing)
    assert desk.judged(desk.record(1, "ABIM"), plugins=plugins) == [("submitted", [])]


def test_what_is_good_beside_what_is_odd_is_kept(desk: Any) -> None:
    plugins = checking(desk, lambda kit, case: (*kit.problem("XB1", "id"), "oops"))
    [verdict] = desk.judge(desk.record(1, "ABIM"), plugins=plugins)
    assert sorted(each.code for each in verdict.findings) == ["998", "BR906", "XB1"]


MALFORMED: list[tuple[str, Problem]] = [
    ("a dict of params", Problem("XB1", "id", {"found": "1"})),  # type: ignore[arg-type]
    ("a list of params", Problem("XB1", "id", [("found", "1")])),  # type: ignore[arg-type]
    ("no field", Problem("XB1", None)),  # type: ignore[arg-type]
    ("a severity in words", Problem("XB1", "id", (), "error")),  # type: ignore[arg-type]
    ("a code that is no text", Problem(["XB1"], "id")),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(
    "bad", [case[1] for case in MALFORMED], ids=[case[0] for case in MALFORMED]
)
def test_a_malformed_problem_takes_no_run_down(desk: Any, bad: Problem) -> None:
    plugins = checking(desk, lambda kit, case: (bad,))
    verdicts = desk.judge(desk.record(1, "ABIM"), desk.record(2, "ABS"), plugins=plugins)
    assert verdicts[0].status in ("not-judged", "rejected")
    assert all(isinstance(each.severity, Severity) for each in verdicts[0].findings)
    assert verdicts[1].status == "accepted"


WRONG_CHECKS: list[tuple[str, Callable[..., Any]]] = [
    ("a function", lambda kit: [lambda case, run: ()]),
    ("a check by itself", lambda kit: kit.record_check("format", "XB1")(lambda case, run: ())),
    ("a stage that is none", lambda kit: [kit.record_check("formats", "XB1")(lambda c, r: ())]),
    ("a rule that is none", lambda kit: [kit.record_check("format", needs="x")(lambda c, r: ())]),
]


@pytest.mark.parametrize(
    "make", [case[1] for case in WRONG_CHECKS], ids=[case[0] for case in WRONG_CHECKS]
)
def test_wrong_checks_are_a_finding_and_take_no_run_down(
    desk: Any, make: Callable[..., Any]
) -> None:
    def make_checks(program: Any, rule_set: Any, kit: Any) -> Any:
        return make(kit) if program.code == "ABIM" else None

    plugins = load_plugins(desk.plugin("extra", make_checks=make_checks))
    verdicts = desk.judge(desk.record(1, "ABIM"), desk.record(2, "ABS"), plugins=plugins)
    assert verdicts[1].status == "accepted"
    assert [(each.code, each.param("plugin")) for each in plugins.problems] == [("BR908", "extra")]


# Matchers ----------------------------------------------------------------------------------


def test_a_matcher_stands_in_for_the_learner_check(desk: Any) -> None:
    def make_matcher(program: Any, rule_set: Any, kit: Any) -> Any:
        if program.code != "ABIM":
            return None

        def known_by_badge(case: Any, run: Any) -> Any:
            """661: the badge begins with B."""
            case.learner = "badge"
            return (
                () if case.claim.id.startswith("1") else kit.problem("661", "id", reason="unknown")
            )

        return kit.record_check("learner", "661")(known_by_badge)

    plugins = load_plugins(desk.plugin("extra", make_matcher=make_matcher))
    records = [
        desk.record(1, desk.claim("ABIM", id="100001", total="8"), last_name="Anybody"),
        desk.record(2, desk.claim("ABIM", id="200002")),
        desk.record(3, desk.claim("ABIM", id="100003")),
        desk.record(4, desk.claim("ABS", id="D-9999")),
    ]
    # The third is held under the same key as the first, so nothing is left for it.
    assert desk.judged(*records, plugins=plugins) == [
        ("submitted", []),
        ("rejected", ["661"]),
        ("rejected", ["710"]),
        ("rejected", ["661"]),
    ]


@pytest.mark.parametrize("made", ["a text", lambda case, run: ()], ids=["text", "function"])
def test_a_matcher_that_is_none_takes_no_run_down(desk: Any, made: Any) -> None:
    plugins = load_plugins(desk.plugin("extra", make_matcher=lambda program: made))
    [verdict] = desk.judge(desk.record(1, "ABS"), plugins=plugins)
    assert verdict.status in ("accepted", "not-judged")
    assert {each.code for each in plugins.problems} == {"BR908"}
