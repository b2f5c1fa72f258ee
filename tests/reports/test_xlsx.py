"""The rejection workbook: the failing rows as they came in, which can be corrected and uploaded."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from attrs import evolve

from boardrules import CellAt, Report, Severity, Verdict, installed_plugins
from boardrules.reports.xlsx import ADVICE, ERROR_COLUMNS, render

from .files import AS_OF, GUIDANCE, HEADER, certificate, cme, judge, report, row, workbook, xml

EXAMPLES = Path(__file__).parents[2] / "examples"
ADDED = [*ERROR_COLUMNS, ADVICE]


def page(data: bytes) -> Any:
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert len(book.worksheets) == 1
    return book.worksheets[0]


def values(cells: Iterable[Any]) -> list[Any]:
    return [cell.value for cell in cells]


def errors(verdict: Verdict) -> list[str]:
    return [found.code for found in verdict.findings if found.severity is Severity.ERROR]


def again(made: Report, **given: Any) -> Report:
    """The rejection workbook of a report, judged as it stands."""
    Path("rejected.xlsx").write_bytes(render(made))
    return judge("rejected.xlsx", **given)


# The example ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def given() -> dict[str, Any]:
    return {
        "activities": [EXAMPLES / "activities.json", EXAMPLES / "activities.xml"],
        "roster": EXAMPLES / "roster.csv",
        "as_of": AS_OF.replace(month=3, day=15),
        "provider_id": "0007654",
    }


@pytest.fixture(scope="module")
def made(given: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Report:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("example"))
        return judge(str(EXAMPLES / "learners.xlsx"), **given)


def test_it_holds_the_failing_rows_as_they_came_in(made: Report) -> None:
    original = openpyxl.load_workbook(EXAMPLES / "learners.xlsx").worksheets[0]
    copied = page(render(made))
    assert copied.title == "Sheet1"
    assert copied.max_row == 2 + len(made.rejected)
    width = original.max_column
    for number in (1, 2):  # guidance and header
        assert values(copied[number])[:width] == values(original[number])
    born = HEADER.index("Date of Birth")
    catalogue = installed_plugins().catalogue
    for cells, verdict in zip(copied.iter_rows(min_row=3), made.rejected, strict=True):
        place = verdict.record.origin.at("")
        assert isinstance(place, CellAt)
        assert place.row is not None
        source = original[place.row]
        for index, (cell, came) in enumerate(zip(cells, source, strict=False)):
            if index != born or not isinstance(came.value, date):
                assert cell.value == came.value
                assert type(cell.value) is type(came.value)
                assert cell.data_type == came.data_type
        code, message, advice = values(cells[width:])
        assert verdict.primary is not None
        assert code == verdict.primary.code
        assert message == catalogue[code].render_message(verdict.primary)
        assert advice.splitlines()[0].startswith(code)
        assert len(advice.splitlines()) == len(errors(verdict))
    assert values(copied[2])[width:] == ADDED


def test_it_can_be_judged_as_it_stands(made: Report, given: dict[str, Any]) -> None:
    """All codes that do not come of a row that was accepted are found again."""
    anew = again(made, **given)
    assert anew.summary.records == len(made.rejected)
    beside = {"603", "710", "711", "717"}
    assert beside <= set(made.summary.by_code)
    for old, new in zip(made.rejected, anew.verdicts, strict=True):
        assert old.record.claims == new.record.claims
        if not beside.intersection(errors(old)):
            assert errors(old) == errors(new), old.record.number


def test_it_is_the_same_bytes_twice(made: Report, given: dict[str, Any]) -> None:
    assert render(made) == render(made)
    assert render(again(made, **given)) == render(again(made, **given))


def test_its_own_dates_are_fixed(made: Report) -> None:
    with zipfile.ZipFile(io.BytesIO(render(made))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_a_second_rejection_has_the_added_columns_once(made: Report, given: dict[str, Any]) -> None:
    anew = page(render(again(made, **given)))
    headers = values(anew[2])
    assert [headers.count(name) for name in ADDED] == [1, 1, 1]
    assert anew.max_column == page(render(made)).max_column


# Small files ---------------------------------------------------------------------------------


def test_the_same_codes_and_corrected_rows_are_accepted() -> None:
    file = workbook(row(), row(K=None), row(L=4.3, N=4.3), row(A="Update", C=date(2026, 5, 21)))
    old = judge(file)
    assert [errors(each) for each in old.rejected] == [["621"], ["675", "675"], ["602"]]
    anew = again(old)
    assert [errors(each) for each in anew.verdicts] == [errors(each) for each in old.rejected]
    book = openpyxl.load_workbook("rejected.xlsx")
    sheet = book.worksheets[0]
    assert values(sheet[1])[:2] == [None, GUIDANCE[1]]
    sheet["K3"], sheet["L3"], sheet["N3"] = "123456", 1, 1
    sheet["L4"], sheet["N4"] = 4.25, 4.25
    sheet["A5"], sheet["L5"], sheet["N5"] = "Add", 2, 2
    book.save("corrected.xlsx")
    corrected = judge("corrected.xlsx")
    assert [errors(each) for each in corrected.verdicts] == [[], [], []]
    assert corrected.exit_status == 0
    assert corrected.summary.by_code.keys() <= {"BR207"}


TEXTS = [
    "=1+1",
    "+cmd",
    "@x",
    "-2+3",
    '=HYPERLINK("x")',
    "\t=1",
    "\r=1",
    "a\r\n=1",
    "{=1}",
    "'a",
    "#N/A?",
    "007",
    "1e5",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_never_a_formula(text: str) -> None:
    header = [*HEADER, "=Note"]
    data = render(judge(workbook([*row(D=text, E=text, K=text), text], header=header)))
    sheet = page(data)
    assert sheet.cell(2, len(header)).value == "=Note"
    for column in (4, 5, 11, len(header)):
        cell = sheet.cell(3, column)
        assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")
        # Or it would be one as soon as somebody edits it where "@" is not heeded.
        assert bool(cell.quotePrefix) == (text[0] in "=+-@\t\r")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", [*TEXTS, "_x0041_", "_x000D_x000A_", "_x005f_"])
def test_a_text_comes_back_as_it_was(text: str) -> None:
    """Spreadsheet programs, and calamine, take ``_x0041_`` for an A."""
    header = [*HEADER, "Note"]
    shown = text.replace("_x", "_x005F_x")
    old = judge(workbook([*row(K=None), shown], header=header))
    [cells] = [old.files[0].row_of(each.record) for each in old.verdicts]  # type: ignore[attr-defined]
    assert cells[-1] == text
    anew = again(old)
    [cells] = [anew.files[0].row_of(each.record) for each in anew.verdicts]  # type: ignore[attr-defined]
    assert cells[len(HEADER)] == text


def test_cells_of_every_kind_are_kept() -> None:
    kept = [
        12,
        4.3,
        True,
        False,
        "004",
        datetime(2026, 5, 20, 9, 30),
        date(2026, 5, 20),
        time(9, 30),
    ]
    header = [*HEADER, *(f"Own {number}" for number in range(len(kept)))]
    sheet = page(render(judge(workbook([*row(K=None), *kept], header=header))))
    got = values(sheet[3])[len(HEADER) : len(header)]
    expected = [*kept[:6], datetime(2026, 5, 20), time(9, 30)]
    assert got == expected
    assert [type(value) for value in got] == [type(value) for value in expected]
    assert sheet.cell(3, len(HEADER) + 7).number_format == "mm-dd-yyyy"


def test_error_cells_and_results_of_formulas_are_kept_as_values() -> None:
    file = workbook(row(K=None))
    book = openpyxl.load_workbook(file)
    book.worksheets[0]["H3"] = "#REF!"
    book.save(file)
    cell = page(render(judge(file)))["H3"]
    assert (cell.value, cell.data_type) == ("#REF!", "s")


def test_characters_that_no_workbook_can_hold_are_left_out() -> None:
    """A plugin's reader may give them."""

    class Reader:
        sheet, header, guidance = "Sheet1", HEADER, ()

        def row_of(self, record: object) -> list[Any]:
            return row(D="I\x00n\x0bes\uffff")

    made = evolve(judge(workbook(row(K=None))), files=(Reader(),))  # type: ignore[arg-type]
    assert page(render(made))["D2"].value == "Ines"


def test_wrong_cells_are_marked() -> None:
    sheet = page(render(judge(workbook(row(K=None), row(L=4.3, N=4)))))
    marked = {
        cell.coordinate for cells in sheet.iter_rows() for cell in cells if cell.fill.fill_type
    }
    assert marked == {"K3", "L4"}


def test_added_columns_that_stand_between_others_move_to_the_end() -> None:
    header = ["Error Code", *HEADER, "error message "]
    sheet = page(render(judge(workbook(["1", *row(K=None), "x"], header=header))))
    assert values(sheet[2]) == [*HEADER, *ADDED]
    assert sheet["K3"].fill.fill_type == "solid"
    assert values(sheet[3])[-3] == "621"


def test_texts_are_wrapped_in_rows_that_are_high_enough() -> None:
    sheet = page(render(judge(workbook(row(K=None, F=None)))))
    advice = sheet.cell(3, len(HEADER) + 3)
    assert advice.alignment.wrap_text
    assert sheet.row_dimensions[3].height >= 15 * len(advice.value.splitlines())
    assert sheet.freeze_panes == "A3"


@pytest.mark.parametrize(
    "born", [date(1971, 3, 4), datetime(1971, 3, 4), "03/04/1971", "1971-03-04", "March 4, 1971"]
)
def test_a_birth_year_is_left_out(born: Any) -> None:
    for header in (HEADER, [each.upper() + " " for each in HEADER]):
        data = render(judge(workbook(row(F=born, K=None), header=header)))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert not any(b"1971" in archive.read(name) for name in archive.namelist())
        assert page(data)["F3"].value


def test_a_second_column_of_birth_dates_is_without_years_too() -> None:
    header = [*HEADER, "Date of Birth"]
    data = render(judge(workbook([*row(K=None), date(1971, 3, 4)], header=header)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(b"1971" in archive.read(name) for name in archive.namelist())
    assert page(data).cell(3, len(header)).value == "03/04"


def test_nothing_rejected_gives_the_header_alone() -> None:
    sheet = page(render(judge(workbook(row()))))
    assert values(sheet[2]) == [*HEADER, *ADDED]
    assert sheet.max_row == 2


@pytest.mark.parametrize("data", [None, b"", b"PK\3\4xl/", b"<html>", b"<ActivityReports/>"])
def test_a_file_that_cannot_be_read_gives_an_empty_template(data: bytes | None) -> None:
    if data is not None:
        Path("learners.xlsx").write_bytes(data)
    sheet = page(render(judge("learners.xlsx")))
    assert values(sheet[1])[: len(HEADER)] == HEADER
    assert sheet.max_row == 1


# XML -----------------------------------------------------------------------------------------

ABIM = certificate("ABIM", "123456", "Medical Knowledge", "4", "x:1")
ABS = certificate("ABS", "654321", "Accredited CME", "9", "x:2")
MAINE = certificate("ME", "MD12345", "AMA PRA Category 1 Credit", "4.5", "x:3")


def test_a_rejected_xml_record_comes_out_in_the_layout_of_the_template() -> None:
    other = ABIM.replace("x:1", "x:9")
    sheet = page(render(judge(xml(report(other, day="2026-05-19"), report(MAINE, ABIM, ABS)))))
    header = values(sheet[1])
    assert header[: len(HEADER)] == HEADER
    assert header[-3:] == ADDED
    rows = [dict(zip(header, values(cells), strict=True)) for cells in sheet.iter_rows(min_row=2)]
    assert [each["Certifying Board"] for each in rows] == ["ABIM", "ABS"]
    first, second = rows
    for each in rows:
        assert each["Record Action"] == "Add"
        assert each["ACCME Activity ID"] == "202612345"
        assert each["Completion Date"] == datetime(2026, 5, 20)
        assert [each["First Name"], each["Last Name"]] == ["Ines", "Aalto"]
        assert each["Date of Birth"] == "03/04"
        assert each["Error Code"] == "674"
    assert [first[name] for name in HEADER[6:9]] == ["ME", "MD12345", "4.5"]
    assert [second[name] for name in HEADER[6:9]] == [None, None, None]
    assert [second[name] for name in HEADER[10:14]] == ["654321", "9", "Accredited CME", "9"]


def test_corrected_rows_of_an_xml_record_are_accepted() -> None:
    old = judge(xml(report(MAINE, ABIM, ABS)))
    anew = again(old)
    assert [errors(each) for each in anew.verdicts] == [[], ["674", "674"]]
    book = openpyxl.load_workbook("rejected.xlsx")
    sheet = book.worksheets[0]
    sheet["L3"], sheet["N3"] = 8, 8
    book.save("corrected.xlsx")
    assert judge("corrected.xlsx").summary.rejected == 0


def test_a_date_that_is_none_stays_as_it_is() -> None:
    sheet = page(render(judge(xml(report(ABIM, day="2026-02-31")))))
    assert (sheet["C2"].value, sheet["C2"].data_type) == ("2026-02-31", "s")


def test_as_many_pairs_of_credit_as_a_record_has() -> None:
    kinds = ["Medical Knowledge", "Practice Assessment", "Patient Safety", "Medical Knowledge"]
    many = [certificate("ABIM", "123456", kind, "4", f"x:{kind}") for kind in kinds]
    sheet = page(render(judge(xml(report(ABS), report(*many)))))
    header = values(sheet[1])
    types = [name for name in header if "Type" in name and "Awarded" not in name]
    assert types == [
        "Credit Type ",
        "Additional Credit Type",
        "Additional Credit Type 2",
        "Additional Credit Type 3",
    ]
    last = dict(zip(header, values(sheet[3]), strict=True))
    assert [last[name] for name in types] == kinds
    [verdict] = again(judge(xml(report(*many)))).verdicts
    assert errors(verdict)[0] == "678"


# Several files -------------------------------------------------------------------------------


def test_several_files_make_one_sheet() -> None:
    other = [*reversed(HEADER), "Department"]
    second = workbook(
        [*reversed(row(K="000000", C=date(2026, 5, 22))), "Surgery"], header=other, name="2.xlsx"
    )
    first = xml(report(MAINE, ABIM, ABS))
    made = judge([workbook(row(), name="0.xlsx"), first, second])
    data = render(made)
    sheet = page(data)
    header = values(sheet[2])
    assert values(sheet[1])[header.index(other[1])] == GUIDANCE[1]
    assert header[: len(HEADER)] == HEADER
    assert header[-4:] == ["Department", *ADDED]
    assert [cell.value for cell in sheet["J"]][2:] == ["ABIM", "ABS", "ABIM"]
    assert [cell.value for cell in sheet["K"]][2:] == ["123456", "654321", "000000"]
    assert sheet["K5"].fill.fill_type == "solid"
    assert values(sheet[5])[-4:-1] == ["Surgery", "661", "Diplomate ID not found in Board records."]
    assert [errors(each) for each in again(made).verdicts] == [[], ["674", "674"], ["661"]]


def test_files_without_rejected_rows_add_no_columns() -> None:
    files = [workbook([*row(), "x"], header=[*HEADER, "Note"]), xml(report(ABIM), name="a.xml")]
    files.append(workbook(cme(H="MD00001"), name="b.xlsx"))
    assert values(page(render(judge(files)))[2]) == [*HEADER, *ADDED]
