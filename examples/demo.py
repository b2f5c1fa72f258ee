"""Judges the example files the way a coordinator would; ``make demo`` runs it.

Exits 0 when every run ended as expected: with status 1, because records are rejected.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUT = Path("examples/out")
GIVEN = [
    "--activities",
    "examples/activities.json",
    "examples/activities.xml",
    "--roster",
    "examples/roster.csv",
    "--as-of",
    "2026-03-15",
    "--provider",
    "0007654",
]
REJECTED = OUT / "learners-rejected.xlsx"
REPORT = OUT / "learners-report.json"
EXPECTED_STATUS = 1


def main() -> int:
    """Run the command line on the examples; 0, or 1 and why when something went otherwise."""
    if find_spec("boardrules") is None:
        return _fail("boardrules is not installed here; `make demo` sees to that.")
    os.chdir(ROOT)
    OUT.mkdir(exist_ok=True)
    for written in (REJECTED, REPORT):
        written.unlink(missing_ok=True)
    workbook = ["check", "examples/learners.xlsx", *GIVEN]
    runs = [
        workbook,
        ["check", "examples/learners.xml", *GIVEN],
        [*workbook, "--format", "xlsx", "--output", REJECTED.as_posix()],
        [*workbook, "--format", "json", "--output", REPORT.as_posix()],
    ]
    for arguments in runs:
        print(f"\n$ boardrules {' '.join(arguments)}", flush=True)
        done = subprocess.run([sys.executable, "-m", "boardrules", *arguments], check=False)
        if done.returncode != EXPECTED_STATUS:
            return _fail(f"Status {done.returncode}, expected {EXPECTED_STATUS}.")
    # A crash of the interpreter has status 1 as well, but leaves no file.
    missing = [written.as_posix() for written in (REJECTED, REPORT) if not written.is_file()]
    if missing:
        return _fail(f"Not written: {', '.join(missing)}.")
    print("\nThe rejected rows, to be corrected and judged again:", REJECTED.as_posix())
    print("The same findings for programs:", REPORT.as_posix())
    return 0


def _fail(why: str) -> int:
    print(f"The demo failed. {why}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
