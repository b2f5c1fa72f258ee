"""Activities written and read again, in every format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from boardrules.activities import ActivityEntry
from boardrules.findings import Finding
from boardrules.formats import open_submission
from boardrules.formats.activity_entries import activity_file
from boardrules.formats.activity_writing import as_written, write_activities

from .made import ANY, SOUND

ENDINGS = {
    "xml": ".xml", "json": ".json", "csv": ".csv", "xlsx": ".xlsx", "template-cme": ".xlsx",
    "template-cme-moc": ".xlsx",
}  # fmt: skip
each_kind = pytest.mark.parametrize("kind", ENDINGS)


def read(data: bytes, folder: Path, kind: str) -> tuple[list[ActivityEntry], list[Finding]]:
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
@settings(max_examples=60)
@given(entries=st.lists(st.one_of(ANY, SOUND), min_size=1, max_size=2))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, kind: str, entries: list[ActivityEntry]
) -> None:
    entries = distinct(entries)
    data, _ = write_activities(entries, kind)  # type: ignore[arg-type]
    expected = as_written(entries, kind)  # type: ignore[arg-type]
    found, told = read(data, tmp_path_factory.mktemp("w"), kind)
    assert found == expected
    # An identifier such as 1.50 is read as it is, with a word on how it looks.
    assert {each.code for each in told} <= {"BR208"}
