"""Of any history: every value is there, told, or answered by a later line; and a diary can hold what is there."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from hypothesis import given

from legdiary.domain.sync.fold import fold
from lost_values import lost
from made_up_devices import DEVICES, MEANING, Device, at, clash, meet, play, too_fine, turns

if TYPE_CHECKING:
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


class _Watched(Device):
    """A device that looks at its diary before and after each line that it writes."""

    def write(self, *said: Any, **more: Any) -> SyncLine:
        before = dict(self.folding.entries)
        line = super().write(*said, **more)
        entry = self.folding.entry_of(line.of[0])
        if line.new is None:
            assert entry is None
        else:
            assert entry is not None
            assert entry.refs == line.of
            new = {name: value for name, value in line.new.items() if name != "recalled"}
            assert {"looks": 0, **entry.fields} == {"looks": 0, **new}
        others = {name: (each.refs, each.fields) for name, each in before.items() if name not in line.of}
        assert others == {
            name: (each.refs, each.fields) for name, each in self.folding.entries.items() if name not in line.of
        }
        return line


@given(turns)
def test_who_writes_sees_just_that_and_every_other_entry_as_before(history: list[Turn]) -> None:
    play(history, [_Watched(each) for each in DEVICES])


def test_who_corrects_a_dose_beside_an_equal_one_sees_both_as_before() -> None:
    laptop, phone = _Watched(DEVICES[0]), _Watched(DEVICES[1])
    phone.add("kratom", night_of="2026-11-20", amount_mg=2500, at=at("21:40"))
    dose = laptop.add("kratom", night_of="2026-11-20", amount_mg=2000, at=at("21:40"))
    laptop.take(phone.known)
    laptop.edit(dose, amount_mg=2500)
    assert [entry.fields["amount_mg"] for entry in laptop.diary] == [2500, 2500]


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
