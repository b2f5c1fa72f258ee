"""Of one fault many times in a file, so many are told and the rest are counted, by every reader."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

import boardrules
from boardrules.findings import Finding
from boardrules.formats import limits
from boardrules.formats.pre_validation import open_people

from . import making, texts
from .test_csv import RECORDS

FEW, TIMES = 3, 10
NBSP = "\u00a0"

Make = Callable[[int], "str | dict[str, str | bytes]"]


def _lines(text: str) -> tuple[str, str]:
    header, row = text.splitlines()
    return header, row


def rows_of(text: str, changed: Callable[[str, int], str]) -> Make:
    """A CSV file with a sound row and, below it, the row changed so many times."""
    header, row = _lines(text)

    def made(times: int) -> str:
        return "\n".join([header, row, *(changed(row, number) for number in range(times)), ""])

    return made


def unpaired(row: str, number: int) -> str:
    return f'"{row}'


#: Activities that are judged themselves need a title.
TITLED = making.ACTIVITIES.replace("activity_id,", "activity_id,title,").replace(
    "202612345,", "202612345,Airway Update,"
)
LEARNERS = ",".join(making.HEADER) + "\n" + ",".join(making.ROW) + "\n"


def json_names(times: int) -> str:
    names = "".join(f', "x{each}": 1' for each in range(times))
    return texts.JSON["learners"].replace('"FamilyName": "Aalto"', f'"FamilyName": "Aalto"{names}')


def json_reports(times: int) -> str:
    return texts.JSON["learners"].replace(
        '"ActivityReport": [', '"ActivityReport": [' + "1, " * times
    )


def json_units(times: int) -> str:
    whole = json.loads(texts.JSON["learners"])
    report = whole["ACCMELearnerReports"]["ActivityReports"]["ActivityReport"][0]
    report["Activity"]["Module"]["CreditCertificate"] *= times
    return json.dumps(whole).replace('"numberOfCredits"', '"creditUnit": "Hour", "numberOfCredits"')


def xml_certificates(unit: str, kind: str) -> Make:
    def made(times: int) -> str:
        before, start, rest = texts.XML["learners"].partition("<CreditCertificate>")
        inner, end, after = rest.partition("</CreditCertificate>")
        inner = inner.replace("Medical Knowledge", kind)
        inner = inner.replace("<numberOfCredits>", f"{unit}<numberOfCredits>")
        return before + f"{start}{inner}{end}" * times + after

    return made


def registrations(document: dict[str, str]) -> Make:
    """Activities of which one has many registrations without a board."""

    def made(times: int) -> str:
        if document is texts.XML:
            more = "<MOCRegistration><mocPoints>x</mocPoints></MOCRegistration>" * times
            return texts.XML["activities"].replace(
                "<MOCRegistrations>", "<MOCRegistrations>" + more
            )
        whole = json.loads(texts.JSON["activities"])
        entry = whole["ACCMEActivities"]["MedicalEducationMetrics"][0]
        more = [{"mocPoints": 1}] * times
        entry["XtensibleInfo"]["MOCRegistrations"]["MOCRegistration"] += more
        return json.dumps(whole)

    return made


def groups(document: dict[str, str]) -> Make:
    """An activity with many texts where a group of elements is due."""

    def made(times: int) -> str:
        if document is texts.XML:
            more = "<MOCRegistration>x</MOCRegistration>" * times
            return texts.XML["activities"].replace(
                "<MOCRegistrations>", "<MOCRegistrations>" + more
            )
        more = '"x", ' * times
        return texts.JSON["activities"].replace(
            '"MOCRegistration": [', '"MOCRegistration": [' + more
        )

    return made


def dropped(times: int) -> str:
    names = "".join(f', "x{each}": 1' for each in range(times))
    return texts.JSON["activities"].replace('"Airway Update"', f'"Airway Update"{names}')


def merged(times: int) -> dict[str, str | bytes]:
    cells = "".join(f'<mergeCell ref="C{each}:D{each}"/>' for each in range(2, times + 2))
    rows = [making.ROW] * (times + 1)
    return making.one_sheet(making.HEADER, *rows, after=f"<mergeCells>{cells}</mergeCells>")


def pairs(times: int) -> str:
    """A row with an odd blank in each of its credit types."""
    headers = [f"Additional Credit Type {each}" for each in range(2, times + 2)]
    header, row = _lines(LEARNERS)
    return f"{header},{','.join(headers)}\n{row},{f'Medical{NBSP}Knowledge,' * times}\n"


def errors(header: str, row: str) -> Make:
    """A workbook of a plain table, in whose rows one cell holds an error."""

    def made(times: int) -> dict[str, str | bytes]:
        cells = row.split(",")
        cells[2] = '<c t="e"><v>#N/A</v></c>'
        return making.one_sheet(header.split(","), *[cells] * times)

    return made


ROSTER_HEADER, ROSTER_ROW = _lines(making.ROSTER)
ACTIVITY_HEADER, ACTIVITY_ROW = _lines(making.ACTIVITIES)

#: The role of the file, what it is called, its content, and the code that it has many times.
CASES: dict[str, tuple[str, str, Make, str]] = {
    "learner JSON, no reports": ("learners", "a.json", json_reports, "BR141"),
    "learner JSON, unknown names": ("learners", "a.json", json_names, "BR142"),
    "learner JSON, one record": ("learners", "a.json", json_units, "BR113"),
    "learner XML, one record": (
        "learners",
        "a.xml",
        xml_certificates("<creditUnit>Hour</creditUnit>", "Medical Knowledge"),
        "BR113",
    ),
    "learner XML, one record's texts": (
        "learners",
        "a.xml",
        xml_certificates("", f"Medical{NBSP}Knowledge"),
        "BR205",
    ),
    "learner workbook": ("learners", "a.xlsx", merged, "BR211"),
    "learner CSV": ("learners", "a.csv", rows_of(LEARNERS, unpaired), "BR147"),
    "learner CSV, one record": ("learners", "a.csv", pairs, "BR205"),
    "table of records": ("learners", "a.csv", rows_of(RECORDS, unpaired), "BR147"),
    "table of records, one record": (
        "learners",
        "a.csv",
        rows_of(RECORDS, lambda row, _: f"{row},beyond"),
        "BR148",
    ),
    "table of records, rows that differ": (
        "learners",
        "a.csv",
        rows_of(RECORDS, lambda row, number: row.replace("Ines", f"Ines{number}")),
        "BR146",
    ),
    "activities in JSON": ("activities", "a.json", registrations(texts.JSON), "BR116"),
    "activities in XML": ("activities", "a.xml", groups(texts.XML), "BR116"),
    "activities in CSV": (
        "activities",
        "a.csv",
        rows_of(making.ACTIVITIES, lambda row, _: row.replace("202612345", "")),
        "BR115",
    ),
    "activities in CSV, values": (
        "activities",
        "a.csv",
        rows_of(making.ACTIVITIES, lambda row, number: row.replace("2026-01-10", f"day {number}")),
        "BR116",
    ),
    "activities in a workbook": (
        "activities",
        "a.xlsx",
        errors(ACTIVITY_HEADER, ACTIVITY_ROW),
        "BR206",
    ),
    "activities to judge, in JSON": ("learners", "a.json", groups(texts.JSON), "BR116"),
    "activities to judge, in XML": ("learners", "a.xml", groups(texts.XML), "BR116"),
    "activities to judge, unknown names": ("learners", "a.json", dropped, "BR153"),
    "activities to judge, in CSV": ("learners", "a.csv", rows_of(TITLED, unpaired), "BR115"),
    "activities to judge, rows that differ": (
        "learners",
        "a.csv",
        rows_of(TITLED, lambda row, number: row.replace("05-30", f"05-{number + 10}")),
        "BR118",
    ),
    "roster": (
        "roster",
        "a.csv",
        rows_of(making.ROSTER, lambda row, _: row.replace("ABIM", "")),
        "BR117",
    ),
    "roster, values": (
        "roster",
        "a.csv",
        rows_of(making.ROSTER, lambda row, _: row.replace("03/04", "spring")),
        "BR116",
    ),
    "roster in a workbook": ("roster", "a.xlsx", errors(ROSTER_HEADER, ROSTER_ROW), "BR206"),
}


def write(path: Path, content: str | dict[str, str | bytes]) -> None:
    if isinstance(content, str):
        path.write_text(content, encoding="utf-8")
    else:
        making.pack(path, content)


def judged(folder: Path, role: str, name: str) -> Iterator[Finding]:
    """All that is said when the file is checked in its role beside sound ones."""
    making.pack(folder / "sound.xlsx", making.one_sheet(making.HEADER, making.ROW))
    (folder / "activities.csv").write_text(making.ACTIVITIES, encoding="utf-8")
    (folder / "roster.csv").write_text(making.ROSTER, encoding="utf-8")
    files = {"learners": "sound.xlsx", "activities": "activities.csv", "roster": "roster.csv"}
    files[role] = name
    report = boardrules.check(
        folder / files["learners"],
        activities=folder / files["activities"],
        roster=folder / files["roster"],
        as_of=date(2026, 6, 1),
    )
    yield from report.file_findings
    for verdict in report.verdicts:
        yield from verdict.findings
    for activity in report.activities:
        yield from activity.findings


@pytest.mark.parametrize("case", CASES)
def test_the_rest_is_counted(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    role, name, make, code = CASES[case]
    write(tmp_path / name, make(TIMES))
    whole = list(judged(tmp_path, role, name))
    every = [found for found in whole if found.code == code]
    assert len(every) == TIMES
    assert "BR161" not in [found.code for found in whole]

    monkeypatch.setattr(limits, "MOST_TOLD", FEW)
    told = list(judged(tmp_path, role, name))
    assert [found for found in told if found.code == code] == every[:FEW]
    (rest,) = (found for found in told if found.code == "BR161" and found.param("found") == code)
    assert (rest.location, rest.severity) == (every[FEW].location, every[FEW].severity)
    assert (rest.param("count"), rest.param("limit")) == (str(TIMES - FEW), str(FEW))
    assert str(rest.param("last")).startswith(str(tmp_path / name))


def test_learners_to_look_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_TOLD", FEW)
    rows = "".join('"Ines,Aalto,03/04\n' for _ in range(TIMES))
    path = tmp_path / "people.csv"
    path.write_text(f"First Name,Last Name,Date of Birth\nIda,Berg,01/02\n{rows}", encoding="utf-8")
    people = open_people(path)
    for _ in range(2):
        # The second reading begins anew.
        assert len(list(people.records())) == 1
        assert [found.code for found in people.findings] == ["BR117"] * FEW + ["BR161"]


def test_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    header, row = _lines(RECORDS)
    cells = dict(zip(header.split(","), row.split(","), strict=True))
    rows = [cells | {"first_name": f"Ines{number or ''}"} for number in range(TIMES + 1)]
    parquet.write_table(arrow.Table.from_pylist(rows), tmp_path / "a.parquet")
    monkeypatch.setattr(limits, "MOST_TOLD", FEW)
    codes = [found.code for found in judged(tmp_path, "learners", "a.parquet")]
    assert (codes.count("BR146"), codes.count("BR161")) == (FEW, 1)


def test_of_several_codes_each_is_counted_and_the_worst_weighs() -> None:
    """Restarting forgets them all."""
    from boardrules.findings import Severity, finding
    from boardrules.locations import CellAt, FileAt

    def made(code: str, row: int | None, severity: Severity) -> Finding:
        return finding(code, CellAt("a.csv", None, row), severity=severity, found="x")

    found = limits.Findings([finding("BR101", FileAt("a.csv"), reason="missing")])
    for row in range(limits.MOST_TOLD):
        found.append(made("BR205", row, Severity.WARNING))
    found += [made("BR207", 7, Severity.INFO), made("BR205", None, Severity.WARNING)]
    found.append(made("BR205", 9, Severity.ERROR))
    found.tell_rest()
    assert len(found) == 1 + limits.MOST_TOLD + 2
    assert (found[-1].code, found[-1].severity) == ("BR161", Severity.ERROR)
    assert dict(found[-1].params) == {
        "found": "BR205",
        "count": "2",
        "limit": "1,000",
        "last": "a.csv, row 9",
    }
    found.restart(found[:1])
    found.append(made("BR205", 1, Severity.WARNING))
    assert [each.code for each in found.all()] == ["BR101", "BR205"]
    with pytest.raises(NotImplementedError):
        found.insert(0, found[0])
