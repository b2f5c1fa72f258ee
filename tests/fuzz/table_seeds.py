"""What fuzzing begins with, of tables: records, REMS workbooks, templates, pre-validation."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

from attrs import evolve
from tests.formats.learner_records import CREATED, PROGRAMS

from boardrules.formats import open_submission
from boardrules.formats.activity_entries import activity_file
from boardrules.formats.activity_writing import write_activities
from boardrules.formats.beside import Beside
from boardrules.formats.record_rows import column_order, rows_of
from boardrules.formats.records_parquet import write_parquet
from boardrules.formats.writers import Writing, writer_of_kind
from boardrules.records import Claim, CompletionRecord, CreditAmount, Participant
from boardrules.templates import template

from . import book, seeds, tables

#: Each holds what the others do not.
RECORDS = (
    CompletionRecord(
        1, "Add", "202612345", "2026-05-20", "Ines", "=Aalto", "03/04",
        (
            Claim("CME", "1234567", state="ME", total="10", credits=(CreditAmount("AMA PRA Category 1"),)),
            Claim(
                "", "123456", "ABIM",
                credits=(CreditAmount("Medical Knowledge", "5"), CreditAmount("Patient Safety", "1")),
                credit_ids=("ccid:example.org:1", "ccid:example.org:2"),
            ),
        ),
    ),
    CompletionRecord(
        2, "Delete", "202612345", "05/21/2026", "Otto", "Vance", "12/31",
        (Claim("ABP", "654321", total="", credits=(CreditAmount("", ""),), credit_ids=("",)),),
    ),
    CompletionRecord(
        3, "Add", "202612346", "2026-05-22",
        claims=(
            Claim("REMS", participant=Participant("Physician", "Pain", "1 - 5 years", "Schedule II", "Maine", "true")),
            Claim("REMS", participant=Participant("Nurse", state="Ohio"), credits=(CreditAmount("CME", "2"),)),
        ),
    ),
    CompletionRecord(4, "Add", "202612345", "2026-05-23", "Mia", "Berg"),
)  # fmt: skip
BESIDES = {
    1: Beside(organization="Example", provider="0001234", title="Title", units=((1, 0, "Hour"),)),
    3: Beside(regulation_label="Opioid REMS", local_ids=((0, "idd:example.org", "7"),)),
}

_PEOPLE = (
    ("First Name", "Last Name", "Date of Birth", "Licensing State", "Licensing ID or NPI",
     "Certifying Board", "Certifying Board ID", "Notes"),
    ("Ines", "Aalto", "03/04", "Maine", "1234567", "ABIM", "123456", ""),
    ("Otto", "Vance", "03/04/1970", "", "1234567893", "", "", "=1+1"),
    ("", "Berg", "", "", "", "ABP", "", "x"),
)  # fmt: skip


def _as_text(rows: Sequence[Sequence[object]], mark: str) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=mark).writerows(rows)
    return stream.getvalue().encode()


def _columns(records: Sequence[CompletionRecord]) -> list[tables.Column]:
    """Records as the columns of their table."""
    rows = [cells for record in records for cells in rows_of(record)]
    return [(name, "string", [cells.get(name) for cells in rows]) for name in column_order()]


def records_csv() -> Iterator[bytes]:
    """Tables of records in CSV."""
    spec = writer_of_kind("records-csv")
    assert spec is not None
    for records in (RECORDS, *((each,) for each in RECORDS)):
        writing = Writing("", CREATED, PROGRAMS, besides=BESIDES)
        made = spec.write(records, writing)
        yield made
        yield made.replace(b",", b";")
        yield spec.write(records, Writing("", CREATED, PROGRAMS)).replace(b",", b"\t")


def records_parquet() -> Iterator[bytes]:
    """Tables of records in Parquet: whole files, and what to make some of in JSON."""
    for records in (RECORDS, RECORDS[:1], RECORDS[2:3]):
        columns = _columns(records)
        made = tables.parquet(tables.described(columns))
        assert made is not None
        yield made
        yield tables.described(columns)
        stream = io.BytesIO()
        write_parquet(records, stream, BESIDES)
        yield stream.getvalue()
    yield tables.described(
        [
            ("record", "int", [1, 1, 2]),
            ("action", "dictionary", ["Add", "Add", "Delete"]),
            ("activity_id", "int", [202612345, 202612345, 20261234]),
            ("completed", "seconds", ["2026-05-20T09:30:00", "2026-05-20T09:30:00", None]),
            ("last_name", "large", ["Aalto", None, ""]),
            ("birth_date", "date", ["1970-03-04", None, "1972-02-29"]),
            ("program", "binary", ["ABIM", "ABIM", "REMS"]),
            ("total", "decimal", ["4", "4.5", None]),
            ("credit_type", "list", ["Medical Knowledge", None, "x"]),
            ("credit_amount", "float", [1.5, "nan", "inf"]),
            ("surgical_procedures", "bool", [True, False, None]),
            ("time_in_practice", "duration", ["60", "0.5", None]),
            ("notes", "time", ["09:30:00", None, "23:59:59"]),
            ("id", "nanoseconds", ["2026-05-20T09:30:00", None, "1677-09-22T00:00:00"]),
            ("state", "null", [None, None, None]),
        ]
    )


def learner_tab() -> Iterator[bytes]:
    """The tab-delimited learner file, under the headers of either time."""
    old = ("Template", "Action", "Activity ID", "Completed", "Physician First Name",
           "Physician Last Name", "DOB (MM/DD)", "ABIM ID", "Board", "MOC Points",
           "Credit Type", "Credits Awarded")  # fmt: skip
    row = ("A", "Add", "202612345", "05/20/2026", "Ines", "Aalto", "03/04", "123456", "ABIM", "4",
           "Medical Knowledge", "4")  # fmt: skip
    yield _as_text([old, row, row], "\t")
    yield _as_text([row, row], "\t")
    for sheet in seeds.cases_with("sheet"):
        rows = [
            ["" if each is None else str(each) for each in seeds.plain(row)]
            for row in sheet["rows"]
        ]
        yield _as_text(rows, "\t")


def learner_csv() -> Iterator[bytes]:
    """The learner template saved as CSV."""
    for data in islice(learner_tab(), 2, None):
        yield data.replace(b"\t", b",")


def rems_workbooks() -> Iterator[bytes]:
    """REMS workbooks, as they are written, with further columns, and in other spellings."""
    header = ["Record Action", "ACCME Activity ID", "Completion Date", "Profession", "Practice Area",
              "Time in Practice", "DEA Registration", "State of Primary Practice",
              "Surgical Procedures", "Notes"]  # fmt: skip
    rows: list[list[Any]] = [
        ["Add", "202612345", "05/20/2026", "Physician", "Pain", "1 - 5 years", "Schedule II",
         "Maine", "TRUE", "x"],
        ["Add", 202612345, 46162, "Nurse", "Substance Use Disorder", "", "None", "ME", "no", ""],
        ["Add", "202612345", "05/20/2026", "", "", "", "", "", "", ""],
    ]  # fmt: skip
    yield book.of_rows([header, *rows])
    yield book.of_rows([["Guidance"], header[:4], *(row[:4] for row in rows)])
    yield book.of_rows(
        [[*header, "Credit Type 1", "Credits Awarded 1"], *([*row, "CME", 2] for row in rows)]
    )


def reports_of_participants() -> Iterator[bytes]:
    """Learner reports in XML and JSON with participants of a REMS, several of them in one report."""
    for kind in ("learner-xml", "learner-json"):
        spec = writer_of_kind(kind)
        assert spec is not None
        for records in (RECORDS[2:3], RECORDS):
            writing = Writing("", CREATED, PROGRAMS, besides=BESIDES)
            yield spec.write(records, writing)
    both = evolve(RECORDS[2], claims=(*RECORDS[0].claims, *RECORDS[2].claims))
    spec = writer_of_kind("learner-xml")
    assert spec is not None
    yield spec.write([both], Writing("", CREATED, PROGRAMS))


@cache
def _entries() -> tuple[Any, ...]:
    path = seeds.EXAMPLES / "activities.xml"
    given = activity_file(path, open_submission(path))
    assert given is not None
    path = seeds.ROOT / "tests/formats/data/activity.json"
    more = activity_file(path, open_submission(path))
    assert more is not None
    entries = [*islice(more.entries(), 2), *islice(given.entries(), 4)]
    return tuple(evolve(each, number=number) for number, each in enumerate(entries, 1))


def activity_templates() -> Iterator[bytes]:
    """ACCME's templates of activities, filled in and empty."""
    for entries in (_entries(), _entries()[:1], _entries()[2:4]):
        yield seeds.bare(write_activities(entries, "template-cme-moc")[0])
        yield seeds.bare(write_activities(entries, "template-cme")[0])
    yield seeds.bare(template("activity", as_of=CREATED.date()))


def activity_template_texts() -> Iterator[bytes]:
    """The templates of activities saved as CSV."""
    for data in activity_templates():
        path_rows = _rows(data)
        for mark in ",;\t":
            yield _as_text(path_rows, mark)


def pre_validation_workbooks() -> Iterator[bytes]:
    """Pre-validation sheets as workbooks."""
    yield book.of_rows([[each or None for each in row] for row in _PEOPLE])
    yield book.of_rows([["Learners to look up"], _PEOPLE[0], *_PEOPLE[1:]])
    yield book.of_rows([_PEOPLE[0], ["Ines", "Aalto", 25631, "ME", 1234567, "ABIM", 123456]])
    yield seeds.bare(template("pre-validation", as_of=CREATED.date()))


def pre_validation_texts() -> Iterator[bytes]:
    """Pre-validation sheets as CSV."""
    for mark in ",;\t":
        yield _as_text(_PEOPLE, mark)
        yield _as_text([["Learners"], *_PEOPLE[:2]], mark)


def _rows(data: bytes) -> list[list[object]]:
    import openpyxl

    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [
        ["" if each is None else each for each in row] for row in page.iter_rows(values_only=True)
    ]
