"""Learners that raise the codes of pre-validation, and their nearest neighbours."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from attrs import frozen

from boardrules import prevalidate

from .shown import Judged

HEADER = (
    "First Name,Last Name,Date of Birth,Licensing State,Licensing ID or NPI,"
    "Certifying Board,Certifying Board ID\n"
)
PEOPLE = """\
program,id,first_name,last_name,birth_date,npi
ABIM,123456,Ines,Aalto,03/04,
ABS,200001,Otto,Brandvold,11/30,
ABS,200002,Otto,Brandvold,11/30,
ID,0017,Lars,Ostermann Vik,05/08,
"""


@frozen
class PrevalidationCase:
    """A row of a pre-validation sheet."""

    row: str

    def judged(self) -> Judged:
        """Pre-validate the row in the folder that is current."""
        path, roster = Path("people.csv"), Path("roster.csv")
        path.write_text(f"{HEADER}{self.row}\n", encoding="utf-8")
        roster.write_text(PEOPLE, encoding="utf-8")
        result = prevalidate(path, roster=roster, as_of=date(2026, 6, 1))
        [learner] = result.learners
        return Judged((), (*result.file_findings, *learner.findings), result.catalogue)


#: code -> (fails, passes)
CASES: dict[str, tuple[PrevalidationCase, PrevalidationCase]] = {
    "BR156": (
        PrevalidationCase("Inez,Aalto,03/04,,,ABIM,"),
        PrevalidationCase("Ines,Aalto,03/04,,,ABIM,"),
    ),
    "BR157": (
        PrevalidationCase("Otto,Brandvold,11/30,,,ABS,"),
        PrevalidationCase("Otto,Brandvold,11/30,,,ABS,200002"),
    ),
    "BR158": (
        PrevalidationCase("Ines,Aalto,,,,ABIM,"),
        PrevalidationCase("Ines,Aalto,,,,ABIM,123456"),
    ),
    "BR159": (
        PrevalidationCase("Lars,Ostermann,05/08,Idaho,,,"),
        PrevalidationCase("Lars,Ostermann Vik,05/08,Idaho,,,"),
    ),
    "BR160": (
        PrevalidationCase("Ines,Aalto,03/04,,,ABIM,123465"),
        PrevalidationCase("Inez,Aalto,03/04,,,ABIM,123465"),
    ),
}
