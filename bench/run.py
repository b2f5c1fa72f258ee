"""Print ratios: judging a file against merely reading it, in the same run.

Each pair is measured by turns, and the medians are compared: single measurements on a busy
machine vary by a third.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import make
import memory

import boardrules

PAIRS = 15
RECORDS = 5_000


def median_times(*functions: Callable[[], object]) -> list[float]:
    """Median seconds of each function, run by turns."""
    taken: list[list[float]] = [[] for _ in functions]
    for _ in range(PAIRS):
        for times, function in zip(taken, functions, strict=True):
            gc.collect()
            start = time.perf_counter()
            function()
            times.append(time.perf_counter() - start)
    return [statistics.median(times) for times in taken]


def compare(what: str, ours: float, floor: str, theirs: float, reach: float) -> None:
    ratio = ours / theirs
    told = "reached" if ratio <= reach else "NOT REACHED"
    print(
        f"{what}: {ours * 1000:.0f} ms; {floor}: {theirs * 1000:.0f} ms; "
        f"ratio {ratio:.2f} (at most {reach}: {told})"
    )


def faster(what: str, ours: float, peer: str, theirs: float, reach: float) -> None:
    ratio = theirs / ours
    told = "reached" if ratio >= reach else "NOT REACHED"
    print(
        f"{what}: {ours * 1000:.0f} ms; {peer}: {theirs * 1000:.0f} ms; "
        f"{ratio:.1f} times faster (at least {reach}: {told})"
    )


def bare_calamine(path: Path) -> None:
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(path)
    workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)


def bare_openpyxl(path: Path) -> None:
    from openpyxl import load_workbook

    workbook = load_workbook(path, read_only=True)
    for _ in workbook.worksheets[0].iter_rows(values_only=True):
        pass
    workbook.close()


def bare_iterparse(path: Path) -> None:
    from lxml import etree

    for _, element in etree.iterparse(path):
        element.clear()


def judged(path: Path, activities: object, roster: object) -> boardrules.Report:
    return boardrules.check(
        path,
        activities=activities,  # type: ignore[arg-type]
        roster=roster,  # type: ignore[arg-type]
        as_of=make.AS_OF,
        provider_id="0007654",
    )


def main() -> None:
    made = make.rows(RECORDS)
    activities, roster = make.activities(), make.roster(made)
    with tempfile.TemporaryDirectory() as folder:
        workbook, xml = Path(folder) / "learners.xlsx", Path(folder) / "learners.xml"
        make.write_workbook(made, workbook)
        make.write_xml(made, xml)
        for path in (workbook, xml):
            report = judged(path, activities, roster)
            print(f"{path.name}: {report.summary}")
        ours, floor = median_times(
            lambda: judged(workbook, activities, roster), lambda: bare_calamine(workbook)
        )
        compare(f"{RECORDS}-row xlsx judged", ours, "python-calamine reading it", floor, 2.0)
        ours, peer = median_times(
            lambda: judged(workbook, activities, roster), lambda: bare_openpyxl(workbook)
        )
        faster(f"{RECORDS}-row xlsx judged", ours, "openpyxl merely reading it", peer, 5.0)
        ours, floor = median_times(
            lambda: judged(xml, activities, roster), lambda: bare_iterparse(xml)
        )
        compare(f"{RECORDS}-record XML judged", ours, "lxml iterparse, bare", floor, 2.5)
    start_up()
    memory.main()


def start_up() -> None:
    """Whole processes, against an interpreter that does nothing."""

    def process(*arguments: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    nothing, version, explain = median_times(
        process("-c", "pass"),
        process("-m", "boardrules", "--version"),
        process("-m", "boardrules", "explain", "674"),
    )
    compare("boardrules --version", version, "python -c pass", nothing, 8)
    compare("boardrules explain 674", explain, "python -c pass", nothing, 12)


if __name__ == "__main__":
    main()
