"""Writer of pre-validation sheets: who the learners of some records are, each once, without any completion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import define

from boardrules.formats.column_names import column_file
from boardrules.formats.template_rows import rows_of
from boardrules.formats.workbook_bytes import put_text, workbook_bytes
from boardrules.formats.writable import for_cells
from boardrules.formats.write_xlsx import put_head
from boardrules.formats.writers import Writing
from boardrules.records import CompletionRecord

_SHEET = "Sheet1"
_GUIDANCE = (
    "One learner in each row below the headers, without any credit. Fill in what you know; a single "
    "match fills in what is blank."
)
#: First name, last name, birthday, state, licence or NPI, board, board ID.
Row = tuple[str, str, str, str, str, str, str]


@define(slots=True)
class _OfLearners(Writing):
    """Is told what a sheet loses of who a learner is, and not what the template loses of credit."""

    def lost(self, record: CompletionRecord, field: str, what: str, found: str) -> None:
        if field.rpartition("/")[2] in ("id", "id_type", "state", "program"):
            super().lost(record, field, what, found)


def write(records: Sequence[CompletionRecord], writing: Writing) -> bytes:
    """A workbook with the learners of these records; the same records give the same bytes."""
    from openpyxl import Workbook

    rows: dict[Row, None] = {}
    for record in records:
        _tell_lost(record, writing)
        own = dict.fromkeys(_rows(for_cells(record, writing), writing))
        writing.left_out += not own
        rows |= own
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    page = workbook.create_sheet(_SHEET)
    header = [names[0] for names in column_file("pre-validation")["fields"].values()]
    put_head(page, _GUIDANCE, header, across=len(header), narrowest=16)
    for number, row in enumerate(rows, 3):
        for column, text in enumerate(row, 1):
            if text:
                put_text(page.cell(number, column), text, lossless=True)
    return workbook_bytes(workbook)


def _rows(record: CompletionRecord, writing: Writing) -> Iterator[Row]:
    """A row for each board and each licence of a learner; none for who stays unnamed."""
    aside = _OfLearners(writing.target, writing.created, writing.programs)
    for row in rows_of(record, aside):
        state, licence, _ = row.cme
        board, board_id, _ = ("", "", "") if row.of_rems else row.board
        made = (*row.names, state, licence, board, board_id)
        if any(made):
            yield made
    writing.findings += aside.findings


def _tell_lost(record: CompletionRecord, writing: Writing) -> None:
    """Tell of the completion, and of participants, who have no name."""
    writing.lost_beside(record)
    is_credited = any(claim.credits or claim.total for claim in record.claims)
    if record.activity_id or record.completed or is_credited:
        found = " ".join(filter(None, (record.action, record.activity_id, record.completed)))
        writing.lost(record, "", "the completion and its credits", found)
    for index, claim in enumerate(record.claims):
        if claim.participant is not None:
            what = "a participant of a REMS, who is not named"
            writing.lost(record, f"claims/{index}", what, claim.participant.profession)
