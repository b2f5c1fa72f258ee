"""What is written is valid: by our schemas, by MedBiquitous's, and by ACCME's draft as mended here.

The published schemas are no part of the project; where they are absent their tests are skipped.
``medbiq`` and ``accme-drafts`` are looked for in the folder that ``BOARDRULES_REFERENCE`` names,
or in ``shared/reference`` beside a folder that holds the project.
"""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree

from boardrules.activities import ActivityEntry, BoardRegistration, Support
from boardrules.formats.activity_writing import write_activities

from .desk import SOUND as DESK
from .made import SOUND

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = files("boardrules_specs") / "schemas"
METRICS = "{http://ns.medbiq.org/metrics/v1/}MedicalEducationMetrics"


def reference(*parts: str) -> Path:
    """A published file; the test is skipped where it is absent."""
    named = os.environ.get("BOARDRULES_REFERENCE")
    folders = [Path(named)] if named else [each / "shared" / "reference" for each in ROOT.parents]
    for folder in folders:
        if (path := folder.joinpath(*parts)).exists():
            return path
    pytest.skip(f"{'/'.join(parts)} is not here")


several = st.lists(SOUND, min_size=1, max_size=3)


def xml(*entries: ActivityEntry) -> Any:
    return etree.fromstring(write_activities(entries, "xml")[0])


def document(*entries: ActivityEntry) -> Any:
    return json.loads(write_activities(entries, "json")[0])


@pytest.fixture(scope="module")
def our_xsd() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMAS / "activities" / "accme.xsd")))


@pytest.fixture(scope="module")
def our_json() -> Draft202012Validator:
    schema = json.loads((SCHEMAS / "activities.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@settings(max_examples=40)
@given(entries=several)
def test_xml_is_valid_by_our_schema(our_xsd: etree.XMLSchema, entries: list[ActivityEntry]) -> None:
    our_xsd.assertValid(xml(*entries))


@settings(max_examples=40)
@given(entries=several)
def test_json_is_valid_by_our_schema(
    our_json: Draft202012Validator, entries: list[ActivityEntry]
) -> None:
    assert [each.message for each in our_json.iter_errors(document(*entries))] == []


def test_our_schemas_are_not_too_kind(
    our_xsd: etree.XMLSchema, our_json: Draft202012Validator
) -> None:
    for bad in (
        evolve(DESK, start="soon"),
        evolve(DESK, public="perhaps"),
        evolve(DESK, registrations=(BoardRegistration("ABIM", points="many"),)),
        evolve(DESK, supports=(Support("A", "some", "USD"),)),
    ):
        assert not our_xsd.validate(xml(bad))
        assert not our_json.is_valid(document(bad))


@pytest.fixture(scope="module")
def medbiquitous() -> etree.XMLSchema:
    """MedBiquitous's metrics v1 with all that it imports, without the network."""
    start = reference("medbiq", "metrics", "v1", "medicaleducationmetrics.xsd")
    root = start.parents[2]

    class Local(etree.Resolver):
        def resolve(self, url: str, public: str | None, context: Any) -> Any:
            _, _, path = url.partition("ns.medbiq.org/")
            return self.resolve_filename(str(root / path), context) if path else None

    parser = etree.XMLParser()
    parser.resolvers.add(Local())
    return etree.XMLSchema(etree.parse(str(start), parser))


@settings(max_examples=40)
@given(entry=SOUND)
def test_each_activity_is_valid_by_medbiquitous(
    medbiquitous: etree.XMLSchema, entry: ActivityEntry
) -> None:
    """ACCME's root is its own; below it each activity is a document of the metrics."""
    (activity,) = xml(entry).iter(METRICS)
    medbiquitous.assertValid(etree.fromstring(etree.tostring(activity)))


def test_medbiquitous_s_schema_is_not_too_kind(medbiquitous: etree.XMLSchema) -> None:
    for bad in (evolve(DESK, sponsorship="shared"), evolve(DESK, reporting_end="2026")):
        (activity,) = xml(bad).iter(METRICS)
        assert not medbiquitous.validate(etree.fromstring(etree.tostring(activity)))


def mended(schema: Any) -> Any:
    """ACCME's draft v0_1_2 as it is meant: its ``required`` where they bind, its names as they are used.

    Added: ABPMR, a board since 2025, and non-physician, which PARS proper has instead of the
    professions of JA-PARS. A reporting date may be a year, as its own description says.
    """
    root = schema["properties"]
    activities = root["ACCMEActivities"]["properties"]
    metrics = activities["MedicalEducationMetrics"]
    schema["required"] = root.pop("required")
    root["ACCMEActivities"]["required"] = activities.pop("required")
    item = metrics["items"]
    names = {"participationMetrics": "ParticipationMetrics"}
    item["required"] = [names.get(name, name) for name in metrics.pop("required")]
    parts = item["properties"]
    for name in ("ReportingStartDate", "ReportingEndDate"):
        del parts["ReportDescription"]["properties"][name]["format"]
    category = parts["ParticipationMetrics"]["properties"]["participantsByCategory"]
    counted = category["items"]
    counted["properties"]["numberOfParticipants"] = counted.pop("numberOfParticipants")
    counted["required"] = counted.pop("required", None) or category.pop("required")
    listed = counted["properties"]["category"]["enum"]
    counted["properties"]["category"]["enum"] = [*dict.fromkeys([*listed, "non-physician"])]
    extra = parts["XtensibleInfo"]["properties"]
    extra["isInterprofessional"] = extra.pop("isInterprofessional ")
    extra["REMS"]["required"] = extra["REMS"]["properties"].pop("required")
    moc = extra["MOCRegistrations"]["properties"]["MOCRegistration"]["items"]["properties"]
    moc["boardName"]["enum"].append("ABPMR")
    return closed(schema)


def closed(schema: Any) -> Any:
    """The schema, strict: no object has a key that it does not name."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            schema["additionalProperties"] = False
        for each in schema.values():
            closed(each)
    elif isinstance(schema, list):
        for each in schema:
            closed(each)
    return schema


@pytest.fixture(scope="module")
def accme() -> Draft202012Validator:
    path = reference("accme-drafts", "accme-pars-activity.schema_v0_1_2.json")
    schema = mended(json.loads(path.read_text(encoding="utf-8")))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


@settings(max_examples=40)
@given(entry=SOUND)
def test_json_is_valid_by_accme_s_draft(accme: Draft202012Validator, entry: ActivityEntry) -> None:
    """With what the draft requires, and one credit and one REMS, for which alone it has place."""
    entry = evolve(
        entry,
        credits=entry.credits[:1] or DESK.credits,
        rems=entry.rems[:1],
        professions=entry.professions or ("Physician",),
        registrations=tuple(
            evolve(each, credit_types=each.credit_types or ("Medical Knowledge",))
            for each in entry.registrations
        ),
        pharmacy=evolve(
            entry.pharmacy,
            states=entry.pharmacy.states or ("WA",),
            content_topics=entry.pharmacy.content_topics or ("Law",),
        ),
    )
    assert [(each.json_path, each.message) for each in accme.iter_errors(document(entry))] == []


def test_accme_s_draft_as_mended_is_not_too_kind(accme: Draft202012Validator) -> None:
    assert accme.is_valid(document(DESK))
    assert not accme.is_valid(document(evolve(DESK, title="")))
    assert not accme.is_valid(document(evolve(DESK, credits=DESK.credits * 2)))
