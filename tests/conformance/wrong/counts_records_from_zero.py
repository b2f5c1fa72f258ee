"""Numbers records as its language numbers lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boardrules.conformance.judge import judge_case
from boardrules.conformance.protocol import Message
from boardrules.conformance.serve import serve


def judge(given: Mapping[str, Any]) -> Message:
    result = judge_case(given)
    findings = [
        {**found, "record": found["record"] and max(1, found["record"] - 1)}
        for found in result["findings"]
    ]
    return {**result, "findings": findings}


serve(judge, name="counts records from zero")
