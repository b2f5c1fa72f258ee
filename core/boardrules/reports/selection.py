"""Which findings a report shows. What is left out still counts: a hidden error rejects.

Codes are given whole or by how they begin (``BR2`` for all of BR201 to BR299). Where a code
fits one of ``select`` and one of ``ignore``, the longer of the two decides, and ``ignore``
where they are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

from attrs import evolve, field, frozen

from boardrules.batch import Hidden, Report
from boardrules.codes import Catalogue
from boardrules.findings import Finding, Severity

#: Codes that begin with so many of the same characters are taken for one that is meant.
_ALIKE = 2
_RANKS = {Severity.ERROR: 2, Severity.WARNING: 1, Severity.INFO: 0}


class UnknownCodeError(ValueError):
    """A selection names what no code begins with; ``nearest`` is the code most like it, or None."""

    def __init__(self, given: str, nearest: str | None) -> None:
        self.given = given
        self.nearest = nearest
        hint = f" Did you mean {nearest}?" if nearest else ""
        super().__init__(f"No code begins with {given!r}.{hint}")


def _prefixes(given: Iterable[str]) -> tuple[str, ...]:
    parts = [given] if isinstance(given, str) else given
    return tuple(part.strip().upper() for each in parts for part in each.split(",") if part.strip())


@frozen(slots=True)
class Selection:
    """What a report is to show.

    ``select`` and ``ignore`` are codes or their beginnings, each also several in one text,
    separated by commas; an empty ``select`` stands for all. ``min_severity`` is the least
    severity that is shown. ``max_per_code`` is how many findings of one code are shown, the
    first of the run; None for all.
    """

    select: tuple[str, ...] = field(default=(), converter=_prefixes)
    ignore: tuple[str, ...] = field(default=(), converter=_prefixes)
    min_severity: Severity = field(default=Severity.INFO, converter=Severity)
    max_per_code: int | None = None

    def __bool__(self) -> bool:
        """Whether anything can be left out."""
        return self != Selection()

    def verify(self, catalogue: Catalogue) -> None:
        """Raise :class:`UnknownCodeError` for what no code of ``catalogue`` begins with."""
        codes = [spec.code for spec in catalogue]
        for given in (*self.select, *self.ignore):
            if not any(code.upper().startswith(given) for code in codes):
                raise UnknownCodeError(given, _nearest(given, codes) or catalogue.nearest(given))


def _nearest(given: str, codes: Iterable[str]) -> str | None:
    """The code that begins most like ``given``; of several that which is most like it."""
    alike = {
        code: sum(
            1
            for _ in takewhile(
                lambda pair: pair[0] == pair[1], zip(code.upper(), given, strict=False)
            )
        )
        for code in codes
    }
    longest = max(alike.values(), default=0)
    if longest < _ALIKE:
        return None
    return max(
        sorted(code for code, length in alike.items() if length == longest),
        key=lambda code: SequenceMatcher(None, given, code.upper()).ratio(),
    )


class Selecting:
    """Tells, finding by finding in the order of the run, what a selection shows.

    For findings as they arrive; ``hidden`` counts what was left out.
    """

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self._shown: Counter[str] = Counter()
        self._hidden: Counter[str] = Counter()
        self._left_out: dict[str, str | None] = {}

    @property
    def hidden(self) -> tuple[Hidden, ...]:
        """How much was left out by each option, in the order in which they apply."""
        options = ("select", "ignore", "min-severity", "max-findings-per-code")
        return tuple(
            Hidden(option, self._hidden[option]) for option in options if self._hidden[option]
        )

    def shown(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """Those of ``findings`` that are shown."""
        kept = []
        for found in findings:
            option = self._option(found)
            if option is None:
                kept.append(found)
            else:
                self._hidden[option] += 1
        return tuple(kept)

    def _option(self, found: Finding) -> str | None:
        """The option by which a finding is left out."""
        selection, code = self._selection, found.code.upper()
        if code not in self._left_out:
            self._left_out[code] = self._by_code(code)
        if option := self._left_out[code]:
            return option
        if _RANKS[found.severity] < _RANKS[selection.min_severity]:
            return "min-severity"
        if selection.max_per_code is not None and self._shown[code] >= selection.max_per_code:
            return "max-findings-per-code"
        self._shown[code] += 1
        return None

    def _by_code(self, code: str) -> str | None:
        selected = _longest(code, self._selection.select or ("",))
        if selected is None:
            return "select"
        ignored = _longest(code, self._selection.ignore)
        return "ignore" if ignored is not None and ignored >= selected else None


def _longest(code: str, prefixes: Iterable[str]) -> int | None:
    """The length of the longest beginning of ``code`` among ``prefixes``."""
    return max((len(each) for each in prefixes if code.startswith(each)), default=None)


def select(report: Report, selection: Selection) -> Report:
    """The report with the findings that ``selection`` shows.

    Every record and activity stays, with its verdict; so do the summary and the exit status.
    ``hidden`` says how many findings were left out by which option. Raises
    :class:`UnknownCodeError`.
    """
    selection.verify(report.catalogue)
    selecting = Selecting(selection)
    plugin_findings = selecting.shown(report.plugin_findings)
    file_findings = selecting.shown(report.file_findings)
    verdicts = tuple(
        evolve(each, findings=selecting.shown(each.findings)) if each.findings else each
        for each in report.verdicts
    )
    activities = tuple(
        evolve(each, findings=selecting.shown(each.findings)) for each in report.activities
    )
    before = {each.option: each.findings for each in report.hidden}
    for each in selecting.hidden:
        before[each.option] = before.get(each.option, 0) + each.findings
    return evolve(
        report,
        plugin_findings=plugin_findings,
        file_findings=file_findings,
        verdicts=verdicts,
        activities=activities,
        hidden=tuple(Hidden(option, count) for option, count in before.items()),
        settled=report.exit_status,
    )
