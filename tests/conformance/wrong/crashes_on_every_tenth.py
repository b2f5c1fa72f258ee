"""Dies at the tenth case it is given."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from boardrules.conformance.judge import judge_case
from boardrules.conformance.protocol import Message
from boardrules.conformance.serve import serve

given_so_far = 0


def judge(given: Mapping[str, Any]) -> Message:
    global given_so_far
    given_so_far += 1
    if given_so_far == 10:
        print("no memory left for the tenth", file=sys.stderr, flush=True)
        os._exit(3)
    return judge_case(given)


serve(judge, name="crashes on every tenth")
