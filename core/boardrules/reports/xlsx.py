"""PARS's own rejection file: the failing rows as they came in, plus error code and message.

It can be corrected and uploaded as it stands, for PARS passes over the added columns. A
rejected XML record is written as rows of ACCME's learner template, one per board, with the
CME credit on the first.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from boardrules.batch import Report
from boardrules.codes import Catalogue
from boardrules.findings import Finding, Severity, Verdict
from boardrules.locations import CellAt
from boardrules.records import Claim, CompletionRecord

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from boardrules.formats.base import LearnerFile

#: The columns that PARS adds; :data:`ADVICE` is ours, and passed over by PARS like any other.
ERROR_COLUMNS = ("Error Code", "Error Message")
ADVICE = "How to Mend It"

_TEMPLATE = (
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
_PARTICIPANT = (
    ("Profession", "profession"),
    ("Practice Area", "practice_area"),
    ("Time in Practice", "time_in_practice"),
    ("DEA Registration", "dea_registration"),
    ("State of Primary Practice", "state"),
    ("Surgical Procedures", "surgical_procedures"),
)
#: Characters that no XML, and so no workbook, can hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TEXT = "@"

Table = tuple[str, list[list[Any]], list[str], Iterator[tuple[list[Any], Verdict]]]


def render(report: Report) -> bytes:
    """The workbook's bytes. Each learner file has a sheet of its own, as PARS has a file for each.

    The workbook's own dates are fixed, so that the same run gives the same bytes.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    first = 0
    for each, learners in zip(report.inputs, report.files, strict=True):
        verdicts = report.verdicts[first : first + each.records]
        first += each.records
        rejected = [verdict for verdict in verdicts if verdict.primary is not None]
        sheet, above, header, rows = _table(learners, rejected)
        title = sheet if len(report.inputs) == 1 else f"Sheet{len(workbook.worksheets) + 1}"
        _write(workbook.create_sheet(title), above, header, rows, report.catalogue)
    return _bytes(workbook)


def _table(learners: LearnerFile, rejected: Sequence[Verdict]) -> Table:
    """Sheet name, rows above the header, header and rows of a file's rejected records."""
    row_of = getattr(learners, "row_of", None)
    if row_of is None:
        pairs = max((_most_pairs(verdict.record) for verdict in rejected), default=1)
        rows = (
            (row, verdict)
            for verdict in rejected
            for row in _template_rows(verdict.record, max(pairs, 1))
        )
        return "Sheet1", [], _template_header(max(pairs, 1)), rows
    header: list[str] = list(learners.header)  # type: ignore[attr-defined]
    birth = [i for i, text in enumerate(header) if text.strip().casefold() == "date of birth"]
    ours = {text.casefold() for text in (*ERROR_COLUMNS, ADVICE)}
    kept = [i for i, text in enumerate(header) if text.strip().casefold() not in ours]

    def came_in(verdict: Verdict) -> list[Any]:
        row = list(row_of(verdict.record))
        row += [""] * (len(header) - len(row))
        for index in birth:
            row[index] = verdict.record.birth_date or _without_year(row[index])
        return [row[index] for index in kept]

    above = [[row[i] if i < len(row) else "" for i in kept] for row in learners.guidance]  # type: ignore[attr-defined]
    return (
        learners.sheet,  # type: ignore[attr-defined]
        above,
        [header[index] for index in kept],
        ((came_in(verdict), verdict) for verdict in rejected),
    )


def _without_year(value: Any) -> Any:
    return f"{value:%m/%d}" if isinstance(value, date | datetime) else value


def _template_header(pairs: int) -> list[str]:
    header = [*_TEMPLATE, "Credit Type ", "Credits Awarded for Credit Type"]
    for number in range(2, pairs + 1):
        suffix = "" if number == 2 else f" {number - 1}"
        header += [
            f"Additional Credit Type{suffix}",
            f"Credits Awarded for Additional Credit Type{suffix}",
        ]
    return header + [name for name, _ in _PARTICIPANT]


def _most_pairs(record: CompletionRecord) -> int:
    return max((len(claim.credits) for claim in record.claims if not _is_cme(claim)), default=1)


def _is_cme(claim: Claim) -> bool:
    return claim.program.upper() == "CME"


def _template_rows(record: CompletionRecord, pairs: int) -> Iterator[list[Any]]:
    """The rows that say in the template what an XML record says."""
    cme = [claim for claim in record.claims if _is_cme(claim)]
    others = [claim for claim in record.claims if not _is_cme(claim)]
    for index in range(max(len(cme), len(others), 1)):
        row: list[Any] = [
            record.action,
            record.activity_id,
            record.completed,
            record.first_name,
            record.last_name,
            record.birth_date,
        ]
        claim = cme[index] if index < len(cme) else None
        if claim is None:
            row += ["", "", ""]
        else:
            amount = claim.credits[0].amount if claim.credits else ""
            state = claim.state or (claim.id_type if len(claim.id_type) == 2 else "")
            row += [state, claim.id, claim.total or amount or ""]
        other = others[index] if index < len(others) else None
        if other is None:
            row += ["", "", ""] + [""] * (2 * pairs + len(_PARTICIPANT))
        else:
            amounts = [credit.amount or "" for credit in other.credits]
            total = other.total if other.total is not None else _largest(amounts)
            row += [other.program or other.id_type, other.id, total]
            for number in range(pairs):
                credit = other.credits[number] if number < len(other.credits) else None
                row += [credit.type, credit.amount or ""] if credit else ["", ""]
            person = other.participant
            row += [getattr(person, name) if person else "" for _, name in _PARTICIPANT]
        yield row


def _largest(amounts: list[str]) -> str:
    from boardrules.values import plain, read_amount

    known = [amount for amount in map(read_amount, amounts) if amount is not None]
    return plain(max(known)) if known else next(iter(amounts), "")


def _write(
    page: Worksheet,
    above: list[list[Any]],
    header: list[str],
    rows: Iterator[tuple[list[Any], Verdict]],
    codes: Catalogue,
) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for cells in above:
        _append(page, cells)
    columns = [*header, *ERROR_COLUMNS, ADVICE]
    _append(page, columns)
    header_row = page.max_row
    for cell in page[header_row]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = f"A{header_row + 1}"
    added = PatternFill("solid", fgColor="FDE9D9")
    widths = [max(12, min(28, len(text) + 2)) for text in header] + [12, 44, 90]
    for index, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(index)].width = width
    for row, verdict in rows:
        primary = verdict.primary
        if primary is None:
            continue
        spec = codes[primary.code]
        cells = [*row, primary.code, spec.render_message(primary), _advice(verdict, codes)]
        _append(page, cells)
        for cell in page[page.max_row][len(row) :]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        wrong = {_column(found) for found in _errors(verdict)}
        for column, cell in enumerate(page[page.max_row][: len(row)], 1):
            if get_column_letter(column) in wrong:
                cell.fill = added


def _column(found: Finding) -> str | None:
    return found.location.column if isinstance(found.location, CellAt) else None


def _errors(verdict: Verdict) -> list[Finding]:
    return [found for found in verdict.findings if found.severity is Severity.ERROR]


def _advice(verdict: Verdict, codes: Catalogue) -> str:
    lines = []
    for found in _errors(verdict):
        spec = codes[found.code]
        program = f" [{found.program}]" if found.program else ""
        place = found.location
        column = place.header.strip() if isinstance(place, CellAt) and place.header else ""
        parts = [spec.render_detail(found), spec.render_fix(found)]
        told = " ".join(part for part in parts if part)
        lines.append(f"{found.code}{program} {column + ': ' if column else ''}{told}")
    return "\n".join(lines)


def _append(page: Worksheet, cells: Sequence[Any]) -> None:
    """Add a row; text stays text, so that nothing in it is taken for a formula."""
    row = 1 if page.max_row == 1 and page.cell(1, 1).value is None else page.max_row + 1
    if not cells or all(value in ("", None) for value in cells):
        page.cell(row, 1).value = None
        return
    for column, value in enumerate(cells, 1):
        value = getattr(value, "raw", value)
        if value in ("", None):
            continue
        cell = page.cell(row, column)
        if isinstance(value, str):
            cell.value = _UNWRITABLE.sub("", value)
            cell.data_type = "s"
            cell.number_format = _TEXT
        elif isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            cell.value = int(value)
        elif isinstance(value, bool | int | float | date | time):
            cell.value = value
            if isinstance(value, date):
                cell.number_format = "mm/dd/yyyy"
        else:
            cell.value = str(value)
            cell.data_type = "s"


def _bytes(workbook: Any) -> bytes:
    """The saved workbook, its own properties and its zip entries dated 1980-01-01."""
    import zipfile

    fixed = datetime(1980, 1, 1)
    workbook.properties.created = workbook.properties.modified = fixed
    workbook.properties.creator = "boardrules"
    saved = io.BytesIO()
    workbook.save(saved)
    made = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"1980-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return made.getvalue()
