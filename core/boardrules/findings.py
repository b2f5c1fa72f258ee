"""What a check found, and what became of a record."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeAlias

from attrs import define, evolve, frozen

from boardrules.locations import Location
from boardrules.records import CompletionRecord


class Severity(StrEnum):
    """``error`` rejects a record; ``warning`` and ``info`` never do."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Status(StrEnum):
    """What becomes of a record. ``submitted`` and ``delete-submitted``: the program answers later."""

    ACCEPTED = "accepted"
    SUBMITTED = "submitted"
    REJECTED = "rejected"
    DELETED = "deleted"
    DELETE_SUBMITTED = "delete-submitted"
    NOT_JUDGED = "not-judged"


Params: TypeAlias = tuple[tuple[str, str], ...]


@frozen(slots=True)
class Finding:
    """A code, where it arose and the values it arose from.

    The message is rendered from the code's template and ``params`` when a report is
    written. By custom ``params`` holds ``found`` and ``expected``; ``reason`` picks one of
    the code's reasons, which carry a more exact explanation and cure.
    """

    code: str
    severity: Severity
    params: Params = ()
    location: Location | None = None
    program: str | None = None
    rule_set: str | None = None

    def with_severity(self, severity: Severity) -> Finding:
        return evolve(self, severity=severity)

    def param(self, name: str) -> str | None:
        for key, value in self.params:
            if key == name:
                return value
        return None


def finding(
    code: str,
    location: Location | None = None,
    *,
    severity: Severity = Severity.ERROR,
    program: str | None = None,
    rule_set: str | None = None,
    **params: Any,
) -> Finding:
    """A finding from keyword parameters, each turned into text; None is left out."""
    texts = tuple((key, str(value)) for key, value in params.items() if value is not None)
    return Finding(code, severity, texts, location, program, rule_set)


@frozen(slots=True)
class NotJudged:
    """Codes that could not be judged in a run, and because of what."""

    codes: tuple[str, ...]
    because: str


@define(slots=True)
class _VerdictFields:
    record: CompletionRecord
    status: Status
    findings: tuple[Finding, ...] = ()
    because: str | None = None


@frozen(slots=True)
class Verdict(_VerdictFields):
    """What becomes of one record, and why.

    ``because`` says what was absent when the status is ``not-judged``.
    """

    @property
    def primary(self) -> Finding | None:
        """The finding PARS would name: the first error in the order of the stages."""
        for found in self.findings:
            if found.severity is Severity.ERROR:
                return found
        return None


def new_verdict(*fields: Any) -> Verdict:
    """A :class:`Verdict` from its fields, made as :func:`boardrules.records.new_claim` makes a claim."""
    verdict: Any = _VerdictFields(*fields)
    verdict.__class__ = Verdict
    return verdict  # type: ignore[no-any-return]
