"""Reader of learner workbooks: ACCME's template for CME and MOC, one record a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice, pairwise
from operator import itemgetter
from typing import Any

from boardrules.findings import Finding, Severity, finding
from boardrules.formats.base import MOST_RECORDS, Forgets
from boardrules.formats.cells import cell_text
from boardrules.formats.column_names import NO_COLUMN_NAMES, ColumnNames, column_file
from boardrules.formats.learner_columns import column_letter, vocabulary
from boardrules.formats.learner_row import CME_CREDITS, OF_OFFER, RowOrigin, RowReader, month_day
from boardrules.formats.learner_sheet import OddCell, Sheet, open_sheet
from boardrules.formats.limits import Findings
from boardrules.formats.many_columns import bounded
from boardrules.formats.opening import workbook_fault
from boardrules.formats.source import Source
from boardrules.locations import CellAt
from boardrules.records import CompletionRecord, new_claim, new_record

_OF_LEARNER = (
    "activity_id",
    "completed",
    "first_name",
    "last_name",
    "birth_date",
    "licence_id",
    "board_id",
)


#: The last cell of a row.
_NOWHERE = -1
#: Fewer formatted rows without values are left of what was deleted.
_MANY_ROWS = 1_000


class LearnerWorkbook(Forgets):
    """A learner workbook.

    ``sheet`` is the name of the sheet that is read, ``header`` its header texts as they
    came, ``guidance`` the rows above them; all are empty when no sheet could be read.
    ``noticed`` are findings from before the file was opened, ``columns`` further headers.
    """

    kind = "learner-xlsx"

    def __init__(
        self,
        source: Source,
        noticed: Sequence[Finding] = (),
        columns: ColumnNames = NO_COLUMN_NAMES,
    ) -> None:
        self.file = source.name
        self.findings = Findings(noticed)
        self.sheet = ""
        self.header: list[str] = []
        self.guidance: list[list[Any]] = []
        self._hazards: dict[int, tuple[Finding, ...]] = {}
        self._sheet = self._open(source, columns)
        if self._sheet is not None:
            self.sheet = self._sheet.name or "Sheet1"
            self.header = self._sheet.headers
            above = self._sheet.rows.read[: self._sheet.header_row - 1]
            self.guidance = [list(row) for row in above]
            self.findings += _header_findings(self._sheet)
        self._opening = self.findings.all()

    def _open(self, source: Source, columns: ColumnNames) -> Sheet | None:
        """The sheet that holds the learners; what is wrong goes to the findings."""
        return open_sheet(source, self.findings, vocabulary(columns.of_learner_sheets))

    def records(self, first: int = 1) -> Iterator[CompletionRecord]:
        """The records in the order of the rows, numbered from ``first``."""
        self.findings.restart(self._opening)
        self._hazards.clear()
        sheet = self._sheet
        if sheet is None:
            return
        reader = RowReader(sheet, self.findings)
        activity_ids, days, first_names, last_names, birth_dates, licence_ids, board_ids = (
            reader.memos[field] for field in _OF_LEARNER
        )
        offers = reader.offers
        of_learner, of_offer, of_participant = _places(sheet)
        only_rems = sheet.columns.only_rems
        pick, pick_offer = itemgetter(*of_learner), itemgetter(*of_offer)
        both = reader.layout(("cme", "board"))
        lacks_columns = _NOWHERE in (*of_learner, *of_offer)
        only_cme, only_board = reader.layout(("cme",)), reader.layout(("board",))
        no_claims = reader.layout(())
        number, start, surplus_row = first, sheet.header_row, 0
        most = first + MOST_RECORDS
        claims: tuple[Any, ...]
        for row_number, row in enumerate(self._rows_from(start), start + 1):
            if lacks_columns:
                row = [*row, ""]
            if number == most and not surplus_row:
                surplus_row = row_number
            # Rows of plain text and of values met before take this short road. What is
            # otherwise ends in one of the two exceptions, or at one of the conditions.
            try:
                (
                    activity_id, completed, first_name, last_name, birth_date, licence_id, board_id
                ) = pick(row)  # fmt: skip
                if licence_id.__class__ is float:
                    licence_id = licence_ids[licence_id]
                if board_id.__class__ is float:
                    board_id = board_ids[board_id]
                texts = first_name + last_name + licence_id + board_id
                if not (texts.isalnum() and texts.isascii()):
                    first_name, last_name = first_names[first_name], last_names[last_name]
                    if not (_is_plain(licence_id) and _is_plain(board_id)):
                        raise KeyError
                if of_participant and (
                    only_rems or any(row[each] != "" for each in of_participant)
                ):
                    raise KeyError
                activity_id = activity_ids[activity_id]
                completed = days[completed]
                birth_date = birth_dates[birth_date]
                action, state, cme, for_cme, board, total, credits, for_board = offers[
                    pick_offer(row)
                ]
            except (KeyError, TypeError):
                if row.count("") == len(row):
                    continue
                record, hazards = reader.read(row, row_number, number)
                if record is None:
                    continue
                if hazards:
                    self._hazards[number] = hazards
            else:
                if for_cme or licence_id:
                    claim = new_claim("CME", licence_id, "", state, cme, CME_CREDITS)
                    if for_board or board_id:
                        claims = (claim, new_claim(board, board_id, "", "", total, credits))
                        layout = both
                    else:
                        claims, layout = (claim,), only_cme
                elif for_board or board_id:
                    claims = (new_claim(board, board_id, "", "", total, credits),)
                    layout = only_board
                else:
                    claims, layout = (), no_claims
                record = new_record(
                    number, action, activity_id, completed, first_name, last_name, birth_date,
                    claims, RowOrigin(layout, row_number),
                )  # fmt: skip
            yield record
            number += 1
        self.findings += reader.beyond()
        self.findings += reader.mixed()
        self._finish(number - first, surplus_row)

    def hazards(self, number: int) -> tuple[Finding, ...]:
        """What is odd about how the cells of record ``number`` were entered."""
        return self._hazards.get(number, ())

    def column_is_filled(self, letter: str) -> bool:
        """Whether a column, by its letter, has anything below the header row."""
        assert self._sheet is not None
        rows = self._sheet.rows.read[self._sheet.header_row :]
        index = next(
            index for index in range(len(self.header) + 1) if column_letter(index) == letter
        )
        return any(row[index] != "" for row in rows if index < len(row))

    def row_of(self, record: CompletionRecord) -> list[Any]:
        """The cells of a record's row as they came, an error cell as its text.

        Only a birth date is without its year, if it had one.
        """
        assert self._sheet is not None
        assert isinstance(record.origin, RowOrigin)
        row = self._sheet.rows.read[record.origin.row - 1]
        cells = [cell.raw if isinstance(cell, OddCell) else cell for cell in row]
        cells += [""] * (len(self.header) - len(cells))
        for column in self._born:
            text = self._without_year(cells[column])
            if text is not None:
                cells[column] = text
        return cells

    def birth_years(self) -> Iterator[tuple[int, int, str]]:
        """The row (from 1) and column (from 0) of each birth date with a year, and it without."""
        if self._sheet is None:
            return
        columns, first = self._born, self._sheet.header_row
        for number, row in enumerate(islice(self._sheet.rows.read, first, None), first + 1):
            for column in columns:
                cell = row[column]
                text = self._without_year(cell.raw if isinstance(cell, OddCell) else cell)
                if text is not None:
                    yield number, column, text

    @property
    def _born(self) -> list[int]:
        """The columns of birth dates; a second one of that name is not read, but holds them too."""
        assert self._sheet is not None
        columns = self._sheet.columns
        born = columns.fields.get("birth_date")
        if born is None:
            return []
        return [born, *(column for column, first in columns.twice if first == born)]

    def _without_year(self, cell: Any) -> str | None:
        """A birth date's text without its year; None for one that has none."""
        assert self._sheet is not None
        read, has_year = month_day(cell, cell_text(cell), self._sheet.epoch)
        return read if has_year or "*" in read else None

    def _rows_from(self, start: int) -> Iterator[list[Any]]:
        """The rows below the header row; a sheet that turns out damaged ends there, with BR103."""
        sheet = self._sheet
        assert sheet is not None

        def batches() -> Iterator[list[list[Any]]]:
            try:
                yield from sheet.rows.batches(start)
            except BaseException as error:
                reason = workbook_fault(error)
                place = CellAt(self.file, sheet.name, len(sheet.rows.read) + 1)
                found = f"sheet {sheet.name}"
                self.findings.append(finding("BR103", place, found=found, reason=reason))

        return chain.from_iterable(batches())

    def _finish(self, count: int, surplus_row: int) -> None:
        """The findings that need the whole sheet."""
        sheet = self._sheet
        assert sheet is not None
        rows = sheet.rows.read
        self.header += [""] * (max(map(len, rows)) - len(self.header))
        below = rows[sheet.header_row :]
        ignored: list[Finding] = []
        for column, header in enumerate(self.header):
            if header.strip() or all(cells[column : column + 1] in ([""], []) for cells in below):
                continue
            place, unnamed = sheet.cell(sheet.header_row, column), sheet.header(column)
            ignored.append(finding("BR207", place, severity=Severity.INFO, header=unnamed))
        self.findings += bounded(ignored)
        beyond = sheet.last_row - len(rows)
        if beyond > _MANY_ROWS:
            place, info = CellAt(self.file, sheet.name, len(rows) + 1), Severity.INFO
            self.findings.append(finding("BR214", place, severity=info, found=f"{beyond:,}"))
        if count == 0:
            self.findings.append(finding("BR109", CellAt(self.file, sheet.name, None)))
        if count > MOST_RECORDS:
            place = CellAt(self.file, sheet.name, surplus_row)
            self.findings.append(finding("BR110", place, found=count, limit=MOST_RECORDS))
        self.findings.tell_rest()


def _is_plain(identifier: str) -> bool:
    """Whether an identifier is ASCII without outer blanks, or the point or plus of a number."""
    return (
        identifier.isascii()
        and identifier == identifier.strip()
        and "." not in identifier
        and "+" not in identifier
        and identifier[:1] != "#"
    )


def _places(sheet: Sheet) -> tuple[list[int], list[int], list[int]]:
    """The columns of what differs by learner, of what is offered to many, and of the participant.

    A column that is not there is read from a blank cell put behind each row.
    """
    columns = sheet.columns
    pairs = [_NOWHERE if column is None else column for pair in columns.pairs for column in pair]
    return (
        [columns.fields.get(field, _NOWHERE) for field in _OF_LEARNER],
        [*(columns.fields.get(field, _NOWHERE) for field in OF_OFFER), *pairs],
        list(columns.participant.values()),
    )


def _out_of_order(sheet: Sheet) -> list[Finding]:
    """The first column that stands behind one which the template has after it."""
    columns = sheet.columns
    if sheet.name is None or columns.only_rems:
        # The order of a REMS template and of the files of former years is not known.
        return []
    order = [*column_file("learner")["fields"]]
    ranked = [(column, order.index(field)) for field, column in columns.fields.items()]
    ranked += [(of_type, len(order)) for of_type, _ in columns.pairs]
    ranked.sort()
    for (before, highest), (column, rank) in pairwise(ranked):
        if rank < highest:
            place, header = sheet.cell(sheet.header_row, column), sheet.header(column)
            told = finding(
                "BR213", place, severity=Severity.INFO, header=header, before=sheet.header(before)
            )
            return [told]
    return []


def _header_findings(sheet: Sheet) -> list[Finding]:
    """What is wrong, or worth knowing, about the header row."""
    columns, row = sheet.columns, sheet.header_row
    whole_row = CellAt(sheet.file, sheet.name, row)
    missing = [finding("BR107", whole_row, header=header) for header in columns.missing]
    found: list[Finding] = []
    for column, first in columns.twice:
        place = sheet.cell(row, column)
        found.append(
            finding("BR108", place, header=sheet.header(column), first=column_letter(first))
        )
    found += _out_of_order(sheet)
    for column in columns.unknown:
        place = sheet.cell(row, column)
        found.append(finding("BR207", place, severity=Severity.INFO, header=sheet.header(column)))
    for column in sorted(columns.used & sheet.formulas.keys()):
        place = sheet.cell(sheet.formulas[column], column)
        found.append(finding("BR210", place, severity=Severity.INFO, header=sheet.header(column)))
    return missing + bounded(found)
