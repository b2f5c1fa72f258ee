"""Writes the example files beside this one, the same bytes each time.

    python examples/make_examples.py

What is planted in them is data: ``ROWS`` by row of learners.xlsx, ``REPORTS`` by report of
learners.xml, in ``making/planted_*.py``. README.md lists it.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from making.activities import BY_ID, activities_json, activities_xml
from making.completions import Drawing
from making.people import Person, make_people, roster_csv
from making.planted_reports import REPORTS
from making.planted_rows import BLANK_ROWS, ROWS
from making.reports import Report, change_report, report_of, write_reports
from making.workbook import FIRST_ROW, Row, change, row_of, type_in, workbook

SEED = 7654
HERE = Path(__file__).parent


def people() -> list[Person]:
    """Everybody on the roster."""
    return make_people(Random(SEED))


def learner_rows(people: list[Person]) -> list[Row]:
    """The rows of learners.xlsx, each with the codes it earns."""
    rng = Random(f"{SEED} rows")
    drawing = Drawing(rng, people)
    planted = {
        number: drawing.draw(BY_ID[each.like.activity], each.like)
        for number, each in ROWS.items()
        if each.like is not None
    }
    clean = [
        completion
        for activity in BY_ID.values()
        for completion in drawing.clean(activity, activity.crowd[0])
    ]
    rng.shuffle(clean)
    rows: dict[int, Row] = {}
    number = FIRST_ROW
    while clean or number <= max(ROWS):
        if number in ROWS:
            each = ROWS[number]
            if each.copy_of:
                rows[number] = Row(number, dict(rows[each.copy_of].cells))
            else:
                rows[number] = row_of(number, planted[number])
            change(rows[number], each.changes)
            rows[number].codes = each.codes.split()
        elif number not in BLANK_ROWS:
            rows[number] = row_of(number, clean.pop(0))
            type_in(rows[number], rng)
        number += 1
    return list(rows.values())


def learner_reports(people: list[Person]) -> list[Report]:
    """The reports of learners.xml, each with the codes it earns."""
    rng = Random(f"{SEED} reports")
    drawing = Drawing(rng, people)
    planted = {
        number: drawing.draw(BY_ID[each.like.activity], each.like)
        for number, each in REPORTS.items()
        if each.like is not None
    }
    clean = [
        completion
        for activity in BY_ID.values()
        for completion in drawing.clean(activity, activity.crowd[1])
    ]
    rng.shuffle(clean)
    reports: list[Report] = []
    while clean or len(reports) < max(REPORTS):
        number = len(reports) + 1
        if number in REPORTS:
            report = report_of(number, planted[number])
            change_report(report, REPORTS[number].changes)
            report.codes = REPORTS[number].codes.split()
        else:
            completion = clean.pop(0)
            under_member = bool(completion.board) and rng.random() < 0.2
            report = report_of(number, completion, under_member=under_member)
        reports.append(report)
    return reports


def files() -> dict[str, bytes]:
    """Every example file by its name, and README.md with its tables brought up to date."""
    everybody = people()
    reports, lines = write_reports(learner_reports(everybody))
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    readme = _with_table(readme, "learners.xlsx", _rows_table())
    readme = _with_table(readme, "learners.xml", _reports_table(lines))
    return {
        "learners.xlsx": workbook(learner_rows(everybody)),
        "learners.xml": reports,
        "activities.json": activities_json(),
        "activities.xml": activities_xml(),
        "roster.csv": roster_csv(everybody),
        "README.md": readme.encode(),
    }


def _rows_table() -> list[str]:
    lines = ["| row | code | what is wrong |", "|---|---|---|"]
    lines += [
        f"| {number} | {each.codes or 'none'} | {each.wrong} |" for number, each in ROWS.items()
    ]
    return lines


def _reports_table(begins: dict[int, int]) -> list[str]:
    lines = ["| report | line | code | what is wrong |", "|---|---|---|---|"]
    lines += [
        f"| {number} | {begins[number]} | {each.codes or 'none'} | {each.wrong} |"
        for number, each in REPORTS.items()
    ]
    return lines


def _with_table(text: str, name: str, table: list[str]) -> str:
    """``text`` with what stands between the marks for ``name`` replaced."""
    begin, end = f"<!-- planted in {name} -->", f"<!-- end of {name} -->"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return "\n".join([before + begin, *table, end + after])


if __name__ == "__main__":
    for name, made in files().items():
        (HERE / name).write_bytes(made)
        print(f"{name}: {len(made)} bytes")
