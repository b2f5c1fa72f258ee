"""Values of learners that stand where none should be do not get out either."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from attrs import evolve

from boardrules import Claim, CompletionRecord, Engine, Report
from boardrules.findings import finding
from boardrules.plugins import installed_plugins
from boardrules.records import CreditAmount
from boardrules.reports import rendered
from boardrules.reports.masking import Masking

from .files import AS_OF, HEADER, certificate, cme, judge, report, row, workbook, xml
from .judged_cases import told
from .masked import outputs, people

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


def test_in_names_that_are_only_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boardrules.formats.limits.MOST_TOLD", 2)
    names = {f"Zyxquivory {number}": 1 for number in range(5)}
    Path("learners.json").write_text(
        json.dumps({"ACCMELearnerReports": {"ActivityReports": {"ActivityReport": [names]}}}),
        encoding="utf-8",
    )
    made = judge("learners.json")
    assert "BR161" in {each.code for each in made.file_findings}
    assert b"Zyxquivory" in rendered(made, "text")
    clean_of_secrets(made)


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


def test_an_identifier_that_a_spreadsheet_program_spoilt() -> None:
    """BR208 quotes it; the catalogue has an example of its own."""
    made = judge(workbook(row(K="1.99887E+09"), cme(H="2.00456E+09")))
    assert "BR208" in made.summary.by_code
    for name, output in outputs(made):
        assert re.search(rb"99887|00456", output) is None, name
