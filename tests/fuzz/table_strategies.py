"""Whole files of tables, made up: records, REMS workbooks, templates, pre-validation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from tests.formats.learner_records import documents

from . import book, tables
from .strategies import Made, as_csv, ids, texts, words

_cell = words | texts
_OF_TABLE = [
    "first_name", "last_name", "birth_date", "claim", "program", "id", "id_type", "state", "total",
    "profession", "practice_area", "practice_state", "credit", "credit_type", "credit_amount",
    "credit_id", "given_blank", "organization", "completed_at", "local_id",
]  # fmt: skip
_NEEDED = ["action", "activity_id", "completed"]


@st.composite
def record_rows(draw: st.DrawFn) -> tuple[list[list[str]], tuple[int, ...]]:
    """A table of records under its header, and in which rows, of those below it, a record begins."""
    more = draw(st.lists(st.sampled_from(_OF_TABLE), unique=True))
    header = list(draw(st.permutations(["record", *_NEEDED, *more, "Notes"])))
    rows, begins = [header], []
    for label in range(draw(st.integers(1, 4))):
        begins.append(len(rows))
        for _ in range(draw(st.integers(1, 3))):
            own = {"record": f"R{label}", "action": "Add", "activity_id": draw(ids)}
            rows.append([own[name] if name in own else draw(_cell) for name in header])
    return rows, tuple(begins)


@st.composite
def record_tables(draw: st.DrawFn) -> Made:
    """Tables of records in CSV, and the rows in which their records begin."""
    rows, begins = draw(record_rows())
    mark = draw(st.sampled_from(",;\t"))
    return Made(as_csv(rows, mark), tuple(each + 1 for each in begins))


#: What may stand in a column of each type.
_values: dict[str, st.SearchStrategy[Any]] = {
    "string": _cell,
    "large": _cell,
    "dictionary": _cell,
    "binary": _cell,
    "int": st.integers(-(2**63), 2**63 - 1),
    "small": st.integers(0, 255),
    "float": st.floats(),
    "bool": st.booleans(),
    "decimal": st.decimals(-(10**9), 10**9, places=3).map(str),
    "date": st.dates().map(str),
    "seconds": st.datetimes().map(str),
    "nanoseconds": st.datetimes().map(str),
    "time": st.times().map(str),
    "duration": st.integers(-(10**9), 10**9).map(str),
    "list": _cell,
    "null": st.none(),
}


@st.composite
def parquet_tables(draw: st.DrawFn) -> Made:
    """Tables of records in Parquet with columns of any type, and the rows in which records begin."""
    rows, begins = draw(record_rows())
    columns: list[tables.Column] = []
    for index, name in enumerate(rows[0]):
        values: list[Any] = [row[index] for row in rows[1:]]
        kind = "string"
        if name not in ("record", "action"):
            kind = draw(st.sampled_from(list(_values)))
            values = [draw(st.none() | _values[kind]) for _ in values]
        columns.append((name, kind, values))
    made = tables.parquet(tables.described(columns))
    assert made is not None
    return Made(made, begins)


_OF_PARTICIPANT = [
    "Profession", "Practice Area", "Time in Practice", "DEA Registration",
    "State of Primary Practice", "Surgical Procedures",
]  # fmt: skip


@st.composite
def _sheet_rows(
    draw: st.DrawFn, header: Sequence[str], own: dict[str, st.SearchStrategy[str]], most: int
) -> tuple[list[list[str]], tuple[int, ...]]:
    """Rows below guidance and a header, some of them blank, and the numbers of the others."""
    rows = [["Guidance"]] * draw(st.integers(0, 2)) + [list(header)]
    filled = []
    for _ in range(draw(st.integers(1, most))):
        if draw(st.integers(0, 5)) == 0:
            rows.append([""] * len(header))
            continue
        rows.append([draw(own.get(name, _cell)) for name in header])
        filled.append(len(rows))
    return rows, tuple(filled)


def _shuffled(draw: st.DrawFn, needed: Sequence[str], more: Sequence[str]) -> list[str]:
    chosen = draw(st.lists(st.sampled_from(list(more)), unique=True, min_size=1))
    return list(draw(st.permutations([*needed, *chosen])))


@st.composite
def rems_workbooks(draw: st.DrawFn) -> Made:
    """REMS workbooks, which name nobody, and the rows of their completions."""
    needed = ["Record Action", "ACCME Activity ID", "Completion Date"]
    header = _shuffled(draw, needed, _OF_PARTICIPANT)
    own = {"Record Action": st.sampled_from(["Add", "Delete", "add "])}
    rows, filled = draw(_sheet_rows(header, own, 6))
    return Made(book.of_rows(rows), filled)


@st.composite
def learner_texts(draw: st.DrawFn, mark: str = "\t") -> Made:
    """Learner files as text, with tabs under the headers of either time, and the rows of their records.

    ``mark`` stands between cells.
    """
    needed = ["Record Action", "ACCME Activity ID", "Completion Date"]
    more = ["First Name", "Last Name", "Date of Birth", "Certifying Board", "Certifying Board ID"]
    if mark == "\t" and draw(st.booleans()):
        old = ["Action", "Activity ID", "Date Completed"]
        older = ["Learner Record Action", "PARS Activity ID", "Date of Completion"]
        needed = draw(st.sampled_from([old, older]))
        more = [
            "First Name",
            "Family Name",
            "DOB",
            "Board",
            "Diplomate ID",
            "MOC Points",
            "Template",
        ]
    header = _shuffled(draw, needed, more)
    own = {needed[0]: st.sampled_from(["Add", "Delete"])}
    rows, filled = draw(_sheet_rows(header, own, 6))
    return Made(as_csv(rows, mark), filled)


@st.composite
def learner_documents(draw: st.DrawFn) -> Made:
    """Learner reports in JSON, and how many there are: each is one record."""
    document = draw(documents())
    reports = document["ACCMELearnerReports"]["ActivityReports"]["ActivityReport"]
    return Made(json.dumps(document, indent=draw(st.none() | st.just(1))).encode(), len(reports))


@st.composite
def activity_templates(draw: st.DrawFn) -> tuple[list[list[str]], int]:
    """Rows of ACCME's template of activities, and how many activities there are."""
    more = [
        "Activity Start Date", "Activity End Date", "City", "Certifying Board", "MOC Points",
        "MOC Credit Type", "MOC Credit Claim Date", "Certifying Board 2", "MOC Points 2",
        "REMS Type", "Description", "Commendation Tag", "Close Activity",
    ]  # fmt: skip
    needed = ["Record Action", "ACCME Activity ID", "Activity Title", "Activity Format"]
    header = _shuffled(draw, needed, more)
    known = draw(st.lists(ids, min_size=1, max_size=4, unique=True))
    rows = [header]
    for activity_id in known:
        own = {"ACCME Activity ID": activity_id, "Record Action": "Add"}
        rows.append([own[name] if name in own else draw(_cell) for name in header])
    return rows, len(known)


@st.composite
def people(draw: st.DrawFn) -> tuple[list[list[str]], tuple[int, ...]]:
    """Rows of a pre-validation sheet, and the numbers of those that name somebody."""
    more = [
        "First Name", "Date of Birth", "Licensing State", "Licensing ID or NPI",
        "Certifying Board", "Certifying Board ID", "Notes",
    ]  # fmt: skip
    header = _shuffled(draw, ["Last Name"], more)
    own = {"Last Name": st.sampled_from(["Aalto", "O\u2019Neill", "=1+1", "#N/A", "0012"])}
    rows, filled = draw(_sheet_rows(header, own, 5))
    return rows, filled


@st.composite
def _participants(draw: st.DrawFn) -> str:
    names = ["Profession", "PracticeArea", "TimeInPractice", "StateOfPrimaryPractice"]
    inner = "".join(
        f"<{name}>{book.text(draw(_cell))}</{name}>"
        for name in draw(st.lists(st.sampled_from(names), unique=True))
    )
    return f"<Participant>{inner}</Participant>"


@st.composite
def reports_of_participants(draw: st.DrawFn) -> tuple[bytes, tuple[int, ...]]:
    """Learner reports in XML, and how many participants of a REMS each has."""
    reports, counts = [], []
    for _ in range(draw(st.integers(1, 3))):
        people = draw(st.lists(_participants(), min_size=1, max_size=4))
        counts.append(len(people))
        module = (
            f'<Module><ModuleName moduleID="{draw(ids)}"/>'
            "<CompletedDateTime>2026-05-20</CompletedDateTime></Module>"
        )
        parts = [
            f"<Participants>{''.join(people)}</Participants>",
            f"<Activity>{module}</Activity>",
            "<LearnerRecordAction>Add</LearnerRecordAction>",
        ]
        reports.append(f"<ActivityReport>{''.join(parts)}</ActivityReport>")
    text = f"<ActivityReports>{''.join(reports)}</ActivityReports>"
    return text.encode(), tuple(counts)
