"""The catalogue of codes: PARS's own 601 ... 999 and ours, which begin with ``BR``.

The text lives in ``specs/boardrules_specs/codes.toml``, so that other languages can
read it; plugins add codes of their own with ``register_codes``.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import Factory, frozen

from boardrules.findings import Finding, Severity
from boardrules.printable import brief

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@frozen(slots=True)
class Reason:
    """One of the ways a code arises: what was wrong there, and the cure for just that."""

    detail: str
    fix: str | None = None


@frozen(slots=True)
class CodeSpec:
    """One code.

    ``message`` is PARS's own text for an official code, to the letter. ``detail`` and
    ``fix`` may hold ``{placeholders}`` filled from a finding's params. ``needs`` names the
    ports without which the code cannot be judged: ``activities``, ``roster``, ``ledger``,
    ``answers``. ``programs`` names program kinds (``boards``, ``states``, ``rems``) or
    program codes; of these only those have the code whose declaration holds every line of
    ``declares`` (:func:`boardrules.rulebook.raises`). ``public`` gives params that a masked report may show, each with the kinds
    of value that it may show (:mod:`boardrules.reports.masking`); without it, none is shown.
    """

    code: str
    message: str
    title: str
    severity: Severity
    stage: str
    why: str
    trigger: str
    fix: str
    example_bad: str
    example_good: str
    official: bool = False
    detail: str = ""
    programs: tuple[str, ...] = ()
    declares: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: str = "0.1.0"
    status: str = "active"
    reasons: Mapping[str, Reason] = Factory(dict)
    public: Mapping[str, str] = Factory(dict)

    def render_message(self, found: Finding) -> str:
        """The message of ``found``, with the code's own placeholder filled."""
        certificate = found.param("certificate") or "?"
        return _fill(self.message.replace("[Activity Certificate Name]", certificate), found)

    def render_detail(self, found: Finding) -> str:
        """One sentence on what was found and what was expected; may be empty."""
        reason = self.reasons.get(found.param("reason") or "")
        return _fill(reason.detail if reason else self.detail, found)

    def render_fix(self, found: Finding) -> str:
        """How to mend it."""
        reason = self.reasons.get(found.param("reason") or "")
        return _fill(reason.fix if reason and reason.fix else self.fix, found)


def _fill(template: str, found: Finding) -> str:
    values = dict(found.params)
    if found.program:
        values.setdefault("program", found.program)
    return _PLACEHOLDER.sub(lambda match: brief(values.get(match[1]) or "(blank)"), template)


def code_from_table(table: Mapping[str, Any]) -> CodeSpec:
    """A :class:`CodeSpec` from one ``[[code]]`` table; KeyError or TypeError when it is malformed."""
    fields = dict(table)
    fields["severity"] = Severity(fields.get("severity", "error"))
    fields["reasons"] = {
        name: Reason(**reason) for name, reason in fields.get("reasons", {}).items()
    }
    for name in ("programs", "declares", "needs", "sources"):
        fields[name] = tuple(fields.get(name, ()))
    return CodeSpec(**fields)


class Catalogue:
    """Codes by name, in the order of their names."""

    def __init__(self, codes: Iterable[CodeSpec]) -> None:
        self._codes = {spec.code: spec for spec in sorted(codes, key=lambda spec: spec.code)}

    def __iter__(self) -> Iterator[CodeSpec]:
        return iter(self._codes.values())

    def __len__(self) -> int:
        return len(self._codes)

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def __getitem__(self, code: str) -> CodeSpec:
        return self._codes[code]

    def get(self, code: str) -> CodeSpec | None:
        return self._codes.get(code)

    def nearest(self, code: str) -> str | None:
        """The code most like ``code``, for a "did you mean"."""
        written = code.upper().replace("O", "0")  # no code has the letter
        matches = difflib.get_close_matches(written, self._codes, n=1, cutoff=0.5)
        return matches[0] if matches else None

    def with_codes(self, codes: Iterable[CodeSpec]) -> Catalogue:
        return Catalogue([*self._codes.values(), *codes])


@cache
def builtin_catalogue() -> Catalogue:
    """The codes that come with the engine."""
    text = (files("boardrules_specs") / "codes.toml").read_text(encoding="utf-8")
    return Catalogue(code_from_table(table) for table in tomllib.loads(text)["code"])
