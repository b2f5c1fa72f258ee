"""CSV files of each kind as they should not be: a table of records, activities, a roster."""

from __future__ import annotations

from typing import Any

import pytest

from . import making

RECORDS = (
    "record,action,activity_id,completed,first_name,last_name,birth_date,claim,program,id,"
    "total,credit_type,credit_amount\n"
    "1,add,202612345,2026-05-20,Ines,Aalto,03/04,1,ABIM,123456,4,Medical Knowledge,4\n"
)
TABLES = {"learners": RECORDS, "activities": making.ACTIVITIES, "roster": making.ROSTER}
#: A value in the only row of each.
VALUE = {"learners": "Ines", "activities": "Medical Knowledge", "roster": "Ines"}
#: What says that a row was left out, by the role of the file.
LEFT_OUT = {"learners": "BR147", "activities": "BR115", "roster": "BR117"}
ROLES = tuple(TABLES)
LONG = 20_000_000


def write(desk: Any, content: str | bytes) -> str:
    data = content if isinstance(content, bytes) else content.encode()
    (desk.folder / "a.csv").write_bytes(data)
    return "a.csv"


def flipped(text: str) -> str:
    return "".join(",".join(reversed(line.split(","))) + "\n" for line in text.splitlines())


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "changed",
    [
        str,
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\n\n" + text + "\n" * 1_000,
        flipped,
        lambda text: text.replace(text.splitlines()[0], text.splitlines()[0].upper()),
        lambda text: text.replace("\n", "," * 10_000 + "\n"),
    ],
    ids=(
        "sound", "mark", "utf-16", "semicolon", "tab", "crlf", "cr", "blank-rows", "order",
        "capitals", "blank-columns",
    ),
)  # fmt: skip
def test_what_is_odd_and_read_all_the_same(desk: Any, role: str, changed: Any) -> None:
    told = desk.check(write(desk, changed(TABLES[role])), role)
    assert (told.status, told.codes, len(told.verdicts)) == (0, [], 1)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (lambda text, value: text.replace(value, "In\xe9s").encode("latin-1"), "0xE9 in line 2"),
        (lambda text, value: text.encode() + b"\x81\x8d\n", "0x81 in line 3"),
        (lambda text, value: text.encode("utf-16")[:-1], "UTF-16"),
    ],
)
def test_another_encoding_is_told_and_read(desk: Any, role: str, changed: Any, found: str) -> None:
    told = desk.check(write(desk, changed(TABLES[role], VALUE[role])), role)
    assert told.codes[0] == "BR119"
    assert found in told.findings[0]["detail"]
    assert told.verdicts


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text.replace("A", "\0", 1),
        lambda text: text.replace("A", "\1", 1),
        lambda text: text.encode("utf-32"),
    ],
    ids=("nul", "control", "utf-32"),
)
def test_what_passes_for_binary_data(desk: Any, role: str, changed: Any) -> None:
    told = desk.check(write(desk, changed(TABLES[role])), role)
    assert (told.status, told.codes, told.place()) == (2, ["BR102"], {})
    assert "binary data" in told.findings[0]["detail"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("encoding", "order"), [("utf-16-le", "little"), ("utf-16-be", "big")])
def test_utf_16_without_a_mark(desk: Any, role: str, encoding: str, order: str) -> None:
    told = desk.check(write(desk, TABLES[role].encode(encoding)), role)
    assert (told.status, told.codes, told.place()) == (2, ["BR119"], {})
    expected = f"Found UTF-16 ({order}-endian) without a byte order mark, expected UTF-8."
    assert told.findings[0]["detail"] == expected


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kept", [8, 20])
def test_a_file_that_ends_within_a_row(desk: Any, role: str, kept: int) -> None:
    header, row = TABLES[role].splitlines()
    cut = row.replace("1,add,202612345", "2,add 202612345")[:kept]
    values = cut.count(",") + 1
    told = desk.check(write(desk, f"{header}\n{row}\n{cut}"), role)
    (short,) = (each for each in told.findings if each["code"] == "BR148")
    assert (short["severity"], short["location"]["row"]) == ("warning", 3)
    assert f"Found {values} values in the last row" in short["detail"]
    assert f"expected {len(header.split(','))}" in short["detail"]
    assert told.verdicts[0]["verdict"] in ("submitted", "rejected")


@pytest.mark.parametrize("role", ROLES)
def test_a_last_row_without_a_line_end(desk: Any, role: str) -> None:
    told = desk.check(write(desk, TABLES[role].rstrip("\n")), role)
    assert (told.status, told.codes) == (0, [])


@pytest.mark.parametrize("role", ROLES)
def test_an_unpaired_quotation_mark_costs_its_own_row_alone(desk: Any, role: str) -> None:
    header, row = TABLES[role].splitlines()
    spoilt = row.replace(VALUE[role], '"' + VALUE[role])
    rows = [each.replace("1,add", f"{number},add") for number, each in
            enumerate([row, spoilt, row, row.replace("202612345", '"202612345"'), spoilt, row])]  # fmt: skip
    told = desk.check(write(desk, "\n".join([header, *rows, ""])), role)
    assert told.status == 2
    assert told.codes == [LEFT_OUT[role]] * 2
    assert [told.place(index)["row"] for index in (0, 1)] == [3, 6]
    for found, line in zip(told.findings, (3, 6), strict=True):
        assert f"quotation marks that do not pair in line {line}" in found["detail"]
    if role == "learners":
        places = [verdict["location"]["row"] for verdict in told.verdicts]
        assert places == [2, 4, 5, 7]


@pytest.mark.parametrize("role", ROLES)
def test_a_value_of_too_many_lines(desk: Any, role: str) -> None:
    header, row = TABLES[role].splitlines()
    long = row.replace(VALUE[role], '"' + "x\n" * 300_000 + '"')
    told = desk.check(
        write(desk, f"{header}\n{row}\n{long}\n{row.replace('1,add', '2,add')}\n"), role
    )
    assert told.status == 2
    assert set(told.codes) == {LEFT_OUT[role]}
    assert told.place()["row"] == 3
    assert "a row of more than 1,000 lines in lines 3 to 30000" in told.findings[0]["detail"]
    assert len(told.verdicts) == (2 if role == "learners" else 1)


def test_rows_that_swallow_each_other_are_not_read_again_and_again(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each row opens a value that no other closes: what is read again is bounded, and told."""
    monkeypatch.setattr("boardrules.formats.csv_rows.MOST_AGAIN", 10_000)
    header, row = TABLES["learners"].splitlines()
    swallowing = row.replace("Ines", 'I","nes')
    rows = f"{header}\n{row}\n" + f"{swallowing}\n" * 3_000
    told = desk.check(write(desk, rows))
    assert (told.status, set(told.codes), len(told.verdicts)) == (2, {"BR147"}, 1)
    assert "a row of more than 1,000 lines in lines" in told.findings[-1]["detail"]


@pytest.mark.parametrize("role", ROLES)
def test_a_value_that_is_too_long(desk: Any, role: str) -> None:
    long = "x" * LONG
    header, row = TABLES[role].splitlines()
    told = desk.check(write(desk, f"{header}\n{row}\n{row.replace(VALUE[role], long)}\n"), role)
    assert told.status == 2
    assert told.codes[0] == LEFT_OUT[role]
    assert told.place()["row"] == 3
    assert "a value of more than 131,072 characters" in told.findings[0]["detail"]
    assert told.verdicts[0]["verdict"] == "submitted"


@pytest.mark.parametrize("role", ROLES)
def test_ten_thousand_columns(desk: Any, role: str) -> None:
    header, row = TABLES[role].splitlines()
    more = "".join(f",c{number}" for number in range(10_000))
    told = desk.check(write(desk, f"{header}{more}\n{row}{',1' * 10_000}\n"), role)
    assert (told.status, set(told.codes)) == (0, {"BR207"})
    assert told.place()["header"] == "c0"
    assert [each["verdict"] for each in told.verdicts] == ["submitted"]


@pytest.mark.parametrize("role", ROLES)
def test_a_header_twice(desk: Any, role: str) -> None:
    header, row = TABLES[role].splitlines()
    first = header.split(",")[0]
    told = desk.check(write(desk, f"{header},{first}\n{row},9\n"), role)
    assert (told.status, told.codes) == (2, ["BR108"])
    assert (told.place()["row"], told.place()["header"]) == (1, first)
    assert len(told.verdicts) == 1


@pytest.mark.parametrize(
    ("role", "column"),
    [("learners", "action"), ("activities", "activity_id"), ("roster", "program")],
)
def test_a_missing_column(desk: Any, role: str, column: str) -> None:
    header, row = TABLES[role].splitlines()
    place = header.split(",").index(column)
    lines = [line.split(",") for line in (header, row)]
    text = "".join(",".join(cells[:place] + cells[place + 1 :]) + "\n" for cells in lines)
    told = desk.check(write(desk, text), role)
    assert (told.status, told.codes) == (1, ["BR107"])
    assert told.place() == {"sheet": None, "row": 1}
    assert column in told.findings[0]["detail"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("delimiter", ["|", "\x1f", "~"])
def test_a_delimiter_that_nobody_expects(desk: Any, role: str, delimiter: str) -> None:
    told = desk.check(write(desk, TABLES[role].replace(",", delimiter)), role)
    assert (told.status, told.codes[-1]) == (2, "BR102" if role == "learners" else "BR106")
