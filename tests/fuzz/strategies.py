"""Whole files, made up: sound ones that look odd, and what must come of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen
from hypothesis import strategies as st

from boardrules.declaration_tables import known_rules

from . import book


@frozen
class Made:
    """A file, and the rows (from 1) of its records or, where it has no rows, how many there are."""

    data: bytes
    records: tuple[int, ...] | int


#: Text as it may stand in a cell or an element: anything that XML can hold.
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from("\t\n\r "),
    max_size=12,
)
words = st.sampled_from(
    ["Add", "delete", "ABIM", "ABIM ", "aba", "Maine", "NPI", "Medical Knowledge", "\u00a0", "\u200b", "=1+1",
     "2026-05-20", "05/20/2026", "02/30/2026", "202612345", "0001234", "2.02612345E+08", "1.25", "-1",
     "REMS", "Ines", "\u202eAalto", "O\u2019Neill", "\x1b[31m", "9" * 40, "yes", "#N/A", "{found}"]
)  # fmt: skip
_numbers = st.one_of(
    # calamine gives up a whole sheet over the number of a day before some 290 million BC.
    st.integers(-(10**11), 10**12),
    st.floats(-(10.0**11), allow_nan=False, allow_infinity=False),
    st.sampled_from([0, 60, 46162, 46162.5, 202612345, 2958465.999, 2958466, 1e-300]),
).map(repr)
ids = st.integers(200_000_000, 209_999_999).map(str)


@st.composite
def _cells(draw: st.DrawFn, shared: list[str]) -> Callable[[str], str]:
    """A cell of any type, once its place is known."""
    style = draw(st.integers(0, len(book.FORMATS)))  # one more than there are
    kind = draw(
        st.sampled_from(["n", "n", "s", "s", "inlineStr", "inlineStr", "str", "b", "e", "d"])
    )
    formula = draw(st.sampled_from(["", "", "", "A1&B1", "NOW()"]))
    if kind == "n":
        value = draw(_numbers)
    elif kind == "s":
        shared.append(draw(words | texts))
        value, formula = str(len(shared) - 1), ""
    elif kind == "b":
        value = draw(st.sampled_from(["0", "1"]))
    elif kind == "e":
        value = draw(st.sampled_from(["#N/A", "#REF!", "#VALUE!", "#DIV/0!"]))
    elif kind == "d":
        value = draw(st.sampled_from(["2026-05-20", "2026-05-20T09:30:00", "0001-01-01"]))
    else:
        value = draw(words | texts)
        formula = "" if kind == "inlineStr" else formula
    of_number = "" if kind == "n" else kind
    return lambda place: book.cell(place, value, of_number, style, formula)


@st.composite
def _header(draw: st.DrawFn) -> list[str]:
    """Headers of the learner template in any order, with others between them."""
    known = ["Record Action", "ACCME Activity ID", "Completion Date"]
    # A header that is given twice makes the file one that cannot be judged as it stands.
    more = st.lists(st.sampled_from(_OPTIONAL), unique=True, max_size=len(_OPTIONAL))
    pairs = ["Credit Type", "Credits Awarded for Credit Type"] * draw(st.integers(0, 3))
    others = draw(st.lists(texts | st.sampled_from(["", "Notes", "Error Code"]), max_size=3))
    return list(draw(st.permutations([*known, *draw(more), *others]))) + pairs


_OPTIONAL = [
    "First Name", "Last Name", "Date of Birth", "Licensing State", "Licensing ID or NPI",
    "Number of CME Credits", "Certifying Board", "Certifying Board ID", "Total Board Credits",
    "Profession", "Practice Area", "State of Primary Practice",
]  # fmt: skip


@st.composite
def learner_workbooks(draw: st.DrawFn) -> Made:
    """Learner workbooks of every type of cell, and the rows in which their records stand."""
    shared: list[str] = []
    header = draw(_header())
    rows: list[str] = []
    number = draw(st.integers(1, 4))
    if number > 1 and draw(st.booleans()):
        rows.append(book.row(1, [book.cell("A1", "Enter one learner per row", "inlineStr")]))
    letters = [book.column(index) for index in range(len(header))]
    rows.append(_texts_row(number, letters, header))
    action = letters[header.index("Record Action")]
    records = []
    for _ in range(draw(st.integers(0, 6))):
        number += draw(st.sampled_from([1, 1, 1, 2, 5]))
        if draw(st.integers(0, 7)) == 0:
            blank = draw(st.sampled_from(["", " ", "\u00a0"]))
            rows.append(_texts_row(number, [action], [blank]))
            continue
        cells = {action: book.cell(f"{action}{number}", draw(_ACTIONS), "inlineStr")}
        for letter in letters:
            if letter != action and draw(st.booleans()):
                cells[letter] = draw(_cells(shared))(f"{letter}{number}")
        rows.append(book.row(number, [cells[letter] for letter in letters if letter in cells]))
        records.append(number)
    merged = draw(st.lists(st.sampled_from(["A1:C1", "B2:B3", "A2:A3", "D5:F9"]), max_size=2))
    sheets = {"Sheet1": book.sheet(rows, merged, draw(st.sampled_from(["", "A1", "A1:Z99"])))}
    if draw(st.booleans()):
        other = draw(st.sampled_from(["ValidValues", "Letters", "\u00e9t\u00e9 & <co>"]))
        sheets[other] = book.sheet([_texts_row(1, ["A", "B"], ["Maine", "Ohio"])])
    made = book.parts(sheets, shared, from_1904=draw(st.booleans()))
    return Made(book.zipped(made), tuple(records))


_ACTIONS = st.sampled_from(["Add", "add ", "Delete", "ADD", "Replace", "1", "#N/A", "\u00e4dd"])


def _texts_row(number: int, letters: Sequence[str], values: Sequence[str]) -> str:
    return book.row(
        number,
        [
            book.cell(f"{letter}{number}", value, "inlineStr")
            for letter, value in zip(letters, values, strict=True)
            if value
        ],
    )


def _element(name: str, inner: str, **attributes: str) -> str:
    given = "".join(f' {key}="{book.text(value)}"' for key, value in attributes.items())
    return f"<{name}{given}>{inner}</{name}>"


@st.composite
def _certificates(draw: st.DrawFn) -> str:
    identifiers = [
        _element("UniqueID", book.text(draw(words | texts)), domain=draw(words))
        for _ in range(draw(st.integers(0, 2)))
    ]
    received = [
        _element(name, book.text(draw(words | texts)))
        for name in draw(
            st.lists(st.sampled_from(["activityCertification", "creditUnit", "numberOfCredits"]))
        )
    ]
    credit = draw(st.sampled_from(["", "<CreditID>ccid:1</CreditID>", "<CreditID/>"]))
    inner = "".join(identifiers) + _element("CreditReceived", "".join(received)) + credit
    return _element("CreditCertificate", inner)


@st.composite
def _modules(draw: st.DrawFn) -> str:
    inner = [
        _element("ModuleName", book.text(draw(texts)), moduleID=draw(ids | texts)),
        _element("CompletedDateTime", book.text(draw(words | texts))),
        draw(
            st.sampled_from(
                ["", "<Status>Completed</Status>", "<Status>Open</Status>", "<!-- a -->"]
            )
        ),
        *draw(st.lists(_certificates(), max_size=2)),
    ]
    return _element("Module", "".join(draw(st.permutations(inner))))


@st.composite
def learner_reports(draw: st.DrawFn) -> Made:
    """Learner reports in XML, and how many records are in them: one for each module."""
    reports, count = [], 0
    for _ in range(draw(st.integers(1, 4))):
        modules = draw(st.lists(_modules(), min_size=1, max_size=3))
        count += len(modules)
        member = "".join(
            _element(name, book.text(draw(words | texts)))
            for name in draw(st.lists(st.sampled_from(["GivenName", "FamilyName", "BirthDate"])))
        )
        action = _element("LearnerRecordAction", book.text(draw(words | texts)))
        participant = draw(
            st.sampled_from(["", "<Participant><Profession>MD</Profession></Participant>"])
        )
        parts = [
            _element("Member", member),
            participant,
            _element("Activity", "".join(modules)),
            action,
        ]
        reports.append(_element("ActivityReport", "\n".join(draw(st.permutations(parts)))))
    space = draw(st.sampled_from(["", ' xmlns="urn:example:a"']))
    opening = draw(st.sampled_from(["", '<?xml version="1.0"?>\n', "\ufeff", "<!-- a\n -->"]))
    text = f"{opening}<ActivityReports{space}>\n{''.join(reports)}</ActivityReports>"
    encoding = draw(st.sampled_from(["utf-8", "utf-16"])) if not opening else "utf-8"
    return Made(text.encode(encoding), count)


_leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words | texts
_values = st.recursive(
    _leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@st.composite
def _entries(draw: st.DrawFn) -> dict[str, Any]:
    """An activity as ACCME's draft JSON, with any value wherever one can stand."""
    entry: dict[str, Any] = {
        "Lom": {
            "general": {
                "identifier": draw(
                    st.just([{"catalog": "ACCME Activity ID", "entry": "202612345"}]) | _values
                ),
                "title": draw(_values),
            }
        },
        "healthcareMetadata": draw(
            st.fixed_dictionaries(
                {"healthcareEducation": st.fixed_dictionaries(
                    {"startDateTime": _values, "endDateTime": _values}) | _values}
            )
        ),
    }  # fmt: skip
    if draw(st.booleans()):
        keys = st.sampled_from(["boardName", "mocPoints", "MOCCreditType", "CreditClaimDate"])
        registrations = st.lists(st.dictionaries(keys, _values), max_size=2) | _values
        entry["XtensibleInfo"] = {"MOCRegistrations": {"MOCRegistration": draw(registrations)}}
    return entry


@st.composite
def activities_json(draw: st.DrawFn) -> Made:
    """Activities as JSON, and how many there are."""
    entries = draw(st.lists(_entries(), min_size=1, max_size=3))
    document: Any = entries
    if draw(st.booleans()):
        document = {"ACCMEActivities": {"MedicalEducationMetrics": entries}}
    return Made(json.dumps(document, indent=draw(st.none() | st.just(1))).encode(), len(entries))


@st.composite
def activities_xml(draw: st.DrawFn) -> Made:
    """Activities as MEMS XML, and how many there are."""
    count = draw(st.integers(1, 3))
    entries = []
    for _ in range(count):
        inner = _element("identifier", "<catalog>ACCME Activity ID</catalog>"
                         + _element("entry", draw(ids)))  # fmt: skip
        inner += _element("title", _element("string", book.text(draw(words | texts))))
        dates = "".join(
            _element(name, book.text(draw(words | texts)))
            for name in draw(
                st.lists(st.sampled_from(["startDateTime", "endDateTime", "boardName"]))
            )
        )
        lom = _element("lom", _element("general", inner))
        entries.append(
            _element("MedicalEducationMetrics", lom + _element("healthcareMetadata", dates))
        )
    text = _element("ACCMEActivities", "\n".join(entries))
    return Made(text.encode(), count)


_ACTIVITY_COLUMNS = [
    "start", "end", "cme_credits", "program", "points", "credit_types", "claim_date",
    "format", "provider_id", "withdrawn", "public", "physicians",
]  # fmt: skip


@st.composite
def activity_tables(draw: st.DrawFn) -> tuple[list[list[str]], int]:
    """Rows of a table of activities under their header, and how many activities there are."""
    columns = draw(st.lists(st.sampled_from(_ACTIVITY_COLUMNS), unique=True, min_size=3))
    header = list(draw(st.permutations(["activity_id", "title", *columns])))
    known = draw(st.lists(ids, min_size=1, max_size=4, unique=True))
    rows = [header]
    for activity_id in known:
        rows.append(
            [activity_id if name == "activity_id" else draw(words | texts) for name in header]
        )
    return rows, len(known)


@st.composite
def rosters(draw: st.DrawFn) -> tuple[list[list[str]], int]:
    """Rows of a roster under their header, and how many people there are."""
    columns = ["first_name", "last_name", "birth_date", "npi"]
    more = draw(st.lists(st.sampled_from(columns), unique=True))
    header = list(draw(st.permutations(["program", "id", *more])))
    people = draw(
        st.lists(st.tuples(st.sampled_from(["ABIM", "aba", "ME", "XX"]), ids), max_size=4)
    )
    rows = [header]
    for program, identifier in people:
        own = {"program": program, "id": identifier}
        rows.append([own[name] if name in own else draw(words | texts) for name in header])
    return rows, len(people)


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ",") -> bytes:
    """A table as CSV. Lines end as Excel ends them."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode()


@st.composite
def configurations(draw: st.DrawFn) -> str:
    """A ``boardrules.toml`` of tables and keys as they should be, with any value in them."""
    lines = [f"provider = {_toml(draw(words | texts))}"] if draw(st.booleans()) else []
    for _ in range(draw(st.integers(0, 3))):
        lines.append("[[override]]")
        table = {
            "program": draw(st.sampled_from(["ABIM", "ABA", "ABS", "REMS", "STATES", "ABMI"])),
            "rule": draw(st.sampled_from([*known_rules(), "settings.a"]) | texts),
            "value": draw(_toml_values),
            "effect": draw(st.sampled_from(["reject", "warn", "no"])),
            "says": draw(words | texts),
        }
        for key in draw(st.lists(st.sampled_from([*table, "rule_set", "colour"]), unique=True)):
            lines.append(f"{key} = {_toml(table.get(key, 'a'))}")
    return "\n".join(lines)


_toml_values = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.dates()
    | st.sampled_from(["none", "03-31 +1y", "0.25", "activity", "must", "[", "activity.end"])
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)


def _toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value).replace("\x7f", "\\u007f") if value.isprintable() else '""'
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_toml(key)} = {_toml(each)}' for key, each in value.items())}}}"
    return str(value)


@st.composite
def changed_documents(draw: st.DrawFn, document: Mapping[str, Any]) -> Any:
    """A declaration as it was parsed, with one to three of its values taken or made something else."""
    changed = document
    for _ in range(draw(st.integers(1, 3))):
        changed = draw(_changed(changed))
    return changed


@st.composite
def _changed(draw: st.DrawFn, value: Any) -> Any:
    if isinstance(value, Mapping) and value and draw(st.integers(0, 9)):
        key = draw(st.sampled_from(list(value)))
        made = dict(value)
        if draw(st.integers(0, 9)) == 0:
            del made[key]
        else:
            made[key] = draw(_changed(value[key]))
        return made
    if isinstance(value, list) and value and draw(st.integers(0, 9)):
        at = draw(st.integers(0, len(value) - 1))
        return [*value[:at], draw(_changed(value[at])), *value[at + 1 :]]
    return draw(_toml_values)
