"""What the language of ``program.toml`` takes over, and what it refuses."""

from __future__ import annotations

from datetime import date

import pytest

from boardrules.declarations import DeclarationError, load_program

PROGRAM = """
[program]
code = "XYZ"
name = "Board of Examples"
kind = "board"
identifier = { name = "XYZ ID", domain = "XYZ" }
"""
FIRST = """
[[rule_set]]
id = "xyz-1"
from = 2020-01-01
identifier_required = true
birth_date_required = true
window = { until = "registration.claim_date" }
answers = "at once"
"""
SOURCES = "".join(
    f'[[rule_set.source]]\nrule = "{rule}"\nsays = "A made-up manual."\nconfidence = "seed"\n'
    for rule in ("from", "identifier_required", "birth_date_required", "window", "answers")
)
SECOND = '[[rule_set]]\nid = "xyz-2"\nafter = "xyz-1"\n'
FROM = """
from = 2021-01-01
[[rule_set.source]]
rule = "from"
says = "The made-up manual's second edition."
confidence = "board"
"""
ANSWERS_SOURCE = """
[[rule_set.source]]
rule = "answers"
says = "Another made-up manual."
confidence = "accme"
"""
WHOLE = PROGRAM + FIRST + SOURCES


def test_smallest_declaration() -> None:
    spec = load_program(WHOLE, plugin="xyz")
    assert (spec.plugin, spec.id_types) == ("xyz", ("XYZ",))
    assert spec.rule_sets[0].sources["window.until"].says == "A made-up manual."


def test_a_later_rule_set_states_only_what_changed() -> None:
    text = WHOLE + SECOND + "answers = 'later'" + FROM + ANSWERS_SOURCE
    first, second = load_program(text).rule_sets
    assert first.end == date(2020, 12, 31)
    assert (first.answers_later, second.answers_later) == (False, True)
    assert second.identifier_required
    assert second.sources["answers"].confidence == "accme"
    assert first.digest != second.digest


@pytest.mark.parametrize(
    ("text", "gap", "place", "problem"),
    [
        ("[program", False, "program.toml", "TOML"),
        (PROGRAM, False, "rule_set", ""),
        (WHOLE.replace("answers =", "answer ="), False, "rule_set.0", ""),
        (WHOLE.replace('"at once"', '"soon"'), False, "rule_set.0.answers", ""),
        (WHOLE.replace('"XYZ"', '"xyz"', 1), False, "program.code", ""),
        (PROGRAM + FIRST, False, "rule_set xyz-1", '"from" has no source'),
        (
            PROGRAM + FIRST + "points = { cap = true }\n" + SOURCES,
            False,
            "rule_set xyz-1",
            '"points.cap" has no source',
        ),
        (
            WHOLE + '[[rule_set.source]]\nrule = "watch"\nsays = "x"\nconfidence = "seed"\n',
            False,
            "rule_set xyz-1",
            '"watch", which is not stated',
        ),
        (WHOLE.replace('"seed"', '"hearsay"', 1), False, "rule_set.0.source.0.confidence", ""),
        (
            PROGRAM + FIRST + 'points = { step = "0.00" }\n' + SOURCES,
            False,
            "rule_set.0.points.step",
            "expected more than zero",
        ),
        (
            PROGRAM
            + FIRST
            + "due = { days = 30 }\n"
            + SOURCES
            + '[[rule_set.source]]\nrule = "due.days"\nsays = "x"\nconfidence = "seed"\n'
            + 'effect = "reject"\n',
            False,
            "rule_set xyz-1",
            '"due.days" can only advise',
        ),
        (
            PROGRAM
            + FIRST
            + '[[rule_set.credit_type]]\nname = "Knowledge"\naliases = ["CME"]\n'
            + '[[rule_set.credit_type]]\nname = "General"\naliases = ["CME Credits"]\n'
            + SOURCES
            + '[[rule_set.source]]\nrule = "credit_type"\nsays = "x"\nconfidence = "seed"\n',
            False,
            "rule_set xyz-1",
            'the credit types "Knowledge" and "General" share the name "CME Credits"',
        ),
        (
            PROGRAM + FIRST + 'identifier_shape = "["\n' + SOURCES,
            False,
            "rule_set.0.identifier_shape",
            "",
        ),
        (
            PROGRAM + FIRST + "points = { step = 0.25 }\n" + SOURCES,
            False,
            "rule_set.0.points.step",
            "",
        ),
        (
            PROGRAM + FIRST + 'due = { hard = "March 31" }\n' + SOURCES,
            False,
            "rule_set.0.due.hard",
            "",
        ),
        (
            WHOLE
            + '[[rule_set.credit_type]]\nname = "Self-Assessment"\nwithin = "CME"\n'
            + '[[rule_set.source]]\nrule = "credit_type"\nsays = "x"\nconfidence = "seed"\n',
            False,
            "rule_set xyz-1",
            'within "CME", which is not declared',
        ),
        (WHOLE + SECOND.replace("xyz-1", "xyz-0"), False, "rule_set xyz-2", 'after "xyz-0"'),
        (WHOLE + SECOND, True, "XYZ xyz-1 and xyz-2", "same day"),
        (
            WHOLE.replace("from = 2020-01-01", "from = 2020-01-01\nuntil = 2020-12-30")
            + SECOND
            + FROM,
            True,
            "XYZ xyz-1 and xyz-2",
            "nothing is in force",
        ),
        (
            WHOLE.replace("from = 2020-01-01", "from = 2020-01-01\nuntil = 2021-01-01")
            + SECOND
            + FROM,
            True,
            "XYZ xyz-1 and xyz-2",
            "both are in force",
        ),
    ],
)
def test_refused(text: str, gap: bool, place: str, problem: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        load_program(text)
    assert caught.value.gap is gap
    assert caught.value.place.startswith(place)
    assert problem in caught.value.problem


def test_a_changed_rule_needs_a_source_of_its_own() -> None:
    with pytest.raises(DeclarationError, match='"answers" changed and has no source'):
        load_program(WHOLE + SECOND + "answers = 'later'" + FROM)


@pytest.mark.parametrize(
    ("old", "new", "place", "problem"),
    [
        ("[[rule_set]]", "[rule_set]", "rule_set", "expected [[rule_set]] tables"),
        ('id = "xyz-1"', "id = 1", "rule_set", "id and after are texts"),
        ("from = 2020-01-01", 'from = 2020-01-01\ndue = { hard = "13-45" }', "rule_set", '"MM-DD"'),
        ("from = 2020-01-01", 'from = 2020-01-01\ndue = { hard = "02-29" }', "rule_set", '"MM-DD"'),
        (
            "from = 2020-01-01",
            "from = 2020-01-01\nuntil = 2019-01-01",
            "rule_set",
            "before it begins",
        ),
        ("from = 2020-01-01", "from = 2020-01-01\npoints = 3", "rule_set", "wrong type"),
    ],
)
def test_malformed_values_name_their_place(old: str, new: str, place: str, problem: str) -> None:
    text = WHOLE.replace(old, new, 1)
    if "[[rule_set]]" in old:
        text = text.replace("[[rule_set.source]]", "[rule_set.source]").split("[rule_set.source]")[
            0
        ]
    with pytest.raises(DeclarationError) as caught:
        load_program(text)
    assert caught.value.place.startswith(place)
    assert problem in caught.value.problem


def test_two_rule_sets_of_one_id_are_refused() -> None:
    with pytest.raises(DeclarationError, match="two rule sets have this id"):
        load_program(WHOLE + SECOND.replace("xyz-2", "xyz-1") + FROM)


def test_two_sources_for_one_rule_are_refused() -> None:
    with pytest.raises(DeclarationError, match="two sources are given for one rule"):
        load_program(WHOLE + ANSWERS_SOURCE + ANSWERS_SOURCE)


def test_what_only_advises_says_so() -> None:
    text = PROGRAM + FIRST + "due = { days = 30, hard = '12-31' }\n" + SOURCES
    text += '[[rule_set.source]]\nrule = "due"\nsays = "x"\nconfidence = "seed"\n'
    [rules] = load_program(text).rule_sets
    assert (rules.effect("due.days"), rules.effect("due.hard")) == ("warn", "reject")


def test_each_first_day_has_a_source_of_its_own() -> None:
    first, second = load_program(WHOLE + SECOND + FROM).rule_sets
    assert first.sources["from"].confidence == "seed"
    assert second.sources["from"].confidence == "board"
    with pytest.raises(DeclarationError, match='"from" changed and has no source'):
        load_program(WHOLE + SECOND + "from = 2021-01-01\n")


def test_a_rule_set_may_be_in_force_for_one_day() -> None:
    [rules] = load_program(
        WHOLE.replace("from = 2020-01-01", "from = 2020-01-01\nuntil = 2020-01-01")
    ).rule_sets
    assert rules.start == rules.end == date(2020, 1, 1)
