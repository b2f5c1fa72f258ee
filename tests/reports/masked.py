"""What is written of reports without values of learners."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from attrs import asdict

from boardrules import Report
from boardrules.plugins import installed_plugins
from boardrules.reports import report_formats
from boardrules.reports.masking import mask

FORMATS = report_formats(installed_plugins())
MASKING = [name for name, spec in FORMATS.items() if spec.masks]
#: Text and JSON lines are masked when somebody asks for it.
ALL = [*MASKING, "text", "json", "jsonl"]
#: What the catalogue says of its own accord, made-up examples included.
CATALOGUE = repr([*map(asdict, installed_plugins().catalogue)]).encode()


def outputs(made: Report, names: list[str] = ALL) -> Iterator[tuple[str, bytes]]:
    """What each format makes of a report that is masked."""
    masked = mask(made)
    for name in names:
        yield name, FORMATS[name].render(masked)


def people(*lines: str) -> str:
    """A roster of these lines."""
    Path("people.csv").write_text(
        "\n".join(("program,id,first_name,last_name,birth_date,npi", *lines, "")), encoding="utf-8"
    )
    return "people.csv"
