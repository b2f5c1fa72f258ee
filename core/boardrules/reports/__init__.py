"""Reports: one module per output, each found by name and imported when asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from boardrules.batch import Report
    from boardrules.plugins import Plugins


@frozen(slots=True)
class ReportSpec:
    """A report format: its name, and what makes a report's bytes of a run.

    ``binary`` formats are never written to a terminal.
    """

    name: str
    render: Callable[[Report], bytes]
    binary: bool = False


_BUILTIN = {"text": False, "json": False, "html": False, "xlsx": True}


def report_formats(plugins: Plugins) -> dict[str, ReportSpec]:
    """Every report format there is, by name; a plugin cannot take a built-in one's name."""
    formats = {
        spec.name: spec for spec in plugins.each("register_reports") if isinstance(spec, ReportSpec)
    }
    for name, binary in _BUILTIN.items():
        formats[name] = ReportSpec(name, _lazily(name), binary)
    return dict(sorted(formats.items()))


def _lazily(name: str) -> Callable[[Report], bytes]:
    def render(report: Report) -> bytes:
        made: bytes = import_module(f"boardrules.reports.{name}").render(report)
        return made

    return render
