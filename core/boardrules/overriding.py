"""A user's word on single rules, put in place of what a plugin declares."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from attrs import evolve

from boardrules.declarations import DeclarationError, Override, program_from_document
from boardrules.programs import ProgramSpec


def overridden(specs: Sequence[ProgramSpec], overrides: Sequence[Override]) -> list[ProgramSpec]:
    """The programs with what a user says instead of their declarations.

    Raises :class:`boardrules.declarations.DeclarationError` where that cannot be heeded.
    """
    known = [spec.code for spec in specs]
    for each in overrides:
        if each.program not in known:
            near = difflib.get_close_matches(each.program, known, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(known))}"
            raise DeclarationError(f"{each.program} {each.rule}", f"no such program; {hint}")
    changed = []
    for spec in specs:
        own = [each for each in overrides if each.program == spec.code]
        if own:
            if spec.document is None:
                raise DeclarationError(spec.code, "is declared in code and cannot be overridden")
            made = program_from_document(spec.document, plugin=spec.plugin, overrides=own)
            spec = evolve(made, plugin=spec.plugin)
        changed.append(spec)
    return changed
