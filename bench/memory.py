"""Print the peak memory of judging very large files, each in a process of its own.

``python bench/memory.py 1000000`` says how many records the XML has; it is written for the
occasion, about a kilobyte for each.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import make

XML_RECORDS = 1_000_000
WORKBOOK_ROWS = 100_000
#: Megabytes that may be used.
XML_LIMIT, WORKBOOK_LIMIT = 100, 300


def rows(count: int) -> Iterator[make.Row]:
    """As :func:`make.rows`, one at a time."""
    rng = random.Random(20260615)
    for number in range(count):
        yield make.Row(number, rng)


def peak() -> int:
    """The most memory that this process has used, in megabytes (Linux only)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def judge(path: str) -> None:
    """Judge a file as ``--format jsonl`` does, and say how much memory that took."""
    import boardrules

    start = time.perf_counter()
    checking = boardrules.stream(path, activities=make.activities(), as_of=make.AS_OF)
    half_way = 0
    for verdict in checking:
        if verdict.record.number == XML_RECORDS // 2:
            half_way = peak()
    seconds = time.perf_counter() - start
    told = f", {half_way} MB at the {XML_RECORDS // 2}th record" if half_way else ""
    summary = checking.summary
    print(f"{summary.records} {summary.rejected} {seconds:.0f} {peak()}{told}")


def compare(what: str, path: Path, limit: int) -> None:
    done = subprocess.run(
        [sys.executable, __file__, "--judge", str(path)], check=True, capture_output=True, text=True
    )
    records, rejected, seconds, told = done.stdout.strip().split(" ", 3)
    most = int(told.partition(",")[0])
    reached = "reached" if most < limit else "NOT REACHED"
    size = path.stat().st_size // 1_000_000
    print(
        f"{what} ({size} MB): {records} records judged, {rejected} rejected, in {seconds} s; "
        f"peak memory {told.replace(str(most), f'{most} MB', 1)} (under {limit} MB: {reached})",
        flush=True,
    )


def main(count: int = XML_RECORDS) -> None:
    with tempfile.TemporaryDirectory() as folder:
        xml, workbook = Path(folder) / "learners.xml", Path(folder) / "learners.xlsx"
        make.write_xml(rows(count), xml)
        compare(f"{count}-record XML", xml, XML_LIMIT)
        xml.unlink()
        make.write_workbook(rows(WORKBOOK_ROWS), workbook)
        compare(f"{WORKBOOK_ROWS}-row workbook", workbook, WORKBOOK_LIMIT)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--judge"]:
        judge(sys.argv[2])
    else:
        main(*map(int, sys.argv[1:2]))
