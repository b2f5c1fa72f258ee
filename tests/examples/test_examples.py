"""The example files: written anew they are the same, and judged they are what was planted."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from boardrules.batch import Report, check
from boardrules.findings import Severity, Verdict
from boardrules.locations import CellAt, XmlAt
from boardrules.values import npi_valid

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def maker() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLES)
        yield importlib.import_module("make_examples")


@pytest.fixture(scope="module")
def made(maker: ModuleType) -> dict[str, bytes]:
    files: dict[str, bytes] = maker.files()
    return files


def judged(name: str) -> Report:
    return check(
        EXAMPLES / name,
        activities=[EXAMPLES / "activities.json", EXAMPLES / "activities.xml"],
        roster=EXAMPLES / "roster.csv",
        as_of=date(2026, 3, 15),
        provider_id="0007654",
    )


@pytest.fixture(scope="module")
def workbook() -> Report:
    return judged("learners.xlsx")


@pytest.fixture(scope="module")
def xml() -> Report:
    return judged("learners.xml")


def place(verdict: Verdict) -> int:
    where = verdict.record.origin.at("")
    number = where.row if isinstance(where, CellAt) else None
    number = where.line if isinstance(where, XmlAt) else number
    assert number is not None
    return number


def errors(verdict: Verdict) -> set[str]:
    return {found.code for found in verdict.findings if found.severity is Severity.ERROR}


def codes(verdict: Verdict) -> set[str]:
    return {found.code for found in verdict.findings}


def official(expected: Iterable[str]) -> set[str]:
    return {code for code in expected if not code.startswith("BR")}


def compare(report: Report, expected: dict[int, list[str]]) -> None:
    """Each record has exactly the errors that are planted in it.

    A sound one also has exactly the warnings; a rejected one at least those planted, for
    what else is said depends on the stage that rejects it.
    """
    assert [place(verdict) for verdict in report.verdicts] == sorted(expected)
    for verdict in report.verdicts:
        planted = set(expected[place(verdict)])
        assert errors(verdict) == official(planted), place(verdict)
        if errors(verdict):
            assert planted <= codes(verdict), place(verdict)
        else:
            assert planted == codes(verdict), place(verdict)


@pytest.mark.parametrize(
    "name",
    [
        "learners.xlsx",
        "learners.xml",
        "activities.json",
        "activities.xml",
        "roster.csv",
        "README.md",
    ],
)
def test_the_generator_writes_the_same_bytes(made: dict[str, bytes], name: str) -> None:
    same = made[name] == (EXAMPLES / name).read_bytes()
    assert same, f"{name} is not what examples/make_examples.py writes; run it"


def test_the_workbook_is_what_was_planted(maker: ModuleType, workbook: Report) -> None:
    rows = maker.learner_rows(maker.people())
    compare(workbook, {row.number: row.codes for row in rows})


def test_the_xml_is_what_was_planted(maker: ModuleType, xml: Report) -> None:
    reports = maker.learner_reports(maker.people())
    _, lines = maker.write_reports(reports)
    compare(xml, {lines[report.number]: report.codes for report in reports})


def test_the_counts_are_those_of_the_tables(
    maker: ModuleType, workbook: Report, xml: Report
) -> None:
    for report, table in ((workbook, maker.ROWS), (xml, maker.REPORTS)):
        planted = Counter(code for each in table.values() for code in official(each.codes.split()))
        assert Counter(code for each in report.verdicts for code in errors(each)) == planted
        assert report.summary.rejected == sum(
            bool(official(each.codes.split())) for each in table.values()
        )


def test_the_files_as_a_whole_have_the_findings_that_the_readme_names(
    workbook: Report, xml: Report
) -> None:
    found = sorted(each.code for each in workbook.file_findings)
    assert found == ["BR201", "BR201", "BR204", "BR207", "BR207", "BR216"]
    assert xml.file_findings == ()
    assert (workbook.exit_status, xml.exit_status) == (1, 1)


def test_nobody_on_the_roster_can_be_real(made: dict[str, bytes]) -> None:
    lines = made["roster.csv"].decode().splitlines()[1:]
    npis = [npi for npi in (line.rsplit(",", 1)[1] for line in lines) if npi]
    assert len(npis) > len(lines) * 3 / 4
    assert all(npi.startswith("2") and npi_valid(npi) for npi in npis)


def test_the_demo_runs_from_anywhere(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "demo.py")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "examples/learners.xml: 150 records" in done.stdout
    assert (EXAMPLES / "out" / "learners-rejected.xlsx").is_file()
