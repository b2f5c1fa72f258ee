"""Finds nothing, ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boardrules.conformance.judge import judge_case
from boardrules.conformance.protocol import Message
from boardrules.conformance.serve import serve


def judge(given: Mapping[str, Any]) -> Message:
    return {"findings": [], "verdicts": ["accepted" for _ in judge_case(given)["verdicts"]]}


serve(judge, name="accepts everything")
