"""What goes to a temporary file is remembered as well as what stays in memory."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boardrules import spill
from boardrules.conformance.cases import load_suite
from boardrules.spill import Spilled, spilled
from boardrules.testing import differences

KEYS = st.one_of(
    st.integers(0, 9),
    st.text("ab\u00e9\ud800", max_size=3),
    st.tuples(st.sampled_from("ab"), st.dates(date(2026, 1, 1), date(2026, 1, 5))),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["set", "pop", "default", "get"]), KEYS, st.integers(0, 9))),
    st.integers(0, 4),
)
def test_it_is_a_dictionary(steps: Sequence[tuple[str, Any, int]], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spill, "NEWEST", most)
        plain: dict[Any, int] = {}
        ours: Spilled[Any, int] = Spilled(plain)
        for step, key, value in steps:
            match step:
                case "set":
                    plain[key] = ours[key] = value
                case "pop":
                    assert ours.pop(key, None) == plain.pop(key, None)
                case "default":
                    assert ours.setdefault(key, value) == plain.setdefault(key, value)
                case _:
                    assert ours.get(key) == plain.get(key)
            assert len(ours) == len(plain)
        assert dict(ours) == plain
        with pytest.raises(KeyError):
            del ours["no such key"]


def test_only_many_entries_go_to_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {number: number for number in range(spill.MOST)}
    assert spilled(few) is few
    many = {**few, -1: -1}
    moved = spilled(many)
    assert isinstance(moved, Spilled)
    assert bool(moved)
    assert moved[-1] == -1
    assert moved.get(spill.MOST) is None
    assert spilled(moved) is moved


def test_without_sqlite_all_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    import_ = builtins.__import__

    def lacking(name: str, *more: Any) -> Any:
        if name == "sqlite3":
            raise ImportError
        return import_(name, *more)

    monkeypatch.setattr(builtins, "__import__", lacking)
    monkeypatch.setattr(spill, "MOST", 1)
    entries = {1: 1, 2: 2}
    assert spilled(entries) is entries


def test_every_conformance_case_is_judged_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spill, "MOST", 0)
    monkeypatch.setattr(spill, "NEWEST", 0)
    together = [
        case for case in load_suite() if "records" in case.given and len(case.given["records"]) > 1
    ]
    assert len(together) > 100
    assert [case.id for case in together if differences(case)] == []
