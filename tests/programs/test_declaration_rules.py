"""What each rule of the language of declarations refuses, and what it leaves alone."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from boardrules.declarations import DeclarationError, Override, load_program
from boardrules.overriding import overridden

PROGRAM = """
[program]
code = "XYZ"
name = "Board of Examples"
kind = "board"
identifier = { name = "XYZ ID", domain = "XYZ" }
"""
BASIS = """
[[rule_set]]
id = "xyz-1"
identifier_required = true
birth_date_required = true
window = { until = "registration.claim_date" }
answers = "at once"
"""


def sources(*rules: str) -> str:
    basis = ("identifier_required", "birth_date_required", "window", "answers")
    return "".join(
        f'[[rule_set.source]]\nrule = "{rule}"\nsays = "A made-up manual."\nconfidence = "board"\n'
        for rule in (rules or basis)
    )


def later(lines: str = "") -> str:
    head = '[[rule_set]]\nid = "xyz-2"\nafter = "xyz-1"\nfrom = 2021-01-01\n'
    return head + lines + sources("from")


def declared(lines: str = "", *rules: str, then: str = "") -> str:
    more = sources(*rules) if rules else ""
    return PROGRAM + BASIS + lines + sources() + more + then


def refused(text: str) -> tuple[str, str]:
    with pytest.raises(DeclarationError) as caught:
        load_program(text)
    return caught.value.place, caught.value.problem


@pytest.mark.parametrize(
    ("text", "step"), [("none", None), ("0.25", Decimal("0.25")), ("1", Decimal(1))]
)
def test_an_amount_is_a_decimal_number_or_none(text: str, step: Decimal | None) -> None:
    spec = load_program(declared(f'points = {{ step = "{text}" }}\n', "points"))
    assert spec.rule_sets[0].step == step


@pytest.mark.parametrize("text", ["0", "0.00"])
def test_a_step_is_more_than_nothing(text: str) -> None:
    place, problem = refused(declared(f'points = {{ step = "{text}" }}\n', "points"))
    assert (place, problem) == ("rule_set.0.points.step", "expected more than zero")


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (('"A"', '"a"'), 'the credit types "A" and "a" share the name "a"'),
        (('"A"\naliases = ["X"]', '"B"\naliases = ["x "]'), 'share the name "x "'),
        (('"A"', '"B"\naliases = ["A"]'), 'the credit types "A" and "B" share the name "A"'),
    ],
)
def test_a_name_means_one_credit_type(names: tuple[str, str], told: str) -> None:
    types = "".join(f"[[rule_set.credit_type]]\nname = {name}\n" for name in names)
    place, problem = refused(declared(types, "credit_type"))
    assert place == "rule_set xyz-1"
    assert told in problem


@pytest.mark.parametrize(
    ("lines", "rule", "effect", "told"),
    [
        ('identifier_shape = "x"\n', "identifier_shape", "reject", "can only advise"),
        ('due = { soft = "12-31" }\n', "due.soft", "reject", "can only advise"),
        ("due = { days = 30 }\n", "due.days", "reject", "can only advise"),
        ('watch = [{ per = "year", credits = "60" }]\n', "watch", "reject", "can only advise"),
        ('plain_formats = ["C"]\n', "plain_formats", "reject", "can only advise"),
        ('birth_date_match = "advice"\n', "birth_date_match", "reject", "can only advise"),
        ("points = { accumulate = true }\n", "points.accumulate", "warn", "always rejects"),
        ('due = { hard = "12-31" }\n', "due.hard", "none", '"reject" or "warn"'),
    ],
)
def test_a_rule_has_an_effect_that_it_can_have(
    lines: str, rule: str, effect: str, told: str
) -> None:
    text = declared(lines, rule)
    [rules] = load_program(text).rule_sets
    assert rules.effect(rule) == ("warn" if told == "can only advise" else "reject")
    place, problem = refused(text + f'effect = "{effect}"\n')
    assert place == "rule_set xyz-1"
    assert told in problem


def test_days_of_credit_types_may_rest_on_less_than_the_types() -> None:
    types = '[[rule_set.credit_type]]\nname = "A"\nuntil = 2020-12-31\n'
    text = declared(types, "credit_type")
    [rules] = load_program(text).rule_sets
    assert rules.sources["credit_type.A.until"].confidence == "board"
    own = sources("credit_type.A.until").replace('"board"', '"inferred"')
    [rules] = load_program(text + own).rule_sets
    assert rules.sources["credit_type.A.until"].confidence == "inferred"
    assert rules.sources["credit_type"].confidence == "board"
    assert rules.lines["credit_type.A.until"] == date(2020, 12, 31)
    # A later rule set that states its types anew states their days anew.
    bare = types.replace("until = 2020-12-31\n", "")
    _, second = load_program(text + own + later(bare) + sources("credit_type")).rule_sets
    assert "credit_type.A.until" not in second.sources


def test_the_rule_sets_of_a_program_are_governed_by_one_day() -> None:
    text = declared(then=later('governed_by = "submission"\n') + sources("governed_by"))
    assert refused(text) == (
        "XYZ",
        "its rule sets are governed by several days: completion, submission",
    )


@pytest.mark.parametrize("text", ["abc", "zero", "-1", "1e3", "", ".5"])
def test_any_other_amount_is_refused(text: str) -> None:
    assert refused(declared(f'points = {{ step = "{text}" }}\n', "points")) == (
        "rule_set.0.points.step",
        'expected a decimal number in quotes, such as "0.25"',
    )


@pytest.mark.parametrize(
    ("lines", "place", "problem"),
    [
        ("answer = 1\n", "rule_set.0.answer", "no such key in the language of declarations"),
        (
            'total_required = "maybe"\n',
            "rule_set.0.total_required",
            "has the wrong type (bool_parsing)",
        ),
        ("watch = 3\n", "rule_set.0.watch", "has the wrong type (list_type)"),
        (
            "name_match = 3\n",
            "rule_set.0.name_match",
            "expected one of 'lenient', 'strict' or 'off'",
        ),
        (
            "identifier_shape = 3\n",
            "rule_set.0.identifier_shape",
            "has the wrong type (string_type)",
        ),
        ('due = { days = "x" }\n', "rule_set.0.due.days", "has the wrong type (int_parsing)"),
        ("repeat = {}\n", "rule_set.0.repeat.per", "is missing"),
    ],
)
def test_what_is_wrong_is_said_in_our_words(lines: str, place: str, problem: str) -> None:
    assert refused(declared(lines)) == (place, problem)


@pytest.mark.parametrize("given", ['["x"]', '[{ says = "x" }]', "[{ rule = 1 }]", '"x"'])
def test_a_source_names_its_rule(given: str) -> None:
    assert refused(PROGRAM + BASIS + f"source = {given}\n") == (
        "rule_set xyz-1",
        "each [[rule_set.source]] names its rule",
    )


STEP = 'points = {{ step = "{}", cap = true }}\n'


@pytest.mark.parametrize("step", ["0.10", "0.50", "none"])
def test_a_changed_value_needs_a_source_and_the_table_s_own_will_do(step: str) -> None:
    first = STEP.format("0.25")
    bare = declared(first, "points", then=later(STEP.format(step)))
    assert refused(bare) == ("rule_set xyz-2", 'the rule "points.step" changed and has no source')
    for source in ("points", "points.step"):
        spec = load_program(bare + sources(source))
        assert spec.rule_sets[1].step == (None if step == "none" else Decimal(step))


def test_what_is_stated_again_unchanged_needs_no_source() -> None:
    lines = STEP.format("0.25") + 'plain_formats = ["A Course"]\n'
    spec = load_program(declared(lines, "points", "plain_formats", then=later(lines)))
    assert [rules.step for rules in spec.rule_sets] == [Decimal("0.25")] * 2
    assert spec.rule_sets[0].plain_formats == spec.rule_sets[1].plain_formats


def test_a_value_that_is_new_needs_a_source() -> None:
    for line, rule in (
        (STEP.format("0.25"), "points.step"),
        ('plain_formats = ["A"]\n', "plain_formats"),
    ):
        assert refused(declared(then=later(line))) == (
            "rule_set xyz-2",
            f'the rule "{rule}" changed and has no source',
        )


def test_a_table_that_is_one_rule_is_one_line() -> None:
    areas = "content_areas = { least = 1, most = 2 }\n"
    [rules] = load_program(declared(areas, "content_areas")).rule_sets
    assert rules.content_areas == (1, 2)
    assert rules.lines["content_areas"] == {"least": 1, "most": 2}
    assert not [rule for rule in rules.lines if rule.startswith("content_areas.")]


def test_a_digest_is_twelve_hexadecimal_digits() -> None:
    assert re.fullmatch("[0-9a-f]{12}", load_program(declared()).rule_sets[0].digest)


def test_the_first_rule_set_may_have_no_beginning() -> None:
    first, second = load_program(declared(then=later())).rule_sets
    assert (first.start, first.end) == (None, date(2020, 12, 31))
    assert (second.start, second.end) == (date(2021, 1, 1), None)


def test_two_rule_sets_may_not_begin_on_one_day() -> None:
    assert refused(declared("from = 2021-01-01\n", "from", then=later())) == (
        "XYZ xyz-1 and xyz-2",
        "both begin on the same day",
    )


def test_a_rule_set_may_end_the_day_before_the_next_begins() -> None:
    dates = "from = 2020-01-01\nuntil = 2020-12-31\n"
    first, _ = load_program(declared(dates, "from", then=later())).rule_sets
    assert first.end == date(2020, 12, 31)


def test_what_is_declared_in_code_cannot_be_overridden_but_may_stand_beside() -> None:
    spec = load_program(declared(), plugin="examples")
    coded = evolve(spec, code="XYC", document=None)
    override = Override("XYZ", "name_match", "x", value="strict")
    changed = overridden([spec, coded], [override])
    assert changed[0].rule_sets[0].name_match == "strict"
    assert changed[1] is coded
    with pytest.raises(DeclarationError, match="XYC: is declared in code and cannot be overridden"):
        overridden([spec, coded], [evolve(override, program="XYC")])


def test_a_program_has_a_rule_set() -> None:
    place, _ = refused("rule_set = []\n" + PROGRAM)
    assert place == "rule_set"
