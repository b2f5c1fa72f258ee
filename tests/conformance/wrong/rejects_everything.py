"""Rejects every record, for a code that most have no trouble with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boardrules.conformance.judge import judge_case
from boardrules.conformance.protocol import Message
from boardrules.conformance.serve import serve


def judge(given: Mapping[str, Any]) -> Message:
    verdicts = ["rejected" for _ in judge_case(given)["verdicts"]]
    findings = [
        {"record": number, "code": "602", "at": "/action"} for number, _ in enumerate(verdicts, 1)
    ]
    return {"findings": findings, "verdicts": verdicts}


serve(judge, name="rejects everything")
