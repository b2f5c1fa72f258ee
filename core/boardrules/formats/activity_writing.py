"""Writing activities into any of the formats in which they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from boardrules.activities.model import ActivityEntry
from boardrules.findings import Finding
from boardrules.formats.activities_to_xml import ACCME
from boardrules.formats.activity_forms import ActivityFormat, Form, Told, form_of
from boardrules.formats.activity_settling import settled


def write_activities(
    entries: Iterable[ActivityEntry], kind: ActivityFormat, namespace: str = ACCME
) -> tuple[bytes, list[Finding]]:
    """The file's bytes, and what it says otherwise than the activities or not at all.

    ``kind`` is ``xml`` (MEMS), ``json`` (ACCME's draft), ``csv`` or ``xlsx`` (the plain table),
    ``template-cme`` or ``template-cme-moc`` (the layout of ACCME's Excel templates); KeyError for
    another. ``namespace`` is ACCME's own in XML, which is not public. The findings are BR154 for
    what has no place in the format and BR155 for what is written otherwise. The same activities
    give the same bytes.
    """
    form = form_of(kind)
    told = Told(form)
    if form.is_tree:
        entries = [settled(each, form, told) for each in entries]
        if kind == "json":
            from boardrules.formats.activities_to_json import json_of

            return json_of(entries), told.findings
        from boardrules.formats.activities_to_xml import xml_of

        return xml_of(entries, namespace), told.findings
    from boardrules.formats.activities_to_table import csv_of, placed, template_of, xlsx_of

    flats = [
        cells for cells, _ in placed([settled(each, form, told) for each in entries], form, told)
    ]
    if kind == "csv":
        return csv_of(flats), told.findings
    made = xlsx_of(flats) if kind == "xlsx" else template_of(flats, form)
    return made, told.findings


def as_written(entries: Sequence[ActivityEntry], kind: ActivityFormat) -> list[ActivityEntry]:
    """The activities that a reader finds in what :func:`write_activities` writes."""
    form: Form = form_of(kind)
    told = Told(form)
    made = [settled(each, form, told) for each in entries]
    if not form.is_tree:
        from boardrules.formats.activities_to_table import placed

        made = [entry for _, entry in placed(made, form, told)]
    return made
