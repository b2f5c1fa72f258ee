"""Which requirement is tested by which cases, for which code and program; and what is not."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from boardrules.codes import CodeSpec
from boardrules.conformance.cases import ConformanceCase
from boardrules.plugins import Plugins
from boardrules.rulebook import raises

_NOT_WRITTEN = "a case is read, not written"
_NO_FILE = "a case has no file of its own"
_NO_LIST = "a case gives activities and roster as plain data, not as files"
_NO_OUTPUT = "a case judges a file, and writes none"
_NO_JSON = "a case gives learners as records, a sheet or XML"
_NO_TABLE = "a case's records are read already, or are a sheet's cells"
_NO_LOOKUP = "it is about pre-validation, which judges no record"
_NO_PLUGIN = "it is about a plugin"
#: Codes that no case can be about, and why.
BEYOND = {
    "998": "it is a fault of the engine",
    "BR101": _NO_FILE,
    "BR103": "a sheet is given as cells, not as a workbook",
    "BR110": "it would take a file of 5,001 records",
    "BR114": _NO_LIST,
    "BR115": _NO_LIST,
    "BR117": _NO_LIST,
    "BR120": _NO_LIST,
    "BR121": "a case has one sheet",
    "BR153": "a case's activities are judged, not the file that they stood in",
    "BR154": _NOT_WRITTEN,
    "BR155": _NOT_WRITTEN,
    **dict.fromkeys(("BR138", "BR139", "BR143"), _NO_OUTPUT),
    **dict.fromkeys(("BR145", "BR146", "BR147", "BR148", "BR149", "BR150"), _NO_TABLE),
    **{f"BR{number}": _NO_LOOKUP for number in range(156, 161)},
    "BR161": "it would take a case with a thousand faults of one kind",
    "BR211": "cells are given one by one, not merged",
    "BR212": "a sheet is given as cells, and all of them are shown",
    "BR214": "a sheet is given as cells, none of them formatted",
    "BR215": "cells hold dates, not numbers of days",
    **dict.fromkeys(("BR140", "BR141", "BR142"), _NO_JSON),
    "BR210": "cells hold values, not formulas",
    **{f"BR90{number}": _NO_PLUGIN for number in range(1, 9)},
}


@frozen(slots=True)
class Row:
    """One requirement, code and program (None: any), and the ids of the cases about them.

    A case is ``failing`` when it expects the code, else ``passing``.
    """

    program: str | None
    code: str
    requirement: str
    failing: tuple[str, ...]
    passing: tuple[str, ...]


@frozen(slots=True)
class Hole:
    """A code and a program that can raise it, without a failing or without a passing case."""

    code: str
    program: str | None
    lacks: tuple[str, ...]


@frozen(slots=True)
class Coverage:
    """Rows by program, code and requirement; codes beyond cases with the reason; holes."""

    rows: tuple[Row, ...]
    beyond: tuple[tuple[str, str], ...]
    holes: tuple[Hole, ...]


def cover(cases: Iterable[ConformanceCase], plugins: Plugins, *, whole: bool = True) -> Coverage:
    """The coverage of ``cases``.

    When they are not the ``whole`` suite, only the programs that they name can have holes.
    """
    told: dict[tuple[str | None, str, str], tuple[list[str], list[str]]] = {}
    for case in cases:
        expected = {code for _, code, _ in case.expect}
        for code in case.codes:
            key = (case.program, code, case.requirement["id"])
            failing, passing = told.setdefault(key, ([], []))
            (failing if code in expected else passing).append(case.id)
    rows = tuple(
        Row(*key, failing=tuple(told[key][0]), passing=tuple(told[key][1]))
        for key in sorted(told, key=lambda key: (key[0] or "", *key[1:]))
    )
    mentioned = {row.program for row in rows}
    wanted = [
        (spec.code, program)
        for spec in plugins.catalogue
        if spec.code not in BEYOND
        for program in _programs(spec, plugins)
        if whole or (program and program in mentioned)
    ]
    holes = (_hole(rows, code, program) for code, program in wanted)
    return Coverage(
        rows,
        tuple(sorted(BEYOND.items())) if whole else (),
        tuple(hole for hole in holes if hole.lacks),
    )


def _programs(spec: CodeSpec, plugins: Plugins) -> list[str | None]:
    """For which programs a code needs cases: each that can raise it; any, where it names none."""
    if not spec.programs:
        return [None]
    return [program.code for program in plugins.programs if raises(program, spec)]


def _hole(rows: Iterable[Row], code: str, program: str | None) -> Hole:
    about = [
        row for row in rows if row.code == code and (program is None or row.program == program)
    ]
    lacks = []
    if not any(row.failing for row in about):
        lacks.append("failing")
    if not any(row.passing for row in about):
        lacks.append("passing")
    return Hole(code, program, tuple(lacks))
