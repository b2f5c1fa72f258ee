"""The annotated copy: what was found stands on its cells and on its last sheet."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from boardrules import Report
from boardrules.reports import CannotRenderError
from boardrules.reports.annotated import render
from boardrules.reports.annotated.marks import COLOURS, MOST_COMMENTS
from boardrules.reports.annotated.summary import SHEET

from .copies import EXAMPLES, changed, marked, opened, part, repacked, values
from .files import AS_OF, HEADER, certificate, judge, report, row, workbook, xml

# What was found --------------------------------------------------------------------------------


def test_a_comment_says_what_is_wrong_and_how_to_mend_it(own: str) -> None:
    book = opened(render(judge(own)))
    comments = marked(book)
    assert comments["K3"] == (
        "boardrules:\n"
        "661 error [ABIM]: Diplomate ID not found in Board records.\n"
        "Found X1; the roster of the board or state holds no such identifier.\n"
        "To mend it: Check the identifier with the learner; if it is right, the learner should ask "
        "the board or the state to check the account.\n"
        "\n"
        "BR303 warning [ABIM]: The identifier has an unusual shape.\n"
        "ABIM ID: found X1, expected 6 digits.\n"
        "To mend it: Compare the ABIM ID with what the learner gave; leave it as it is if the two "
        "agree."
    )
    assert comments["K4"].startswith(
        "Phoned.\n\nboardrules:\n621 error [ABIM]: Missing diplomate ID."
    )
    page = book["Sheet1"]
    colours = [page[each].fill.fgColor.rgb for each in ("K3", "K4", "C5", "O2")]
    assert colours == [COLOURS[each] for each in ("error", "error", "warning", "info")]  # type: ignore[index]
    assert page["K3"].comment.author == "boardrules"
    assert page["K4"].comment.author == "Office"


def test_each_number_in_a_column_of_identifiers_is_marked() -> None:
    """The finding is told once, on the first; each of the cells may have lost its zeros."""
    rows = [row(K=123456), row(K="234567", C=date(2026, 5, 21)), row(K=345678, A="Delete")]
    made = judge(workbook(*rows, name="numbers.xlsx"))
    assert [each.code for each in made.file_findings] == ["BR201"]
    comments = marked(opened(render(made)))
    for cell, number in (("K3", "123456"), ("K5", "345678")):
        assert f"Found the number {number} under Certifying Board ID" in comments[cell]
    assert "BR201" not in comments.get("K4", "")


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
    told = [line[0] for line in values(opened(render(judge(workbook(row()))))[SHEET])]
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


def test_only_our_own_sheet_and_comments_are_taken_out(own: str) -> None:
    Path("copy.xlsx").write_bytes(render(judge(own)))

    def change(book: Any) -> None:
        del book[SHEET]
        book.create_sheet(SHEET)["A1"] = "Mine"

    book = opened(render(judge(changed("copy.xlsx", change))))
    assert book.sheetnames == ["Sheet1", "Lists", "Kept's aside", SHEET, f"{SHEET}1"]
    assert book[SHEET]["A1"].value == "Mine"
    assert marked(book)["K3"].count("boardrules:") == 1


def test_cells_that_stand_far_apart_make_no_others() -> None:
    def change(book: Any) -> None:
        page = book.create_sheet("Far")
        page["A1"].comment = Comment("Here.", "Office")
        page["XFD1048576"] = "there"

    copy = opened(render(judge(changed(workbook(row(K=None)), change))))
    assert len(copy["Far"]._cells) == 2


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
    with pytest.raises(CannotRenderError, match=r"^broken\.xlsx is damaged; use --format text"):
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
    with pytest.raises(CannotRenderError, match="cannot be copied with its formats"):
        render(made)


def test_odd_cells_are_kept_and_marked() -> None:
    odd = ["\u200b", "=1+1", 1e300, -0.0, True, "#N/A", "x" * 5000, "\ud7ff\ue000", "'", '"', "<&>"]
    odd += ["_x0041_", "a\rb", " a ", 10**20, 0.1 + 0.2]
    rows = [row(**{letter: value}) for letter in "ABCDEGHIJKLMN" for value in odd]
    name = workbook(*rows)
    made = judge(name)
    before, after = opened(name), opened(render(made))
    assert values(after["Sheet1"]) == values(before["Sheet1"])
    assert len(marked(after)) > len(odd)
    total = sum(made.summary.by_code.values())
    last = [line[0] for line in values(after[SHEET])].index("What was not judged")
    first = [line[0] for line in values(after[SHEET])].index("Cell")
    assert last - first - 2 == total
