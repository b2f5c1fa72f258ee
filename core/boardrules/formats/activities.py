"""Activities, as PARS holds them, from the files in which providers keep them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from attrs import frozen

from boardrules.findings import Finding, Severity
from boardrules.formats.column_names import NO_COLUMN_NAMES, ColumnNames
from boardrules.formats.limits import Findings
from boardrules.formats.listing import Listing
from boardrules.formats.mems import take_activity
from boardrules.formats.opening import decode, not_utf8, open_source
from boardrules.formats.source import Kind
from boardrules.locations import Location
from boardrules.records import Activity

_KINDS: tuple[Kind, ...] = ("xlsx", "xml", "json", "text")
_EXPECTED = "an Excel workbook (.xlsx), XML, JSON or a CSV file"


@frozen(slots=True)
class ActivitiesRead:
    """The activities read, in the order of the files, where each stood, and what was wrong.

    ``places`` is by activity ID.
    """

    activities: tuple[Activity, ...]
    findings: list[Finding]
    places: dict[str, Location]


def read_activities(
    paths: Iterable[Path | str], names: ColumnNames = NO_COLUMN_NAMES
) -> ActivitiesRead:
    """Read the activities of one or more files. Never raises for a bad file.

    Each may be MEMS XML, ACCME's draft JSON, a CSV table, a workbook of such tables, or one of
    ACCME's Excel templates; what it is, its content says. An activity listed again with other
    contents is BR118, and what was read first is kept. ``names`` are further headers of tables.
    """
    findings = Findings()
    listing = Listing(findings)
    take = partial(take_activity, listing=listing)
    for path in paths:
        findings.tell_rest()
        source, kind = open_source(path, _KINDS, _EXPECTED, listing.findings)
        match kind:
            case None:
                continue
            case "json":
                from boardrules.formats.activities_json import read_json

                try:
                    text = decode(source.path.read_bytes())
                except UnicodeDecodeError as error:
                    listing.findings.append(not_utf8(source.name, error, Severity.ERROR))
                else:
                    read_json(text, source.name, listing.findings, take)
            case "xml":
                from boardrules.formats.activities_xml import read_xml

                read_xml(source, listing.findings, take)
            case _:
                from boardrules.formats.entries_table import table_kind

                if table_kind(source, kind, names) == "activities-template":
                    from boardrules.formats.activities_template import read_template

                    read_template(source, kind, listing, names)
                    continue
                from boardrules.formats.activities_table import read_table

                read_table(source, kind, listing, names)
    findings.tell_rest()
    return ActivitiesRead(tuple(listing.activities.values()), listing.findings, listing.places)
