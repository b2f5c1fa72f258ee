"""A bound to how much is said of one file: what is told a million times is read by nobody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import SupportsIndex

from boardrules.findings import Finding, Severity, finding
from boardrules.formats.listing import described
from boardrules.locations import Location

#: Of each code so many findings are told one by one, and of the others how many there are.
MOST_TOLD = 1_000
_WORST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


class Findings(list[Finding]):
    """Findings on a file, of each code at most :data:`MOST_TOLD`.

    The others are counted; :meth:`tell_rest` says how many there were.
    """

    def __init__(self, noticed: Iterable[Finding] = ()) -> None:
        super().__init__(noticed)
        self._told: dict[str, int] = {}
        self._rest: dict[str, tuple[int, Severity, Location | None, Location | None]] = {}

    def restart(self, noticed: Iterable[Finding]) -> None:
        """Begin anew with these alone."""
        self[:] = noticed
        self._told.clear()
        self._rest.clear()

    def append(self, found: Finding, /) -> None:
        told = self._told[found.code] = self._told.get(found.code, 0) + 1
        if told <= MOST_TOLD:
            super().append(found)
        else:
            self.pass_over(found)

    def pass_over(self, found: Finding) -> None:
        """Count a finding without telling it."""
        count, worst, first, _ = self._rest.get(
            found.code, (0, found.severity, found.location, None)
        )
        worst = min(worst, found.severity, key=_WORST.index)
        self._rest[found.code] = count + 1, worst, first, found.location

    def extend(self, found: Iterable[Finding], /) -> None:
        for each in found:
            self.append(each)

    def __iadd__(self, found: Iterable[Finding], /) -> Findings:  # type: ignore[override,misc]
        self.extend(found)
        return self

    def insert(self, index: SupportsIndex, found: Finding, /) -> None:
        raise NotImplementedError  # it would not be counted

    def all(self) -> tuple[Finding, ...]:
        """All that is told, with the rest as :meth:`tell_rest` says it."""
        self.tell_rest()
        return tuple(self)

    def tell_rest(self) -> None:
        """Say how many findings were not told (BR161), and count from the beginning again."""
        for code, (count, worst, first, last) in self._rest.items():
            super().append(
                finding(
                    "BR161",
                    first,
                    severity=worst,
                    found=code,
                    count=f"{count:,}",
                    limit=f"{MOST_TOLD:,}",
                    last=described(last) if last else None,
                )
            )
        self._told.clear()
        self._rest.clear()


def at_most(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """These findings, and of each code beyond :data:`MOST_TOLD` how many more there are."""
    told = Findings()
    told += found
    return told.all()
