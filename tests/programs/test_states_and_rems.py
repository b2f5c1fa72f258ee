"""The declarations of the state boards and of REMS against the facts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from boardrules.declarations import load_program
from boardrules.programs import Programs, RuleSet

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
STATE, REMS = (
    load_program((PLUGINS / folder / f"boardrules_{folder}" / "program.toml").read_text("utf-8"))
    for folder in ("states", "rems")
)


def test_jurisdictions() -> None:
    spec = STATE
    licensing = {entry.code for entry in spec.jurisdictions if entry.licensing}
    territories = {"AS", "GU", "MP", "PR", "VI"}
    assert len(licensing - territories - {"DC"}) == 50
    assert territories | {"DC"} <= licensing
    assert len(licensing) == 56
    assert [entry.code for entry in spec.jurisdictions if not entry.licensing] == ["UM"]
    assert len({entry.name for entry in spec.jurisdictions}) == len(spec.jurisdictions) == 57
    found = Programs([spec]).jurisdiction("maine")
    assert found is not None
    assert found[1].code == "ME"


def test_state_rules() -> None:
    rules = STATE.rule_sets[0]
    assert rules.window_until == "end-date"
    assert (rules.due_hard, rules.due_soft, rules.delete_by) == (None, None, None)
    assert (rules.due_days, rules.accumulates, rules.answers_later) == (30, False, False)
    assert rules.identifier_shape is None


def test_state_boards_that_use_pars() -> None:
    boards: Any = STATE.rule_sets[0].settings["active_boards"]
    codes = {entry.code for entry in STATE.jurisdictions if entry.licensing}
    assert len(boards) == 16
    assert sum(board["listed"] == 2022 for board in boards) == 11
    assert {board["state"] for board in boards} <= codes


@pytest.mark.parametrize(
    ("state", "licence", "usual"),
    [
        ("AL", "MD12345", True),
        ("AL", "12345", False),
        ("CA", "20A1234", True),
        ("CA", "B1234", False),
        ("NC", "201901234", True),
        ("NC", "12345", False),
        ("OH", "35123456", True),
        ("PA", "MD123456L", True),
        ("TX", "Q1234", True),
        ("TX", "Q1234\n", False),
        ("WA", "MD\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661", False),
        ("WY", "1234A", True),
    ],
)
def test_licence_shapes(state: str, licence: str, usual: bool) -> None:
    shapes: Any = STATE.rule_sets[0].settings["licence_shapes"]
    assert any(re.fullmatch(shape, licence) for shape in shapes[state]) is usual


def test_licence_shapes_are_anchored_and_of_known_states() -> None:
    shapes: Any = STATE.rule_sets[0].settings["licence_shapes"]
    codes = {entry.code for entry in STATE.jurisdictions if entry.licensing}
    assert set(shapes) <= codes
    for patterns in shapes.values():
        for pattern in patterns:
            assert re.compile(pattern)
            assert pattern[0] == "^"
            assert pattern[-1] == "$"


@pytest.mark.parametrize("rule_set", REMS.rule_sets)
def test_rems_asks_for_nobody(rule_set: RuleSet) -> None:
    assert (rule_set.name_match, rule_set.birth_date_match) == ("off", "off")
    assert (rule_set.total_required, rule_set.capped, rule_set.step) == (False, False, None)
    assert rule_set.credit_types == ()
    assert (rule_set.due_hard, rule_set.due_days, rule_set.delete_by) == (None, None, None)
    assert rule_set.settings["required"] == ["profession"]
    assert rule_set.settings["kinds"] == ["Opioid Analgesic"]
    assert rule_set.settings["declared_kinds"] == ["Mycophenolate"]


def test_rems_lists() -> None:
    settings: Any = REMS.rule_sets[1].settings
    sizes = {
        "profession": 12,
        "practice_area": 24,
        "time_in_practice": 6,
        "dea_registration": 3,
        "surgical_procedures": 2,
    }
    assert {field: len(settings[field]) for field in sizes} == sizes
    assert settings["aliases"]["practice_area"] == {"Substance Use Disorder": "Addiction"}
    for field, aliases in settings["aliases"].items():
        assert set(aliases.values()) <= set(settings[field])
        assert not set(aliases) & set(settings[field])
