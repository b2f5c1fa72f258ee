"""A user's word on single rules, put in place of what a plugin declares."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from attrs import evolve

from boardrules.declarations import DeclarationError, Override, program_from_document
from boardrules.programs import ProgramSpec

#: What overrides call the rules on activities, which belong to no program.
ACTIVITIES = "ACTIVITIES"


def overridden(specs: Sequence[ProgramSpec], overrides: Sequence[Override]) -> list[ProgramSpec]:
    """The programs with what a user says instead of their declarations.

    Words on the rules on activities are passed over; :func:`boardrules.activities.overrides.rules_under`
    heeds them.

    Raises :class:`boardrules.declarations.DeclarationError` where that cannot be heeded.
    """
    known = [*sorted(spec.code for spec in specs), ACTIVITIES]
    for each in overrides:
        if each.program not in known:
            near = difflib.get_close_matches(each.program, known, n=1, cutoff=0.4)
            told = [ACTIVITIES.lower() if name == ACTIVITIES else name for name in near or known]
            hint = f"did you mean {told[0]}?" if near else f"known are {', '.join(told)}"
            raise DeclarationError(each.place, f"no such program; {hint}")
    changed = []
    for spec in specs:
        own = [each for each in overrides if each.program == spec.code]
        if own:
            if spec.document is None:
                raise DeclarationError(spec.code, "is declared in code and cannot be overridden")
            spec = evolve(_made(spec, own), plugin=spec.plugin)
        changed.append(spec)
    return changed


def _made(spec: ProgramSpec, own: Sequence[Override]) -> ProgramSpec:
    assert spec.document is not None  # looked at above
    try:
        return program_from_document(spec.document, plugin=spec.plugin, overrides=own)
    except DeclarationError as error:
        if spec.code in error.place:
            raise
        # Each override was fit by itself; together they are not.
        raise DeclarationError(f"{spec.code} {error.place}", error.problem, gap=error.gap) from None
