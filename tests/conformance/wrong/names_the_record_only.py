"""Says which record is wrong, but not where in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boardrules.conformance.judge import judge_case
from boardrules.conformance.protocol import Message
from boardrules.conformance.serve import serve


def judge(given: Mapping[str, Any]) -> Message:
    result = judge_case(given)
    return {**result, "findings": [{**found, "at": ""} for found in result["findings"]]}


serve(judge, name="names the record only")
