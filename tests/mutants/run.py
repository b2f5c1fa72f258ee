"""``make mutants``: change one thing in a check or in the compiler of declarations; a test must fail.

cosmic-ray makes the mutants, in copies of the tree under ``build/mutants``, one per module, so
that a module that was changed can be tried again without the others; :mod:`kill` is what they
must survive. Ends with the score and every survivor with its change.
Survivors that change nothing anyone could see are listed, with the reason, in ``equivalent.toml``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from kill import TESTS
from known import entries, why_equivalent

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
BUILD = ROOT / "build" / "mutants"
PARTS = ("core", "specs", "plugins", "tests", "examples", "pyproject.toml", "README.md", "docs")
WORKERS = os.cpu_count() or 2
CHECKS = sorted((ROOT / "core/boardrules/checks").glob("*.py"))
#: What makes plans and rule sets of declarations; all else is scored with the checks.
COMPILER = (
    "declaration_tables.py", "declarations.py", "declared_lines.py", "effects.py", "overrides.py",
    "overriding.py", "plan.py", "resolve.py",
)  # fmt: skip
MODULES = [
    *(path for path in CHECKS if path.name not in ("__init__.py", "base.py", "kit.py")),
    *(ROOT / "core/boardrules" / name for name in ("advice.py", *COMPILER)),
]
#: Binary "or" stands in annotations only, which nothing evaluates; other operators for it are noise.
NOISE = "core/ReplaceBinaryOperator_BitOr_.*"


class Mutant(NamedTuple):
    """A mutant that was tried."""

    module: str
    operator: str
    line: int
    outcome: str
    diff: str


def copy_tree(folder: Path, root: Path = ROOT) -> None:
    """Copy to ``folder`` what the tests need of the tree at ``root``."""
    for part in PARTS:
        source = root / part
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "out")
            shutil.copytree(source, folder / part, ignore=ignored)
        elif source.exists():
            shutil.copy(source, folder / part)


def prepare(module: Path, tree: Path) -> Path:
    """A copy of ``tree`` with a session of cosmic-ray for ``module``."""
    path = module.relative_to(ROOT)
    folder = BUILD / path.with_suffix("").as_posix().replace("/", ".")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    copy_tree(folder, tree)
    (folder / "cosmic-ray.toml").write_text(
        f"""[cosmic-ray]
module-path = ["{path.as_posix()}"]
timeout = 600.0
excluded-modules = []
test-command = "{sys.executable} tests/mutants/kill.py"
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = ["{NOISE}"]
"""
    )
    return folder


def environment(folder: Path) -> dict[str, str]:
    """The environment in which the copy, and not the tree it was made from, is imported."""
    roots = [folder / "core", folder / "specs", *sorted((folder / "plugins").iterdir())]
    path = os.pathsep.join(str(each) for each in roots)
    return {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def cosmic_ray(folder: Path, *arguments: str) -> int:
    tool = Path(sys.executable).parent
    command = [tool / arguments[0], *arguments[1:]]
    return subprocess.run(command, cwd=folder, env=environment(folder), check=False).returncode


def results(folder: Path) -> list[Mutant]:
    """Each mutant that was tried."""
    if not (folder / "session.sqlite").exists():
        return []
    with sqlite3.connect(folder / "session.sqlite") as session:
        rows = session.execute(
            "select s.module_path, s.operator_name, s.start_pos_row, r.test_outcome, r.diff"
            " from mutation_specs s join work_results r on r.job_id = s.job_id"
            " where r.worker_outcome = 'NORMAL'"
        ).fetchall()
    return [Mutant(*row) for row in rows]


def planned(folder: Path) -> int:
    """How many mutants there are to try, without those that were left out as noise."""
    if not (folder / "session.sqlite").exists():
        return 0
    with sqlite3.connect(folder / "session.sqlite") as session:
        [count] = session.execute(
            "select (select count(*) from work_items) -"
            " (select count(*) from work_results where worker_outcome = 'SKIPPED')"
        ).fetchone()
    return int(count)


def report(
    folders: Iterable[Path], also_killed: Iterable[Mutant] = (), gone: Iterable[Mutant] = ()
) -> int:
    """Print the survivors and the score; 1 when less than nine in ten were killed."""
    folders = list(folders)
    tried = [entry for folder in folders for entry in results(folder)]
    known, later, without_code = entries(), set(also_killed), set(gone)
    parts: dict[str, list[int]] = {"checks": [0, 0, 0, 0], "compiler": [0, 0, 0, 0]}
    for each in sorted(tried):
        count = parts["compiler" if each.module.endswith(COMPILER) else "checks"]
        if each in without_code:
            continue
        count[0] += 1
        if "SURVIVED" not in each.outcome:
            count[1] += 1
        elif each in later:
            count[2] += 1
        elif why_equivalent(each.module, each.operator, each.diff, known) is not None:
            count[3] += 1
        else:
            print(f"\n{each.module}:{each.line} {each.operator}\n{each.diff}")
    enough = True
    for name, (number, at_first, since, equivalent) in parts.items():
        killed, counted = at_first + since, number - equivalent
        print(
            f"{name}: {killed} of {counted} mutants killed: {100 * killed / max(counted, 1):.1f} %"
            f" ({since} by tests written since), {equivalent} more are equivalent"
        )
        enough = enough and killed >= 0.9 * counted
    print(f"tried {len(tried)} of {sum(map(planned, folders))}")
    return 0 if enough else 1


def try_all(modules: Sequence[Path]) -> int:
    """Make every mutant of ``modules`` anew and try it; report of all that was ever tried."""
    # The largest first, so that no worker is left alone with it at the end.
    ordered = sorted(modules, key=lambda path: (-path.stat().st_size, path))
    with tempfile.TemporaryDirectory() as temporary, ThreadPoolExecutor(WORKERS) as pool:
        # All of them of the tree as it is now: whoever goes on working on it spoils nothing.
        tree = Path(temporary)
        copy_tree(tree)
        unharmed = [sys.executable, "tests/mutants/kill.py"]
        if subprocess.run(unharmed, cwd=tree, env=environment(tree), check=False).returncode:
            print("the tests fail without any mutant", file=sys.stderr)
            return 2
        failed = [each for each in pool.map(lambda one: try_module(one, tree), ordered) if each]
    for each in failed:
        print(each, file=sys.stderr)
    return 2 if failed else report(sessions())


def try_module(module: Path, tree: Path) -> str | None:
    """Make every mutant of ``module`` in copies of ``tree`` and try it; what failed, if anything did."""
    folder = prepare(module, tree)
    for step in (
        ("cosmic-ray", "init", "cosmic-ray.toml", "session.sqlite"),
        ("cr-filter-operators", "session.sqlite", "cosmic-ray.toml"),
        ("cosmic-ray", "exec", "cosmic-ray.toml", "session.sqlite"),
    ):
        if cosmic_ray(folder, *step):
            return f"{step[0]} {step[1]} failed for {module.relative_to(ROOT)}"
    return None


def sessions() -> list[Path]:
    """The folders of all sessions there are."""
    return sorted(each.parent for each in BUILD.glob("*/session.sqlite"))


def survivors_again(tests: Sequence[str]) -> int:
    """Try the survivors of an earlier session on the tree as it is now, by ``tests``."""
    folders, known = sessions(), entries()
    left = [
        each
        for folder in folders
        for each in results(folder)
        if "SURVIVED" in each.outcome
        and why_equivalent(each.module, each.operator, each.diff, known) is None
    ]
    with ThreadPoolExecutor(WORKERS) as pool:
        shares = pool.map(
            lambda share: try_again(share, tests), (left[n::WORKERS] for n in range(WORKERS))
        )
        try:
            outcomes = {each: outcome for share in shares for each, outcome in share.items()}
        except RuntimeError as error:
            print(error, file=sys.stderr)
            return 2
    killed, gone = (
        [each for each, outcome in outcomes.items() if outcome == wanted]
        for wanted in ("killed", "gone")
    )
    return report(folders, killed, gone)


def try_again(mutants: Sequence[Mutant], tests: Sequence[str]) -> dict[Mutant, str]:
    """What becomes of ``mutants`` by ``tests``, in a copy of the tree; ``gone`` with their code."""
    outcomes: dict[Mutant, str] = {}
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary)
        copy_tree(copy)
        if fails(copy, tests):
            raise RuntimeError("the tests fail without any mutant")
        for each in mutants:
            path = copy / each.module
            text = path.read_text(encoding="utf-8")
            mutated = mutate(text, each.diff)
            if mutated is not None:
                path.write_text(mutated, encoding="utf-8")
            outcomes[each] = outcome = (
                "gone" if mutated is None else "killed" if fails(copy, tests) else "survived"
            )
            path.write_text(text, encoding="utf-8")
            print(f"{outcome}: {each.module}:{each.line} {each.operator}", flush=True)
    return outcomes


def fails(copy: Path, tests: Sequence[str]) -> bool:
    """Whether ``tests`` fail in a copy of the tree, or do not end."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        ended = subprocess.run(
            command,
            cwd=copy,
            env=environment(copy),
            stdout=subprocess.DEVNULL,
            check=False,
            timeout=600,
        )
    except subprocess.TimeoutExpired:
        return True
    return ended.returncode != 0


def mutate(text: str, diff: str) -> str | None:
    """``text`` with ``diff`` put on it; None when the lines that it changes stand there no more."""
    body = [line for line in diff.split("\n") if line[:1] in (" ", "+", "-")]
    body = [line for line in body if line[:3] not in ("+++", "---")]
    # The same line may stand there twice: then the diff's own number says which.
    wanted = int(diff.partition("@@ -")[2].split(",")[0]) - 1
    while body and body[0][0] == " ":
        del body[0]
        wanted += 1
    while body and body[-1][0] == " ":
        del body[-1]
    old = "".join(f"{line[1:]}\n" for line in body if line[0] != "+")
    new = "".join(f"{line[1:]}\n" for line in body if line[0] != "-")
    starts = [
        at for at in range(len(text)) if text.startswith(old, at) and text[at - 1 : at] in "\n"
    ]
    if not starts:
        return None
    start = min(starts, key=lambda at: abs(text.count("\n", 0, at) - wanted))
    return text[:start] + new + text[start + len(old) :]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "module", nargs="*", help="only this one, as checks/format.py; all if none is named"
    )
    parser.add_argument("--score", action="store_true", help="of what was tried so far")
    parser.add_argument(
        "--survivors", nargs="*", metavar="TEST", help="try only these again, on the tree as it is"
    )
    arguments = parser.parse_args()
    if arguments.score:
        return report(sessions())
    if arguments.survivors is not None:
        return survivors_again(arguments.survivors or TESTS)
    by_name = {path.relative_to(ROOT / "core/boardrules").as_posix(): path for path in MODULES}
    unknown = [name for name in arguments.module if name not in by_name]
    if unknown:
        parser.error(f"no such module: {', '.join(unknown)}; there are {', '.join(by_name)}")
    return try_all([by_name[name] for name in arguments.module or by_name])


if __name__ == "__main__":
    sys.exit(main())
