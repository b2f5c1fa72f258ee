"""Small files of made-up learners, written into the folder that is current, and judged there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from boardrules import Report, check

GUIDANCE = ["", "One learner in each row."]
HEADER = [
    "Record Action", "ACCME Activity ID", "Completion Date", "First Name", "Last Name",
    "Date of Birth", "Licensing State", "Licensing ID or NPI", "Number of CME Credits",
    "Certifying Board", "Certifying Board ID", "Total Board Credits", "Credit Type ",
    "Credits Awarded for Credit Type",
]  # fmt: skip
ACTIVITIES = """\
activity_id,start,end,cme_credits,program,points,credit_types,claim_date
202612345,2026-01-10,2026-05-30,10,ABIM,8,Medical Knowledge,2026-06-30
202612345,,,,ABS,8,Accredited CME,2026-06-30
"""
ROSTER = """\
program,id,first_name,last_name,birth_date,npi
ABIM,123456,Ines,Aalto,03/04,
ABS,654321,Ines,Aalto,03/04,
ME,MD12345,Ines,Aalto,03/04,1234567893
"""
AS_OF = date(2026, 6, 1)


def row(**cells: Any) -> list[Any]:
    """A row for ABIM that is accepted, with ``cells`` (by column letter) put in place."""
    made: list[Any] = [
        "Add", "202612345", date(2026, 5, 20), "Ines", "Aalto", "03/04", None, None, None,
        "ABIM", "123456", 4, "Medical Knowledge", 4,
    ]  # fmt: skip
    for letter, value in cells.items():
        made[ord(letter) - ord("A")] = value
    return made


def cme(**cells: Any) -> list[Any]:
    """A row for CME in Maine that is accepted."""
    state = {"G": "Maine", "H": "MD12345", "I": 4}
    return row(**{**state, **dict.fromkeys("JKLMN"), **cells})


def workbook(
    *rows: Sequence[Any], name: str = "learners.xlsx", header: Sequence[Any] = HEADER
) -> str:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Sheet1"
    for number, cells in enumerate((GUIDANCE, header, *rows), 1):
        for column, value in enumerate(cells, 1):
            cell = page.cell(number, column)
            if isinstance(value, str):
                cell.value = value
                cell.data_type = "s"  # or openpyxl would take "=1+1" for a formula
            elif value is not None:
                cell.value = value
    book.save(name)
    return name


def certificate(board: str, learner_id: str, kind: str, amount: str, credit_id: str) -> str:
    return f"""
      <CreditCertificate>
        <UniqueID domain="{board}">{learner_id}</UniqueID>
        <CreditReceived>
          <activityCertification>{kind}</activityCertification>
          <creditUnit>Point</creditUnit>
          <numberOfCredits>{amount}</numberOfCredits>
        </CreditReceived>
        <CreditID>{credit_id}</CreditID>
      </CreditCertificate>"""


def report(*certificates: str, action: str = "Add", day: str = "2026-05-20") -> str:
    """One ActivityReport of a learner who was born in 1971."""
    return f"""
  <ActivityReport>
    <Member>
      <Name><GivenName>Ines</GivenName><FamilyName>Aalto</FamilyName></Name>
      <PersonalInfo><BirthDate>1971-03-04</BirthDate></PersonalInfo>
    </Member>
    <Activity><Module>
      <ModuleName moduleID="202612345">Update</ModuleName>
      <Status>Completed</Status>
      <CompletedDateTime>{day}</CompletedDateTime>{"".join(certificates)}
    </Module></Activity>
    <XtensibleInfo><LearnerRecordAction>{action}</LearnerRecordAction></XtensibleInfo>
  </ActivityReport>"""


def xml(*reports: str, name: str = "learners.xml") -> str:
    text = f"<ActivityReports>{''.join(reports)}\n</ActivityReports>\n"
    Path(name).write_text(text, encoding="utf-8")
    return name


def judge(files: str | Iterable[str], **given: Any) -> Report:
    """Judge files by the activities and the roster above, unless others (or None) are given."""
    Path("activities.csv").write_text(ACTIVITIES, encoding="utf-8")
    Path("roster.csv").write_text(ROSTER, encoding="utf-8")
    given = {"activities": "activities.csv", "roster": "roster.csv", "as_of": AS_OF, **given}
    return check(files, **given)
