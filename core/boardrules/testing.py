"""Helpers for those who test a plugin with pytest. Public: names here change only with notice.

from boardrules.testing import differences, load_plugins, plugin_cases

plugins = load_plugins(my_plugin)

@pytest.mark.parametrize("case", plugin_cases("my_package"), ids=lambda case: case.id)
def test_case(case):
    assert not differences(case, plugins=plugins)
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint
from importlib.resources import as_file, files
from types import ModuleType
from typing import Any

from attrs import frozen

from boardrules.conformance.cases import ConformanceCase, load_suite
from boardrules.conformance.judge import judge_case
from boardrules.discovery import GROUP, Found, discover
from boardrules.findings import Verdict
from boardrules.plugins import Plugins


def load_plugins(
    *modules: ModuleType | Any, installed: bool = True, strict: bool = True
) -> Plugins:
    """Plugins with ``modules`` beside the installed ones (or alone), as if each were installed.

    A module's entry point is called by the last part of its name. Raises
    :class:`boardrules.plugins.PluginError` when one of them cannot be used, unless not ``strict``.
    """
    found = discover() if installed else []
    for module in modules:
        name = getattr(module, "__name__", type(module).__name__)
        found.append(given_plugin(name.rsplit(".", 1)[-1], module))
    return Plugins(found, strict=strict)


def given_plugin(name: str, module: Any, distribution: str = "under-test") -> Found:
    """What discovery would find if ``module`` were installed under this name by ``distribution``."""
    return _Given(name, distribution, "0", EntryPoint(name, name, GROUP), module)


@frozen(slots=True)
class _Given(Found):
    module: Any

    def load(self) -> object:
        if isinstance(self.module, Exception):
            raise self.module
        return self.module


def plugin_cases(package: str) -> list[ConformanceCase]:
    """The cases of a plugin's ``conformance`` folder."""
    with as_file(files(package) / "conformance") as folder:
        return load_suite([folder])


def differences(case: ConformanceCase, plugins: Plugins | None = None) -> list[str]:
    """How the engine's answer to a case differs from what the case expects; empty when it does not."""
    result = judge_case(case.given, plugins)
    got = {(each["record"], each["code"], each["at"]) for each in result["findings"]}
    told = [f"missing {each}" for each in sorted(case.expect - got, key=str)]
    told += [f"unexpected {each}" for each in sorted(got - case.expect, key=str)]
    if case.verdicts is not None and tuple(result["verdicts"]) != case.verdicts:
        told.append(f"verdicts {result['verdicts']}, expected {list(case.verdicts)}")
    return told


def codes(verdicts: Iterable[Verdict]) -> list[list[str]]:
    """The codes of each verdict's findings, in order."""
    return [[found.code for found in verdict.findings] for verdict in verdicts]
