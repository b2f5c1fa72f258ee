"""From the certificates of a learner report to claims."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from boardrules.records import Claim, CreditAmount, Participant, new_claim
from boardrules.values import credit_type_key

#: What is asked of a participant of a REMS, by its field: the element or member of a report.
PARTICIPANT_ELEMENTS = {
    "profession": "Profession",
    "practice_area": "PracticeArea",
    "time_in_practice": "TimeInPractice",
    "dea_registration": "DEARegistration",
    "state": "StateOfPrimaryPractice",
    "surgical_procedures": "SurgicalProcedures",
}

_AMA_PRA = "ama pra category 1"


class UniqueID(NamedTuple):
    """A learner's identifier; ``place`` is its number among its siblings, from 0."""

    domain: str
    id: str
    of_member: bool = False
    place: int = 0


class Certificate:
    """A ``CreditCertificate``, the one of this ``number`` (from 0) in its report.

    What is absent is blank.
    """

    __slots__ = ("amount", "credit_id", "ids", "number", "type")

    def __init__(self, number: int) -> None:
        self.number = number
        self.ids: list[UniqueID] = []
        self.type = self.amount = self.credit_id = ""


class ClaimPlace(NamedTuple):
    """The certificates a claim was made from, by number; whether its identifier is the member's
    and which of several it is; and which participant it is for. All count from 0.
    """

    certificates: tuple[int, ...] = ()
    unique_id: tuple[bool, int] | None = None
    participant: int | None = None


_NO_ID = UniqueID("", "")

#: Few types and amounts make up the credits of a whole file, and few shapes its records.
_credit = lru_cache(4096)(CreditAmount)
_place = lru_cache(4096)(ClaimPlace)


@lru_cache(4096)
def _is_state(domain: str) -> bool:
    """Whether an identifier of this domain is a licence, the domain being the state's code."""
    return len(domain) == 2 and domain.isascii() and domain.isalpha()


@lru_cache(4096)
def _is_for_cme(domain: str) -> bool:
    """Whether an identifier of this domain names a physician to the state boards."""
    return _is_state(domain) or domain.upper() == "NPI"


def is_for_rems(text: str) -> bool:
    """Whether the domain of an identifier, or the type of a credit, is a REMS's."""
    return "rems" in text.casefold()


def _is_of_rems(certificate: Certificate, ids: Sequence[UniqueID]) -> bool:
    """Whether a certificate beside participants is theirs, by its identifier or else by its type."""
    if ids and is_for_rems(ids[0].domain):
        return True
    is_unnamed = not any(each.id or each.domain for each in certificate.ids)
    return is_unnamed and is_for_rems(certificate.type)


@lru_cache(4096)
def _is_ama_pra(credit_type: str) -> bool:
    """Whether this is AMA PRA Category 1 Credit."""
    return credit_type_key(credit_type).startswith(_AMA_PRA)


def claims_of(
    certificates: Sequence[Certificate],
    member_ids: Sequence[UniqueID],
    participants: Sequence[Participant],
) -> tuple[tuple[Claim, ...], tuple[ClaimPlace, ...]]:
    """The claims of a record, those toward a REMS last, and where each comes from.

    Certificates with one identifier are one claim. With ``participants`` those whose identifier
    is a REMS's, those without any whose type is, or all when there is no other identifier,
    belong to the REMS.
    """
    groups: dict[tuple[str, str, bool], tuple[UniqueID, list[Certificate]]] = {}
    of_rems: list[Certificate] = []
    ids_of = [_ids_of(certificate, member_ids) for certificate in certificates]
    only_rems = bool(participants) and all(not ids or is_for_rems(ids[0].domain) for ids in ids_of)
    for certificate, ids in zip(certificates, ids_of, strict=True):
        if participants and (only_rems or _is_of_rems(certificate, ids)):
            of_rems.append(certificate)
            continue
        for unique_id in ids or (_NO_ID,):
            domain, value, _, _ = unique_id
            key = domain, value, not domain and _is_ama_pra(certificate.type)
            group = groups.get(key)
            if group is None:
                groups[key] = unique_id, [certificate]
            elif group[1][-1] is not certificate:
                # An identifier given twice does not earn the credit twice.
                group[1].append(certificate)
    claims = []
    places = []
    for unique_id, together in groups.values():
        claims.append(_claim(unique_id, together))
        known = None if unique_id is _NO_ID else unique_id[2:]
        places.append(_place(_numbers(together), known))
    for number, participant in enumerate(participants):
        credits, credit_ids = _credits(of_rems)
        claims.append(new_claim("REMS", "", "", "", None, credits, credit_ids or None, participant))
        places.append(_place(_numbers(of_rems), None, number))
    return tuple(claims), tuple(places)


def _ids_of(certificate: Certificate, member_ids: Sequence[UniqueID]) -> Sequence[UniqueID]:
    """The identifiers that a certificate's credit goes to."""
    own = certificate.ids
    if len(own) == 1 and (own[0].id or own[0].domain):
        return own
    own = [each for each in own if each.id or each.domain]
    if own:
        # For a physician known by licence and NPI it is one credit, not two.
        for_cme = [each for each in own if _is_for_cme(each.domain)]
        licences = [each for each in for_cme if _is_state(each.domain)]
        kept = (licences or for_cme)[:1]
        return [each for each in own if each in kept or each not in for_cme]
    members = [each for each in member_ids if each.id or each.domain]
    is_ama_pra = _is_ama_pra(certificate.type)
    fitting = [each for each in members if _is_for_cme(each.domain) is is_ama_pra]
    if fitting and (is_ama_pra or len(fitting) == 1):
        return fitting[:1]
    return members if len(members) == 1 else ()


def _claim(unique_id: UniqueID, certificates: Sequence[Certificate]) -> Claim:
    credits, credit_ids = _credits(certificates)
    domain, value, _, _ = unique_id
    state = program = ""
    if _is_state(domain):
        program, state = "CME", domain
    elif not domain or _is_for_cme(domain):
        for certificate in certificates:
            if _is_ama_pra(certificate.type):
                program = "CME"
    return new_claim(program, value, domain, state, None, credits, credit_ids)


def _credits(
    certificates: Sequence[Certificate],
) -> tuple[tuple[CreditAmount, ...], tuple[str, ...]]:
    if len(certificates) == 1:
        only = certificates[0]
        return (_credit(only.type, only.amount),), (only.credit_id,)
    return (
        tuple([_credit(each.type, each.amount) for each in certificates]),
        tuple([each.credit_id for each in certificates]),
    )


def _numbers(certificates: Sequence[Certificate]) -> tuple[int, ...]:
    if len(certificates) == 1:
        return (certificates[0].number,)
    return tuple([each.number for each in certificates])
