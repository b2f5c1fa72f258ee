"""Plugins that fail and their nearest neighbours that do not; the texts are snapshots."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from attrs import evolve
from syrupy.assertion import SnapshotAssertion

from boardrules import (
    CodeSpec,
    Finding,
    PluginError,
    Plugins,
    declared_program,
    hookimpl,
    installed_plugins,
)
from boardrules.declarations import load_program
from boardrules.discovery import Found, discover
from boardrules.programs import ProgramSpec
from boardrules.testing import given_plugin, load_plugins

BUILTIN = [
    "aba",
    "abim",
    "abohns",
    "abos",
    "abp",
    "abpath",
    "abpmr",
    "abs",
    "abts",
    "rems",
    "states",
]
DECLARATION = """
[program]
code = "XB"
name = "Board of Examples"
kind = "board"
identifier = { name = "XB ID", domain = "XB" }

[[rule_set]]
id = "xb-1"
from = 2020-01-01
identifier_required = true
birth_date_required = true
window = { until = "registration.claim_date" }
answers = "at once"
""" + "".join(
    f'[[rule_set.source]]\nrule = "{rule}"\nsays = "A made-up manual."\nconfidence = "inferred"\n'
    for rule in ("from", "identifier_required", "birth_date_required", "window", "answers")
)
SECOND = (
    '[[rule_set]]\nid = "xb-2"\nafter = "xb-1"\nfrom = 2022-01-01\n[[rule_set.source]]\n'
    'rule = "from"\nsays = "A later manual."\nconfidence = "inferred"\n'
)


def declaring(text: str) -> Callable[[], list[ProgramSpec]]:
    return lambda: [load_program(text)]


def rendered(plugins: Plugins, findings: Any = None) -> list[str]:
    """Every problem with plugins as it is shown."""
    texts = []
    for found in plugins.problems if findings is None else findings:
        spec = plugins.catalogue[found.code]
        shown = spec.render_message(found), spec.render_detail(found), spec.render_fix(found)
        texts.append("\n".join((found.code, *shown)))
    return texts


def still_works(desk: Any, plugins: Plugins, but: str = "") -> None:
    """The built-in programs are there, and a record for each is judged."""
    programs = [program for program in desk.programs if program != but]
    assert {spec.code for spec in plugins.programs} >= {
        "STATE" if program == "CME" else program for program in programs
    }
    records = [desk.record(number, program) for number, program in enumerate(programs, 1)]
    for verdict in desk.judge(*records, plugins=plugins):
        assert verdict.status in ("accepted", "submitted")


def test_the_built_in_programs() -> None:
    plugins = Plugins(discover(), strict=True)
    assert plugins.names == BUILTIN
    assert len(plugins.programs) == 11
    assert plugins.problems == []
    assert [spec.plugin for spec in plugins.programs] == [
        "states" if spec.code == "STATE" else spec.code.lower() for spec in plugins.programs
    ]
    assert {found.distribution for found in discover()} == {"boardrules"}


# For each code: the plugins that fail, and the same without what makes them fail.


def hooks(**functions: Callable[..., Any]) -> Callable[[Any], list[Found]]:
    return lambda desk: [given_plugin("extra", desk.plugin("extra", **functions), "extra-rules")]


def not_importable(desk: Any) -> list[Found]:
    return [given_plugin("extra", ImportError("no module named 'extra_data'"), "extra-rules")]


def fails(*_: Any) -> Any:
    raise RuntimeError("nothing\nto give")


def two_of_one_name(desk: Any, other: str = "extra") -> list[Found]:
    return [
        given_plugin("extra", desk.plugin("extra"), "extra-rules"),
        given_plugin(other, desk.plugin(other), "other-rules"),
    ]


AS_ABIM = DECLARATION.replace('code = "XB"', 'code = "ABIM"')
PAIRS: dict[str, tuple[Callable[[Any], list[Found]], Callable[[Any], list[Found]]]] = {
    "BR901": (not_importable, hooks()),
    "BR902": (
        hooks(register_program=declaring(DECLARATION)),
        hooks(register_programs=declaring(DECLARATION)),
    ),
    "BR903": (
        hooks(register_programs=declaring(AS_ABIM)),
        hooks(register_programs=declaring(DECLARATION)),
    ),
    "BR904": (
        hooks(register_programs=declaring(DECLARATION.replace('"at once"', '"soon"'))),
        hooks(register_programs=declaring(DECLARATION.replace('"at once"', '"later"'))),
    ),
    "BR905": (
        hooks(
            register_programs=declaring(
                DECLARATION.replace("from = 2020-01-01", "from = 2020-01-01\nuntil = 2021-12-30")
                + SECOND
            )
        ),
        hooks(
            register_programs=declaring(
                DECLARATION.replace("from = 2020-01-01", "from = 2020-01-01\nuntil = 2021-12-31")
                + SECOND
            )
        ),
    ),
    "BR907": (two_of_one_name, lambda desk: two_of_one_name(desk, "other")),
    "BR908": (hooks(register_programs=fails), hooks(register_programs=declaring(DECLARATION))),
}


@pytest.mark.parametrize("code", PAIRS)
def test_what_is_wrong_with_a_plugin(desk: Any, code: str, snapshot: SnapshotAssertion) -> None:
    broken, sound = PAIRS[code]
    plugins = Plugins([*discover(), *broken(desk)])
    assert rendered(plugins) == snapshot
    assert [found.code for found in plugins.problems] == [code]
    still_works(desk, plugins)
    with pytest.raises(PluginError) as caught:
        Plugins([*discover(), *broken(desk)], strict=True)
    assert [found.code for found in caught.value.findings] == [code]
    assert Plugins([*discover(), *sound(desk)], strict=True).problems == []


def test_a_check_that_gives_no_problems(desk: Any, snapshot: SnapshotAssertion) -> None:
    def checks(answer: Any) -> Callable[..., Any]:
        def make_checks(program: Any, kit: Any) -> Any:
            return [kit.record_check("format", "XB1")(badge_is_round)]

        def badge_is_round(case: Any, run: Any) -> Any:
            return answer

        return make_checks

    for answer in ("XB1", ()):
        extra = desk.plugin(
            "extra", register_codes=lambda: [desk.code("XB1")], make_checks=checks(answer)
        )
        plugins = load_plugins(extra)
        [verdict] = desk.judge(desk.record(1, "ABS"), plugins=plugins)
        if answer:
            assert sorted(rendered(plugins, verdict.findings)) == snapshot
        else:
            assert verdict.findings == ()


def overlapping(desk: Any) -> list[Found]:
    text = DECLARATION.replace("from = 2020-01-01", "from = 2020-01-01\nuntil = 2022-01-01")
    return hooks(register_programs=declaring(text + SECOND))(desk)


def a_code_of_pars(desk: Any) -> list[Found]:
    return hooks(register_codes=lambda: [desk.code("742")])(desk)


def no_rule_sets(desk: Any) -> list[Found]:
    return hooks(register_programs=lambda: [ProgramSpec("XB", "Examples", "board", "XB ID")])(desk)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (overlapping, "BR905"),
        (a_code_of_pars, "BR904"),
        (hooks(register_programs=lambda: ["XB"]), "BR904"),
        (hooks(register_codes=fails), "BR908"),
        (no_rule_sets, "BR904"),
    ],
    ids=["overlap", "a code of PARS", "a text", "codes that fail", "no rule sets"],
)
def test_other_ways_to_be_wrong(
    desk: Any, make: Callable[[Any], list[Found]], code: str, snapshot: SnapshotAssertion
) -> None:
    plugins = Plugins([*discover(), *make(desk)])
    assert [(found.code, found.param("plugin")) for found in plugins.problems] == [(code, "extra")]
    assert rendered(plugins) == snapshot
    still_works(desk, plugins)


@pytest.mark.parametrize("given", [3, load_program(DECLARATION)], ids=["a number", "one program"])
def test_a_hook_that_gives_no_list(desk: Any, given: Any) -> None:
    plugins = Plugins([*discover(), *hooks(register_programs=lambda: given)(desk)])
    assert [found.code for found in plugins.problems] == ["BR908"]
    still_works(desk, plugins)


@pytest.mark.parametrize("hook", ["make_checks", "make_matcher"])
def test_a_hook_that_fails_during_a_run_is_told_of_once(desk: Any, hook: str) -> None:
    def failing(program: Any) -> Any:
        return fails() if program.code == "ABIM" else None

    plugins = load_plugins(desk.plugin("extra", **{hook: failing}))
    for _ in range(2):
        still_works(desk, plugins)
    assert [(found.code, found.param("hook")) for found in plugins.problems] == [("BR908", hook)]


# Codes of a third party --------------------------------------------------------------------


@pytest.mark.parametrize("code", ["XB1", "XB12345", "EXAMPLES1"])
def test_codes_of_a_plugin_s_own(desk: Any, code: str) -> None:
    plugins = load_plugins(desk.plugin("extra", register_codes=lambda: [desk.code(code)]))
    assert plugins.catalogue[code].code == code
    assert len(plugins.catalogue) == len(installed_plugins().catalogue) + 1


@pytest.mark.parametrize(
    "code", ["BR999", "BR999X", "742", "661", "xb1", "XB", "XB-1", "", "XB1\n", "X\u0412\u0661"]
)
def test_codes_that_are_not_a_plugin_s_own(desk: Any, code: str) -> None:
    good, bad = desk.code("XB1"), desk.code(code)
    plugins = load_plugins(desk.plugin("extra", register_codes=lambda: [bad, good]), strict=False)
    assert [found.code for found in plugins.problems] == ["BR904"]
    assert plugins.catalogue["661"] == installed_plugins().catalogue["661"]
    assert plugins.catalogue["XB1"] == good


def test_a_code_belongs_to_who_was_first(desk: Any, snapshot: SnapshotAssertion) -> None:
    def registering(title: str) -> Callable[[], list[CodeSpec]]:
        return lambda: [evolve(desk.code("XB1"), title=title)]

    one = desk.plugin("one", register_codes=registering("One"))
    two = desk.plugin("two", register_codes=registering("Two"))
    for modules in ((one, two), (two, one)):
        plugins = load_plugins(*modules, strict=False)
        assert plugins.catalogue["XB1"].title == "One"
        assert rendered(plugins) == snapshot


def test_a_plugin_may_be_of_any_kind(desk: Any) -> None:
    @hookimpl
    def register_programs() -> list[ProgramSpec]:
        return [load_program(DECLARATION)]

    class Instance:
        @hookimpl
        def register_programs(self) -> list[ProgramSpec]:
            return register_programs()

    for plugin in (SimpleNamespace(register_programs=register_programs), Instance()):
        plugins = load_plugins(plugin)
        assert plugins.programs.get("XB") is not None
        still_works(desk, plugins)


def test_a_program_of_a_plugin_s_own_is_judged_like_any_other(desk: Any) -> None:
    extra = desk.plugin("extra", register_programs=declaring(DECLARATION))
    plugins = load_plugins(extra)
    claim = evolve(desk.claim("ABIM"), program="board of  EXAMPLES")
    records = [desk.record(1, claim), desk.record(2, evolve(claim, id=""))]
    verdicts = desk.judge(*records, plugins=plugins)
    assert [[each.code for each in verdict.findings] for verdict in verdicts] == [["670"], ["621"]]


# A broken plugin takes no other down --------------------------------------------------------


def lazy() -> ModuleType:
    """A module one of whose names cannot be imported, as of an optional dependency."""
    module = ModuleType("lazy")

    def load(name: str) -> Any:
        raise ImportError(name)

    module.__dir__ = lambda: ["chart"]  # type: ignore[method-assign]
    module.__getattr__ = load  # type: ignore[method-assign]
    return module


class Anything:
    """Has every attribute, as unittest.mock.call and sqlalchemy.func do."""

    def __getattr__(self, name: str) -> Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self) -> None: ...


def magic() -> ModuleType:
    module = ModuleType("magic")
    module.func = Anything()  # type: ignore[attr-defined]
    return module


class Fragile:
    @property
    def register_programs(self) -> Any:
        raise RuntimeError("not yet")


@pytest.mark.parametrize(
    "make",
    [lazy, magic, Fragile, dict, lambda: None, lambda: 3, lambda: SimpleNamespace(x=1)],
    ids=["lazy", "magic", "fragile", "dict", "None", "number", "namespace"],
)
def test_a_strange_plugin_takes_no_other_down(desk: Any, make: Callable[[], Any]) -> None:
    plugins = load_plugins(make(), strict=False)
    still_works(desk, plugins)
    assert all(isinstance(found, Finding) for found in plugins.problems)


def test_a_hook_with_an_argument_that_no_hook_has(desk: Any) -> None:
    def make_checks(program: Any, ruleset: Any) -> None: ...

    extra = desk.plugin("extra", make_checks=make_checks, register_programs=declaring(DECLARATION))
    plugins = load_plugins(extra, strict=False)
    [problem] = plugins.problems
    assert problem.param("plugin") == "extra"
    assert "ruleset" in str(problem.params)
    # The text is ours: pluggy's own changes with its releases and names places in memory.
    assert "0x" not in str(problem.params)
    assert "hookimpl definition" not in str(problem.params)
    assert plugins.programs.get("XB") is None
    still_works(desk, plugins)


def test_records_of_a_board_whose_plugin_failed_are_not_judged(desk: Any) -> None:
    found = [each for each in discover() if each.name != "abim"]
    for broken in (
        given_plugin("abim", ImportError("gone")),
        given_plugin("abim", desk.plugin("abim", register_programs=fails)),
        given_plugin("abim", desk.plugin("abim", register_programs=declaring("[program"))),
    ):
        plugins = Plugins([*found, broken])
        assert len(plugins.programs) == 10
        still_works(desk, plugins, but="ABIM")
        xml = evolve(desk.xml_claim("ABIM", "a"), program="", id_type="ABIM")
        records = [desk.record(1, "ABIM"), desk.record(2, "ABS", learner=2), desk.record(3, xml)]
        verdicts = desk.judge(*records, plugins=plugins)
        assert [verdict.status for verdict in verdicts] == ["not-judged", "accepted", "not-judged"]
        for verdict in (verdicts[0], verdicts[2]):
            assert [each.code for each in verdict.findings] == ["998"]
            assert "abim" in str(verdict.because)


def test_a_problem_names_the_plugin_and_its_distribution(desk: Any) -> None:
    plugins = Plugins([*discover(), *not_importable(desk)])
    [found] = plugins.problems
    assert (found.param("plugin"), found.param("distribution")) == ("extra", "extra-rules")
    assert plugins.names == BUILTIN


def test_declared_program_reads_the_file_beside_the_plugin() -> None:
    abim = declared_program("boardrules_abim")
    assert abim.code == "ABIM"
    assert abim.rule_set_on(date(2026, 6, 1)).start == date(2017, 1, 1)
