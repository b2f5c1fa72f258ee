"""Gives codes where findings belong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boardrules.conformance.judge import judge_case
from boardrules.conformance.protocol import Message
from boardrules.conformance.serve import serve


def judge(given: Mapping[str, Any]) -> Message:
    return {"findings": [found["code"] for found in judge_case(given)["findings"]]}


serve(judge, name="answers in another shape")
