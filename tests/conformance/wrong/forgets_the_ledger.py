"""Never asks what was submitted before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boardrules.conformance.judge import judge_case
from boardrules.conformance.protocol import Message
from boardrules.conformance.serve import serve


def judge(given: Mapping[str, Any]) -> Message:
    return judge_case({key: value for key, value in given.items() if key != "ledger"})


serve(judge, name="forgets the ledger")
