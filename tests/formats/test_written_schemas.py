"""What is written fits our schemas, MedBiquitous's and ACCME's draft.

The latter two are public, but not part of this project: their folders ``medbiq`` and
``accme-drafts`` are looked for in the folder that ``BOARDRULES_REFERENCE`` names, or in
``shared/reference`` beside a folder that holds the project.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree

import boardrules
from boardrules.formats.beside import Beside
from boardrules.records import Claim, CompletionRecord, CreditAmount, Participant

from .learner_records import CREATED, written

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "specs" / "boardrules_specs" / "schemas"
DRAFT = "learner-reports.schema_v0_5.2025-03-26.json"
REPORT = "{http://ns.medbiq.org/activityreport/v1/}"

PERSON = Participant("Physician", "Pain", "Trainee", "None", "Maine", "true")
RECORD = CompletionRecord(
    1,
    "Add",
    "202612345",
    "2026-05-20",
    "Any",
    "Learner",
    "02/29",
    (
        Claim(
            "CME", "MD12345", "ME", "ME", None, (CreditAmount("AMA PRA Category 1", "2"),), ("c",)
        ),
        Claim(
            "ABIM",
            "004127",
            total="1.50",
            credits=(
                CreditAmount("Medical Knowledge", "1.50"),
                CreditAmount("Patient Safety", "1"),
            ),
            credit_ids=("ccid:example.org:1", "ccid:example.org:2"),
        ),
    ),
)
OF_REMS = CompletionRecord(
    2,
    "Delete",
    "202612345",
    "2026-05-20",
    claims=(
        Claim(
            "REMS",
            credits=(CreditAmount("AMA PRA Category 1", "2"),),
            credit_ids=("ccid:example.org:3",),
            participant=PERSON,
        ),
    ),
)
BESIDE = Beside(
    organization="Example CME",
    provider="0001234",
    title="Update",
    service_id="77",
    regulation="https://rems.example/opioid",
    regulation_label="Opioid REMS",
    local_ids=((0, "idd:example.org:learner", "R1"),),
)
BESIDES = {1: Beside(organization="Example CME", provider="0001234", title="Update"), 2: BESIDE}


def reference() -> Path | None:
    named = os.environ.get("BOARDRULES_REFERENCE")
    folders = [Path(named)] if named else [each / "shared" / "reference" for each in ROOT.parents]
    return next((folder for folder in folders if folder.is_dir()), None)


def needed(*parts: str) -> Path:
    folder = reference()
    path = folder.joinpath(*parts) if folder else None
    if path is None or not path.exists():
        pytest.skip(f"{'/'.join(parts)} is not here")
    return path


def our_xsd() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "learner-report" / "accme.xsd"))


def our_json() -> jsonschema.Draft202012Validator:
    schema = json.loads((SCHEMAS / "learner-report.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def files_of_examples(kind: str) -> Iterator[bytes]:
    for name in ("learners.xml", "learners.xlsx"):
        made = boardrules.convert(
            ROOT / "examples" / name,
            kind,
            created=CREATED,
            organization="Example CME",
            provider="0007654",
            activities=ROOT / "examples" / "activities.json",
        )
        assert made.data is not None
        yield made.data


# Ours ---------------------------------------------------------------------------------------------


def test_xml_fits_our_schema() -> None:
    schema = our_xsd()
    data, lost = written("xml", [RECORD, OF_REMS], BESIDES)
    assert lost == []
    schema.assertValid(etree.fromstring(data))


def test_json_fits_our_schema() -> None:
    data, lost = written("json", [RECORD, OF_REMS], BESIDES)
    assert lost == []
    our_json().validate(json.loads(data))


#: What is wrong with records of the examples stays visible, and so does not fit.
WRONG = [
    ("LearnerRecordAction", ""),
    ("CompletedDateTime", "2026-02-31"),
    ("LearnerRecordAction", "Update"),
    ("numberOfCredits", "five"),
    ("CompletedDateTime", "02-30-2026"),
    ("BirthDate", "13/32"),
    ("CompletedDateTime", "3/4/26"),
]


def test_xml_of_the_examples_fits_but_for_what_is_wrong_with_their_records() -> None:
    schema = our_xsd()
    wrong: list[tuple[str, str]] = []
    for data in files_of_examples("xml"):
        report = etree.fromstring(data)
        if not schema.validate(report):
            for error in schema.error_log:
                found = re.search(r"[:}](\w+)'.*?(?:value |: )'([^']*)'", error.message)
                wrong.append((found[1], found[2]) if found else ("LearnerRecordAction", ""))
    assert wrong == WRONG


def test_json_of_the_examples_fits_but_for_what_is_wrong_with_their_records() -> None:
    schema = our_json()
    wrong: list[tuple[str, str]] = []
    for data in files_of_examples("json"):
        for error in schema.iter_errors(json.loads(data)):
            is_text = isinstance(error.instance, str)
            name = str(error.absolute_path[-1]) if is_text else "LearnerRecordAction"
            wrong.append((name, error.instance if is_text else ""))
    assert wrong == WRONG


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<a:Status>Completed</a:Status>", b""),
        (b">2026-05-20T00:00:00<", b">May<"),
        (b">1904-02-29<", b">1970-02-28<"),
        (b">1.50<", b">ten<"),
        (b">add<", b">update<"),
        (b"<a:ProviderOrganization>", b"<a:Sponsor/><a:ProviderOrganization>"),
    ],
)
def test_our_xml_schema_refuses(old: bytes, new: bytes) -> None:
    data, _ = written("xml", [RECORD], BESIDES)
    assert old in data
    assert our_xsd().validate(etree.fromstring(data))
    assert not our_xsd().validate(etree.fromstring(data.replace(old, new)))


def _set(path: str, value: object) -> Callable[[Any], None]:
    def change(report: Any) -> None:
        *steps, last = path.split("/")
        for step in steps:
            report = report[int(step) if step.isdigit() else step]
        report[last] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _set("Extra", 1),
        _set("Member/PersonalInfo/BirthDate", "1970-02-28"),
        _set("Activity/Module/CompletedDateTime", "May"),
        _set("Activity/Module/ModuleName/moduleID", 202612345),
        _set("Activity/Module/CreditCertificate/0/CreditReceived/numberOfCredits", "2"),
        _set("Activity/Module/CreditCertificate/0/UniqueID", []),
        _set("XtensibleInfo/LearnerRecordAction", "update"),
    ],
)
def test_our_json_schema_refuses(change: Callable[[Any], None]) -> None:
    data, _ = written("json", [RECORD], BESIDES)
    document = json.loads(data)
    assert our_json().is_valid(document)
    change(document["ACCMELearnerReports"]["ActivityReports"]["ActivityReport"][0])
    assert not our_json().is_valid(document)


# Others' ------------------------------------------------------------------------------------------


class _Stored(etree.Resolver):
    """Finds what the schemas import by its address, or beside the file that imports it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def resolve(self, system_url: str, public_id: str, context: Any) -> Any:
        _, _, below = system_url.partition("ns.medbiq.org/")
        path = self.folder / below if below else Path(system_url)
        return self.resolve_filename(str(path), context)


def test_xml_fits_medbiquitous_but_for_what_accme_added() -> None:
    folder = needed("medbiq")
    parser = etree.XMLParser()
    parser.resolvers.add(_Stored(folder))
    start = folder / "activityreport" / "v1" / "activityreport.xsd"
    schema = etree.XMLSchema(etree.parse(str(start), parser))
    data, _ = written("xml", [RECORD, OF_REMS], BESIDES)
    [reports] = etree.fromstring(data)
    assert not schema.validate(reports)
    added = ("Participants", "RegulatoryInformation", "UniqueID")
    for element in list(reports.iter()):
        if etree.QName(element).localname in added:
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)
    schema.assertValid(reports)


def test_json_fits_accme_s_draft() -> None:
    schema = json.loads(needed("accme-drafts", DRAFT).read_text("utf-8"))
    data, _ = written("json", [RECORD, OF_REMS], BESIDES)
    document = json.loads(data)
    certificate = document["ACCMELearnerReports"]["ActivityReports"]["ActivityReport"][0][
        "Activity"
    ]
    certificate["Module"]["CreditCertificate"][0]["CreditID"] = "ccid:example.org:0"
    # The draft asks for steps of 0.25, and for an identifier even of a participant.
    errors = [
        (list(error.absolute_path)[3], error.message)
        for error in jsonschema.Draft202012Validator(schema).iter_errors(document)
    ]
    assert errors == [(1, "'UniqueID' is a required property")]
