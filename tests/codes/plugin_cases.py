"""Plugins that raise the codes which only plugins can, and their nearest neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from attrs import frozen

from boardrules import (
    Activity,
    Claim,
    CompletionRecord,
    CreditAmount,
    Engine,
    MemoryActivities,
    Registration,
    hookimpl,
)
from boardrules.declarations import load_program
from boardrules.discovery import Found, discover
from boardrules.plugins import Plugins
from boardrules.testing import given_plugin

from .shown import Judged

DECLARATION = """
[program]
code = "XB"
name = "Board of Examples"
kind = "board"
identifier = { name = "XB ID", domain = "XB" }

[[rule_set]]
id = "xb-1"
from = 2020-01-01
until = 2021-12-31
identifier_required = true
birth_date_required = true
window = { until = "registration.claim_date" }
answers = "at once"
SOURCES
[[rule_set]]
id = "xb-2"
after = "xb-1"
from = 2022-01-01

[[rule_set.source]]
rule = "from"
says = "A later made-up manual."
confidence = "inferred"
""".replace(
    "SOURCES",
    "".join(
        f"""
[[rule_set.source]]
rule = "{rule}"
says = "A made-up manual."
confidence = "inferred"
"""
        for rule in ("from", "identifier_required", "birth_date_required", "window", "answers")
    ),
)
RECORD = CompletionRecord(
    number=1,
    action="Add",
    activity_id="202612345",
    completed="2026-05-20",
    first_name="Ines",
    last_name="Aalto",
    birth_date="03/04",
    claims=(Claim("ABIM", id="123456", total="4", credits=(CreditAmount("Medical Knowledge"),)),),
)


ACTIVITY = Activity(
    id="202612345",
    start=date(2026, 1, 10),
    end=date(2026, 5, 30),
    registrations=(Registration("ABIM", Decimal(8), ("Medical Knowledge",), date(2026, 6, 30)),),
)


@frozen
class PluginCase:
    """Plugins beside the installed ones, by which one record is judged."""

    found: Sequence[Found]

    def judged(self) -> Judged:
        plugins = Plugins([*discover(), *self.found])
        activities = MemoryActivities([ACTIVITY])
        engine = Engine(date(2026, 6, 1), activities=activities, plugins=plugins)
        verdicts = list(engine.check([RECORD]))
        return Judged(verdicts, plugins.problems, plugins.catalogue)


def plugin(name: str = "xb", distribution: str = "xb-rules", **hooks: Callable[..., Any]) -> Found:
    module = SimpleNamespace(**{hook: hookimpl(function) for hook, function in hooks.items()})
    return given_plugin(name, module, distribution)


def case(**hooks: Any) -> PluginCase:
    return PluginCase([plugin(**hooks)])


def declares(old: str = "", new: str = "") -> Callable[[], list[Any]]:
    return lambda: [load_program(DECLARATION.replace(old, new) if old else DECLARATION)]


def raises() -> Any:
    raise FileNotFoundError("members.db")


def checks(look: Callable[[], Any], of: str = "ABIM") -> Callable[..., Any]:
    """A hook that adds a check to those of a program, which gives back what ``look`` gives."""

    def make_checks(program: Any, rule_set: Any, kit: Any) -> Any:
        if program.code != of:
            return None

        @kit.record_check("format", "661")  # type: ignore[untyped-decorator]
        def badge_is_round(case: Any, run: Any) -> Any:
            """661: the badge is round."""
            return look()

        return [badge_is_round]

    return make_checks


SOUND = case(register_programs=declares())

#: code -> (fails, passes)
CASES: dict[str, tuple[PluginCase, PluginCase]] = {
    "998": (case(make_checks=checks(raises)), case(make_checks=checks(tuple))),
    "BR901": (
        PluginCase([given_plugin("xb", ImportError("no module named 'xb_data'"), "xb-rules")]),
        SOUND,
    ),
    "BR902": (case(register_program=declares()), SOUND),
    "BR903": (case(register_programs=declares('code = "XB"', 'code = "ABIM"')), SOUND),
    "BR904": (case(register_programs=declares('"at once"', '"soon"')), SOUND),
    "BR905": (case(register_programs=declares("2022-01-01", "2022-02-01")), SOUND),
    "BR906": (case(make_checks=checks(lambda: "661")), case(make_checks=checks(tuple))),
    "BR907": (
        PluginCase([plugin(), plugin(distribution="other-rules")]),
        PluginCase([plugin(), plugin("other", "other-rules")]),
    ),
    "BR908": (case(register_programs=raises), SOUND),
}
