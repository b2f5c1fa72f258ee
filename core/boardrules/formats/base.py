"""The face that every reader of learner files has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from boardrules.findings import Finding, Severity
from boardrules.records import CompletionRecord

#: The most records that PARS takes in one file (seed 002, Batch Learner Upload Methods).
MOST_RECORDS = 5000


def is_sound(findings: Iterable[Finding]) -> bool:
    """Whether nothing was found that says why a file holds nothing."""
    return all(found.severity is not Severity.ERROR for found in findings)


class LearnerFile(Protocol):
    """A learner file.

    ``file`` is its name as locations show it, ``kind`` what it is (``learner-xlsx``, ...).
    ``findings`` are about the file, and complete when :meth:`records` is exhausted.
    """

    @property
    def file(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def findings(self) -> list[Finding]: ...

    def records(self, first: int = 1) -> Iterator[CompletionRecord]:
        """The records in the order of the file, numbered from ``first``."""
        ...

    def hazards(self, number: int) -> tuple[Finding, ...]:
        """What is worth a warning in how the values of record ``number`` were entered."""
        ...


class Forgets:
    """A reader that keeps what is odd about each record, until told that nobody will ask again."""

    _hazards: dict[int, tuple[Finding, ...]]

    def forget(self, number: int) -> None:
        """Forget what is odd about record ``number``."""
        self._hazards.pop(number, None)


class Opener(Protocol):
    """Plugins, as far as opening a file asks them (:class:`boardrules.plugins.Plugins`)."""

    def first(self, hook: str, /, **arguments: Any) -> Any: ...


class Unreadable:
    """A file out of which no record can be read; ``findings`` say why."""

    kind = "unreadable"

    def __init__(self, file: str, findings: Sequence[Finding]) -> None:
        self.file = file
        self.findings = list(findings)

    def records(self, first: int = 1) -> Iterator[CompletionRecord]:
        return iter(())

    def hazards(self, number: int) -> tuple[Finding, ...]:
        return ()
