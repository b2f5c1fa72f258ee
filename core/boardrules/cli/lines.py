"""``boardrules check --format jsonl``: lines written while the run goes on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:
    from boardrules.checking import Checking


def write_lines(checking: Checking, output: Path | None) -> None:
    """Judge, and write a line for each record as its verdict comes, to a file or to standard output.

    Exits with 2 where the file cannot be written.
    """
    if output is None:
        _write(checking, sys.stdout.buffer)
        return
    try:
        with output.open("wb") as stream:
            _write(checking, stream)
    except OSError as error:
        click.echo(f"Cannot write {output}: {error.strerror}.", err=True)
        sys.exit(2)


def _write(checking: Checking, stream: IO[bytes]) -> None:
    from boardrules.reports.jsonl import LineWriter, input_documents

    lines = LineWriter(stream, checking.plugins.catalogue)
    lines.head(checking.engine.as_of, [path.as_posix() for path in checking.paths])
    for found in checking.plugins.problems:
        lines.plugin_finding(found)
    for verdict in checking:
        lines.record(verdict)
    for judged in checking.activities:
        lines.activity(judged)
    for found in checking.file_findings:
        lines.file_finding(found)
    lines.summary(
        checking.rule_sets,
        checking.not_judged,
        inputs=input_documents(checking),
        counts=checking.summary,
    )
