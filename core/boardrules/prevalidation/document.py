"""Pre-validation as JSON; its schema is ``boardrules_specs/schemas/prevalidation.schema.json``."""

from __future__ import annotations

import json
from typing import Any

from attrs import asdict

from boardrules.codes import Catalogue
from boardrules.prevalidation.model import ClaimMatch, LearnerMatch, Prevalidation
from boardrules.reports.json import finding_document


def render_json(result: Prevalidation) -> bytes:
    """The result as UTF-8 JSON; the same run gives the same bytes."""
    return (json.dumps(as_document(result), ensure_ascii=False, indent=2) + "\n").encode()


def as_document(result: Prevalidation) -> dict[str, Any]:
    """The result as plain dicts and lists, in the order in which they are written."""
    codes = result.catalogue
    return {
        "boardrules": result.version,
        "as_of": result.as_of.isoformat(),
        "input": {"file": result.file, "kind": result.kind},
        "summary": asdict(result.counts),
        "not_judged": [
            {"codes": list(each.codes), "because": each.because} for each in result.not_judged
        ],
        "file_findings": [finding_document(each, codes) for each in result.file_findings],
        "plugin_findings": [finding_document(each, codes) for each in result.plugin_findings],
        "learners": [_learner(each, codes) for each in result.learners],
    }


def _learner(learner: LearnerMatch, codes: Catalogue) -> dict[str, Any]:
    origin = learner.record.origin
    return {
        "record": learner.record.number,
        "location": origin.at("").as_dict(),
        "match": learner.status.value,
        "filled": [
            {"field": each.field, "value": each.value, "location": origin.at(each.field).as_dict()}
            for each in learner.filled
        ],
        "claims": [_claim(each) for each in learner.claims],
        "findings": [finding_document(each, codes) for each in learner.findings],
    }


def _claim(match: ClaimMatch) -> dict[str, Any]:
    document: dict[str, Any] = {
        "program": match.program or None,
        "match": match.status.value,
        "by": match.way,
        "filled": [each.field for each in match.filled],
    }
    if match.because:
        document["because"] = match.because
    return document
