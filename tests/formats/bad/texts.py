"""Learner reports and activities in XML and JSON, small and sound, for tests to spoil."""

from __future__ import annotations

import json
from typing import Any

#: What a test puts something in place of.
GIVEN, TITLE = "Ines", "Airway Update"

LEARNER_XML = """<?xml version="1.0" encoding="UTF-8"?>
<ActivityReports>
<ActivityReport>
<Member><Name><GivenName>Ines</GivenName><FamilyName>Aalto</FamilyName></Name>
<PersonalInfo><BirthDate>1900-03-04</BirthDate></PersonalInfo></Member>
<Activity><Module><ModuleName moduleID="202612345">Update</ModuleName>
<CompletedDateTime>2026-05-20</CompletedDateTime>
<CreditCertificate><UniqueID domain="ABIM">123456</UniqueID>
<CreditReceived><activityCertification>Medical Knowledge</activityCertification>
<numberOfCredits>4</numberOfCredits></CreditReceived>
<CreditID>ccid:example.org:1</CreditID></CreditCertificate></Module></Activity>
<XtensibleInfo><LearnerRecordAction>add</LearnerRecordAction></XtensibleInfo>
</ActivityReport>
</ActivityReports>
"""

ACTIVITIES_XML = """<?xml version="1.0" encoding="UTF-8"?>
<ACCMEActivities>
<MedicalEducationMetrics>
<ActivityDescription><lom><general>
<identifier><catalog>ACCME Activity ID</catalog><entry>202612345</entry></identifier>
<title><string>Airway Update</string></title></general>
<healthcareMetadata><healthcareEducation>
<credits><activityCertification>AMA PRA Category 1</activityCertification>
<numberOfCredits>10</numberOfCredits></credits>
<startDateTime>2026-01-10</startDateTime><endDateTime>2026-05-30</endDateTime>
</healthcareEducation></healthcareMetadata></lom></ActivityDescription>
<XtensibleInfo><MOCRegistrations><MOCRegistration>
<boardName>ABIM</boardName><mocPoints>8</mocPoints>
<MOCCreditType>Medical Knowledge</MOCCreditType>
<CreditClaimDate>2026-06-30</CreditClaimDate>
</MOCRegistration></MOCRegistrations></XtensibleInfo>
</MedicalEducationMetrics>
</ACCMEActivities>
"""

#: The documents by the role of the file that holds one.
XML = {"learners": LEARNER_XML, "activities": ACTIVITIES_XML}
#: What stands in each where a test puts something else: the text of an element.
TEXT = {"learners": ">Ines<", "activities": ">Airway Update<"}
#: The end tag of the only entry of each.
END = {"learners": "</ActivityReport>\n", "activities": "</MedicalEducationMetrics>\n"}
ENTRY = {"learners": "<ActivityReport>", "activities": "<MedicalEducationMetrics>"}
ROOT = {"learners": "<ActivityReports>", "activities": "<ACCMEActivities>"}

_REPORT: dict[str, Any] = {
    "Member": {
        "Name": {"GivenName": "Ines", "FamilyName": "Aalto"},
        "PersonalInfo": {"BirthDate": "1900-03-04"},
    },
    "Activity": {
        "Module": {
            "ModuleName": {"value": "Update", "moduleID": "202612345"},
            "CompletedDateTime": "2026-05-20",
            "CreditCertificate": [
                {
                    "UniqueID": {"value": "123456", "domain": "ABIM"},
                    "CreditReceived": {
                        "activityCertification": "Medical Knowledge",
                        "numberOfCredits": 4,
                    },
                    "CreditID": "ccid:example.org:1",
                }
            ],
        }
    },
    "XtensibleInfo": {"LearnerRecordAction": "add"},
}
_ACTIVITY: dict[str, Any] = {
    "Lom": {
        "general": {
            "identifier": {"catalog": "ACCME Activity ID", "entry": "202612345"},
            "title": "Airway Update",
        }
    },
    "healthcareMetadata": {
        "healthcareEducation": {
            "credits": {"activityCertification": "AMA PRA Category 1", "numberOfCredits": 10},
            "startDateTime": "2026-01-10",
            "endDateTime": "2026-05-30",
        }
    },
    "XtensibleInfo": {
        "MOCRegistrations": {
            "MOCRegistration": [
                {
                    "boardName": "ABIM",
                    "mocPoints": 8,
                    "MOCCreditType": ["Medical Knowledge"],
                    "CreditClaimDate": "2026-06-30",
                }
            ]
        }
    },
}
JSON = {
    "learners": json.dumps(
        {"ACCMELearnerReports": {"ActivityReports": {"ActivityReport": [_REPORT]}}}
    ),
    "activities": json.dumps({"ACCMEActivities": {"MedicalEducationMetrics": [_ACTIVITY]}}),
}
