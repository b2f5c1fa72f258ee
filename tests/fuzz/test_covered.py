"""Every reader is tried: by a target that reaches it, and by files made up whole."""

from __future__ import annotations

import ast
import inspect
from itertools import islice
from pathlib import Path

import pytest

from . import covered, strategies, table_strategies, test_generated, test_tables
from .covered import READERS
from .targets import BY_NAME
from .targets import READERS as TARGETS

#: Of no file: what implementations say to each other in a conformance run.
_OF_NO_FILE = {"protocol"}
_SEEDS = 24


def test_each_reader_is_named_and_no_other() -> None:
    assert set(covered.readers()) == set(READERS)


def test_each_target_is_of_a_reader_and_each_reader_has_one() -> None:
    named = {name for tried in READERS.values() for name in tried.targets}
    assert named == {target.name for target in TARGETS} - _OF_NO_FILE
    assert all(tried.targets and tried.strategies for tried in READERS.values())


def test_each_strategy_is_drawn_from() -> None:
    drawn = {
        node.attr
        for module in (test_generated, test_tables)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Attribute)
    }
    for tried in READERS.values():
        for strategy in tried.strategies:
            name = strategy.__name__
            assert name in drawn
            assert any(getattr(each, name, None) for each in (strategies, table_strategies))


@pytest.mark.parametrize(
    "name", sorted({each for tried in READERS.values() for each in tried.targets})
)
def test_the_seeds_of_a_target_reach_its_readers(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    target = BY_NAME[name]
    sought = {reader for reader, tried in READERS.items() if name in tried.targets}
    small = (data for data in target.seeds() if len(data) <= target.most_bytes)
    for data in islice(small, _SEEDS):
        called = covered.reached(lambda data=data: target.run(data))  # type: ignore[misc]
        sought -= {reader for reader in sought if _is_called(reader, called)}
        if not sought:
            break
    assert not sought


def _is_called(reader: str, called: set[str]) -> bool:
    return reader in called or any(each.startswith(f"{reader}.") for each in called)
