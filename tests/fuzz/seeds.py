"""What fuzzing begins with: the examples, the files of the tests, the cases of conformance."""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import chdir
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from tests.codes import file_cases

from boardrules.conformance import protocol
from boardrules.conformance.cases import ConformanceCase, load_suite, suite_files

from . import book

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
#: No seed is longer: what is small is mutated more often where it matters.
MOST_BYTES = 32 << 10
_ROWS = 12
_LOOKS = ("xl/theme", "docProps/")
_OF_ONE_SORT = 80

Seeds = Callable[[], Iterator[bytes]]


@cache
def _suite() -> tuple[ConformanceCase, ...]:
    return tuple(load_suite())


def cases_with(key: str) -> Iterator[Any]:
    """What the cases give under a key, a few of them from all over the suite."""
    found = [case.given[key] for case in _suite() if key in case.given]
    return islice(iter(found[:: max(1, len(found) // _OF_ONE_SORT)]), _OF_ONE_SORT)


def _examples(*patterns: str) -> Iterator[bytes]:
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            yield path.read_bytes()


@cache
def _case_files() -> dict[str, tuple[bytes, ...]]:
    """Every file that the cases of codes write, by its name, save those of thousands of records."""
    found: dict[str, list[bytes]] = {}
    cases = [case for code, pair in file_cases.CASES.items() if code != "BR110" for case in pair]
    for case in cases:
        with tempfile.TemporaryDirectory() as folder, chdir(folder):
            file_cases.learners()
            file_cases.ACTIVITIES.write_text(file_cases.ACTIVITY, encoding="utf-8")
            file_cases.ROSTER.write_text(file_cases.PEOPLE, encoding="utf-8")
            case.write()
            for path in sorted(Path.cwd().iterdir()):
                data = path.read_bytes()
                found.setdefault(path.name, []).append(bare(data) if is_workbook(data) else data)
    return {name: tuple(dict.fromkeys(each)) for name, each in found.items()}


def learner_workbooks() -> Iterator[bytes]:
    """Learner workbooks: the beginning of the example, those of codes, those of conformance."""
    yield _beginning(EXAMPLES / "learners.xlsx")
    yield from _case_files()["learners.xlsx"]
    for sheet in cases_with("sheet"):
        yield book.of_rows(plain(row) for row in sheet["rows"])


def learner_reports() -> Iterator[bytes]:
    """Learner reports in XML."""
    whole = (EXAMPLES / "learners.xml").read_text(encoding="utf-8")
    ends = [match.end() for match in re.finditer(r"</(\w+:)?ActivityReport>", whole)]
    yield (whole[: ends[3]] + whole[ends[-1] :]).encode()
    for text in cases_with("xml"):
        yield text.encode()


def learner_json() -> Iterator[bytes]:
    """Learner reports in JSON."""
    certificate = {
        "UniqueID": {"value": "123456", "domain": "ABIM"},
        "CreditReceived": {
            "activityCertification": "Medical Knowledge",
            "creditUnit": "Point",
            "numberOfCredits": 1.5,
        },
        "CreditID": "ccid:example.org:1",
    }
    module = {
        "ModuleName": {"value": "Title", "moduleID": "202612345"},
        "CompletedDateTime": "2026-05-01T00:00:00",
        "Status": "Completed",
        "CreditCertificate": certificate,
    }
    for modules in (module, [module, module | {"CreditCertificate": [certificate] * 2}]):
        report = {
            "Member": {
                "Name": {"GivenName": ["Ada", "Mary"], "FamilyName": "Example"},
                "PersonalInfo": {"BirthDate": "1980-09-10"},
                "Participant": {"Profession": "MD"},
            },
            "Activity": {"ProviderOrganization": "0001234", "Module": modules},
            "XtensibleInfo": {"LearnerRecordAction": "add"},
        }
        for reports in (report, [report, report]):
            document = {"ACCMELearnerReports": {"ActivityReports": {"ActivityReport": reports}}}
            yield json.dumps(document, indent=1).encode()


def activities_json() -> Iterator[bytes]:
    """Activities as ACCME's draft JSON."""
    document = json.loads((EXAMPLES / "activities.json").read_bytes())
    for entry in document["ACCMEActivities"]["MedicalEducationMetrics"][:_ROWS]:
        yield json.dumps(entry, indent=1).encode()
    yield from _examples("tests/formats/data/activity.json")
    yield from _case_files()["activities.json"]
    for given in cases_with("activities_json"):
        yield json.dumps(given).encode()


def activities_xml() -> Iterator[bytes]:
    """Activities as MEMS XML."""
    yield from _examples("examples/activities.xml", "tests/formats/data/activities.xml")


def _activity_tables() -> Iterator[list[list[str]]]:
    for data in _case_files()["activities.csv"]:
        yield [line.split(",") for line in data.decode().splitlines()]
    for table in cases_with("activities_table"):
        yield [list(map(str, row)) for row in table]


def activities_csv() -> Iterator[bytes]:
    """Activities as a CSV table."""
    for table in _activity_tables():
        yield "".join(",".join(row) + "\r\n" for row in table).encode()


def activities_xlsx() -> Iterator[bytes]:
    """Activities as a table in a workbook."""
    for table in _activity_tables():
        yield book.of_rows([_number(each) for each in row] for row in table)


def roster_csv() -> Iterator[bytes]:
    """Rosters as CSV."""
    yield b"".join((EXAMPLES / "roster.csv").read_bytes().splitlines(keepends=True)[:_ROWS])
    for data in _case_files()["roster.csv"]:
        yield data
        yield data.replace(b",", b";")
        yield data.replace(b",", b"\t")


def roster_xlsx() -> Iterator[bytes]:
    """Rosters as workbooks."""
    for data in roster_csv():
        lines = data.decode("utf-8", "replace").splitlines()
        yield book.of_rows([_number(each) for each in line.split(",")] for line in lines)


def any_file() -> Iterator[bytes]:
    """Files of every kind, each behind a byte that stands for the ending of its name."""
    sorts = (
        learner_workbooks, learner_reports, activities_json, activities_xml, activities_csv,
        activities_xlsx, roster_csv, odd_files,
    )  # fmt: skip
    for sort in sorts:
        for number, data in enumerate(islice(sort(), 6)):
            yield bytes([number]) + data


def odd_files() -> Iterator[bytes]:
    """Files that are none of ours, by their beginnings."""
    yield b""
    yield b"%PDF-1.7\n"
    yield b"\x1f\x8b\x08\x00"
    yield b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    yield "<html><body><table><tr><td>Record Action</td></tr></table></body></html>".encode(
        "utf-16"
    )
    yield book.zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})
    yield book.zipped({"word/document.xml": b"<w/>"})
    yield book.zipped({"xl/workbook.bin": b""})


def configurations() -> Iterator[bytes]:
    """``boardrules.toml``."""
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    for each in re.findall(r"```toml\n(.*?)```", text, re.S):
        yield each.encode()
    for rule, value in (
        ("due.hard", '"03-31 +2y"'), ("points.step", '"0.25"'), ("repeat.per", '"activity"'),
        ("name_match", '"strict"'), ("credit_type", '[{name = "Medical Knowledge"}]'),
        ("watch", '[{per = "date", credits = "24"}]'), ("settings.quota", "3"),
    ):  # fmt: skip
        yield (
            f'provider = "0001234"\n[[override]]\nprogram = "ABIM"\nrule = "{rule}"\n'
            f'value = {value}\neffect = "warn"\nsays = "Letter"\n'
        ).encode()


def declarations() -> Iterator[bytes]:
    """``program.toml``: those of the plugins, without their long tails."""
    for data in _examples("plugins/*/*/program.toml"):
        yield data
        first = data.decode().split("[[rule_set]]", 2)[:2]
        yield "[[rule_set]]".join(first).encode()


def messages() -> Iterator[bytes]:
    """Lines of the conformance protocol, of both sides."""
    begun = protocol.encode(protocol.start())
    yield begun + protocol.encode(protocol.stop())
    yield begun + protocol.encode(protocol.ruleset("ABIM", "2026-06-01"))
    yield b'{"version":1,"implementation":{"name":"a","version":"1","language":"b"},"ignores":["BR3"]}\n'
    yield b'{"ok":false,"because":"no"}\n{"seq":1,"skipped":{"reason":"no","url":"u"}}\n'
    yield b'{"seq":1,"results":{"findings":[{"record":1,"code":"601","at":""}],"verdicts":["rejected"]}}\n'
    yield b'{"seq":1,"errored":{"context":"no"}}\n'
    for key in ("records", "xml", "sheet", "activities_json", "activities_table"):
        found = [case.given for case in _suite() if key in case.given]
        for given in found[:: max(1, len(found) // 12)]:
            yield begun + protocol.encode(protocol.run(1, given))


def suites() -> Iterator[bytes]:
    """Files of conformance cases, each with a few of its groups."""
    for _, text in suite_files():
        document = json.loads(text)
        document["groups"] = document["groups"][:2]
        yield json.dumps(document).encode()


def plain(row: list[Any]) -> Iterator[object]:
    """The cells of a sheet in a case, dates as the texts that they are written as."""
    for value in row:
        yield str(next(iter(value.values()))) if isinstance(value, dict) else value


def _number(text: str) -> object:
    return int(text) if text.isdecimal() and text.isascii() and text[:1] != "0" else text


def is_workbook(data: bytes) -> bool:
    """Whether it is an archive with a workbook's parts."""
    try:
        return "xl/workbook.xml" in book.unzipped(data)
    except Exception:
        return False


def bare(data: bytes) -> bytes:
    """A workbook without its theme and without the day on which it was made."""
    parts = book.unzipped(data)
    kept = {name: part for name, part in parts.items() if not name.startswith(_LOOKS)}
    return book.zipped(kept, zipfile.ZIP_DEFLATED)


def _beginning(path: Path) -> bytes:
    """A workbook with the first rows of each of its sheets."""
    made = book.unzipped(path.read_bytes())
    for name, data in made.items():
        if name.startswith("xl/worksheets/sheet"):
            end = data.find(f'<row r="{_ROWS + 1}"'.encode())
            made[name] = data[:end] + data[data.rfind(b"</sheetData>") :] if end >= 0 else data
    return bare(book.zipped(made))
