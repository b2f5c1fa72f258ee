"""Readers of tables of records, for those who keep completions in a program of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boardrules.findings import Finding, Severity, finding
from boardrules.formats.base import Forgets, is_sound
from boardrules.formats.beside import GathersBesides
from boardrules.formats.column_names import NO_COLUMN_NAMES, ColumnNames
from boardrules.formats.limits import Findings
from boardrules.formats.record_rows import Cells, Gathering, TablePlaces, column_order
from boardrules.formats.source import Source
from boardrules.formats.tables import Row, Table, load_columns
from boardrules.locations import CellAt
from boardrules.records import CompletionRecord
from boardrules.values import read_birth_date, read_day, without_year

_DIGITS = {"activity_id": 9, "id": None}
_MARKS = "given_blank"


class RecordTable(Forgets, GathersBesides):
    """A table of records, one of whose kinds a subclass opens.

    ``noticed`` are findings from before the file was opened, ``columns`` further headers. Rows are
    read as records are asked for.
    """

    kind = "records"

    def __init__(
        self,
        source: Source,
        noticed: Sequence[Finding] = (),
        columns: ColumnNames = NO_COLUMN_NAMES,
    ) -> None:
        self.file = source.name
        self.findings = Findings(noticed)
        self._source = source
        self._noticed = tuple(noticed)
        self._columns = load_columns("records", columns.of("records"))
        self._hazards: dict[int, tuple[Finding, ...]] = {}

    def tables(self) -> Iterator[Table]:
        """The tables of the file; what is wrong with it goes to the findings."""
        raise NotImplementedError

    def records(self, first: int = 1) -> Iterator[CompletionRecord]:
        """The records in the order of the file, numbered from ``first``."""
        self.findings.restart(self._noticed)
        self._hazards.clear()
        number = first
        for table in self.tables():
            if not table.complete:
                return
            table.reads_beyond = False  # of a row that is too long BR148 is told
            for record in self._records(table, number):
                number += 1
                yield record
        if number == first and is_sound(self.findings):
            self.findings.append(finding("BR109", CellAt(self.file, None, None)))
        self.findings.tell_rest()

    def hazards(self, number: int) -> tuple[Finding, ...]:
        """What is odd about the rows of record ``number``."""
        return self._hazards.get(number, ())

    def _records(self, table: Table, number: int) -> Iterator[CompletionRecord]:
        places = TablePlaces(
            self.file,
            {
                name: (str(place.column), str(place.header))
                for name, index in table.columns.items()
                if (place := table.cell(table.header_row, index))
            },
        )
        seen: dict[str, int] = {}
        gathered: Gathering | None = None
        label = ""
        hazards = Findings()

        def finish() -> CompletionRecord:
            assert gathered is not None
            self.findings.extend(
                finding(
                    "BR146",
                    places.cell(row, column),
                    reason="differs",
                    found=without_year(found) if column == "birth_date" else found,
                    first=without_year(kept) if column == "birth_date" else kept,
                    header=places.columns[column][1],
                )
                for row, column, found, kept in gathered.differing
            )
            if hazards:
                self._hazards[number] = hazards.all()
                hazards.restart(())
            if self._besides is not None:
                self._besides[number] = gathered.beside()
            return gathered.record(number, places)

        for row in table.rows():
            own_label = row.text("record")
            if gathered is None or not own_label or own_label != label:
                if gathered is not None:
                    yield finish()
                    number += 1
                gathered, label = Gathering(row.number), own_label
                if label and seen.setdefault(label, row.number) != row.number:
                    place = row.at("record")
                    self.findings.append(
                        finding("BR146", place, reason="apart", found=label, first=seen[label])
                    )
            hazards += self._odd(row)
            gathered.take(row.number, self._cells(row, hazards))
        if gathered is not None:
            yield finish()

    def _odd(self, row: Row) -> Iterator[Finding]:
        """What is odd about a row as a whole."""
        width = len(row.table.headers)
        if any(row.texts[width:]):
            yield finding(
                "BR148", row.at(), severity=Severity.WARNING, found=len(row.texts), expected=width
            )

    def _cells(self, row: Row, hazards: list[Finding]) -> Cells:
        marks = {each.strip() for each in row.text(_MARKS).split(";")} - {""}
        cells: Cells = {}
        for name in _ORDER:
            value = row.value(name)
            if value is None or name not in row.table.columns:
                continue
            text = row.identifier(name, _DIGITS[name]) if name in _DIGITS else row.text(name)
            if text == "" and not (self.knows_blanks or name in marks):
                continue
            if name == "birth_date":
                text = self._birth_date(row, text)
            elif name == "completed":
                text = self._completed(row, text, hazards)
            cells[name] = text
        for name in sorted(marks.difference(_ORDER)):
            place = row.at(_MARKS)
            self.findings.append(finding("BR146", place, reason="no-column", found=name))
        return cells

    #: Whether a cell can be blank, as opposed to empty.
    knows_blanks = False

    def _birth_date(self, row: Row, text: str) -> str:
        month_day, has_year = read_birth_date(text)
        if has_year:
            row.say_once("BR204", "birth_date", Severity.INFO)
        return without_year(text) if month_day is None else month_day

    def _completed(self, row: Row, text: str, hazards: list[Finding]) -> str:
        read = read_day(text)
        if read.date is None or not read.has_time:
            return text
        day = read.date.isoformat()
        hazards.append(
            finding(
                "BR203", row.at("completed"), severity=Severity.WARNING, found=text, expected=day
            )
        )
        return day


_ORDER = column_order(beside=True)
