"""Tables and what is written of files, made up whole: every row counts once, nothing is lost unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.learner_records import rows as learner_rows
from tests.formats.record_strategies import several_records

from boardrules.formats.activity_forms import KINDS, ActivityFormat
from boardrules.formats.converting_roster import KINDS as ROSTER_KINDS
from boardrules.formats.records_csv import write_csv
from boardrules.formats.writers import WRITERS
from boardrules.locations import CellAt
from boardrules.records import CompletionRecord

from . import again, book, strategies, table_strategies
from .contract import judged
from .strategies import Made
from .test_generated import some

each_kind = pytest.mark.parametrize("kind", [each.kind for each in WRITERS])


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def rows_judged(name: str) -> tuple[int, ...]:
    """The first row of each record of a file."""
    report = judged(name, twice=True)
    places = [verdict.record.origin.at("") for verdict in report.verdicts]
    return tuple(place.row for place in places if isinstance(place, CellAt) and place.row)


@some
@given(made=table_strategies.record_tables())
def test_every_record_of_a_csv_table_is_judged_once(made: Made) -> None:
    Path("learners.csv").write_bytes(made.data)
    assert rows_judged("learners.csv") == made.records


@some
@given(made=table_strategies.parquet_tables())
def test_every_record_of_a_parquet_table_is_judged_once(made: Made) -> None:
    Path("learners.parquet").write_bytes(made.data)
    columns = {"activity_id", "completed"}
    refused = {
        found.location.header
        for found in judged("learners.parquet").file_findings
        if found.code == "BR150" and isinstance(found.location, CellAt)
    }
    if not columns & refused:
        assert rows_judged("learners.parquet") == made.records


@some
@given(made=table_strategies.rems_workbooks())
def test_every_completion_of_a_rems_workbook_is_judged_once(made: Made) -> None:
    Path("learners.xlsx").write_bytes(made.data)
    assert rows_judged("learners.xlsx") == made.records
    records = again.records_of("learners.xlsx")
    assert all([claim.program for claim in each.claims] == ["REMS"] for each in records)


@some
@given(data=st.data(), mark=st.sampled_from("\t,;"))
def test_every_row_of_a_learner_file_in_text_is_judged_once(data: st.DataObject, mark: str) -> None:
    made = data.draw(table_strategies.learner_texts(mark))
    Path("learners.txt").write_bytes(made.data)
    assert rows_judged("learners.txt") == made.records


@some
@given(made=table_strategies.learner_documents())
def test_every_report_in_json_is_judged_once(made: Made) -> None:
    Path("learners.json").write_bytes(made.data)
    report = judged("learners.json", ledger="learners.json", twice=True)
    assert len(report.verdicts) == made.records


@some
@given(made=table_strategies.reports_of_participants())
def test_every_participant_of_a_report_is_a_claim(made: tuple[bytes, tuple[int, ...]]) -> None:
    data, counts = made
    Path("learners.xml").write_bytes(data)
    report = judged("learners.xml", twice=True)
    claims = [verdict.record.claims for verdict in report.verdicts]
    assert tuple(map(len, claims)) == counts
    assert all(claim.participant is not None for each in claims for claim in each)


@some
@given(table=table_strategies.activity_templates(), mark=st.sampled_from(",;\t"))
def test_every_activity_of_a_template_is_judged_once(
    table: tuple[list[list[str]], int], mark: str
) -> None:
    rows, count = table
    Path("activities.csv").write_bytes(strategies.as_csv(rows, mark))
    Path("activities.xlsx").write_bytes(book.of_rows(rows))
    for name in ("activities.csv", "activities.xlsx"):
        report = judged(name, twice=True)
        assert len(report.activities) == count
        assert [each.kind for each in report.activity_inputs] == ["activities-template"]
        judged([], activities=name)


@some
@given(sheet=table_strategies.people(), mark=st.sampled_from(",;\t"))
def test_everybody_on_a_pre_validation_sheet_is_looked_up_once(
    sheet: tuple[list[list[str]], tuple[int, ...]], mark: str
) -> None:
    rows, filled = sheet
    Path("people.csv").write_bytes(strategies.as_csv(rows, mark))
    Path("people.xlsx").write_bytes(book.of_rows(rows))
    for name in ("people.csv", "people.xlsx"):
        result = again.looked_up(name, twice=True)
        assert result.kind == "pre-validation"
        places = [each.record.origin.at("") for each in result.learners]
        assert tuple(each.row for each in places if isinstance(each, CellAt)) == filled


# Written and read again ---------------------------------------------------------------------------


def _written(records: list[CompletionRecord]) -> None:
    with Path("learners.csv").open("w", encoding="utf-8", newline="") as stream:
        write_csv(records, stream)


@each_kind
@some
@given(records=several_records())
def test_what_is_converted_is_read_again_or_its_loss_is_told(
    kind: str, records: list[CompletionRecord]
) -> None:
    _written(records)
    again.to_kind("learners.csv", kind)


@each_kind
@some
@given(made=strategies.learner_workbooks())
def test_a_converted_workbook_is_read_again_or_its_loss_is_told(kind: str, made: Made) -> None:
    Path("learners.xlsx").write_bytes(made.data)
    again.to_kind("learners.xlsx", kind)


@each_kind
@some
@given(made=table_strategies.reports_of_participants())
def test_converted_participants_are_read_again_or_their_loss_is_told(
    kind: str, made: tuple[bytes, tuple[int, ...]]
) -> None:
    Path("learners.xml").write_bytes(made[0])
    again.to_kind("learners.xml", kind)


@pytest.mark.parametrize("kind", KINDS)
@some
@given(table=table_strategies.activity_templates())
def test_converted_activities_are_read_again_as_they_were_written(
    kind: ActivityFormat, table: tuple[list[list[str]], int]
) -> None:
    Path("activities.xlsx").write_bytes(book.of_rows(table[0]))
    again.to_format("activities.xlsx", kind)


@pytest.mark.parametrize("kind", ROSTER_KINDS)
@some
@given(table=strategies.rosters())
def test_a_converted_roster_has_the_same_people(
    kind: str, table: tuple[list[list[str]], int]
) -> None:
    Path("roster.csv").write_bytes(strategies.as_csv(table[0]))
    again.to_roster("roster.csv", kind)


@some
@given(made=strategies.learner_workbooks())
def test_what_is_rejected_or_annotated_is_read_again_as_it_came(made: Made) -> None:
    Path("learners.xlsx").write_bytes(made.data)
    report = judged("learners.xlsx")
    again.sent_back(report)
    again.annotate(report)


@some
@given(records=st.lists(learner_rows(), min_size=1, max_size=3))
def test_rejected_records_of_a_table_are_all_in_the_workbook(
    records: list[CompletionRecord],
) -> None:
    _written(records)
    again.sent_back(judged("learners.csv"))
