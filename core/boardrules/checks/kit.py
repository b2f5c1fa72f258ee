"""What a plugin makes its checks with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen

from boardrules.checks.base import (
    Check,
    RecordCheck,
    TermsCheck,
    problem,
    record_check,
    terms_check,
    warning,
)


@frozen(slots=True)
class CheckKit:
    """The makers of checks, each marked with the plugin's name."""

    plugin: str

    def terms_check(self, stage: str, *codes: str, **how: Any) -> Callable[[TermsCheck], Check]:
        """Make a check of what was claimed: ``function(terms, run) -> problems``, run once per terms.

        ``how`` are ``rule``, ``kinds`` and ``needs`` of :class:`boardrules.checks.Check`.
        """
        return terms_check(stage, *codes, plugin=self.plugin, **how)

    def record_check(self, stage: str, *codes: str, **how: Any) -> Callable[[RecordCheck], Check]:
        """Make a check of one record's claim: ``function(case, run) -> problems``."""
        return record_check(stage, *codes, plugin=self.plugin, **how)

    #: One problem that rejects, or only warns, as the tuple that a check gives back.
    problem = staticmethod(problem)
    warning = staticmethod(warning)
