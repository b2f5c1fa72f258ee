"""The state medical boards: one declaration for all, and advice on licences and NPIs in code."""

from __future__ import annotations

import re

from boardrules import declared_program, hookimpl
from boardrules.checks.base import Case, Check, Problems
from boardrules.checks.kit import CheckKit
from boardrules.checks.run import Run
from boardrules.programs import ProgramSpec, RuleSet
from boardrules.shapes import in_words
from boardrules.values import id_key, npi_shaped, npi_valid


@hookimpl
def register_programs() -> list[ProgramSpec]:
    return [declared_program(__name__)]


@hookimpl
def make_checks(program: ProgramSpec, rule_set: RuleSet, kit: CheckKit) -> list[Check] | None:
    if program.code != "STATE":
        return None
    shapes = rule_set.settings.get("licence_shapes")
    patterns: dict[str, list[str]] = shapes if isinstance(shapes, dict) else {}
    known_shapes = {
        state: re.compile("|".join(f"(?:{each})" for each in known), re.ASCII).fullmatch
        for state, known in patterns.items()
    }

    @kit.record_check("format", "BR304")
    def npi_check_digit(case: Case, run: Run) -> Problems:
        """BR304: what is given as an NPI, or looks like one, has a check digit that holds.

        Ten digits beginning with 1 or 2 may be a licence, and ACCME states no such check, so
        this only warns. A number that is called an NPI must at least have ten digits.
        """
        text = case.claim.id
        if not npi_shaped(text) and (not text or case.terms.id_type.upper() != "NPI"):
            return ()
        if npi_valid(text):
            return ()
        return kit.warning("BR304", "id", found=text)

    @kit.record_check("format", "BR305")
    def licence_shape(case: Case, run: Run) -> Problems:
        """BR305: a licence has one of the shapes known for its state; general knowledge, so advice."""
        state, text = case.terms.jurisdiction, case.claim.id
        is_known = known_shapes.get(state.code) if state else None
        if (
            state is None
            or is_known is None
            or not text
            or is_known(text)
            or is_known(id_key(text))
        ):
            return ()
        if npi_shaped(text) or case.terms.id_type.upper() == "NPI":
            return ()
        expected = "; or ".join(in_words(each) for each in patterns[state.code])
        return kit.warning("BR305", "id", found=text, state=state.name, expected=expected)

    return [npi_check_digit, licence_shape]
