"""What XML and JSON hold of an activity: one list of practice areas, the request to close for a status."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from attrs import evolve

from boardrules.activities.model import ActivityEntry, BoardRegistration, OutlineKey, areas_chosen
from boardrules.activities.rules import builtin_rules
from boardrules.findings import Severity
from boardrules.formats.activity_forms import Form, Told
from boardrules.values import read_day


def as_tree(entry: ActivityEntry, form: Form, told: Told) -> ActivityEntry:
    """A settled activity as MEMS's tree holds it; what has no place in it is ``told``."""
    standing = [*_standing(entry, told)]
    specialties = _specialties(entry, standing, told)
    outlines = _outlines(entry, standing)
    areas = areas_chosen(entry.keywords, outlines)
    if form.kind == "json":
        for field, what, number in (
            ("credits", "credits", len(entry.credits)),
            ("rems", "REMS registrations", len(entry.rems)),
        ):
            if number > 1:
                told.say(
                    "BR155", Severity.WARNING, "list", entry, field, what=what, found=str(number)
                )
    return evolve(
        entry,
        status="",
        close=_close(entry, told),
        reporting_start=entry.reporting_start or _derived(entry, "start", told),
        reporting_end=entry.reporting_end or _derived(entry, "end", told),
        specialties=specialties,
        outlines=outlines,
        registrations=tuple(
            evolve(
                each,
                attested="",
                pre_approved="",
                practice_areas=specialties,
                content_areas=areas.get(each.board.upper(), ()),
            )
            for each in standing
        ),
    )


def _standing(entry: ActivityEntry, told: Told) -> list[BoardRegistration]:
    """The registrations that can be written. One that was withdrawn would be made again."""
    kept = []
    for index, each in enumerate(entry.registrations):
        field = f"registrations/{index}"
        lost = partial(told.say, "BR154", Severity.WARNING, "no-place", entry)
        if each.withdrawn:
            lost(field, what="withdrawn registration", found=each.board)
            continue
        if not (each.board or each.points or each.credit_types or each.claim_date):
            found = ", ".join((*each.practice_areas, *each.content_areas))
            lost(field, what="registration with no board", found=found)
            continue
        for name, what in (("attested", "attestation"), ("pre_approved", "approval by the board")):
            if text := getattr(each, name):
                lost(f"{field}/{name}", what=what, found=f"{each.board}: {text}")
        kept.append(each)
    return kept


def _specialties(
    entry: ActivityEntry, standing: Sequence[BoardRegistration], told: Told
) -> tuple[str, ...]:
    areas = dict.fromkeys(entry.specialties)
    for each in standing:
        areas.update(dict.fromkeys(each.practice_areas))
    if any(set(each.practice_areas) != set(areas) for each in standing):
        found = ", ".join(areas)
        told.say("BR154", Severity.WARNING, "practice-areas", entry, "registrations", found=found)
    return tuple(areas)


def _outlines(
    entry: ActivityEntry, standing: Sequence[BoardRegistration]
) -> tuple[OutlineKey, ...]:
    """The content outlines, with the content areas that only a registration names."""
    outlines = entry.outlines
    for each in standing:
        chosen = areas_chosen(entry.keywords, outlines).get(each.board.upper(), ())
        more = (area for area in each.content_areas if area not in chosen)
        outlines += tuple(OutlineKey(each.board, "", area) for area in more)
    return outlines


def _close(entry: ActivityEntry, told: Told) -> str:
    """The request to close; a status, which the tree has not, may be one."""
    meant = builtin_rules().lists["status"].meant(entry.status) if entry.status else None
    close = entry.close or ("true" if meant == "Closed" else "")
    if entry.status and not (meant == "Closed" and close == "true"):
        told.say(
            "BR154", Severity.INFO, "no-place", entry, "status", what="status", found=entry.status
        )
    return close


def _derived(entry: ActivityEntry, which: str, told: Told) -> str:
    """A reporting date, of which PARS wants the year of the activity's."""
    day = read_day(getattr(entry, which)).date
    if day is None:
        return ""
    what, expected = f"reporting {which} date", f"the {which} date"
    field = f"reporting_{which}"
    told.say("BR155", Severity.INFO, "derived", entry, field, what=what, expected=expected)
    return day.isoformat()
