"""Learners, claim by claim, and what of them may be filled in."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from attrs import evolve

from boardrules.checks.base import Case, Check, Terms
from boardrules.checks.run import Run
from boardrules.findings import finding
from boardrules.plugins import Plugins
from boardrules.ports import Roster
from boardrules.prevalidation.matching import match_case, not_judged
from boardrules.prevalidation.model import ORDER, ClaimMatch, Filled, LearnerMatch, MatchStatus
from boardrules.records import Claim, CompletionRecord
from boardrules.resolve import NO_CLAIM, resolve_occasion, resolve_program
from boardrules.values import name_tokens

#: The finding that too little was given: it contradicts nothing.
_TOO_LITTLE = "BR158"


class Desk:
    """Matches the learners of one run. Without a roster nobody can be matched."""

    def __init__(self, run: Run, plugins: Plugins, roster: Roster | None) -> None:
        self._run = run
        self._plugins = plugins
        self._roster = roster
        self._terms: dict[Hashable, Terms] = {}

    def match(self, record: CompletionRecord) -> LearnerMatch:
        """What becomes of one learner.

        What the matches of a record know fills in what is blank, unless another claim of it
        is ambiguous or contradicts: then it may not be one person, and nothing is filled in.
        """
        claims = record.claims or (NO_CLAIM,)
        indexes = [index for index, each in enumerate(claims) if not self._is_rems(record, each)]
        indexes = indexes or list(range(len(claims)))
        first = [self._claim(record, claims[index], index) for index in indexes]
        if any(map(_contradicts, first)):
            return _settled(record, first)
        filled = _together(first)
        if filled is None:
            return _disagreeing(record, first)
        known = _with(record, filled)
        again = [
            self._again(each, known, claims[index], index)
            for each, index in zip(first, indexes, strict=True)
        ]
        filled = _together(again)
        if filled is None:
            return _disagreeing(record, first)
        return _settled(record, again, filled)

    def _again(
        self, match: ClaimMatch, known: CompletionRecord, claim: Claim, index: int
    ) -> ClaimMatch:
        """A claim for which too little was given, with what the others' matches have filled in."""
        if match.status is not MatchStatus.UNKNOWN:
            return match
        found = self._claim(known, claim, index)
        return found if found.status is MatchStatus.MATCHED else match

    def _claim(self, record: CompletionRecord, claim: Claim, index: int) -> ClaimMatch:
        terms = self._terms_of(record, claim)
        case = Case(record, claim, index, terms, ())
        if self._roster is None:
            return not_judged(case, "there is no roster that can be used")
        return match_case(case, self._run, self._roster, self._matcher(terms))

    def _is_rems(self, record: CompletionRecord, claim: Claim) -> bool:
        program = self._terms_of(record, claim).program
        return program is not None and program.kind == "rems"

    def _matcher(self, terms: Terms) -> Check | None:
        if terms.program is None:
            return None
        return self._plugins.checks_of(terms.program, terms.rule_set)[1]

    def _terms_of(self, record: CompletionRecord, claim: Claim) -> Terms:
        unnumbered = claim.credit_ids is None
        toward = claim.program, claim.id_type, claim.state, unnumbered, claim is NO_CLAIM
        terms = self._terms.get((record.completed, toward))
        if terms is None:
            found = resolve_program(claim, self._run, self._plugins)
            terms = Terms("", record.completed, id_type=claim.id_type)
            terms.program, terms.misfit = found.program, found.misfit
            terms.jurisdiction, terms.roster_program = found.jurisdiction, found.roster_program
            resolve_occasion(terms, self._run)
            self._terms[record.completed, toward] = terms
        return terms


def _contradicts(match: ClaimMatch) -> bool:
    """Whether a claim makes it doubtful that a record is about one person."""
    if match.status is MatchStatus.UNKNOWN:
        return any(found.code != _TOO_LITTLE for found in match.findings)
    return match.status is MatchStatus.AMBIGUOUS


def _together(matches: Sequence[ClaimMatch]) -> tuple[Filled, ...] | None:
    """What all matches fill in; None when two would fill one field with different values."""
    together: dict[str, str] = {}
    for match in matches:
        for field, value in ((each.field, each.value) for each in match.filled):
            kept = together.setdefault(field, value)
            if kept != value and not (
                field.endswith("_name") and name_tokens(kept) == name_tokens(value)
            ):
                return None
    return tuple(Filled(field, value) for field, value in together.items())


def _with(record: CompletionRecord, filled: Sequence[Filled]) -> CompletionRecord:
    """The record with the learner's own fields filled in."""
    own = {each.field: each.value for each in filled if "/" not in each.field}
    return evolve(
        record,
        first_name=own.get("first_name", record.first_name),
        last_name=own.get("last_name", record.last_name),
        birth_date=own.get("birth_date", record.birth_date),
    )


def _disagreeing(record: CompletionRecord, matches: Sequence[ClaimMatch]) -> LearnerMatch:
    """A record whose claims lead to entries that are not alike."""
    places = " and ".join(each.name for each in matches if each.filled)
    told = finding("BR157", record.origin.at(""), reason="disagree", place=places)
    settled = _settled(record, matches)
    findings = (told, *settled.findings)
    return evolve(settled, status=MatchStatus.AMBIGUOUS, findings=findings)


def _settled(
    record: CompletionRecord, matches: Sequence[ClaimMatch], filled: Sequence[Filled] = ()
) -> LearnerMatch:
    """The learner's match; each claim says only of what is filled in that it fills it."""
    status = min((each.status for each in matches), key=ORDER.index)
    kept = tuple(
        evolve(each, filled=tuple(one for one in each.filled if one in filled)) for each in matches
    )
    findings = tuple(dict.fromkeys(found for each in kept for found in each.findings))
    return LearnerMatch(record, status, kept, findings, tuple(filled))
