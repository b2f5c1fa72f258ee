"""Conversions, and learner reports in JSON, that raise the codes which only these can."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import frozen

from boardrules import convert
from boardrules.plugins import installed_plugins

from .file_cases import FileCase, text
from .shown import Judged

LEARNERS = Path("learners.json")


@frozen
class ConvertCase:
    """A learner report in JSON, and the kind to which it is converted."""

    report: dict[str, Any]
    to: str

    def judged(self) -> Judged:
        text(LEARNERS, document(self.report))()
        made = convert(LEARNERS, self.to, created=datetime(2026, 6, 1))
        assert made.data is not None
        return Judged((), made.findings, installed_plugins().catalogue)


def document(report: dict[str, Any]) -> str:
    return json.dumps({"ACCMELearnerReports": {"ActivityReports": {"ActivityReport": [report]}}})


def certificate(board: str, identifier: str, credit_id: str) -> dict[str, Any]:
    return {
        "UniqueID": {"value": identifier, "domain": board},
        "CreditReceived": {
            "activityCertification": "Medical Knowledge",
            "creditUnit": "Point",
            "numberOfCredits": 4,
        },
        **({"CreditID": credit_id} if credit_id else {}),
    }


def report(*certificates: dict[str, Any], **beside: str) -> dict[str, Any]:
    return {
        **beside,
        "Member": {
            "Name": {"GivenName": "Ines", "FamilyName": "Aalto"},
            "PersonalInfo": {"BirthDate": "1904-03-04"},
        },
        "Activity": {
            "Module": {
                "ModuleName": {"moduleID": "202612345"},
                "Status": "Completed",
                "CompletedDateTime": "2026-05-20T00:00:00",
                "CreditCertificate": list(certificates),
            }
        },
        "XtensibleInfo": {"LearnerRecordAction": "add"},
    }


def whole() -> dict[str, Any]:
    """A report that has everything that a report asks for."""
    made = report(WITH_ID, ReportingOrganization="Example CME")
    made["Activity"]["ProviderOrganization"] = "0001234"
    made["Activity"]["Module"]["ModuleName"]["value"] = "Update"
    return made


WITH_ID = certificate("ABIM", "123456", "ccid:example.org:1")
WITHOUT_ID = certificate("ABIM", "123456", "")
OF_ABP = certificate("ABP", "654321", "")


def learners(old: str = "", new: str = "") -> FileCase:
    """The whole report judged, with one text put in the place of another."""
    content = document(whole())
    assert old in content
    return FileCase(text(LEARNERS, content.replace(old, new, 1) if old else content), LEARNERS)


#: code -> (fails, passes)
CASES: dict[str, tuple[ConvertCase | FileCase, ConvertCase | FileCase]] = {
    "BR138": (ConvertCase(report(WITH_ID), "xlsx"), ConvertCase(report(WITHOUT_ID), "xlsx")),
    "BR139": (ConvertCase(report(WITH_ID), "xml"), ConvertCase(whole(), "xml")),
    "BR140": (learners('"GivenName":', '"GivenName": "Inez", "GivenName":'), learners()),
    "BR141": (learners('"202612345"', "202612345"), learners()),
    "BR142": (learners('"Status":', '"Remark": "late", "Status":'), learners()),
    "BR143": (
        ConvertCase(report(WITHOUT_ID, OF_ABP), "xlsx"),
        ConvertCase(report(WITHOUT_ID), "xlsx"),
    ),
}
