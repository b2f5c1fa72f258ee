"""Files that raise the codes which no conformance case can hold, and their nearest neighbours."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from attrs import frozen
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from boardrules import check

from .shown import Judged

#: Writes the files of a case into the folder that is current.
Write = Callable[[], None]

LEARNERS, ACTIVITIES, ROSTER = Path("learners.xlsx"), Path("activities.csv"), Path("roster.csv")
JSON = Path("activities.json")
CSV, PARQUET = Path("learners.csv"), Path("learners.parquet")

HEADER = (
    "Record Action", "ACCME Activity ID", "Completion Date", "First Name", "Last Name",
    "Date of Birth", "Certifying Board", "Certifying Board ID", "Total Board Credits",
    "Credit Type", "Credits Awarded for Credit Type",
)  # fmt: skip
ROW = (
    "Add", "202612345", "05/20/2026", "Ines", "Aalto", "03/04", "ABIM", "123456", 4,
    "Medical Knowledge", 4,
)  # fmt: skip
ACTIVITY = (
    "activity_id,start,end,cme_credits,program,points,credit_types,claim_date\n"
    "202612345,2026-01-10,2026-05-30,10,ABIM,8,Medical Knowledge,2026-06-30\n"
)
JSON_ACTIVITY = """[{
  "Lom": {"general": {
    "identifier": [{"catalog": "ACCME Activity ID", "entry": "202612345"}],
    "title": "Update"
  }},
  "healthcareMetadata": {"healthcareEducation": {
    "startDateTime": "2026-01-10",
    "endDateTime": "2026-05-30"
  }},
  "XtensibleInfo": {"MOCRegistrations": {"MOCRegistration": [{
    "boardName": "ABIM",
    "mocPoints": 8,
    "MOCCreditType": ["Medical Knowledge"],
    "CreditClaimDate": "2026-06-30"
  }]}}
}]
"""
TABLE = (
    "record,action,activity_id,completed,first_name,last_name,birth_date,claim,program,id,total,"
    "credit_type,credit_amount",
    "1,Add,202612345,2026-05-20,Ines,Aalto,03/04,1,ABIM,123456,4,Medical Knowledge,4",
)
#: The row of the same claim's second credit.
SECOND = "1,Add,202612345,2026-05-20,Ines,Aalto,03/04,1,ABIM,123456,4,Practice Assessment,1"
PEOPLE = "program,id,first_name,last_name,birth_date,npi\nABIM,123456,Ines,Aalto,03/04,\n"


@frozen
class FileCase:
    """What to write over the sound files, and which files are then judged by which."""

    write: Write
    learners: Path = LEARNERS
    activities: Path = ACTIVITIES

    def judged(self) -> Judged:
        """Judge the case in the folder that is current, so that no place names another folder."""
        learners()
        ACTIVITIES.write_text(ACTIVITY, encoding="utf-8")
        ROSTER.write_text(PEOPLE, encoding="utf-8")
        self.write()
        report = check(
            self.learners, activities=self.activities, roster=ROSTER, as_of=date(2026, 6, 1)
        )
        return Judged(report.verdicts, report.file_findings, report.catalogue)


def learners(*more: tuple[object, ...], other_sheet: str = "") -> None:
    """Write a workbook with one sound record, and ``more``."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Sheet1"
    for row in (HEADER, ROW, *more):
        page.append(list(row))
    if other_sheet:
        book.create_sheet(other_sheet).append(["Aalto", "has asked for a letter"])
    book.save(LEARNERS)


def with_cell(value: object, *, result: bytes = b"") -> Write:
    """A workbook whose total is ``value``; with ``result`` a formula, last computed as that."""

    def write() -> None:
        learners((*ROW[:2], "05/21/2026", *ROW[3:8], value, *ROW[9:]))
        if result:
            with zipfile.ZipFile(LEARNERS) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
            sheet = "xl/worksheets/sheet1.xml"
            parts[sheet] = parts[sheet].replace(b"</f><v></v>", b"</f><v>" + result + b"</v>")
            parts[sheet] = parts[sheet].replace(b"</f><v />", b"</f><v>" + result + b"</v>")
            with zipfile.ZipFile(LEARNERS, "w") as archive:
                for name, data in parts.items():
                    archive.writestr(name, data)

    return write


def adjusted(adjust: Callable[[Any], object]) -> Write:
    """A workbook of two records, whose sheet is adjusted."""

    def write() -> None:
        learners((*ROW[:2], "05/21/2026", *ROW[3:]))
        book = openpyxl.load_workbook(LEARNERS)
        adjust(book.worksheets[0])
        book.save(LEARNERS)

    return write


def merge(page: Any) -> None:
    page.merge_cells("C2:C3")


def hide(page: Any) -> None:
    page.row_dimensions[3].hidden = True


def format_far(page: Any) -> None:
    page.cell(1_500, 3).number_format = "mm-dd-yyyy"
    for row in range(4, 1_500):
        page.row_dimensions[row].height = 20


def count_from_1904(page: Any) -> None:
    page.parent.epoch = CALENDAR_MAC_1904


def many(count: int) -> Write:
    def write() -> None:
        ids = [f"{number:06}" for number in range(200_001, 200_000 + count)]
        learners(*((*ROW[:7], each, *ROW[8:]) for each in ids))
        people = (f"ABIM,{each},Ines,Aalto,03/04,\n" for each in ids)
        ROSTER.write_text(PEOPLE + "".join(people), encoding="utf-8")

    return write


def nothing() -> None:
    """The sound files alone."""


def cut_short() -> None:
    LEARNERS.write_bytes(LEARNERS.read_bytes()[:1000])


def text(path: Path, content: str, encoding: str = "utf-8") -> Write:
    def write() -> None:
        path.write_bytes(content.encode(encoding))

    return write


def template_csv(*lines: str) -> Write:
    """The template saved as CSV, with ``lines`` below the sound row."""
    rows = [",".join(map(str, row)) for row in (HEADER, ROW)]
    return text(CSV, "".join(f"{line}\n" for line in (*rows, *lines)))


def table_csv(*lines: str) -> Write:
    """A table of records with ``lines`` below it, and an activity that offers both their credits."""

    def write() -> None:
        CSV.write_text("".join(f"{line}\n" for line in (*TABLE, *lines)), encoding="utf-8")
        both = ACTIVITY.replace("Medical Knowledge", "Medical Knowledge;Practice Assessment")
        ACTIVITIES.write_text(both, encoding="utf-8")

    return write


@cache
def parquet(*credit_types: str) -> bytes:
    """A table of records in Parquet, whose credit types are one text, or a list of several."""
    import pyarrow
    from pyarrow.parquet import write_table

    cells: dict[str, list[object]] = {
        name: [value] for name, value in zip(TABLE[0].split(","), TABLE[1].split(","), strict=True)
    }
    cells["credit_type"] = [list(credit_types) if len(credit_types) > 1 else credit_types[0]]
    stream = io.BytesIO()
    write_table(pyarrow.table(cells), stream)
    return stream.getvalue()


def table_parquet(*credit_types: str) -> Write:
    def write() -> None:
        PARQUET.write_bytes(parquet(*credit_types))

    return write


@frozen
class WithoutParquet(FileCase):
    """A case that is judged where pyarrow is not installed."""

    def judged(self) -> Judged:
        self.write()  # which needs pyarrow, once
        with pytest.MonkeyPatch.context() as patched:
            patched.setitem(sys.modules, "pyarrow.parquet", None)
            return super().judged()


SOUND = FileCase(nothing)

#: code -> (fails, passes)
CASES: dict[str, tuple[FileCase, FileCase]] = {
    "BR101": (FileCase(nothing, learners=Path("learner.xlsx")), SOUND),
    "BR102": (
        FileCase(text(LEARNERS, "<html><table><tr><td>Record Action</td></tr></table></html>")),
        SOUND,
    ),
    "BR103": (FileCase(cut_short), SOUND),
    "BR110": (FileCase(many(5001)), FileCase(many(5000))),
    "BR114": (
        FileCase(text(JSON, JSON_ACTIVITY.replace(": 8,", ": 8")), activities=JSON),
        FileCase(text(JSON, JSON_ACTIVITY), activities=JSON),
    ),
    "BR115": (FileCase(text(ACTIVITIES, ACTIVITY + ",2026-02-01,2026-02-28,2,,,,\n")), SOUND),
    "BR116": (FileCase(text(ACTIVITIES, ACTIVITY.replace("2026-05-30", "June 2026"))), SOUND),
    "BR117": (FileCase(text(ROSTER, PEOPLE + ",654321,Otto,Aalto,05/06,\n")), SOUND),
    "BR118": (
        FileCase(text(ACTIVITIES, ACTIVITY + "202612345,,2026-05-31,,,,,\n")),
        FileCase(text(ACTIVITIES, ACTIVITY + "202612345,,2026-05-30,,,,,\n")),
    ),
    "BR119": (
        FileCase(text(ROSTER, PEOPLE + "ABIM,654321,Zoë,Aalto,05/06,\n", "cp1252")),
        FileCase(text(ROSTER, PEOPLE + "ABIM,654321,Zoë,Aalto,05/06,\n")),
    ),
    "BR120": (
        FileCase(text(ROSTER, PEOPLE + "ABMI,654321,Otto,Aalto,05/06,\n")),
        FileCase(text(ROSTER, PEOPLE + "ABIM,654321,Otto,Aalto,05/06,\n")),
    ),
    "BR121": (FileCase(lambda: learners(other_sheet="Letters")), SOUND),
    "BR145": (FileCase(template_csv(), learners=CSV), SOUND),
    "BR146": (
        FileCase(table_csv(SECOND.replace("03/04", "04/03")), learners=CSV),
        FileCase(table_csv(SECOND), learners=CSV),
    ),
    "BR147": (
        FileCase(table_csv(SECOND.replace("Ines", '"Ines')), learners=CSV),
        FileCase(table_csv(SECOND.replace("Ines", '"Ines"')), learners=CSV),
    ),
    "BR148": (
        FileCase(table_csv(SECOND + ", MD"), learners=CSV),
        FileCase(table_csv(SECOND), learners=CSV),
    ),
    "BR149": (
        WithoutParquet(table_parquet("Medical Knowledge"), learners=PARQUET),
        FileCase(table_parquet("Medical Knowledge"), learners=PARQUET),
    ),
    "BR150": (
        FileCase(table_parquet("Medical Knowledge", "Practice Assessment"), learners=PARQUET),
        FileCase(table_parquet("Medical Knowledge"), learners=PARQUET),
    ),
    "BR153": (
        FileCase(text(JSON, JSON_ACTIVITY.replace('"mocPoints"', '"mocPoint"')), learners=JSON),
        FileCase(text(JSON, JSON_ACTIVITY), learners=JSON),
    ),
    "BR161": (
        FileCase(text(ROSTER, PEOPLE + ",654321,Otto,Aalto,05/06,\n" * 1_001)),
        FileCase(text(ROSTER, PEOPLE + ",654321,Otto,Aalto,05/06,\n")),
    ),
    "BR206": (FileCase(with_cell("#N/A")), FileCase(with_cell(4))),
    "BR211": (FileCase(adjusted(merge)), FileCase(adjusted(lambda page: None))),
    "BR212": (FileCase(adjusted(hide)), FileCase(adjusted(lambda page: None))),
    "BR214": (FileCase(adjusted(format_far)), FileCase(adjusted(lambda page: None))),
    "BR215": (FileCase(adjusted(count_from_1904)), FileCase(adjusted(lambda page: None))),
    "BR210": (FileCase(with_cell("=2+2", result=b"4")), FileCase(with_cell(4))),
}
