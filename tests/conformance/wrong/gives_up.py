"""Fails in every case, and says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boardrules.conformance.protocol import Message
from boardrules.conformance.serve import serve


def judge(given: Mapping[str, Any]) -> Message:
    raise LookupError(given["id"])


serve(judge, name="gives up")
