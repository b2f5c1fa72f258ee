"""Our own engine behind the pipe, and the messages that go through it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from boardrules.conformance import protocol
from boardrules.conformance.cases import load_suite
from boardrules.conformance.judge import judge_case
from boardrules.conformance.protocol import Errored, ProtocolError, Results, Skipped, Started
from boardrules.conformance.runner import Command, run_suite
from boardrules.conformance.serve import serve

SERVE = [sys.executable, "-m", "boardrules.conformance.serve"]
SUITE = load_suite()


def schema(name: str) -> Any:
    text = (files("boardrules_specs") / "schemas" / f"{name}.schema.json").read_text("utf-8")
    return json.loads(text)


def validator(message: str) -> Draft202012Validator:
    resources = [Resource.from_contents(schema(name)) for name in ("conformance", "protocol")]
    registry = Registry().with_resources((each.id() or "", each) for each in resources)
    where = {"$ref": f"urn:boardrules:schema:protocol:1#/$defs/{message}"}
    return Draft202012Validator(where, registry=registry)


def test_every_case_passes_through_the_pipe() -> None:
    with Command(f"'{sys.executable}' -m boardrules.conformance.serve") as command:
        result = run_suite(SUITE, command)
    assert [each for each in result.outcomes if each.kind != "passed"] == []
    assert result.counts["passed"] == len(SUITE) > 2000


def test_what_is_sent_is_of_the_schema_and_expects_nothing() -> None:
    commands = validator("command")
    given = {"id", "program", "as_of", "provider_id", "activities", "roster", "ledger", "answers"}
    seen: dict[tuple[object, ...], Any] = {}
    kinds: set[str] = set()
    for case in SUITE:
        (kind,) = set(case.given) - given
        assert kind in {"records", "xml", "sheet", "activities_json", "activities_table"}
        kinds.add(kind)
        seen.setdefault((case.file, case.requirement["id"], kind), case.given)
    assert len(kinds) == 5
    for seq, each in enumerate(seen.values(), 1):
        commands.validate(json.loads(protocol.encode(protocol.run(seq, each))))
        commands.validate(protocol.ruleset(each["program"], each["as_of"]))
    commands.validate(protocol.start())
    commands.validate(protocol.stop())


def test_our_answers_are_of_the_schema() -> None:
    case = next(case for case in SUITE if case.expect)
    asked = [
        protocol.start(),
        protocol.ruleset(None, "2026-06-01"),
        protocol.ruleset("ABIM", "2026-06-01"),
        protocol.ruleset("ABXY", "2026-06-01"),
        protocol.run(1, case.given),
        protocol.run(2, {"id": "nothing-given"}),
        protocol.stop(),
    ]
    answers = [json.loads(line) for line in talk(*map(protocol.encode, asked))]
    kinds = ["started", *["ruleset-answer"] * 3, *["run-answer"] * 2]
    for kind, answer in zip(kinds, answers, strict=True):
        validator(kind).validate(answer)
    assert answers[1:4] == [
        {"ok": True},
        {"ok": True},
        {"ok": False, "because": "no plugin declares program ABXY"},
    ]
    assert answers[4] == {"seq": 1, "results": judge_case(case.given)}
    assert answers[5] == {"seq": 2, "errored": {"context": "KeyError: 'as_of'"}}


def talk(*lines: bytes, status: int = 0) -> list[bytes]:
    answers = io.BytesIO()
    assert serve(asking=io.BytesIO(b"".join(lines)), answering=answers) == status
    return answers.getvalue().splitlines()


def test_the_end_of_input_ends_it_as_well() -> None:
    assert talk() == []


@pytest.mark.parametrize(
    "line",
    [
        b"hello\n",
        b"[1]\n",
        b"{}\n",
        b'{"cmd": "sing"}\n',
        b'{"cmd": "start", "version": 2}\n',
        b'{"cmd": "run", "seq": "1", "case": {}}\n',
    ],
)
def test_a_wrong_command_ends_it(line: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    assert talk(line, protocol.encode(protocol.start()), status=2) == []
    assert "expected" in capsys.readouterr().err


def test_what_a_plugin_prints_is_no_answer() -> None:
    script = (
        "from boardrules.conformance.serve import serve\n"
        "def judge(given):\n"
        "    print('a plugin was here')\n"
        "    return {'findings': [], 'verdicts': []}\n"
        "serve(judge)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=protocol.encode(protocol.run(1, {})),
        capture_output=True,
        check=True,
        timeout=50,
    )
    assert json.loads(done.stdout) == {"seq": 1, "results": {"findings": [], "verdicts": []}}
    assert done.stderr.decode().split("\n")[0] == "a plugin was here"


def test_a_program_ends_with_the_status_of_its_talk() -> None:
    done = subprocess.run(SERVE, input=b"hello\n", capture_output=True, check=False, timeout=50)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().strip() == "boardrules: expected a line of JSON, found 'hello'"


WHO = {"name": "small", "version": "1", "language": "Node"}
FOUND = {"record": 1, "code": "601", "at": "/action"}


@pytest.mark.parametrize(
    ("message", "read"),
    [
        ({"version": 1, "implementation": WHO}, Started("small", "1", "Node")),
        (
            {"version": 1, "implementation": WHO, "ignores": ["BR", "60"]},
            Started("small", "1", "Node", ("BR", "60")),
        ),
    ],
)
def test_good_starts(message: Any, read: Started) -> None:
    validator("started").validate(message)
    assert protocol.read_started(message) == read


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ({}, "version: expected a whole number, found nothing"),
        ({"version": True, "implementation": WHO}, "version: expected a whole number, found true"),
        ({"version": 2, "implementation": WHO}, "version: expected 1, found 2"),
        ({"version": 1, "implementation": "small"}, "implementation: expected an object, found te"),
        ({"version": 1, "implementation": {"name": "small"}}, "implementation/version: expected t"),
        ({"version": 1, "implementation": WHO, "ignores": "BR"}, "ignores: expected a list, found"),
        ({"version": 1, "implementation": WHO, "ignores": [6]}, "ignores/0: expected text, found "),
        ({"version": 1, "implementation": WHO, "ignores": [""]}, "ignores: '' is the beginning of"),
    ],
)
def test_bad_starts(message: Any, told: str) -> None:
    assert not validator("started").is_valid(message)
    with pytest.raises(ProtocolError) as caught:
        protocol.read_started(message)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    ("message", "read"),
    [
        ({"results": {"findings": []}}, Results(frozenset())),
        (
            {"results": {"findings": [FOUND, FOUND], "verdicts": ["rejected"]}},
            Results(frozenset({(1, "601", "/action")}), ("rejected",)),
        ),
        (
            {"results": {"findings": [{"record": None, "code": "BR104", "at": "", "more": 1}]}},
            Results(frozenset({(None, "BR104", "")})),
        ),
        ({"skipped": {"reason": "too long"}}, Skipped("too long")),
        ({"skipped": {"reason": "bug", "url": "urn:7"}}, Skipped("bug", "urn:7")),
        ({"errored": {"context": "out of ink"}}, Errored("out of ink")),
    ],
)
def test_good_answers(message: Any, read: Any) -> None:
    validator("run-answer").validate({"seq": 1, **message})
    assert protocol.read_answer(message) == read


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ({}, "expected one of results, skipped, errored, found none of them"),
        (
            {"results": {"findings": []}, "skipped": {"reason": "?"}},
            "expected one of results, skipped, errored, found results and skipped",
        ),
        ({"results": []}, "results: expected an object, found a list"),
        ({"results": {}}, "results/findings: expected a list, found nothing"),
        ({"results": {"findings": {}}}, "results/findings: expected a list, found an object"),
        ({"results": {"findings": ["601"]}}, "results/findings/0: expected an object, found text"),
        (
            {"results": {"findings": [FOUND, {"code": "601", "at": ""}]}},
            "results/findings/1/record: expected a number from 1, or null, found nothing",
        ),
        (
            {"results": {"findings": [{**FOUND, "record": 0}]}},
            "results/findings/0/record: expected a number from 1, or null, found 0",
        ),
        (
            {"results": {"findings": [{**FOUND, "record": True}]}},
            "results/findings/0/record: expected a number from 1, or null, found True",
        ),
        (
            {"results": {"findings": [{**FOUND, "code": 601}]}},
            "results/findings/0/code: expected text, found a whole number",
        ),
        (
            {"results": {"findings": [{**FOUND, "at": None}]}},
            "results/findings/0/at: expected text, found null",
        ),
        (
            {"results": {"findings": [], "verdicts": ["good"]}},
            "results/verdicts: 'good' is no verdict",
        ),
        ({"skipped": {}}, "skipped/reason: expected text, found nothing"),
        ({"errored": {"context": {}}}, "errored/context: expected text, found an object"),
    ],
)
def test_bad_answers(message: Any, told: str) -> None:
    assert not validator("run-answer").is_valid({"seq": 1, **message})
    with pytest.raises(ProtocolError) as caught:
        protocol.read_answer(message)
    assert str(caught.value) == told


@pytest.mark.parametrize(
    ("message", "read"), [({"ok": True}, None), ({"ok": False, "because": "no"}, "no")]
)
def test_good_answers_to_ruleset(message: Any, read: str | None) -> None:
    validator("ruleset-answer").validate(message)
    assert protocol.read_ruleset(message) == read


@pytest.mark.parametrize("message", [{}, {"ok": 1}, {"ok": False}, {"ok": False, "because": 1}])
def test_bad_answers_to_ruleset(message: Any) -> None:
    assert not validator("ruleset-answer").is_valid(message)
    with pytest.raises(ProtocolError):
        protocol.read_ruleset(message)


@pytest.mark.parametrize("line", [b"", b"\n", b"\xff\n", b"[" * 100_000, b"601\n", b"{} {}\n"])
def test_lines_that_are_no_messages(line: bytes) -> None:
    with pytest.raises(ProtocolError):
        protocol.decode(line)


def test_a_message_is_one_ascii_line() -> None:
    line = protocol.encode({"last_name": "Ågren\nLöf\u2028"})
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert protocol.decode(line) == {"last_name": "Ågren\nLöf\u2028"}
