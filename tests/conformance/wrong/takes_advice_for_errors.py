"""Rejects a record for whatever there is to say about it."""

from __future__ import annotations

from attrs import evolve
from breaking import spoil

from boardrules.conformance.serve import serve
from boardrules.findings import Severity

spoil(lambda problems, subject, run: (evolve(each, severity=Severity.ERROR) for each in problems))
serve(name="takes advice for errors")
