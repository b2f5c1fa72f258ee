"""Never looks at a date."""

from __future__ import annotations

from breaking import forget

from boardrules.conformance.serve import serve

forget("671", "672", "705")
serve(name="ignores dates")
