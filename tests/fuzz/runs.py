"""How a reader is run under test: given a file's bytes in an empty folder, and raising when a
promise is broken.
"""

from __future__ import annotations

import io
import json
import zlib
from contextlib import redirect_stderr, suppress
from functools import cache
from pathlib import Path
from typing import Any

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

from . import seeds, tables
from .contract import AS_OF, judged

_ENDINGS = ("", ".xlsx", ".xml", ".json", ".csv", ".xls", ".txt", ".tsv", ".XLSX", ".zip", ".html")


def now_and_then(data: bytes, often: int) -> bool:
    """True for one input in ``often``, the same ones each time."""
    return zlib.crc32(data) % often == 0


@cache
def ports() -> dict[str, Any]:
    """The activities and people of the examples, read once."""
    activities = read_activities([seeds.EXAMPLES / "activities.json"]).activities
    people = read_roster([seeds.EXAMPLES / "roster.csv"]).people
    return {"activities": MemoryActivities(activities), "roster": MemoryRoster(people)}


def learners(data: bytes, name: str) -> None:
    """Judge a learner file against the examples' activities and roster; at times as a ledger, too."""
    Path(name).write_bytes(data)
    given: dict[str, Any] = dict(ports())
    if now_and_then(data, 8):
        given["ledger"] = name
    report = judged(name, twice=now_and_then(data, 16), **given)
    if now_and_then(data[:-1], 16) and report.files:
        xlsx.render(report)


def parquet(data: bytes) -> None:
    """Judge a Parquet table, which is given as it is or described in JSON."""
    made = data if data.startswith(b"PAR1") else tables.parquet(data)
    if made is not None:
        learners(made, "learners.parquet")


def activities(data: bytes, name: str) -> None:
    """Judge activities as registrations, and then read them as what learners are judged by."""
    Path(name).write_bytes(data)
    judged(name, twice=now_and_then(data, 16))
    judged([], activities=name)


def roster(data: bytes, name: str) -> None:
    """Read a roster."""
    Path(name).write_bytes(data)
    judged([], roster=name, twice=now_and_then(data, 16))


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
            judged("learners.xml", plugins=plugins, **ports())


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
