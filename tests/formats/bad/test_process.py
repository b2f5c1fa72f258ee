"""The command line in a process of its own: what a bad file costs, and what is opened for it."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from . import making, texts
from .test_limits import groups, json_units, xml_certificates

resource = pytest.importorskip("resource", reason="limits of Unix")

_RUN = """
import resource, sys
for limit, most in ((resource.RLIMIT_AS, 1500 << 20), (resource.RLIMIT_CPU, 30),
                    (resource.RLIMIT_NOFILE, 64)):
    resource.setrlimit(limit, (most, most))
opened = []
def hook(event, given):
    if event == "open" and isinstance(given[0], (str, bytes)):
        opened.append(given[0] if isinstance(given[0], str) else given[0].decode())
    elif event.startswith("socket.") or event in ("subprocess.Popen", "os.system"):
        opened.append(event)
sys.addaudithook(hook)
from boardrules.cli import main
try:
    main(sys.argv[2:])
finally:
    said = "\\n".join(opened)
    with open(sys.argv[1], "w") as stream:
        stream.write(said)
"""


def swollen(path: Path) -> None:
    """A sheet of 600 MB of blanks, which are no more than 3 MB in the archive."""
    sound = making.one_sheet(making.HEADER, making.ROW)
    before, after = str(sound.pop(making.SHEET)).split("</sheetData>")
    making.pack(path, sound)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(making.SHEET, "w") as part,
    ):
        part.write(before.encode())
        for _ in range(600):
            part.write(b" " * (1 << 20))
        part.write(f"</sheetData>{after}".encode())


def formatted(path: Path) -> None:
    """A million rows in which somebody set a format, in the row and in two of its cells."""
    blank = "".join(
        f'<row r="{each}" spans="1:2" s="1" customFormat="1"><c r="A{each}" s="1"/>'
        f'<c r="B{each}" s="1"/></row>'
        for each in range(3, 1_000_003)
    )
    data = making.rows(making.HEADER, making.ROW) + blank
    making.pack(path, making.parts(("Sheet1", making.sheet(data))))


def wide(path: Path) -> None:
    """Ten thousand columns that no template has."""
    headers = (*making.HEADER, *(f"c{each}" for each in range(10_000)))
    making.pack(path, making.one_sheet(headers, (*making.ROW, *(("x",) * 10_000))))


def far(path: Path) -> None:
    last = making.row(1_048_576, (None,) * 16_383 + ("x",))
    data = making.rows(making.HEADER, making.ROW) + last
    making.pack(path, making.parts(("Sheet1", making.sheet(data))))


def laughs(path: Path) -> None:
    grown = "".join(f'<!ENTITY a{each + 1} "{f"&a{each};" * 10}">' for each in range(9))
    path.write_text(
        f'<!DOCTYPE a [<!ENTITY a0 "ha">{grown}]><ActivityReports>&a9;</ActivityReports>'
    )


def outside(path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n'
    path.write_text(texts.LEARNER_XML.replace("<ActivityReports>", bomb + "<ActivityReports>"))


def include(path: Path) -> None:
    asked = '<include xmlns="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
    path.write_text(texts.LEARNER_XML.replace("<ActivityReports>", "<ActivityReports>" + asked))


def schema(path: Path) -> None:
    asked = '<ActivityReports noNamespaceSchemaLocation="http://127.0.0.1:9/a.xsd">'
    path.write_text(texts.LEARNER_XML.replace("<ActivityReports>", asked))


def deep(path: Path) -> None:
    path.write_text("[" * 1_000_000)


def lines(path: Path) -> None:
    """A table of records, one of which has a value of ten million lines."""
    header = "record,action,activity_id,completed,first_name,last_name,birth_date,program,id,"
    header += "total,credit_type,credit_amount"
    row = "add,202612345,2026-05-20,{},Aalto,03/04,ABIM,123456,4,Medical Knowledge,4"
    with path.open("w", encoding="utf-8") as stream:
        stream.write(
            f'{header}\n1,{row.format("Ines")}\n2,{row.format("Ines").partition("Ines")[0]}"'
        )
        for _ in range(10):
            stream.write("line\n" * 1_000_000)
        stream.write(f'",Aalto\n3,{row.format("Ines")}\n')


def many_in_xml(path: Path) -> None:
    """One record with 8,000 credits, of each of which something is said."""
    made = xml_certificates("<creditUnit>Hour</creditUnit>", "Medical Knowledge")(8_000)
    path.write_text(str(made), encoding="utf-8")


def many_in_json(path: Path) -> None:
    path.write_text(json_units(8_000), encoding="utf-8")


def many_in_activity(path: Path) -> None:
    """One activity with 20,000 elements that cannot be read, beyond the lines that libxml2 counts."""
    made = str(groups(texts.XML)(20_000)).replace("</MOCRegistration>", "</MOCRegistration>\n")
    path.write_text(made.replace("<ACCMEActivities>", "<ACCMEActivities>" + "\n" * 70_000))


def sound(path: Path) -> None:
    making.pack(path, making.one_sheet(making.HEADER, making.ROW))


@pytest.mark.parametrize(
    ("name", "make", "status", "codes", "records"),
    [
        ("a.xlsx", sound, 0, [], 1),
        ("a.xlsx", swollen, 2, ["BR103"], 0),
        ("a.xlsx", formatted, 0, ["BR214"], 1),
        ("a.xlsx", wide, 0, ["BR207"] * 101, 1),
        ("a.xlsx", far, 2, ["BR103"], 0),
        ("a.xml", laughs, 2, ["BR105"], 0),
        ("a.xml", outside, 2, ["BR105"], 0),
        ("a.xml", include, 0, [], 1),
        ("a.xml", schema, 0, [], 1),
        ("a.json", deep, 2, ["BR114"], 0),
        ("a.csv", lines, 2, ["BR147"], 2),
        ("a.xml", many_in_xml, 1, [], 1),
        ("a.json", many_in_json, 1, [], 1),
        ("a.xml", many_in_activity, 1, [], 0),
    ],
)
def test_a_process_within_limits(
    tmp_path: Path,
    name: str,
    make: Callable[[Path], None],
    status: int,
    codes: list[str],
    records: int,
) -> None:
    make(tmp_path / name)
    (tmp_path / "activities.csv").write_text(making.ACTIVITIES, encoding="utf-8")
    (tmp_path / "roster.csv").write_text(making.ROSTER, encoding="utf-8")
    opened = tmp_path / "opened"
    done = subprocess.run(
        [sys.executable, "-c", _RUN, opened, "check", name, "--activities", "activities.csv",
         "--roster", "roster.csv", "--as-of", "2026-06-01", "--format", "json"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (status, "")
    # What libxml2 opens by itself no hook is told of.
    assert "root:" not in done.stdout
    report = json.loads(done.stdout)
    assert [each["code"] for each in report["file_findings"]] == codes
    assert len(report["records"]) == records
    known = [Path(each).resolve() for each in (*sys.path, *sysconfig.get_paths().values()) if each]
    known += [Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve()]
    names = opened.read_text().splitlines()
    others = {
        each
        for each in names
        if not any((tmp_path / each).resolve().is_relative_to(folder) for folder in known)
    }
    assert name in others
    assert others <= {
        str(path)
        for file in (name, "activities.csv", "roster.csv")
        for path in (file, tmp_path / file)
    }
