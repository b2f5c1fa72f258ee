"""Which survivors are known to change nothing that anyone could see, and why."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def entries() -> list[dict[str, Any]]:
    """The entries of ``equivalent.toml``.

    Each has ``because`` and, as patterns that must fit as a whole: ``module``, ``operator``,
    ``line`` (what stood there) and ``becomes`` (what the mutant made of it).
    """
    text = (HERE / "equivalent.toml").read_text(encoding="utf-8")
    known: list[dict[str, Any]] = tomllib.loads(text)["mutant"]
    return known


def changed(diff: str) -> tuple[str, str]:
    """The lines that a diff takes out and those that it puts in, without white space to tell."""
    lines = diff.split("\n")
    body = [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    out, put = (
        " ".join(" ".join(line[1:].split()) for line in body if line[:1] == sign).strip()
        for sign in "-+"
    )
    # cosmic-ray leaves a blank before the number that it replaced.
    return out, re.sub(r"(?<=[\[(]) | (?=[\])])", "", put)


def why_equivalent(
    module: str, operator: str, diff: str, known: Sequence[dict[str, Any]]
) -> str | None:
    """Why the mutant is known to be equivalent, or None."""
    line, becomes = changed(diff)
    for each in known:
        if (
            re.fullmatch(each["module"], module.removeprefix("core/boardrules/"))
            and re.fullmatch(each["operator"], operator.removeprefix("core/"))
            and re.fullmatch(each["line"], line)
            and re.fullmatch(each.get("becomes", ".*"), becomes)
        ):
            return str(each["because"])
    return None


def idle(known: Iterable[dict[str, Any]], sources: dict[str, str]) -> list[str]:
    """What of ``known`` fits no line of the modules (by their path in boardrules)."""
    lines = {
        name: [" ".join(one.split()) for one in text.split("\n")] for name, text in sources.items()
    }
    return [
        each["line"]
        for each in known
        if not any(
            re.fullmatch(each["module"], name)
            and any(re.fullmatch(each["line"], one) for one in own)
            for name, own in lines.items()
        )
    ]
