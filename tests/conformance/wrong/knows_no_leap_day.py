"""Takes nobody to be born on 29 February."""

from __future__ import annotations

from boardrules.checks import presence
from boardrules.conformance.serve import serve
from boardrules.values import read_birth_date


def in_a_common_year(text: str) -> tuple[str | None, bool]:
    day, has_year = read_birth_date(text)
    return (None if day == "02/29" else day), has_year


presence.read_birth_date = in_a_common_year
serve(name="knows no leap day")
