"""Writer of REMS workbooks: one completion by one participant a row, who stays unnamed.

The columns are those of ``columns/learner.toml`` that are asked of a REMS participant. Amounts of
credit, of which PARS asks for none there, have columns only where a record has some.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from boardrules.formats.claim_kinds import is_rems, spelt_for_pars, tell_unsaid
from boardrules.formats.column_names import column_file
from boardrules.formats.workbook_bytes import workbook_bytes
from boardrules.formats.writable import for_cells
from boardrules.formats.write_xlsx import cell_action, cell_amount, cell_day, put, put_head
from boardrules.formats.writers import SILENT_RECORD, Writing
from boardrules.records import Claim, CompletionRecord, Participant

_SHEET = "Sheet1"
_GUIDANCE = (
    "One completion of a REMS-compliant activity in each row below the headers. Nothing here may "
    "say who the learner is."
)
_NAMES = {
    "first_name": "the first name",
    "last_name": "the last name",
    "birth_date": "the date of birth",
}


def write(records: Sequence[CompletionRecord], writing: Writing) -> bytes:
    """A workbook with the REMS claims of these records; the same records give the same bytes."""
    from openpyxl import Workbook

    rows: list[tuple[CompletionRecord, Claim]] = []
    for record in records:
        writing.lost_beside(record)
        rows += _claims(for_cells(record, writing), writing)
    columns = column_file("learner")
    pairs = max((len(claim.credits) for _, claim in rows), default=0)
    has_total = any(claim.total for _, claim in rows)
    shared = ("action", "activity_id", "completed")
    header = [columns["fields"][field][0] for field in shared]
    header += [headers[0] for headers in columns["participant"].values()]
    header += [columns["fields"]["board_credits"][0]] if has_total else []
    for number in range(1, pairs + 1):
        header += [
            f"{columns['pairs']['type'][0]} {number}",
            f"{columns['pairs']['amount'][0]} {number}",
        ]
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    page = workbook.create_sheet(_SHEET)
    put_head(page, _GUIDANCE, header, across=9, narrowest=16)
    for number, (record, claim) in enumerate(rows, 3):
        person = spelt_for_pars(claim.participant or Participant())
        cells: list[str | float | date] = [
            cell_action(record.action),
            record.activity_id,
            cell_day(record.completed),
        ]
        cells += [getattr(person, field) for field in columns["participant"]]
        cells += [cell_amount(claim.total or "")] if has_total else []
        for credit in claim.credits:
            cells += [credit.type, cell_amount(credit.amount or "")]
        if all(each == "" for each in cells):
            writing.lost(record, "", SILENT_RECORD, "")
        for column, value in enumerate(cells, 1):
            put(page, number, column, value)
    return workbook_bytes(workbook)


def _claims(record: CompletionRecord, writing: Writing) -> list[tuple[CompletionRecord, Claim]]:
    """The claims that become rows; what of the record has no place is told."""
    kept: list[tuple[int, Claim]] = []
    for index, claim in enumerate(record.claims):
        if is_rems(claim, writing.programs):
            kept.append((index, claim))
        else:
            named = claim.program or claim.id_type or "(no program)"
            writing.lost(record, f"claims/{index}", "credit that is not toward a REMS", named)
    if not record.claims:
        writing.lost(record, "", "a record without any claim", record.activity_id)
    for field, what in _NAMES.items():
        if text := getattr(record, field):
            writing.lost(record, field, what, text)
    for index, claim in kept:
        field = f"claims/{index}"
        tell_unsaid(writing, record, claim, field)
        for number, credit_id in enumerate(claim.credit_ids or ()):
            if credit_id:
                writing.lost(record, f"{field}/credit_ids/{number}", "credit IDs", credit_id)
        for number, credit in enumerate(claim.credits):
            if not credit.type:
                what = "a credit without a type"
                writing.lost(record, f"{field}/credits/{number}", what, credit.amount or "")
    if not kept:
        writing.left_out += 1
    if len(kept) > 1:
        writing.divided(record, f"claims/{kept[1][0]}", "participant", len(kept))
    return [(record, claim) for _, claim in kept]
