"""The learner workbook: completions as rows of ACCME's template, typed in as people type them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from making.completions import AS_OF, Completion
from making.people import STATES

TYPE, AWARDED = "Credit Type ", "Credits Awarded for Credit Type"
SECOND_TYPE, SECOND_AWARDED = "Additional Credit Type", "Credits Awarded for Additional Credit Type"
_PAIRS = ((TYPE, AWARDED), (SECOND_TYPE, SECOND_AWARDED))

#: Header, what row 1 says of it, width. The last two are the coordinator's own.
COLUMNS = (
    ("Record Action", "Add or Delete.", 10),
    ("ACCME Activity ID", "The nine digits that PARS gave the activity.", 12),
    ("Completion Date", "MM-DD-YYYY.", 14),
    ("First Name", "As the board or the state has it.", 14),
    ("Last Name", "As the board or the state has it.", 18),
    ("Date of Birth", "Month and day, MM/DD. Leave the year out.", 10),
    ("Licensing State", "For CME credit: the state's name in full.", 15),
    ("Licensing ID or NPI", "For CME credit: the licence number in that state, or the NPI.", 16),
    ("Number of CME Credits", "For CME credit, in steps of 0.25.", 10),
    ("Certifying Board", "For MOC or REMS. Leave this and what follows blank for CME alone.", 10),
    ("Certifying Board ID", "The learner's ID with that board.", 12),
    ("Total Board Credits", "In steps of 0.25.", 10),
    (TYPE, "One of the board's types, see ValidValues.", 24),
    (AWARDED, "At most the total.", 10),
    (SECOND_TYPE, "If there is a second one.", 18),
    (SECOND_AWARDED, "At most the total.", 10),
    ("Profession", "REMS only.", 16),
    ("Practice Area", "REMS only, optional.", 16),
    ("Time in Practice", "REMS only, optional.", 16),
    ("DEA Registration", "REMS only, optional.", 12),
    ("State of Primary Practice", "REMS only, optional.", 15),
    ("Surgical Procedures", "REMS only, optional: true or false.", 10),
    ("Department", None, 18),
    ("Internal notes", None, 24),
)
HEADERS = tuple(header for header, _, _ in COLUMNS)
FIRST_ROW = 3

_DEPARTMENTS = {
    "ABIM": "Medicine",
    "ABA": "Anesthesiology",
    "ABP": "Pediatrics",
    "ABS": "Surgery",
    "": "Medical Staff Office",
}
_NOTES = (
    "certificate sent",
    "paid by dept.",
    "sign-in sheet only",
    "asked for receipt",
    "late arrival",
)
_STATE_NAMES = """
Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Delaware, District of Columbia,
Florida, Georgia, Hawaii, Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine, Maryland,
Massachusetts, Michigan, Minnesota, Mississippi, Missouri, Montana, Nebraska, Nevada, New Hampshire,
New Jersey, New Mexico, New York, North Carolina, North Dakota, Ohio, Oklahoma, Oregon, Pennsylvania,
Rhode Island, South Carolina, South Dakota, Tennessee, Texas, Utah, Vermont, Virginia, Washington,
West Virginia, Wisconsin, Wyoming, American Samoa, Guam, Northern Mariana Islands, Puerto Rico,
Virgin Islands
"""
_BOARDS = "ABA ABIM ABOHNS ABOS ABPath ABP ABPMR ABS ABTS REMS"
_VALID_VALUES = {
    "Record Action": ["Add", "Delete"],
    "Licensing State": [" ".join(name.split()) for name in _STATE_NAMES.split(",")],
    "Certifying Board": _BOARDS.split(),
    "Credit Type: ABA": ["Lifelong Learning", "Patient Safety"],
    "Credit Type: ABIM": ["Medical Knowledge", "Practice Assessment"],
    "Credit Type: ABP": ["Lifelong Learning & Self-Assessment"],
    "Credit Type: ABS": ["Accredited CME", "Self-Assessment"],
    "Profession (REMS)": ["Physician", "Advanced practice nurse", "Nurse", "Pharmacist", "Dentist"],
    "DEA Registration (REMS)": ["Individual", "Institutional", "None"],
}
_EPOCH = date(1899, 12, 30)
_MADE = datetime(2026, 3, 15, 9, 0, 0)


@dataclass
class Row:
    """A row of the sheet: what its cells hold, by header, and the codes it is known to earn."""

    number: int
    cells: dict[str, Any]
    codes: list[str] = field(default_factory=list)


def row_of(number: int, completion: Completion) -> Row:
    """A row that is typed in as the template asks."""
    cells: dict[str, Any] = {
        "Record Action": "Add",
        "ACCME Activity ID": completion.activity.id,
        "Completion Date": completion.completed,
        "Department": _DEPARTMENTS[completion.board],
        **completion.participant,
    }
    person = completion.person
    if person is not None:
        cells["First Name"], cells["Last Name"] = person.first, person.last
        cells["Date of Birth"] = person.birth_date
        if completion.cme:
            cells["Licensing State"] = STATES[person.state]
            cells["Licensing ID or NPI"] = person.npi if completion.by_npi else person.licence
            cells["Number of CME Credits"] = _number(completion.cme)
        if completion.board:
            cells["Certifying Board"] = completion.board
            cells["Certifying Board ID"] = person.board_id
            cells["Total Board Credits"] = _number(completion.points)
            for (of_type, awarded), (name, amount) in zip(_PAIRS, completion.types, strict=False):
                cells[of_type], cells[awarded] = name, _number(amount)
    else:
        cells["Certifying Board"], cells["Department"] = "REMS", "Pharmacy"
    return Row(number, cells, late_codes(completion))


def late_codes(completion: Completion) -> list[str]:
    """BR301 for a board's completion of last year, BR302 for another from over thirty days ago."""
    codes = set()
    if completion.person is not None and AS_OF - completion.completed > timedelta(days=30):
        last_year = completion.completed.year < AS_OF.year
        if completion.board:
            codes.add("BR301" if last_year else "BR302")
        if completion.cme:
            codes.add("BR302")
    return sorted(codes)


def change(row: Row, cells: Mapping[str, Any]) -> None:
    """Put values into cells; a function makes the new value of the old one."""
    for header, value in cells.items():
        row.cells[header] = value(row.cells[header]) if callable(value) else value


def type_in(row: Row, rng: Random) -> None:
    """Change how a row is typed as people do; only a serial number earns a word (BR202)."""
    cells = row.cells
    _maybe(rng, 0.6, cells, "ACCME Activity ID", int)
    _maybe(rng, 0.03, cells, "Record Action", str.lower)
    day = cells["Completion Date"]
    style = rng.random()
    if style < 0.14:
        cells["Completion Date"] = f"{day:%m/%d/%Y}"
    elif style < 0.28:
        cells["Completion Date"] = f"{day:%m-%d-%Y}"
    elif style < 0.3:
        cells["Completion Date"] = (day - _EPOCH).days
        row.codes.append("BR202")
    _maybe(rng, 0.04, cells, "Last Name", lambda name: name + " ")
    _maybe(rng, 0.03, cells, "First Name", lambda name: " " + name)
    _maybe(rng, 0.03, cells, "Last Name", str.upper)
    _maybe(rng, 0.03, cells, "First Name", str.lower)
    _maybe(rng, 0.03, cells, "Last Name", lambda name: f"{name.strip()}, M.D.")
    _maybe(rng, 0.02, cells, "Last Name", lambda name: f"{name.strip()} Jr.")
    _maybe(rng, 0.03, cells, "First Name", lambda name: f"{name.strip()} {rng.choice('ABDEJKLM')}.")
    _maybe(rng, 0.3, cells, "First Name", _without_accents)
    _maybe(rng, 0.3, cells, "Last Name", _without_accents)
    _maybe(rng, 0.04, cells, "Date of Birth", _as_excel_date)
    _maybe(rng, 0.05, cells, "Date of Birth", _without_zeros)
    _maybe(rng, 0.1, cells, "Licensing ID or NPI", _as_number)
    _maybe(rng, 0.06, cells, "Certifying Board ID", _as_number)
    _maybe(rng, 0.04, cells, "Certifying Board", str.lower)
    _maybe(rng, 0.05, cells, "Total Board Credits", str)
    _maybe(rng, 0.05, cells, TYPE, lambda name: name + " ")
    if SECOND_TYPE not in cells:
        _maybe(rng, 0.1, cells, AWARDED, lambda _: None)
    if rng.random() < 0.12:
        cells["Internal notes"] = rng.choice(_NOTES)


def _maybe(
    rng: Random, chance: float, cells: dict[str, Any], header: str, change: Callable[[Any], Any]
) -> None:
    # Drawn for every row, so that one cell more or less does not change all rows after it.
    if rng.random() < chance and cells.get(header) is not None:
        cells[header] = change(cells[header])


def _without_accents(name: str) -> str:
    return name.translate(str.maketrans("áéëíóúñçöüøłšžčřěÖÇŠŁÓ", "aeeiouncouolszcreOCSLO"))


def _without_zeros(month_day: Any) -> Any:
    return month_day.lstrip("0").replace("/0", "/") if isinstance(month_day, str) else month_day


def _as_excel_date(month_day: str) -> date:
    """What Excel makes of a month and day: a date of the current year."""
    return date(AS_OF.year, int(month_day[:2]), int(month_day[3:]))


def _as_number(text: str) -> Any:
    return int(text) if text.isdigit() and text[0] != "0" else text


def _number(text: str) -> int | float:
    amount = Decimal(text)
    return int(amount) if amount == int(amount) else float(amount)


def workbook(rows: Iterable[Row]) -> bytes:
    """The workbook. The same rows give the same bytes."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.properties.creator = "Lakeshore Academy of Medicine"
    book.properties.created = _MADE
    sheet = book.worksheets[0]
    sheet.title = "Sheet1"
    for column, (header, guidance, width) in enumerate(COLUMNS, 1):
        sheet.cell(1, column, guidance).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(2, column, header).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A3"
    for row in rows:
        for column, header in enumerate(HEADERS, 1):
            value = row.cells.get(header)
            if value is None:
                continue
            cell = sheet.cell(row.number, column, value)
            if isinstance(value, date):
                cell.number_format = "mm/dd" if header == "Date of Birth" else "mm-dd-yyyy"
            elif isinstance(value, str):
                cell.number_format = "@"
    values = book.create_sheet("ValidValues")
    for column, (header, listed) in enumerate(_VALID_VALUES.items(), 1):
        values.cell(1, column, header).font = Font(bold=True)
        for number, value in enumerate(listed, 2):
            values.cell(number, column, value)
    reference = book.create_sheet("Reference")
    reference.append(["Column", "What it holds"])
    for header, guidance, _ in COLUMNS:
        if guidance:
            reference.append([header.strip(), guidance])
    out = io.BytesIO()
    book.save(out)
    return _without_clock(out.getvalue())


def _without_clock(data: bytes) -> bytes:
    """The zip with its entries dated and stored plainly: compressed bytes differ between zlibs."""
    made = f"{_MADE:%Y-%m-%dT%H:%M:%SZ}".encode()
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as saved, ZipFile(out, "w", ZIP_STORED) as archive:
        for name in saved.namelist():
            part = saved.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + made, part)
            entry = ZipInfo(name, _MADE.timetuple()[:6])
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            archive.writestr(entry, part)
    return out.getvalue()
