"""Talks between its answers."""

from __future__ import annotations

import sys

from boardrules.conformance.judge import judge_case
from boardrules.conformance.serve import serve


class Chatty:
    """Standard output with a remark before each answer to a case."""

    def write(self, line: bytes) -> None:
        if line.startswith(b'{"seq"'):
            sys.stdout.buffer.write(b"judging a case now\n")
        sys.stdout.buffer.write(line)

    def flush(self) -> None:
        sys.stdout.buffer.flush()


serve(judge_case, name="prints garbage", answering=Chatty())
