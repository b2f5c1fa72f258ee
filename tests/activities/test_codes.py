"""Every code about activities: raised by what should raise it, and by nothing that is next to it."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion

from boardrules.activities.judge import CHECKS, ActivityJudging
from boardrules.codes import builtin_catalogue
from boardrules.findings import Severity
from boardrules.locations import JsonAt

from .cases import CASES, Case, entry
from .desk import SOUND, codes, said

CODES = [spec for spec in builtin_catalogue() if spec.stage == "registration"]
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
EVERY_CHECK = [*CHECKS, ActivityJudging.is_no_duplicate]
each_check = pytest.mark.parametrize("check", EVERY_CHECK, ids=lambda check: check.__name__)


def test_nothing_is_wrong_with_the_sound_activity() -> None:
    assert said(SOUND) == []


@each_case
def test_what_raises_a_code(case: Case, snapshot: SnapshotAssertion) -> None:
    found = said(*case.before, entry(case.bad), as_of=case.as_of)
    assert (case.code, case.reason) in codes(found)
    assert {each.code for each in found} <= {case.code, *case.also}
    spec = builtin_catalogue()[case.code]
    shown = []
    for each in found:
        if each.code == case.code:
            assert isinstance(each.location, JsonAt)
            program = f" [{each.program}]" if each.program else ""
            shown.append(
                f"{each.severity.value}{program} at {each.location.pointer or '/'}:"
                f" {spec.render_message(each)}\n  {spec.render_detail(each)}"
                f"\n  fix: {spec.render_fix(each)}"
            )
    assert "\n".join(shown) == snapshot


@each_case
def test_what_just_does_not(case: Case) -> None:
    found = said(*case.before, entry(case.good), as_of=case.good_as_of or case.as_of)
    assert (case.code, case.reason) not in codes(found)
    # What is judged in a past year cannot be sound in every way today.
    assert {each.code for each in found if each.severity is Severity.ERROR} == set()


def test_every_code_and_every_reason_has_a_case() -> None:
    wanted = {(spec.code, reason) for spec in CODES for reason in (spec.reasons or {None: None})}
    assert {(case.code, case.reason) for case in CASES} == wanted


@each_case
def test_the_rendered_texts_have_no_gaps(case: Case) -> None:
    spec = builtin_catalogue()[case.code]
    for each in said(*case.before, entry(case.bad), as_of=case.as_of):
        if each.code == case.code:
            text = spec.render_detail(each) + spec.render_fix(each)
            assert each.param("found") == "" or "(blank)" not in text


def named_by(check: Callable[..., object]) -> list[str]:
    opening, _, _ = (inspect.getdoc(check) or "").partition(":")
    return opening.split(", ")


@each_check
def test_a_check_s_docstring_opens_with_its_code_and_names_its_source(
    check: Callable[..., object],
) -> None:
    tree = ast.parse(textwrap.dedent(inspect.getsource(check)))
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    written = {text for text in constants if re.fullmatch(r"BR4\d\d", str(text))}
    assert set(named_by(check)) == written
    assert "Source: " in (inspect.getdoc(check) or "")


def test_every_code_has_a_check() -> None:
    assert {code for check in EVERY_CHECK for code in named_by(check)} == {
        spec.code for spec in CODES
    }
