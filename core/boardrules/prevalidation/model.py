"""What pre-validation says of learners."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Literal, TypeAlias

from attrs import Factory, field, frozen

from boardrules.codes import Catalogue
from boardrules.findings import Finding, NotJudged, Severity
from boardrules.formats.base import LearnerFile
from boardrules.records import CompletionRecord
from boardrules.version import __version__


class MatchStatus(StrEnum):
    """Whether the roster holds exactly this learner.

    ``not-judged``: it could not be asked; ``nameless``: a REMS record, which names nobody.
    """

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    NOT_JUDGED = "not-judged"
    NAMELESS = "nameless"


#: The worst first: a learner is as well matched as the worst matched of the claims.
ORDER = (
    MatchStatus.UNKNOWN,
    MatchStatus.AMBIGUOUS,
    MatchStatus.NOT_JUDGED,
    MatchStatus.MATCHED,
    MatchStatus.NAMELESS,
)

#: By what a learner was found: the program's identifier, the NPI, name and birthday together, or
#: in a way of the plugin's own.
Way: TypeAlias = Literal["identifier", "npi", "name", "plugin"]


@frozen(slots=True)
class Filled:
    """A blank field of a record that a unique match fills, and with what.

    ``field`` is a path as in :mod:`boardrules.locations`.
    """

    field: str
    value: str


@frozen(slots=True)
class ClaimMatch:
    """What became of looking a learner up for one claim.

    ``program`` is the board's code or the two letters of the state, blank when it could not
    be told; ``name`` the same in words (``Maine``); ``identifier`` what the program calls its identifier. ``way`` is None unless
    somebody was found. ``filled`` is what the match would fill in by itself. ``because``
    says what was absent when the status is ``not-judged``.
    """

    program: str
    name: str
    identifier: str
    status: MatchStatus
    way: Way | None = None
    findings: tuple[Finding, ...] = ()
    filled: tuple[Filled, ...] = ()
    because: str = ""


@frozen(slots=True)
class LearnerMatch:
    """What became of one learner: the record as it was given, each claim, and what was filled in."""

    record: CompletionRecord
    status: MatchStatus
    claims: tuple[ClaimMatch, ...]
    findings: tuple[Finding, ...] = ()
    filled: tuple[Filled, ...] = ()


@frozen(slots=True)
class Counts:
    """Learners by status, and how many had something filled in."""

    learners: int
    matched: int
    ambiguous: int
    unknown: int
    not_judged: int
    nameless: int
    filled: int

    @classmethod
    def of(cls, learners: Iterable[LearnerMatch]) -> Counts:
        """The counts of ``learners``."""
        given = list(learners)
        statuses = [each.status for each in given]
        return cls(
            learners=len(given),
            matched=statuses.count(MatchStatus.MATCHED),
            ambiguous=statuses.count(MatchStatus.AMBIGUOUS),
            unknown=statuses.count(MatchStatus.UNKNOWN),
            not_judged=statuses.count(MatchStatus.NOT_JUDGED),
            nameless=statuses.count(MatchStatus.NAMELESS),
            filled=sum(bool(each.filled) for each in given),
        )


@frozen(slots=True)
class Prevalidation:
    """Everything that became of a pre-validation.

    ``file_findings`` concern the learner file and the roster; ``source`` is the learner file
    as read, whose rows the workbook copies; ``states`` gives the name of each state by its code.
    """

    as_of: date
    file: str
    kind: str
    learners: tuple[LearnerMatch, ...]
    counts: Counts
    not_judged: tuple[NotJudged, ...]
    file_findings: tuple[Finding, ...]
    plugin_findings: tuple[Finding, ...]
    catalogue: Catalogue
    source: LearnerFile = field(eq=False, repr=False)
    states: Mapping[str, str] = Factory(dict)
    version: str = __version__

    @property
    def exit_status(self) -> int:
        """0 all matched but those who are nameless, 1 some not, 2 a fault kept us from matching."""
        spoilt = any(
            each.severity is Severity.ERROR and each.code not in ("BR107", "BR110")
            for each in self.file_findings
        )
        crashed = any(found.code == "998" for each in self.learners for found in each.findings)
        if spoilt or crashed:
            return 2
        counts = self.counts
        return 0 if counts.matched + counts.nameless == counts.learners else 1
