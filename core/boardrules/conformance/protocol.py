"""The messages between a runner and an implementation: JSON, one message a line.

The runner asks on the implementation's standard input and reads one answer to each message,
save the last, from its standard output::

    {"cmd": "start", "version": 1}
        {"version": 1, "implementation": {"name": ..., "version": ..., "language": ...}}
    {"cmd": "ruleset", "program": "ABIM", "as_of": "2026-06-01"}
        {"ok": true}    or    {"ok": false, "because": ...}
    {"cmd": "run", "seq": 1, "case": {...}}
        {"seq": 1, "results": {"findings": [{"record", "code", "at"}], "verdicts": [...]}}
        or {"seq": 1, "skipped": {"reason": ...}}
        or {"seq": 1, "errored": {"context": ...}}
    {"cmd": "stop"}

What is expected of a case is in none of them. The same shapes, for other languages, are in
``specs/boardrules_specs/schemas/protocol.schema.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from attrs import frozen

from boardrules.activities import Outcome
from boardrules.findings import Status

VERSION = 1

Message: TypeAlias = dict[str, Any]
#: A finding as cases and answers have it: record (None: the file), code, place.
Found: TypeAlias = tuple[int | None, str, str]

_STATUSES = frozenset(word.value for words in (Status, Outcome) for word in words)
_PREFIX = re.compile(r"[A-Z]{1,8}[0-9]{0,5}|[0-9]{1,3}", re.ASCII)
_T = TypeVar("_T")
_KINDS: dict[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "null",
}


class ProtocolError(ValueError):
    """A message that is not of the protocol; it says where, what was found and what is expected."""


@frozen(slots=True)
class Started:
    """Who answers: names for a report, and beginnings of the codes that it does not raise."""

    name: str
    version: str
    language: str
    ignores: tuple[str, ...] = ()

    def ignores_code(self, code: str) -> bool:
        """Whether ``code`` is one that the implementation does not raise."""
        return code.startswith(self.ignores)

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.language})"


@frozen(slots=True)
class Results:
    """What was found in a case, and one verdict per record or activity; None when none were given."""

    findings: frozenset[Found]
    verdicts: tuple[str, ...] | None = None


@frozen(slots=True)
class Skipped:
    """A case that the implementation does not judge, and why; ``url`` may lead to more."""

    reason: str
    url: str | None = None


@frozen(slots=True)
class Errored:
    """A case that could not be judged, and what went wrong; ``stderr`` is what was said meanwhile."""

    context: str
    stderr: str = ""


Answer: TypeAlias = Results | Skipped | Errored


def start() -> Message:
    """The first message."""
    return {"cmd": "start", "version": VERSION}


def ruleset(program: str | None, as_of: str) -> Message:
    """Announces that the next cases are about ``program`` (None: any) on a day, ``YYYY-MM-DD``."""
    return {"cmd": "ruleset", "program": program, "as_of": as_of}


def run(seq: int, given: Mapping[str, Any]) -> Message:
    """Asks for the findings of a case; ``given`` is :attr:`ConformanceCase.given`."""
    return {"cmd": "run", "seq": seq, "case": dict(given)}


def stop() -> Message:
    """The last message. It has no answer: the implementation ends."""
    return {"cmd": "stop"}


def encode(message: Mapping[str, Any]) -> bytes:
    """A message as a line, in ASCII: no reader can go wrong over an encoding."""
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"


def decode(line: bytes) -> Message:
    """A message from a line; ProtocolError when it is no JSON object."""
    try:
        message = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise ProtocolError(f"expected a line of JSON, found {shown(line)}") from None
    if not isinstance(message, dict):
        raise ProtocolError(f"expected a JSON object, found {_kind(message)}")
    return message


def shown(line: bytes) -> str:
    """The beginning of a line, in quotes, for a report."""
    text = line.decode("utf-8", "replace").rstrip("\r\n")
    return repr(text if len(text) <= 80 else text[:77] + "...")


def read_started(message: Mapping[str, Any]) -> Started:
    """Who answered to ``start``; ProtocolError when the answer has another shape or version."""
    spoken = _get(message, "version", int)
    if spoken != VERSION:
        raise ProtocolError(f"version: expected {VERSION}, found {spoken}")
    named = _get(message, "implementation", dict)
    ignores = _texts(message, "ignores") if "ignores" in message else ()
    for prefix in ignores:
        if not _PREFIX.fullmatch(prefix):
            raise ProtocolError(f"ignores: {prefix!r} is the beginning of no code")
    name, version, language = (
        _get(named, key, str, "implementation/") for key in ("name", "version", "language")
    )
    return Started(name, version, language, ignores)


def read_ruleset(message: Mapping[str, Any]) -> str | None:
    """Why the implementation will not judge such cases; None when it will."""
    if _get(message, "ok", bool):
        return None
    return _get(message, "because", str)


def read_seq(message: Mapping[str, Any]) -> int:
    """Which ``run`` a message answers."""
    return _get(message, "seq", int)


def read_answer(message: Mapping[str, Any]) -> Answer:
    """The answer to ``run``; ProtocolError when it has another shape."""
    kinds = [kind for kind in ("results", "skipped", "errored") if kind in message]
    if len(kinds) != 1:
        found = " and ".join(kinds) or "none of them"
        raise ProtocolError(f"expected one of results, skipped, errored, found {found}")
    body = _get(message, kinds[0], dict)
    if kinds == ["skipped"]:
        url = _get(body, "url", str, "skipped/") if "url" in body else None
        return Skipped(_get(body, "reason", str, "skipped/"), url)
    if kinds == ["errored"]:
        return Errored(_get(body, "context", str, "errored/"))
    findings = _get(body, "findings", list, "results/")
    verdicts = _texts(body, "verdicts", "results/") if "verdicts" in body else None
    for verdict in verdicts or ():
        if verdict not in _STATUSES:
            raise ProtocolError(f"results/verdicts: {verdict!r} is no verdict")
    return Results(
        frozenset(_found(each, f"results/findings/{n}") for n, each in enumerate(findings)),
        verdicts,
    )


def _found(found: object, place: str) -> Found:
    if not isinstance(found, dict):
        raise ProtocolError(f"{place}: expected an object, found {_kind(found)}")
    record = found.get("record", "nothing")
    if record is not None and (type(record) is not int or record < 1):
        raise ProtocolError(f"{place}/record: expected a number from 1, or null, found {record}")
    return record, _get(found, "code", str, f"{place}/"), _get(found, "at", str, f"{place}/")


def _texts(message: Mapping[str, Any], key: str, place: str = "") -> tuple[str, ...]:
    texts: Sequence[object] = _get(message, key, list, place)
    for number, text in enumerate(texts):
        if not isinstance(text, str):
            raise ProtocolError(f"{place}{key}/{number}: expected text, found {_kind(text)}")
    return tuple(str(text) for text in texts)


def _get(message: Mapping[str, Any], key: str, kind: type[_T], place: str = "") -> _T:
    if key not in message:
        raise ProtocolError(f"{place}{key}: expected {_KINDS[kind]}, found nothing")
    value = message[key]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
        raise ProtocolError(f"{place}{key}: expected {_KINDS[kind]}, found {_kind(value)}")
    return value


def _kind(value: object) -> str:
    return _KINDS.get(type(value), type(value).__name__)
