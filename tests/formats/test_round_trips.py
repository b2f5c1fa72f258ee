"""What is written is read back as it was, in every kind of file and from one kind to another."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boardrules.records import CompletionRecord

from .learner_records import again, documents, dumped, meant, numbered, read, rows

KINDS = ("json", "xml")
few = settings(max_examples=40, deadline=None)


@pytest.mark.parametrize("kind", KINDS)
@given(document=documents())
@few
def test_a_report_is_read_back_as_it_was_or_its_loss_is_told(
    kind: str, document: dict[str, Any]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records, besides = read(dumped(folder, document))
        back, besides_back, lost = again(folder, kind, records, besides)
        if not lost:
            assert back == records
            assert besides_back == besides


@given(document=documents())
@few
def test_json_to_xml_and_back_gives_the_same_bytes(document: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records, besides, _ = again(folder, "json", *read(dumped(folder, document)))
        first = (folder / "learners.json").read_bytes()
        records, besides, lost = again(folder, "xml", records, besides)
        again(folder, "json", records, besides)
        if not lost:
            assert (folder / "learners.json").read_bytes() == first


@given(records=st.lists(rows(), min_size=1, max_size=4).map(numbered))
@few
def test_rows_are_read_back_as_they_were(records: list[CompletionRecord]) -> None:
    with tempfile.TemporaryDirectory() as name:
        back, _, lost = again(Path(name), "xlsx", records, {})
        assert lost == []
        assert [meant(record) for record in back] == [meant(record) for record in records]
        assert [record.completed for record in back] == [record.completed for record in records]


@pytest.mark.parametrize("kind", KINDS)
@given(records=st.lists(rows(), min_size=1, max_size=3).map(numbered))
@few
def test_rows_become_reports_and_rows_again_or_their_loss_is_told(
    kind: str, records: list[CompletionRecord]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reports, besides, lost = again(folder, kind, records, {})
        back, _, lost_back = again(folder, "xlsx", reports, besides)
        if not lost and not [each for each in lost_back if each.param("what") != "credit IDs"]:
            assert [meant(record) for record in back] == [meant(record) for record in records]


@given(records=st.lists(rows(), min_size=1, max_size=3).map(numbered))
@few
def test_the_same_records_give_the_same_bytes(records: list[CompletionRecord]) -> None:
    with tempfile.TemporaryDirectory() as name:
        for kind in (*KINDS, "xlsx"):
            again(Path(name), kind, records, {})
            path = Path(name) / f"learners.{kind}"
            first = path.read_bytes()
            again(Path(name), kind, records, {})
            assert path.read_bytes() == first
