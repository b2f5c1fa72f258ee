"""From a record to rows of ACCME's learner template: one board, one CME credit and one participant each."""

from __future__ import annotations

from itertools import zip_longest

from attrs import Factory, define

from boardrules.formats.claim_kinds import is_cme, is_rems, tell_unsaid
from boardrules.formats.learner_row import CME_CREDITS
from boardrules.formats.writers import SILENT_CLAIM, SILENT_RECORD, Writing
from boardrules.records import Claim, CompletionRecord, CreditAmount, Participant
from boardrules.values import credit_type_key, npi_valid, plain, read_amount

#: The columns that every row has; the blank in the first pair's header is ACCME's.
HEADER = (
    "Record Action",
    "ACCME Activity ID",
    "Completion Date",
    "First Name",
    "Last Name",
    "Date of Birth",
    "Licensing State",
    "Licensing ID or NPI",
    "Number of CME Credits",
    "Certifying Board",
    "Certifying Board ID",
    "Total Board Credits",
)
PAIR = ("Credit Type ", "Credits Awarded for Credit Type")
#: What is asked about a REMS learner: header and field. ACCME's headers are not known.
PARTICIPANT = (
    ("Profession", "profession"),
    ("Practice Area", "practice_area"),
    ("Time in Practice", "time_in_practice"),
    ("DEA Registration", "dea_registration"),
    ("State of Primary Practice", "state"),
    ("Surgical Procedures", "surgical_procedures"),
)
_AMA_PRA = credit_type_key(CME_CREDITS[0].type)


@define(slots=True)
class TemplateRow:
    """One row; ``names`` are first name, last name and birthday, ``of_rems`` that its board is a REMS."""

    action: str
    activity_id: str
    completed: str
    names: tuple[str, str, str] = ("", "", "")
    cme: tuple[str, str, str] = ("", "", "")
    board: tuple[str, str, str] = ("", "", "")
    credits: tuple[CreditAmount, ...] = ()
    participant: Participant | None = None
    of_rems: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether it comes to no cell, and so to no row."""
        said = (self.action, self.activity_id, self.completed, *self.names, *self.cme)
        return not (
            any(said)
            or any(self.board)
            or any(map(_is_said, self.credits))
            or _is_described(self.participant)
        )

    @property
    def is_of_rems(self) -> bool:
        """Whether there is nothing but a participant of a REMS, who stays unnamed."""
        return not any(self.cme) and (
            self.of_rems or (self.participant is not None and not (any(self.board) or self.credits))
        )


@define(slots=True)
class _Parts:
    """What rows are made of, each with the number of its claim."""

    cme: list[tuple[int, tuple[str, str, str]]] = Factory(list)
    boards: list[tuple[int, Claim, tuple[str, str, str]]] = Factory(list)
    participants: list[tuple[int, Participant]] = Factory(list)


def template_header(pairs: int, *, participants: bool) -> list[str]:
    """The headers of a sheet with so many pairs of credit type and amount."""
    header = [*HEADER, *PAIR]
    for number in range(2, pairs + 1):
        suffix = "" if number == 2 else f" {number - 1}"
        header += [
            f"Additional Credit Type{suffix}",
            f"Credits Awarded for Additional Credit Type{suffix}",
        ]
    return header + [name for name, _ in PARTICIPANT if participants]


def rows_of(record: CompletionRecord, writing: Writing) -> list[TemplateRow]:
    """The rows that say what a record says, the CME credit on the first.

    What they cannot say, and that there are several, is told to ``writing``.
    """
    parts = _parts_of(record, writing)
    rows: list[TemplateRow] = []
    for cme, board in zip_longest(parts.cme, parts.boards):
        row = TemplateRow(record.action, record.activity_id, record.completed)
        if cme is not None:
            row.cme = cme[1]
        if board is not None:
            _, claim, row.board = board
            row.credits = claim.credits
            row.of_rems = is_rems(claim, writing.programs)
            if row.of_rems:
                row.participant = claim.participant or Participant()
        rows.append(row)
    rows = rows or [TemplateRow(record.action, record.activity_id, record.completed)]
    free = [row for row in rows if row.participant is None]
    for _, participant in parts.participants:
        if not free:
            rows.append(TemplateRow(record.action, record.activity_id, record.completed))
            free = rows[-1:]
        free.pop(0).participant = participant
    for row in rows:
        if not row.is_of_rems or not record.claims:
            row.names = record.first_name, record.last_name, record.birth_date
        if row.is_blank:
            writing.lost(record, "", SILENT_RECORD, "")
    if len(rows) > 1:
        number, what = _why_several(parts)
        writing.divided(record, f"claims/{number}", what, len(rows))
    return rows


def _why_several(parts: _Parts) -> tuple[int, str]:
    """The number of the claim that needs another row, and what it holds."""
    if len(parts.boards) > 1:
        return parts.boards[1][0], "board"
    if len(parts.cme) > 1:
        return parts.cme[1][0], "CME credit"
    return parts.participants[-1][0], "participant"


def _parts_of(record: CompletionRecord, writing: Writing) -> _Parts:
    parts = _Parts()
    for index, claim in enumerate(record.claims):
        field = f"claims/{index}"
        for number, credit_id in enumerate(claim.credit_ids or ()):
            if credit_id:
                place = f"{field}/credit_ids/{number}"
                writing.lost(record, place, "credit IDs", credit_id)
        of_rems = is_rems(claim, writing.programs)
        if is_cme(claim, writing.programs):
            cme = _cme_parts(record, claim, field, writing)
            parts.cme += [(index, part) for part in cme]
            is_silent = not any(map(any, cme))
        elif of_rems and not (claim.credits or claim.total) and _is_described(claim.participant):
            parts.participants.append((index, claim.participant or Participant()))
            tell_unsaid(writing, record, claim, field)
            is_silent = False
        else:
            if of_rems and claim.id:
                what = "an identifier of the participant"
                writing.lost(record, f"{field}/id", what, claim.id)
            if claim.state:
                what = "a licensing state beside a board"
                writing.lost(record, f"{field}/state", what, claim.state)
            board = _board_part(record, claim, field, writing)
            parts.boards.append((index, claim, board))
            is_silent = not any(board) and not any(map(_is_said, claim.credits))
        if is_silent:
            writing.lost(record, field, SILENT_CLAIM, claim.program)
    return parts


def _is_said(credit: CreditAmount) -> bool:
    """Whether there is anything of a credit to put into its two cells."""
    return bool(credit.type or credit.amount)


def _is_described(participant: Participant | None) -> bool:
    """Whether anything is said of a participant; of one without that, the board must tell."""
    return participant is not None and participant != Participant()


def _cme_parts(
    record: CompletionRecord, claim: Claim, field: str, writing: Writing
) -> list[tuple[str, str, str]]:
    """State, licence or NPI, and amount, for each credit of a CME claim."""
    domain = "" if claim.id_type.upper() == "NPI" else claim.id_type
    text = claim.state or domain
    place = writing.programs.jurisdiction(text) if text else None
    state = place[1].name if place else text
    if claim.id_type.upper() == "NPI" and claim.id and not npi_valid(claim.id):
        what = "the type of an identifier that has not the form of an NPI"
        writing.lost(record, f"{field}/id_type", what, f"NPI {claim.id}")
    parts = []
    for number, credit in enumerate(claim.credits or CME_CREDITS):
        inner = f"{field}/credits/{number}"
        if not credit_type_key(credit.type).startswith(_AMA_PRA):
            what = "a type of CME credit other than AMA PRA Category 1"
            writing.lost(record, f"{inner}/type", what, credit.type)
        amount = credit.amount
        if amount is None or (claim.total is not None and len(claim.credits) == 1):
            if amount not in (None, claim.total):
                what = "an amount other than the total of CME credits"
                writing.lost(record, f"{inner}/amount", what, amount or "")
            amount = claim.total
        parts.append((state, claim.id, amount or ""))
    return parts


def _board_part(
    record: CompletionRecord, claim: Claim, field: str, writing: Writing
) -> tuple[str, str, str]:
    """Board, board ID and total."""
    takers = writing.programs.by_id_type(claim.id_type) if claim.id_type else []
    board = claim.program
    if not board:
        boards = [spec for spec in takers if spec.kind != "states"]
        board = boards[0].code if len(boards) == 1 else claim.id_type
    elif claim.id_type and claim.id_type.casefold() != board.casefold():
        program = writing.programs.named(board)
        if program is None or program not in takers:
            what = "an ID type other than the board's"
            writing.lost(record, f"{field}/id_type", what, claim.id_type)
    if len(claim.credits) > 1:
        for number, credit in enumerate(claim.credits):
            if not _is_said(credit):
                what = "a credit of which nothing is said"
                writing.lost(record, f"{field}/credits/{number}", what, "")
    total = claim.total
    if total is None:
        amounts = [credit.amount or "" for credit in claim.credits]
        total = largest_of(amounts)
        for number, amount in enumerate(amounts):
            if total and not amount:
                what = "an amount that is missing beside others"
                writing.lost(record, f"{field}/credits/{number}/amount", what, "")
    if is_rems(claim, writing.programs):
        board = board or "REMS"
    return board, claim.id, total


def largest_of(amounts: list[str]) -> str:
    """The largest of the amounts that can be read; failing that, the first."""
    known = [amount for amount in map(read_amount, amounts) if amount is not None]
    return plain(max(known)) if known else next(iter(amounts), "")
