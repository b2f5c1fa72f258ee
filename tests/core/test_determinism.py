"""The same records give the same bytes, whatever the order of plugins or the hash seed.

Run as a script it prints a digest of them.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import runpy
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from boardrules import (
    Claim,
    CompletionRecord,
    CreditAmount,
    MemoryAnswers,
    MemoryLedger,
    Participant,
    Plugins,
)
from boardrules.discovery import discover

DESK = runpy.run_path(str(Path(__file__).with_name("conftest.py")))["Desk"]()


def mixed_records() -> list[CompletionRecord]:
    """Sixty records: every program, right and wrong in many ways."""
    records: list[CompletionRecord] = []

    def add(*claims: Claim | str, **changes: Any) -> None:
        records.append(DESK.record(len(records) + 1, *claims, **changes))

    for learner, program in enumerate(DESK.programs):
        claim = DESK.claim(program, learner=learner)
        add(claim, learner=learner)
        add(DESK.claim(program, learner=learner, total="1.3"), learner=learner)
        add(claim, learner=learner, birth_date="31/31", last_name="")
        add(DESK.claim(program, id="", total="9", credits=(CreditAmount("Juggling"),)))
    add("ABIM", "CME", "REMS", "ABOS", learner=20)
    add("ABIM", "CME", learner=20)
    add(Claim("Board of Nowhere", id="1", total="1"), Claim("", id="1"), learner=21)
    add(Claim("", id_type="ABQ", credit_ids=("",), credits=(CreditAmount("x", "y"),)))
    add(DESK.claim("REMS", participant=Participant("Juggler", "Tents", dea_registration="Both")))
    add(DESK.claim("CME", state="UM", id="1234567890"), learner=22)
    add(DESK.claim("ABTS", id="", credits=tuple(map(CreditAmount, ("PS", "SA", "PS")))))
    add("ABS", completed="2020-01-01", learner=23)
    add("ABPMR", activity_id="202600009", learner=24)
    add("ABP", activity_id="12", completed="1/1/26")
    add("ABA", action="Update")
    add("ABA", action="")
    add(DESK.xml_claim("ABS", "a", "8"), learner=25, action="Delete")
    add(DESK.xml_claim("ABIM", "refused"), learner=26)
    add(DESK.claim("ABS", learner=27, total="8"), first_name="T", learner=27)
    add(DESK.claim("ABS", learner=27, total="5"), learner=27)
    add(DESK.claim("ABS", learner=28, total="9"), learner=28)
    add(DESK.claim("ABIM", id="99"), "CME", learner=29)
    add("ABIM", learner=30, birth_date="12/31", first_name="Somebody")
    add("ABA", learner=31, completed="2026-01-01")
    add("ABA", learner=32)
    add(DESK.claim("ABA", learner=32, total="1"), learner=32)
    return records


def findings_of(found: Sequence[Any], plugins: Plugins) -> list[dict[str, Any]]:
    return [
        {
            "code": each.code,
            "severity": each.severity,
            "params": each.params,
            "place": each.location and each.location.as_dict(),
            "program": each.program,
            "rule_set": each.rule_set,
            "message": plugins.catalogue[each.code].render_message(each),
            "detail": plugins.catalogue[each.code].render_detail(each),
            "fix": plugins.catalogue[each.code].render_fix(each),
        }
        for each in found
    ]


def document(plugins: Plugins) -> bytes:
    """Everything that a run over the mixed records says, as JSON."""
    engine = DESK.engine(
        DESK.activity(id="202600009", start=date(2024, 5, 1)),
        plugins=plugins,
        ledger=MemoryLedger(),
        answers=MemoryAnswers({"refused": "742"}),
        roster=DESK.roster("ABIM", "ABS", "ABTS", "CA"),
    )
    judging = engine.start()
    verdicts = [judging.judge(record) for record in mixed_records()]
    told = {
        "verdicts": [
            [each.record.number, each.status, each.because, findings_of(each.findings, plugins)]
            for each in verdicts
        ],
        "not_judged": [[each.codes, each.because] for each in judging.not_judged],
        "rule_sets": [[each.program, each.id, each.digest] for each in judging.rule_sets],
        "codes": [each.code for each in plugins.catalogue],
        "problems": findings_of(plugins.problems, plugins),
    }
    return json.dumps(told, ensure_ascii=False).encode()


def digest(plugins: Plugins) -> str:
    return hashlib.sha256(document(plugins)).hexdigest()


def test_the_mixed_records_are_mixed() -> None:
    told = json.loads(document(Plugins(discover())))
    assert len(told["verdicts"]) >= 60
    statuses = {status for _, status, _, _ in told["verdicts"]}
    assert statuses == {"accepted", "submitted", "rejected"}
    found = [each for *_, findings in told["verdicts"] for each in findings]
    assert len({each["code"] for each in found}) >= 25
    assert {each["program"] for each in found} >= {*DESK.boards, *("STATE", "REMS")}


def test_every_text_of_a_finding_is_filled_in() -> None:
    told = json.loads(document(Plugins(discover())))
    for *_, findings in told["verdicts"]:
        for each in findings:
            given = [value for _, value in each["params"]]
            for text in (each["message"], each["detail"], each["fix"]):
                assert "{" not in text, each
                assert "(blank)" not in text or "" in given, each


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_discovery_does_not_show(seed: int) -> None:
    found = discover()
    shuffled = random.Random(seed).sample(found, len(found))
    assert document(Plugins(shuffled)) == document(Plugins(found))


def test_a_second_run_says_the_same() -> None:
    plugins = Plugins(discover())
    assert document(plugins) == document(plugins)


def test_the_hash_seed_does_not_show() -> None:
    started = [
        subprocess.Popen(
            [sys.executable, __file__],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("0", "1", "4242")
    ]
    printed = [process.communicate(timeout=50)[0].strip() for process in started]
    assert [process.returncode for process in started] == [0, 0, 0]
    assert set(printed) == {digest(Plugins(discover()))}


if __name__ == "__main__":
    print(digest(Plugins(discover())))
