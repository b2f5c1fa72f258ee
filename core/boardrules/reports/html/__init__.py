"""The report as one page of HTML: nothing beside it is needed, and nothing is fetched.

Without JavaScript it is a plain page with all its tables; with it the findings can be filtered.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from boardrules.batch import Report
from boardrules.reports.html.findings import findings_table, rows_of
from boardrules.reports.html.parts import chart, contents, counts, inputs, not_judged, rule_sets
from boardrules.reports.html.text import element, shown
from boardrules.reports.text import notes_on

_TITLE = "What boardrules found"


def render(report: Report) -> bytes:
    """The page as UTF-8; the same report gives the same bytes.

    It shows what ``report`` holds, learners' names and values included: what must not be seen
    is to be masked in the report before.
    """
    return _page(report).encode()


def _page(report: Report) -> str:
    style, script = _asset("page.css"), _asset("page.js")
    rows = rows_of(report)
    sections = {
        "codes": ("Codes", chart(report, rows)),
        "findings": ("Findings", findings_table(report, rows)),
        "not-judged": ("What was not judged", not_judged(report)),
        "rules": ("Rule sets used", rule_sets(report)),
    }
    body = [
        '<a class="skip" href="#findings">Skip to the findings</a>',
        "<header>",
        element("h1", _TITLE),
        f"<p>Judged as of <time>{report.as_of.isoformat()}</time>"
        f" by boardrules {shown(report.version)}.</p>",
        inputs(report),
        *(element("p", note, class_="note") for note in notes_on(report)),
        contents({key: name for key, (name, part) in sections.items() if part}),
        "</header>",
        "<main>",
        counts(report),
        *(part for _, part in sections.values() if part),
        "</main>",
    ]
    policy = (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)};"
        " base-uri 'none'; form-action 'none'"
    )
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="robots" content="noindex">',
        # Or telephones make links of identifiers.
        '<meta name="format-detection" content="telephone=no">',
        element("title", f"{_TITLE}, {report.as_of.isoformat()}"),
        f"<style>{style}</style>",
    ]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            *head,
            "</head>",
            "<body>",
            *body,
            f"<script>{script}</script>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _asset(name: str) -> str:
    return (files("boardrules.reports.html") / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """What a content security policy calls a style or a script that may be on the page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
