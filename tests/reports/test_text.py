"""The report that people read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from syrupy.assertion import SnapshotAssertion

from boardrules import Engine, MemoryLedger, Report, hookimpl
from boardrules.discovery import discover
from boardrules.plugins import Plugins
from boardrules.reports import rendered
from boardrules.reports.masking import mask
from boardrules.reports.selection import Selection, select
from boardrules.reports.text import render, render_text
from boardrules.testing import given_plugin, load_plugins

from .files import AS_OF, HEADER, certificate, cme, judge, report, row, workbook, xml
from .mixed import controls, harmful


def text(made: Report) -> str:
    """The report without the version, which changes with every release."""
    return render_text(evolve(made, version="0"))


def test_nothing_is_wrong(snapshot: SnapshotAssertion) -> None:
    made = judge(workbook(row(), cme(C=date(2026, 5, 21))))
    assert made.exit_status == 0
    assert text(made) == snapshot


def test_some_is_wrong(snapshot: SnapshotAssertion) -> None:
    made = judge(workbook(row(), row(K=None, F="13/09"), cme(H="12-345"), row(A="Update")))
    assert made.exit_status == 1
    assert text(made) == snapshot


def test_xml(snapshot: SnapshotAssertion) -> None:
    sound = certificate("ABIM", "123456", "Medical Knowledge", "4", "x:1")
    wrong = certificate("ABIM", "123456", "Medical Knowledge", "9", "x:1")
    assert text(judge(xml(report(sound), report(wrong), report()))) == snapshot


def test_several_files(snapshot: SnapshotAssertion) -> None:
    first, second = workbook(row(), name="first.xlsx"), workbook(row(), name="second.xlsx")
    assert text(judge([first, second])) == snapshot


def test_a_file_that_cannot_be_read(snapshot: SnapshotAssertion) -> None:
    made = judge(["nowhere.xlsx"])
    assert made.exit_status == 2
    assert text(made) == snapshot


def test_deletes_without_a_ledger(snapshot: SnapshotAssertion) -> None:
    made = judge(workbook(row(A="Delete"), row(), row(A="Delete")))
    assert text(made) == snapshot


def test_deletes_with_a_ledger(snapshot: SnapshotAssertion) -> None:
    file = workbook(row(), row(J="ABS", K="654321", M="Accredited CME"), row(L=2, N=2))
    stored = judge(file)
    earlier = Engine(AS_OF).start()
    entries = [
        entry for verdict in stored.verdicts[:2] for entry in earlier.entries_of(verdict.record)
    ]
    deletes = workbook(
        row(A="Delete"),
        row(A="Delete", J="ABS", K="654321", M="Accredited CME"),
        row(A="Delete", L=2, N=2),
    )
    assert text(judge(deletes, ledger=MemoryLedger(entries))) == snapshot


def test_warnings_that_many_share_are_told_once(snapshot: SnapshotAssertion) -> None:
    late = {"C": "2026-04-02"}
    few = judge(workbook(*(cme(I=number / 4, **late) for number in range(1, 6))))
    assert render_text(few).count("BR302 warning") == 5
    many = judge(workbook(*(cme(I=number / 4, **late) for number in range(1, 20))))
    assert text(many) == snapshot


def test_nothing_can_be_judged_without_activities(snapshot: SnapshotAssertion) -> None:
    made = judge(workbook(row(), cme(H=None)), activities=None, roster=None)
    assert text(made) == snapshot


def test_a_plugin_that_is_broken(snapshot: SnapshotAssertion) -> None:
    broken = given_plugin("xb", ImportError("no module named 'xb_data'"), "xb-rules")
    made = judge(workbook(row()), plugins=Plugins([*discover(), broken]))
    assert text(made) == snapshot


def test_a_check_that_fails(snapshot: SnapshotAssertion) -> None:
    class Clumsy:
        @hookimpl
        def make_checks(self, program, kit):  # type: ignore[no-untyped-def]
            @kit.record_check("format", "661")
            def badge_is_round(case, run):  # type: ignore[no-untyped-def]
                """661: the badge is round."""
                raise KeyError(case.claim.id)

            return [badge_is_round] if program.code == "ABIM" else None

    made = judge(workbook(row(), cme()), plugins=load_plugins(Clumsy()))
    assert made.exit_status == 2
    assert text(made) == snapshot


def test_bytes_are_utf_8() -> None:
    made = judge(workbook(row(D="Zoë")))
    assert render(made).decode("utf-8") == render_text(made)


def test_colour_changes_nothing_but_colour() -> None:
    made = judge(workbook(row(), row(K=None), cme(C="2026-04-02")))
    painted = render_text(made, lambda text, style: f"<{style}>{text}</>")
    for style in ("error", "warning", "good", "dim"):
        assert f"<{style}>" in painted
        painted = painted.replace(f"<{style}>", "")
    assert painted.replace("</>", "") == render_text(made)


@pytest.mark.parametrize("born", ["03/04/1971", "1971-03-04", "19710304", "March 4, 1971", "1971"])
def test_a_birth_year_is_not_shown(born: str) -> None:
    assert "1971" not in render_text(judge(workbook(row(F=born), cme(F=born, H=None))))


def test_the_example_is_the_same_twice() -> None:
    examples = Path(__file__).parents[2] / "examples"
    given = {
        "activities": [examples / "activities.json", examples / "activities.xml"],
        "roster": examples / "roster.csv",
        "as_of": AS_OF.replace(month=3, day=15),
        "provider_id": "0007654",
    }
    assert render(judge([str(examples / "learners.xlsx")], **given)) == render(
        judge([str(examples / "learners.xlsx")], **given)
    )


# What it leaves out, and what must not get through ------------------------------------------------


def test_findings_that_are_left_out(snapshot: SnapshotAssertion) -> None:
    made = judge(workbook(row(), row(K=None, F="13/09"), cme(H="12-345"), row(A="Update")))
    assert text(select(made, Selection(ignore=("BR", "60"), max_per_code=1))) == snapshot


def test_values_of_learners_that_are_left_out(snapshot: SnapshotAssertion) -> None:
    made = judge(workbook(row(), row(K="000000"), cme(H="12-345"), row(A="Update")))
    assert text(mask(made)) == snapshot


def test_nothing_in_a_file_commands_the_terminal() -> None:
    made = harmful()
    output = render(made)
    assert controls(output) == set()
    shown = output.decode()
    assert r"\x1b[31m\x07\x9b2J\r\n::error::x%0A]]>" in shown
    assert r"\u202ereversed\u2028\ufffe\ud800" in shown


def test_nothing_in_a_workbook_commands_the_terminal() -> None:
    header = [*HEADER, "x\x85\u202e\x9b31m"]
    cells = [f"{letter}\x9b2J\u202e\x85y" for letter in "ABCDEFGHIJKLMN"]
    rows = [row(**{letter: cell}) for letter, cell in zip("ABCDEFGHIJKLMN", cells, strict=True)]
    made = judge(workbook(*rows, header=header))
    for name in ("text", "json", "jsonl", "sarif", "github", "junit"):
        assert controls(rendered(made, name, show_learners=True)) == set(), name


def test_only_what_paints_writes_escape_sequences() -> None:
    painted = render_text(harmful(), lambda text, style: f"\x1b[1m{text}\x1b[0m")
    assert "\x1b" not in painted.replace("\x1b[1m", "").replace("\x1b[0m", "")
