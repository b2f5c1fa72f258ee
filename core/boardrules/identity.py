"""By which IDs a claim is known, whether it was submitted with any or not."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from boardrules.values import id_key, plain

if TYPE_CHECKING:
    from boardrules.checks.base import Case


def contents_id(case: Case) -> str:
    """The credit ID of a claim that was submitted without one: a digest of all that it says.

    PARS gives such records an ID of its own, which nobody outside sees; the contents are
    what an Excel delete is matched on.
    """
    record, claim, terms = case.record, case.claim, case.terms
    parts = [
        terms.rule_set.program,
        terms.roster_program,
        record.activity_id,
        str(terms.completed),
        id_key(claim.id),
        record.first_name.casefold(),
        record.last_name.casefold(),
        record.birth_date,
        plain(terms.total) if terms.total is not None else "",
        str(claim.participant or ""),
        *(
            f"{kind.name if kind else credit.type}={plain(amount) if amount is not None else ''}"
            for kind, credit, amount in zip(terms.types, terms.credits, terms.amounts, strict=True)
        ),
    ]
    digest = hashlib.blake2s("\x1f".join(parts).encode(), digest_size=12).hexdigest()
    return f"contents:{digest}"


def credit_ids(case: Case) -> tuple[str, ...]:
    """The claim's credit IDs, or the one that stands for them."""
    return case.claim.credit_ids or (contents_id(case),)
