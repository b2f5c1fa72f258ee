"""Credit IDs for records of files that have none (workbooks), made from what the records say."""

from __future__ import annotations

import hashlib
from collections import Counter

from boardrules.records import Claim, CompletionRecord
from boardrules.values import read_day


class CreditIds:
    """Makes credit IDs ``ccid:DOMAIN:digest`` for the records of one file.

    The same completion gets the same ID whenever it is converted, and whether it is added or
    deleted; a record that is there twice gets the same ID twice, as PARS has to see. Only
    participants of a REMS, whom nothing names, are told apart by their order.
    """

    def __init__(self, domain: str) -> None:
        self._domain = domain
        self._unnamed: Counter[tuple[str, bytes]] = Counter()

    def of(self, record: CompletionRecord, claim: Claim) -> tuple[str, ...]:
        """The IDs of a claim's credits, or of its one credit where no type is given."""
        day = read_day(record.completed).date
        learner = (record.first_name, record.last_name, record.birth_date)
        credits = claim.credits or ((("", None),) if claim.total else ())
        made = []
        for number, (kind, amount) in enumerate(credits):
            said = (
                record.activity_id,
                day.isoformat() if day else record.completed,
                *(() if claim.participant else learner),
                claim.program,
                claim.id_type,
                claim.state,
                claim.id,
                kind,
                (claim.total or "") if amount is None else amount,
                str(number),
                repr(claim.participant),
            )
            contents = "\x1f".join(said).encode("utf-8", "replace")
            if claim.participant:
                same = record.action.casefold(), contents
                self._unnamed[same] += 1
                contents += f"\x1f{self._unnamed[same]}".encode()
            digest = hashlib.blake2s(contents, digest_size=12).hexdigest()
            made.append(f"ccid:{self._domain}:{digest}")
        return tuple(made)
