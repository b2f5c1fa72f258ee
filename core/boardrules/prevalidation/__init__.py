"""Pre-validation: whether the boards and states know these learners, before any credit is reported."""

from __future__ import annotations

from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from boardrules.findings import Finding
from boardrules.prevalidation.model import (
    ClaimMatch,
    Counts,
    Filled,
    LearnerMatch,
    MatchStatus,
    Prevalidation,
)

if TYPE_CHECKING:
    from boardrules.formats.column_names import ColumnNames
    from boardrules.inputs import PathLikes
    from boardrules.plugins import Plugins
    from boardrules.ports import Roster

__all__ = [
    "ClaimMatch",
    "Counts",
    "Filled",
    "LearnerMatch",
    "MatchStatus",
    "Prevalidation",
    "prevalidate",
]


def prevalidate(
    file: str | PathLike[str],
    *,
    roster: PathLikes | Roster,
    as_of: date,
    plugins: Plugins | None = None,
    columns: ColumnNames | None = None,
) -> Prevalidation:
    """Look the learners of a file up on a roster, and fill in what a unique match knows.

    ``file`` is a pre-validation sheet (.xlsx or .csv) or any learner file; ``roster`` is
    files, one or several, or a port. ``as_of`` is the day whose rules hold where a record
    has no completion date. ``columns`` are further headers of tables. Never raises for what is wrong with a file: that becomes a finding.
    """
    from boardrules.checks.run import Run
    from boardrules.formats.column_names import NO_COLUMN_NAMES
    from boardrules.formats.pre_validation import open_people
    from boardrules.inputs import roster_of
    from boardrules.plugins import installed_plugins
    from boardrules.prevalidation.desk import Desk

    plugins = plugins if plugins is not None else installed_plugins()
    columns = columns or NO_COLUMN_NAMES
    about_roster: list[Finding] = []
    port = roster_of(roster, plugins, about_roster, columns)
    run = Run(as_of, plugins.programs, roster=port)
    source = open_people(Path(file), plugins, columns)
    desk = Desk(run, plugins, port)
    learners = tuple(desk.match(record) for record in source.records())
    return Prevalidation(
        as_of=as_of,
        file=source.file,
        kind=source.kind,
        learners=learners,
        counts=Counts.of(learners),
        not_judged=run.what_was_not_judged(),
        file_findings=(*source.findings, *about_roster),
        plugin_findings=tuple(plugins.problems),
        catalogue=plugins.catalogue,
        source=source,
        states={
            place.code: place.name for spec in plugins.programs for place in spec.jurisdictions
        },
    )
