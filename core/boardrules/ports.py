"""What the engine asks the world. A port that is absent means its codes are not judged.

Implementations that hold everything in memory are in :mod:`boardrules.memory`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from boardrules.records import Activity, Claim, CompletionRecord, Entry, Person


class Activities(Protocol):
    """The activities of the submitting provider, as PARS holds them."""

    def get(self, activity_id: str) -> Activity | None:
        """The activity with this nine-digit ID, or None."""
        ...


class Roster(Protocol):
    """Who is certified by a board or licensed in a state.

    ``program`` is a board's code or a two-letter state; ``key`` an identifier as
    :func:`boardrules.values.id_key` leaves it.
    """

    def covers(self, program: str) -> bool:
        """Whether it lists the people of ``program``; if not, nobody's absence means a thing."""
        ...

    def by_id(self, program: str, key: str) -> Sequence[Person]:
        """Everybody of ``program`` with this identifier."""
        ...

    def by_loose_id(self, program: str, key: str) -> Sequence[Person]:
        """As :meth:`by_id`, for a key of :func:`boardrules.values.loose_id_key`."""
        ...

    def by_npi(self, npi: str) -> Sequence[Person]:
        """Everybody with this NPI, of any program."""
        ...

    def by_birth_date(self, program: str, birth_date: str) -> Sequence[Person]:
        """Everybody of ``program`` born on this ``MM/DD``."""
        ...


class Ledger(Protocol):
    """What was accepted, or is being processed, before this run."""

    def prefetch(self, records: Sequence[CompletionRecord]) -> None:
        """Told of the records that will be asked about, so that it can look them up together."""
        ...

    def by_credit_id(self, credit_id: str) -> Entry | None:
        """The latest entry with this credit ID."""
        ...

    def by_learner(self, program: str, learner: str, activity_id: str) -> Sequence[Entry]:
        """A learner's entries for one activity and program, oldest first."""
        ...


class Answers(Protocol):
    """What a board answered on a claim that it processes itself."""

    def answer(self, record: CompletionRecord, claim: Claim, credit_id: str) -> str | None:
        """The board's answer: None while there is none, ``accepted``, or what it refused the claim with."""
        ...
