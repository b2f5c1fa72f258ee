"""``boardrules conformance``: run, smoke and coverage."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

import pytest
from click.testing import CliRunner, Result

from boardrules.cli import main
from boardrules.conformance.cases import load_suite
from boardrules.conformance.coverage import BEYOND, cover
from boardrules.plugins import installed_plugins

WRONG = Path(__file__).with_name("wrong")
AS_OF = "2026-06-01"
CASE = {"id": "a", "about": "-", "change": {}, "expect": []}
EXPECT_601 = [{"code": "601", "at": "/action"}]


def conformance(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["conformance", *map(str, arguments)])


def wrong(name: str) -> str:
    return f"'{sys.executable}' '{WRONG / name}.py'"


def group(code: str, *cases: dict[str, Any], program: str | None = "ABIM") -> dict[str, Any]:
    requirement = {"id": f"made-up-{code}", "document": "-", "section": "-", "says": "-"}
    return {"program": program, "codes": [code], "requirement": requirement, "cases": list(cases)}


def write(folder: Path, *groups: dict[str, Any], name: str = "made-up.json") -> Path:
    path = folder / name
    record = {"action": "Add", "claims": [{"program": "ABIM"}]}
    document = {"format": 1, "as_of": AS_OF, "record": record, "groups": list(groups)}
    path.write_text(json.dumps(document), "utf-8")
    return path


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """Three cases: right, wrong and one that expects another verdict."""
    blank = {"/action": ""}
    return write(
        tmp_path,
        group(
            "601",
            {"id": "right", "about": "No action", "change": blank, "expect": EXPECT_601},
            {"id": "wrong", "about": "An <action>", "change": blank, "expect": []},
            {
                "id": "verdict",
                "about": "Another verdict",
                "change": blank,
                "expect": EXPECT_601,
                "verdicts": ["accepted"],
            },
        ),
    )


def test_all_pass() -> None:
    done = conformance("run", "--code", "601", "--program", "abim")
    assert done.exit_code == 0
    (line,) = done.output.splitlines()
    assert line.startswith("boardrules ")
    assert line.endswith(" 0 failed, 0 skipped, 0 errored.")


def test_what_failed_is_told(suite: Path) -> None:
    done = conformance("run", "--suite", suite)
    assert done.exit_code == 1
    assert done.output.splitlines()[:-1] == [
        "FAILED wrong (ABIM, 601): An <action>",
        "  unexpected  record 1: 601 at /action",
        "FAILED verdict (ABIM, 601): Another verdict",
        "  verdicts    rejected; expected accepted",
    ]
    assert done.output.endswith("3 cases: 1 passed, 2 failed, 0 skipped, 0 errored.\n")


def test_without_verdicts(suite: Path) -> None:
    done = conformance("run", "--suite", suite, "--no-verdicts")
    assert done.output.endswith("3 cases: 2 passed, 1 failed, 0 skipped, 0 errored.\n")


def test_as_json(suite: Path) -> None:
    done = conformance("run", "--suite", suite, "--format", "json")
    assert done.exit_code == 1
    told = json.loads(done.output)
    assert told["counts"] == {"passed": 1, "failed": 2, "skipped": 0, "errored": 0}
    assert told["implementation"]["name"] == "boardrules"
    assert told["cases"][1:] == [
        {
            "id": "wrong",
            "file": suite.as_posix(),
            "requirement": "made-up-601",
            "program": "ABIM",
            "codes": ["601"],
            "outcome": "failed",
            "missing": [],
            "unexpected": [{"record": 1, "code": "601", "at": "/action"}],
            "verdicts": None,
            "because": "",
            "url": None,
            "stderr": "",
        },
        {
            "id": "verdict",
            "file": suite.as_posix(),
            "requirement": "made-up-601",
            "program": "ABIM",
            "codes": ["601"],
            "outcome": "failed",
            "missing": [],
            "unexpected": [],
            "verdicts": {"expected": ["accepted"], "found": ["rejected"]},
            "because": "",
            "url": None,
            "stderr": "",
        },
    ]


def test_as_junit(suite: Path, tmp_path: Path) -> None:
    path = tmp_path / "results.xml"
    assert conformance("run", "--suite", suite, "--junit", path).exit_code == 1
    root = Tree.parse(path).getroot()
    counts = {"tests": "3", "failures": "2", "errors": "0", "skipped": "0"}
    assert {key: root.get(key) for key in counts} == counts
    (of_file,) = root
    assert {key: of_file.get(key) for key in counts} == counts
    assert [(test.get("classname"), test.get("name")) for test in of_file] == [
        (suite.as_posix(), "right: No action"),
        (suite.as_posix(), "wrong: An <action>"),
        (suite.as_posix(), "verdict: Another verdict"),
    ]
    told = [(each.tag, each.get("message"), each.text) for test in of_file for each in test]
    unexpected = "unexpected record 1: 601 at /action"
    verdicts = "verdicts rejected; expected accepted"
    assert told == [("failure", unexpected, unexpected), ("failure", verdicts, verdicts)]


def test_junit_of_an_engine_that_crashes(suite: Path, tmp_path: Path) -> None:
    path = tmp_path / "results.xml"
    script = tmp_path / "engine.py"
    script.write_text(
        "from boardrules.conformance.serve import serve\n"
        "import os, sys\n"
        "def judge(given):\n"
        "    print('\\x1b[31mred\\x00', file=sys.stderr, flush=True)\n"
        "    os._exit(7)\n"
        "serve(judge)\n"
    )
    arguments = ["--command", f"'{sys.executable}' '{script}'", "--junit", path]
    assert conformance("run", "--suite", suite, *arguments).exit_code == 1
    root = Tree.parse(path).getroot()
    assert (root.get("errors"), root.get("failures")) == ("3", "0")
    error, stderr = root[0][0]
    assert error.get("message") == "ended with exit status 7 without an answer"
    assert stderr.text == "\ufffd[31mred\ufffd"


def test_junit_that_cannot_be_written(suite: Path, tmp_path: Path) -> None:
    done = conformance("run", "--suite", suite, "--junit", tmp_path / "no" / "results.xml")
    assert done.exit_code == 2
    assert "Cannot write" in done.output


def test_twice_the_same(suite: Path, tmp_path: Path) -> None:
    for name in ("one.xml", "two.xml"):
        conformance("run", "--suite", suite, "--junit", tmp_path / name)
    assert (tmp_path / "one.xml").read_bytes() == (tmp_path / "two.xml").read_bytes()


def test_a_command_is_run(suite: Path) -> None:
    done = conformance("run", "--suite", suite, "--command", wrong("accepts_everything"))
    assert done.exit_code == 1
    assert "FAILED right (ABIM, 601): No action\n  missing     record 1: 601" in done.output
    assert "accepts everything" in done.output.splitlines()[-1]


def test_what_an_engine_wrote_is_quoted(tmp_path: Path) -> None:
    path = write(tmp_path, group("601", CASE))
    arguments = ["--command", wrong("hangs"), "--timeout", "1"]
    done = conformance("run", "--suite", path, *arguments)
    assert done.output.startswith(
        "ERRORED a (ABIM, 601): -\n  no answer within 1 s\n  standard error:\n    thinking\n"
    )


def test_skipped_cases_are_counted_by_reason(suite: Path, tmp_path: Path) -> None:
    script = tmp_path / "engine.py"
    script.write_text(
        "import json, sys\n"
        "who = {'name': 'lazy', 'version': '1', 'language': 'Python'}\n"
        "for line in sys.stdin:\n"
        "    cmd = json.loads(line)['cmd']\n"
        "    if cmd == 'stop': break\n"
        "    if cmd == 'start': answer = {'version': 1, 'implementation': who, 'ignores': ['BR']}\n"
        "    else: answer = {'ok': False, 'because': 'knows no boards'}\n"
        "    print(json.dumps(answer), flush=True)\n"
    )
    command = f"'{sys.executable}' '{script}'"
    done = conformance("run", "--suite", suite, "--command", command)
    assert done.exit_code == 2
    assert done.output.splitlines() == [
        "skipped 3: knows no boards",
        "lazy 1 (Python): 3 cases: 0 passed, 0 failed, 3 skipped, 0 errored.",
        "Codes that begin with BR were left out of account.",
    ]
    path = tmp_path / "results.xml"
    conformance("run", "--suite", suite, "--command", command, "--junit", path)
    skipped = Tree.parse(path).getroot()[0][0][0]
    assert (skipped.tag, skipped.get("message")) == ("skipped", "knows no boards")
    done = conformance("smoke", "--suite", suite, "--command", command)
    assert done.exit_code == 2


def test_any_means_no_program_in_particular() -> None:
    done = conformance("run", "--program", "any", "--code", "601", "--format", "json")
    assert {case["program"] for case in json.loads(done.output)["cases"]} == {None}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--code", "600"], "No case is about that"),
        (["--program", "ABXY"], "No case is about that"),
        (["--suite", "nowhere"], "nowhere: there is no such file or folder"),
        (["--command", "no-such-engine"], "no-such-engine: No such file or directory"),
        (["--command", "'"], "a quotation mark is not closed"),
        (["--timeout", "0"], "--timeout"),
        (["--format", "xml"], "--format"),
    ],
)
def test_what_cannot_be_run(arguments: list[str], told: str) -> None:
    done = conformance("run", *arguments)
    assert done.exit_code == 2
    assert told in done.output


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "is not readable as JSON"),
        ("[]", "expected an object with a list of groups"),
        ('{"format": 1}', "expected an object with a list of groups"),
        ('{"format": 2, "groups": []}', "format is 2, expected 1"),
        ('{"format": 1, "groups": [7]}', "group 1: is not of the format"),
        ('{"format": 1, "groups": [{}]}', "group 1: there is no 'cases'"),
        (json.dumps({"format": 1, "groups": [group("601", CASE)]}), "there is no 'as_of'"),
        (
            json.dumps({"format": 1, "as_of": AS_OF, "groups": [group("601", {"id": "a"})]}),
            "group made-up-601, case a: there is no",
        ),
        (
            json.dumps(
                {
                    "format": 1,
                    "as_of": AS_OF,
                    "record": {"claims": []},
                    "groups": [group("601", {**CASE, "change": {"/claims/one/id": "1"}})],
                }
            ),
            "group made-up-601, case a: is not of the format",
        ),
        (
            json.dumps(
                {"format": 1, "as_of": AS_OF, "record": {}, "groups": [group("601", CASE, CASE)]}
            ),
            "case a stands in",
        ),
    ],
)
def test_a_bad_suite(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text, "utf-8")
    for command in ("run", "smoke", "coverage"):
        done = conformance(command, "--suite", path)
        assert done.exit_code == 2
        assert told in done.output
        assert "bad.json" in done.output


def test_a_suite_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(b"\xff\xfe")
    done = conformance("run", "--suite", path)
    assert (done.exit_code, "bad.json: is not in UTF-8" in done.output) == (2, True)


def test_smoke() -> None:
    for arguments in ([], ["--command", f"'{sys.executable}' -m boardrules.conformance.serve"]):
        done = conformance("smoke", *arguments)
        assert done.exit_code == 0
        failing, passing, end = done.output.splitlines()
        assert failing.startswith("PASSED ")
        assert passing.startswith("PASSED ")
        assert end.endswith(" is plugged in.")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("accepts_everything", "missing     record 1: 601 at /action"),
        ("rejects_everything", "unexpected  record 1: 602 at /action"),
        ("answers_in_another_shape", "results/findings/0: expected an object, found text"),
        ("prints_garbage", "expected a line of JSON, found 'judging a case now'"),
    ],
)
def test_smoke_of_a_wrong_engine(name: str, told: str) -> None:
    done = conformance("smoke", "--command", wrong(name))
    assert done.exit_code == 2
    assert told in done.output
    assert done.output.endswith("is not plugged in as it should be.\n")


def test_smoke_without_a_pair_of_cases(tmp_path: Path) -> None:
    path = write(tmp_path, group("601", CASE))
    done = conformance("smoke", "--suite", path)
    assert (done.exit_code, "no requirement with a failing and" in done.output) == (2, True)


def test_coverage_of_one_suite_names_its_program_s_holes(suite: Path) -> None:
    done = conformance("coverage", "--suite", suite)
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert lines[:3] == [
        "program  code  requirement  failing  passing",
        "ABIM     601   made-up-601  2        1",
        "",
    ]
    assert "HOLE 602 for ABIM: no failing and no passing case" in lines
    assert "HOLE 601 for ABIM" not in done.output
    assert "for ABS" not in done.output
    assert "any program" not in done.output


def test_a_code_without_a_passing_case_is_a_hole(tmp_path: Path) -> None:
    blank = {"id": "a", "about": "-", "change": {"/action": ""}, "expect": EXPECT_601}
    done = conformance("coverage", "--suite", write(tmp_path, group("601", blank)))
    assert "HOLE 601 for ABIM: no passing case\n" in done.output


def test_the_installed_suite_has_no_holes() -> None:
    done = conformance("coverage")
    assert "HOLE" not in done.output
    assert (done.exit_code, done.output.splitlines()[-1].split(", ")[1]) == (0, "0 holes.")


def test_coverage_as_json(suite: Path) -> None:
    done = conformance("coverage", "--suite", suite, "--format", "json")
    told = json.loads(done.output)
    assert told["rows"] == [
        {
            "requirement": "made-up-601",
            "code": "601",
            "program": "ABIM",
            "failing": ["right", "verdict"],
            "passing": ["wrong"],
        }
    ]
    assert {"code": "602", "program": "ABIM", "lacks": ["failing", "passing"]} in told["holes"]


def test_a_suite_without_holes(tmp_path: Path) -> None:
    path = write(tmp_path, group("601", CASE, program=None))
    done = conformance("coverage", "--suite", path)
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "1 rows, 0 holes.")


def test_the_whole_suite_is_asked_about_every_code_and_program() -> None:
    plugins = installed_plugins()
    covered = cover([], plugins)
    asked = {(hole.code, hole.program) for hole in covered.holes}
    codes = {spec.code for spec in plugins.catalogue}
    assert {code for code, _ in asked} | set(BEYOND) == codes
    assert asked >= {("601", spec.code) for spec in plugins.programs}
    assert {program for code, program in asked if code == "717"} == {"ABA", "ABP"}
    soft = {"ABA", "ABIM", "ABOHNS", "ABP", "ABPATH", "ABS"}
    assert {program for code, program in asked if code == "BR301"} == soft
    boards = {spec.code for spec in plugins.programs if spec.kind == "board"}
    assert {program for code, program in asked if code == "BR417"} == boards
    assert {program for code, program in asked if code == "BR101"} <= {None}
    assert dict(covered.beyond) == BEYOND


def test_no_case_is_about_what_is_said_to_be_beyond_cases() -> None:
    codes = {code for case in load_suite() for _, code, _ in case.expect}
    assert not codes & set(BEYOND)
