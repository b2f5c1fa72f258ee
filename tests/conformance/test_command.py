"""Getting along with an implementation behind a command, well-behaved or not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from boardrules.conformance import runner
from boardrules.conformance.cases import ConformanceCase
from boardrules.conformance.pipe import CannotStartError
from boardrules.conformance.protocol import Errored, Started
from boardrules.conformance.runner import Command, Outcome, run_suite


def case(
    number: int = 1, program: str | None = "ABIM", as_of: str = "2026-06-01"
) -> ConformanceCase:
    """A case that expects nothing."""
    return ConformanceCase(
        id=f"case-{number}",
        about="A case",
        file="cases.json",
        program=program,
        codes=("601",),
        requirement={"id": "made-up"},
        valid=(None, None),
        given={"id": f"case-{number}", "program": program, "as_of": as_of, "records": []},
        expect=frozenset(),
    )


HARNESS = """
import json, sys, time
def say(message):
    print(message if isinstance(message, str) else json.dumps(message), flush=True)
def started(**more):
    say({"version": 1, "implementation": {"name": "x", "version": "1", "language": "y"}, **more})
def results(seq):
    say({"seq": seq, "results": {"findings": []}})
for line in sys.stdin:
    asked = json.loads(line)
    cmd = asked["cmd"]
"""


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[Any]:
    """Makes commands of the body of a loop over ``asked``, and closes them in the end."""
    opened: list[Command] = []

    def make(body: str, **how: Any) -> Command:
        script = tmp_path / "a harness.py"
        lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
        script.write_text(HARNESS + lines, "utf-8")
        opened.append(Command(f"'{sys.executable}' '{script}'", **how))
        return opened[-1]

    yield make
    for command in opened:
        command.__exit__(None, None, None)


GOOD = """
if cmd == "start": started()
elif cmd == "ruleset": say({"ok": True})
elif cmd == "run": results(asked["seq"])
else: break
"""


def test_a_good_one(harness: Any) -> None:
    command = harness(GOOD)
    assert command.started == Started("x", "1", "y")
    assert run_suite([case(number=number) for number in range(1, 40)], command).counts == {
        "passed": 39,
        "failed": 0,
        "skipped": 0,
        "errored": 0,
    }


def test_rule_sets_are_announced_when_they_change(harness: Any, tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = harness(f"open({str(log)!r}, 'a').write(line)\n{GOOD}")
    cases = [
        case(number=1),
        case(number=2),
        case(number=3, as_of="2026-06-02"),
        case(number=4, as_of="2026-06-02", program=None),
    ]
    run_suite(cases, command)
    with command:
        pass
    told = [line.split('"case"')[0] for line in log.read_text("utf-8").splitlines()]
    assert told == [
        '{"cmd":"start","version":1}',
        '{"cmd":"ruleset","program":"ABIM","as_of":"2026-06-01"}',
        '{"cmd":"run","seq":1,',
        '{"cmd":"run","seq":2,',
        '{"cmd":"ruleset","program":"ABIM","as_of":"2026-06-02"}',
        '{"cmd":"run","seq":3,',
        '{"cmd":"ruleset","program":null,"as_of":"2026-06-02"}',
        '{"cmd":"run","seq":4,',
        '{"cmd":"stop"}',
    ]


def test_a_rule_set_that_is_refused_skips_its_cases(harness: Any) -> None:
    command = harness(
        GOOD.replace('say({"ok": True})', 'say({"ok": asked["program"] == "ABS", "because": "no"})')
    )
    cases = [case(number=1), case(number=2), case(number=3, program="ABS")]
    outcomes = run_suite(cases, command).outcomes
    assert [(each.kind, each.because) for each in outcomes] == [
        ("skipped", "no"),
        ("skipped", "no"),
        ("passed", ""),
    ]


def test_an_answer_of_another_shape_needs_no_restart(harness: Any) -> None:
    command = harness(
        GOOD.replace(
            "results(asked", 'say({"seq": 1, "results": 7}) if asked["seq"] == 1 else results(asked'
        ),
        restarts=0,
    )
    outcomes = run_suite([case(number=1), case(number=2)], command).outcomes
    assert [(each.kind, each.because) for each in outcomes] == [
        ("errored", "results: expected an object, found a whole number"),
        ("passed", ""),
    ]


def test_a_rule_set_is_announced_again_when_the_answer_made_no_sense(harness: Any) -> None:
    command = harness(GOOD.replace('say({"ok": True})', 'say({"ok": "yes"})'), restarts=0)
    outcomes = run_suite([case(number=1), case(number=2)], command).outcomes
    told = ("errored", "ruleset: ok: expected true or false, found text")
    assert [(each.kind, each.because) for each in outcomes] == [told, told]


def test_after_so_many_restarts_nothing_more_is_asked(harness: Any) -> None:
    command = harness(GOOD.replace('results(asked["seq"])', "sys.exit(4)"), restarts=2)
    cases = [case(number=number) for number in range(1, 6)]
    outcomes = run_suite(cases, command).outcomes
    crash = "ended with exit status 4 without an answer"
    gone = "not asked: it broke 3 times before"
    assert [each.because for each in outcomes] == [crash, crash, crash, gone, gone]
    assert {each.kind for each in outcomes} == {"errored"}


def test_one_that_does_not_start_again(harness: Any, tmp_path: Path) -> None:
    flag = str(tmp_path / "flag")
    command = harness(
        f"""
import os
if cmd == "start" and os.path.exists({flag!r}): sys.exit("not twice")
elif cmd == "start": open({flag!r}, "w").close(); started()
else: sys.exit(5)
"""
    )
    outcomes = run_suite([case(number=number) for number in (1, 2, 3)], command).outcomes
    assert [each.because for each in outcomes] == [
        "ended with exit status 5 without an answer",
        "could not be started again: start: ended with exit status 1 without an answer\nnot twice",
        "not asked: it could not be started again before",
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('"Loading..."', "expected a line of JSON, found 'Loading...'"),
        ('"x" * 100', f"expected a line of JSON, found '{'x' * 77}...'"),
        ('""', "expected a line of JSON, found ''"),
        ('"[1]"', "expected a JSON object, found a list"),
    ],
)
def test_a_line_that_is_no_answer(harness: Any, line: str, told: str) -> None:
    command = harness(GOOD.replace('results(asked["seq"])', f"say({line})"))
    assert run_suite([case()], command).outcomes[0].because == told


def test_an_answer_too_many_breaks_the_order(harness: Any) -> None:
    twice = GOOD.replace('results(asked["seq"])', 'results(asked["seq"]); results(asked["seq"])')
    outcomes = run_suite([case(number=1), case(number=2)], harness(twice)).outcomes
    assert [(each.kind, each.because) for each in outcomes] == [
        ("passed", ""),
        ("errored", "seq: expected 2, found 1"),
    ]


def test_one_that_does_not_read(harness: Any) -> None:
    command = harness(GOOD.replace('say({"ok": True})', "time.sleep(60)"), timeout=0.5)
    given = case(as_of="2026-06-01").given
    answer = command.answer({**given, "xml": "x" * 1_000_000})
    assert answer == Errored("no answer within 0.5 s")


def test_one_that_closes_its_output(harness: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boardrules.conformance.pipe._GRACE", 0.3)
    closing = GOOD.replace('results(asked["seq"])', "import os; os.close(1); time.sleep(60)")
    outcome = run_suite([case()], harness(closing)).outcomes[0]
    assert outcome.because == "closed its standard output without an answer"


def test_one_that_does_not_stop_is_ended(harness: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boardrules.conformance.pipe._GRACE", 0.3)
    command = harness(GOOD.replace("else: break", "else: time.sleep(60)"))
    with command:
        assert run_suite([case()], command).counts["passed"] == 1


def test_only_the_end_of_a_long_complaint_is_quoted(harness: Any) -> None:
    noisy = "for n in range(100): print(n, 'x' * 2000, file=sys.stderr)\n    sys.exit(1)"
    command = harness(f"if cmd == 'start': started()\nelse:\n    {noisy}")
    stderr = run_suite([case()], command).outcomes[0].stderr
    assert len(stderr) < 11_000
    assert stderr.endswith("x")


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("no-such-engine --fast", "no-such-engine: No such file or directory"),
        ("", "the command is empty"),
        ("node 'my engine.js", "node 'my engine.js: a quotation mark is not closed"),
        (f"'{sys.executable}' -c ''", "start: ended with exit status 0 without an answer"),
        (
            f"""'{sys.executable}' -c 'raise SystemExit("no licence")'""",
            "start: ended with exit status 1 without an answer\nno licence",
        ),
        (
            f"""'{sys.executable}' -c 'print("welcome")'""",
            "start: expected a line of JSON, found 'welcome'",
        ),
        (
            f"""'{sys.executable}' -c 'print("{{}}")'""",
            "start: version: expected a whole number, found nothing",
        ),
    ],
)
def test_what_cannot_be_started(command: str, told: str) -> None:
    with pytest.raises(CannotStartError) as caught:
        Command(command)
    assert str(caught.value) == told


def test_one_that_never_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "START_TIMEOUT", 0.5)
    with pytest.raises(CannotStartError, match=r"no answer within 0\.5 s"):
        Command(f"'{sys.executable}' -c 'import time; time.sleep(60)'", timeout=0.1)


def test_an_exception_ends_it_at_once(harness: Any) -> None:
    command = harness(GOOD)

    def give_up(outcome: Outcome) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), command:
        run_suite([case()], command, on_outcome=give_up)
