"""No report that is made for more eyes than the provider's own tells of a learner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from attrs import asdict, evolve

from boardrules import Claim, CodeSpec, CompletionRecord, Engine, Finding, Report, Severity, check
from boardrules.findings import finding
from boardrules.locations import CellAt, JsonAt, JsonOrigin, XmlAt
from boardrules.plugins import installed_plugins
from boardrules.records import CreditAmount
from boardrules.reports import rendered, report_formats
from boardrules.reports.masking import Masking, mask, masked_location

from .files import ACTIVITIES, AS_OF, HEADER, certificate, cme, judge, report, row, workbook, xml
from .judged_cases import EXAMPLES, Case, code_cases, example, report_on, told

FORMATS = report_formats(installed_plugins())
MASKING = [name for name, spec in FORMATS.items() if spec.masks]
#: Text and JSON lines are masked when somebody asks for it.
ALL = [*MASKING, "text", "json", "jsonl"]
#: What the catalogue says of its own accord, made-up examples included.
CATALOGUE = repr([*map(asdict, installed_plugins().catalogue)]).encode()


def outputs(made: Report, names: list[str] = ALL) -> Iterator[tuple[str, bytes]]:
    """What each format makes of a report that is masked."""
    masked = mask(made)
    for name in names:
        yield name, FORMATS[name].render(masked)


def test_the_formats_that_mask() -> None:
    assert {"github", "junit", "sarif"} <= set(MASKING)
    assert {"json", "jsonl", "text", "xlsx"}.isdisjoint(MASKING)


def test_no_code_s_failing_case_tells_of_a_learner() -> None:
    codes: set[str] = set()
    shown: set[str] = set()
    for case in code_cases():
        in_catalogue = told(case.values, CATALOGUE)
        for name, output in outputs(case.report):
            assert told(case.values, output) <= in_catalogue, f"{case.name}: {name}"
        codes.update(case.report.summary.by_code)
        codes.update(found.code for each in case.report.activities for found in each.findings)
        shown.update(codes_that_tell(case))
    assert codes >= {spec.code for spec in installed_plugins().catalogue if spec.stage != "engine"}
    # What the assertions above would catch: codes that do tell when they may.
    assert shown >= {"603", "661", "664", "BR201", "BR208", "BR303", "BR304", "BR305", "BR308"}


def codes_that_tell(case: Case) -> Iterator[str]:
    """The codes whose findings tell of a learner when values may be shown."""
    every = [*case.report.file_findings, *(one for v in case.report.verdicts for one in v.findings)]
    for found in every:
        spec = case.report.catalogue[found.code]
        if told(case.values, (spec.render_detail(found) + spec.render_fix(found)).encode()):
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


def people(*lines: str) -> str:
    Path("people.csv").write_text(
        "\n".join(("program,id,first_name,last_name,birth_date,npi", *lines, "")), encoding="utf-8"
    )
    return "people.csv"


# Values in the wrong place --------------------------------------------------------------------

#: A learner's name, birthday (with and without its year) and identifiers.
SECRETS = (
    "Zyxquivory", "09/27", "1961-09-27", "09/27/1961", "27.9.1961", "1999999984", "QX-88123",
    "77001", "Zyxquivory Oglethrum",
)  # fmt: skip
SECRET = re.compile(rb"zyxq|ogleth|09.27|27\.9|1961|1999999984|88123|77001", re.I)


def clean_of_secrets(made: Report) -> None:
    for name, output in outputs(made):
        assert SECRET.findall(output) == [], name


@pytest.mark.parametrize("secret", SECRETS)
def test_in_the_wrong_column(secret: str) -> None:
    rows = [row(**{letter: secret}) for letter in "ABCDEFGHIJKLMN"]
    rows += [row(**{letter: f" {secret}\u200b"}) for letter in "ABCDEFGHIJKLMN"]
    made = judge(workbook(*rows))
    told_when_asked = {secret} & told(frozenset({secret}), rendered(made, "text"))
    assert told_when_asked, "the text report tells it, or this test tests nothing"
    clean_of_secrets(made)


@pytest.mark.parametrize("secret", ["1961-09-27", "1999999984", "77001"])
def test_as_a_number_or_a_date(secret: str) -> None:
    value: Any = date(1961, 9, 27) if "-" in secret else float(secret)
    rows = [row(**{letter: value}) for letter in "ABCDEFGHIJKLMN"]
    clean_of_secrets(judge(workbook(*rows)))


@pytest.mark.parametrize("secret", ["9.27", "09.27", "927", "0927", "101"])
def test_a_number_in_the_column_of_credits_that_may_be_something_else(secret: str) -> None:
    made = judge(workbook(*[row(**{letter: secret}) for letter in "BCILN"], cme(I=secret)))
    assert secret.encode() in rendered(made, "text")
    for name, output in outputs(made):
        assert told(frozenset({secret}), output) == set(), name


@pytest.mark.parametrize("secret", SECRETS)
def test_in_a_header(secret: str) -> None:
    header = [*HEADER, secret, f"Credit Type {secret}", secret]
    clean_of_secrets(judge(workbook([*row(), secret, secret, secret], header=header)))
    without = [secret if name == "Completion Date" else name for name in HEADER]
    clean_of_secrets(judge(workbook(row(), header=without)))
    clean_of_secrets(judge(workbook(row(), header=[secret] * 3)))


def test_in_the_name_of_a_sheet() -> None:
    name = workbook(row(K=None))
    book = openpyxl.load_workbook(name)
    book.worksheets[0].title = "Zyxquivory 77001"
    book.create_sheet("Oglethrum").append(["a note"])
    book.save(name)
    made = judge(name)
    assert b"Oglethrum" in rendered(made, "text")
    clean_of_secrets(made)


@pytest.mark.parametrize("secret", ["Zyxquivory", "1999999984", "09/27/1961"])
def test_in_every_element_and_attribute(secret: str) -> None:
    sound = report(certificate("ABIM", "123456", "Medical Knowledge", "4", "x:1"))
    texts = ["Add", "ABIM", "123456", "Medical Knowledge", "Point", ">4<", "x:1", "Completed"]
    texts += ["2026-05-20", "202612345", "Update", "1971-03-04"]
    reports = [sound.replace(each, f">{secret}<" if each[0] == ">" else secret) for each in texts]
    made = judge(xml(*reports))
    assert secret.encode() in rendered(made, "text")
    clean_of_secrets(made)


def test_in_the_names_of_elements() -> None:
    sound = report(certificate("ABIM", "", "Medical Knowledge", "4", "x:1"))
    made = judge(
        xml(sound.replace("<Activity>", "<Zyxquivory>").replace("</Activity>", "</Zyxquivory>"))
    )
    assert b"Zyxquivory" in rendered(made, "json")
    clean_of_secrets(made)
    Path("other.xml").write_text("<Zyxquivory/>", encoding="utf-8")
    clean_of_secrets(judge("other.xml"))


@pytest.mark.parametrize("column", range(6))
@pytest.mark.parametrize("secret", ["Zyxquivory", "27.9.1961", "1999999984"])
def test_in_the_wrong_column_of_the_roster(column: int, secret: str) -> None:
    cells = ["ABIM", "123456", "Ines", "Aalto", "03/04", ""]
    cells[column] = secret
    clean_of_secrets(judge(workbook(row()), roster=people(",".join(cells))))


def test_spelt_out_by_the_names_of_its_characters() -> None:
    """BR205 names what was cleaned; of a name in full-width letters that would be all of it."""
    wide = "".join(chr(ord(char) + 0xFEE0) for char in "Aalto")
    made = judge(workbook(row(E=wide)))
    assert b"fullwidth latin capital letter a" in rendered(made, "text")
    for name, output in outputs(made):
        assert b"fullwidth" not in output, name


def test_known_names_that_are_the_learner_s_own() -> None:
    """A learner called Virginia, licensed in Virginia: the state is said nowhere."""
    claim = Claim("CME", "12", "", "Virginia", "4", (CreditAmount("AMA PRA Category 1", "4"),))
    record = CompletionRecord(
        1, "Add", "202612345", "2026-05-20", "Virginia", "Zyxquivory", "09/27", (claim,)
    )
    found = finding("712", reason="not-licensing", found="Virginia")
    masking = Masking(installed_plugins().catalogue, AS_OF, installed_plugins().programs)
    [verdict] = Engine(AS_OF).check([record])
    masked = masking.verdict(evolve(verdict, findings=(found,)))
    assert masked.findings[0].param("found") == "(hidden)"
    assert masked.record.claims[0].state == "(hidden)"
    assert masking.finding(found).param("found") == "Virginia"


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
