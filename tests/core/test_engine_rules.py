"""Rules that may only warn, and what boards answer."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from boardrules import (
    CreditAmount,
    MemoryActivities,
    MemoryAnswers,
    Registration,
    Severity,
    Verdict,
)
from boardrules.declarations import load_program
from boardrules.testing import load_plugins

# A program of one's own, and rules that may only warn ---------------------------------------

RULES = {
    "identifier_required": "true",
    "birth_date_required": "true",
    "window": '{ until = "registration.claim_date" }',
    "answers": '"at once"',
    "points": '{ step = "0.25", cap = true }',
    "due": '{ hard = "03-31 +1y" }',
}


def board_of_examples(*warning: str) -> Any:
    """The Board of Examples (XB), whose rules ``warning`` may only warn."""
    lines = ['[program]\ncode = "XB"\nname = "Board of Examples"\nkind = "board"']
    lines += ['identifier = { name = "XB ID", domain = "XB" }', '[[rule_set]]\nid = "xb-1"']
    lines += [f"{rule} = {value}" for rule, value in RULES.items()]
    lines += ['[[rule_set.credit_type]]\nname = "Example Credit"']
    for rule in ("credit_type", "points.step", "points.cap", "due.hard", "window.until", *RULES):
        if rule not in ("points", "due", "window"):
            effect = "warn" if rule in warning else "reject"
            lines += [f'[[rule_set.source]]\nrule = "{rule}"\nsays = "A made-up manual."']
            lines += [f'confidence = "inferred"\neffect = "{effect}"']
    return load_program("\n".join(lines))


def examples(desk: Any, spec: Any, **changes: Any) -> Any:
    """What becomes of a claim to the Board of Examples."""
    plugins = load_plugins(desk.plugin("examples", register_programs=lambda: [spec]))
    registration = Registration("XB", None, ("Example Credit",), desk.activity().end)
    activity = desk.activity(
        registrations=(evolve(registration, points=desk.activity().cme_credits),)
    )
    fields: dict[str, Any] = {
        "program": "Board of Examples",
        "id": "7",
        "id_type": "",
        "total": "1",
        "credits": (CreditAmount("Example Credit"),),
    }
    own = {name: changes.pop(name) for name in ("completed", "birth_date") if name in changes}
    claim = evolve(desk.claim("ABIM"), **(fields | changes))
    record = desk.record(1, claim, **own)
    [verdict] = desk.judge(record, plugins=plugins, activities=MemoryActivities([activity]))
    return verdict


@pytest.mark.parametrize(
    ("rule", "code", "change"),
    [
        ("points.step", "675", {"total": "1.3"}),
        ("points.cap", "674", {"total": "11"}),
        ("credit_type", "676", {"credits": (CreditAmount("Other Credit"),)}),
        ("identifier_required", "621", {"id": ""}),
        ("birth_date_required", "624", {"birth_date": ""}),
        ("window.until", "671", {"completed": "2026-05-31"}),
    ],
)
def test_a_rule_rejects_or_warns_as_its_source_says(
    desk: Any, rule: str, code: str, change: dict[str, Any]
) -> None:
    assert examples(desk, board_of_examples()).findings == ()
    strict = examples(desk, board_of_examples(), **dict(change))
    assert strict.status == "rejected"
    assert [(each.code, each.severity) for each in strict.findings] == [(code, Severity.ERROR)]
    soft = examples(desk, board_of_examples(rule), **dict(change))
    assert soft.status == "accepted"
    assert [(each.code, each.severity) for each in soft.findings] == [(code, Severity.WARNING)]
    other = examples(desk, board_of_examples("due.hard"), **change)
    assert other.findings == strict.findings


def test_a_plugin_s_check_is_softened_with_its_rule_but_not_its_crash(desk: Any) -> None:
    def make_checks(program: Any, kit: Any) -> Any:
        if program.code != "XB":
            return None
        return [
            kit.record_check("format", "XB1", rule="points.step")(answer)
            for answer in (lambda case, run: kit.problem("XB1", "id"), lambda case, run: 1 // 0)
        ][: 1 if case_count == 1 else 2]

    for case_count, expected in ((1, ["XB1"]), (2, ["XB1", "998"])):
        spec = board_of_examples("points.step")
        extra = desk.plugin(
            "extra", register_codes=lambda: [desk.code("XB1")], make_checks=make_checks
        )
        plugins = load_plugins(desk.plugin("examples", register_programs=lambda s=spec: [s]), extra)
        claim = evolve(desk.claim("ABIM"), program="XB", credits=(CreditAmount("Example Credit"),))
        activity = desk.activity(registrations=(Registration("XB"),))
        [verdict] = desk.judge(
            desk.record(1, claim), plugins=plugins, activities=MemoryActivities([activity])
        )
        assert sorted(each.code for each in verdict.findings) == sorted(expected)
        assert {each.code for each in verdict.findings if each.severity is Severity.ERROR} == (
            set(expected) - {"XB1"}
        )
        assert verdict.status == ("accepted" if case_count == 1 else "not-judged")


# What boards answer ------------------------------------------------------------------------


def answered(desk: Any, answer: str | None, program: str = "ABIM") -> Verdict:
    given = {} if answer is None else {"a": answer}
    record = desk.record(1, desk.xml_claim(program, "a"))
    verdicts: list[Verdict] = desk.judge(record, answers=MemoryAnswers(given))
    return verdicts[0]


def test_while_a_board_has_not_answered_a_record_is_submitted(desk: Any) -> None:
    assert (answered(desk, None).status, answered(desk, None).findings) == ("submitted", ())


@pytest.mark.parametrize("answer", ["accepted", "Accepted", " ACCEPTED "])
def test_what_the_board_accepted_is_accepted(desk: Any, answer: str) -> None:
    verdict = answered(desk, answer)
    assert verdict.findings == ()
    assert verdict.status == "accepted"


@pytest.mark.parametrize(
    "answer", ["661", "664", "665", "705", "709", "710", "711", "717", " 661 "]
)
def test_a_code_that_the_board_answers_is_reported_as_itself(desk: Any, answer: str) -> None:
    verdict = answered(desk, answer)
    assert verdict.status == "rejected"
    assert [each.code for each in verdict.findings] == [answer.strip()]


@pytest.mark.parametrize("answer", ["742", "Rejected", "BR301", ""])
def test_an_answer_that_is_no_code_is_999(desk: Any, answer: str) -> None:
    verdict = answered(desk, answer)
    assert verdict.status == "rejected"
    assert [(each.code, each.param("found")) for each in verdict.findings] == [("999", answer)]


def test_boards_that_do_not_answer_are_not_asked(desk: Any) -> None:
    for program in ("ABS", "CME"):
        verdict = answered(desk, "661", program)
        assert (verdict.status, verdict.findings) == ("accepted", ())


def test_a_refused_record_is_not_held(desk: Any) -> None:
    first = desk.record(1, desk.xml_claim("ABIM", "a", "8"))
    second = desk.record(2, desk.xml_claim("ABIM", "b", "8"))
    answers = MemoryAnswers({"a": "664", "b": "accepted"})
    statuses = [verdict.status for verdict in desk.judge(first, second, answers=answers)]
    assert statuses[0] == "rejected"
    assert statuses[1] != "rejected"


def test_a_record_that_pars_rejects_never_reaches_the_board(desk: Any) -> None:
    record = desk.record(1, desk.xml_claim("ABIM", "a", "1.3"))
    assert desk.judged(record, answers=MemoryAnswers({"a": "661"})) == [("rejected", ["675"])]


def test_every_certificate_s_answer_counts(desk: Any) -> None:
    # A board may accept one certificate of a claim and refuse another.
    credits = (CreditAmount("Medical Knowledge", "2"), CreditAmount("Practice Assessment", "1"))
    claim = desk.xml_claim("ABIM", "a", credits=credits, credit_ids=("a", "b"))
    answers = MemoryAnswers({"a": "accepted", "b": "710"})
    assert desk.judged(desk.record(1, claim), answers=answers) == [("rejected", ["710"])]
