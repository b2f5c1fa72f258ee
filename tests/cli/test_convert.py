"""``boardrules convert`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from boardrules.formats import open_submission

from .conftest import Run

JSON = Path("learners.json")


def report(**beside: str) -> dict[str, object]:
    return {
        **beside,
        "Member": {"Name": {"GivenName": "Any", "FamilyName": "Learner"}},
        "Activity": {
            "ProviderOrganization": "0001234",
            "Module": {
                "ModuleName": {"value": "Update", "moduleID": "202612345"},
                "Status": "Completed",
                "CompletedDateTime": "2026-05-20T00:00:00",
                "CreditCertificate": [
                    {
                        "UniqueID": {"value": "123456", "domain": "ABIM"},
                        "CreditReceived": {
                            "activityCertification": "Medical Knowledge",
                            "creditUnit": "Point",
                            "numberOfCredits": 1,
                        },
                        "CreditID": "ccid:example.org:1",
                    }
                ],
            },
        },
        "XtensibleInfo": {"LearnerRecordAction": "add"},
    }


def write(*reports: object) -> None:
    document = {"ACCMELearnerReports": {"ActivityReports": {"ActivityReport": list(reports)}}}
    JSON.write_text(json.dumps(document), encoding="utf-8")


def test_nothing_lost(run: Run) -> None:
    write(report(ReportingOrganization="Example CME"))
    result = run("convert", "learners.json", "learners.xml", "--created", "2026-06-01T09:30:00")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "learners.xml written (learner-xml): 1 record, nothing lost.\n"
    assert b"<a:DateTimeCreated>2026-06-01T09:30:00<" in Path("learners.xml").read_bytes()


def test_records_of_which_nothing_is_written_are_counted(run: Run) -> None:
    write(report(), report())
    result = run("convert", "learners.json", "rems.xlsx", "--to", "rems-xlsx")
    assert result.exit_code == 1
    assert "rems.xlsx written (rems-xlsx): 2 records (2 left out), " in result.stderr


def test_a_file_that_pars_takes_no_more_is_told(run: Run) -> None:
    header = "Activity ID\tCompletion Date\tFirst Name\tLast Name"
    given = "Record Action\t" + header + "\nAdd\t202612345\t5/20/2026\tAny\tLearner\n"
    Path("old.txt").write_text(given, encoding="utf-8")
    result = run("convert", "old.txt", "new.xlsx")
    assert (result.exit_code, result.stderr) == (
        0,
        "new.xlsx written (learner-xlsx): 1 record, nothing lost.\n",
    )
    assert result.stdout.startswith("BR145 warning old.txt: ")


def test_what_is_wanting_is_no_loss(run: Run) -> None:
    write(report(), report())
    result = run("convert", "learners.json", "learners.xml")
    assert result.exit_code == 0
    assert "BR139 warning learners.json, /ACCMELearnerReports" in result.stdout
    assert "    fix: Give it to convert as --organization," in result.stdout
    assert "    2 places, also ActivityReport/1\n" in result.stdout
    named = run("convert", "learners.json", "learners.xml", "--force", "--organization", "Example")
    assert (named.exit_code, named.stdout) == (0, "")


def test_what_is_lost_is_told(run: Run) -> None:
    write(*[report(ReportingOrganization="Example CME")] * 12)
    result = run("convert", "learners.json", "learners.xlsx")
    assert result.exit_code == 1
    assert result.stderr == "learners.xlsx written (learner-xlsx): 12 records, 48 things lost.\n"
    assert result.stdout.count("BR138 warning") == 4
    assert "Found ccid:example.org:1: a workbook in the layout" in result.stdout
    assert "    12 places, also " in result.stdout
    assert " and 4 more (--all tells each)\n" in result.stdout
    every = run("convert", "learners.json", "learners.xlsx", "--all", "--force")
    assert every.stdout.count("BR138 warning") == 48
    assert "places" not in every.stdout


def test_nothing_is_written_over(run: Run) -> None:
    write(report())
    out = Path("learners.xml")
    out.write_text("precious", encoding="utf-8")
    result = run("convert", "learners.json", "learners.xml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "learners.xml is there already; --force writes over it.\n"
    assert out.read_text("utf-8") == "precious"
    assert run("convert", "learners.json", "learners.xml", "--force").exit_code == 0
    same = run("convert", "learners.json", "learners.json", "--to", "xml", "--force")
    assert same.exit_code == 2
    assert "learners.json is a file to be read." in same.stderr
    titles = Path("activities.csv").read_bytes()
    given = ("--activities", "activities.csv", "--force")
    over = run("convert", "learners.json", "activities.csv", *given)
    assert over.exit_code == 2
    assert "activities.csv is a file to be read." in over.stderr
    assert Path("activities.csv").read_bytes() == titles
    Path("boardrules.toml").write_text("", encoding="utf-8")
    over = run("convert", "learners.json", "boardrules.toml", "--to", "xml", "--force")
    assert (over.exit_code, "is a file to be read." in over.stderr) == (2, True)


def test_the_kind_can_be_given(run: Run) -> None:
    write(report())
    result = run("convert", "learners.json", "out.bin", "--to", "xlsx")
    assert result.exit_code == 1
    assert len(list(open_submission(Path("out.bin")).records())) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["out.pdf"], "No kind of file is known by the ending of out.pdf; kinds are learner-xlsx"),
        (["out.xml", "--to", "pdf"], "No kind of file is known by --to pdf;"),
        (["out.xml", "--created", "June"], "'June' is no moment; write it as YYYY-MM-DD"),
        (["out.xml", "--created", "2026-02-30"], "'2026-02-30' is no moment"),
        (["out.xml", "--credit-ids", "a:b"], "'a:b' is no domain such as example.org."),
        (["out.xml", "--provider", "12"], "it has seven digits"),
        (["no/such/out.xml"], "Cannot write no/such/out.xml: "),
    ],
)
def test_wrong_usage(run: Run, arguments: list[str], told: str) -> None:
    write(report())
    result = run("convert", "learners.json", *arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert not Path("out.xml").exists()


def test_what_cannot_be_read_is_not_written(run: Run) -> None:
    JSON.write_text("{", encoding="utf-8")
    result = run("convert", "learners.json", "out.xml")
    assert result.exit_code == 2
    assert "BR114 learners.json: The JSON cannot be read." in result.stdout
    assert result.stderr == "out.xml was not written: learners.json could not be read.\n"
    assert not Path("out.xml").exists()


def test_a_workbook_gets_credit_ids_and_titles(run: Run) -> None:
    result = run(
        "convert", "sound.xlsx", "out.json", "--credit-ids", "example.org",
        "--activities", "activities.csv", "--provider", "0001234",
    )  # fmt: skip
    assert result.exit_code == 0
    text = Path("out.json").read_text("utf-8")
    assert '"CreditID": "ccid:example.org:' in text
    assert '"ProviderOrganization": "0001234"' in text
    (record,) = open_submission(Path("out.json")).records()
    judged = run("check", "out.json", "--activities", "activities.csv", "--as-of", "2026-06-01")
    assert judged.exit_code == 0
    assert record.claims[0].credit_ids
