"""``make mutants``: change one thing in a check or in the compiler of declarations, and see a test fail.

cosmic-ray makes the mutants, in copies of the tree under ``build/mutants``, one per worker;
:mod:`kill` is what they must survive. Ends with the score and every survivor with its change.
Survivors that change nothing anyone could see are listed, with the reason, in ``equivalent.toml``.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
BUILD = ROOT / "build" / "mutants"
PARTS = ("core", "specs", "plugins", "tests", "examples", "pyproject.toml", "README.md", "docs")
WORKERS = os.cpu_count() or 2
CHECKS = sorted((ROOT / "core/boardrules/checks").glob("*.py"))
MODULES = [
    *(path for path in CHECKS if path.name not in ("__init__.py", "base.py", "kit.py")),
    *(
        ROOT / "core/boardrules" / name
        for name in ("advice.py", "declarations.py", "declaration_tables.py", "resolve.py")
    ),
]
#: Binary "or" stands in annotations only, which nothing evaluates; other operators for it are noise.
NOISE = "core/ReplaceBinaryOperator_BitOr_.*"


def prepare(worker: int, modules: list[Path]) -> Path:
    """A copy of the tree with a session of cosmic-ray for ``modules``."""
    folder = BUILD / str(worker)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "out")
            shutil.copytree(source, folder / part, ignore=ignored)
        elif source.exists():
            shutil.copy(source, folder / part)
    paths = ", ".join(f'"{path.relative_to(ROOT).as_posix()}"' for path in modules)
    (folder / "cosmic-ray.toml").write_text(
        f"""[cosmic-ray]
module-path = [{paths}]
timeout = 120.0
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


def cosmic_ray(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    tool = Path(sys.executable).parent
    return subprocess.Popen(
        [tool / arguments[0], *arguments[1:]], cwd=folder, env=environment(folder)
    )


def results(folder: Path) -> list[tuple[str, str, int, str, str]]:
    """(module, operator, line, outcome, diff) of each mutant that was tried."""
    with sqlite3.connect(folder / "session.sqlite") as session:
        return session.execute(
            "select s.module_path, s.operator_name, s.start_pos_row, r.test_outcome, r.diff"
            " from mutation_specs s join work_results r on r.job_id = s.job_id"
            " where r.worker_outcome = 'NORMAL'"
        ).fetchall()


def main() -> int:
    shares = [MODULES[worker::WORKERS] for worker in range(WORKERS)]
    folders = [prepare(worker, share) for worker, share in enumerate(shares) if share]
    for step in (
        ("cosmic-ray", "init", "cosmic-ray.toml", "session.sqlite"),
        ("cr-filter-operators", "session.sqlite", "cosmic-ray.toml"),
        ("cosmic-ray", "exec", "cosmic-ray.toml", "session.sqlite"),
    ):
        running = [cosmic_ray(each, *step) for each in folders]
        if sum(each.wait() for each in running):
            print(f"{step[0]} {step[1]} failed", file=sys.stderr)
            return 2
    tried = [entry for folder in folders for entry in results(folder)]
    survivors = [entry for entry in tried if "SURVIVED" in entry[3]]
    known = tomllib.loads((HERE / "equivalent.toml").read_text(encoding="utf-8"))["mutant"]
    equivalent = 0
    for module, operator, line, _, diff in sorted(survivors):
        reason = next(
            (
                each["because"]
                for each in known
                if module.endswith(each["module"]) and each["change"] in diff
            ),
            None,
        )
        if reason is not None:
            equivalent += 1
            continue
        print(f"\n{module}:{line} {operator}\n{diff}")
    counted = len(tried) - equivalent
    killed = len(tried) - len(survivors)
    print(f"{killed} of {counted} mutants killed: {100 * killed / max(counted, 1):.1f} %")
    print(f"{equivalent} more change nothing that could be seen (equivalent.toml)")
    return 0 if killed >= 0.9 * counted else 1


if __name__ == "__main__":
    sys.exit(main())
