"""What a user sees of every code, for every program that can raise it."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from .pairs import Pair, pairs
from .shown import judged

each_pair = pytest.mark.parametrize("pair", pairs(), ids=lambda pair: f"{pair.name}-fails")
each_neighbour = pytest.mark.parametrize("pair", pairs(), ids=lambda pair: f"{pair.name}-passes")


@each_pair
def test_fails(pair: Pair, snapshot: SnapshotAssertion) -> None:
    result = judged(pair.fails)
    assert pair.code in result.codes()
    assert f"{pair.fails.about}\n\n{result.shown()}" == snapshot


@each_neighbour
def test_passes(pair: Pair, snapshot: SnapshotAssertion) -> None:
    assert pair.passes is not None, f"no case of {pair.name} passes"
    result = judged(pair.passes)
    assert pair.code not in result.codes()
    assert f"{pair.passes.about}\n\n{result.shown()}" == snapshot
