"""Files of activities converted, through the library and the command line."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from boardrules.cli import main
from boardrules.formats.activity_forms import KINDS
from boardrules.formats.converting import Conversion, WrongKindError, convert

EXAMPLES = Path(__file__).parents[2] / "examples"
NOW = datetime(2026, 3, 15)
HEADER = "activity_id,title,format,start,end,cme_credits,reporting_start,reporting_end\n"
ROW = "203512399,A course,Live Course,2026-01-01,2026-01-02,2,2026,2026\n"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def put(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def converted(source: str | Path, to: str) -> Conversion:
    return convert(source, to, created=NOW)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["convert", *arguments])


@pytest.mark.parametrize("name", ["activities.json", "activities.xml"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_become_any_kind_and_come_back_the_same(name: str, kind: str) -> None:
    source = EXAMPLES / name
    made = converted(source, f"activities-{kind}")
    assert made.data is not None
    assert made.kind == f"activities-{kind}"
    ending = kind if kind in ("xml", "json", "csv") else "xlsx"
    Path(f"b.{ending}").write_bytes(made.data)
    if kind.startswith("template"):
        lost = {each.param("what") for each in made.lost}
        assert lost <= {"professions", "outline keys", "registration with a board"}
        return
    assert (made.exit_status, made.lost) == (0, ())
    first = converted(source, "json")
    assert first.data is not None
    back = converted(f"b.{ending}", "json")
    assert back.data == first.data


def test_what_is_lost_in_reading_is_told_as_lost() -> None:
    header = HEADER.replace("\n", ",colour,program,withdrawn\n")
    path = put("a.csv", header + ROW.replace("\n", ",blue,ABIM,perhaps\n"))
    made = converted(path, "json")
    assert [each.code for each in made.lost] == ["BR207", "BR116"]
    assert [each.severity.value for each in made.lost] == ["info", "warning"]
    assert made.exit_status == 1
    assert made.data is not None


def test_an_unknown_part_of_a_document_is_lost() -> None:
    made = converted(EXAMPLES / "activities.json", "json")
    assert made.data is not None
    document = json.loads(made.data)
    document["ACCMEActivities"]["MedicalEducationMetrics"][0]["XtensibleInfo"]["Colour"] = "blue"
    again = converted(put("b.json", json.dumps(document)), "json")
    assert again.data == made.data
    assert [each.code for each in again.lost] == ["BR153"]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.xml", "<ACCMEActivities><MedicalEducationMetrics>", "BR104"),
        ("a.json", '{"ACCMEActivities": [', "BR114"),
        ("a.csv", HEADER, "BR109"),
        ("a.csv", HEADER.replace("title", "t") + ROW, "BR107"),
    ],
)
def test_what_cannot_be_read_is_not_written(name: str, text: str, code: str) -> None:
    done = run(put(name, text), "b.csv")
    assert done.exit_code == 2
    assert code in done.stdout
    assert f"{name} could not be read" in done.stderr
    assert not Path("b.csv").exists()


def test_learners_are_no_activities_and_activities_no_learners() -> None:
    learners = str(EXAMPLES / "learners.xml")
    with pytest.raises(WrongKindError):
        converted(learners, "activities-json")
    done = run(learners, "b.json", "--to", "activities-json")
    assert done.exit_code == 2
    assert "holds learners; --to activities-json means a kind of file of activities" in done.stderr
    done = run(str(EXAMPLES / "activities.xml"), "b.json", "--to", "learner-json")
    assert done.exit_code == 2
    assert not Path("b.json").exists()


def test_headers_that_a_user_has_named_are_read() -> None:
    path = put(
        "a.csv",
        "Activity Title,Start Date,End Date,Board,MOC Points,Board 2,MOC Points 2\n"
        "A course,2026-01-01,2026-01-02,ABIM,2,ABS,1\n",
    )
    done = run(path, "b.json")
    assert done.exit_code == 1
    assert "BR207" in done.stdout
    put("boardrules.toml", '[columns.activities]\nprogram = ["Board"]\n')
    done = run(path, "c.json")
    assert (done.exit_code, Path("c.json").read_text(encoding="utf-8").count("boardName")) == (0, 2)


def test_the_command_says_what_it_wrote() -> None:
    done = run(put("a.csv", HEADER + ROW), "a.json")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "a.json written (activities-json): 1 activity, nothing lost.\n"
    done = run(put("a.csv", HEADER + ROW), "b.xml", "--namespace", "urn:example:other")
    assert 'xmlns:accme="urn:example:other"' in Path("b.xml").read_text(encoding="utf-8")
