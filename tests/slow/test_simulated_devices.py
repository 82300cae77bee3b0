"""Devices that live through a year of carriers, kills and old copies have the same diary in the end, all of it.

`LEGDIARY_SEEDS=0-1000` says which histories are lived, `LEGDIARY_DEVICES=20` and `LEGDIARY_OPERATIONS=1000` how.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from simulated_devices import play as live

from legdiary.domain.sync.arrival import waiting_for
from legdiary.domain.sync.fold import fold
from made_up_devices import MEANING, Device, Kept, long_history, play

pytestmark = pytest.mark.slow

FIRST, _, LAST = os.environ.get("LEGDIARY_SEEDS", "0-40").partition("-")
SEEDS = range(int(FIRST), int(LAST or int(FIRST) + 1))
DEVICES = int(os.environ.get("LEGDIARY_DEVICES", "3"))
OPERATIONS = int(os.environ.get("LEGDIARY_OPERATIONS", "100"))


@pytest.mark.parametrize("seed", SEEDS)
def test_all_have_all_of_it(seed: int) -> None:
    assert live(seed, DEVICES, OPERATIONS).found == []


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_read_bit_by_bit_is_as_at_once(seed: int) -> None:
    """The fold alone, so that many more lines meet: each device's are taken a few at a time, in any order."""
    random = Random(seed)  # noqa: S311 - to be replayed
    waiting = play(long_history(seed, DEVICES), [Device(f"{place:016x}") for place in range(1, DEVICES + 1)])
    kept, known = Kept(), dict[str, int]()
    while waiting:
        random.shuffle(waiting)
        came = waiting_for(waiting[: random.randint(1, 4)], known)
        kept.take(came.whole)
        known = dict(came.known)
        waiting = [line for line in waiting if line.number > known.get(line.device, 0)]
        whole = fold(kept.lines, MEANING)
        assert kept.entries == {ref: entry for entry in whole.values() for ref in entry.refs}
