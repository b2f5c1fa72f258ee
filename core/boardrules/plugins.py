"""Finding, loading and asking plugins; each by itself, so that a broken one takes no other down."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pluggy
from attrs import evolve

from boardrules import hookspecs
from boardrules.codes import CodeSpec, builtin_catalogue
from boardrules.discovery import HOOKS, Found, discover, hashable, misspelt, odd_argument, say
from boardrules.findings import Finding, finding
from boardrules.hookspecs import PROJECT
from boardrules.programs import Programs, ProgramSpec, RuleSet

if TYPE_CHECKING:
    from boardrules.checks.base import Check
    from boardrules.declarations import Override

#: Hooks whose results are sequences that are strung together.
_COLLECTED = frozenset({"register_codes", "register_programs", "make_checks", "register_reports"})
_OWN_CODE = re.compile(r"(?!BR)[A-Z]{2,8}\d{1,5}", re.ASCII)


class PluginError(Exception):
    """Plugins that cannot be used, where that must not be passed over; ``findings`` says why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} problem(s) with plugins")
        self.findings = tuple(findings)


class Plugins:
    """The plugins in use, and what they declare. A typed face over pluggy.

    ``strict`` raises :class:`PluginError` where a plugin cannot be used as it stands.
    ``overrides`` are a user's word on single rules; one that cannot be heeded raises
    :class:`boardrules.declarations.DeclarationError`.
    """

    def __init__(
        self, found: Iterable[Found], *, strict: bool = False, overrides: Iterable[Override] = ()
    ) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._modules: dict[str, object] = {}
        #: (plugin, hook) -> that plugin's implementation alone.
        self._callers: dict[tuple[str, str], Callable[..., Any]] = {}
        self._checks: dict[RuleSet, tuple[list[Check], Check | None]] = {}
        #: What was found, by name, whatever came of it.
        self.found: dict[str, Found] = {}
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
        self.overrides = tuple(overrides)
        specs = self._programs()
        if self.overrides:
            from boardrules.overriding import overridden

            specs = overridden(specs, self.overrides)
        self.programs = Programs(specs)
        if strict and self.problems:
            raise PluginError(self.problems)

    @property
    def names(self) -> list[str]:
        return sorted(self._modules)

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
            self._problem("BR908", name, hook=hook, error=say(error))
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
                made = self.call(name, "make_checks", **given) or []
                checks += [each for each in made if self._is_check(each, name, "make_checks")]
                if matcher is None:
                    one = self.call(name, "make_matcher", **given)
                    if one is not None and self._is_check(one, name, "make_matcher"):
                        matcher = one
            known = self._checks[rule_set] = checks, matcher
        return known

    def _is_check(self, given: object, name: str, hook: str) -> bool:
        from boardrules.vetting import why_no_check

        error = why_no_check(given)
        if error is not None:
            self._problem("BR908", name, hook=hook, error=error)
        return error is None

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
        distribution = self.found[plugin].distribution if plugin in self.found else None
        found = finding(code, plugin=plugin, distribution=distribution, **params)
        if found not in self.problems:
            self.problems.append(found)

    def _load(self, each: Found) -> None:
        name = each.name
        if name in self.found:
            first = self.found[name].distribution
            self._problem("BR907", name, first=first, second=each.distribution)
            return
        self.found[name] = each
        try:
            module = each.load()
            if type(module).__hash__ is None:
                module = hashable(name, module)
            wrong, odd = misspelt(module), odd_argument(module)
            if odd is not None:
                raise TypeError("hook {} has no argument {}".format(*odd))
            self._manager.register(module, name=name)
        except Exception as error:
            self._broken[name.casefold()] = name
            self._problem("BR901", name, error=say(error))
            return
        for hook in wrong:
            near = difflib.get_close_matches(hook, sorted(HOOKS), n=1, cutoff=0)
            self._problem("BR902", name, hook=hook, nearest=near[0])
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
                self._problem("BR908", name, hook="register_programs", error=say(error))
                continue
            for spec in specs:
                if not isinstance(spec, ProgramSpec) or not spec.rule_sets:
                    error_text = f"{type(spec).__name__} is no ProgramSpec"
                    if isinstance(spec, ProgramSpec):
                        error_text = f"{spec.code} has no rule sets"
                    self._problem("BR904", name, place="register_programs", error=error_text)
                elif spec.code in kept:
                    first = kept[spec.code].plugin
                    self._problem(
                        "BR903",
                        name,
                        program_code=spec.code,
                        first=f"{first} ({self.found[first].distribution})",
                        second=f"{name} ({self.found[name].distribution})",
                    )
                else:
                    kept[spec.code] = evolve(spec, plugin=name)
        return list(kept.values())


@cache
def installed_plugins() -> Plugins:
    """All installed plugins, loaded once per process; ``installed_plugins.cache_clear()`` forgets them."""
    return Plugins(discover())


def plugins_under(overrides: tuple[Override, ...]) -> Plugins:
    """All installed plugins, with a user's overrides over what they declare.

    Raises :class:`boardrules.declarations.DeclarationError` for one that cannot be heeded.
    """
    return Plugins(discover(), overrides=overrides) if overrides else installed_plugins()


def declared_program(package: str | ModuleType, name: str = "program.toml") -> ProgramSpec:
    """The program that the ``program.toml`` of a plugin's package declares.

    Raises :class:`boardrules.declarations.DeclarationError` when it cannot be used.
    """
    from importlib.resources import files

    from boardrules.declarations import load_program

    return load_program((files(package) / name).read_text(encoding="utf-8"))
