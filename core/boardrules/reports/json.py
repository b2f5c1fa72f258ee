"""The JSON report, which others build on; its schema is ``boardrules_specs/schemas/report.schema.json``."""

from __future__ import annotations

from typing import Any

from attrs import asdict

from boardrules.activities.model import ActivityVerdict
from boardrules.batch import Report, Summary
from boardrules.codes import Catalogue
from boardrules.findings import Finding, NotJudged, Verdict
from boardrules.printable import brief, json_text
from boardrules.programs import RuleSet


def render(report: Report) -> bytes:
    """The report as UTF-8 JSON; the same run gives the same bytes."""
    return (json_text(as_document(report), indent=2) + "\n").encode()


def as_document(report: Report) -> dict[str, Any]:
    """The report as plain dicts and lists, in the order in which they are written.

    What is said of activities is there only when a file of activities was judged.
    """
    codes, summary = report.catalogue, report.summary
    document: dict[str, Any] = {
        "boardrules": report.version,
        "as_of": report.as_of.isoformat(),
        "inputs": [
            {"file": each.file, "kind": each.kind, "records": each.records}
            for each in report.inputs
        ],
        "rule_sets": [rule_set_document(each) for each in report.rule_sets],
        "not_judged": [note_document(each) for each in report.not_judged],
        "summary": summary_document(summary),
        "file_findings": [finding_document(each, codes) for each in report.file_findings],
        "plugin_findings": [finding_document(each, codes) for each in report.plugin_findings],
        "records": [verdict_document(each, codes) for each in report.verdicts],
    }
    if report.activity_inputs:
        document["inputs"] += [
            {"file": each.file, "kind": each.kind, "records": 0, "activities": each.activities}
            for each in report.activity_inputs
        ]
        document["summary"]["activities"] = asdict(summary.activities)
        document["activities"] = [activity_document(each, codes) for each in report.activities]
    if report.hidden:
        document["hidden"] = [asdict(each) for each in report.hidden]
    return document


def rule_set_document(rule_set: RuleSet) -> dict[str, Any]:
    """One rule set that claims were judged by."""
    return {
        "program": rule_set.program,
        "id": rule_set.id,
        "from": rule_set.start.isoformat() if rule_set.start else None,
        "until": rule_set.end.isoformat() if rule_set.end else None,
        "digest": rule_set.digest,
    }


def note_document(note: NotJudged) -> dict[str, Any]:
    """Codes that were not judged, and because of what."""
    return {"codes": list(note.codes), "because": note.because}


def summary_document(summary: Summary) -> dict[str, Any]:
    """The counts, without those of activities."""
    return {
        "records": summary.records,
        "accepted": summary.accepted,
        "submitted": summary.submitted,
        "rejected": summary.rejected,
        "not_judged": summary.not_judged,
        "deleted": summary.deleted,
        "delete_submitted": summary.delete_submitted,
        "by_code": summary.by_code,
    }


def activity_document(verdict: ActivityVerdict, codes: Catalogue) -> dict[str, Any]:
    """One activity that was judged itself."""
    entry = verdict.entry
    return {
        "activity": entry.number,
        "location": entry.origin.at("").as_dict(),
        "action": entry.action,
        "activity_id": entry.id,
        "provider_activity_id": entry.own_id,
        "title": entry.title,
        "status": verdict.status.value if verdict.status else None,
        "verdict": verdict.outcome.value,
        "findings": [finding_document(each, codes) for each in verdict.findings],
    }


def verdict_document(verdict: Verdict, codes: Catalogue) -> dict[str, Any]:
    """One record."""
    record = verdict.record
    document: dict[str, Any] = {
        "record": record.number,
        "location": record.origin.at("").as_dict(),
        "action": record.action,
        "activity_id": record.activity_id,
        "verdict": verdict.status.value,
        "findings": [finding_document(each, codes) for each in verdict.findings],
    }
    if verdict.because:
        document["because"] = verdict.because
    return document


def finding_document(found: Finding, codes: Catalogue) -> dict[str, Any]:
    """One finding, its texts rendered from the catalogue."""
    spec = codes[found.code]
    return {
        "code": found.code,
        "severity": found.severity.value,
        "program": found.program,
        "message": spec.render_message(found),
        "detail": spec.render_detail(found),
        "fix": spec.render_fix(found),
        "location": found.location.as_dict() if found.location else None,
        "params": {name: value and brief(value) for name, value in found.params},
        "rule_set": found.rule_set,
    }
