"""The MEMS description of an activity, from JSON or XML alike.

A reader hands over each entry as a :class:`Node`; what the elements are called and where
they stand is the same in both, and both are lenient on capitals, since ACCME's drafts
and examples disagree with each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from boardrules.formats.listing import Listing, Registrations
from boardrules.locations import Location
from boardrules.records import Activity, Registration
from boardrules.values import credit_type_key, read_amount, read_day

_CME = credit_type_key("AMA PRA Category 1 Credit")
_ABA_KEYWORDS = frozenset({"01_ABAMCO", "02_ABAMCO"})
_TEXT_IN = ("string", "text", "value")
_T = TypeVar("_T")


class Node(Protocol):
    """One value of a document: an element, or what stands under a JSON key."""

    @property
    def place(self) -> Location:
        """Where it stands."""
        ...

    @property
    def text(self) -> str | None:
        """Its text, trimmed, blank for nothing at all; None when it is no text or number."""
        ...

    @property
    def kind(self) -> str:
        """What it is, in a word or two, when it is no text."""
        ...

    @property
    def is_group(self) -> bool:
        """Whether other values stand in it."""
        ...

    @property
    def children(self) -> Sequence[tuple[str, Node]]:
        """What stands in it, by name, lists unrolled."""
        ...

    def all(self, name: str) -> Sequence[Node]:
        """The values called ``name`` in it, whatever the capitals, lists unrolled."""
        ...


def take_activity(entry: Node, listing: Listing) -> None:
    """Read one MedicalEducationMetrics into ``listing``."""
    if not entry.is_group:
        found = entry.text if entry.text is not None else entry.kind
        listing.left_out(entry.place, "MedicalEducationMetrics", found, "an activity's elements")
        return
    reading = _ActivityReading(listing)
    described = [entry, *reading.groups([entry], "ActivityDescription")]
    lom = reading.groups(described, "Lom")
    general = reading.groups(lom, "general")
    extra = reading.groups([entry], "XtensibleInfo")
    education = reading.groups([*described, *lom], "healthcareMetadata", "healthcareEducation")
    activity_id = reading.activity_id(entry, general)
    if activity_id is None or reading.is_deleted(extra):
        return
    cme_credits, accredited = reading.credits(education)
    listing.add(
        Activity(
            id=activity_id,
            title=reading.text(general, "title"),
            provider_id=reading.text(extra, "ProviderID") or accredited,
            format=reading.text(education, "activityFormat"),
            start=reading.day(education, "startDateTime"),
            end=reading.day(education, "endDateTime"),
            cme_credits=cme_credits,
            registrations=reading.registrations(activity_id, general, education, extra),
        ),
        entry.place,
    )


class Complaints(Protocol):
    """Where a reading says what it cannot read."""

    def unreadable(self, place: Location, field: str, found: str, expected: str) -> None:
        """A value that is taken as absent (BR116)."""
        ...


class Reading:
    """An entry being read as text; whatever is no text goes to ``complaints``."""

    def __init__(self, complaints: Complaints) -> None:
        self._complaints = complaints

    def groups(self, nodes: Iterable[Node], *path: str) -> list[Node]:
        """The groups at ``path`` below ``nodes``."""
        found = list(nodes)
        for name in path:
            found = [child for node in found for child in node.all(name)]
            for node in found:
                if not node.is_group and node.text != "":
                    self._complaints.unreadable(
                        node.place, name, node.text or node.kind, "a group of elements"
                    )
            found = [node for node in found if node.is_group]
        return found

    def scalars(self, nodes: Iterable[Node], name: str) -> list[tuple[str, Node]]:
        """The texts called ``name`` in ``nodes`` that are not blank, and where each stands."""
        texts = []
        for node in (child for parent in nodes for child in parent.all(name)):
            if node.text is None:
                inner = [child for part in _TEXT_IN for child in node.all(part)]
                node = next((child for child in inner if child.text), node)
            if node.text is None:
                self._complaints.unreadable(node.place, name, node.kind, "text or a number")
            elif node.text:
                texts.append((node.text, node))
        return texts

    def text(self, nodes: Iterable[Node], name: str) -> str:
        """The first text called ``name``."""
        return next((text for text, _ in self.scalars(nodes, name)), "")

    def texts(self, nodes: Iterable[Node], name: str) -> tuple[str, ...]:
        """Every text called ``name``, each once."""
        return tuple(dict.fromkeys(text for text, _ in self.scalars(nodes, name)))

    def content_areas(
        self, general: Sequence[Node], extra: Sequence[Node]
    ) -> dict[str, dict[str, None]]:
        """The content areas chosen, by board, each once and in their order."""
        areas: dict[str, dict[str, None]] = {}
        for selection in self.groups(extra, "ContentOutlines", "ContentOutlineSelections"):
            board = self.text([selection], "ContentOutlineSource").upper()
            for key in self.groups([selection], "ContentOutlineKeys"):
                values = self.texts([key], "ContentKeywordValue")
                for area in values or self.texts([key], "ContentKeyword"):
                    areas.setdefault(board, {})[area] = None
        for keyword in self.groups(general, "keyword"):
            if self.text([keyword], "source").upper() in _ABA_KEYWORDS:
                for area in self.texts([keyword], "string") or filter(None, [keyword.text]):
                    areas.setdefault("ABA", {})[area] = None
        return areas


class _ActivityReading(Reading):
    """An entry being read as an :class:`Activity`; what cannot be used goes to the listing."""

    def __init__(self, listing: Listing) -> None:
        super().__init__(listing)
        self._listing = listing

    def day(self, nodes: Iterable[Node], name: str) -> date | None:
        """The date called ``name``; a time of day is dropped, as PARS drops it."""
        days = {}
        for text, node in self.scalars(nodes, name):
            day = read_day(text).date
            if day is None:
                self._listing.unreadable(node.place, name, text, "a date, YYYY-MM-DD")
            else:
                days[day] = node
        return self._only(days, name)

    def amount(self, nodes: Iterable[Node], name: str) -> Decimal | None:
        """The number of credits called ``name``."""
        amounts = {}
        for text, node in self.scalars(nodes, name):
            amount = read_amount(text)
            if amount is None:
                self._listing.unreadable(node.place, name, text, "a number such as 1.25")
            else:
                amounts[amount] = node
        return self._only(amounts, name)

    def _only(self, values: dict[_T, Node], name: str) -> _T | None:
        if len(values) > 1:
            found = ", ".join(str(value) for value in values)
            self._listing.unreadable([*values.values()][-1].place, name, found, "one value")
            return None
        return next(iter(values), None)

    def activity_id(self, entry: Node, general: Sequence[Node]) -> str | None:
        """The ID that PARS gave the activity; None, and a finding, when none can be used."""
        ids: dict[str, Node] = {}
        place, found = entry.place, ""
        for identifier in self.groups(general, "identifier"):
            if self.text([identifier], "catalog").casefold() != "accme activity id":
                continue
            place = identifier.place
            for node in identifier.all("entry"):
                place, found = node.place, node.kind if node.text is None else ""
                if node.text:
                    ids.setdefault(node.text, node)
        if len(ids) == 1:
            return next(iter(ids))
        found = ", ".join(ids) or found
        self._listing.left_out(place, "ACCME Activity ID", found, "one activity ID of 9 digits")
        return None

    def is_deleted(self, extra: Sequence[Node]) -> bool:
        """Whether the entry takes the activity out of PARS; then nothing can be reported for it."""
        for text, node in self.scalars(extra, "activityRecordAction"):
            if text.casefold() == "delete":
                self._listing.left_out(node.place, "activityRecordAction", text, "Add or Update")
                return True
        return False

    def credits(self, education: Sequence[Node]) -> tuple[Decimal | None, str]:
        """The AMA PRA Category 1 credits designated, and the accredited provider's ID."""
        listed = self.groups(education, "credits")
        cme = []
        for group in listed:
            names = self.texts([group], "activityCertification")
            if not names:
                self._listing.unreadable(
                    group.place, "activityCertification", "", "the name of the credit"
                )
            if any(credit_type_key(name) == _CME for name in names):
                cme.append(group)
        for group in cme:
            if not group.all("numberOfCredits"):
                self._listing.unreadable(
                    group.place, "numberOfCredits", "", "a number such as 1.25"
                )
        return self.amount(cme, "numberOfCredits"), self.text(listed, "accreditedProvider")

    def registrations(
        self,
        activity_id: str,
        general: Sequence[Node],
        education: Sequence[Node],
        extra: Sequence[Node],
    ) -> tuple[Registration, ...]:
        """The activity's registrations with boards, then with REMS."""
        registrations = Registrations(activity_id, self._listing)
        areas = self.content_areas(general, extra)
        practice_areas = self.texts(self.groups(education, "targetAudience"), "specialty")
        for group in self.groups(extra, "MOCRegistrations", "MOCRegistration"):
            program = self.text([group], "boardName").upper()
            if not program:
                self._listing.unreadable(group.place, "boardName", "", "a board's acronym")
                continue
            registration = Registration(
                program=program,
                points=self.amount([group], "mocPoints"),
                credit_types=self.texts([group], "MOCCreditType"),
                claim_date=self.day([group], "CreditClaimDate"),
                content_areas=tuple(areas.get(program, ())),
                practice_areas=practice_areas,
            )
            registrations.add(registration, group.place)
        for group in self.groups(extra, "REMS"):
            kind = self.text([group], "REMSType")
            if kind:
                registrations.add(Registration(program="REMS", kind=kind), group.place)
            else:
                self._listing.unreadable(group.place, "REMSType", "", "the name of the REMS")
        return registrations.all()
