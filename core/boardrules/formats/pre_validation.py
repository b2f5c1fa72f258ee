"""Reader of pre-validation sheets: learners without completions, one a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

from attrs import frozen

from boardrules.findings import Finding, Severity, finding
from boardrules.formats import open_submission
from boardrules.formats.base import MOST_RECORDS, LearnerFile, Opener
from boardrules.formats.column_names import NO_COLUMN_NAMES, ColumnNames
from boardrules.formats.learner_columns import vocabulary
from boardrules.formats.learner_row import month_day
from boardrules.formats.limits import Findings
from boardrules.formats.sheet_xml import OddCell
from boardrules.formats.source import Kind, Source, sniff
from boardrules.formats.tables import Row, Table, load_columns, read_csv
from boardrules.locations import CellAt, FileAt
from boardrules.records import Claim, CompletionRecord

_OF_RECORD = ("first_name", "last_name", "birth_date")
#: The column of each field of a claim, by what the claim is toward.
_OF_CLAIM = {
    "state": {"state": "state", "id": "licence_id", "id_type": "licence_id"},
    "board": {"": "board", "program": "board", "id": "board_id", "id_type": "board_id"},
}


def open_people(
    path: Path, plugins: Opener | None = None, columns: ColumnNames = NO_COLUMN_NAMES
) -> LearnerFile:
    """The reader of a file that names learners: a learner file, or else a pre-validation sheet.

    A sheet without any of the columns that a completion needs (action, activity, day) is a
    pre-validation sheet. ``columns`` are further headers. Never raises for a bad file.
    """
    learners = open_submission(path, plugins=plugins, columns=columns)
    if learners.kind != "unreadable" and _holds_completions(learners):
        return learners
    source = Source(path, learners.file)
    sniffed = sniff(source)
    if sniffed.kind not in ("xlsx", "text"):
        return learners
    noticed = [sniffed.finding] if sniffed.finding else []
    return PreValidationSheet(source, sniffed.kind, noticed, columns)


def _holds_completions(learners: LearnerFile) -> bool:
    """Whether the reader of learner files found some of what only a completion has, or is no sheet's."""
    codes = [found.code for found in learners.findings]
    return "BR106" not in codes and codes.count("BR107") < len(vocabulary().needed)


@frozen(slots=True)
class PersonOrigin:
    """The origin of a learner that is a row; ``blocks`` says what each claim is toward."""

    row: Row
    blocks: tuple[str, ...]

    def at(self, field: str) -> CellAt:
        """The place of a field's cell, or of the row."""
        return self.row.at(self.column_of(field))

    def column_of(self, field: str) -> str:
        """The field of ``columns/pre-validation.toml`` that a record's field was read from."""
        if field in _OF_RECORD:
            return field
        parts = field.split("/", 2)
        if parts[0] != "claims":
            return ""
        return _OF_CLAIM[self.blocks[int(parts[1])]].get("".join(parts[2:]), "")


class PreValidationSheet:
    """A pre-validation sheet, of a workbook or a CSV file.

    ``sheet``, ``header`` and ``guidance`` are as those of
    :class:`boardrules.formats.learner_xlsx.LearnerWorkbook`.
    """

    kind = "pre-validation"

    def __init__(
        self,
        source: Source,
        kind: Kind,
        noticed: Sequence[Finding] = (),
        columns: ColumnNames = NO_COLUMN_NAMES,
    ) -> None:
        self.file = source.name
        self.findings = Findings(noticed)
        self._noticed = tuple(noticed)
        self._source, self._as = source, kind
        self._columns = load_columns("pre-validation", columns.of("pre-validation"))
        self._table = self._opened()
        self._spent = False

    @property
    def sheet(self) -> str:
        """The name of the sheet that is read; blank for a CSV file."""
        return (self._table.sheet or "") if self._table else ""

    @property
    def header(self) -> list[str]:
        """The header texts, trimmed."""
        return list(self._table.headers) if self._table else []

    @property
    def guidance(self) -> list[list[Any]]:
        """The rows above the header."""
        return [list(cells) for cells in self._table.above] if self._table else []

    def _opened(self) -> Table | None:
        columns = self._columns
        tables: list[Table]
        if self._as == "xlsx":
            from boardrules.formats.workbook_tables import read_workbook

            tables = read_workbook(self._source, columns, self.findings)
        else:
            tables = read_csv(self._source, columns, self.findings, "BR117")
        chosen = max(tables, key=lambda table: len(table.columns), default=None)
        for table in tables:
            if table is not chosen:
                place = CellAt(self.file, table.sheet, None)
                info = Severity.INFO
                self.findings.append(finding("BR121", place, severity=info, found=table.sheet))
        return chosen

    def records(self, first: int = 1) -> Iterator[CompletionRecord]:
        """The learners in the order of the rows, numbered from ``first``; without any completion."""
        if self._spent:
            # The rows of a table can be gone through once.
            self.findings.restart(self._noticed)
            self._table = self._opened()
        self._spent = True
        table = self._table
        if table is None:
            return
        number = first
        surplus: int | None = None
        for row in table.rows():
            record = _record(row, number)
            if record is None:
                continue
            if number == first + MOST_RECORDS:
                surplus = row.number
            yield record
            number += 1
        if number == first:
            place = CellAt(self.file, table.sheet, None) if table.sheet else FileAt(self.file)
            self.findings.append(finding("BR109", place))
        if surplus is not None:
            place = CellAt(self.file, table.sheet, surplus)
            found = number - first
            self.findings.append(finding("BR110", place, found=found, limit=MOST_RECORDS))
        self.findings.tell_rest()

    def hazards(self, number: int) -> tuple[Finding, ...]:
        """Nothing is told of single rows: what is odd about cells is told once for a column."""
        return ()

    def row_of(self, record: CompletionRecord) -> list[Any]:
        """The cells of a learner's row as they came; only a birth date is without its year."""
        assert isinstance(record.origin, PersonOrigin)
        row = record.origin.row
        cells = [cell.text if isinstance(cell, OddCell) else cell for cell in row.cells]
        cells += [""] * (len(row.table.headers) - len(cells))
        born = row.table.columns.get("birth_date")
        if born is not None:
            read, has_year = _month_day(row)
            if has_year or "*" in read:
                cells[born] = read
        return cells[: len(row.table.headers)]


def _record(row: Row, number: int) -> CompletionRecord | None:
    """The learner of a row; None when the columns that mean something are blank."""
    state, licence = row.text("state"), row.identifier("licence_id")
    board, board_id = row.text("board"), row.identifier("board_id")
    birth_date, has_year = _month_day(row)
    if has_year:
        row.say_once("BR204", "birth_date", Severity.INFO)
    names = row.text("first_name"), row.text("last_name")
    claims, blocks = [], []
    if state or licence:
        claims.append(Claim("CME", licence, "", state))
        blocks.append("state")
    if board or board_id:
        claims.append(Claim(board, board_id))
        blocks.append("board")
    if not (claims or birth_date or any(names)):
        return None
    origin = PersonOrigin(row, tuple(blocks))
    return CompletionRecord(number, "", "", "", *names, birth_date, tuple(claims), origin)


def _month_day(row: Row) -> tuple[str, bool]:
    epoch = datetime.combine(row.table.epoch, time.min)
    return month_day(row.value("birth_date"), row.text("birth_date"), epoch)
