"""This engine behind the pipe: ``python -m boardrules.conformance.serve``.

It speaks the protocol of :mod:`boardrules.conformance.protocol` on standard input and
output. Another judge can be put in its place, which is how the suite's own tests make
engines that are wrong in one way.
"""

from __future__ import annotations

import os
import platform
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from boardrules.conformance import protocol
from boardrules.conformance.judge import judge_case
from boardrules.conformance.protocol import Message, ProtocolError
from boardrules.plugins import installed_plugins
from boardrules.version import __version__

Judge = Callable[[Mapping[str, Any]], Message]


def serve(
    judge: Judge = judge_case,
    *,
    name: str = "boardrules",
    asking: BinaryIO | None = None,
    answering: BinaryIO | None = None,
) -> int:
    """Answer messages until ``stop`` or the end of input; the exit status: 2 on a wrong message.

    ``judge`` turns a case into ``{"findings": [...], "verdicts": [...]}``.
    """
    asking = asking if asking is not None else sys.stdin.buffer
    answering = answering if answering is not None else _own_output()
    for line in asking:
        try:
            message = protocol.decode(line)
            if message.get("cmd") == "stop":
                return 0
            answer = _answer(message, judge, name)
        except ProtocolError as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 2
        answering.write(protocol.encode(answer))
        answering.flush()
    return 0


def _own_output() -> BinaryIO:
    """Standard output for messages alone: whatever else a plugin prints goes to standard error."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return own


def _answer(message: Message, judge: Judge, name: str) -> Message:
    match message:
        case {"cmd": "start", "version": protocol.VERSION}:
            installed_plugins()  # here, where there is time for it
            implementation = {
                "name": name,
                "version": __version__,
                "language": f"Python {platform.python_version()}",
            }
            return {"version": protocol.VERSION, "implementation": implementation}
        case {"cmd": "ruleset", "program": None}:
            return {"ok": True}
        case {"cmd": "ruleset", "program": str(program)}:
            if installed_plugins().programs.get(program) is None:
                return {"ok": False, "because": f"no plugin declares program {program}"}
            return {"ok": True}
        case {"cmd": "run", "seq": int(seq), "case": dict(given)}:
            return {"seq": seq, **_judged(given, judge)}
    raise ProtocolError(f"expected start, ruleset, run or stop, found {message!r}")


def _judged(given: Mapping[str, Any], judge: Judge) -> Message:
    try:
        return {"results": judge(given)}
    except Exception as error:
        traceback.print_exc()
        return {"errored": {"context": f"{type(error).__name__}: {error}"}}


if __name__ == "__main__":
    sys.exit(serve())
