"""Never comes to a judgement."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import Any

from boardrules.conformance.protocol import Message
from boardrules.conformance.serve import serve


def judge(given: Mapping[str, Any]) -> Message:
    print("thinking", file=sys.stderr, flush=True)
    time.sleep(3600)


serve(judge, name="hangs")
