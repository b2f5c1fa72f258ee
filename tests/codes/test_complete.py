"""The catalogue, the snapshots, the explanations and the conformance cases name the same codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.activities.cases import CASES as ACTIVITY_CASES

from boardrules.cli import main
from boardrules.codes import CodeSpec
from boardrules.discovery import discover
from boardrules.plugins import Plugins, installed_plugins
from boardrules.rulebook import raises as raised_by

from .convert_cases import CASES as CONVERT_CASES
from .file_cases import CASES as FILE_CASES
from .pairs import expects, pairs, suite
from .plugin_cases import CASES as PLUGIN_CASES
from .plugin_cases import checks, plugin, raises
from .prevalidation_cases import CASES as PREVALIDATION_CASES
from .shown import judged
from .writing_cases import CASES as WRITING_CASES

CODES = {spec.code: spec for spec in installed_plugins().catalogue}
PROGRAMS = {spec.code: spec.kind for spec in installed_plugins().programs}
KINDS = {"boards": "board", "states": "states", "rems": "rems"}
TESTS = Path(__file__).parents[1]
SNAPSHOT = re.compile(r"^# name: test_\w+\[(\w+)-(\w+)-(fails|passes)\]$", re.ASCII | re.MULTILINE)

#: Codes that no conformance case can hold, and why.
ONLY_IN_FILES = {
    "BR101": "there is no file",
    "BR103": "a case's cells are never damaged",
    "BR110": "5,001 records are too long for a case",
    "BR114": "a case's activities are JSON that was read before",
    "BR115": "a case's activities are read already",
    "BR117": "a case's roster is read already",
    "BR120": "a case's programs are codes already",
    "BR121": "a case has one sheet",
    "BR138": "a case's records are not written as another kind",
    "BR139": "a case's records are not written as another kind",
    "BR140": "a case's learners are no JSON",
    "BR141": "a case's learners are no JSON",
    "BR142": "a case's learners are no JSON",
    "BR143": "a case's records are not written as another kind",
    "BR145": "a case's sheet is no text file",
    "BR146": "a case's records are whole already",
    "BR147": "a case's records are read already",
    "BR148": "a case's rows are as wide as its header",
    "BR149": "a case is JSON, whatever is installed",
    "BR150": "a case is JSON",
    "BR153": "a case's activities are judged, not the file that they stood in",
    "BR161": "a thousand findings are too many for a case",
    "BR210": "a case's cell is no formula",
    "BR211": "a case's cells are not merged",
    "BR212": "a case's rows are not hidden",
    "BR214": "a case has no formatted rows",
    "BR215": "a case's cells hold dates, not numbers of days",
}
ONLY_IN_WRITING = dict.fromkeys(("BR154", "BR155"), "a case is read, not written")
ONLY_BY_PLUGINS = {
    "998": "a check of the engine's own that fails would be mended",
    **dict.fromkeys(
        ("BR901", "BR902", "BR903", "BR904", "BR905", "BR906", "BR907", "BR908"),
        "it is about plugins, not records",
    ),
}
#: Codes about activities that are registered; their snapshots are those of tests/activities.
OF_ACTIVITIES = {code for code, spec in CODES.items() if spec.stage == "registration"}
#: Codes of pre-validation, which no submission and so no conformance case has.
OF_PREVALIDATION = {code for code, spec in CODES.items() if spec.stage == "pre-validation"}
#: Codes that the catalogue declares for more programs than fail in a case, and why.
DECLARED_FOR_MORE = {
    "998": "any program's check can fail; a case cannot make one do so",
    "999": "any board may come to answer later; of the installed ones ABA, ABIM and ABP do",
}


def kept(folder: Path) -> str:
    """The snapshots of the tests in a folder."""
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.ambr")))


def snapshots() -> set[tuple[str, str, str]]:
    """(code, program, fails or passes) of every snapshot of a code."""
    return set(SNAPSHOT.findall(kept(TESTS / "codes" / "__snapshots__")))


def test_every_code_has_snapshots_of_failing_and_passing() -> None:
    found = snapshots()
    here = set(CODES) - OF_ACTIVITIES
    assert {code for code, _, which in found if which == "fails"} == here
    assert {code for code, _, which in found if which == "passes"} == here


def test_every_code_about_activities_has_a_snapshot_and_a_neighbour_that_passes() -> None:
    """What passes there is said to have no findings, and so has no snapshot."""
    cases = {case.code: case for case in ACTIVITY_CASES}
    assert set(cases) == OF_ACTIVITIES
    assert all(case.good != case.bad or case.good_as_of or case.before for case in ACTIVITY_CASES)
    shown = re.findall(r"\[(BR4\d\d)\b", kept(TESTS / "activities" / "__snapshots__"), re.ASCII)
    assert set(shown) == OF_ACTIVITIES


def test_every_code_and_program_with_a_failing_case_has_both_snapshots() -> None:
    names = {(each.code, each.program or "any") for each in pairs()}
    cases = (*FILE_CASES, *CONVERT_CASES, *PLUGIN_CASES, *PREVALIDATION_CASES, *WRITING_CASES)
    names |= {(code, "any") for code in cases}
    assert snapshots() == {(*name, which) for name in names for which in ("fails", "passes")}


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code: str) -> None:
    result = CliRunner().invoke(main, ["explain", code])
    assert (result.exit_code, result.stderr) == (0, "")
    spec = CODES[code]
    for text in (spec.title, spec.message, spec.why, spec.trigger, spec.fix):
        assert text
        assert text in result.stdout


def test_every_code_has_conformance_cases_that_fail_and_that_pass() -> None:
    tested = [(case, code) for case in suite() for code in case.codes]
    fails = {code for case, code in tested if expects(case, code)}
    passes = {code for case, code in tested if not expects(case, code)}
    elsewhere = set(CODES) - {*ONLY_IN_FILES, *ONLY_BY_PLUGINS, *ONLY_IN_WRITING}
    elsewhere -= OF_PREVALIDATION
    assert elsewhere <= fails
    assert elsewhere <= passes
    assert fails | passes <= set(CODES)


def test_what_no_conformance_case_can_hold_is_tested_here() -> None:
    assert set(ONLY_IN_FILES) <= {*FILE_CASES, *CONVERT_CASES}
    assert set(ONLY_BY_PLUGINS) == set(PLUGIN_CASES)
    assert set(PREVALIDATION_CASES) == OF_PREVALIDATION
    assert set(ONLY_IN_WRITING) == set(WRITING_CASES)
    tested = {code for case in suite() for code in case.codes}
    assert tested.isdisjoint({*ONLY_IN_FILES, *ONLY_BY_PLUGINS, *ONLY_IN_WRITING})


def test_what_is_found_is_in_the_catalogue() -> None:
    expected = {code for case in suite() for _, code, _ in case.expect}
    assert expected <= set(CODES)


def declared(spec: CodeSpec) -> set[str]:
    """The programs that the catalogue names for a code, if they declare what it takes."""
    return {each.code for each in installed_plugins().programs if raised_by(each, spec)}


def failing() -> dict[str, set[str]]:
    """The programs of the suite's failing cases, by code.

    A case of two programs counts for the one that the finding is about; a case of an activity
    is about one board.
    """
    found: dict[str, set[str]] = {}
    for case in suite():
        if case.program is not None and any(expects(case, code) for code in case.codes):
            whole = {code for _, code, _ in case.expect}
            of_activity = {"activities_json", "activities_table"} & case.given.keys()
            its = whole if of_activity else judged(case).codes(case.program)
            for code in its.intersection(case.codes):
                found.setdefault(code, set()).add(case.program)
    return found


def test_every_code_fails_for_the_programs_that_the_catalogue_names() -> None:
    found = failing()
    differing = {}
    for code, spec in CODES.items():
        lacking, surplus = declared(spec) - found.get(code, set()), found.get(code, set())
        surplus = surplus - declared(spec) if spec.programs else set()
        if surplus or (lacking and code not in DECLARED_FOR_MORE):
            differing[code] = {"no failing case": lacking, "not in codes.toml": surplus}
    assert differing == {}


def test_official_codes_name_programs() -> None:
    for spec in CODES.values():
        if spec.code not in OF_ACTIVITIES:
            assert bool(spec.programs) == (spec.official or spec.stage == "advice"), spec.code
        assert set(spec.programs) <= {*KINDS, *PROGRAMS}, spec.code


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_check_that_fails_is_998_for_every_program(program: str) -> None:
    case = next(
        each
        for each in suite()
        if each.program == program
        and not each.expect
        and each.given.get("records", [{}])[0].get("action") == "Add"
    )
    plugins = Plugins([*discover(), plugin(make_checks=checks(raises, program))])
    assert judged(case, plugins).codes() == {"998"}
