"""Which plugins are installed, and whether a module can be one."""

from __future__ import annotations

import inspect
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import Any

from attrs import frozen

from boardrules import hookspecs
from boardrules.hookspecs import PROJECT

GROUP = "boardrules.plugins"
HOOKS = frozenset(
    name for name, value in vars(hookspecs).items() if hasattr(value, f"{PROJECT}_spec")
)


@frozen(slots=True)
class Found:
    """An entry point and the distribution that declares it."""

    name: str
    distribution: str
    version: str
    entry_point: EntryPoint

    def load(self) -> object:
        return self.entry_point.load()


def discover() -> list[Found]:
    """Every installed plugin, sorted by name and distribution; nothing is imported."""
    found = [
        Found(
            entry.name,
            entry.dist.name if entry.dist else "?",
            entry.dist.version if entry.dist else "?",
            entry,
        )
        for entry in entry_points(group=GROUP)
    ]
    return sorted(found, key=lambda each: (each.name, each.distribution))


def _implementations(module: object) -> list[tuple[str, str, Any]]:
    """(name, hook, function) of what a plugin marks as implementing a hook."""
    found = []
    for name in sorted(dir(module)):
        value = getattr(module, name)
        options = getattr(value, f"{PROJECT}_impl", None)
        if not (inspect.isroutine(value) and isinstance(options, dict)):
            continue
        if not options.get("optionalhook"):
            found.append((name, options.get("specname") or name, value))
    return found


def misspelt(module: object) -> list[str]:
    """Functions marked as hooks whose name is no hook's."""
    return [name for name, hook, _ in _implementations(module) if hook not in HOOKS]


def odd_argument(module: object) -> tuple[str, str] | None:
    """The first hook of a plugin, and the argument it asks for that the hook does not have."""
    for _, hook, function in _implementations(module):
        if hook in HOOKS:
            given = inspect.signature(getattr(hookspecs, hook)).parameters
            for argument, parameter in inspect.signature(function).parameters.items():
                asked = parameter.kind is parameter.POSITIONAL_OR_KEYWORD
                if asked and argument not in given and parameter.default is parameter.empty:
                    return hook, argument
    return None


def hashable(name: str, plugin: object) -> ModuleType:
    """A module with a plugin's attributes, for one that pluggy could not tell from others."""
    module = ModuleType(name)
    module.__dict__.update(vars(plugin))
    return module


def say(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
