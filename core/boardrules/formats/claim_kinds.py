"""Of what kind the program of a claim is, for writers that put the kinds in different places."""

from __future__ import annotations

from attrs import evolve

from boardrules.formats.learner_claims import is_for_rems
from boardrules.formats.writers import Writing
from boardrules.programs import Programs
from boardrules.records import Claim, CompletionRecord, Participant

#: What the REMS guidelines of 2019 renamed, and ACCME's draft schema of 2025 did not.
_PRACTICE_AREAS = {"substance use disorder": "Addiction"}


def is_rems(claim: Claim, programs: Programs) -> bool:
    """Whether a claim is one toward a REMS."""
    if claim.participant is not None:
        return True
    program = programs.named(claim.program) if claim.program else None
    return program is not None and program.kind == "rems"


def is_cme(claim: Claim, programs: Programs) -> bool:
    """Whether a claim is one of CME for a state."""
    if claim.program:
        program = programs.named(claim.program)
        return program is not None and program.kind == "states"
    return bool(claim.id_type) and programs.jurisdiction(claim.id_type) is not None


def spelt_for_pars(person: Participant) -> Participant:
    """A participant as ACCME's draft schema spells it, where another spelling is taken as well."""
    area = _PRACTICE_AREAS.get(person.practice_area.casefold())
    return person if area is None else evolve(person, practice_area=area)


def tell_unsaid(writing: Writing, record: CompletionRecord, claim: Claim, field: str) -> None:
    """Tell what a claim says beside its participant, who is not named in any file.

    ``field`` is the claim's path in the record.
    """
    program = writing.programs.named(claim.program) if claim.program else None
    if claim.program and (program is None or program.kind != "rems"):
        what = "a program other than a REMS"
        writing.lost(record, f"{field}/program", what, claim.program)
    if claim.id:
        writing.lost(record, f"{field}/id", "an identifier of the participant", claim.id)
    if claim.state:
        what = "a licensing state of a participant"
        writing.lost(record, f"{field}/state", what, claim.state)
    if claim.id_type and not is_for_rems(claim.id_type):
        what = "an ID type of a participant other than a REMS's"
        writing.lost(record, f"{field}/id_type", what, claim.id_type)
