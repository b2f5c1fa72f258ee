"""The checks, a module per stage. Plugins make theirs with a :class:`boardrules.checks.kit.CheckKit`."""

from __future__ import annotations

from boardrules.checks import (
    activity,
    deadline,
    delete,
    envelope,
    format,
    history,
    learner,
    presence,
)
from boardrules.checks.base import STAGES, Case, Check, Problem, Problems, Terms, problem, warning
from boardrules.checks.run import Run

__all__ = [
    "BUILTIN_CHECKS",
    "STAGES",
    "Case",
    "Check",
    "Problem",
    "Problems",
    "Run",
    "Terms",
    "problem",
    "warning",
]

_MODULES = (envelope, delete, presence, format, activity, deadline, learner, history)

#: Every check of the core, in the order of the stages and, within one, of its codes.
BUILTIN_CHECKS: tuple[Check, ...] = tuple(check for module in _MODULES for check in module.CHECKS)
