"""The parts of the page beside the findings: counts, the chart of codes, and what was not judged."""

from __future__ import annotations

from boardrules.batch import Report
from boardrules.findings import Severity, Status
from boardrules.locations import Location
from boardrules.reports.html.findings import Row
from boardrules.reports.html.places import listed
from boardrules.reports.html.text import element, many, own, shown

_SEVERITIES = [each.value for each in Severity]


def inputs(report: Report) -> str:
    """What was judged."""
    items = [f"<li>{own(each.file)}: {many(each.records, 'record')}</li>" for each in report.inputs]
    items += [
        f"<li>{own(each.file)}: {many(each.activities, 'activity')}</li>"
        for each in report.activity_inputs
    ]
    return f'<ul class="files">{"".join(items)}</ul>' if items else ""


def contents(parts: dict[str, str]) -> str:
    """Links to those of the page's parts, by their ids, that are there; each value is a name."""
    links = " ".join(f'<a href="#{key}">{name}</a>' for key, name in parts.items())
    return f'<nav aria-label="On this page">{links}</nav>'


def counts(report: Report) -> str:
    """How many records, and activities, came to each verdict."""
    summary, made = report.summary, []
    if report.inputs or not report.activity_inputs:
        kinds = (
            (summary.rejected, "rejected", "rejected"),
            (summary.accepted, "accepted", "accepted"),
            (summary.submitted, "submitted", "submitted: the board answers later"),
            (summary.deleted, "deleted", "deleted"),
            (summary.delete_submitted, "delete-submitted", "delete submitted"),
            (summary.not_judged, "not-judged", "not judged"),
        )
        made += _tiles(many(summary.records, "record"), kinds)
    if report.activity_inputs:
        totals = summary.activities
        made += _tiles(
            many(totals.activities, "activity"),
            (
                (totals.rejected, "rejected", "rejected"),
                (totals.registrable, "registrable", "registrable"),
                (totals.closable, "closable", "closable"),
            ),
        )
    return "\n".join(['<section aria-label="Verdicts">', *made, "</section>"])


def _tiles(heading: str, kinds: tuple[tuple[int, str, str], ...]) -> list[str]:
    tiles = [
        f'<li class="{name}"><b>{count:,}</b> {label}</li>'
        for count, name, label in kinds
        if count or name == "rejected"
    ]
    return [element("h2", heading), f'<ul class="tiles">{"".join(tiles)}</ul>']


def chart(report: Report, rows: list[Row]) -> str:
    """A bar for each code, the errors first, the most frequent first."""
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        by_severity = found.setdefault(row.found.code, dict.fromkeys(_SEVERITIES, 0))
        by_severity[row.found.severity.value] += 1
    if not found:
        return ""
    most = max(sum(each.values()) for each in found.values())
    items = []
    for code, by_severity in sorted(found.items(), key=_importance):
        told = ", ".join(_times(count, name) for name, count in by_severity.items() if count)
        bars, start = [], 0.0
        for name, count in by_severity.items():
            if count:
                width = 100 * count / most
                bars.append(
                    f'<rect class="{name}" x="{start:.2f}" width="{width:.2f}" height="8"/>'
                )
                start += width
        items.append(
            f'<li><a href="#findings" data-code="{shown(code)}">{shown(code)}</a> '
            f"{element('span', report.catalogue[code].title, class_='title')} "
            f'<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
            f"{''.join(bars)}</svg> {element('span', told, class_='count')}</li>"
        )
    return "\n".join(
        [
            '<section id="codes" aria-labelledby="codes-title">',
            '<h2 id="codes-title">Codes</h2>',
            '<ul class="chart">',
            *items,
            "</ul>",
            "</section>",
        ]
    )


def _times(count: int, severity: str) -> str:
    return f"{count:,} info" if severity == Severity.INFO else many(count, severity)


def _importance(entry: tuple[str, dict[str, int]]) -> tuple[int, int, str]:
    code, by_severity = entry
    worst = next(index for index, count in enumerate(by_severity.values()) if count)
    return worst, -sum(by_severity.values()), code


def not_judged(report: Report) -> str:
    """Which codes and which records were not judged, and why."""
    notes = [
        f"<li>{shown(', '.join(each.codes))}: {shown(each.because)}.</li>"
        for each in report.not_judged
    ]
    groups: dict[tuple[str, str], list[Location]] = {}
    for verdict in report.verdicts:
        if verdict.status is Status.NOT_JUDGED:
            place = verdict.record.origin.at("")
            groups.setdefault((verdict.because or "", place.file), []).append(place)
    for (because, file), places in groups.items():
        why = f": {shown(because)}" if because else ""
        notes.append(
            f"<li>{many(len(places), 'record')} of {own(file)}{why}."
            f"<br>{element('span', listed(places), class_='dim')}</li>"
        )
    if not notes:
        return ""
    return "\n".join(
        [
            '<section id="not-judged" aria-labelledby="not-judged-title">',
            '<h2 id="not-judged-title">What was not judged</h2>',
            "<ul>",
            *notes,
            "</ul>",
            "</section>",
        ]
    )


def rule_sets(report: Report) -> str:
    """The rule sets that records were judged by."""
    if not report.rule_sets:
        return ""
    headers = ("Program", "Rule set", "From", "Until", "Digest")
    lines = []
    for each in report.rule_sets:
        start = each.start.isoformat() if each.start else "no start stated"
        end = each.end.isoformat() if each.end else "in force"
        cells = (each.id, start, end, each.digest)
        lines.append(
            f"<tr>{element('th', each.program, scope='row')}"
            f"{''.join(element('td', cell) for cell in cells)}</tr>"
        )
    return "\n".join(
        [
            '<section id="rules" aria-labelledby="rules-title">',
            '<h2 id="rules-title">Rule sets used</h2>',
            '<table class="rules" aria-labelledby="rules-title">',
            f"<thead><tr>{''.join(element('th', each, scope='col') for each in headers)}</tr></thead>",
            "<tbody>",
            *lines,
            "</tbody>",
            "</table>",
            "</section>",
        ]
    )
