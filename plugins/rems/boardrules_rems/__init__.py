"""REMS: what the FDA asks about participants, who stay unnamed. The lists of values are declared."""

from __future__ import annotations

from collections.abc import Mapping

from boardrules import declared_program, hookimpl
from boardrules.checks.base import Check, Problems, Terms
from boardrules.checks.kit import CheckKit
from boardrules.checks.run import Run
from boardrules.programs import ProgramSpec, RuleSet

_FIELDS = (
    "profession",
    "practice_area",
    "time_in_practice",
    "dea_registration",
    "surgical_procedures",
)


@hookimpl
def register_programs() -> list[ProgramSpec]:
    return [declared_program(__name__)]


@hookimpl
def make_checks(program: ProgramSpec, rule_set: RuleSet, kit: CheckKit) -> list[Check] | None:
    if program.code != "REMS":
        return None
    settings = rule_set.settings
    required = _texts(settings.get("required"))
    kinds = _known(settings, "kinds")
    known = {field: _known(settings, field) for field in _FIELDS if field in settings}

    @kit.terms_check("presence", "677", rule="settings.required")
    def participant_described(terms: Terms, run: Run) -> Problems:
        """677: the participant has the elements that every REMS record needs (the profession).

        Source: ACCME's draft learner schema, Participant; no code of its own is published.
        """
        participant = terms.participant
        found: Problems = ()
        for field in required:
            if participant is None or not getattr(participant, field):
                found += kit.problem("677", f"participant/{field}", reason="no-rems")
        return found

    @kit.terms_check("format", "676", rule="settings.profession")
    def participant_values_known(terms: Terms, run: Run) -> Problems:
        """676: what is said of the participant is one of the values of its list.

        Source: the enumerations of ACCME's draft learner schema.
        """
        participant = terms.participant
        if participant is None:
            return ()
        found: Problems = ()
        for field, values in known.items():
            text = getattr(participant, field)
            if text and _key(text) not in values:
                found += kit.problem(
                    "676",
                    f"participant/{field}",
                    reason="rems-value",
                    found=text,
                    field=field.replace("_", " "),
                    expected="; ".join(_texts(settings.get(field))),
                )
        return found

    @kit.terms_check("activity", "713", rule="settings.kinds")
    def rems_kind_taken(terms: Terms, run: Run) -> Problems:
        """713: the activity is registered for a REMS whose completions PARS takes."""
        registration = terms.registration
        if registration is None or not registration.kind or _key(registration.kind) in kinds:
            return ()
        expected = "; ".join(_texts(settings.get("kinds")))
        return kit.problem(
            "713", "program", reason="unknown", found=registration.kind, expected=expected
        )

    return [participant_described, participant_values_known, rems_kind_taken]


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


def _known(settings: Mapping[str, object], field: str) -> set[str]:
    """The values of a list, and the other spellings that stand for one of them."""
    aliases = settings.get("aliases")
    table = aliases.get(field, {}) if isinstance(aliases, dict) else {}
    return {_key(each) for each in (*_texts(settings.get(field)), *table)}
