"""``activities.toml``: every rule with its source, and none that rejects on less than ACCME's word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import boardrules.activities
from boardrules.activities.rules import ActivityRule, ValueList, builtin_rules
from boardrules.findings import Severity

RULES = builtin_rules()
SOURCES = "".join(
    path.read_text("utf-8") for path in Path(boardrules.activities.__file__).parent.glob("*.py")
)
AUTHORITY = ("seed", "accme")
each_rule = pytest.mark.parametrize(
    "rule",
    [*RULES.rules.values(), *RULES.lists.values()],
    ids=lambda rule: rule.name if isinstance(rule, ActivityRule) else f"list {rule.field}",
)


@each_rule
def test_a_rule_has_a_source_and_only_authority_rejects(rule: ActivityRule | ValueList) -> None:
    assert len(rule.says) > 20
    assert rule.confidence in (*AUTHORITY, "board", "third-party", "inferred", "general-knowledge")
    if rule.confidence not in AUTHORITY:
        assert rule.severity is Severity.WARNING


@pytest.mark.parametrize("name", sorted(RULES.rules))
def test_a_rule_is_used(name: str) -> None:
    used = set(re.findall(r'(?:rules\[|severity\(|, |\()"(\w+)"', SOURCES))
    assert name in used | {"claim_before_start", "claim_before_end"}


@pytest.mark.parametrize("values", RULES.lists.values(), ids=lambda values: values.field)
def test_a_list_takes_what_it_lists_and_its_aliases_lead_there(values: ValueList) -> None:
    for value in values.values:
        assert values.meant(value) == value
        assert values.exact(value)
        assert values.meant(f" {value.upper()}".strip()) in values.values
    assert set(values.by_key.values()) <= set(values.values)
    assert values.meant("") is None


def test_both_apostrophes_of_the_fee_pass() -> None:
    fee = RULES.lists["fee"]
    assert fee.exact("No, it's free")
    assert fee.exact("No, it’s free")
    assert str(fee) == "Yes, No, it's free, Variable"


def test_credit_names_are_compared_without_trade_marks() -> None:
    credit = RULES.lists["credit"]
    for text in ("AMA PRA Category 1 Credit™", "AMA PRA Category 1 Credits", "ama pra category 1"):
        assert credit.meant(text) == "AMA PRA Category 1"
        assert credit.exact(text)
    assert credit.meant("AMA PRA Category 2 Credit") is None
