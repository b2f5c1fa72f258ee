"""Loses the zeros with which an identifier begins."""

from __future__ import annotations

from boardrules import memory
from boardrules.checks import learner
from boardrules.conformance.serve import serve
from boardrules.values import id_key


def number(text: str) -> str:
    return id_key(text).lstrip("0")


learner.id_key = memory.id_key = number
serve(name="reads IDs as numbers")
