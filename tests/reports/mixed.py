"""One run with something of everything: both kinds of learners, activities, files, plugins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from attrs import evolve

from boardrules import Report
from boardrules.discovery import discover
from boardrules.plugins import Plugins
from boardrules.testing import given_plugin

from .files import certificate, cme, judge, report, row, workbook, xml

#: What may stand in a name or a value, and do harm: to a terminal (an escape sequence, a bell, a
#: control of Latin-1), to a log (line ends, a workflow command), to XML (what ends CDATA, what
#: is none of its characters) and to a reader (a change of the direction of writing).
HARMFUL = "\x1b[31m\x07\x9b2J\r\n::error::x%0A]]><!-- \u202ereversed\u2028\ufffe\ud800"
_CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0x202E, 0x2028, 0xFFFE)]


def mixed(**given: Any) -> Report:
    """An activities file, a workbook, an XML file and one that is not there, judged together."""
    Path("new.csv").write_text(
        "activity_id,title,start,end,format\n202612399,Spring Course,2026-09-01,2026-08-31,Live\n",
        encoding="utf-8",
    )
    book = workbook(
        row(),
        row(K=None, L=1.3),
        cme(C="2026-04-02", H="MD00001"),
        row(A="Delete"),
        row(B="202699999"),
    )
    broken = given_plugin("xb", ImportError("gone"), "xb-rules")
    files = [
        book,
        xml(report(certificate("ABIM", "123456", "Patient Safety", "4", "x:1"))),
        "not there, 100%.xlsx",
        "new.csv",
    ]
    return evolve(judge(files, plugins=Plugins([*discover(), broken]), **given), version="0")


def harmful() -> Report:
    """A run in whose names and values there is what does harm, wherever it can be."""
    made = judge(workbook(row(), row(A="Update", K=None), cme(H="x")))
    [first, *others] = made.verdicts
    records = [
        evolve(first.record, action=HARMFUL, activity_id=HARMFUL),
        *(v.record for v in others),
    ]
    verdicts = [
        evolve(
            verdict,
            record=record,
            because=HARMFUL,
            findings=tuple(
                evolve(
                    found,
                    params=tuple(
                        (key, value if key == "reason" else HARMFUL) for key, value in found.params
                    ),
                    location=evolve(found.location, file=HARMFUL, header=HARMFUL, sheet=HARMFUL),
                )
                for found in verdict.findings
            ),
        )
        for verdict, record in zip(made.verdicts, records, strict=True)
    ]
    return evolve(
        made,
        inputs=tuple(evolve(each, file=HARMFUL) for each in made.inputs),
        not_judged=tuple(evolve(each, because=HARMFUL) for each in made.not_judged),
        verdicts=tuple(verdicts),
    )


def controls(output: bytes) -> set[str]:
    """What is in an output that a terminal or a parser may stumble over; line feeds end lines."""
    text = output.decode()
    return {char for char in _CONTROLS if char in text and char != "\n"}
