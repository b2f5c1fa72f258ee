"""The formats in which activities are written, and what was told about what they cannot say."""

from __future__ import annotations

import re
from typing import Literal, get_args

from attrs import Factory, define, frozen

from boardrules.activities.model import ActivityEntry
from boardrules.findings import Finding, Severity, finding
from boardrules.formats.activity_columns import OWN, template, template_columns
from boardrules.formats.cleaning import clean
from boardrules.formats.listing import shown
from boardrules.formats.workbook_bytes import NOT_XML

ActivityFormat = Literal["xml", "json", "csv", "xlsx", "template-cme", "template-cme-moc"]

_LINE_END = re.compile("\r\n?")


@frozen(slots=True)
class Form:
    """A format: what messages call it, whether it is MEMS's tree, how it says yes and no.

    ``columns`` are those that a table has; None for a tree.
    """

    kind: ActivityFormat
    name: str
    is_tree: bool = False
    yes_no: tuple[str, str] = ("yes", "no")
    columns: frozenset[str] | None = None
    is_workbook: bool = False


def form_of(kind: ActivityFormat) -> Form:
    """The format called ``kind``; KeyError when there is none."""
    return _FORMS[kind]


_TABLE = frozenset(
    {*OWN, "program", "points", "claim_date", "attested", "pre_approved", "withdrawn",
     "credit_types", "content_areas", "practice_areas", "rems_type", "rems_id"}
)  # fmt: skip
_MOC = frozenset(template_columns().headers)
_CME = _MOC - frozenset(template()["moc"]["fields"])  # type: ignore[index]
_FORMS: dict[str, Form] = {
    each.kind: each
    for each in (
        Form("xml", "MEMS XML", is_tree=True, yes_no=("true", "false")),
        Form("json", "ACCME's JSON", is_tree=True, yes_no=("true", "false")),
        Form("csv", "A CSV table", columns=_TABLE),
        Form("xlsx", "A workbook's table", columns=_TABLE, is_workbook=True),
        Form("template-cme", "ACCME's template (CME)", columns=_CME, is_workbook=True),
        Form("template-cme-moc", "ACCME's template (CME and MOC)", columns=_MOC, is_workbook=True),
    )
}


@define(slots=True)
class Told:
    """What is told while activities are written."""

    form: Form
    findings: list[Finding] = Factory(list)

    def say(
        self,
        code: str,
        severity: Severity,
        reason: str,
        entry: ActivityEntry,
        field: str,
        **params: str,
    ) -> None:
        """Tell of ``field`` of an activity."""
        shortened = {name: shown(text) for name, text in params.items()}
        place = entry.origin.at(field)
        self.findings.append(
            finding(
                code, place, severity=severity, reason=reason, format=self.form.name, **shortened
            )
        )


#: Every format in which activities can be written.
KINDS: tuple[ActivityFormat, ...] = get_args(ActivityFormat)


def written(text: str) -> tuple[str, bool]:
    """``text`` as every reader will read it again, and whether characters had to go for it."""
    kept = NOT_XML.sub("", text)
    return clean(_LINE_END.sub("\n", clean(kept)[0]))[0], kept != text
