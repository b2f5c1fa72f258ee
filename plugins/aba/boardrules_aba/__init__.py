"""ABA: all its rules are lines of program.toml."""

from __future__ import annotations

from boardrules import declared_program, hookimpl
from boardrules.programs import ProgramSpec


@hookimpl
def register_programs() -> list[ProgramSpec]:
    return [declared_program(__name__)]
