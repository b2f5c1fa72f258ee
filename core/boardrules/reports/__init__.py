"""Reports: one module per output, each found by name and imported when asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from boardrules.batch import Report
    from boardrules.plugins import Plugins
    from boardrules.reports.selection import Selection


class CannotRenderError(ValueError):
    """A format is none for what was judged; the message says why, and which formats are."""


@frozen(slots=True)
class ReportSpec:
    """A report format: its name, and what makes a report's bytes of a run.

    ``binary`` formats are never written to a terminal. Those that ``masks`` are for more eyes
    than the learners' own provider's: values of learners are taken out before they are made,
    unless somebody asks for them. A ``whole`` format is made of the files themselves, with
    every record that was rejected, so that it can be of no masked report and no selection.
    """

    name: str
    render: Callable[[Report], bytes]
    binary: bool = False
    masks: bool = False
    whole: bool = False


#: What is true of each built-in format, by the names of the fields of :class:`ReportSpec`.
_BUILTIN: dict[str, tuple[str, ...]] = {
    "annotated": ("binary", "whole"),
    "github": ("masks",),
    "html": ("masks",),
    "json": (),
    "jsonl": (),
    "junit": ("masks",),
    "sarif": ("masks",),
    "text": (),
    "xlsx": ("binary", "whole"),
}


def report_formats(plugins: Plugins) -> dict[str, ReportSpec]:
    """Every report format there is, by name; a plugin cannot take a built-in one's name."""
    formats = {
        spec.name: spec for spec in plugins.each("register_reports") if isinstance(spec, ReportSpec)
    }
    for name, true in _BUILTIN.items():
        formats[name] = ReportSpec(name, _lazily(name), **dict.fromkeys(true, True))
    return dict(sorted(formats.items()))


def rendered(
    report: Report,
    format_: str | ReportSpec,
    *,
    selection: Selection | None = None,
    show_learners: bool | None = None,
    plugins: Plugins | None = None,
) -> bytes:
    """The bytes of a report in a format, which ``boardrules check --format`` would write.

    ``show_learners`` says whether values of learners are in it; None leaves it to the format.
    A name is looked up among the formats of ``plugins`` (the installed ones if None). Raises
    KeyError for a format that there is not, and what :func:`prepared` raises.
    """
    if isinstance(format_, str):
        from boardrules.plugins import installed_plugins

        format_ = report_formats(plugins if plugins is not None else installed_plugins())[format_]
    prepared_report = prepared(report, format_, selection=selection, show_learners=show_learners)
    return format_.render(prepared_report)


def prepared(
    report: Report,
    format_: ReportSpec,
    *,
    selection: Selection | None = None,
    show_learners: bool | None = None,
) -> Report:
    """The report as a format is to be given it: with the findings selected, and masked if need be.

    Raises ValueError where a ``whole`` format is asked for less, and
    :class:`boardrules.reports.selection.UnknownCodeError`, which is one, for a selection that
    names a code that there is not.
    """
    masks = format_.masks if show_learners is None else not show_learners
    if format_.whole and (selection or masks or report.masked or report.hidden):
        raise ValueError(
            f"{format_.name} holds every rejected row as it came; nothing can be left out of it."
        )
    if selection:
        from boardrules.reports.selection import select

        report = select(report, selection)
    if masks:
        from boardrules.reports.masking import mask

        report = mask(report)
    return report


def _lazily(name: str) -> Callable[[Report], bytes]:
    def render(report: Report) -> bytes:
        made: bytes = import_module(f"boardrules.reports.{name}").render(report)
        return made

    return render
