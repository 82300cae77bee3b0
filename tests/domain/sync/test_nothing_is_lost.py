"""Of any history: every value is there, told, or answered by a later line; and a diary can hold what is there."""

from __future__ import annotations

from itertools import combinations, permutations, product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from effort import EFFORT
from legdiary.domain.sync.fold import Folding, fold
from legdiary.domain.sync.lines import in_order, knows
from lost_values import lost
from made_up_devices import DEVICES, MEANING, Device, clash, meet, play, too_fine, turns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from legdiary.domain.sync.lines import SyncLine
    from made_up_devices import Turn


@given(turns)
def test_every_value_is_there_or_told_or_answered(history: list[Turn]) -> None:
    lines = play(history)
    assert list(lost(lines, fold(lines, MEANING))) == []


@given(turns)
def test_a_diary_can_hold_what_is_there(history: list[Turn]) -> None:
    entries = fold(play(history), MEANING)
    shown = [entry for entry in entries.values() if entry.held_out is None]
    products = {ref.text: entry for entry in shown if entry.kind == "product" for ref in entry.refs}
    for entry in shown:
        assert MEANING.entry(entry.kind, entry.fields) is not None
        assert entry.kind != "kratom" or not too_fine(entry.fields, products)
        assert entry.fields.get("product_id") in {None, *(each.name.text for each in products.values())}
    for one, other in combinations(shown, 2):
        assert not clash(one.kind, one.fields, other.kind, other.fields, products)
    for entry in entries.values():
        assert entry.held_out is None or entry.open


@given(turns)
def test_settling_comes_to_an_end(history: list[Turn]) -> None:
    """Who settles what stands, one after the other, leaves nothing open; and no value that stood has changed."""
    devices = [Device(each) for each in DEVICES]
    play(history, devices)
    meet(*devices)
    device = devices[0]
    before = {entry.name: entry for entry in device.shown}
    for _ in range(200):
        entry = next((each for each in device.diary if each.open), None)
        if entry is None:
            break
        conflict = entry.open[0]
        if entry.held_out is not None and conflict.what in {"excluded", "deleted"}:
            device.delete(entry.name)  # to keep it would put it in the other's place
        elif conflict.what == "deleted":
            device.keep(entry.name)
        else:
            device.settle(entry.name, **{name: entry.fields.get(name) for name in conflict.fields})
    assert [entry.open for entry in device.diary] == [()] * len(device.diary)
    after = {entry.name: entry.fields for entry in device.diary}
    assert after == {name: entry.fields for name, entry in before.items()}
    meet(*devices)
    assert devices[1].diary == devices[2].diary == device.diary


# ---------------------------------------------------------------------- all histories of a few deeds


def _do(device: Device, others: Sequence[Device], deed: str, turn: int) -> None:
    """Write the one night, delete it, or take all that another device knows."""
    night = next(iter(device.diary), None)
    if deed == "take":
        device.take(others[turn % len(others)].known)
    elif deed == "write" and night is None:
        device.add("night", night_of="2026-11-20", severity=turn)
    elif deed == "write" and night is not None:
        device.edit(night.name, severity=turn)
    elif night is not None:
        device.delete(night.name)


def _orders(lines: Sequence[SyncLine]) -> Iterator[tuple[SyncLine, ...]]:
    """All orders in which no line comes before one that its author knew."""
    for order in permutations(lines):
        if not any(knows(one, other) for one, other in combinations(order, 2)):
            yield order


SCHEDULES = sorted(set(permutations((0, 0, 1, 1, 2, 2))))
DEEDS = tuple(product(("write", "delete", "take"), repeat=6))


@pytest.mark.parametrize("number", range(len(SCHEDULES)))
def test_all_histories_of_three_devices_and_six_deeds(number: int) -> None:
    """In whatever order the devices act, each twice; every day one history in 97, else all 65,610."""
    for deeds in DEEDS[number::97] if EFFORT == "everyday" else DEEDS:
        devices = [Device(each) for each in DEVICES]
        for turn, (who, deed) in enumerate(zip(SCHEDULES[number], deeds, strict=True)):
            _do(devices[who], [each for each in devices if each is not devices[who]], deed, turn)
        lines = in_order({line.ref: line for device in devices for line in device.known}.values())
        entries = fold(lines, MEANING)
        assert list(lost(lines, entries)) == []
        assert len(entries) <= 1
        for order in _orders(lines):
            folding = Folding(MEANING)
            for line in order:
                folding.take([line])
            assert dict(folding.entries) == entries
