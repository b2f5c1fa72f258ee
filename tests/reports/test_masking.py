"""No report that is made for more eyes than the provider's own tells of a learner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from tests.codes.convert_cases import CASES as CONVERT_CASES
from tests.codes.writing_cases import CASES as WRITING_CASES

from boardrules import Claim, CodeSpec, CompletionRecord, Engine, Finding, Report, Severity, check
from boardrules.findings import finding
from boardrules.locations import CellAt, JsonAt, JsonOrigin, XmlAt
from boardrules.plugins import installed_plugins
from boardrules.records import CreditAmount
from boardrules.reports import rendered
from boardrules.reports.masking import Masking, mask, masked_location

from .files import ACTIVITIES, AS_OF, judge, row, workbook
from .judged_cases import EXAMPLES, Case, code_cases, example, report_on, told
from .masked import CATALOGUE, MASKING, outputs, people


def test_the_formats_that_mask() -> None:
    assert {"github", "junit", "sarif"} <= set(MASKING)
    assert {"json", "jsonl", "text", "xlsx"}.isdisjoint(MASKING)


def test_no_code_s_failing_case_tells_of_a_learner() -> None:
    codes: set[str] = set()
    shown: set[str] = set()
    masking = Masking(installed_plugins().catalogue, AS_OF, installed_plugins().programs)
    for case in code_cases():
        in_catalogue = told(case.values, CATALOGUE)
        for name, output in outputs(case.report):
            assert told(case.values, output) <= in_catalogue, f"{case.name}: {name}"
        # What a param may hold is one guard, what is known of its record another; here is the first.
        for found in findings_of(case):
            alone = rendering(case, masking.finding(found))
            assert told(case.values, alone) <= in_catalogue, case.name
        codes.update(case.report.summary.by_code)
        codes.update(found.code for each in case.report.activities for found in each.findings)
        shown.update(codes_that_tell(case))
    of_checking = {
        spec.code
        for spec in installed_plugins().catalogue
        if spec.stage not in ("engine", "pre-validation")
    }
    assert codes >= of_checking - {*CONVERT_CASES, *WRITING_CASES}
    # What the assertions above would catch: codes that do tell when they may.
    assert shown >= {"603", "661", "664", "BR201", "BR208", "BR303", "BR304", "BR305", "BR308"}


def findings_of(case: Case) -> list[Finding]:
    return [*case.report.file_findings, *(one for v in case.report.verdicts for one in v.findings)]


def rendering(case: Case, found: Finding) -> bytes:
    spec = case.report.catalogue[found.code]
    texts = (spec.render_message(found), spec.render_detail(found), spec.render_fix(found))
    return " ".join(texts).encode()


def codes_that_tell(case: Case) -> Iterator[str]:
    """The codes whose findings tell of a learner when values may be shown."""
    for found in findings_of(case):
        if told(case.values, rendering(case, found)):
            yield found.code


@pytest.mark.parametrize("name", MASKING)
def test_what_is_told_is_in_the_report_when_it_is_asked_for(name: str) -> None:
    case = example("learners.xlsx")
    assert told(case.values, rendered(case.report, name)) == set()
    assert len(told(case.values, rendered(case.report, name, show_learners=True))) > 5


@pytest.mark.parametrize("file", ["learners.xlsx", "learners.xml"])
def test_the_examples(file: str) -> None:
    case = example(file)
    assert len(case.values) > 300
    for name, output in outputs(case.report):
        assert told(case.values, output) == set(), name


def test_the_roster_s_values_are_not_told_either() -> None:
    """661 offers the identifier that the roster has."""
    made = judge(workbook(row(K="023456")), roster=people("ABIM,23456,Ines,Aalto,03/04,"))
    assert b"23456" in rendered(made, "text")
    again = judge(workbook(row(K="23456")), roster=people("ABIM,0023456,Ines,Aalto,03/04,"))
    for each in (made, again):
        for _, output in outputs(each):
            assert b"23456" not in output


# What a plugin adds ---------------------------------------------------------------------------


def spec(**given: Any) -> CodeSpec:
    texts = dict.fromkeys(("title", "stage", "why", "trigger", "example_bad", "example_good"), "x")
    texts |= {"message": "It is {found}.", "fix": "Mend {found} or {limit}."}
    return CodeSpec(code="XB1", severity=Severity.ERROR, **texts, **given)


def test_a_plugin_s_own_code_tells_only_what_its_plugin_calls_public() -> None:
    found = finding("XB1", found="Oglethrum", limit="Zyxquivory", reason="Zyxquivory")
    catalogue = installed_plugins().catalogue

    def params(code: CodeSpec) -> dict[str, str]:
        masking = Masking(catalogue.with_codes([code]), AS_OF, None)
        return dict(masking.finding(found).params)

    hidden = dict.fromkeys(("found", "limit", "reason"), "(hidden)")
    assert params(spec()) == hidden
    assert params(spec(public={"limit": "rule"})) == {**hidden, "limit": "Zyxquivory"}
    assert params(spec(public={"found": "day", "limit": "no-such-kind"})) == hidden


def test_a_code_of_no_catalogue_tells_nothing() -> None:
    masking = Masking(installed_plugins().catalogue, AS_OF, None)
    found = Finding("XB9", Severity.ERROR, (("found", "Oglethrum"), ("reason", "Zyxquivory")))
    assert {text for _, text in masking.finding(found).params} == {"(hidden)"}


@pytest.mark.parametrize(
    ("because", "is_told"),
    [
        ("activity 202612345 has no end date", True),
        ("the roster lists nobody of ABIM", True),
        ("check points_present of plugin boardrules failed", True),
        ("Zyxquivory is not known", False),
        ("nobody knows 77001", False),
    ],
)
def test_reasons_are_told_in_the_engine_s_words_only(because: str, is_told: bool) -> None:
    made = example("learners.xml").report
    verdict = evolve(made.verdicts[0], because=because)
    note = evolve(made.not_judged[0], because=because)
    masked = mask(evolve(made, verdicts=(verdict,), not_judged=(note,)))
    assert masked.verdicts[0].because == (because if is_told else "(hidden)")
    assert masked.not_judged[0].because == masked.verdicts[0].because


def test_every_reason_that_the_engine_gives_is_told() -> None:
    rows = [row(), row(A="Delete"), row(B="202699999"), row(J="ABS"), row(K=None)]
    Path("bare.csv").write_text(
        "activity_id,start,end,program,points,credit_types\n202612345,,,ABIM,,\n", encoding="utf-8"
    )
    reports = [example("learners.xlsx").report, example("learners.xml").report]
    for given in ({"activities": None}, {"roster": None}, {"activities": "bare.csv"}):
        reports.append(judge(workbook(*rows), **given))
    reasons = [each.because for made in reports for each in made.not_judged]
    masked = [each.because for made in reports for each in mask(made).not_judged]
    assert len(set(reasons)) > 5
    assert masked == reasons
    assert [each.because for made in reports for each in mask(made).verdicts] == [
        each.because for made in reports for each in made.verdicts
    ]


# What stays ------------------------------------------------------------------------------------


def test_what_is_wrong_and_where_is_still_told() -> None:
    made = judge(workbook(row(), row(K=None, L=1.3), name="May 2026.xlsx"))
    masked = mask(made)
    assert masked.summary == made.summary
    assert masked.exit_status == made.exit_status == 1
    before, after = made.verdicts[1].findings, masked.verdicts[1].findings
    assert [each.code for each in after] == [each.code for each in before]
    assert [each.location for each in after] == [each.location for each in before]
    assert {each.param("expected") for each in after} >= {"ABIM ID"}
    text = rendered(masked, "text").decode()
    for told_still in (
        "May 2026.xlsx, sheet Sheet1, row 4, Add, 202612345: rejected",
        "621 [ABIM] Certifying Board ID (K4): Missing diplomate ID.",
        "The ABIM ID is blank.",
        "Values of learners are not shown.",
    ):
        assert told_still in text


def test_values_that_cannot_be_a_learner_s_are_told() -> None:
    day, far = date(2026, 6, 9), date(2014, 3, 1)
    made = judge(workbook(row(L=1.3), row(C=day), row(C=far), row(M="Patient Safety")))
    details = [
        made.catalogue[found.code].render_detail(found)
        for verdict in mask(made).verdicts
        for found in verdict.findings
    ]
    assert "Amount of total: found 1.3, expected a multiple of 0.25." in details
    assert "2026-06-09 lies after 2026-06-01, the day of judging." in details
    assert "(hidden) lies before 2026-01-10, the activity's start date." in details
    assert any("Patient Safety" in each for each in details)


@pytest.mark.parametrize(
    ("kind", "shown", "hidden"),
    [
        ("day", ["2016-01-01", "2028-12-31", "05/20/2026", "2026-05-20T10:30:00Z", "2026"],
         ["2015-12-31", "2029-01-01", "05/20", "05/20/26", "2026-02-30", "2015", "20260520"]),
        ("amount", ["0", "4", "99", "4.5", "12.25", "4.00"], ["100", "4.27", "-4", "4,5", "\u0664"]),
        ("days", ["0", "56", "3660"], ["3661", "99999", "5.5"]),
        ("activity", ["202612345"], ["20261234", "2026123456", "20261234X"]),
        ("type", ["total", "Medical Knowledge", "medical knowledge", "MK"], ["Aalto", "M K"]),
        ("program", ["ABIM", "American Board of Pediatrics", "NPI"], ["ABMI", "Aalto"]),
        ("state", ["ME", "maine"], ["Lapland", "M"]),
        ("fault", ["#N/A"], ["#NAME", "Aalto"]),
        ("header", ["Total Board Credits", "first  name", "Additional Credit Type 3", "npi", "B", "UniqueID"],
         ["Aalto", "Credit Type Aalto", "Credit Type 09/27", "AB", "Frist Name"]),
        ("sheet", ["Sheet1", "Learners 2026", "its list of sheets"],
         ["Aalto", "Learners Aalto", "Sheet 09-27", "77001", "1961", "-"]),
    ],
)  # fmt: skip
def test_kinds(kind: str, shown: list[str], hidden: list[str]) -> None:
    catalogue = installed_plugins().catalogue.with_codes([spec(public={"found": kind})])
    masking = Masking(catalogue, AS_OF, installed_plugins().programs)

    def is_shown(text: str) -> bool:
        return masking.finding(finding("XB1", found=text)).param("found") == text

    assert [text for text in shown if not is_shown(text)] == []
    assert [text for text in hidden if is_shown(text)] == []


def test_the_record_itself_keeps_what_was_earned() -> None:
    [verdict] = mask(judge(workbook(row(K="0")))).verdicts
    record = verdict.record
    assert (record.action, record.activity_id, record.completed) == (
        "Add",
        "202612345",
        "2026-05-20",
    )
    assert {record.first_name, record.last_name, record.birth_date} == {"(hidden)"}
    assert record.claims[0] == Claim(
        "ABIM", "(hidden)", "", "", "4", (CreditAmount("Medical Knowledge", "4"),)
    )
    assert record.origin.at("first_name") == CellAt("learners.xlsx", "Sheet1", 3, "D", "First Name")


def test_nothing_of_the_files_and_of_exceptions_is_kept() -> None:
    masked = mask(judge(workbook(row())))
    assert (masked.files, masked.crashes, masked.masked) == ((), (), True)
    assert mask(masked) is masked


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (CellAt("a.xlsx", "Learners 2026", 3, "D", "First Name"), None),
        (CellAt("a.xlsx", "Aalto", 3, "D", "Additional Credit Type 2"), "sheet"),
        (CellAt("a.xlsx", None, 3, "D", "Ines"), "header"),
        (XmlAt("a.xml", 9, "ActivityReports/ActivityReport[3]/Member/Name/GivenName"), None),
    ],
)
def test_places(given: CellAt | XmlAt, expected: str | None) -> None:
    change = {} if expected is None else {expected: "(hidden)"}
    assert masked_location(given) == evolve(given, **change)


def test_pointers_and_paths() -> None:
    assert masked_location(JsonAt("a.json", "/learners/3/claims/0/id")) == JsonAt(
        "a.json", "/learners/3/claims/0/id"
    )
    assert masked_location(JsonAt("a.json", "/Aalto~1Ines/3/id")) == JsonAt("a.json", "/*/3/id")
    assert masked_location(XmlAt("a.xml", 9, "Aalto[2]/Member")) == XmlAt("a.xml", 9, "*[2]/Member")


def test_the_origin_of_a_program_s_record() -> None:
    record = CompletionRecord(1, "Add", "", "", "Ines", origin=JsonOrigin("db", "/Ines Aalto"))
    [verdict] = Engine(AS_OF).check([record])
    masking = Masking(installed_plugins().catalogue, AS_OF, installed_plugins().programs)
    assert masking.verdict(verdict).record.origin.at("first_name") == JsonAt("db", "/*/first_name")
    assert "Ines" not in rendered(mask(report_on_verdict(verdict)), "json").decode()


def report_on_verdict(verdict: Any) -> Report:
    from tests.codes.shown import Judged

    return report_on(Judged([verdict], [], installed_plugins().catalogue))


def test_each_public_param_is_one_of_the_code_and_of_a_kind_that_there_is() -> None:
    kinds = set(Masking(installed_plugins().catalogue, AS_OF, None)._kinds)
    for code in installed_plugins().catalogue:
        templates = [code.message, code.detail, code.fix]
        templates += [
            text for each in code.reasons.values() for text in (each.detail, each.fix or "")
        ]
        placeholders = set(re.findall(r"\{(\w+)\}", " ".join(templates)))
        assert set(code.public) <= placeholders | {"certificate"}, code.code
        assert {kind for each in code.public.values() for kind in each.split()} <= kinds, code.code


def test_an_activities_file_that_is_judged_keeps_its_values() -> None:
    Path("activities.csv").write_text(ACTIVITIES, encoding="utf-8")
    made = check(EXAMPLES / "activities.json", as_of=AS_OF)
    assert [each.findings for each in mask(made).activities] == [
        each.findings for each in made.activities
    ]
