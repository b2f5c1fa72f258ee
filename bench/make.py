"""Synthetic learner files for the benchmarks: the same bytes for the same seed, nobody real."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

from boardrules import Activity, MemoryActivities, MemoryRoster, Person, Registration

AS_OF = date(2026, 6, 15)
_STATES = {"CA": "California", "ME": "Maine", "ND": "North Dakota", "OR": "Oregon"}
_LICENCE = {"CA": "A{}", "ME": "MD{}", "ND": "{}", "OR": "MD{}"}
_BOARDS = {
    "ABIM": ("Medical Knowledge",),
    "ABA": ("Lifelong Learning", "Patient Safety"),
    "ABP": ("Lifelong Learning & Self-Assessment",),
    "ABS": ("Accredited CME", "Self-Assessment"),
}
_FIRST = ("Ansel", "Bríd", "Chidi", "Dagny", "Emre", "Faiza", "Goran", "Hina", "Ilse", "Jomo")
_LAST = ("Abernoth", "Bakuradze", "Calloweigh", "Dombrovny", "Estevane", "Fjellanger", "Gudmor")
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
    "Credit Type ",
    "Credits Awarded for Credit Type",
    "Additional Credit Type",
    "Credits Awarded for Additional Credit Type",
    "Department",
    "Employee Number",
    "Course Code",
    "Session",
    "Remarks",
)


class Row:
    """One made-up completion, toward a state, a board or both."""

    def __init__(self, number: int, rng: random.Random) -> None:
        activity = rng.randrange(40)
        self.activity = f"2030{activity:05d}"
        # An activity meets on a few days, and most who come stay to the end.
        self.day = date(2026, 5, 18) + timedelta(days=activity % 20 + rng.randrange(4))
        full = ("0.5", "1", "2.25", "4")[activity % 4]
        self.first, self.last = rng.choice(_FIRST), rng.choice(_LAST)
        self.birth = f"{rng.randrange(1, 13):02d}/{rng.randrange(1, 29):02d}"
        kind = rng.random()
        self.state = rng.choice(sorted(_STATES)) if kind < 0.7 else ""
        self.licence = _LICENCE[self.state].format(number + 10000) if self.state else ""
        self.board = rng.choice(sorted(_BOARDS)) if kind > 0.4 else ""
        digits = 8 if self.board == "ABA" else 6
        self.board_id = f"{number + 2 * 10 ** (digits - 1)}" if self.board else ""
        self.total = (
            (full if rng.random() < 0.7 else rng.choice(("0.25", "0.5", "1"))) if self.board else ""
        )
        types = _BOARDS.get(self.board, ())
        self.credits = [(name, self.total) for name in types[: rng.randrange(1, 3)]]

    @property
    def cells(self) -> list[object]:
        pairs: list[str] = [cell for credit in self.credits for cell in credit]
        return [
            "Add",
            self.activity,
            self.day,
            self.first,
            self.last,
            self.birth,
            _STATES.get(self.state, ""),
            self.licence,
            "2" if self.state else "",
            self.board,
            self.board_id,
            self.total,
            *pairs,
            *[""] * (4 - len(pairs)),
            "Medicine",
            f"E{self.board_id or self.licence}",
            "GR-2026",
            "Spring",
            "on time",
        ]

    def xml(self, number: int) -> str:
        certificates = ""
        if self.state:
            certificates += _certificate(
                self.state, self.licence, "AMA PRA Category 1 Credit", "2", f"{number}:cme"
            )
        for index, (name, amount) in enumerate(self.credits):
            certificates += _certificate(
                self.board, self.board_id, name, amount, f"{number}:{index}"
            )
        return f"""  <ActivityReport>
    <ReportingOrganization>Lakeshore Academy of Medicine</ReportingOrganization>
    <m:Member><m:Name><n:GivenName>{escape(self.first)}</n:GivenName><n:FamilyName>{escape(self.last)}</n:FamilyName></m:Name>
      <m:PersonalInfo><m:BirthDate>1900-{self.birth.replace("/", "-")}</m:BirthDate></m:PersonalInfo></m:Member>
    <Activity>
      <ProviderOrganization>0007654</ProviderOrganization>
      <Module>
        <ModuleName moduleID="{self.activity}">Update {self.activity}</ModuleName>
        <Status>Completed</Status>
        <CompletedDateTime>{self.day}T00:00:00</CompletedDateTime>
{certificates}      </Module>
    </Activity>
    <XtensibleInfo><x:LearnerRecordAction>add</x:LearnerRecordAction></XtensibleInfo>
  </ActivityReport>
"""


def _certificate(domain: str, learner: str, name: str, amount: str, credit: str) -> str:
    return f"""        <CreditCertificate>
          <m:UniqueID domain="{domain}">{learner}</m:UniqueID>
          <CreditReceived>
            <hx:activityCertification>{escape(name)}</hx:activityCertification>
            <hx:creditUnit>Point</hx:creditUnit>
            <hx:numberOfCredits>{amount}</hx:numberOfCredits>
          </CreditReceived>
          <CreditID>ccid:lakeshore.example:{credit.replace(":", "-")}</CreditID>
        </CreditCertificate>
"""


def rows(count: int) -> list[Row]:
    """``count`` rows, about one in a hundred with something wrong with it."""
    rng = random.Random(20260615)
    made = [Row(number, rng) for number in range(count)]
    for row in made[50::100]:
        row.total = "99" if row.board else row.total
        row.day = date(2026, 7, 1) if not row.board else row.day
    return made


def activities() -> MemoryActivities:
    """The activities that :func:`rows` refers to."""
    return MemoryActivities(
        Activity(
            f"2030{number:05d}",
            f"Update {number}",
            "0007654",
            "Live Course",
            date(2026, 1, 1),
            date(2026, 12, 31),
            Decimal(10),
            tuple(
                Registration(board, Decimal(10), types, date(2026, 12, 31))
                for board, types in _BOARDS.items()
            ),
        )
        for number in range(40)
    )


def roster(made: list[Row]) -> MemoryRoster:
    """Everybody in ``made``."""
    people = []
    for row in made:
        if row.state:
            people.append(Person(row.state, row.licence, row.first, row.last, row.birth))
        if row.board:
            people.append(Person(row.board, row.board_id, row.first, row.last, row.birth))
    return MemoryRoster(people)


def write_workbook(made: Iterable[Row], path: Path) -> None:
    """``made`` in the layout of ACCME's learner template."""
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    page = workbook.create_sheet("Sheet1")
    page.append(["Guidance: one row a learner; Add or Delete."])
    page.append(list(HEADER))
    for row in made:
        page.append([cell if cell != "" else None for cell in row.cells])
    workbook.save(path)


def write_xml(made: Iterable[Row], path: Path) -> None:
    """``made`` as a learner report."""
    with path.open("w", encoding="utf-8") as stream:
        stream.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<ActivityReports xmlns="http://ns.medbiq.org/activityreport/v1/"'
            ' xmlns:m="http://ns.medbiq.org/member/v1/" xmlns:n="http://ns.medbiq.org/name/v1/"'
            ' xmlns:hx="http://ns.medbiq.org/lom/extend/v1/" xmlns:x="urn:example:accme">\n'
            "  <DateTimeCreated>2026-06-15T00:00:00</DateTimeCreated>\n"
        )
        for number, row in enumerate(made):
            stream.write(row.xml(number))
        stream.write("</ActivityReports>\n")
