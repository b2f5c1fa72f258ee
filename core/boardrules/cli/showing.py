"""Options that say what of a run is shown: which findings, and whether values of learners."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from boardrules.cli.output import today

if TYPE_CHECKING:
    from boardrules.batch import Report
    from boardrules.codes import Catalogue
    from boardrules.findings import Finding
    from boardrules.plugins import Plugins
    from boardrules.reports import ReportSpec
    from boardrules.reports.selection import Selection

_NAMES = ("select", "ignore", "min_severity", "max_findings_per_code", "show_learners")
_OPTIONS = (
    click.option(
        "--select",
        multiple=True,
        metavar="CODE,...",
        help="Show findings of these codes only; BR2 stands for all that begin so.",
    ),
    click.option(
        "--ignore",
        multiple=True,
        metavar="CODE,...",
        help="Do not show findings of these codes. They count all the same.",
    ),
    click.option(
        "--min-severity",
        type=click.Choice(["error", "warning", "info"]),
        default="info",
        help="Show no finding that is less severe.",
    ),
    click.option(
        "--max-findings-per-code",
        type=click.IntRange(min=1),
        metavar="N",
        help="Show the first N findings of each code.",
    ),
    click.option(
        "--show-learners/--mask-learners",
        default=None,
        help="Whether names, birthdays and identifiers are in the report; if not said, they are "
        "not in github, html, junit and sarif.",
    ),
)


@frozen
class Showing:
    """What is to be shown."""

    selection: Selection
    show_learners: bool | None

    @property
    def all_of_it(self) -> bool:
        """Whether nothing is to be left out or masked, as JSON is without such options."""
        return not self.selection and self.show_learners is not False

    def verify(self, format_: ReportSpec, catalogue: Catalogue) -> None:
        """Raise click.UsageError where a code is unknown, or the format takes no such option."""
        from boardrules.reports.selection import UnknownCodeError

        try:
            self.selection.verify(catalogue)
        except UnknownCodeError as error:
            hint = "`boardrules list codes` lists them all."
            raise click.UsageError(f"{error} {hint}") from None
        if format_.whole and (self.selection or self.show_learners is False):
            raise click.UsageError(
                f"--format {format_.name} holds every rejected row as it came; "
                "leave out the options that hide something."
            )

    def told(
        self, findings: Sequence[Finding], plugins: Plugins, format_: ReportSpec
    ) -> Sequence[Finding]:
        """Findings about plugins for standard error, masked where the report of the run is."""
        masks = format_.masks if self.show_learners is None else not self.show_learners
        if not findings or not masks:
            return findings
        from boardrules.reports.masking import Masking

        masking = Masking(plugins.catalogue, today(), plugins.programs)
        return [masking.finding(found) for found in findings]

    def of(self, report: Report, format_: ReportSpec) -> Report:
        """The report as ``format_`` is to be given it."""
        from boardrules.reports import prepared

        return prepared(report, format_, selection=self.selection, show_learners=self.show_learners)


def showing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command, which gets them as one argument: ``showing``."""

    def with_showing(**given: Any) -> Any:
        from boardrules.reports.selection import Selection

        options = {name: given.pop(name) for name in _NAMES}
        selection = Selection(
            options["select"],
            options["ignore"],
            options["min_severity"],
            options["max_findings_per_code"],
        )
        return command(showing=Showing(selection, options["show_learners"]), **given)

    with_showing.__doc__ = command.__doc__
    made: Callable[..., Any] = with_showing
    for option in reversed(_OPTIONS):
        made = option(made)
    # Options that the command itself declares come first in its help.
    made.__click_params__ += getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    return made
