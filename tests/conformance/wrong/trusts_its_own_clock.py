"""Judges every case on one day, whatever day it names."""

from __future__ import annotations

from boardrules.conformance.judge import judge_case
from boardrules.conformance.serve import serve

serve(lambda given: judge_case({**given, "as_of": "2026-11-23"}), name="trusts its own clock")
