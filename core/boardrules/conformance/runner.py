"""Running cases against an implementation, in this process or through a command.

    with Command("node my-engine.js") as implementation:
        result = run_suite(load_suite(), implementation)

What is expected never reaches the implementation; answers are compared here.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, Protocol, Self, TypeAlias

from attrs import frozen

from boardrules.conformance import protocol
from boardrules.conformance.cases import ConformanceCase
from boardrules.conformance.judge import judge_case
from boardrules.conformance.pipe import BrokenPipeline, CannotStartError, Pipe, split_command
from boardrules.conformance.protocol import (
    Answer,
    Errored,
    Found,
    ProtocolError,
    Results,
    Skipped,
    Started,
)
from boardrules.plugins import Plugins
from boardrules.version import __version__

#: Seconds for one answer, and for the first at the least: an interpreter may have to warm up.
TIMEOUT = 30.0
START_TIMEOUT = 30.0
#: How often a command that broke is started again.
RESTARTS = 10

Kind: TypeAlias = Literal["passed", "failed", "skipped", "errored"]
KINDS: tuple[Kind, ...] = ("passed", "failed", "skipped", "errored")


class Implementation(Protocol):
    """Whoever judges cases: who it is, and its answer to what is given of a case."""

    @property
    def started(self) -> Started: ...

    def answer(self, given: Mapping[str, Any]) -> Answer: ...


@frozen(slots=True)
class Outcome:
    """What came of a case.

    ``missing`` and ``unexpected`` are the findings in which the answer differs, sorted;
    ``verdicts`` is the answer's, where it differs (empty when it gave none). ``because`` says
    why a case was skipped or errored; ``stderr`` is what the implementation wrote last.
    """

    case: ConformanceCase
    kind: Kind
    missing: tuple[Found, ...] = ()
    unexpected: tuple[Found, ...] = ()
    verdicts: tuple[str, ...] | None = None
    because: str = ""
    url: str | None = None
    stderr: str = ""


@frozen(slots=True)
class SuiteResult:
    """The outcomes of a run, in the order of the suite."""

    implementation: Started
    outcomes: tuple[Outcome, ...]

    @property
    def counts(self) -> dict[Kind, int]:
        """How many cases came to what."""
        counts = dict.fromkeys(KINDS, 0)
        for outcome in self.outcomes:
            counts[outcome.kind] += 1
        return counts

    @property
    def exit_status(self) -> int:
        """0 when all that was judged is right, 1 when something is not, 2 when nothing was judged."""
        counts = self.counts
        if counts["failed"] or counts["errored"]:
            return 1
        return 0 if counts["passed"] else 2


class InProcess:
    """This engine, without a pipe."""

    def __init__(self, plugins: Plugins | None = None) -> None:
        self._plugins = plugins
        language = f"Python {platform.python_version()}"
        self.started = Started("boardrules", __version__, language)

    def answer(self, given: Mapping[str, Any]) -> Answer:
        """The engine's answer, read as one that came through a pipe would be."""
        try:
            return protocol.read_answer({"results": judge_case(given, self._plugins)})
        except Exception as error:
            return Errored(f"{type(error).__name__}: {error}")


class Command:
    """An implementation behind a command line.

    One that crashes, is late or breaks the protocol is started again for the next case, up
    to ``restarts`` times; after that, cases are errored without being asked. CannotStartError
    when it does not even start. Use it in a ``with``, which stops it.
    """

    def __init__(self, command: str, *, timeout: float = TIMEOUT, restarts: int = RESTARTS) -> None:
        self._arguments = split_command(command)
        self._timeout = timeout
        self._restarts = restarts
        self._broken = 0
        self._gone = ""
        self._pipe: Pipe | None = None
        self._rule_set: tuple[str | None, str] | None = None
        self._refusal: str | None = None
        self._seq = 0
        self.started = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._pipe is not None:
            self._pipe.close(protocol.stop() if exception == (None, None, None) else None)
            self._pipe = None

    def answer(self, given: Mapping[str, Any]) -> Answer:
        """The implementation's answer, or Errored: this never raises for what it may do."""
        if self._gone:
            return Errored(f"not asked: {self._gone} before")
        if self._pipe is None:
            try:
                self._start()
            except CannotStartError as error:
                self._gone = "it could not be started again"
                return Errored(f"could not be started again: {error}")
        assert self._pipe is not None  # _start raises otherwise
        try:
            return self._ask(self._pipe, given)
        except BrokenPipeline as broken:
            self._pipe = None
            self._broken += 1
            if self._broken > self._restarts:
                self._gone = f"it broke {self._broken} times"
            return Errored(broken.because, broken.stderr)

    def _start(self) -> Started:
        pipe = Pipe(self._arguments)
        timeout = max(self._timeout, START_TIMEOUT)
        try:
            started = protocol.read_started(pipe.ask(protocol.start(), timeout))
        except BrokenPipeline as broken:
            quoted = f"\n{broken.stderr}" if broken.stderr else ""
            raise CannotStartError(f"start: {broken.because}{quoted}") from None
        except ProtocolError as error:
            pipe.close()
            raise CannotStartError(f"start: {error}") from None
        self._pipe, self._rule_set = pipe, None
        return started

    def _ask(self, pipe: Pipe, given: Mapping[str, Any]) -> Answer:
        rule_set = given.get("program"), given["as_of"]
        if rule_set != self._rule_set:
            self._rule_set = None
            answer = pipe.ask(protocol.ruleset(*rule_set), self._timeout)
            try:
                self._refusal = protocol.read_ruleset(answer)
            except ProtocolError as error:
                return Errored(f"ruleset: {error}")
            self._rule_set = rule_set
        if self._refusal is not None:
            return Skipped(self._refusal)
        self._seq += 1
        answer = pipe.ask(protocol.run(self._seq, given), self._timeout)
        try:
            seq = protocol.read_seq(answer)
            if seq != self._seq:
                raise pipe.broken(f"seq: expected {self._seq}, found {seq}")
            return protocol.read_answer(answer)
        except ProtocolError as error:
            return Errored(str(error))


def run_suite(
    cases: Iterable[ConformanceCase],
    implementation: Implementation,
    *,
    verdicts: bool = True,
    on_outcome: Callable[[Outcome], None] | None = None,
) -> SuiteResult:
    """Run ``cases`` in their order; without ``verdicts`` findings alone are compared."""
    outcomes = []
    started = implementation.started
    for case in cases:
        because = _beyond(case, started)
        if because is None:
            outcome = compare(case, implementation.answer(case.given), started, verdicts=verdicts)
        else:
            outcome = Outcome(case, "skipped", because=because)
        outcomes.append(outcome)
        if on_outcome is not None:
            on_outcome(outcome)
    return SuiteResult(started, tuple(outcomes))


def _beyond(case: ConformanceCase, started: Started) -> str | None:
    """Why a case says nothing about an implementation that does not raise all codes, if so."""
    if not started.ignores:
        return None
    if all(map(started.ignores_code, case.codes)):
        return "tests only codes that the implementation does not raise"
    # Whoever does not see that a record is rejected goes on to stages that it never reaches.
    if any(started.ignores_code(code) and code[:2] != "BR" for _, code, _ in case.expect):
        return "expects a code that the implementation does not raise"
    return None


def compare(
    case: ConformanceCase, answer: Answer, started: Started, *, verdicts: bool = True
) -> Outcome:
    """What an answer to a case is worth."""
    match answer:
        case Skipped(reason=reason, url=url):
            return Outcome(case, "skipped", because=reason, url=url)
        case Errored(context=context, stderr=stderr):
            return Outcome(case, "errored", because=context, stderr=stderr)
        case Results(findings=findings, verdicts=given):
            missing = _sorted(case.expect - findings, started)
            unexpected = _sorted(findings - case.expect, started)
            differs = verdicts and case.verdicts is not None and given != case.verdicts
            return Outcome(
                case,
                "failed" if missing or unexpected or differs else "passed",
                missing,
                unexpected,
                (given or ()) if differs else None,
            )


def _sorted(findings: Iterable[Found], started: Started) -> tuple[Found, ...]:
    return tuple(
        sorted(
            (found for found in findings if not started.ignores_code(found[1])),
            key=lambda found: (found[0] is None, found[0] or 0, found[1], found[2]),
        )
    )
