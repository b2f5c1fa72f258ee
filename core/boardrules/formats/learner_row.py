"""One row of the learner template, read cell by cell, with everything that is odd about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from attrs import define, frozen

from boardrules.findings import Finding, Severity, finding
from boardrules.formats import limits
from boardrules.formats.base import MOST_RECORDS
from boardrules.formats.cells import cell_text
from boardrules.formats.cleaning import clean
from boardrules.formats.learner_cells import (
    ACTIVITY_DIGITS,
    ERROR_TEXTS,
    NUMBER_NOTATION,
    Memo,
    is_whole,
    plain_action,
    plain_activity_id,
    plain_board,
    plain_credit,
    plain_day,
    plain_identifier,
    plain_text,
)
from boardrules.formats.learner_columns import column_letter
from boardrules.formats.learner_sheet import OddCell, Sheet
from boardrules.locations import CellAt
from boardrules.records import Claim, CompletionRecord, CreditAmount, Participant
from boardrules.values import read_amount, read_birth_date, read_day, without_year

#: What a CME claim earns; its amount is the claim's total.
CME_CREDITS = (CreditAmount("AMA PRA Category 1 Credit"),)

#: What of a row is alike for many learners: these fields and the pairs of credits.
OF_OFFER = ("action", "state", "cme_credits", "board", "board_credits")

_PARTICIPANT = (
    "profession",
    "practice_area",
    "time_in_practice",
    "dea_registration",
    "state",
    "surgical_procedures",
)
#: The amounts of all pairs, of which one stands for the others.
_OF_PAIRS = "pairs"
_COMPLETION_SERIALS = (20_000, 80_000)
_BIRTH_SERIALS = (3_654, 60_000)


@frozen(slots=True)
class Layout:
    """Where the fields of records with the same claims stand: column letter and header."""

    file: str
    sheet: str | None
    places: Mapping[str, tuple[str, str]]


@define(slots=True, eq=False)
class RowOrigin:
    """The origin of a record that is a row; ``row`` counts from 1."""

    layout: Layout
    row: int

    def at(self, field: str) -> CellAt:
        layout = self.layout
        place = layout.places.get(field)
        if place is None:
            return CellAt(layout.file, layout.sheet, self.row)
        return CellAt(layout.file, layout.sheet, self.row, *place)


class RowReader:
    """Reads rows; what is said once for the file goes to ``findings``.

    ``memos`` (by field) and ``offers`` (by the cells of :data:`OF_OFFER` and of all pairs) read
    what is plain, so that rows of nothing else need not come here.
    """

    def __init__(self, sheet: Sheet, findings: list[Finding]) -> None:
        self._sheet = sheet
        self._findings = findings
        self._said: set[str] = set()
        self._layouts: dict[tuple[tuple[str, ...], tuple[int, ...]], Layout] = {}
        self._plain_credits = Memo(self._plain_credit)
        self.offers = Memo(self._offer_of)
        self.memos = {
            "action": Memo(plain_action),
            "activity_id": Memo(plain_activity_id),
            "completed": Memo(plain_day),
            "first_name": Memo(plain_text),
            "last_name": Memo(plain_text),
            "birth_date": Memo(self._plain_birth_date),
            "state": Memo(plain_text),
            "licence_id": Memo(partial(self._plain_identifier, "licence_id")),
            "cme_credits": Memo(partial(self._plain_amount, "cme_credits")),
            "board": Memo(plain_board),
            "board_id": Memo(partial(self._plain_identifier, "board_id")),
            "board_credits": Memo(partial(self._plain_amount, "board_credits")),
        }
        self._odd = {
            "activity_id": self._activity_id,
            "completed": self._completed,
            "birth_date": self._birth_date,
            "licence_id": self._identifier,
            "board": self._board,
            "board_id": self._identifier,
            "cme_credits": self._amount,
            "board_credits": self._amount,
        }
        self._amounts: dict[tuple[str, bool], tuple[int, int, str]] = {}
        self._row: list[Any] = []
        self._row_number = 0
        self._filled = False
        self._hazards: list[Finding] = []
        self._times: dict[tuple[str, str | None], int] = {}
        self._beyond: dict[tuple[str, str | None], tuple[Finding, int]] = {}

    def read(
        self, row: list[Any], row_number: int, number: int
    ) -> tuple[CompletionRecord | None, tuple[Finding, ...]]:
        """The record of a row, None when its known columns are blank, and what is odd about it."""
        self._row, self._row_number = row, row_number
        self._filled, self._hazards = False, []
        text = self._field
        action, activity_id, completed = text("action"), text("activity_id"), text("completed")
        names = text("first_name"), text("last_name"), text("birth_date")
        state, licence, cme = text("state"), text("licence_id"), text("cme_credits")
        board, board_id, total = text("board"), text("board_id"), text("board_credits")
        credits, positions = self._pairs()
        participant = self._participant()
        if not self._filled:
            return None, ()
        blocks = []
        claims = []
        if state or licence or cme:
            blocks.append("cme")
            claims.append(Claim("CME", licence, "", state, cme, CME_CREDITS))
        if "rems" in board.casefold() or self._sheet.columns.only_rems:
            blocks.append("rems")
            claims.append(
                Claim(
                    "REMS", "", "", "", total or None, credits, None, participant or Participant()
                )
            )
        elif board or board_id or total or credits:
            blocks.append("board")
            claims.append(Claim(board, board_id, "", "", total, credits))
        if participant and "rems" not in blocks:
            blocks.append("participant")
            claims.append(Claim("REMS", participant=participant))
        if claims and all(claim.program == "REMS" for claim in claims):
            names = "", "", ""
        origin = RowOrigin(self.layout(tuple(blocks), positions), row_number)
        record = CompletionRecord(
            number, action, activity_id, completed, *names, tuple(claims), origin
        )
        return record, self._told() if self._hazards else ()

    def beyond(self) -> list[Finding]:
        """For each column, what was found in more of its cells than :meth:`read` tells of."""
        return [
            finding(
                first.code,
                first.location,
                severity=first.severity,
                count=f"{self._times[key] - MOST_RECORDS:,}",
                header=first.location.header if isinstance(first.location, CellAt) else "",
                last=str(last),
                reason="rows",
            )
            for key, (first, last) in self._beyond.items()
        ]

    def mixed(self) -> list[Finding]:
        """For each column of amounts the first that is a text, if others are numbers."""
        told = []
        for (field, is_text), (row, column, text) in self._amounts.items():
            if is_text and (field, False) in self._amounts:
                place, info = self._sheet.cell(row, column), Severity.INFO
                header = self._sheet.header(column)
                told.append(finding("BR216", place, severity=info, found=text, header=header))
        return told

    def _told(self) -> tuple[Finding, ...]:
        """The findings on the row's cells, as long as they are no more than a file may have records."""
        told = []
        for each in self._hazards:
            key = each.code, each.location.column if isinstance(each.location, CellAt) else None
            self._times[key] = times = self._times.get(key, 0) + 1
            if times <= MOST_RECORDS:
                told.append(each)
            else:
                first, _ = self._beyond.get(key, (each, 0))
                self._beyond[key] = first, self._row_number
        return tuple(told) if len(told) <= limits.MOST_TOLD else limits.at_most(told)

    def layout(self, blocks: tuple[str, ...], positions: tuple[int, ...] | None = None) -> Layout:
        """The layout of records with these blocks: ``cme``, ``board``, ``rems``, ``participant``.

        ``positions`` are the pairs that hold credits; None stands for those from the left.
        """
        if positions is None or positions == tuple(range(len(positions))):
            positions = tuple(range(len(self._sheet.columns.pairs)))
        layout = self._layouts.get((blocks, positions))
        if layout is None:
            places = self._places(blocks, positions)
            layout = Layout(self._sheet.file, self._sheet.name, places)
            self._layouts[blocks, positions] = layout
        return layout

    def _places(
        self, blocks: tuple[str, ...], positions: tuple[int, ...]
    ) -> dict[str, tuple[str, str]]:
        columns, fields = self._sheet.columns, self._sheet.columns.fields
        places: dict[str, tuple[str, str]] = {}

        def put(column: int | None, *paths: str) -> None:
            if column is not None:
                place = column_letter(column), self._sheet.header(column)
                places.update(dict.fromkeys(paths, place))

        for field in (
            "action",
            "activity_id",
            "completed",
            "first_name",
            "last_name",
            "birth_date",
        ):
            put(fields.get(field), field)
        for index, block in enumerate(blocks):
            claim = f"claims/{index}"
            if block == "cme":
                put(fields.get("state"), f"{claim}/state")
                put(fields.get("licence_id"), f"{claim}/id", f"{claim}/id_type")
                credit = f"{claim}/credits/0"
                whole = claim, f"{claim}/total", f"{claim}/credits"
                put(fields.get("cme_credits"), *whole, credit, f"{credit}/type", f"{credit}/amount")
                continue
            if block != "board":
                for field, column in columns.participant.items():
                    put(column, f"{claim}/participant/{field}")
            if block == "participant":
                continue
            put(fields.get("board"), claim, f"{claim}/program")
            put(fields.get("board_id"), f"{claim}/id", f"{claim}/id_type")
            put(fields.get("board_credits"), f"{claim}/total")
            for number, position in enumerate(positions):
                of_type, of_amount = columns.pairs[position]
                credit = f"{claim}/credits/{number}"
                put(of_type, credit, f"{credit}/type")
                put(of_type if of_amount is None else of_amount, f"{credit}/amount")
        return places

    def _plain_birth_date(self, value: object) -> str:
        text = "" if isinstance(value, date) else plain_text(value)
        read, has_year = month_day(value, text, self._sheet.epoch)
        if has_year and "birth_date" not in self._said:
            raise KeyError
        return read

    def _plain_identifier(self, field: str, value: object) -> str:
        if isinstance(value, float) and field in self._said and is_whole(value):
            return str(int(value))
        return plain_identifier(value)

    def _plain_amount(self, field: str, value: object) -> str:
        """An amount; KeyError for the first number of a column and the first text that is one."""
        text = plain_text(value)
        is_text = isinstance(value, str)
        if (field, is_text) not in self._amounts and read_amount(text) is not None:
            raise KeyError
        return text

    def _plain_credit(self, cells: tuple[object, object]) -> CreditAmount | None:
        self._plain_amount(_OF_PAIRS, cells[1])
        return plain_credit(cells)

    def _offer_of(self, cells: tuple[Any, ...]) -> tuple[Any, ...]:
        """Action; state, credits and whether they make a claim of CME; board, total, credits and
        whether they make a claim to a board. KeyError if something about the cells is odd.
        """
        action, state, cme, board, total = (
            self.memos[field][cell] for field, cell in zip(OF_OFFER, cells, strict=False)
        )
        credits = self._credits_of(cells[len(OF_OFFER) :])
        for_cme, for_board = bool(state or cme), bool(board or total or credits)
        return action, state, cme, for_cme, board, total, credits, for_board

    def _credits_of(self, pairs: tuple[Any, ...]) -> tuple[CreditAmount, ...]:
        """The credits in the cells of all pairs, if they are plain and stand from the left."""
        each = [self._plain_credits[pair] for pair in zip(pairs[::2], pairs[1::2], strict=True)]
        credits = tuple(credit for credit in each if credit is not None)
        if None in each[: len(credits)]:
            raise KeyError
        return credits

    def _field(self, field: str) -> str:
        column = self._sheet.columns.fields.get(field)
        if column is None:
            return ""
        try:
            text: str = self.memos[field][self._row[column]]
        except KeyError:
            return self._odd.get(field, self._text)(field, column)
        if text:
            self._filled = True
        return text

    def _text(self, field: str, column: int, value: object = None) -> str:
        if value is None:
            value = self._row[column]
        if isinstance(value, str):
            text, changed = clean(value)
            if changed:
                self._hazard("BR205", column, changed)
            if text in ERROR_TEXTS:
                self._hazard("BR206", column, text)
        elif isinstance(value, OddCell):
            text = value.text
            if value.problem:
                self._filled = True
                self._hazard("BR206", column, value.problem)
        else:
            text = cell_text(value)
        if text:
            self._filled = True
        return text

    def _board(self, field: str, column: int) -> str:
        value = self._row[column]
        # The American Board of Otolaryngology spells its own name with this dash.
        plain = value.replace("\u2013", "-") if isinstance(value, str) else value
        return self._text(field, column, plain)

    def _identifier(self, field: str, column: int) -> str:
        value, text = self._row[column], self._text(field, column)
        if isinstance(value, int | float):
            if not is_whole(value):
                self._hazard("BR208", column, text)
            elif field not in self._said:
                self._said.add(field)
                self._findings.append(self._found("BR201", column, text))
        elif NUMBER_NOTATION.fullmatch(text):
            self._hazard("BR208", column, text)
        return text

    def _amount(self, field: str, column: int) -> str:
        value, text = self._row[column], self._text(field, column)
        if not isinstance(value, OddCell) and read_amount(text) is not None:
            key = field, isinstance(value, str)
            self._amounts.setdefault(key, (self._row_number, column, text))
        return text

    def _activity_id(self, field: str, column: int) -> str:
        value = self._row[column]
        if not isinstance(value, int | float) or not is_whole(value):
            return self._identifier(field, column)
        text = self._text(field, column)
        if len(text) < ACTIVITY_DIGITS:
            self._hazard("BR201", column, text)
        return text

    def _completed(self, field: str, column: int) -> str:
        value, text = self._row[column], self._text(field, column)
        moment = _moment(value, _COMPLETION_SERIALS, self._sheet.epoch)
        if moment is None:
            read = read_day(text)
            if read.date is None or not read.has_time:
                return text
            moment = datetime.fromisoformat(text[:16])
            value = moment
        day = moment.date().isoformat()
        place = self._sheet.cell(self._row_number, column)
        if not isinstance(value, date):
            info = Severity.INFO
            self._hazards.append(finding("BR202", place, severity=info, found=text, expected=day))
        if moment.time() != time.min:
            found = moment.isoformat(" ", "seconds")
            warning = Severity.WARNING
            self._hazards.append(
                finding("BR203", place, severity=warning, found=found, expected=day)
            )
        return day

    def _birth_date(self, field: str, column: int) -> str:
        text = self._text(field, column)
        read, has_year = month_day(self._row[column], text, self._sheet.epoch)
        if has_year and field not in self._said:
            self._said.add(field)
            place = self._sheet.cell(self._row_number, column)
            self._findings.append(finding("BR204", place, severity=Severity.INFO))
        return read

    def _pairs(self) -> tuple[tuple[CreditAmount, ...], tuple[int, ...]]:
        """The credits, and which pairs they stand in."""
        credits: list[CreditAmount] = []
        positions: list[int] = []
        for position, (of_type, of_amount) in enumerate(self._sheet.columns.pairs):
            kind = self._text("", of_type)
            amount = "" if of_amount is None else self._amount(_OF_PAIRS, of_amount)
            if kind:
                credits.append(CreditAmount(kind, amount or None))
                positions.append(position)
            elif amount and of_amount is not None:
                self._hazard("BR209", of_amount, amount)
        return tuple(credits), tuple(positions)

    def _participant(self) -> Participant | None:
        columns = self._sheet.columns.participant
        texts = [
            self._text("", columns[field]) if field in columns else "" for field in _PARTICIPANT
        ]
        return Participant(*texts) if any(texts) else None

    def _hazard(self, code: str, column: int, found: str) -> None:
        self._hazards.append(self._found(code, column, found))

    def _found(self, code: str, column: int, found: str) -> Finding:
        """A warning about a cell of the row."""
        place = self._sheet.cell(self._row_number, column)
        header = self._sheet.header(column)
        return finding(code, place, severity=Severity.WARNING, found=found, header=header)


def month_day(value: object, text: str, epoch: datetime) -> tuple[str, bool]:
    """The birthday in a cell, whose text is ``text``, without its year, and whether it had one."""
    moment = _moment(value, _BIRTH_SERIALS, epoch)
    if moment is not None:
        return f"{moment:%m/%d}", True
    read, has_year = read_birth_date(text)
    return (without_year(text) if read is None else read), has_year


def _moment(value: object, serials: tuple[int, int], epoch: datetime) -> datetime | None:
    """The date of a date cell, or of a number that counts days within ``serials``."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, int | float) and serials[0] <= value <= serials[1]:
        return epoch + timedelta(seconds=round(value * 86_400))
    return None
