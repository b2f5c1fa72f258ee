"""How hypothesis runs here: the same examples every time, and no clock."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile(
    "boardrules", deadline=None, derandomize=True, database=None, max_examples=200
)
settings.load_profile("boardrules")
