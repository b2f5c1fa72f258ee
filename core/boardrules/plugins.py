"""Finding, loading and asking plugins; each by itself, so that a broken one takes no other down."""

from __future__ import annotations

import difflib
import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pluggy
from attrs import evolve, frozen

from boardrules import hookspecs
from boardrules.codes import CodeSpec, builtin_catalogue
from boardrules.findings import Finding, finding
from boardrules.hookspecs import PROJECT
from boardrules.programs import Programs, ProgramSpec, RuleSet

if TYPE_CHECKING:
    from boardrules.checks.base import Check

GROUP = "boardrules.plugins"
_HOOKS = frozenset(
    name for name, value in vars(hookspecs).items() if hasattr(value, f"{PROJECT}_spec")
)
#: Hooks whose results are sequences that are strung together.
_COLLECTED = frozenset({"register_codes", "register_programs", "make_checks", "register_reports"})
_OWN_CODE = re.compile(r"(?!BR)[A-Z]{2,8}\d{1,5}", re.ASCII)


class PluginError(Exception):
    """Plugins that cannot be used, where that must not be passed over; ``findings`` says why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} problem(s) with plugins")
        self.findings = tuple(findings)


@frozen(slots=True)
class PluginInfo:
    """A plugin that was found: its entry point's name, where it comes from and what came of it."""

    name: str
    distribution: str
    version: str
    programs: tuple[str, ...] = ()
    problems: tuple[Finding, ...] = ()


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


class Plugins:
    """The plugins in use, and what they declare. A typed face over pluggy.

    ``strict`` raises :class:`PluginError` where a plugin cannot be used as it stands.
    """

    def __init__(self, found: Iterable[Found], *, strict: bool = False) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._modules: dict[str, object] = {}
        #: (plugin, hook) -> that plugin's implementation alone.
        self._callers: dict[tuple[str, str], Callable[..., Any]] = {}
        self._checks: dict[RuleSet, tuple[list[Check], Check | None]] = {}
        self._found: dict[str, Found] = {}
        self.problems: list[Finding] = []
        self._broken: dict[str, str] = {}
        for each in sorted(found, key=lambda entry: (entry.name, entry.distribution)):
            self._load(each)
        for name, module in self._modules.items():
            others = [other for other in self._modules.values() if other is not module]
            for hook in self._manager.get_hookcallers(module) or ():
                alone = self._manager.subset_hook_caller(hook.name, others)
                self._callers[name, hook.name] = alone
        self.catalogue = builtin_catalogue().with_codes(self._codes())
        self.programs = Programs(self._programs())
        if strict and self.problems:
            raise PluginError(self.problems)

    @property
    def names(self) -> list[str]:
        return sorted(self._modules)

    @property
    def infos(self) -> list[PluginInfo]:
        """What was found, sorted by name."""
        return [
            PluginInfo(
                each.name,
                each.distribution,
                each.version,
                tuple(spec.code for spec in self.programs if spec.plugin == each.name),
                tuple(found for found in self.problems if found.param("plugin") == each.name),
            )
            for each in self._found.values()
        ]

    def broken_for(self, text: str) -> str | None:
        """The plugin that failed to load and whose name is ``text``, in any case."""
        return self._broken.get(text.strip().casefold())

    def call(self, name: str, hook: str, /, **arguments: Any) -> Any:
        """What one plugin gives back for one hook: None when it has none or failed (then BR908)."""
        caller = self._callers.get((name, hook))
        if caller is None:
            return None
        try:
            result = caller(**arguments)
            if hook in _COLLECTED:
                return [item for each in result for item in (each or ())]
            return result
        except Exception as error:
            self._problem("BR908", name, hook=hook, error=_say(error))
            return None

    def checks_of(
        self, program: ProgramSpec, rule_set: RuleSet
    ) -> tuple[list[Check], Check | None]:
        """The checks that plugins add to a rule set, by plugin name, and the learner check that one
        of them puts in place of the core's. Asked once; later runs get the same answer.
        """
        from boardrules.checks.kit import CheckKit

        known = self._checks.get(rule_set)
        if known is None:
            checks: list[Check] = []
            matcher: Check | None = None
            for name in self.names:
                given = {"program": program, "rule_set": rule_set, "kit": CheckKit(name)}
                checks += self.call(name, "make_checks", **given) or []
                matcher = matcher or self.call(name, "make_matcher", **given)
            known = self._checks[rule_set] = checks, matcher
        return known

    def first(self, hook: str, /, **arguments: Any) -> Any:
        """The first result that is not None, asking plugins by name."""
        for name in self.names:
            result = self.call(name, hook, **arguments)
            if result is not None:
                return result
        return None

    def each(self, hook: str, /, **arguments: Any) -> list[Any]:
        """Everything that plugins give back for a hook, by plugin name."""
        return [item for name in self.names for item in (self.call(name, hook, **arguments) or [])]

    def _problem(self, code: str, plugin: str, **params: Any) -> None:
        distribution = self._found[plugin].distribution if plugin in self._found else None
        self.problems.append(finding(code, plugin=plugin, distribution=distribution, **params))

    def _load(self, each: Found) -> None:
        name = each.name
        if name in self._found:
            first = self._found[name].distribution
            self._problem("BR907", name, first=first, second=each.distribution)
            return
        self._found[name] = each
        try:
            module = each.load()
        except Exception as error:
            self._broken[name.casefold()] = name
            self._problem("BR901", name, error=_say(error))
            return
        for hook in _misspelt(module):
            near = difflib.get_close_matches(hook, sorted(_HOOKS), n=1, cutoff=0)
            self._problem("BR902", name, hook=hook, nearest=near[0])
        try:
            self._manager.register(module, name=name)
        except Exception as error:
            if self._manager.is_registered(module):
                self._manager.unregister(module)
            self._broken[name.casefold()] = name
            self._problem("BR901", name, error=_say(error))
            return
        self._modules[name] = module

    def _codes(self) -> list[CodeSpec]:
        codes: list[CodeSpec] = []
        taken = {spec.code: "the engine" for spec in builtin_catalogue()}
        for name in self.names:
            for spec in self.call(name, "register_codes") or []:
                if not isinstance(spec, CodeSpec) or not _OWN_CODE.fullmatch(spec.code):
                    shown = getattr(spec, "code", type(spec).__name__)
                    error = f"{shown} is no code of a plugin's own (letters, then digits)"
                    self._problem("BR904", name, place="register_codes", error=error)
                elif spec.code in taken:
                    error = f"{spec.code} belongs to {taken[spec.code]} already"
                    self._problem("BR904", name, place="register_codes", error=error)
                else:
                    taken[spec.code] = f"plugin {name}"
                    codes.append(spec)
        return codes

    def _programs(self) -> list[ProgramSpec]:
        from boardrules.declarations import DeclarationError

        kept: dict[str, ProgramSpec] = {}
        for name in self.names:
            try:
                caller = self._callers.get((name, "register_programs"))
                specs = [spec for each in caller() for spec in (each or ())] if caller else []
            except DeclarationError as error:
                code = "BR905" if error.gap else "BR904"
                self._broken[name.casefold()] = name
                self._problem(code, name, place=error.place, error=error.problem)
                continue
            except Exception as error:
                self._broken[name.casefold()] = name
                self._problem("BR908", name, hook="register_programs", error=_say(error))
                continue
            for spec in specs:
                if not isinstance(spec, ProgramSpec):
                    error_text = f"{type(spec).__name__} is no ProgramSpec"
                    self._problem("BR904", name, place="register_programs", error=error_text)
                elif spec.code in kept:
                    first = kept[spec.code].plugin
                    self._problem(
                        "BR903",
                        name,
                        program_code=spec.code,
                        first=f"{first} ({self._found[first].distribution})",
                        second=f"{name} ({self._found[name].distribution})",
                    )
                else:
                    kept[spec.code] = evolve(spec, plugin=name)
        return list(kept.values())


def _misspelt(module: object) -> list[str]:
    """Functions marked as hooks whose name is no hook's."""
    marker = f"{PROJECT}_impl"
    return sorted(
        name
        for name, value in inspect.getmembers(module, callable)
        if getattr(value, marker, None)
        and not getattr(value, marker)["optionalhook"]
        and (getattr(value, marker)["specname"] or name) not in _HOOKS
    )


def _say(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


@cache
def installed_plugins() -> Plugins:
    """All installed plugins, loaded once per process; ``installed_plugins.cache_clear()`` forgets them."""
    return Plugins(discover())


def declared_program(package: str | ModuleType, name: str = "program.toml") -> ProgramSpec:
    """The program that the ``program.toml`` of a plugin's package declares.

    Raises :class:`boardrules.declarations.DeclarationError` when it cannot be used.
    """
    from importlib.resources import files

    from boardrules.declarations import load_program

    return load_program((files(package) / name).read_text(encoding="utf-8"))
