"""Pages for every code and every program, from the registry and the conformance cases.

``python -m boardrules.pages docs`` writes those of the built-in codes and programs anew:
``docs/codes/<CODE>.md`` and ``docs/programs/<CODE>.md``, and a ``README.md`` beside them.
"""

from __future__ import annotations

import json
from pathlib import Path

from boardrules.conformance.cases import cases_of, suite_files
from boardrules.discovery import discover
from boardrules.pages.codes import code_page, codes_index
from boardrules.pages.examples import neighbours
from boardrules.pages.markdown import table
from boardrules.pages.programs import program_page, programs_index
from boardrules.plugins import Plugins

__all__ = ["neighbours", "pages", "program_page", "table", "write_pages"]


def pages() -> dict[str, str]:
    """The pages of all built-in codes and programs, by their path below ``docs``."""
    found = [each for each in discover() if each.distribution == "boardrules"]
    packages = {"boardrules_specs", *(each.entry_point.module for each in found)}
    plugins = Plugins(found, strict=True)
    codes, programs = list(plugins.catalogue), list(plugins.programs)
    cases = [
        case
        for name, text in suite_files()
        if name.partition("/")[0] in packages
        for case in cases_of(json.loads(text), name)
    ]
    return {
        "codes/README.md": codes_index(codes, programs),
        "programs/README.md": programs_index(programs),
        **{f"codes/{spec.code}.md": code_page(spec, programs, cases) for spec in codes},
        **{f"programs/{each.code}.md": program_page(each, codes, cases) for each in programs},
    }


def write_pages(folder: Path) -> None:
    """Write :func:`pages` into a documentation folder, and remove those of what is no more."""
    made = pages()
    for name in ("codes", "programs"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for path in (folder / name).glob("*.md"):
            if f"{name}/{path.name}" not in made:
                path.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
