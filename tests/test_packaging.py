"""The built package, installed by itself, and a third party's plugin beside it."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from .readme import ROOT, board, named

#: What the build needs of the project; nothing else may be needed.
SOURCES = ("core", "specs", "plugins", "pyproject.toml", "README.md")
BUILD = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n\n'
PROJECT = '[project]\nname = "boardrules-xb"\nversion = "1.0"\ndependencies = ["boardrules"]\n\n'
CASES = {
    "format": 1,
    "as_of": "2026-06-01",
    "activities": [
        {
            "id": "202612345",
            "start": "2026-01-10",
            "end": "2026-05-30",
            "registrations": [
                {"program": "XB", "points": "8", "credit_types": ["Medical Knowledge"]}
            ],
        }
    ],
    "record": {
        "action": "Add",
        "activity_id": "202612345",
        "completed": "2026-05-20",
        "first_name": "Ines",
        "last_name": "Aalto",
        "birth_date": "03/04",
        "claims": [
            {"program": "XB", "id": "123", "total": "4", "credits": [{"type": "Medical Knowledge"}]}
        ],
    },
    "groups": [
        {
            "program": "XB",
            "codes": ["621"],
            "requirement": {"id": "id", "document": "manual", "section": "3", "says": "ID needed."},
            "cases": [
                {"id": "xb-id", "about": "An ID", "change": {}, "expect": []},
                {
                    "id": "xb-no-id",
                    "about": "No ID",
                    "change": {"/claims/0/id": ""},
                    "expect": [{"code": "621", "at": "/claims/0/id"}],
                },
            ],
        }
    ],
}
HEADER = (
    "Record Action", "ACCME Activity ID", "Completion Date", "First Name", "Last Name",
    "Date of Birth", "Certifying Board", "Certifying Board ID", "Total Board Credits",
    "Credit Type",
)  # fmt: skip
ROW = (
    "Add", "202612345", "05/20/2026", "Ines", "Aalto", "03/04", "XB", "123", 4,
    "Medical Knowledge",
)  # fmt: skip
RUN_CASES = """
from boardrules.testing import differences, plugin_cases

cases = plugin_cases("boardrules_xb")
print(len(cases), [line for case in cases for line in differences(case)])
"""


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """What a command prints, away from this project and its packages."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(each) for each in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / "source" / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder / "source" / name)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, folder / "source", cwd=folder)
    [made] = folder.glob("*.whl")
    return made


class Machine:
    """A machine on which nothing is installed but what is put there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.elsewhere = folder / "elsewhere"
        self.elsewhere.mkdir()
        run(sys.executable, "-m", "venv", "--without-pip", folder / "env")
        self.programs = folder / "env" / ("Scripts" if os.name == "nt" else "bin")

    def install(self, *what: str | Path) -> None:
        pip = (sys.executable, "-m", "pip", "--python", self.programs / "python")
        constraints = ("-c", ROOT / "constraints.txt")
        run(*pip, "install", "--quiet", *constraints, *what, cwd=self.elsewhere)

    def boardrules(self, *arguments: str) -> str:
        return run(self.programs / "boardrules", *arguments, cwd=self.elsewhere)

    def python(self, code: str) -> str:
        return run(self.programs / "python", "-c", code, cwd=self.elsewhere)


@pytest.fixture(scope="module")
def machine(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    made = Machine(tmp_path_factory.mktemp("machine"))
    made.install(wheel)
    return made


def names(machine: Machine, what: str, key: str) -> list[str]:
    rows = json.loads(machine.boardrules("list", what, "--format", "json"))
    return [row[key] for row in rows]


def test_the_wheel_holds_what_is_read_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    roots = (ROOT / "core", ROOT / "specs", *(ROOT / "plugins").iterdir())
    there = {
        path.relative_to(root).as_posix()
        for root in roots
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert held == there
    for kind in ("codes.toml", "program.toml", "py.typed", ".schema.json", "learner.toml"):
        assert any(name.endswith(kind) for name in held)


def test_the_installed_package_knows_its_programs(machine: Machine) -> None:
    found = machine.python("import boardrules; print(boardrules.__file__)").strip()
    assert Path(found).is_relative_to(machine.folder / "env")
    assert len(names(machine, "programs", "code")) == 11
    assert len(names(machine, "plugins", "name")) == 11
    assert machine.boardrules("explain", "674").startswith("674: ")


def test_the_conformance_suite_is_installed_and_passes(machine: Machine) -> None:
    code = (
        "from boardrules.conformance.cases import load_suite\n"
        "from boardrules.testing import differences\n"
        "suite = load_suite()\n"
        "print(len(suite), [case.id for case in suite if differences(case)])\n"
    )
    count, differing = machine.python(code).split(maxsplit=1)
    assert int(count) > 1000
    assert differing.strip() == "[]"


def test_a_board_of_a_third_party(machine: Machine, tmp_path: Path) -> None:
    package = tmp_path / "boardrules_xb"
    (package / "conformance").mkdir(parents=True)
    for name, text in board().items():
        (package / name).write_text(text, encoding="utf-8")
    cases = package / "conformance" / "presence.json"
    cases.write_text(json.dumps(CASES), encoding="utf-8")
    entry_point = named("README.md", "pyproject.toml of the plugin")
    project = tmp_path / "pyproject.toml"
    project.write_text(BUILD + PROJECT + entry_point, encoding="utf-8")

    before = names(machine, "programs", "code")
    machine.install(tmp_path)
    assert names(machine, "programs", "code") == sorted([*before, "XB"])
    assert "xb" in names(machine, "plugins", "name")
    assert machine.python(RUN_CASES) == "2 []\n"

    judged = machine.elsewhere
    with (judged / "activities.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["activity_id", "start", "end", "program", "points", "credit_types"])
        table.writerow(["202612345", "2026-01-10", "2026-05-30", "XB", "8", "Medical Knowledge"])
    book = openpyxl.Workbook()
    for row in (HEADER, ROW):
        book.worksheets[0].append(row)
    book.save(judged / "learners.xlsx")
    given = ("--activities", "activities.csv", "--as-of", "2026-06-01", "--format", "json")
    report = json.loads(machine.boardrules("check", "learners.xlsx", *given))
    assert [each["verdict"] for each in report["records"]] == ["accepted"]
    assert [each["id"] for each in report["rule_sets"]] == ["xb-1"]
