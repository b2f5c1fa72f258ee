"""The report as a page: what is in it, and that nothing in it is mark-up that somebody entered."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from lxml import html as lxml_html
from syrupy.assertion import SnapshotAssertion

from boardrules import Report
from boardrules.discovery import discover
from boardrules.locations import CellAt, JsonAt, XmlAt
from boardrules.plugins import Plugins
from boardrules.printable import printable
from boardrules.reports import rendered
from boardrules.reports.html import render
from boardrules.reports.html.places import listed
from boardrules.reports.selection import Selection, select
from boardrules.testing import given_plugin

from .files import HEADER, certificate, cme, judge, report, row, workbook, xml

EXAMPLES = Path(__file__).parents[2] / "examples"
HOSTILE = [
    "<script>window.ran = 1</script>",
    "</script><script>window.ran = 1</script>",
    "</title></style><img src=x onerror=window.ran=1>",
    '" onmouseover="window.ran = 1',
    "' onfocus='window.ran = 1' autofocus='",
    "javascript:window.ran=1",
    "<!-- --!><svg onload=window.ran=1>",
    "&lt;b&gt; &amp; &#60;",
    "{{7*7}} ${7*7} `x`",
    "\u202eturned",
]


def parsed(made: Report) -> Any:
    return lxml_html.document_fromstring(
        render(made), parser=lxml_html.HTMLParser(encoding="utf-8")
    )


def rows(page: Any) -> list[Any]:
    found: list[Any] = page.xpath("//table[@id='list']/tbody/tr")
    return found


def findings(made: Report) -> int:
    return (
        len(made.plugin_findings)
        + len(made.file_findings)
        + sum(len(each.findings) for each in made.verdicts)
        + sum(len(each.findings) for each in made.activities)
    )


def text(page: Any) -> str:
    """The text that somebody reads on a page."""
    return " ".join(" ".join(page.xpath("//body//text()[not(parent::script)]")).split())


def hostile(*, everywhere: bool = False) -> Report:
    """A report of learners, activities and columns that are named like code."""
    made = []
    for each in HOSTILE:
        made.append(row(D=each, E=each, K=None))
        if everywhere:
            made += [row(**{letter: each}) for letter in "ABCGHIJKLMN"]
    header = [*HEADER, *HOSTILE]
    cells = [[*each, *HOSTILE] for each in made]
    return judge(workbook(*cells, header=header, name="<b>&name.xlsx"))


# What is in it ---------------------------------------------------------------------------------


def test_a_small_page(snapshot: SnapshotAssertion) -> None:
    made = judge(workbook(row(), row(K=None), cme(H="MD00001", C="5/20/26"), row(A="Delete")))
    rule_sets = tuple(evolve(each, digest="0" * 12) for each in made.rule_sets)
    shown = render(evolve(made, version="0", rule_sets=rule_sets)).decode()
    shown = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", shown, flags=re.DOTALL)
    assert re.sub(r"sha256-[^']+", "sha256-", shown) == snapshot


def test_no_finding_of_the_examples_is_missing() -> None:
    made = judge(
        [str(EXAMPLES / "learners.xlsx"), str(EXAMPLES / "learners.xml")],
        activities=[EXAMPLES / "activities.json", EXAMPLES / "activities.xml"],
        roster=EXAMPLES / "roster.csv",
        as_of=date(2026, 3, 15),
        provider_id="0007654",
    )
    page = parsed(made)
    assert len(rows(page)) == findings(made) > 100
    shown = text(page)
    catalogue = made.catalogue
    for verdict in made.verdicts:
        for found in verdict.findings:
            spec = catalogue[found.code]
            for told in (
                spec.render_message(found),
                spec.render_detail(found),
                spec.render_fix(found),
            ):
                assert " ".join(told.split()) in shown
    codes = [each.get("data-code") for each in rows(page)]
    assert {code: codes.count(code) for code in sorted(codes)} == made.summary.by_code
    charted = page.xpath("//ul[@class='chart']//a/@data-code")
    assert sorted(charted) == sorted(made.summary.by_code)
    assert "2 errors" in shown
    assert f"{made.summary.rejected} rejected" in shown


def test_findings_on_files_plugins_and_activities_are_in_it() -> None:
    broken = given_plugin("xb", ImportError("gone"), "xb-rules")
    given = [workbook(row()), "nowhere.xlsx", str(EXAMPLES / "activities.json")]
    made = judge(given, plugins=Plugins([*discover(), broken]))
    page = parsed(made)
    assert len(rows(page)) == findings(made)
    verdicts = [each.get("data-verdict") for each in rows(page)]
    assert verdicts[:2] == ["plugin", "file"]
    assert {each.get("data-code") for each in rows(page)[:2]} == {"BR901", "BR101"}
    outcomes = {each.outcome.value for each in made.activities if each.findings}
    assert outcomes
    assert outcomes <= set(verdicts)
    assert f"{len(made.activities)} activities" in text(page)


def test_what_keeps_from_judging_is_above_and_what_is_worth_knowing_below() -> None:
    made = judge([workbook([*row(K=None), "x"], header=[*HEADER, "Note"])])
    verdicts = [each.get("data-verdict") for each in rows(parsed(made))]
    assert verdicts == ["rejected", "file"]


def test_nothing_found() -> None:
    made = judge(workbook(row()))
    assert findings(made) == 0
    page = parsed(made)
    assert rows(page) == []
    assert "Nothing was found." in text(page)
    assert page.xpath("//form") == []


def test_what_was_not_judged_and_why() -> None:
    days = [date(2026, 5, day) for day in (1, 2, 3, 4)]
    made = judge(
        workbook(row(C=days[0]), row(C=days[1]), row(K=None), row(C=days[3])), activities=None
    )
    shown = text(parsed(made))
    assert "3 records of learners.xlsx : no activities were given." in shown
    assert "rows 3 to 4, 6" in shown
    assert "670, 671, 672, 674, 676, 680, 681, 690: no activities were given." in shown


def test_the_rule_sets() -> None:
    made = judge(workbook(row(), cme()))
    shown = text(parsed(made))
    for each in made.rule_sets:
        assert each.id in shown
        assert each.digest in shown


def test_xml_records_are_told_by_their_lines() -> None:
    wrong = certificate("ABIM", "123456", "Medical Knowledge", "9", "x:1")
    page = parsed(judge(xml(report(wrong))))
    [first] = rows(page)
    assert first.xpath("th")[0].text_content() == "line 16numberOfCredits"


def test_several_files_are_named() -> None:
    first, second = workbook(row(K=None), name="1.xlsx"), workbook(row(K=None), name="2.xlsx")
    shown = [each.xpath("th")[0].text_content() for each in rows(parsed(judge([first, second])))]
    assert [each[:6] for each in shown[:2]] == ["1.xlsx", "2.xlsx"]
    assert "file" not in {each.get("data-verdict") for each in rows(parsed(judge([first])))}
    assert rows(parsed(judge([first])))[0].xpath("th")[0].text_content().startswith("row 3")


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ([], ""),
        ([CellAt("a", "S", 3)], "row 3"),
        ([CellAt("a", "S", number) for number in (3, 4, 5, 7, 9, 10)], "rows 3 to 5, 7, 9 to 10"),
        ([XmlAt("a", 2), XmlAt("a", 9)], "lines 2, 9"),
        ([JsonAt("a", "/records/0"), JsonAt("a", "")], "/records/0, a"),
    ],
)
def test_places_of_many_records(places: list[Any], words: str) -> None:
    assert listed(places) == words


def test_it_is_the_same_bytes_twice() -> None:
    made = hostile()
    assert render(made) == render(made) == render(hostile())


def test_what_cannot_be_seen_is_shown_by_its_number() -> None:
    made = judge(workbook(row(K=None)))
    verdict = made.verdicts[0]
    record = evolve(verdict.record, first_name="I\x00n\ud800es\x9b")
    page = render(evolve(made, verdicts=(evolve(verdict, record=record),)))
    assert "<bdi>I\\x00n\\ud800es\\x9b Aalto</bdi>" in page.decode()


def test_learners_are_masked_unless_somebody_asks_for_them() -> None:
    made = hostile()
    masked, asked = rendered(made, "html"), rendered(made, "html", show_learners=True)
    assert asked == render(made)
    assert "window.ran" in asked.decode()
    assert "window.ran" not in masked.decode().partition("<script>")[0]
    assert "Values of learners are not shown." in masked.decode()
    assert "Values of learners are not shown." not in asked.decode()
    page = lxml_html.document_fromstring(masked)
    assert len(rows(page)) == findings(made)
    assert rows(page)[0].xpath("string(td[1])") == "activity 202612345"


def test_it_says_what_was_left_out() -> None:
    made = judge(workbook(row(K=None), cme(C="2026-04-02")))
    page = parsed(select(made, Selection(select=("621",))))
    assert [each.get("data-code") for each in rows(page)] == ["621"]
    assert "Not shown: 1 finding (1 by --select)" in text(page)
    assert "No finding is shown." in text(parsed(select(made, Selection(select=("999",)))))


# What it must not be ---------------------------------------------------------------------------


@pytest.mark.parametrize("everywhere", [False, True])
def test_what_was_entered_is_text(everywhere: bool) -> None:
    made = hostile(everywhere=everywhere)
    page = parsed(made)
    assert len(page.xpath("//script")) == 1
    assert len(page.xpath("//style")) == 1
    assert page.xpath("//img | //iframe | //link | //object | //b[starts-with(., '&')]") == []
    attributes = {name for each in page.iter() for name in getattr(each, "attrib", {})}
    assert not any(name.startswith("on") or name in ("src", "style") for name in attributes)
    assert all(link.startswith("#") for link in page.xpath("//@href"))
    shown = text(page)
    for each in HOSTILE:
        assert printable(each) in shown
    assert "<b>&name.xlsx" in shown


def test_nothing_is_fetched() -> None:
    page = parsed(hostile())
    assert page.xpath("//@src | //@srcset | //@action | //link | //base") == []
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    style = page.xpath("//style")[0].text
    assert "url(" not in style
    assert "@import" not in style


def test_every_page_shows_the_policy_before_anything_else() -> None:
    head = parsed(judge(workbook(row()))).xpath("//head/*")
    assert [each.tag for each in head[:2]] == ["meta", "meta"]
    assert head[1].get("http-equiv") == "Content-Security-Policy"


@pytest.mark.parametrize("born", ["03/04/1971", "1971-03-04", date(1971, 3, 4)])
def test_a_birth_year_is_not_in_it(born: Any) -> None:
    assert b"1971" not in render(judge([workbook(row(F=born, K=None)), xml(report())]))
