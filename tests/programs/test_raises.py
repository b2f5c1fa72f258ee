"""Which programs can get a code follows from the catalogue and from what each declares."""

from __future__ import annotations

import pytest
from attrs import evolve

from boardrules.codes import CodeSpec, builtin_catalogue
from boardrules.declarations import load_program
from boardrules.plugins import installed_plugins
from boardrules.programs import ProgramSpec
from boardrules.rulebook import raises

from .test_declaration_language import PROGRAM, SOURCES, WHOLE

BOARDS = {spec.code for spec in installed_plugins().programs if spec.kind == "board"}


def who(code: str) -> set[str]:
    spec = builtin_catalogue()[code]
    return {each.code for each in installed_plugins().programs if raises(each, spec)}


def declaring(lines: str, *rules: str) -> ProgramSpec:
    """A board that declares ``lines`` beside what every board does."""
    head, _, rest = WHOLE.partition("[[rule_set.source]]")
    sources = "".join(
        f'[[rule_set.source]]\nrule = "{rule}"\nsays = "A made-up manual."\nconfidence = "seed"\n'
        for rule in rules
    )
    return load_program(f"{head}{lines}\n{sources}[[rule_set.source]]{rest}")


def code(*declares: str, programs: tuple[str, ...] = ("boards",)) -> CodeSpec:
    return evolve(builtin_catalogue()["BR301"], programs=programs, declares=declares)


@pytest.mark.parametrize(
    ("name", "programs"),
    [
        ("BR301", {"ABA", "ABIM", "ABOHNS", "ABP", "ABPATH", "ABS"}),
        ("BR302", BOARDS | {"STATE"}),
        ("BR305", {"STATE"}),
        ("BR306", {"ABS"}),
        ("BR307", {"ABA"}),
        ("BR308", {"ABA"}),
        ("BR310", {"ABIM"}),
        ("BR410", BOARDS),
        ("BR416", {"ABA", "ABIM", "ABOHNS", "ABP", "ABPATH", "ABPMR"}),
        ("BR418", {"ABA"}),
        ("BR419", {"ABOS"}),
        ("BR421", BOARDS),
        ("BR422", {"ABIM"}),
        ("BR429", {"REMS"}),
        ("717", {"ABA", "ABP"}),
        ("BR101", set()),
    ],
)
def test_the_installed_programs(name: str, programs: set[str]) -> None:
    assert who(name) == programs


@pytest.mark.parametrize(
    ("lines", "rules", "names"),
    [
        ("", [], []),
        ('due = { soft = "12-31" }', ["due.soft"], ["BR301"]),
        ('due = { soft = "none" }', ["due.soft"], []),
        ('points = { against_cme = "at most" }', ["points.against_cme"], ["BR416"]),
        ('points = { against_cme = "free" }', ["points.against_cme"], []),
        ('watch = [{ per = "year", credits = "60" }]', ["watch"], ["BR307"]),
        ("watch = []", ["watch"], []),
        ('plain_formats = ["Live Course"]', ["plain_formats"], []),
        (
            'plain_formats = ["Live Course"]\ncredit_type = [{ name = "A", meaning = "improvement" }]',
            ["plain_formats", "credit_type"],
            ["BR310", "BR422"],
        ),
        ('credit_type = [{ name = "A", needs_approval = true }]', ["credit_type"], ["BR419"]),
        ('credit_type = [{ name = "A", needs_approval = false }]', ["credit_type"], []),
    ],
)
def test_a_board_gets_what_it_declares(lines: str, rules: list[str], names: list[str]) -> None:
    program = declaring(lines, *rules)
    asked = ("BR301", "BR306", "BR307", "BR310", "BR416", "BR418", "BR419", "BR422")
    catalogue = builtin_catalogue()
    assert [name for name in asked if raises(program, catalogue[name])] == names


def test_what_is_not_stated_holds_all_the_same() -> None:
    assert raises(declaring(""), builtin_catalogue()["BR309"])
    strict = declaring('name_match = "strict"', "name_match")
    assert not raises(strict, builtin_catalogue()["BR309"])
    assert raises(declaring(""), builtin_catalogue()["BR421"])
    since = "[[rule_set.source]]" + SOURCES.split("[[rule_set.source]]")[1]
    assert 'rule = "from"' in since
    endless = load_program(WHOLE.replace("from = 2020-01-01\n", "").replace(since, ""))
    assert not raises(endless, builtin_catalogue()["BR421"])


def test_each_line_is_needed_and_one_of_two_joined_by_or() -> None:
    program = declaring('due = { soft = "12-31" }', "due.soft")
    assert raises(program, code("due.soft", "from"))
    assert not raises(program, code("due.soft", "due.days"))
    assert raises(program, code("due.days or due.soft"))
    assert raises(program, code("due.soft = 12-31"))
    assert not raises(program, code("due.soft = 12-01"))


def test_a_program_that_is_not_named_does_not_get_the_code() -> None:
    assert raises(declaring(""), code(programs=("XYZ",)))
    assert not raises(declaring(""), code(programs=("XY", "states", "rems")))
    assert not raises(declaring(""), code(programs=()))
    assert 'kind = "board"' in PROGRAM
