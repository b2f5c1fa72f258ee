"""What a run of the suite and its coverage look like: as text, as JSON and as JUnit XML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree import ElementTree as Tree

from boardrules.conformance.coverage import Coverage
from boardrules.conformance.protocol import Found
from boardrules.conformance.runner import KINDS, Outcome, SuiteResult

#: What XML 1.0 cannot hold.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def outcome_lines(outcome: Outcome) -> list[str]:
    """What there is to say of a case that did not pass, headline first."""
    case = outcome.case
    about = ", ".join(filter(None, (case.program, *case.codes)))
    lines = [f"{outcome.kind.upper()} {case.id} ({about}): {case.about}", *_details(outcome)]
    if outcome.stderr:
        lines += ["  standard error:", *(f"    {line}" for line in outcome.stderr.splitlines())]
    return lines


def _details(outcome: Outcome) -> list[str]:
    lines = [f"  missing     {_said(found)}" for found in outcome.missing]
    lines += [f"  unexpected  {_said(found)}" for found in outcome.unexpected]
    if outcome.verdicts is not None:
        found, expected = (
            ", ".join(verdicts or ()) or "none"
            for verdicts in (outcome.verdicts, outcome.case.verdicts)
        )
        lines.append(f"  verdicts    {found}; expected {expected}")
    if outcome.because:
        lines.append(f"  {outcome.because}")
    return lines


def _said(found: Found) -> str:
    record, code, at = found
    where = "file" if record is None else f"record {record}"
    return f"{where}: {code} at {at}" if at else f"{where}: {code}"


def summary_lines(result: SuiteResult) -> list[str]:
    """Why cases were skipped, how often, and the counts of a run."""
    reasons: dict[str, int] = {}
    for outcome in result.outcomes:
        if outcome.kind == "skipped":
            reasons[outcome.because] = reasons.get(outcome.because, 0) + 1
    lines = [f"skipped {count}: {reason}" for reason, count in sorted(reasons.items())]
    counts = result.counts
    told = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS)
    lines.append(f"{result.implementation}: {len(result.outcomes)} cases: {told}.")
    if result.implementation.ignores:
        ignored = ", ".join(result.implementation.ignores)
        lines.append(f"Codes that begin with {ignored} were left out of account.")
    return lines


def result_as_dict(result: SuiteResult) -> dict[str, Any]:
    """A run as plain data; ``version`` counts the versions of this form."""
    who = result.implementation
    return {
        "version": 1,
        "implementation": {"name": who.name, "version": who.version, "language": who.language},
        "ignores": list(who.ignores),
        "counts": result.counts,
        "cases": [_outcome_as_dict(outcome) for outcome in result.outcomes],
    }


def _outcome_as_dict(outcome: Outcome) -> dict[str, Any]:
    case = outcome.case
    return {
        "id": case.id,
        "file": case.file,
        "requirement": case.requirement["id"],
        "program": case.program,
        "codes": list(case.codes),
        "outcome": outcome.kind,
        "missing": [_found_as_dict(found) for found in outcome.missing],
        "unexpected": [_found_as_dict(found) for found in outcome.unexpected],
        "verdicts": None
        if outcome.verdicts is None
        else {"expected": list(case.verdicts or ()), "found": list(outcome.verdicts)},
        "because": outcome.because,
        "url": outcome.url,
        "stderr": outcome.stderr,
    }


def _found_as_dict(found: Found) -> dict[str, Any]:
    return dict(zip(("record", "code", "at"), found, strict=True))


def junit(result: SuiteResult) -> bytes:
    """A run as JUnit XML: one suite for each file, one test for each case, without times."""
    root = Tree.Element("testsuites", _junit_counts(result.outcomes))
    root.set("name", _xml(str(result.implementation)))
    by_file: dict[str, list[Outcome]] = {}
    for outcome in result.outcomes:
        by_file.setdefault(outcome.case.file, []).append(outcome)
    for file, outcomes in by_file.items():
        suite = Tree.SubElement(root, "testsuite", {"name": file, **_junit_counts(outcomes)})
        for outcome in outcomes:
            name = _xml(f"{outcome.case.id}: {outcome.case.about}")
            _tell_junit(Tree.SubElement(suite, "testcase", classname=file, name=name), outcome)
    Tree.indent(root)
    text: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _junit_counts(outcomes: Sequence[Outcome]) -> dict[str, str]:
    kinds = [outcome.kind for outcome in outcomes]
    return {
        "tests": str(len(kinds)),
        "failures": str(kinds.count("failed")),
        "errors": str(kinds.count("errored")),
        "skipped": str(kinds.count("skipped")),
    }


def _tell_junit(test: Tree.Element, outcome: Outcome) -> None:
    if outcome.kind == "passed":
        return
    details = [" ".join(line.split()) for line in _details(outcome)]
    tag = {"failed": "failure", "errored": "error", "skipped": "skipped"}[outcome.kind]
    told = Tree.SubElement(test, tag, message=_xml(details[0]))
    if tag != "skipped":
        told.text = _xml("\n".join(details))
    if outcome.stderr:
        Tree.SubElement(test, "system-err").text = _xml(outcome.stderr)


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def coverage_lines(coverage: Coverage) -> Iterator[str]:
    """A table of the coverage, what cannot be covered, and the holes."""
    rows = [("program", "code", "requirement", "failing", "passing")]
    rows += [
        (
            row.program or "any",
            row.code,
            row.requirement,
            str(len(row.failing)),
            str(len(row.passing)),
        )
        for row in coverage.rows
    ]
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        cells = zip(row, widths, strict=True)
        yield "  ".join(cell.ljust(width) for cell, width in cells).rstrip()
    yield ""
    for code, because in coverage.beyond:
        yield f"{code} is beyond what a case can hold: {because}"
    for hole in coverage.holes:
        yield f"HOLE {hole.code} for {hole.program or 'any program'}: no {' and no '.join(hole.lacks)} case"
    yield f"{len(coverage.rows)} rows, {len(coverage.holes)} holes."


def coverage_as_dict(coverage: Coverage) -> dict[str, Any]:
    """The coverage as plain data; ``version`` counts the versions of this form."""
    return {
        "version": 1,
        "rows": [
            {
                "requirement": row.requirement,
                "code": row.code,
                "program": row.program,
                "failing": list(row.failing),
                "passing": list(row.passing),
            }
            for row in coverage.rows
        ],
        "beyond": [{"code": code, "because": because} for code, because in coverage.beyond],
        "holes": [
            {"code": hole.code, "program": hole.program, "lacks": list(hole.lacks)}
            for hole in coverage.holes
        ],
    }
