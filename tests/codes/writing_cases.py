"""Activities that raise the codes of writing, and their nearest neighbours."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from boardrules.activities import ActivityEntry, BoardRegistration
from boardrules.formats.activity_forms import ActivityFormat
from boardrules.formats.activity_writing import write_activities
from boardrules.plugins import installed_plugins

from .shown import Judged


@frozen
class WritingCase:
    """An activity with some values changed, and the format in which it is written."""

    kind: ActivityFormat
    changes: dict[str, Any]

    def judged(self) -> Judged:
        """What is told when it is written."""
        given: dict[str, Any] = {
            "id": "202612345",
            "title": "Update",
            "format": "Live Course",
            "start": "2026-01-10",
            "end": "2026-05-30",
            "reporting_start": "2026",
            "reporting_end": "2026",
            "registrations": (BoardRegistration("ABIM", "8", ("Medical Knowledge",)),),
        }
        _, findings = write_activities([ActivityEntry(**given | self.changes)], self.kind)
        return Judged((), findings, installed_plugins().catalogue)


_ATTESTED = {"registrations": (BoardRegistration("ABIM", "8", attested="yes"),)}

#: code -> (fails, passes)
CASES: dict[str, tuple[WritingCase, WritingCase]] = {
    "BR154": (WritingCase("xml", _ATTESTED), WritingCase("csv", _ATTESTED)),
    "BR155": (
        WritingCase("json", {"format": "RSS"}),
        WritingCase("json", {"format": "Regularly Scheduled Series"}),
    ),
}
