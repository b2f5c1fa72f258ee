"""Files that were damaged: a few of the inputs that ``make fuzz`` runs by the thousand."""

from __future__ import annotations

import os
import zlib
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .mutator import Mutator
from .targets import TARGETS, Target

_EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
_SEEDS = 6


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def scramble(data: bytes, most: int) -> bytes:
    """The data with a few bytes changed, taken or doubled; always the same for the same data."""
    random = Random(zlib.crc32(data))
    changed = bytearray(data)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(changed) + 1)
        changed[at : at + random.choice((0, 1, 1, 4))] = random.choice(
            (b"", bytes([random.randrange(256)]), changed[at : at + 8] * 2)
        )
    return bytes(changed[:most])


@cache
def _begun(name: str) -> tuple[Mutator, tuple[bytes, ...]]:
    """What mutates a target's files, and a few files to begin with."""
    target = next(each for each in TARGETS if each.name == name)
    words = tuple(each.encode() for each in target.words())
    small = (data for data in target.seeds() if len(data) <= target.most_bytes)
    return Mutator(words, scramble, archives=target.archive), tuple(islice(small, _SEEDS))


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
@settings(
    max_examples=_EXAMPLES or 20,
    derandomize=not _EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(which=st.integers(0, _SEEDS - 1), seeds=st.lists(st.integers(0, 2**32 - 1), max_size=3))
def test_no_damage_breaks_a_promise(target: Target, which: int, seeds: list[int]) -> None:
    mutate, begun = _begun(target.name)
    data = begun[which % len(begun)]
    for seed in seeds:
        data = mutate(data, target.most_bytes, seed)
    target.run(data)
