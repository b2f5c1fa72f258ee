"""The report as annotations of GitHub Actions."""

from __future__ import annotations

import re

import pytest
from attrs import evolve
from syrupy.assertion import SnapshotAssertion

from boardrules import Report, Severity
from boardrules.findings import finding
from boardrules.locations import CellAt, FileAt, JsonAt, XmlAt
from boardrules.reports import rendered
from boardrules.reports.github import render
from boardrules.reports.masking import mask
from boardrules.reports.selection import Selection

from .files import judge, row, workbook
from .judged_cases import code_cases, example
from .mixed import HARMFUL, controls, harmful, mixed

#: As GitHub's runner reads a command: its name, its properties up to the next ``::``, its message.
COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def unescaped(text: str, *, is_property: bool = False) -> str:
    """What the runner makes of an escaped text: the last escape is that of ``%`` itself."""
    pairs = [("%0D", "\r"), ("%0A", "\n")]
    if is_property:
        pairs += [("%3A", ":"), ("%2C", ",")]
    for escape, char in pairs:
        text = text.replace(escape, char)
    return text.replace("%25", "%")


def commands(output: bytes) -> list[tuple[str, dict[str, str], str]]:
    """The commands: every line is one."""
    read = []
    for line in output.decode().split("\n")[:-1]:
        matched = COMMAND.fullmatch(line)
        assert matched is not None, line
        properties = dict(each.split("=", 1) for each in matched[2].split(","))
        given = {key: unescaped(value, is_property=True) for key, value in properties.items()}
        assert set(given) <= {"file", "line", "title"}
        read.append((matched[1], given, unescaped(matched[3])))
    return read


def test_a_mixed_run(snapshot: SnapshotAssertion) -> None:
    output = render(mask(mixed()))
    commands(output)
    assert output.decode() == snapshot


def test_a_row_is_named_in_the_title_and_a_line_is_a_line() -> None:
    made = judge(workbook(row(K=None)))
    [counts, found, *_] = commands(render(made))
    assert counts == (
        "notice", {"title": "boardrules"}, "Judged as of 2026-06-01. 1 of 1 records rejected."
    )  # fmt: skip
    assert found[:2] == (
        "error",
        {"file": "learners.xlsx", "title": "621 [ABIM], row 3, Certifying Board ID (K3)"},
    )
    assert found[2].splitlines() == [
        "Missing diplomate ID.",
        "The ABIM ID is blank.",
        "Enter the ABIM ID; ask the learner for it, or look it up with the board or the state.",
    ]


def with_findings(*findings: object) -> Report:
    return evolve(judge(workbook(row())), file_findings=findings)


@pytest.mark.parametrize(
    ("place", "properties"),
    [
        (CellAt("a.csv", None, 7, "B", "npi"), {"file": "a.csv", "line": "7", "title": "BR101, row 7, npi (B7)"}),
        (CellAt("a.csv", None, 7), {"file": "a.csv", "line": "7", "title": "BR101, row 7"}),
        (CellAt("a.xlsx", "Letters", None), {"file": "a.xlsx", "title": "BR101, sheet Letters"}),
        (XmlAt("a.xml", 40, "A/B"), {"file": "a.xml", "line": "40", "title": "BR101, B (line 40)"}),
        (XmlAt("a.xml", 40), {"file": "a.xml", "line": "40", "title": "BR101, line 40"}),
        (JsonAt("a.json", "/3/Lom"), {"file": "a.json", "title": "BR101, /3/Lom"}),
        (FileAt("a, b: 100%.xlsx"), {"file": "a, b: 100%.xlsx", "title": "BR101"}),
        (None, {"title": "BR101"}),
    ],
)  # fmt: skip
def test_places(place: object, properties: dict[str, str]) -> None:
    found = finding("BR101", place)  # type: ignore[arg-type]
    assert commands(render(with_findings(found)))[1][1] == properties


def test_severities() -> None:
    findings = [finding("BR101", FileAt("a"), severity=each) for each in Severity]
    kinds = [kind for kind, _, _ in commands(render(with_findings(*findings)))]
    assert kinds[1:4] == ["error", "warning", "notice"]


def test_percent_signs_line_ends_and_separators() -> None:
    found = finding("BR115", FileAt("a"), found="50%, 1:2\r\n::error::forged%0A", field="f")
    [_, (_, _, message), *_] = commands(render(with_findings(found)))
    assert r"Found 50%, 1:2\r\n::error::forged%0A as f" in message


def test_a_harmful_run() -> None:
    output = render(harmful())
    assert controls(output) == set()
    assert len(commands(output)) > 3
    assert HARMFUL not in output.decode()
    assert not any(
        line.startswith(("::error::", "::set-", "##[")) for line in output.decode().split("\n")
    )


def test_every_code() -> None:
    for case in code_cases():
        titles = " ".join(given["title"] for _, given, _ in commands(render(case.report)))
        assert all(code in titles for code in case.report.summary.by_code)


def test_counts_are_of_the_run_whatever_is_shown() -> None:
    made = example("learners.xlsx").report
    output = rendered(
        made, "github", selection=Selection(min_severity=Severity.ERROR, max_per_code=1)
    )
    [counts, *others] = commands(output)
    assert counts[2].startswith("Judged as of 2026-03-15. 42 of 408 records rejected.\nNot shown: ")
    assert {kind for kind, given, _ in others if not given["title"].startswith("Not judged")} == {
        "error"
    }
