"""Answers each case under the number of the next."""

from __future__ import annotations

import json
import sys

from boardrules.conformance.serve import serve


class Ahead:
    """Standard output with every ``seq`` one too high."""

    def write(self, line: bytes) -> None:
        message = json.loads(line)
        if "seq" in message:
            message["seq"] += 1
        sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")

    def flush(self) -> None:
        sys.stdout.buffer.flush()


serve(name="answers out of turn", answering=Ahead())
