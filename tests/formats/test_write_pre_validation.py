"""Pre-validation sheets and rosters as they are written, and read back."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import boardrules
from boardrules.formats.converting_roster import csv_of, xlsx_of
from boardrules.formats.pre_validation import open_people
from boardrules.formats.roster import read_roster
from boardrules.formats.writers import WRITERS, Writing
from boardrules.plugins import installed_plugins
from boardrules.prevalidation import MatchStatus
from boardrules.records import Claim, CompletionRecord, CreditAmount, Participant, Person

from .learner_records import CREATED

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
[SPEC] = [spec for spec in WRITERS if spec.kind == "pre-validation"]

# Pre-validation ----------------------------------------------------------------------------------


def written(*records: CompletionRecord) -> tuple[bytes, Writing]:
    writing = Writing(SPEC.title, CREATED, installed_plugins().programs)
    return SPEC.write(records, writing), writing


def rows(data: bytes) -> list[list[str]]:
    """The cells below the header, without the blanks at the end of a row."""
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [[str(cell.value or "") for cell in row] for row in page.iter_rows(min_row=3)]


def record(number: int, *claims: Claim, first: str = "Ines") -> CompletionRecord:
    given = (number, "Add", "202612345", "2026-05-20", first, "Aalto", "03/04", claims)
    return CompletionRecord(*given)


def test_each_learner_is_one_row_whatever_was_completed() -> None:
    abim = Claim("ABIM", "012345", total="2", credits=(CreditAmount("Medical Knowledge", "2"),))
    maine = Claim("CME", "MD1", "ME", total="1")
    nurse = Claim("REMS", participant=Participant("Nurse"))
    data, writing = written(
        record(1, abim, maine),
        record(2, maine, abim),
        record(3, abim, Claim("ABS", "9")),
        record(4, nurse),
        record(5, first="Otto"),
    )
    name = ["Ines", "Aalto", "03/04"]
    assert rows(data) == [
        [*name, "Maine", "MD1", "ABIM", "012345"],
        [*name, "", "", "ABIM", "012345"],
        [*name, "", "", "ABS", "9"],
        ["Otto", "Aalto", "03/04", "", "", "", ""],
    ]
    assert writing.left_out == 1
    told = [(found.param("what"), found.param("found")) for found in writing.findings]
    completion = ("the completion and its credits", "Add 202612345 2026-05-20")
    assert told.count(completion) == 5
    assert [each for each in told if each != completion] == [
        ("board", "2"),
        ("a participant of a REMS, who is not named", "Nurse"),
    ]


def test_a_sheet_converted_to_a_sheet_is_the_same(tmp_path: Path) -> None:
    text = (
        "Last Name,First Name,Date of Birth,Licensing State,Licensing ID or NPI,Board,Board ID\n"
        "Aalto,Ines,03/04,Maine,MD1,ABIM,012345\n=1+1,@x,,,,ABS,\n,,,,1234567893,,\n"
    )
    (tmp_path / "people.csv").write_text(text, encoding="utf-8")
    made = boardrules.convert(tmp_path / "people.csv", "pre-validation")
    assert (made.kind, made.records, made.lost, made.exit_status) == ("pre-validation", 3, (), 0)
    assert made.data is not None
    (tmp_path / "made.xlsx").write_bytes(made.data)
    first, again = (
        [
            (each.first_name, each.last_name, each.birth_date, each.claims)
            for each in open_people(tmp_path / name).records()
        ]
        for name in ("people.csv", "made.xlsx")
    )
    assert first == again
    assert boardrules.convert(tmp_path / "made.xlsx", "pre-validation").data == made.data


@pytest.mark.parametrize("name", ["learners.xlsx", "learners.xml"])
def test_the_learners_of_a_file_match_as_those_of_its_sheet(tmp_path: Path, name: str) -> None:
    made = boardrules.convert(EXAMPLES / name, "pre-validation")
    assert made.data is not None
    (tmp_path / "made.xlsx").write_bytes(made.data)
    roster, day = EXAMPLES / "roster.csv", date(2026, 3, 15)
    whole = boardrules.prevalidate(EXAMPLES / name, roster=roster, as_of=day)
    sheet = boardrules.prevalidate(tmp_path / "made.xlsx", roster=roster, as_of=day)
    assert sheet.kind == "pre-validation"
    outcomes = [
        {
            (each.record.first_name, each.record.last_name, each.record.birth_date, each.status)
            for each in result.learners
            if each.status is not MatchStatus.NAMELESS
        }
        for result in (whole, sheet)
    ]
    assert outcomes[0] == outcomes[1]
    assert len(outcomes[0]) > 100


def test_a_learner_beside_a_rems_is_no_less_a_learner() -> None:
    """In one row of the template; the REMS's own part is left out."""
    cme = Claim("CME", "MD1", "ME", total="1")
    toward = Claim(
        "REMS", "7", participant=Participant("Nurse"), credits=(CreditAmount("REMS", "2"),)
    )
    data, writing = written(record(1, cme, toward))
    assert rows(data) == [["Ines", "Aalto", "03/04", "Maine", "MD1", "", ""]]
    assert writing.left_out == 0


@pytest.mark.parametrize(
    ("claims", "what"),
    [
        ([Claim("CME", "12", "NPI")], "the type of an identifier that has not the form of an NPI"),
        ([Claim("ABIM", "77", state="CA")], "a licensing state beside a board"),
        ([Claim("ABIM", "77"), Claim("ABS", "8")], "board"),
        ([Claim("ABIM", "77", "ABA")], "an ID type other than the board's"),
    ],
)
def test_what_a_sheet_loses_of_a_learner_is_told(claims: list[Claim], what: str) -> None:
    _, writing = written(evolve(record(1, *claims), activity_id="", completed=""))
    assert [found.param("what") for found in writing.findings] == [what]


# Rosters -----------------------------------------------------------------------------------------

_TEXT = st.text(st.sampled_from("aÀ'=+-@ 0\u05d0,\""), max_size=6).map(str.strip)
PEOPLE = st.lists(
    st.builds(
        Person,
        st.sampled_from(["ABIM", "ME", "ABPATH"]),
        st.from_regex(r"[0-9A-Z-]{1,8}", fullmatch=True),
        _TEXT,
        _TEXT,
        st.sampled_from(["", "02/29", "12/01"]),
        st.sampled_from(["", "1234567893"]),
    ),
    min_size=1,
    max_size=4,
)


@given(PEOPLE)
@settings(max_examples=60, deadline=None)
def test_a_written_roster_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, people: list[Person]
) -> None:
    folder = tmp_path_factory.mktemp("roster")
    for name, write in (("roster.csv", csv_of), ("roster.xlsx", xlsx_of)):
        (folder / name).write_bytes(write(people))
        read = read_roster([folder / name])
        assert (list(read.people), read.findings) == (people, [])


def test_a_roster_is_converted_and_loses_only_who_has_no_name(tmp_path: Path) -> None:
    given = tmp_path / "people.csv"
    head = "program,id,first_name,last_name,birth_date,npi,ward\n"
    given.write_text(f"{head}ABIM,012345,=cmd(),Aalto,1980-03-04,,7\n,,,,,,\nME,,,,,,\n")
    book = boardrules.convert(given, "roster-xlsx")
    assert (book.from_kind, book.kind, book.records) == ("roster", "roster-xlsx", 1)
    assert [found.code for found in book.lost] == ["BR207", "BR117"]
    assert book.exit_status == 1
    assert book.data is not None
    (tmp_path / "people.xlsx").write_bytes(book.data)
    page = openpyxl.load_workbook(tmp_path / "people.xlsx").worksheets[0]
    assert [cell.data_type for cell in page[2][:4]] == ["s"] * 4
    back = boardrules.convert(tmp_path / "people.xlsx", "roster-csv")
    assert (back.lost, back.exit_status) == ((), 0)
    assert back.data == (
        b"program,id,first_name,last_name,birth_date,npi\r\nABIM,012345,'=cmd(),Aalto,03/04,\r\n"
    )


@pytest.mark.parametrize(
    ("kind", "name", "kept"),
    [("roster-xlsx", "x" * 40_000, "x" * 32_767), ("roster-csv", "A\x01b", "Ab")],
)
def test_what_a_roster_cannot_hold_is_told(tmp_path: Path, kind: str, name: str, kept: str) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["program", "id", "last_name"])
    page.append(["ABIM", "012345", name.replace("\x01", "_x0001_")])
    book.save(tmp_path / "people.xlsx")
    source = tmp_path / "people.xlsx"
    if len(name) > 32_767:
        source = tmp_path / "people.csv"
        source.write_text(f"program,id,last_name\nABIM,012345,{name}\n", encoding="utf-8")
    made = boardrules.convert(source, kind)
    assert ([found.code for found in made.lost], made.exit_status) == (["BR138"], 1)
    assert made.data is not None
    suffix = kind.rpartition("-")[2]
    (tmp_path / f"made.{suffix}").write_bytes(made.data)
    [person] = read_roster([tmp_path / f"made.{suffix}"]).people
    assert person.last_name == kept


def test_many_birth_dates_that_are_none_keep_no_roster_from_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boardrules.formats.limits.MOST_TOLD", 2)
    rows = "".join(f"ABIM,{number:06},Aalto,soon\n" for number in range(5))
    (tmp_path / "people.csv").write_text(f"program,id,last_name,birth_date\n{rows}", "utf-8")
    made = boardrules.convert(tmp_path / "people.csv", "roster-xlsx")
    assert (made.records, made.exit_status) == (5, 1)
    assert [found.code for found in made.lost] == ["BR116", "BR116", "BR161"]


def test_what_is_no_roster_is_not_written_as_one(tmp_path: Path) -> None:
    made = boardrules.convert(EXAMPLES / "learners.xlsx", "roster-csv")
    assert (made.data, made.exit_status) == (None, 2)
    assert made.findings
    missing = boardrules.convert(tmp_path / "nowhere.csv", "roster-xlsx")
    assert [found.code for found in missing.findings] == ["BR101"]
