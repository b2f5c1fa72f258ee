"""Made-up learner files: workbooks after ACCME's template, and reports in XML."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from boardrules.findings import Finding, Severity
from boardrules.formats.learner_xlsx import LearnerWorkbook
from boardrules.formats.learner_xml import LearnerReport
from boardrules.formats.source import Source
from boardrules.locations import CellAt, Location, XmlAt
from boardrules.records import CompletionRecord

HEADER = [
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
]


def say(code: str, place: Location, severity: str = "warning", **params: object) -> Finding:
    """A finding; its params become text."""
    texts = tuple((name, str(value)) for name, value in params.items())
    return Finding(code, Severity(severity), texts, place)


def only_record(reader: LearnerWorkbook | LearnerReport) -> CompletionRecord:
    """The record of a file that holds one."""
    (record,) = reader.records()
    return record


class Books:
    """Workbooks named ``learners.xlsx`` with one sheet, unless they are adjusted."""

    header = HEADER
    guidance = ("Enter one learner per row.",)
    say = staticmethod(say)
    one = staticmethod(only_record)

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @staticmethod
    def row(**cells: object) -> list[object]:
        """A template row: a whole record, with ``cells`` (by column letter) put in place."""
        made: list[object] = [
            "Add", "202212345", date(2022, 6, 30), "Ada", "Example", "09/10",
            "Maine", "1234567", 10, "ABIM", "999999", 5, "Medical Knowledge", 1, None, None,
        ]  # fmt: skip
        for letter, value in cells.items():
            index = openpyxl.utils.column_index_from_string(letter) - 1
            made += [None] * (index + 1 - len(made))
            made[index] = value
        return made

    @staticmethod
    def rewrite(path: Path, part: str, old: bytes, new: bytes) -> None:
        """Replace bytes in one part of a workbook."""
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new)
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)

    @staticmethod
    def cell(place: str, header: str | None = None, sheet: str = "Sheet1") -> CellAt:
        """``C3`` as a location, with the template's header above it unless another is given."""
        letter, number = place.rstrip("0123456789"), place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if not letter:
            return CellAt("learners.xlsx", sheet, int(number))
        index = openpyxl.utils.column_index_from_string(letter) - 1
        return CellAt("learners.xlsx", sheet, int(number), letter, header or HEADER[index].strip())

    def make(
        self,
        *rows: Iterable[object],
        header: Iterable[object] = HEADER,
        adjust: Callable[[Any], object] | None = None,
        edit: tuple[bytes, bytes] | None = None,
    ) -> LearnerWorkbook:
        """Write rows below guidance and header, and open them; ``edit`` replaces bytes in the sheet."""
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Sheet1"
        for each in (self.guidance, header, *rows):
            sheet.append(list(each))
        if adjust is not None:
            adjust(book)
        path = self.folder / "learners.xlsx"
        book.save(path)
        if edit is not None:
            self.rewrite(path, "xl/worksheets/sheet1.xml", *edit)
        return LearnerWorkbook(Source(path, "learners.xlsx"))


@pytest.fixture
def xl(tmp_path: Path) -> Books:
    return Books(tmp_path)


def certificate(
    kind: str = "AMA PRA Category 1",
    amount: str | None = "1",
    credit_id: str | None = "ccid:example.org:1",
    ids: str = '<UniqueID domain="NPI">1234567893</UniqueID>',
    unit: str = "Point",
) -> str:
    """A certificate on eight lines; None leaves an element out."""
    number = "" if amount is None else f"<numberOfCredits>{amount}</numberOfCredits>"
    credit = "" if credit_id is None else f"<CreditID>{credit_id}</CreditID>"
    return f"""<CreditCertificate>
{ids}
<CreditReceived><activityCertification>{kind}</activityCertification>
<creditUnit>{unit}</creditUnit>
{number}
</CreditReceived>
{credit}
</CreditCertificate>
"""


def report(
    *certificates: str,
    member: str = "",
    participants: str = "",
    activity: str = "",
    completed: str = "2026-05-01T00:00:00",
    born: str = "1980-09-10",
    status: str = "Completed",
) -> str:
    """A report whose first certificate begins in its line 12."""
    return f"""<ActivityReport>
<ReportingOrganization>Example CME</ReportingOrganization>
<Member>{member}<Name><GivenName>Ada</GivenName>
<GivenName>Mary</GivenName><FamilyName>Example</FamilyName></Name>
<PersonalInfo><BirthDate>{born}</BirthDate></PersonalInfo></Member>{participants}
<Activity><ProviderOrganization>0001234</ProviderOrganization>{activity}
<Module>
<ModuleName moduleID="202612345">Title</ModuleName>
<Status>{status}</Status>

<CompletedDateTime>{completed}</CompletedDateTime>
{"".join(certificates)}</Module>
</Activity>
<XtensibleInfo><LearnerRecordAction>add</LearnerRecordAction></XtensibleInfo>
</ActivityReport>
"""


def document(*reports: str) -> str:
    """A document whose first report begins in line 3."""
    return (
        "<ACCMELearnerReports>\n<ActivityReports><DateTimeCreated>x</DateTimeCreated>\n"
        f"{''.join(reports)}</ActivityReports>\n</ACCMELearnerReports>\n"
    )


class Reports:
    """Reports in a file named ``learners.xml``."""

    opening = "ACCMELearnerReports/ActivityReports/ActivityReport[1]"
    module = f"{opening}/Activity/Module"
    certificate = staticmethod(certificate)
    report = staticmethod(report)
    document = staticmethod(document)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.of_abim = certificate(
            "Medical Knowledge",
            "0.5",
            "ccid:example.org:2",
            '<UniqueID domain="ABIM">999999</UniqueID>',
        )

    @staticmethod
    def say(code: str, place: Location, severity: str = "error", **params: object) -> Finding:
        """As :func:`say`; most of what is said about XML is an error."""
        return say(code, place, severity, **params)

    @staticmethod
    def one(reader: LearnerReport) -> CompletionRecord:
        """The record of a file that holds one, and on which there is nothing to say."""
        record = only_record(reader)
        assert reader.findings == []
        return record

    @staticmethod
    def at(line: int | None, path: str | None = None) -> XmlAt:
        return XmlAt("learners.xml", line, path)

    def make(self, content: str | bytes) -> LearnerReport:
        """Write a document and open it."""
        path = self.folder / "learners.xml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return LearnerReport(Source(path, "learners.xml"))


@pytest.fixture
def xml(tmp_path: Path) -> Reports:
    return Reports(tmp_path)
