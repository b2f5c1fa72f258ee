"""Judges each record as if it were the only one there ever was."""

from __future__ import annotations

from breaking import forget

from boardrules.conformance.serve import serve

forget("603", "710", "711", "717")
serve(name="forgets duplicates")
