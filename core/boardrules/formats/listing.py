"""Activities as they are found in one file after another."""

from __future__ import annotations

from boardrules.findings import Finding, finding
from boardrules.locations import CellAt, JsonAt, Location, XmlAt
from boardrules.records import Activity, Registration

_SHOWN = 80


def shown(text: str) -> str:
    """``text`` short enough for a finding."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def described(place: Location) -> str:
    """A place in a few words, for a finding that points at a second one."""
    match place:
        case CellAt(file, sheet, row):
            named = (file, f"sheet {sheet}" if sheet else "", f"row {row}" if row else "")
            return ", ".join(filter(None, named))
        case XmlAt(file, line, path):
            return f"{file}, line {line}" if line else f"{file}, {path}"
        case JsonAt(file, pointer) if pointer:
            return f"{file}, {pointer}"
        case _:
            return place.file


def listed_twice(activity_id: str, place: Location, first: Location) -> Finding:
    """The finding that what stands at ``place`` contradicts what was kept from ``first``."""
    return finding("BR118", place, found=activity_id, first=described(first))


class Listing:
    """The activities read so far, by ID, where they stood, and what was wrong."""

    def __init__(self, findings: list[Finding] | None = None) -> None:
        self.activities: dict[str, Activity] = {}
        self.places: dict[str, Location] = {}
        self.findings: list[Finding] = [] if findings is None else findings

    def add(self, activity: Activity, place: Location) -> None:
        """Take in one activity; of two with one ID the first is kept."""
        kept = self.activities.setdefault(activity.id, activity)
        if kept is activity:
            self.places[activity.id] = place
        elif kept != activity:
            self.findings.append(listed_twice(activity.id, place, self.places[activity.id]))

    def left_out(self, place: Location, field: str, found: str, expected: str) -> None:
        """An entry that cannot be used (BR115)."""
        self.findings.append(
            finding("BR115", place, field=field, found=shown(found), expected=expected)
        )

    def unreadable(self, place: Location, field: str, found: str, expected: str) -> None:
        """A value that is taken as absent (BR116)."""
        self.findings.append(
            finding("BR116", place, field=field, found=shown(found), expected=expected)
        )


class Registrations:
    """The registrations of one activity, one per board and per REMS; the first is kept."""

    def __init__(self, activity_id: str, listing: Listing) -> None:
        self._id = activity_id
        self._listing = listing
        self._kept: dict[tuple[str, str], tuple[Registration, Location]] = {}

    def add(self, registration: Registration, place: Location) -> None:
        """Take in one registration."""
        key = (registration.program, registration.kind)
        kept, first = self._kept.setdefault(key, (registration, place))
        if kept != registration:
            self._listing.findings.append(listed_twice(self._id, place, first))

    def all(self) -> tuple[Registration, ...]:
        """The registrations in the order in which they were added."""
        return tuple(registration for registration, _ in self._kept.values())
