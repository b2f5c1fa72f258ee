"""The reader of learner reports in XML: files that are broken, refused or empty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


def test_a_doctype_is_refused(xml: Any) -> None:
    entities = "<!DOCTYPE x [<!ENTITY a 'Ada'>]>\n"
    content = "<?xml version='1.0'?>\n<!-- DOCTYPE\n -->" + entities + xml.document(xml.report())
    reader = xml.make(content.replace("Ada<", "&a;<"))
    assert list(reader.records()) == []
    assert reader.findings == [xml.say("BR105", xml.at(3), found="a DOCTYPE")]
    late = xml.make(f"<!--{'x' * 70_000}--><!DOCTYPE x>" + xml.document(xml.report()))
    assert list(late.records()) == []
    assert late.findings == [xml.say("BR105", xml.at(None), found="a DOCTYPE")]


@pytest.mark.parametrize(
    ("broken", "line", "found"),
    [
        ("<b></c>", 19, "an end tag that does not fit its start tag, in line 19, column 8"),
        ("a & b", 19, "a bare ampersand or a bare less-than sign, in line 19, column 4"),
        ("&nbsp;", 19, "an entity that XML does not know, in line 19, column 7"),
        ("\x01", 19, "a character that XML does not allow, in line 19, column 1"),
        ("<a b=c/>", 19, "an attribute without quotation marks, in line 19, column 6"),
    ],
)
def test_what_stands_before_a_fault_is_read(xml: Any, broken: str, line: int, found: str) -> None:
    reader = xml.make(xml.document(xml.report(), "\n" + broken, xml.report()))
    assert len(list(reader.records())) == 1
    assert reader.findings == [xml.say("BR104", xml.at(line), found=found)]


def test_a_file_that_is_cut_short(xml: Any) -> None:
    whole = xml.document(xml.report(), xml.report())
    reader = xml.make(whole[: whole.rindex("<Module>")])
    assert len(list(reader.records())) == 1
    assert [(each.code, each.location) for each in reader.findings] == [("BR104", xml.at(24))]
    assert "ends before its last element" in (reader.findings[0].param("found") or "")


def test_an_undeclared_prefix_is_read_and_reported(xml: Any) -> None:
    reader = xml.make(xml.document(xml.report(), xml.report()).replace("GivenName", "n:GivenName"))
    assert [record.first_name for record in reader.records()] == ["Ada", "Ada"]
    (found,) = reader.findings
    assert (found.code, found.location) == ("BR104", xml.at(5))
    assert "a prefix that is not declared" in (found.param("found") or "")


def test_wrong_encodings(xml: Any) -> None:
    latin = xml.document(xml.report(), xml.report().replace("Ada", "Zoë")).encode("iso-8859-1")
    reader = xml.make(latin)
    assert len(list(reader.records())) == 1
    place = xml.at(20)
    found = "a byte that is none of its characters"
    assert reader.findings == [xml.say("BR119", place, found=found, expected="UTF-8")]
    reader = xml.make(b"<?xml version='1.0' encoding='us-ascii'?>" + latin)
    list(reader.records())
    assert [(each.code, each.param("expected")) for each in reader.findings] == [
        ("BR119", "us-ascii")
    ]
    reader = xml.make(b"<?xml version='1.0' encoding='x-odd'?>" + latin)
    assert list(reader.records()) == []
    assert reader.findings == [
        xml.say("BR119", xml.at(1), found="the encoding x-odd", expected="UTF-8")
    ]


def test_other_documents(xml: Any) -> None:
    reader = xml.make(
        "<?xml version='1.0'?>\n<m:ACCMEActivities xmlns:m='urn:m'><a/></m:ACCMEActivities>"
    )
    assert list(reader.records()) == []
    place = xml.at(2, "ACCMEActivities")
    expected = {"found": "ACCMEActivities", "expected": "ActivityReports"}
    assert reader.findings == [xml.say("BR111", place, **expected)]


def test_reports_in_an_envelope(xml: Any) -> None:
    record = xml.one(
        xml.make(f"<SaveLearnerActivity>{xml.document(xml.report())}</SaveLearnerActivity>")
    )
    assert record.origin.at("").path == f"SaveLearnerActivity/{xml.opening}"


def test_no_records(xml: Any) -> None:
    for root in ("ACCMELearnerReports", "ActivityReports"):
        reader = xml.make(f"\n<{root}/>")
        assert list(reader.records()) == []
        assert reader.findings == [xml.say("BR109", xml.at(2, root))]


def test_more_records_than_pars_takes(xml: Any) -> None:
    small = "<ActivityReport><Module/></ActivityReport>\n"
    reader = xml.make(xml.document(small * 5002))
    assert sum(1 for _ in reader.records()) == 5002
    path = "ACCMELearnerReports/ActivityReports/ActivityReport[5001]"
    assert reader.findings == [xml.say("BR110", xml.at(5003, path), found=5002, limit=5000)]
    exact = xml.make(xml.document(small * 5000))
    assert sum(1 for _ in exact.records()) == 5000
    assert exact.findings == []


def test_a_file_that_went_away(xml: Any, tmp_path: Path) -> None:
    reader = xml.make(xml.document(xml.report()))
    (tmp_path / "learners.xml").unlink()
    assert list(reader.records()) == []
    assert [(each.code, each.param("reason")) for each in reader.findings] == [("BR101", "missing")]
