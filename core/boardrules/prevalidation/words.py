"""What the outputs of pre-validation have in common: matches and places in words."""

from __future__ import annotations

from boardrules.codes import Catalogue
from boardrules.findings import Finding, Severity
from boardrules.locations import CellAt
from boardrules.prevalidation.model import ClaimMatch, LearnerMatch, MatchStatus

_FIELDS = {
    "first_name": "first name",
    "last_name": "last name",
    "birth_date": "birth date",
    "id": "identifier",
    "state": "state",
}


def by_words(match: ClaimMatch) -> str:
    """By what a claim's learner was found: ``ABIM by name and birth date``."""
    place = match.name or "?"
    match match.way:
        case "identifier":
            # A state takes an NPI as well, which is told by itself.
            what = match.identifier.removesuffix(" or NPI")
            return f"{place} by {what}"
        case "npi":
            return f"{place} by NPI"
        case "name":
            return f"{place} by name and birth date"
        case "plugin":
            return f"{place} by a plugin's own rule"
        case _:
            return f"{place}: {match.because}" if match.because else place


def field_words(learner: LearnerMatch, field: str) -> str:
    """What a field is called: the header above its column or, without one, the field itself."""
    place = learner.record.origin.at(field)
    if isinstance(place, CellAt) and place.header:
        return place.header.strip()
    return _FIELDS[field.rpartition("/")[2]]


def reason_of(learner: LearnerMatch, codes: Catalogue) -> str:
    """Why a learner is matched or not, in a few sentences."""
    errors = [each for each in learner.findings if each.severity is Severity.ERROR]
    parts = [by_words(each) for each in learner.claims if each.status is MatchStatus.MATCHED]
    told = [f"{', '.join(parts)}."] if parts else []
    told += [f"{each.because}." for each in learner.claims if each.because]
    told += [_told(found, codes) for found in (errors or learner.findings)]
    if learner.filled:
        fields = ", ".join(field_words(learner, each.field) for each in learner.filled)
        told.append(f"Filled in: {fields}.")
    return " ".join(dict.fromkeys(each[:1].upper() + each[1:] for each in told))


def _told(found: Finding, codes: Catalogue) -> str:
    spec = codes[found.code]
    detail = spec.render_detail(found)
    program = f" [{found.program}]" if found.program else ""
    return f"{found.code}{program}: {detail or spec.render_message(found)}"


def advice_of(learner: LearnerMatch, codes: Catalogue) -> str:
    """How to mend what is wrong, a line for each finding."""
    return "\n".join(
        f"{found.code} {codes[found.code].render_fix(found)}" for found in learner.findings
    )
