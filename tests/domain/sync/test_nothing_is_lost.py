"""Of any history: every value is there, told, or answered by a later line; and a diary can hold what is there."""

from __future__ import annotations

from itertools import combinations, permutations, product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from effort import EFFORT
from legdiary.domain.ledger.field_groups import field_groups
from legdiary.domain.sync.fold import Folding, fold
from legdiary.domain.sync.lines import LineRef, follows, in_order, knows
from legdiary.domain.sync.one_entry import comparable
from made_up_devices import DEVICES, MEANING, Device, clash, meet, play, too_fine, turns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from legdiary.domain.sync.folded import Folded
    from legdiary.domain.sync.lines import SyncLine
    from made_up_devices import Turn


def by_identity(entries: Mapping[LineRef, Folded]) -> dict[LineRef, Folded]:
    return {ref: entry for entry in entries.values() for ref in entry.refs}


def lost(lines: Sequence[SyncLine], entries: Mapping[LineRef, Folded]) -> Iterator[tuple[LineRef, str]]:
    """The values that nothing tells of, each with its line; and the deletions that were passed over in silence."""
    found = by_identity(entries)
    for line in lines:
        entry = found.get(line.of[0])
        later = [other for other in lines if follows(other, line)]
        if entry is None:
            if line.new is not None and not any(other.new is None for other in later):
                yield line.ref, "the entry"
            continue
        told = {ref for conflict in entry.open for ref, _ in conflict.values}
        if line.new is None:
            if line.ref not in told and not any(other.new is not None for other in later):
                yield line.ref, "the deletion"
            continue
        about = [other for other in lines if other.new is not None and set(other.of) <= set(entry.refs)]
        for names in _groups(line.kind, [other.new or {} for other in about]):
            wrote = not set(names).isdisjoint(line.changed)
            answered = any(not set(names).isdisjoint(other.changed) for other in later)
            if wrote and not answered and line.ref not in told and names != ("looks",):
                mine, there = (
                    comparable(line.kind, {name: held[name] for name in names if name in held})
                    for held in (_with_name(line.new, found), entry.fields)
                )
                if mine != there:
                    yield line.ref, " ".join(names)


def _groups(kind: str, states: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, ...], ...]:
    return field_groups(kind, lambda name: {state.get(name) for state in states})


def _with_name(new: Mapping[str, Any], found: Mapping[LineRef, Folded]) -> dict[str, Any]:
    """The fields of a line, its product under the name that it has now."""
    if "product_id" not in new:
        return dict(new)
    entry = found.get(LineRef.from_text(new["product_id"]))
    return {**new, "product_id": None if entry is None else entry.name.text}


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
