"""Takes what a board is still to answer for accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boardrules.conformance.judge import judge_case
from boardrules.conformance.protocol import Message
from boardrules.conformance.serve import serve

AT_ONCE = {"submitted": "accepted", "delete-submitted": "deleted"}


def judge(given: Mapping[str, Any]) -> Message:
    result = judge_case(given)
    return {**result, "verdicts": [AT_ONCE.get(each, each) for each in result["verdicts"]]}


serve(judge, name="expects no answer")
