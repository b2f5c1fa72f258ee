"""Judges CME and MOC learner records the way PARS, the boards, REMS and the states do, before upload.

    report = boardrules.check("learners.xlsx", activities="activities.json", as_of=day)

The names listed in ``__all__`` and those of :mod:`boardrules.testing` are the public
interface. They are imported when first used, so that a command which needs few of them
starts quickly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boardrules.batch import Report, check, stream
    from boardrules.checking import Checking, Summary
    from boardrules.codes import CodeSpec
    from boardrules.engine import Engine, Judging
    from boardrules.findings import Finding, NotJudged, Severity, Status, Verdict
    from boardrules.formats.converting import Conversion, convert
    from boardrules.hookspecs import hookimpl
    from boardrules.locations import CellAt, FileAt, JsonAt, XmlAt
    from boardrules.memory import MemoryActivities, MemoryAnswers, MemoryLedger, MemoryRoster
    from boardrules.plugins import PluginError, Plugins, declared_program, installed_plugins
    from boardrules.prevalidation import Prevalidation, prevalidate
    from boardrules.records import (
        Activity,
        Claim,
        CompletionRecord,
        CreditAmount,
        Entry,
        Participant,
        Person,
        Registration,
    )
    from boardrules.templates import template

_HOMES = {
    "batch": ("Report", "check", "stream"),
    "checking": ("Checking", "Summary"),
    "codes": ("CodeSpec",),
    "engine": ("Engine", "Judging"),
    "findings": ("Finding", "NotJudged", "Severity", "Status", "Verdict"),
    "formats.converting": ("Conversion", "convert"),
    "hookspecs": ("hookimpl",),
    "locations": ("CellAt", "FileAt", "JsonAt", "XmlAt"),
    "memory": ("MemoryActivities", "MemoryAnswers", "MemoryLedger", "MemoryRoster"),
    "plugins": ("PluginError", "Plugins", "declared_program", "installed_plugins"),
    "prevalidation": ("Prevalidation", "prevalidate"),
    "records": (
        "Activity",
        "Claim",
        "CompletionRecord",
        "CreditAmount",
        "Entry",
        "Participant",
        "Person",
        "Registration",
    ),
    "templates": ("template",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Activity",
    "CellAt",
    "Checking",
    "Claim",
    "CodeSpec",
    "CompletionRecord",
    "Conversion",
    "CreditAmount",
    "Engine",
    "Entry",
    "FileAt",
    "Finding",
    "JsonAt",
    "Judging",
    "MemoryActivities",
    "MemoryAnswers",
    "MemoryLedger",
    "MemoryRoster",
    "NotJudged",
    "Participant",
    "Person",
    "PluginError",
    "Plugins",
    "Prevalidation",
    "Registration",
    "Report",
    "Severity",
    "Status",
    "Summary",
    "Verdict",
    "XmlAt",
    "check",
    "convert",
    "declared_program",
    "hookimpl",
    "installed_plugins",
    "prevalidate",
    "stream",
    "template",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'boardrules' has no attribute {name!r}")
    value = getattr(import_module(f"boardrules.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
