"""The origin of a record that is a report in a JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from attrs import define

from boardrules.formats.json_nodes import DECODER, Node, Pairs
from boardrules.formats.learner_claims import PARTICIPANT_ELEMENTS, ClaimPlace
from boardrules.formats.opening import decode
from boardrules.locations import JsonAt

_OF_RECORD = {
    "action": ("XtensibleInfo", "LearnerRecordAction"),
    "first_name": ("Member", "Name", "GivenName"),
    "last_name": ("Member", "Name", "FamilyName"),
    "birth_date": ("Member", "PersonalInfo", "BirthDate"),
    "organization": ("ReportingOrganization",),
    "service_id": ("XtensibleInfo", "ProviderID"),
    "provider": ("Activity", "ProviderOrganization"),
    "activity_name": ("Activity", "ActivityName"),
    "regulation": ("Activity", "RegulatoryInformation", "CompliantToRegulation", "value"),
    "regulation_label": ("Activity", "RegulatoryInformation", "CompliantToRegulation", "label"),
}
_OF_MODULE = {
    "activity_id": ("ModuleName", "moduleID"),
    "title": ("ModuleName", "value"),
    "completed": ("CompletedDateTime",),
    "status": ("Status",),
}
_OF_CREDIT = {
    "type": ("CreditReceived", "activityCertification"),
    "amount": ("CreditReceived", "numberOfCredits"),
    "unit": ("CreditReceived", "creditUnit"),
}
_OF_ID = {"id": ("value",), "id_type": ("domain",), "state": ("domain",), "program": ("domain",)}


class JsonTexts:
    """The text of a file, read again when a place in it is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def report(self, start: int) -> Node | None:
        """The report that begins at a character (from 0); None when the file has gone or changed."""
        try:
            now = self._path.stat()
            state = now.st_ino, now.st_size, now.st_mtime_ns
            return _report_of(self._path.absolute(), state, start)
        except (OSError, ValueError, RecursionError):
            return None


@lru_cache(1)
def _report_of(path: Path, state: tuple[int, int, int], start: int) -> Node:
    """The report that begins at a character; a large one has thousands of places to ask for."""
    return Node(DECODER.raw_decode(_text_of(path, state), start)[0], "")


@lru_cache(1)
def _text_of(path: Path, state: tuple[int, int, int]) -> str:
    """The text of a file; ``state`` tells one that has changed from what it was."""
    return decode(path.read_bytes())


@define(slots=True, eq=False)
class ReportOrigin:
    """The origin of a record: the report at ``pointer``, whose text begins at character ``start``.

    ``module`` is the pointer of its module, and ``certificates``, ``participants`` are pointers
    by number, all relative to the report.
    """

    file: str
    texts: JsonTexts
    start: int
    pointer: str
    module: str
    certificates: Sequence[str]
    participants: Sequence[str]
    claims: tuple[ClaimPlace, ...]

    def at(self, field: str) -> JsonAt:
        match field.split("/"):
            case ["claims", index, *rest]:
                start, steps = self._of_claim(self.claims[int(index)], rest)
            case ["element", *_]:
                return JsonAt(self.file, self.pointer + field.removeprefix("element"))
            case [name] if name in _OF_MODULE:
                start, steps = self.module, _OF_MODULE[name]
            case [name] if name in _OF_RECORD:
                start, steps = "", _OF_RECORD[name]
            case _:
                start, steps = "", ()
        return JsonAt(self.file, self.pointer + self._reached(start, steps))

    def _of_claim(self, claim: ClaimPlace, rest: list[str]) -> tuple[str, tuple[str, ...]]:
        if claim.participant is not None and rest[:1] not in (["credits"], ["credit_ids"]):
            start = self._one_of(self.participants, claim.participant)
            if rest[:1] == ["participant"] and rest[-1] in PARTICIPANT_ELEMENTS:
                return start, (PARTICIPANT_ELEMENTS[rest[-1]],)
            return start, ("LocalIdentifier",) if rest[-1:] == ["local_id"] else ()
        which = int(rest[1]) if len(rest) > 1 else 0
        if which >= len(claim.certificates):
            return self.module, ()
        certificate = self._one_of(self.certificates, claim.certificates[which])
        match rest:
            case ["credits", _, part] if part in _OF_CREDIT:
                return certificate, _OF_CREDIT[part]
            case ["credit_ids", _]:
                return certificate, ("CreditID",)
            case [("id" | "id_type" | "state" | "program") as name] if claim.unique_id is not None:
                of_member, number = claim.unique_id
                owner = ("Member",) if of_member else ()
                steps = (*owner, "UniqueID", str(number), *_OF_ID[name])
                return "" if of_member else certificate, steps
            case _:
                return certificate, ()

    def _one_of(self, pointers: Sequence[str], number: int) -> str:
        return pointers[number] if number < len(pointers) else self.module

    def _reached(self, start: str, steps: tuple[str, ...]) -> str:
        """The pointer of what is reached by steps from ``start``, or of what was reached by then."""
        node = self.texts.report(self.start) if steps else None
        if node is None:
            return start
        for part in start.split("/")[1:]:
            node = _child(node, part.replace("~1", "/").replace("~0", "~"))
            if node is None:
                return start
        for step in steps:
            child = _child(node, step)
            if child is None and not step.isdigit():
                break
            # Of one identifier no list is needed.
            node = child or node
        return node.pointer


def _child(node: Node, step: str) -> Node | None:
    if node.is_list:
        items = node.value
        index = int(step) if step.isdigit() else 0
        if index >= len(items):
            return None
        item = Node(items[index], f"{node.pointer}/{index}")
        return item if step.isdigit() else _child(item, step)
    if isinstance(node.value, Pairs):
        wanted = step.casefold()
        # Of a key given twice the last counts.
        for key, value in reversed(node.value):
            if key.strip().casefold() == wanted:
                return node.member(key, value)
    return None
