"""Empty workbooks to fill in, with the boards, credit types and states that are in force."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boardrules.formats.column_names import ColumnNames
    from boardrules.plugins import Plugins

#: What a template can be of.
TEMPLATES = ("activity", "learner", "pre-validation", "rems")


def template(
    kind: str,
    *,
    as_of: date,
    moc: bool = True,
    plugins: Plugins | None = None,
    columns: ColumnNames | None = None,
) -> bytes:
    """An empty workbook (.xlsx) of ``kind``, one of :data:`TEMPLATES`.

    Its lists and its reference sheet hold what the plugins (those installed, if none are
    given) declare as in force on ``as_of``. ``moc`` chooses the one of the two activity
    templates that registers with boards. ``columns`` are headers to write in place of ours, those of
    a :class:`boardrules.config.Config`. The same arguments give the same bytes. Raises
    ValueError for a kind that there is not.
    """
    if kind not in TEMPLATES:
        raise ValueError(f"no template {kind!r}; there are {', '.join(TEMPLATES)}")
    from boardrules.formats.column_names import NO_COLUMN_NAMES
    from boardrules.plugins import installed_plugins
    from boardrules.templates.model import template_of
    from boardrules.templates.workbook import written

    plugins = plugins if plugins is not None else installed_plugins()
    names = columns if columns is not None else NO_COLUMN_NAMES
    return written(template_of(kind, plugins.programs, as_of, moc=moc, names=names))
