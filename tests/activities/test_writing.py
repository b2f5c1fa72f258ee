"""Activities written and read again, in every format."""

from __future__ import annotations

import csv
import io
import itertools
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from boardrules.activities import ActivityEntry, Credit, Participants, Pharmacy
from boardrules.codes import builtin_catalogue
from boardrules.findings import Finding
from boardrules.formats import open_submission
from boardrules.formats.activity_entries import activity_file
from boardrules.formats.activity_forms import KINDS, ActivityFormat
from boardrules.formats.activity_writing import as_written, write_activities
from boardrules.formats.learner_columns import column_letter
from boardrules.locations import CellAt

from .desk import ABA, ABIM, OPIOIDS
from .desk import SOUND as SOUND_ENTRY
from .made import ANY, SOUND

ENDINGS = {
    "xml": ".xml", "json": ".json", "csv": ".csv", "xlsx": ".xlsx", "template-cme": ".xlsx",
    "template-cme-moc": ".xlsx",
}  # fmt: skip
each_kind = pytest.mark.parametrize("kind", KINDS)


def read(
    data: bytes, folder: Path, kind: ActivityFormat
) -> tuple[list[ActivityEntry], list[Finding]]:
    path = folder / f"a{ENDINGS[kind]}"
    path.write_bytes(data)
    file = activity_file(path, open_submission(path))
    assert file is not None
    return list(file.entries()), file.findings


def distinct(entries: Sequence[ActivityEntry]) -> list[ActivityEntry]:
    """The activities numbered, their IDs so that no two are one."""
    return [
        evolve(
            each,
            number=number,
            id=f"{each.id}{number}" if each.id else "",
            own_id=f"{each.own_id} {number}",
        )
        for number, each in enumerate(entries, 1)
    ]


@each_kind
@settings(max_examples=25)
@given(entries=st.lists(st.one_of(ANY, SOUND), min_size=1, max_size=2))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, kind: ActivityFormat, entries: list[ActivityEntry]
) -> None:
    entries = distinct(entries)
    data, _ = write_activities(entries, kind)
    expected = as_written(entries, kind)
    found, told = read(data, tmp_path_factory.mktemp("w"), kind)
    assert found == expected
    # An identifier such as 1.50 is read as it is, with a word on how it looks.
    assert {each.code for each in told} <= {"BR208"}


def whole(**changes: Any) -> ActivityEntry:
    """The sound activity, registered with two boards and a REMS, with other values."""
    given = {"registrations": (ABA, ABIM), "rems": (OPIOIDS,), "professions": (), **changes}
    return evolve(SOUND_ENTRY, **given)


@each_kind
def test_the_same_activities_give_the_same_bytes(kind: ActivityFormat) -> None:
    first, _ = write_activities([whole()], kind)
    assert write_activities([whole()], kind)[0] == first
    if ENDINGS[kind] == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(first)) as archive:
            assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@each_kind
def test_no_text_becomes_a_formula(kind: ActivityFormat, tmp_path: Path) -> None:
    texts = {"title": "=HYPERLINK(1)", "description": "+1", "city": "@A", "url": "-2"}
    data, _ = write_activities([whole(**texts)], kind)
    if ENDINGS[kind] == ".xlsx":
        page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        cells = {cell.value: cell.data_type for row in page for cell in row}
        assert {cells[text] for text in texts.values()} == {"s"}
    if kind == "csv":
        (row,) = itertools.islice(csv.DictReader(io.StringIO(data.decode())), 1)
        assert [row[name] for name in texts] == [f"'{text}" for text in texts.values()]
    (entry,), _ = read(data, tmp_path, kind)
    assert {name: getattr(entry, name) for name in texts} == texts


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        ("xml", {}, []),
        ("json", {}, []),
        ("csv", {}, []),
        ("xlsx", {}, []),
        ("template-cme-moc", {}, []),
        ("template-cme", {}, [("BR154", "no-place", "registration with a board", "ABA"),
                              ("BR154", "no-place", "registration with a board", "ABIM")]),
        ("xml", {"status": "Active"}, [("BR154", "no-place", "status", "Active")]),
        ("xml", {"status": "Closed", "close": ""}, []),
        ("xml", {"registrations": (evolve(ABA, attested="yes"),)},
         [("BR154", "no-place", "attestation", "ABA: yes")]),
        ("json", {"registrations": (evolve(ABA, pre_approved="no"),)},
         [("BR154", "no-place", "approval by the board", "ABA: no")]),
        ("xml", {"registrations": (evolve(ABA, withdrawn=True), ABIM)},
         [("BR154", "no-place", "withdrawn registration", "ABA")]),
        ("template-cme-moc", {"registrations": (evolve(ABA, withdrawn=True),)},
         [("BR154", "no-place", "withdrawn registration", "ABA")]),
        ("csv", {"registrations": (evolve(ABA, withdrawn=True),)}, []),
        ("json", {"registrations": (ABA, evolve(ABIM, practice_areas=("Nephrology",)))},
         [("BR154", "practice-areas", None, "Internal Medicine, Nephrology")]),
        ("csv", {"registrations": (ABA, evolve(ABIM, practice_areas=("Nephrology",)))}, []),
        ("csv", {"joint_providers": ("A; B",)},
         [("BR154", "separator", "joint provider", "A; B")]),
        ("csv", {"id": "", "own_id": ""}, [("BR154", "no-id", None, "ABIM")]),
        ("template-cme-moc", {"id": "", "own_id": ""}, []),
        ("json", {"title": "A\x07B"}, [("BR154", "characters", "title", None)]),
        ("xlsx", {"description": "x" * 32_768}, [("BR154", "too-long", "description", "32768")]),
        ("csv", {"description": "x" * 32_768}, []),
        ("template-cme-moc", {"professions": ("Physician",)},
         [("BR154", "no-place", "professions", "Physician")]),
        ("template-cme-moc", {"pharmacy": Pharmacy(kind="Knowledge")},
         [("BR154", "no-place", "pharmacy type", "Knowledge")]),
        ("json", {"credits": (Credit("IPCE", "1"), Credit("Nursing", "1"))},
         [("BR155", "list", "credits", "2")]),
        ("xml", {"credits": (Credit("IPCE", "1"), Credit("Nursing", "1"))}, []),
        ("json", {"rems": (OPIOIDS, OPIOIDS)}, [("BR155", "list", "REMS registrations", "2")]),
        ("xml", {"start": "soon"}, [("BR155", "as-it-is", "start date", "soon")]),
        ("json", {"public": "perhaps"}, [("BR155", "as-it-is", "public listing", "perhaps")]),
        ("json", {"participants": (Participants("physician", "-1"),)},
         [("BR155", "as-it-is", "number of participants", "-1")]),
        ("json", {"end": "2026-04-17T18:30:00"},
         [("BR155", "time", "end date", "2026-04-17T18:30:00")]),
        ("csv", {"sponsorship": "Directly Provided"},
         [("BR155", "spelling", "providership", "Directly Provided")]),
        ("xml", {"reporting_start": ""}, [("BR155", "derived", "reporting start date", None)]),
        ("csv", {"reporting_start": ""}, []),
    ],
)  # fmt: skip
def test_what_is_told(
    kind: ActivityFormat, changes: dict[str, Any], expected: list[tuple[str | None, ...]]
) -> None:
    _, told = write_activities([whole(**changes)], kind)
    found = [
        (each.code, each.param("reason"), each.param("what"), each.param("found")) for each in told
    ]
    assert found == expected
    spec = builtin_catalogue()
    for each in told:
        text = spec[each.code].render_detail(each) + spec[each.code].render_fix(each)
        assert "{" not in text
        assert "(blank)" not in text


def test_activities_that_a_table_would_join_or_lose_are_told_of() -> None:
    _, told = write_activities([whole(), whole(), ActivityEntry()], "csv")
    assert [(each.param("reason"), each.param("found")) for each in told] == [
        ("same-id", SOUND_ENTRY.id),
        ("no-place", "an activity without any value"),
    ]


def test_another_namespace_and_an_unknown_format() -> None:
    data, _ = write_activities([whole()], "xml", "urn:example:other")
    assert b'xmlns:accme="urn:example:other"' in data
    with pytest.raises(KeyError):
        write_activities([whole()], "pdf")  # type: ignore[arg-type]


def test_a_place_names_what_was_read(tmp_path: Path) -> None:
    data, _ = write_activities([whole(status="Active")], "csv")
    path = tmp_path / "a.csv"
    entries, _ = read(data, tmp_path, "csv")
    _, told = write_activities(entries, "xml")
    (place,) = [each.location for each in told if each.param("what") == "status"]
    header = data.decode().splitlines()[0].split(",")
    column = column_letter(header.index("status"))
    assert place == CellAt(path.as_posix(), None, 2, column, "status")
