"""Takes two names for one only if they are the same to the letter."""

from __future__ import annotations

from boardrules.checks import learner
from boardrules.conformance.serve import serve
from boardrules.values import NameMatch

learner.match_names = lambda first, last, other_first, other_last, mode: NameMatch(
    first == other_first, last == other_last
)
serve(name="compares names exactly")
