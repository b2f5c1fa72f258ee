"""What a text file or a Parquet file is, told by its content."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from boardrules import check
from boardrules.formats import open_submission
from boardrules.formats.column_names import NO_COLUMN_NAMES
from boardrules.formats.record_rows import column_order
from boardrules.formats.records_parquet import write_parquet
from boardrules.formats.source import Source, sniff
from boardrules.formats.text_kinds import text_table

from .conftest import HEADER

ACTIVITIES = "activity_id,provider_id,title,format,start,end,cme_credits,program,points"
ROSTER = "program,id,first_name,last_name,birth_date,npi"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (",".join(HEADER), "learner-csv"),
        ("Record Action,ACCME Activity ID,Completion Date", "learner-csv"),
        ("\t".join(HEADER), "learner-tab"),
        ("Action\tActivity ID\tDate Completed", "learner-tab"),
        (",".join(column_order()), "records"),
        (",".join(column_order(beside=True)), "records"),
        ("action,activity_id,completed", "records"),
        ("action\tactivity_id\tcompleted\tfirst_name\tlast_name\tbirth_date\tprogram", "records"),
        (ACTIVITIES, "activities"),
        ("activity_id,title,start,end", "activities"),
        ("ACCME Activity ID,Activity Title,Start Date,End Date", "activities"),
        (ROSTER, "roster"),
        ("program;id;first_name", "roster"),
        ("Name,Age", ""),
        ("program", ""),
        ("Add\t202612345\t05/20/2020\tAll\tLearner", "headless"),
        ("B\tDelete\t202612345\t05/20/2020\tAll", "headless"),
        ("Add\tMore", ""),
    ],
)
def test_kinds(tmp_path: Path, header: str, kind: str) -> None:
    path = tmp_path / "a.csv"
    for before in ("", "A line above\n"):
        if before and kind == "headless":
            continue
        path.write_text(f"{before}{header}\n1,2,3\n", encoding="utf-8")
        assert text_table(Source(path, "a.csv"), NO_COLUMN_NAMES).kind == kind


@pytest.mark.parametrize("name", ["a.parquet", "a", "a.csv"])
def test_parquet_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    write_parquet([], tmp_path / name)
    sniffed = sniff(Source(tmp_path / name, name))
    assert sniffed.kind == "parquet"
    lying = sniffed.finding.param("reason") if sniffed.finding else None
    assert lying == ("lying" if name.endswith(".csv") else None)
    assert open_submission(tmp_path / name).kind == "records-parquet"


@pytest.mark.parametrize("given", ["activities", "roster"])
def test_parquet_holds_neither_activities_nor_a_roster(tmp_path: Path, given: str) -> None:
    write_parquet([], tmp_path / "a.parquet")
    report = check([], **{given: tmp_path / "a.parquet"}, as_of=date(2026, 6, 1))
    [found] = report.file_findings
    assert (found.code, found.param("found")) == ("BR102", "Parquet")
