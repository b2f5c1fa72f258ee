"""``make fuzz``: each target in turn for a while, and what came of it.

Ends with a line for each target: inputs run, inputs a second, features of the code that they
reached, and crashes. What crashed a reader is kept in ``build/fuzz/NAME/crashes``, what led to
new code in ``build/fuzz/NAME/corpus``, from where the next run goes on.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from attrs import asdict, frozen

from .seeds import MOST_BYTES
from .targets import BY_NAME, TARGETS, Target

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "fuzz"
#: One input may take so many seconds by the clock on the wall, which other processes share, and
#: the process so many megabytes.
_SLOWEST = 60
_MOST_MEMORY = 4096
_UNITS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_PROGRESS = re.compile(r"^#(\d+)\s.*?\bft: (\d+)", re.M)


@frozen
class Outcome:
    """What became of one target."""

    target: str
    seconds: float
    inputs: int
    features: int
    crashes: tuple[str, ...]


def fuzz(target: Target, seconds: int) -> Outcome:
    """Run one target for so many seconds, or until it crashes."""
    folder = BUILD / target.name
    seeds, corpus, crashes = folder / "seeds", folder / "corpus", folder / "crashes"
    shutil.rmtree(seeds, ignore_errors=True)
    for each in (seeds, corpus, crashes):
        each.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(target.seeds()):
        if len(data) <= MOST_BYTES:
            (seeds / f"{number:04}").write_bytes(data)
    words = folder / "words"
    words.write_text("".join(_entry(each) for each in dict.fromkeys(target.words())), "utf-8")
    options = [
        f"-max_total_time={seconds}", f"-timeout={_SLOWEST}", f"-rss_limit_mb={_MOST_MEMORY}",
        f"-artifact_prefix={crashes}/", f"-dict={words}", "-print_final_stats=1", "-reload=0",
        "-report_slow_units=3600",
        str(corpus), str(seeds),
    ]  # fmt: skip
    before = set(crashes.iterdir())
    started = time.monotonic()
    log = folder / "log.txt"
    with log.open("wb") as stream:
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz.one", target.name, *options],
            stdout=stream, stderr=subprocess.STDOUT, cwd=ROOT, env=_environment(), check=False,
        )  # fmt: skip
    took = time.monotonic() - started
    said = log.read_text("utf-8", "replace")
    progress = _PROGRESS.findall(said)
    counted = _UNITS.search(said)
    found = tuple(sorted(each.name for each in set(crashes.iterdir()) - before))
    if done.returncode and not found:
        found = (f"the process ended with {done.returncode}: see {log.relative_to(ROOT)}",)
    inputs = int(counted[1]) if counted else int(progress[-1][0]) if progress else 0
    features = int(progress[-1][1]) if progress else 0
    return Outcome(target.name, round(took, 1), inputs, features, found)


def _entry(word: str) -> str:
    """A line of libFuzzer's dictionary."""
    data = word.encode()[:60]
    return '"' + "".join(f"\\x{byte:02X}" for byte in data) + '"\n' if data else ""


def _environment() -> dict[str, str]:
    # Texts would be compared in another order each time, and a crash not be met again.
    return {**os.environ, "PYTHONHASHSEED": "0"}


def main() -> int:
    parser = argparse.ArgumentParser(description="Fuzz every reader, or those that are named.")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(BY_NAME))
    given = parser.parse_args()
    unknown = [name for name in given.targets if name not in BY_NAME]
    if unknown:
        parser.error(f"no target {unknown[0]}; there are {', '.join(BY_NAME)}")
    outcomes = []
    print(f"{'target':<18}{'inputs':>10}{'inputs/s':>10}{'features':>10}{'crashes':>9}")
    for target in [BY_NAME[name] for name in given.targets] or TARGETS:
        outcome = fuzz(target, given.seconds)
        outcomes.append(outcome)
        with (BUILD / "runs.jsonl").open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(asdict(outcome)) + "\n")
        rate = outcome.inputs / outcome.seconds
        print(
            f"{target.name:<18}{outcome.inputs:>10,}{rate:>10.0f}{outcome.features:>10,}"
            f"{len(outcome.crashes):>9}",
            flush=True,
        )
        for crash in outcome.crashes:
            print(f"    {crash}", flush=True)
    total = sum(each.inputs for each in outcomes)
    seconds = sum(each.seconds for each in outcomes)
    crashes = sum(len(each.crashes) for each in outcomes)
    print(f"{total:,} inputs in {seconds:,.0f} s, {crashes} crashes")
    return 1 if crashes else 0


if __name__ == "__main__":
    sys.exit(main())
