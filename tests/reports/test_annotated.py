"""The annotated copy: what was there is there, and what was found stands on the cells."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from python_calamine import CalamineWorkbook

from boardrules import Report
from boardrules.reports import CannotRenderError
from boardrules.reports.annotated import render
from boardrules.reports.annotated.marks import COLOURS, MOST_COMMENTS
from boardrules.reports.annotated.summary import SHEET

from .files import AS_OF, HEADER, certificate, cme, judge, report, row, workbook, xml

EXAMPLES = Path(__file__).parents[2] / "examples"
FILLS = set(COLOURS.values())
LISTS = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
    '<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1" '
    'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
    'xr:uid="{00000000-0002-0000-0000-000000000000}"><x14:formula1><xm:f>Lists!$A$1:$A$2</xm:f>'
    "</x14:formula1><xm:sqref>J3:J9</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
    '<ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"/></extLst>'
)


def opened(given: bytes | str) -> Any:
    """A workbook, from its bytes or the name of its file; what openpyxl says of it is not heeded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source = io.BytesIO(given) if isinstance(given, bytes) else given
        return openpyxl.load_workbook(source, rich_text=True)


def changed(name: str, change: Callable[[Any], None]) -> str:
    """A workbook with something done to it."""
    book = opened(name)
    change(book)
    book.save(name)
    return name


def repacked(name: str, part: str, change: Callable[[str], str]) -> str:
    """A workbook with one of its parts rewritten."""
    with zipfile.ZipFile(name) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(name, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return name


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def marked(book: Any, sheet: str = "Sheet1") -> dict[str, str]:
    """The comments of the cells of a sheet that were marked."""
    cells = (cell for cells in book[sheet].iter_rows() for cell in cells)
    return {
        cell.coordinate: cell.comment.text if cell.comment else ""
        for cell in cells
        if cell.fill.fgColor.rgb in FILLS
    }


def values(page: Any) -> list[list[Any]]:
    return [[cell.value for cell in cells] for cells in page.iter_rows()]


def rich(book: Any) -> None:
    """Give a workbook whatever a user's own may have."""
    page = book["Sheet1"]
    page["K3"].font = Font(name="Georgia", size=15, italic=True, color="FF00B050")
    page["K3"].border = Border(bottom=Side("double"))
    page["K3"].number_format = "000000"
    page["L3"].number_format = '0.00 "points"'
    page["A3"].fill = PatternFill("solid", fgColor="FFFFFF00")
    page["D3"].comment = Comment("Ask her in May.", "Office")
    page["K4"].comment = Comment("Phoned.", "Office")
    page["O2"] = "Own"
    page["O3"] = CellRichText("plain ", TextBlock(InlineFont(b=True), "bold"))
    page["O4"] = "=SUM(L3:L4)"
    page["O5"] = '=Lists!A1&"!"'
    page["O6"].value, page["O6"].data_type = "=1+1", "s"
    page["O7"] = datetime(2026, 5, 20, 9, 30, 15)
    page.merge_cells("C1:D1")
    page.column_dimensions["D"].width = 33.5
    page.column_dimensions["M"].hidden = True
    page.row_dimensions[3].height = 41
    page.freeze_panes = "B3"
    page.conditional_formatting.add(
        "L3:L9", CellIsRule("greaterThan", ["5"], fill=PatternFill(bgColor="FFFF0000"))
    )
    choice = DataValidation("list", formula1='"Add,Delete"', allow_blank=True)
    choice.add("A3:A9")
    page.add_data_validation(choice)
    lists = book.create_sheet("Lists")
    lists["A1"], lists["A2"] = "ABIM", "ABS"
    lists["B1"] = "=COUNTA(A1:A2)"
    hidden = book.create_sheet("Kept's aside")
    hidden.sheet_state = "hidden"
    hidden["A1"] = 17
    book.properties.creator = "A coordinator"


@pytest.fixture
def own() -> str:
    """A workbook with two errors, a warning and much of its own."""
    name = workbook(row(K="X1"), row(K=None), cme(C="2026-04-02"), name="own.xlsx")
    changed(name, rich)
    # Saved by a spreadsheet program, which knows what formulas result in.
    repacked(name, "xl/worksheets/sheet1.xml", calculated)
    return repacked(
        name,
        "docProps/core.xml",
        lambda text: re.sub(r"[^>]*(?=</dcterms:modified>)", "2026-05-02T03:04:05Z", text),
    )


def calculated(text: str) -> str:
    """A sheet with the results of two of its formulas, and with lists as Excel writes them."""
    text = re.sub(r"</f><v(?: ?/>|></v>)", "</f><v>8</v>", text)
    text = text.replace('"!"</f><v>8</v>', '"!"</f><v>ABIM!</v>')
    text = text.replace('<c r="O5"', '<c t="str" r="O5"')
    return text.replace("</worksheet>", f"{LISTS}</worksheet>")


# What was there --------------------------------------------------------------------------------


def test_cells_keep_values_and_looks(own: str) -> None:
    before, after = opened(own), opened(render(judge(own)))
    assert after.sheetnames == [*before.sheetnames, SHEET]
    changes = []
    for sheet in before.sheetnames:
        assert before[sheet].dimensions == after[sheet].dimensions
        for cells in before[sheet].iter_rows():
            for old in cells:
                new = after[sheet][old.coordinate]
                assert (new.value, type(new.value)) == (old.value, type(old.value))
                assert new.data_type == old.data_type
                assert new.number_format == old.number_format
                for look in ("font", "border", "alignment", "protection"):
                    assert repr(getattr(new, look)) == repr(getattr(old, look))
                if repr(new.fill) != repr(old.fill):
                    changes.append((sheet, old.coordinate))
    assert changes == [(each, cell) for each in before.sheetnames for cell in marked(after, each)]
    assert {("Sheet1", cell) for cell in ("K3", "K4", "C5")} < set(changes)
    assert after["Sheet1"]["A3"].fill.fgColor.rgb == "FFFFFF00"


def test_sheets_keep_what_is_theirs(own: str) -> None:
    before, after = opened(own), opened(render(judge(own)))
    old, new = before["Sheet1"], after["Sheet1"]
    widths = {key: (each.width, each.hidden) for key, each in old.column_dimensions.items()}
    assert {key: (each.width, each.hidden) for key, each in new.column_dimensions.items()} == widths
    assert widths["D"] == (33.5, False)
    assert new.row_dimensions[3].height == 41
    assert new.freeze_panes == "B3"
    assert [str(each) for each in new.merged_cells.ranges] == ["C1:D1"]
    [choice] = new.data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref)) == ('"Add,Delete"', "A3:A9")
    assert [str(each.sqref) for each in new.conditional_formatting] == ["L3:L9"]
    assert after["Kept's aside"].sheet_state == "hidden"
    assert new["D3"].comment.text == "Ask her in May."
    assert after.properties.creator == "A coordinator"
    assert after.properties.modified == datetime(2026, 5, 2, 3, 4, 5)


def test_lists_on_another_sheet_are_kept(own: str) -> None:
    """In the extension in which Excel writes them, which openpyxl takes out."""
    text = part(render(judge(own)), "xl/worksheets/sheet1.xml")
    assert text.count("<extLst>") == 1
    assert "<xm:f>Lists!$A$1:$A$2</xm:f>" in text
    assert "xr:uid" not in text
    assert "78C0D931" not in text
    assert text.endswith("</extLst></worksheet>")


def test_results_of_formulas_are_kept(own: str) -> None:
    Path("copy.xlsx").write_bytes(render(judge(own)))
    cells = CalamineWorkbook.from_path("copy.xlsx").get_sheet_by_name("Sheet1").to_python()
    assert [line[14] for line in cells[2:7]] == [
        "plain bold",
        8.0,
        "ABIM!",
        "=1+1",
        datetime(2026, 5, 20, 9, 30, 15),
    ]
    # There was none of this one.
    assert "<f>COUNTA(A1:A2)</f><v/>" in part(
        render(judge(own)), "xl/worksheets/sheet2.xml"
    ).replace("<v></v>", "<v/>")


def test_a_number_that_is_no_date_is_kept() -> None:
    """20260520 in a cell formatted as a date, which openpyxl makes #VALUE! of."""

    def change(book: Any) -> None:
        cell = book["Sheet1"]["C3"]
        cell.value, cell.number_format = 20260520, "mm-dd-yyyy"

    copied = opened(render(judge(changed(workbook(row()), change))))["Sheet1"]["C3"]
    assert copied.number_format == "mm-dd-yyyy"
    data = render(judge("learners.xlsx"))
    assert re.search(r'<c r="C3"[^>]*><v>20260520</v>', part(data, "xl/worksheets/sheet1.xml"))


def test_what_cannot_be_copied_is_named() -> None:
    name = workbook(row(K=None))
    with zipfile.ZipFile(name, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG")
        archive.writestr("xl/threadedComments/threadedComment1.xml", b"<a/>")
        archive.writestr("xl/drawings/drawing1.xml", b"<xdr:wsDr><xdr:sp /></xdr:wsDr>")
    told = [line[0] for line in values(opened(render(judge(name)))[SHEET])]
    said = "Not in this copy, but in the workbook as it was given: "
    assert f"{said}pictures, replies to comments, shapes" in told
    assert not any(
        str(each).startswith("Not in this")
        for each in told_of(workbook(row(K=None), name="2.xlsx"))
    )


def told_of(name: str) -> list[Any]:
    return [line[0] for line in values(opened(render(judge(name)))[SHEET])]


def test_the_same_bytes_twice(own: str) -> None:
    data = render(judge(own))
    assert render(judge(own)) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "2026-05-02T03:04:05Z" in part(data, "docProps/core.xml")


@pytest.mark.parametrize("properties", ["without a date", "none"])
def test_a_workbook_without_a_date_is_dated_by_no_clock(properties: str) -> None:
    name = workbook(row(K=None))
    with zipfile.ZipFile(name) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    if properties == "none":
        del parts["docProps/core.xml"]
        for holder in ("_rels/.rels", "[Content_Types].xml"):
            parts[holder] = re.sub(
                rb"<(?:Relationship|Override)[^>]*core[^>]*/>", b"", parts[holder]
            )
    else:
        core = re.sub(
            rb"<dcterms:(created|modified).*?</dcterms:\1>", b"", parts["docProps/core.xml"]
        )
        parts["docProps/core.xml"] = core
    with zipfile.ZipFile(name, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    core = part(render(judge(name)), "docProps/core.xml")
    assert re.findall(r"\d{4}-\d\d-\d\dT", core.replace("1980-01-01T", "")) == []


# What was found --------------------------------------------------------------------------------


def test_a_comment_says_what_is_wrong_and_how_to_mend_it(own: str) -> None:
    book = opened(render(judge(own)))
    comments = marked(book)
    assert comments["K3"] == (
        "boardrules:\n"
        "BR303 warning [ABIM]: The identifier has an unusual shape.\n"
        "ABIM ID: found X1, expected 6 digits.\n"
        "To mend it: Compare the ABIM ID with what the learner gave; leave it as it is if the two "
        "agree.\n"
        "\n"
        "661 error [ABIM]: Diplomate ID not found in Board records.\n"
        "Found X1; the roster of the board or state holds no such identifier.\n"
        "To mend it: Check the identifier with the learner; if it is right, the learner should ask "
        "the board or the state to check the account."
    )
    assert comments["K4"].startswith(
        "Phoned.\n\nboardrules:\n621 error [ABIM]: Missing diplomate ID."
    )
    page = book["Sheet1"]
    colours = [page[each].fill.fgColor.rgb for each in ("K3", "K4", "C5", "O2")]
    assert colours == [COLOURS[each] for each in ("error", "error", "warning", "info")]  # type: ignore[index]
    assert page["K3"].comment.author == "boardrules"
    assert page["K4"].comment.author == "Office"


def test_what_is_about_a_row_or_a_sheet_stands_at_its_beginning() -> None:
    sound = row(C=date(2026, 5, 21))
    header = [each for each in HEADER if each != "Completion Date"]
    made = judge(workbook(row(), row(), name="twice.xlsx"))
    assert marked(opened(render(made))).keys() == {"A4"}
    cells = [value for value, name in zip(sound, HEADER, strict=True) if name in header]
    short = opened(render(judge(workbook(cells, header=header))))
    assert "BR107 error: " in marked(short)["A2"]
    empty = opened(render(judge(workbook())))
    assert "BR109" in marked(empty)["A2"]


def test_what_is_about_another_file_stands_in_the_summary_only() -> None:
    Path("people.csv").write_text("program,id\nXX,1\n", encoding="utf-8")
    made = judge(workbook(row()), roster="people.csv")
    about = {found.location.file for found in made.file_findings if found.location}
    assert about == {"people.csv"}
    book = opened(render(made))
    assert marked(book) == {}
    assert "people.csv" in str(values(book[SHEET]))


def test_a_merged_cell_is_marked_where_it_is_shown() -> None:
    name = workbook(row(K=None))

    def change(book: Any) -> None:
        book["Sheet1"].merge_cells("J3:K3")

    assert "621" in marked(opened(render(judge(changed(name, change)))))["J3"]


def test_no_text_becomes_a_formula() -> None:
    text = '=HYPERLINK("http://x.example","y")'
    data = render(judge(workbook(row(K=text, M=text, A=text), row(D=text, E=text, A=text))))
    for number in (1, 2):
        assert "<f>" not in part(data, f"xl/worksheets/sheet{number}.xml")
    shown = values(opened(data)[SHEET])
    assert any(text in str(cell) for line in shown for cell in line)


def test_every_finding_is_in_the_summary_with_a_link(own: str) -> None:
    made = judge(own)
    page = opened(render(made))[SHEET]
    lines = values(page)
    start = next(number for number, line in enumerate(lines, 1) if line[:2] == ["Cell", "Severity"])
    findings = [*made.file_findings, *(each for one in made.verdicts for each in one.findings)]
    rows = lines[start : start + len(findings)]
    assert sorted(line[2] for line in rows) == sorted(found.code for found in findings)
    assert all(line[7] for line in rows)
    for number, line in enumerate(rows, start + 1):
        link = page.cell(number, 1).hyperlink
        assert link.target is None
        sheet, _, cell = line[0].rpartition(" ")
        quoted = (sheet or "Sheet1").replace("'", "''")
        assert link.location == f"'{quoted}'!{cell}"
    assert page.auto_filter.ref == f"A{start}:H{start + len(findings)}"
    assert [line[:2] for line in lines[2:5]] == [["records", 3], ["rejected", 2], ["accepted", 1]]
    counted = {line[0]: line[2] for line in lines if line[0] in made.summary.by_code}
    assert counted == made.summary.by_code


def test_the_summary_says_what_was_not_judged() -> None:
    told = told_of(workbook(row()))
    assert "999: a board's own answer comes only after submission" in told
    made = judge("learners.xlsx", activities=None)
    told = [line[0] for line in values(opened(render(made))[SHEET])]
    assert "1 record: no activities were given" in told


def test_more_comments_than_a_program_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_COMMENTS > 5_000
    for module in ("marks", "summary"):
        monkeypatch.setattr(f"boardrules.reports.annotated.{module}.MOST_COMMENTS", 2)
    monkeypatch.setattr("boardrules.reports.annotated.summary._MOST_LINKS", 1)
    rows = [row(K=None, C=date(2026, 5, day)) for day in (1, 2, 3, 4)]
    book = opened(render(judge(workbook(*rows))))
    comments = marked(book)
    assert list(comments) == ["K3", "K4", "K5", "K6"]
    assert [bool(text) for text in comments.values()] == [True, True, False, False]
    lines = values(book[SHEET])
    assert any(
        "Only the first 2 of 4 marked cells have a comment" in str(line[0]) for line in lines
    )
    cells = [cell for cell in book[SHEET]["A"] if str(cell.value).startswith("K")]
    assert [bool(cell.hyperlink) for cell in cells] == [True, False, False, False]


@pytest.mark.parametrize(
    "born", [date(1971, 3, 4), "03/04/1971", "1971-03-04", "March 4, 1971", "=DATE(1971,3,4)"]
)
def test_birth_years_are_not_in_it(born: Any) -> None:
    name = workbook(row(F="03/04"), row(F=None, C=date(2026, 5, 21)), header=HEADER)

    def change(book: Any) -> None:
        cell = book["Sheet1"]["F4"]
        cell.value = born
        cell.font = Font(name="Georgia", bold=True)
        cell.fill = PatternFill("solid", fgColor="FF00FF00")

    changed(name, change)
    if str(born).startswith("="):
        repacked(
            name,
            "xl/worksheets/sheet1.xml",
            lambda text: re.sub(r"(</f>)(?:<v ?/>|<v></v>)", r"\g<1><v>25996</v>", text),
        )
    made = judge(name)
    data = render(made)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for each in archive.namelist():
            assert b"1971" not in archive.read(each)
            assert b"25996" not in archive.read(each)
    cell = opened(data)["Sheet1"]["F4"]
    assert cell.value == ("March 4, ****" if str(born).startswith("March") else "03/04")
    assert (cell.font.name, cell.font.b, cell.number_format) == ("Georgia", True, "@")
    assert opened(data)["Sheet1"]["F3"].value == "03/04"


# What is done with it --------------------------------------------------------------------------


def test_it_is_judged_as_the_original_is() -> None:
    given = {
        "activities": [EXAMPLES / "activities.json", EXAMPLES / "activities.xml"],
        "roster": EXAMPLES / "roster.csv",
        "as_of": AS_OF.replace(month=3, day=15),
        "provider_id": "0007654",
    }
    made = judge(str(EXAMPLES / "learners.xlsx"), **given)
    Path("copy.xlsx").write_bytes(render(made))
    anew = judge("copy.xlsx", **given)

    def seen(one: Report) -> list[Any]:
        return [
            (
                each.record.number,
                each.status,
                each.record.claims,
                [found.code for found in each.findings],
            )
            for each in one.verdicts
        ]

    assert seen(anew) == seen(made)
    # Nothing is said of our own sheet, and no year is dropped a second time.
    codes = [found.code for found in made.file_findings if found.code != "BR204"]
    assert [found.code for found in anew.file_findings] == codes


def test_a_copy_is_corrected_judged_and_annotated_again(own: str) -> None:
    Path("copy.xlsx").write_bytes(render(judge(own)))

    def correct(book: Any) -> None:
        book["Sheet1"]["K4"] = "123456"
        book["Sheet1"]["C4"] = date(2026, 5, 21)

    anew = judge(changed("copy.xlsx", correct))
    book = opened(render(anew))
    assert book.sheetnames == ["Sheet1", "Lists", "Kept's aside", SHEET]
    assert "K4" not in marked(book)
    assert book["Sheet1"]["K4"].comment.text == "Phoned."
    assert book["Sheet1"]["K4"].fill.fill_type is None
    assert marked(book)["K3"].count("boardrules:") == 1
    assert book["Sheet1"]["K3"].font.name == "Georgia"


def test_a_workbook_of_activities_is_annotated_too() -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["activity_id", "title", "start", "end", "status"])
    page.append(["202612345", "Update", "soon", "2026-05-30", "Closed"])
    book.save("activities.xlsx")
    made = judge("activities.xlsx")
    assert made.activities
    copy = opened(render(made))
    comments = marked(copy, page.title)
    assert comments
    assert all(text.startswith("boardrules:\n") for text in comments.values())
    assert ["activities", 1] in [line[:2] for line in values(copy[SHEET])]


# What is no workbook ---------------------------------------------------------------------------


def test_another_kind_of_file_is_told_what_to_use_instead() -> None:
    file = xml(report(certificate("ABIM", "123456", "Medical Knowledge", "9", "x:1")))
    with pytest.raises(CannotRenderError, match=r"^learners\.xml is XML, .* --format html .* xlsx"):
        render(judge(file))
    with pytest.raises(
        CannotRenderError, match=r"^nowhere\.xlsx cannot be read; use --format text"
    ):
        render(judge("nowhere.xlsx"))
    with pytest.raises(CannotRenderError, match=r"at a time, and 2 files were judged"):
        render(judge([workbook(row()), file]))
    Path("broken.xlsx").write_bytes(Path(workbook(row())).read_bytes()[:900])
    with pytest.raises(CannotRenderError, match=r"^broken\.xlsx can be judged, but not copied"):
        render(judge("broken.xlsx"))


def test_a_workbook_that_the_library_does_not_take_is_told_of() -> None:
    """Real exports have such styles; the reader of learners passes over them."""
    name = repacked(
        workbook(row(K=None)),
        "xl/styles.xml",
        lambda text: re.sub(r"<fills.*</fills>", '<fills count="1"><fill/></fills>', text),
    )
    made = judge(name)
    assert made.summary.rejected == 1
    with pytest.raises(CannotRenderError, match="not copied with its formats"):
        render(made)
