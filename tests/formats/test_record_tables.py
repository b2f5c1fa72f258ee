"""Tables of records: what is written is read again, and each value has its place."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from hypothesis import given, settings
from pyarrow.parquet import ParquetFile, write_table

from boardrules.findings import Finding
from boardrules.formats import open_submission
from boardrules.formats.beside import Beside
from boardrules.formats.csv_rows import disarmed
from boardrules.formats.record_rows import column_order, rows_of
from boardrules.formats.record_table import RecordTable
from boardrules.formats.records_csv import guarded, write_csv
from boardrules.formats.records_parquet import ParquetMissingError, write_parquet
from boardrules.locations import CellAt
from boardrules.records import Claim, CompletionRecord, CreditAmount, Participant

from .conftest import say
from .learner_records import again, documents, dumped, read, written
from .record_strategies import several_records, texts

RECORD = CompletionRecord(
    1, "Add", "202612345", "2026-05-20", "All", "Learner", "03/04",
    (
        Claim("CME", "1234567", state="ME", total="10", credits=(CreditAmount("AMA PRA Category 1"),)),
        Claim(
            "", "999999", "ABIM",
            credits=(CreditAmount("Medical Knowledge", "5"), CreditAmount("Patient Safety", "1")),
            credit_ids=("ccid:example.org:1", "ccid:example.org:2"),
        ),
        Claim("REMS", participant=Participant("Physician", "Pain", state="Maine")),
    ),
)  # fmt: skip
#: Each holds what looks like the others and is not.
NEIGHBOURS = [
    CompletionRecord(1, "", "", "", claims=()),
    CompletionRecord(2, "", "", "", claims=(Claim(""),)),
    CompletionRecord(3, "", "", "", claims=(Claim("", total=""),)),
    CompletionRecord(4, "", "", "", claims=(Claim("", credits=(CreditAmount(""),)),)),
    CompletionRecord(5, "", "", "", claims=(Claim("", credits=(CreditAmount("", ""),)),)),
    CompletionRecord(6, "", "", "", claims=(Claim("", credit_ids=()),)),
    CompletionRecord(7, "", "", "", claims=(Claim("", credits=(CreditAmount(""),), credit_ids=("",)),)),
    CompletionRecord(8, "", "", "", claims=(Claim("", participant=Participant()),)),
    CompletionRecord(9, "", "", "", claims=(Claim(""), Claim(""))),
]  # fmt: skip


def as_csv(folder: Path, records: Sequence[CompletionRecord]) -> Path:
    path = folder / "learners.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_csv(records, stream)
    return path


def as_parquet(folder: Path, records: Sequence[CompletionRecord]) -> Path:
    path = folder / "learners.parquet"
    write_parquet(records, path)
    return path


WRITERS = pytest.mark.parametrize("write", [as_csv, as_parquet], ids=["csv", "parquet"])


def opened(path: Path) -> RecordTable:
    reader = open_submission(path, path.name)
    assert isinstance(reader, RecordTable)
    return reader


def table(folder: Path, *lines: str, name: str = "learners.csv") -> RecordTable:
    (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return opened(folder / name)


def parquet(folder: Path, **columns: Any) -> RecordTable:
    shape = {"action": ["Add"], "activity_id": ["202612345"], "completed": ["2026-05-20"]}
    write_table(pyarrow.table(shape | columns), folder / "learners.parquet")
    return opened(folder / "learners.parquet")


def told(reader: RecordTable) -> tuple[list[CompletionRecord], list[Finding]]:
    records = list(reader.records())
    return records, reader.findings


# what is written is read ------------------------------------------------------------------------


@WRITERS
def test_a_whole_record_is_read_as_it_was_written(tmp_path: Path, write: Any) -> None:
    assert told(opened(write(tmp_path, [RECORD]))) == ([RECORD], [])


@WRITERS
def test_none_and_blank_are_told_apart(tmp_path: Path, write: Any) -> None:
    assert told(opened(write(tmp_path, NEIGHBOURS))) == (NEIGHBOURS, [])


@WRITERS
@given(records=several_records())
@settings(max_examples=30, deadline=None)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, write: Any, records: list[CompletionRecord]
) -> None:
    path = write(tmp_path_factory.mktemp("made"), records)
    assert told(opened(path)) == (records, [])
    again = [CompletionRecord(**{**_fields(each), "number": each.number + 6}) for each in records]
    assert list(opened(path).records(7)) == again


def _fields(record: CompletionRecord) -> dict[str, Any]:
    names = (
        "action",
        "activity_id",
        "completed",
        "first_name",
        "last_name",
        "birth_date",
        "claims",
    )
    return {name: getattr(record, name) for name in names}


@WRITERS
def test_writing_twice_gives_the_same_bytes(tmp_path: Path, write: Any) -> None:
    (tmp_path / "again").mkdir()
    first, second = (write(each, [RECORD]) for each in (tmp_path, tmp_path / "again"))
    assert first.read_bytes() == second.read_bytes()


@WRITERS
def test_a_table_without_records(tmp_path: Path, write: Any) -> None:
    reader = opened(write(tmp_path, []))
    place = CellAt(reader.file, None, None)
    assert told(reader) == ([], [say("BR109", place, "error")])


def test_ids_that_are_not_as_many_as_credits_are_refused() -> None:
    claim = Claim("ABIM", credits=(CreditAmount("Medical Knowledge"),), credit_ids=("a", "b"))
    with pytest.raises(ValueError, match="record 1: 2 IDs of 1 credits"):
        list(rows_of(CompletionRecord(1, "Add", "", "", claims=(claim,))))


@WRITERS
def test_many_records_are_read_as_they_are_asked_for(tmp_path: Path, write: Any) -> None:
    path = write(tmp_path, [CompletionRecord(n, "Add", "1", "2") for n in range(1, 5001)])
    records = opened(path).records()
    assert next(records).number == 1
    assert sum(1 for _ in records) == 4999


# CSV --------------------------------------------------------------------------------------------


@given(texts)
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert disarmed(guarded(text)) == text
    assert guarded(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@A1", "\tx", "\rx", "\nx", "'=1", "''=1", "＝1"]
)
def test_beginnings_of_formulas_are_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert disarmed(f"'{text}") == text


@pytest.mark.parametrize("text", ["", "'", "'n", "''n", "O'Neil", "1-2", "a=b"])
def test_other_texts_are_left_as_they_are(text: str) -> None:
    assert guarded(text) == text
    assert disarmed(text) == text


def test_a_csv_table_has_a_row_for_each_credit() -> None:
    stream = io.StringIO(newline="")
    write_csv([RECORD], stream)
    header, *rows = csv.reader(stream.getvalue().splitlines())
    assert header == [*column_order(), "given_blank"]
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(each["record"], each["claim"], each["credit"]) for each in cells] == [
        ("1", "1", "1"),
        ("1", "2", "1"),
        ("1", "2", "2"),
        ("1", "3", ""),
    ]
    assert {each["last_name"] for each in cells} == {"Learner"}
    assert stream.getvalue().endswith("\r\n")


def test_characters_that_no_csv_can_hold_are_told_of(tmp_path: Path) -> None:
    lost: list[tuple[str, str]] = []
    record = CompletionRecord(1, "Add", "1", "2", "A\x00\x1a", "B\ud800")
    stream = io.StringIO(newline="")
    write_csv([record], stream, lambda _, column, text: lost.append((column, text)))
    assert lost == [("first_name", "A\x00\x1a"), ("last_name", "B\ud800")]
    (tmp_path / "learners.csv").write_bytes(stream.getvalue().encode())
    [read], _ = told(opened(tmp_path / "learners.csv"))
    assert (read.first_name, read.last_name) == ("A", "B")


PLAIN = "Record,ACTION,Activity ID,completed,first-name,program,id,credit type,credit_amount"


def test_a_table_by_hand_needs_few_columns(tmp_path: Path) -> None:
    reader = table(
        tmp_path,
        "Learners of May",
        PLAIN,
        "a,Add,202612345,2026-05-20,All,ABIM,123456,Medical Knowledge,4",
        "a,,,,,ABIM,123456,Patient Safety,1",
        "a,,,,,,,Practice Assessment,1",
        "a,,,,,CME,77,,2",
        ",Add,202612345,2026-05-20,Any,,,,",
        ",Add,202612345,2026-05-20,Some,,,Medical Knowledge,",
    )
    abim = (
        CreditAmount("Medical Knowledge", "4"),
        CreditAmount("Patient Safety", "1"),
        CreditAmount("Practice Assessment", "1"),
    )
    day = ("Add", "202612345", "2026-05-20")
    first, second, third = (
        CompletionRecord(
            1, *day, "All",
            claims=(
                Claim("ABIM", "123456", credits=abim),
                Claim("CME", "77", credits=(CreditAmount("", "2"),)),
            ),
        ),
        CompletionRecord(2, *day, "Any"),
        CompletionRecord(3, *day, "Some", claims=(Claim("", credits=(CreditAmount("Medical Knowledge"),)),)),
    )  # fmt: skip
    assert told(reader) == ([first, second, third], [])
    [made, *_] = reader.records()
    place = made.origin.at("claims/0/credits/2/type")
    assert place == CellAt("learners.csv", None, 5, "H", "credit type")
    assert made.origin.at("claims/0/credits/2").row == 5  # type: ignore[union-attr]
    assert made.origin.at("claims/1/id") == CellAt("learners.csv", None, 6, "G", "id")
    assert made.origin.at("claims/1/total") == CellAt("learners.csv", None, 6)
    assert made.origin.at("claims/1/participant/state") == CellAt("learners.csv", None, 6)
    assert made.origin.at("claims/1").row == 6  # type: ignore[union-attr]
    assert made.origin.at("first_name") == CellAt("learners.csv", None, 3, "E", "first-name")
    assert made.origin.at("") == CellAt("learners.csv", None, 3)


@pytest.mark.parametrize("delimiter", ";\t")
def test_other_separators(tmp_path: Path, delimiter: str) -> None:
    lines = (PLAIN, "a,Add,202612345,2026-05-20,All,ABIM,123456,Medical Knowledge,4")
    [record], findings = told(table(tmp_path, *(line.replace(",", delimiter) for line in lines)))
    assert (record.claims[0].id, findings) == ("123456", [])


def test_rows_of_a_record_that_say_different_things(tmp_path: Path) -> None:
    reader = table(
        tmp_path,
        "record,action,activity_id,completed,birth_date,claim,program,total",
        "1,Add,202612345,2026-05-20,,1,ABIM,4",
        "1,Add,202612345,2026-05-20,03/04,1,,5",
        "1,Delete,202612345,2026-05-20,1980-04-03,1,ABIM,",
    )
    [record], findings = told(reader)
    assert (record.action, record.birth_date, record.claims[0].total) == ("Add", "03/04", "4")
    place = {column: CellAt("learners.csv", None, 4, column, name) for column, name in (("B", "action"), ("E", "birth_date"))}  # fmt: skip
    assert findings == [
        say("BR204", place["E"], "info", header="birth_date"),
        say("BR146", CellAt("learners.csv", None, 3, "H", "total"), "error", reason="differs", found="5", first="4", header="total"),
        say("BR146", place["B"], "error", reason="differs", found="Delete", first="Add", header="action"),
        say("BR146", place["E"], "error", reason="differs", found="04/03", first="03/04", header="birth_date"),
    ]  # fmt: skip


def test_rows_of_a_record_that_stand_apart_are_two_records(tmp_path: Path) -> None:
    head = "record,action,activity_id,completed"
    records, findings = told(table(tmp_path, head, "7,Add,1,2", "8,Add,1,2", "7,Add,1,2"))
    assert [each.number for each in records] == [1, 2, 3]
    place = CellAt("learners.csv", None, 4, "A", "record")
    assert findings == [say("BR146", place, "error", reason="apart", found="7", first="2")]


def test_a_mark_of_a_column_that_is_not_there(tmp_path: Path) -> None:
    head = "action,activity_id,completed,total,given_blank"
    [record], findings = told(table(tmp_path, head, "Add,1,2,,total; totl"))
    assert record.claims == (Claim("", total=""),)
    place = CellAt("learners.csv", None, 2, "E", "given_blank")
    assert findings == [say("BR146", place, "error", reason="no-column", found="totl")]


def test_rows_that_are_broken_or_too_long(tmp_path: Path) -> None:
    head = "action,activity_id,completed"
    reader = table(tmp_path, head, "Add,1,2,", "Add,1,2,, MD", 'Add,1,"2"x', "Add,3,4")
    records, findings = told(reader)
    assert [each.activity_id for each in records] == ["1", "1", "3"]
    assert [(each.code, each.location) for each in findings] == [
        ("BR147", CellAt("learners.csv", None, 4))
    ]
    long = say("BR148", CellAt("learners.csv", None, 3), found=5, expected=3)
    assert [reader.hazards(number) for number in (1, 2, 3)] == [(), (long,), ()]


def test_what_is_odd_about_values_is_told(tmp_path: Path) -> None:
    reader = table(
        tmp_path,
        "action,activity_id,completed,first_name,birth_date,id,Badge",
        "Add,2.03E+08,2026-05-20T14:30:00,An\u00a0na,1980-09-10,1E5,x",
        "Add,203512341,2026-05-20,Ada,September 1980,5,x",
    )
    (first, second), findings = told(reader)
    assert (first.completed, first.first_name, first.birth_date) == ("2026-05-20", "An na", "09/10")
    assert second.birth_date == "September ****"
    assert [(each.code, each.location.column) for each in findings] == [  # type: ignore[union-attr]
        ("BR207", "G"),
        ("BR205", "D"),
        ("BR208", "B"),
        ("BR204", "E"),
        ("BR208", "F"),
    ]
    place = CellAt("learners.csv", None, 2, "C", "completed")
    [timed] = reader.hazards(1)
    assert timed == say("BR203", place, found="2026-05-20T14:30:00", expected="2026-05-20")


def test_a_table_without_a_needed_column(tmp_path: Path) -> None:
    reader = table(
        tmp_path, "record,action,activity_id,first_name,last_name,credit_id", "1,Add,1,A,B,c"
    )
    records, [missing] = told(reader)
    assert records == []
    assert missing == say("BR107", CellAt("learners.csv", None, 1), "error", header="completed")


def test_another_encoding_is_read_and_told_of(tmp_path: Path) -> None:
    text = "action,activity_id,completed,first_name\nAdd,1,2,Zoë\n"
    for encoding, codes in (("cp1252", ["BR119"]), ("utf-16", []), ("utf-8-sig", [])):
        (tmp_path / "learners.csv").write_bytes(text.encode(encoding))
        [record], findings = told(opened(tmp_path / "learners.csv"))
        assert record.first_name == "Zoë"
        assert [each.code for each in findings] == codes


# Parquet ----------------------------------------------------------------------------------------


def test_values_of_other_types_become_text(tmp_path: Path) -> None:
    reader = parquet(
        tmp_path,
        activity_id=pyarrow.array([202612345]),
        completed=pyarrow.array([date(2026, 5, 20)]),
        birth_date=pyarrow.array([date(1980, 9, 10)]),
        first_name=pyarrow.array(["Ada"]).dictionary_encode(),
        last_name=pyarrow.array([b"Example"]),
        id=pyarrow.array([77], pyarrow.int32()),
        total=pyarrow.array([Decimal("1.50")]),
        credit_type=pyarrow.array([None], pyarrow.string()),
        credit_amount=pyarrow.array([float("nan")]),
        surgical_procedures=pyarrow.array([True]),
    )
    [record], findings = told(reader)
    assert record == CompletionRecord(
        1, "Add", "202612345", "2026-05-20", "Ada", "Example", "09/10",
        (Claim("", "77", total="1.50", participant=Participant(surgical_procedures="TRUE")),),
    )  # fmt: skip
    assert [(each.code, each.location) for each in findings] == [
        ("BR204", CellAt("learners.parquet", None, 1, "D", "birth_date")),
        ("BR201", CellAt("learners.parquet", None, 1, "G", "id")),
    ]


def test_a_moment_is_a_day(tmp_path: Path) -> None:
    for unit in ("s", "ms", "us", "ns"):
        moments = pyarrow.array([datetime(2026, 5, 20, 14, 30)], pyarrow.timestamp(unit))
        reader = parquet(tmp_path, completed=moments)
        [record], _ = told(reader)
        assert record.completed == "2026-05-20"
        assert [each.code for each in reader.hazards(1)] == ["BR203"]


def test_a_column_of_lists_is_told_of(tmp_path: Path) -> None:
    reader = parquet(tmp_path, credit_type=[["Medical Knowledge"]], other=[[1]])
    [record], findings = told(reader)
    assert record.claims == ()
    place = CellAt("learners.parquet", None, None, "D", "credit_type")
    assert findings == [
        say("BR207", CellAt("learners.parquet", None, None, "E", "other"), "info", header="other"),
        say("BR150", place, "error", header="credit_type"),
    ]


def test_parquet_that_is_cut_short_or_damaged(tmp_path: Path) -> None:
    path = as_parquet(tmp_path, [RECORD])
    whole = path.read_bytes()
    for data in (whole[:300], whole[:4], b"PAR1" + b"\x00" * 40 + b"PAR1"):
        path.write_bytes(data)
        records, [found] = told(opened(path))
        assert (records, found.code, found.param("reason")) == ([], "BR103", "parquet")
    middle = bytearray(whole)
    middle[10:60] = bytes(50)
    path.write_bytes(bytes(middle))
    records, findings = told(opened(path))
    assert records == []
    assert {each.code for each in findings} == {"BR103"}


def test_parquet_that_has_gone(tmp_path: Path) -> None:
    reader = opened(as_parquet(tmp_path, [RECORD]))
    (tmp_path / "learners.parquet").unlink()
    records, [found] = told(reader)
    assert (records, found.code) == ([], "BR101")


def test_without_pyarrow_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = as_parquet(tmp_path, [RECORD])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    records, [found] = told(opened(path))
    assert (records, found.code, found.param("found")) == ([], "BR149", "boardrules[parquet]")
    with pytest.raises(ParquetMissingError, match="install boardrules"):
        write_parquet([RECORD], path)


def test_parquet_columns_are_texts(tmp_path: Path) -> None:
    schema = ParquetFile(as_parquet(tmp_path, [RECORD])).schema_arrow
    assert schema.names == list(column_order())
    assert set(schema.types) == {pyarrow.string()}


def test_csv_is_read_without_pyarrow(tmp_path: Path) -> None:
    path = as_csv(tmp_path, [RECORD])
    script = (
        "import sys; from pathlib import Path; from boardrules.formats import open_submission\n"
        f"print(len(list(open_submission(Path({str(path)!r})).records())), 'pyarrow' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1", "False"]


# what stands beside records ------------------------------------------------------------------------

BESIDE = Beside(
    organization="Example CME",
    provider="0001234",
    title="=Update",
    activity_name="Update",
    service_id="77",
    regulation="https://a.example/b",
    regulation_label="Opioid REMS",
    completed="2026-05-20T14:30:00",
    status="Registered",
    units=((1, 1, "Hour"),),
    local_ids=((2, "idd:example.org:n", "7"),),
)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_what_a_report_says_beside_its_records_is_held_as_well(tmp_path: Path, kind: str) -> None:
    besides = {1: BESIDE}
    records, back, lost = again(tmp_path, kind, [RECORD, *NEIGHBOURS[1:]], besides)
    assert (records, lost) == ([RECORD, *NEIGHBOURS[1:]], [])
    assert back == {number: besides.get(number, Beside()) for number in range(1, 10)}
    assert open_submission(tmp_path / f"learners.{kind}").findings == []


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_what_has_no_column_is_told(kind: str) -> None:
    beside = Beside(
        more_ids=((0, "NPI", "1"),), member_ids=(("ABP", "2"),), others=(("Note", "x", ""),)
    )
    _, lost = written(kind, [RECORD], {1: beside})
    assert [(each.code, each.param("what"), each.param("found")) for each in lost] == [
        ("BR138", "a further identifier of the learner", "NPI 1"),
        ("BR138", "a further identifier of the learner", "ABP 2"),
        ("BR138", "Note", "x"),
    ]
    _, [half] = written(kind, [CompletionRecord(1, "Add", "1", "2", "A\ud800")])
    assert (half.code, half.param("found")) == ("BR138", "'A\\ud800'")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@given(document=documents())
@settings(max_examples=15, deadline=None)
def test_a_report_becomes_a_table_and_the_same_report_again(
    tmp_path_factory: pytest.TempPathFactory, kind: str, document: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("made")
    records, besides = read(dumped(folder, document))
    back, besides_back, lost = again(folder, kind, records, besides)
    assert back == records
    if not lost:
        assert besides_back == besides
        assert written("json", back, besides_back)[0] == written("json", records, besides)[0]
