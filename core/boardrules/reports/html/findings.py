"""The table of findings: a row for each, and what it can be filtered by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from attrs import frozen

from boardrules.batch import Report
from boardrules.codes import CodeSpec
from boardrules.findings import Finding, Severity
from boardrules.locations import Location
from boardrules.reports.html.places import field, where
from boardrules.reports.html.text import element, many, own, shown
from boardrules.reports.order import worst_first

#: What stands in the place of a verdict where a finding is about no record.
ABOUT_FILE, ABOUT_PLUGIN = "file", "plugin"
_COLUMNS = ("Where", "About", "Verdict", "Finding", "How to mend it")


@frozen(slots=True)
class Row:
    """A finding with what it is about.

    ``place`` is where the record stands, ``about`` the lines that say which one it is.
    """

    found: Finding
    spec: CodeSpec
    verdict: str
    place: Location | None
    about: tuple[str, ...] = ()
    file: str = ""

    @property
    def program(self) -> str:
        return self.found.program or ""


def rows_of(report: Report) -> list[Row]:
    """Every finding of a run: what kept from judging, then records and activities in their order.

    What else is worth knowing about the files comes last.
    """
    codes = report.catalogue
    several = len(report.inputs) + len(report.activity_inputs) > 1

    def row(
        found: Finding,
        verdict: str,
        place: Location | None = None,
        about: tuple[str, ...] = (),
        *,
        named: bool = several,
    ) -> Row:
        location = found.location or place
        file = location.file if named and location is not None else ""
        return Row(found, codes[found.code], verdict, place, about, file)

    rows = [row(found, ABOUT_PLUGIN, named=True) for found in report.plugin_findings]
    about_files = [row(found, ABOUT_FILE, named=True) for found in report.file_findings]
    rows += [each for each in about_files if each.found.severity is Severity.ERROR]
    for verdict in report.verdicts:
        if verdict.findings:
            record = verdict.record
            name = f"{record.first_name} {record.last_name}".strip()
            action = "" if record.action.casefold() == "add" else record.action
            activity_id = f"activity {record.activity_id}" if record.activity_id else ""
            texts = ("" if report.masked else name, activity_id, action)
            about = tuple(text for text in texts if text)
            place = record.origin.at("")
            rows += [
                row(each, verdict.status.value, place, about)
                for each in worst_first(verdict.findings)
            ]
    for activity in report.activities:
        if activity.findings:
            entry = activity.entry
            about = tuple(text for text in (entry.title, entry.id or entry.own_id) if text)
            place = entry.origin.at("")
            rows += [
                row(each, activity.outcome.value, place, about)
                for each in worst_first(activity.findings)
            ]
    return rows + [each for each in about_files if each.found.severity is not Severity.ERROR]


def findings_table(report: Report, rows: list[Row]) -> str:
    """The section of the findings, with the form that filters them."""
    if not rows:
        told = "No finding is shown." if report.hidden else "Nothing was found."
        return f'<section id="findings"><h2>Findings</h2><p>{told}</p></section>'
    head = "".join(f'<th scope="col" role="columnheader">{each}</th>' for each in _COLUMNS)
    return "\n".join(
        [
            '<section id="findings" tabindex="-1" aria-labelledby="findings-title">',
            '<h2 id="findings-title">Findings</h2>',
            _filters(rows),
            f'<p id="shown" role="status">{many(len(rows), "finding")}</p>',
            '<table id="list" role="table" aria-labelledby="findings-title" '
            'aria-describedby="shown">',
            f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>',
            '<tbody role="rowgroup">',
            *map(_row, rows),
            "</tbody>",
            "</table>",
            "</section>",
        ]
    )


def _row(row: Row) -> str:
    found, spec = row.found, row.spec
    severity = found.severity.value
    first = [row.file, where(found.location) or where(row.place)]
    place = "<br>".join(own(text) for text in first if text) or "the run as a whole"
    at = field(found.location)
    within = f"<br>{element('span', at, class_='dim')}" if at else ""
    # What the headers say is repeated on each cell for narrow screens, where no header is seen.
    cells = [
        f'<th scope="row" role="rowheader" data-h="{_COLUMNS[0]}">{place}{within}</th>',
        _cell(1, "<br>".join(map(own, row.about)) or "&ndash;"),
        _cell(2, element("span", row.verdict, class_=f"verdict {row.verdict}")),
        _cell(3, _told(row)),
        _cell(4, shown(spec.render_fix(found))),
    ]
    return (
        f'<tr role="row" data-verdict="{shown(row.verdict)}" data-severity="{severity}"'
        f' data-code="{shown(found.code)}" data-program="{shown(row.program)}">'
        f"{''.join(cells)}</tr>"
    )


def _cell(column: int, content: str) -> str:
    return f'<td role="cell" data-h="{_COLUMNS[column]}">{content}</td>'


def _told(row: Row) -> str:
    found, spec = row.found, row.spec
    severity = found.severity.value
    program = f" {element('span', row.program, class_='program')}" if row.program else ""
    detail = spec.render_detail(found)
    return (
        f"{element('b', found.code, class_=severity)} {element('span', severity)}{program}"
        f"<br>{shown(spec.render_message(found))}"
        + (f"<br>{element('span', detail, class_='detail')}" if detail else "")
    )


def _filters(rows: list[Row]) -> str:
    """The form; it is hidden until the script that heeds it runs."""
    titles = {row.found.code: row.spec.title for row in rows}
    facets = [
        _facet("verdict", "Verdict", _counted(row.verdict for row in rows)),
        _facet("severity", "Severity", _counted(row.found.severity.value for row in rows)),
        _facet("code", "Code", _counted((row.found.code for row in rows), titles)),
        _facet("program", "Program", _counted(row.program for row in rows)),
    ]
    return "\n".join(
        [
            '<form id="filters" role="search" aria-label="Filter the findings" hidden>',
            '<label>Text <input name="text" type="search" autocomplete="off" '
            'spellcheck="false" aria-controls="list"></label>',
            *facets,
            '<button type="button" id="all">Show all</button>',
            "</form>",
        ]
    )


def _counted(values: Iterable[str], titles: dict[str, str] | None = None) -> Iterator[str]:
    for value, count in sorted(Counter(values).items()):
        title = f" {titles[value]}" if titles else ""
        yield element("option", f"{value or 'none'}{title} ({count:,})", value=value or "-")


def _facet(name: str, label: str, options: Iterable[str]) -> str:
    choices = "".join(options)
    return (
        f'<label>{label} <select name="{name}" aria-controls="list">'
        f'<option value="">all</option>{choices}</select></label>'
    )
