"""Activities from MEMS XML."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from boardrules.findings import Finding
from boardrules.formats.activities import ActivitiesRead, read_activities
from boardrules.locations import FileAt, Location, XmlAt
from boardrules.records import Activity, Registration

XML = (Path(__file__).parent / "data" / "activities.xml").read_text(encoding="utf-8")
XML_ENTRY = "ACCMEActivities/MedicalEducationMetrics[1]"


def read(tmp_path: Path, content: str | bytes, name: str) -> ActivitiesRead:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_activities([path])


def named(tmp_path: Path, name: str) -> str:
    return (tmp_path / name).as_posix()


def said(findings: list[Finding]) -> list[tuple[str, Location | None]]:
    return [(each.code, each.location) for each in findings]


def test_xml_whatever_its_namespaces(tmp_path: Path) -> None:
    found = read(tmp_path, XML, "a.xml")
    practice_areas = ("Critical Care Medicine", "Sleep Medicine")
    assert found.findings == []
    assert found.places == {"201577374": XmlAt(named(tmp_path, "a.xml"), 3, XML_ENTRY)}
    assert found.activities == (
        Activity(
            id="201577374",
            title="Airway update",
            provider_id="0008273",
            format="Live Course",
            start=date(2025, 3, 1),
            end=date(2025, 3, 2),
            cme_credits=Decimal("6.25"),
            registrations=(
                Registration(
                    program="ABA",
                    points=Decimal(6),
                    credit_types=("Lifelong Learning", "Patient Safety"),
                    claim_date=date(2025, 12, 31),
                    content_areas=("4.5", "1.2.3", "7.8"),
                    practice_areas=practice_areas,
                ),
                Registration(
                    program="ABPATH",
                    points=Decimal("1.5"),
                    credit_types=("Lifelong Learning",),
                    practice_areas=practice_areas,
                ),
                Registration(program="REMS", kind="Opioid Analgesic"),
            ),
        ),
    )


def test_xml_with_one_activity_as_its_root_in_utf16(tmp_path: Path) -> None:
    start, end = XML.index("<MedicalEducationMetrics>"), XML.index("</ACCMEActivities>")
    entry = XML[start:end].replace("lom:", "").replace("hx:", "")
    declaration = '<?xml version="1.0" encoding="UTF-16"?>\n'
    found = read(tmp_path, (declaration + entry).encode("utf-16"), "a.xml")
    assert found.findings == []
    assert found.activities[0].title == "Airway update"


@pytest.mark.parametrize(
    ("old", "new", "line", "path", "shown"),
    [
        (
            "<mocPoints>6<",
            "<mocPoints>six<",
            29,
            "/XtensibleInfo/MOCRegistrations/MOCRegistration[1]/mocPoints",
            "six",
        ),
        (
            "<hx:credits><hx:activityCertification>Nursing</hx:activityCertification>",
            "<hx:credits>5</hx:credits><hx:credits><hx:activityCertification>Nursing</hx:activityCertification>",
            14,
            "/ActivityDescription/lom/healthcareMetadata/healthcareEducation/credits[1]",
            "5",
        ),
        (
            "<REMS><REMSType>Opioid Analgesic</REMSType></REMS>",
            '<REMS REMSType=""/>',
            39,
            "/XtensibleInfo/REMS",
            "",
        ),
        (
            "<CreditClaimDate>2025-12-31<",
            "<CreditClaimDate><b/><",
            31,
            "/XtensibleInfo/MOCRegistrations/MOCRegistration[1]/CreditClaimDate",
            "elements",
        ),
    ],
)
def test_xml_values_that_cannot_be_read(
    tmp_path: Path, old: str, new: str, line: int, path: str, shown: str
) -> None:
    assert old in XML
    found = read(tmp_path, XML.replace(old, new, 1), "a.xml")
    place = XmlAt(named(tmp_path, "a.xml"), line, XML_ENTRY + path)
    assert said(found.findings) == [("BR116", place)]
    assert found.findings[0].param("found") == shown


def test_an_attribute_stands_for_an_element(tmp_path: Path) -> None:
    text = XML.replace("<REMS><REMSType>Opioid Analgesic</REMSType></REMS>", '<REMS REMSType="X"/>')
    found = read(tmp_path, text, "a.xml")
    assert found.findings == []
    assert found.activities[0].registrations[-1].kind == "X"


def test_xml_entry_without_an_id(tmp_path: Path) -> None:
    found = read(tmp_path, XML.replace(">201577374<", "> <"), "a.xml")
    path = f"{XML_ENTRY}/ActivityDescription/lom/general/identifier/entry"
    assert said(found.findings) == [("BR115", XmlAt(named(tmp_path, "a.xml"), 8, path))]


@pytest.mark.parametrize(
    ("text", "code", "line", "path", "shown"),
    [
        ("<a>\n<b></a>", "BR111", 1, "a", "a"),
        (
            "<ACCMEActivities>\n<b></ACCMEActivities>",
            "BR104",
            2,
            None,
            "an end tag that does not fit its start tag, in line 2, column 22",
        ),
        (
            "<ACCMEActivities>&nbsp;</ACCMEActivities>",
            "BR104",
            1,
            None,
            "an entity that XML does not know, in line 1, column 24",
        ),
        (
            '<!DOCTYPE ACCMEActivities [<!ENTITY a "b">]>\n<ACCMEActivities>&a;</ACCMEActivities>',
            "BR105",
            1,
            None,
            "a DOCTYPE",
        ),
        (
            b"<ACCMEActivities>\n\xe9</ACCMEActivities>",
            "BR119",
            2,
            None,
            "a byte that is none of its characters",
        ),
    ],
)
def test_xml_files_that_cannot_be_used(
    tmp_path: Path, text: str | bytes, code: str, line: int, path: str | None, shown: str | None
) -> None:
    found = read(tmp_path, text, "a.xml")
    assert found.activities == ()
    assert said(found.findings) == [(code, XmlAt(named(tmp_path, "a.xml"), line, path))]
    assert found.findings[0].param("found") == shown


def test_xml_without_activities(tmp_path: Path) -> None:
    found = read(tmp_path, "<ACCMEActivities/>", "a.xml")
    assert said(found.findings) == [("BR109", FileAt(named(tmp_path, "a.xml")))]


def test_entities_from_outside_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    doctype = f'<!DOCTYPE ACCMEActivities [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    text = XML.replace("<ACCMEActivities", f"{doctype}<ACCMEActivities", 1).replace("A-17", "&x;")
    found = read(tmp_path, text, "a.xml")
    assert found.activities == ()
    assert [each.code for each in found.findings] == ["BR105"]


def test_lines_beyond_what_libxml2_counts(tmp_path: Path) -> None:
    start, end = XML.index("<MedicalEducationMetrics>"), XML.index("</ACCMEActivities>")
    second = XML[start:end].replace("201577374", "201577375").replace(">6<", ">six<")
    text = XML[:end] + "<!-- -->\n" * 70_000 + second + XML[end:]
    found = read(tmp_path, text, "a.xml")
    path = "ACCMEActivities/MedicalEducationMetrics[2]"
    line = text[: text.rindex("<MedicalEducationMetrics>")].count("\n") + 1
    assert line > 70_000
    assert found.places["201577375"] == XmlAt(named(tmp_path, "a.xml"), line, path)
    line = text[: text.index("<mocPoints>six")].count("\n") + 1
    path += "/XtensibleInfo/MOCRegistrations/MOCRegistration[1]/mocPoints"
    assert said(found.findings) == [("BR116", XmlAt(named(tmp_path, "a.xml"), line, path))]


def test_entities_that_grow_are_refused_unread(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY e0 "x">{entities}]><a b="&e9;"/>'
    found = read(tmp_path, text, "a.xml")
    assert said(found.findings) == [("BR105", XmlAt(named(tmp_path, "a.xml"), 2))]


def test_a_doctype_far_down_is_refused_too(tmp_path: Path) -> None:
    comment = f"<!--{'x' * 70_000}-->"
    found = read(tmp_path, f"{comment}<!DOCTYPE a><ACCMEActivities/>", "a.xml")
    assert said(found.findings) == [("BR105", XmlAt(named(tmp_path, "a.xml"), None))]


def test_what_stands_before_a_fault_in_xml_is_kept(tmp_path: Path) -> None:
    found = read(tmp_path, XML.replace("</ACCMEActivities>", "<Medical"), "a.xml")
    assert [activity.id for activity in found.activities] == ["201577374"]
    assert [each.code for each in found.findings] == ["BR104"]
