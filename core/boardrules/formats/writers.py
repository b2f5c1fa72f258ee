"""The kinds of learner files that can be written: one module each, imported when asked for.

A kind is added with a line in :data:`WRITERS` and a module that has ``write(records, writing)``,
which gives the file's bytes. It tells ``writing`` of everything that the kind cannot hold.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import PurePath
from typing import Any, TypeAlias

from attrs import Factory, define, frozen

from boardrules.findings import Finding, Severity, finding
from boardrules.formats.beside import NOTHING_BESIDE, PARTS, Beside
from boardrules.formats.credit_ids import CreditIds
from boardrules.programs import Programs
from boardrules.records import CompletionRecord

Write: TypeAlias = "Callable[[Sequence[CompletionRecord], Writing], bytes]"

#: Stands for the namespace of ACCME's own elements, which is not published. Readers of ours take
#: any; whoever holds ACCME's instructions gives the right one.
NAMESPACE = "urn:example:accme:learner-reports"


@frozen(slots=True)
class WriterSpec:
    """A kind of learner file that can be written.

    ``kind`` is the name that its reader has as well, ``title`` says it in words, in the middle of
    a sentence. ``suffixes`` are endings of names for which it is chosen (none: only when it is
    asked for by its kind). ``cannot_hold`` says for people what of a record gets lost. A file that
    is ``dated`` names the moment of its making.
    """

    kind: str
    title: str
    suffixes: tuple[str, ...]
    module: str
    cannot_hold: tuple[str, ...] = ()
    dated: bool = False

    def write(self, records: Sequence[CompletionRecord], writing: Writing) -> bytes:
        """The bytes of a file with these records; what they lose is told to ``writing``."""
        write: Write = import_module(f"boardrules.formats.{self.module}").write
        return write(records, writing)


WRITERS: tuple[WriterSpec, ...] = (
    WriterSpec(
        "learner-xlsx",
        "a workbook in the layout of ACCME's learner template",
        (".xlsx",),
        "write_xlsx",
        (
            "credit IDs",
            "two boards in one record: it becomes several rows",
            "the type of a CME credit, and several CME credits in one record",
            "the reporting organization, the provider's ID and the activity's title",
            "the time of day of a completion",
        ),
    ),
    WriterSpec(
        "learner-xml",
        "an XML learner report",
        (".xml",),
        "write_xml",
        ("a total of board credits other than the largest of its amounts",),
        dated=True,
    ),
    WriterSpec(
        "learner-json",
        "a JSON learner report",
        (".json",),
        "write_json",
        ("a total of board credits other than the largest of its amounts",),
        dated=True,
    ),
    WriterSpec(
        "rems-xlsx",
        "a REMS workbook",
        (),
        "write_rems",
        (
            "who the learner is, and every claim that is not toward a REMS",
            "credit IDs",
            "two participants in one record: it becomes several rows",
            "the reporting organization, the provider's ID and the activity's title",
            "the time of day of a completion",
        ),
    ),
    WriterSpec(
        "pre-validation",
        "a pre-validation sheet",
        (),
        "write_pre_validation",
        (
            "the completion and its credits: each learner is one row",
            "participants of a REMS, who are not named",
            "two boards or two licences in one record: it becomes several rows",
        ),
    ),
    WriterSpec(
        "records-csv",
        "a table of records in CSV",
        (".csv",),
        "records_csv",
        ("control characters", "identifiers beside the one that a claim has"),
    ),
    WriterSpec(
        "records-parquet",
        "a table of records in Parquet",
        (".parquet",),
        "records_parquet",
        ("identifiers beside the one that a claim has",),
    ),
)


def writer_of_kind(kind: str) -> WriterSpec | None:
    """The writer of a kind, by its name or by the name without ``learner-`` or ``records-``."""
    names = (kind.casefold(), f"learner-{kind.casefold()}", f"records-{kind.casefold()}")
    return next((spec for spec in WRITERS if spec.kind in names), None)


def writer_for(name: str) -> WriterSpec | None:
    """The writer for a file of this name, by its ending."""
    suffix = PurePath(name).suffix.casefold()
    return next((spec for spec in WRITERS if suffix in spec.suffixes), None)


@define(slots=True)
class Writing:
    """What a writer is given beside records, and whom it tells what it cannot hold.

    ``target`` is the writer's title. ``created`` is the moment that a report names as its own (see ``dated``);
    ``organization`` and ``provider`` (the provider's ACCME ID) stand in where the source names
    none, and ``titles`` are activities' titles by ID. ``namespace`` is that of ACCME's own elements
    in XML. ``besides`` are by the number of a record. ``credit_ids`` makes those that the source
    has no place for, if any are to be made. ``left_out`` counts the records of which nothing is
    written.
    """

    target: str
    created: datetime | None
    programs: Programs
    organization: str = ""
    provider: str = ""
    titles: Mapping[str, str] = Factory(dict)
    namespace: str = NAMESPACE
    besides: Mapping[int, Beside] = Factory(dict)
    credit_ids: CreditIds | None = None
    findings: list[Finding] = Factory(list)
    left_out: int = 0

    @property
    def moment(self) -> str:
        """``created`` as reports write it."""
        assert self.created is not None
        return self.created.isoformat(timespec="seconds")

    def beside(self, record: CompletionRecord) -> Beside:
        """What the source says beside a record."""
        return self.besides.get(record.number, NOTHING_BESIDE)

    def lost(self, record: CompletionRecord, field: str, what: str, found: str) -> None:
        """Tell that the file has no place for a value (BR138).

        ``field`` is the path of the value in the record (see :mod:`boardrules.locations`),
        ``what`` the value's name in words, ``found`` the value.
        """
        self._tell("BR138", record, field, what=what, found=found or "(blank)")

    def wanting(
        self, record: CompletionRecord, field: str, what: str, option: str | None = None
    ) -> None:
        """Tell that the file asks for a value that the source does not have (BR139).

        ``what`` has no article; ``option`` is that of ``boardrules convert`` which gives the value.
        """
        reason = "option" if option else None
        self._tell("BR139", record, field, what=what, option=option, reason=reason)

    def divided(self, record: CompletionRecord, field: str, what: str, count: int) -> None:
        """Tell that a record becomes several (BR143), because of ``what`` (in words) at ``field``."""
        self._tell("BR143", record, field, what=what, found=count)

    def lost_beside(self, record: CompletionRecord, held: Collection[str] = ()) -> None:
        """Tell of everything beside a record that the file has no place for, but for ``held`` parts."""
        beside = self.beside(record)
        for name, what in PARTS.items():
            if name not in held and (text := getattr(beside, name)):
                self.lost(record, name, what, text)
        if "units" not in held:
            for claim, credit, unit in beside.units:
                self.lost(record, f"claims/{claim}/credits/{credit}/unit", "the credit unit", unit)
        if "local_ids" not in held:
            for claim, domain, value in beside.local_ids:
                what = "the participant's local identifier"
                self.lost(record, f"claims/{claim}/local_id", what, f"{domain} {value}".strip())
        if "ids" not in held:
            what = "a further identifier of the learner"
            for claim, domain, value in beside.more_ids:
                self.lost(record, f"claims/{claim}/id", what, f"{domain} {value}".strip())
            for domain, value in beside.member_ids:
                self.lost(record, "", what, f"{domain} {value}".strip())
        for name, text, field in beside.others:
            self.lost(record, field, name, text)

    def _tell(self, code: str, record: CompletionRecord, field: str, **params: Any) -> None:
        place = record.origin.at(field)
        self.findings.append(
            finding(code, place, severity=Severity.WARNING, target=self.target, **params)
        )
