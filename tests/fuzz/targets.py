"""What is fuzzed: a reader, what its files look like, and where to begin.

A reader is added by one more :class:`Target`. Its ``run`` is given a file's bytes in an empty
folder, and raises when a promise is broken.
"""

from __future__ import annotations

import io
import json
import re
import tomllib
import zlib
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, suppress
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from attrs import frozen

from boardrules.config import ConfigError, load_config
from boardrules.conformance import protocol
from boardrules.conformance.cases import SuiteError, load_suite
from boardrules.conformance.protocol import ProtocolError
from boardrules.conformance.serve import serve
from boardrules.declarations import DeclarationError, load_program
from boardrules.discovery import discover
from boardrules.formats.activities import read_activities
from boardrules.formats.roster import read_roster
from boardrules.memory import MemoryActivities, MemoryRoster
from boardrules.plugins import Plugins
from boardrules.reports import xlsx
from boardrules.rulebook import rule_lines

from . import seeds
from .contract import AS_OF, judged

_ENDINGS = ("", ".xlsx", ".xml", ".json", ".csv", ".xls", ".txt", ".tsv", ".XLSX", ".zip", ".html")


@frozen
class Target:
    """One reader under test.

    ``words`` are names and values that its files hold. ``archive``: its files are zip
    archives, whose parts are to be changed rather than their bytes.
    """

    name: str
    run: Callable[[bytes], object]
    seeds: seeds.Seeds
    words: Callable[[], Iterable[str]]
    archive: bool = False
    most_bytes: int = 16 << 10


def _now_and_then(data: bytes, often: int) -> bool:
    """True for one input in ``often``, the same ones each time."""
    return zlib.crc32(data) % often == 0


@cache
def _ports() -> dict[str, Any]:
    """The activities and people of the examples, read once."""
    activities = read_activities([seeds.EXAMPLES / "activities.json"]).activities
    people = read_roster([seeds.EXAMPLES / "roster.csv"]).people
    return {"activities": MemoryActivities(activities), "roster": MemoryRoster(people)}


def learners(data: bytes, name: str) -> None:
    """Judge a learner file against the examples' activities and roster; at times as a ledger, too."""
    Path(name).write_bytes(data)
    given: dict[str, Any] = dict(_ports())
    if _now_and_then(data, 8):
        given["ledger"] = name
    report = judged(name, twice=_now_and_then(data, 16), **given)
    if _now_and_then(data[:-1], 16) and report.files:
        xlsx.render(report)


def activities(data: bytes, name: str) -> None:
    """Judge activities as registrations, and then read them as what learners are judged by."""
    Path(name).write_bytes(data)
    judged(name, twice=_now_and_then(data, 16))
    judged([], activities=name)


def roster(data: bytes, name: str) -> None:
    """Read a roster."""
    Path(name).write_bytes(data)
    judged([], roster=name, twice=_now_and_then(data, 16))


def anything(data: bytes) -> None:
    """A file of any kind under a name of any ending, wherever a file can be given."""
    name = "file" + _ENDINGS[data[0] % len(_ENDINGS) if data else 0]
    Path(name).write_bytes(data[1:])
    judged(name)
    judged([], activities=name, roster=name, ledger=name)


_SOUND = """<ActivityReports><ActivityReport><Member>
<UniqueID domain="ABIM">123456</UniqueID><UniqueID domain="ABA">123456</UniqueID>
<Name><GivenName>Ines</GivenName><FamilyName>Aalto</FamilyName></Name></Member>
<Activity><Module><ModuleName moduleID="202612345"/><CompletedDateTime>2026-05-20</CompletedDateTime>
<CreditCertificate><CreditReceived><activityCertification>Medical Knowledge</activityCertification>
<numberOfCredits>4</numberOfCredits></CreditReceived></CreditCertificate></Module></Activity>
</ActivityReport></ActivityReports>"""


def configuration(data: bytes) -> None:
    """Read a ``boardrules.toml``, put it over the declarations, and judge under what comes of it."""
    path = Path("boardrules.toml")
    path.write_bytes(data)
    with suppress(ConfigError, DeclarationError):
        config = load_config(path)
        if config.overrides:
            plugins = Plugins(discover(), overrides=config.overrides)
            _list_rules(plugins)
            Path("learners.xml").write_text(_SOUND, encoding="utf-8")
            judged("learners.xml", plugins=plugins, **_ports())


def declaration(data: bytes) -> None:
    """Read a ``program.toml`` and list its rules."""
    with suppress(UnicodeDecodeError, DeclarationError):
        program = load_program(data.decode())
        for rule_set in program.rule_sets:
            list(rule_lines(rule_set))
        program.rule_set_on(AS_OF)


def _list_rules(plugins: Plugins) -> None:
    for program in plugins.programs:
        for rule_set in program.rule_sets:
            list(rule_lines(rule_set))


def protocol_lines(data: bytes) -> None:
    """Answer messages as this engine does, and take them for answers as the runner does."""
    answers = io.BytesIO()
    with redirect_stderr(io.StringIO()):
        assert serve(asking=io.BytesIO(data), answering=answers) in (0, 2)
    for line in answers.getvalue().splitlines():
        assert isinstance(json.loads(line), dict)
    for line in data.splitlines():
        try:
            message = protocol.decode(line)
        except ProtocolError:
            continue
        for read in (
            protocol.read_started, protocol.read_ruleset, protocol.read_seq, protocol.read_answer
        ):  # fmt: skip
            with suppress(ProtocolError):
                read(message)
        assert protocol.decode(protocol.encode(message)) == message or b"NaN" in line


def suite(data: bytes) -> None:
    """Read a file of conformance cases."""
    path = Path("cases.json")
    path.write_bytes(data)
    with suppress(SuiteError):
        load_suite([path])


_NAME = re.compile(r"</?[A-Za-z]\w+|\b[A-Za-z][\w.]+ ?=|\"[\w.]+\"\s*:|\[\[?[\w.]+\]")


def _columns(*kinds: str) -> Callable[[], list[str]]:
    """The headers of tables."""

    def words() -> list[str]:
        found = []
        for kind in kinds:
            text = (files("boardrules_specs") / f"columns/{kind}.toml").read_text("utf-8")
            for group in tomllib.loads(text).values():
                for key, names in group.items():
                    found += [key, *(each for each in names if isinstance(each, str))]
        return found

    return words


def _names_in(*sorts: seeds.Seeds) -> Callable[[], list[str]]:
    """The element names, attribute names and keys that stand in seeds."""

    def words() -> list[str]:
        found: dict[str, None] = {}
        for sort in sorts:
            for data in sort():
                text = data.decode("utf-8", "replace")
                found |= dict.fromkeys(_NAME.findall(text))
        return list(found)[:400]

    return words


_SHEET_WORDS = (
    '<c r="A1" t="s">', "<v>", "</v>", "<f>", "</c>", "<row>", "</row>", "<is><t>", "</t></is>",
    '<mergeCell ref="A1:B2"/>', '<sheet name="Sheet1" sheetId="1" r:id="rId1"/>', "<x:c>",
    'date1904="1"', 'state="hidden"', '<dimension ref="A1:XFD1048576"/>', "<!DOCTYPE a>",
)  # fmt: skip


def _of_sheet(more: Callable[[], Iterable[str]]) -> Callable[[], list[str]]:
    return lambda: [*_SHEET_WORDS, *more(), "Add", "ABIM", "NPI", "202612345", "2026-05-20"]


TARGETS = (
    Target(
        "learner-xlsx", partial(learners, name="learners.xlsx"), seeds.learner_workbooks,
        _of_sheet(_columns("learner")), archive=True, most_bytes=64 << 10,
    ),
    Target(
        "learner-xml", partial(learners, name="learners.xml"), seeds.learner_reports,
        _names_in(seeds.learner_reports),
    ),
    Target(
        "learner-json", partial(learners, name="learners.json"), seeds.learner_json,
        _names_in(seeds.learner_json),
    ),
    Target(
        "learner-csv", partial(learners, name="learners.csv"), seeds.learner_tables,
        _columns("learner", "records", "learner-tab"), most_bytes=4 << 10,
    ),
    Target(
        "activities-json", partial(activities, name="activities.json"), seeds.activities_json,
        _names_in(seeds.activities_json),
    ),
    Target(
        "activities-xml", partial(activities, name="activities.xml"), seeds.activities_xml,
        _names_in(seeds.activities_xml),
    ),
    Target(
        "activities-csv", partial(activities, name="activities.csv"), seeds.activities_csv,
        _columns("activities"), most_bytes=4 << 10,
    ),
    Target(
        "activities-xlsx", partial(activities, name="activities.xlsx"), seeds.activities_xlsx,
        _of_sheet(_columns("activities")), archive=True, most_bytes=64 << 10,
    ),
    Target(
        "roster-csv", partial(roster, name="roster.csv"), seeds.roster_csv, _columns("roster")
    ),
    Target(
        "roster-xlsx", partial(roster, name="roster.xlsx"), seeds.roster_xlsx,
        _of_sheet(_columns("roster")), archive=True, most_bytes=64 << 10,
    ),
    Target(
        "sniffing", anything, seeds.any_file, _columns("learner", "activities"),
        most_bytes=64 << 10,
    ),
    Target("configuration", configuration, seeds.configurations, _names_in(seeds.declarations)),
    Target(
        "declaration", declaration, seeds.declarations, _names_in(seeds.declarations),
        most_bytes=32 << 10,
    ),
    Target(
        "protocol", protocol_lines, seeds.messages, _names_in(seeds.messages), most_bytes=32 << 10
    ),
    Target("suite", suite, seeds.suites, _names_in(seeds.suites), most_bytes=32 << 10),
)  # fmt: skip

BY_NAME = {target.name: target for target in TARGETS}
