"""Two and three devices with one diary: what each has logged alone, and what both have once they have exchanged it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from builders import day, dose, magnesium, measure, medicine, night, no_kratom, plan, present, product, sleep
from legdiary.domain.ledger.parted_ledgers import ImportNote
from legdiary.store.diary import Diary
from legdiary.store.findings import WRONG
from legdiary.store.health.check import check_diary
from legdiary.store.import_notes import put_note, read_notes
from legdiary.store.sync.settle import NothingToSettle, SaysNothingElse
from legdiary.store.undo import BuiltOn

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from legdiary.store.sync.log import Waiting

CLOCK = present()
LAPTOP, PHONE, DESK = "1a" * 8, "2b" * 8, "3c" * 8
NAMES = {LAPTOP: "laptop", PHONE: "phone", DESK: "desk"}


class Device:
    """A diary on a machine of its own, and what it has heard of the others."""

    def __init__(self, folder: Path, key: str) -> None:
        self.key = key
        self.path = folder / NAMES[key] / "diary.db"
        self.path.parent.mkdir(mode=0o700)
        with Diary.for_writing(self.path, CLOCK) as diary:
            diary.sync.begin("d" * 32)

    def add(self, *entries: Any) -> list[int]:
        with Diary.for_writing(self.path, CLOCK) as diary:
            return [diary.add(entry, CLOCK).id for entry in entries]

    def edit(self, entry_id: int, **fields: Any) -> None:
        with Diary.for_writing(self.path, CLOCK) as diary:
            diary.edit(entry_id, lambda old: replace(old, **fields), CLOCK)

    def delete(self, entry_id: int) -> None:
        with Diary.for_writing(self.path, CLOCK) as diary:
            diary.delete(entry_id, CLOCK)

    def undo(self) -> None:
        with Diary.for_writing(self.path, CLOCK) as diary:
            diary.undo(CLOCK)

    def settle(self, entry_id: int, take: str | None = None) -> None:
        with Diary.for_writing(self.path, CLOCK) as diary:
            diary.sync.settle(entry_id, take, self.key, NAMES, CLOCK)

    def hear(self, *others: Device) -> None:
        """Take what the others have written down so far."""
        lines = []
        for other in others:
            with Diary.for_reading(other.path) as there:
                lines += [line for key in NAMES for line in there.sync.device_lines(key, 0)]
        with Diary.for_writing(self.path, CLOCK) as diary:
            diary.sync.exchange(self.key, NAMES, lines, CLOCK)

    @property
    def entries(self) -> list[Any]:
        """Every entry, doses with the name of their product, in an order that does not depend on numbers."""
        with Diary.for_reading(self.path) as diary, diary.one_state():
            stored = list(diary.every_entry())
        names: dict[int | None, str] = {each.id: each.entry.name for each in stored if each.entry.kind == "product"}

        def told(each: Any) -> str:
            named: int | None = getattr(each.entry, "product_id", None)
            entry = each.entry if named is None else replace(each.entry, product_id=None)
            return f"{entry!r} {names.get(named)} {each.recalled}"

        return sorted(map(told, stored))

    @property
    def waiting(self) -> list[Waiting]:
        with Diary.for_reading(self.path) as diary:
            found: list[Waiting] = diary.sync.waiting_conflicts()
            return found

    def one(self, kind: str) -> Any:
        (found,) = self.stored(kind)
        return found

    def stored(self, kind: str) -> list[Any]:
        with Diary.for_reading(self.path) as diary, diary.one_state():
            return [each for each in diary.every_entry() if each.entry.kind == kind]


def meet(*devices: Device) -> None:
    """Exchange until everybody knows everything; then all have the same, and each file is sound."""
    for _ in range(2):
        for each in devices:
            each.hear(*(other for other in devices if other is not each))
    first, *others = devices
    for other in others:
        assert other.entries == first.entries
        assert [each.open for each in other.waiting] == [each.open for each in first.waiting]
    for each in devices:
        assert [found for found in check_diary(each.path, CLOCK.now) if found.state == WRONG] == []


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Device, Device]:
    return Device(tmp_path, LAPTOP), Device(tmp_path, PHONE)


def texts(devices: Iterable[Device]) -> list[list[str]]:
    return [each.entries for each in devices]


def test_what_one_logs_the_other_has(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    laptop.add(night("2026-11-20", 6), sleep("2026-11-20"), product("red leaf"), dose(amount_mg=2500, product_id=3))
    phone.add(magnesium())
    meet(laptop, phone)
    assert len(phone.entries) == 5
    assert phone.stored("kratom")[0].entry.product_id == phone.one("product").id


def test_other_fields_of_one_night_are_both_kept(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    laptop.add(night("2026-11-20", 6))
    phone.add(night("2026-11-20", None, falling_asleep=3))
    meet(laptop, phone)
    assert (phone.one("night").entry.severity, phone.one("night").entry.falling_asleep) == (6, 3)
    assert phone.waiting == []


def test_the_same_value_on_both_is_one(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    laptop.add(night("2026-11-20", 6), dose(amount_mg=2500))
    phone.add(night("2026-11-20", 6), dose(amount_mg=2500))
    meet(laptop, phone)
    assert (len(phone.stored("night")), len(phone.stored("kratom")), phone.waiting) == (1, 1, [])


def test_two_values_wait_until_a_person_takes_one(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    laptop.add(night("2026-11-20", 6))
    meet(laptop, phone)
    laptop.edit(laptop.one("night").id, severity=7)
    phone.edit(phone.one("night").id, severity=4)
    meet(laptop, phone)
    (waits,) = laptop.waiting
    assert waits.open.fields == ("severity", "missed") or "severity" in waits.open.fields
    stood = phone.one("night").entry.severity
    assert stood in {4, 7}
    laptop.settle(laptop.one("night").id, PHONE)
    meet(laptop, phone)
    assert (phone.one("night").entry.severity, phone.waiting) == (4, [])


def test_what_stands_may_be_kept(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    laptop.add(night("2026-11-20", 6))
    phone.add(night("2026-11-20", 3))
    meet(laptop, phone)
    stood = phone.one("night").entry.severity
    assert len(phone.waiting) == 1
    phone.settle(phone.one("night").id)
    meet(laptop, phone)
    assert (laptop.one("night").entry.severity, laptop.waiting) == (stood, [])
    with pytest.raises(NothingToSettle):
        phone.settle(phone.one("night").id)


def test_a_device_that_said_nothing_else_cannot_be_taken(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    laptop.add(night("2026-11-20", 6))
    phone.add(night("2026-11-20", 3))
    meet(laptop, phone)
    with pytest.raises(SaysNothingElse):
        phone.settle(phone.one("night").id, DESK)


def test_settling_sends_what_was_logged_before_in_the_same_change(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    laptop.add(night("2026-11-20", 6))
    phone.add(night("2026-11-20", 3))
    meet(laptop, phone)
    phone.add(*(magnesium(elemental_mg=100 + number) for number in range(60)))  # more than the file has room for
    phone.settle(phone.one("night").id)
    meet(laptop, phone)
    assert (len(laptop.stored("magnesium")), laptop.waiting) == (60, [])


def test_deleted_by_one_who_knew_it_is_gone(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    laptop.add(dose(amount_mg=2500))
    meet(laptop, phone)
    phone.delete(phone.one("kratom").id)
    meet(laptop, phone)
    assert laptop.entries == []


def test_deleted_here_and_changed_there_stays_and_is_told(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    laptop.add(dose(amount_mg=2500))
    meet(laptop, phone)
    phone.delete(phone.one("kratom").id)
    laptop.edit(laptop.one("kratom").id, note="with food")
    meet(laptop, phone)
    assert phone.one("kratom").entry.note == "with food"
    (waits,) = phone.waiting
    assert waits.open.what == "deleted"
    laptop.settle(laptop.one("kratom").id, PHONE)
    meet(laptop, phone)
    assert (laptop.entries, phone.waiting) == ([], [])


def test_the_same_dose_on_both_is_one_unless_one_device_has_two(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    laptop.add(dose(amount_mg=2500), dose(amount_mg=2500))
    phone.add(dose(amount_mg=2500))
    meet(laptop, phone)
    assert len(phone.stored("kratom")) == 2
    phone.add(dose(amount_mg=2500))  # somebody who sees two says there was a third
    meet(laptop, phone)
    assert len(laptop.stored("kratom")) == 3


def test_of_two_plans_the_one_longer_in_force_stands(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    laptop.add(plan(("2026-11-09", 3000), ("2026-11-16", 2500), name="slow"))
    phone.add(plan(("2026-11-02", 3000), ("2026-11-09", 1500), name="fast"))
    meet(laptop, phone)
    assert laptop.one("plan").entry.name == "fast"
    (waits,) = laptop.waiting
    assert (waits.open.what, waits.entry_id) == ("excluded", laptop.one("plan").id)
    laptop.settle(laptop.one("plan").id, LAPTOP)
    meet(laptop, phone)
    assert (phone.one("plan").entry.name, phone.waiting) == ("slow", [])


def test_a_dose_stands_against_none_today(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    laptop.add(no_kratom("2026-11-20"))
    phone.add(dose(amount_mg=2500))
    meet(laptop, phone)
    assert phone.one("kratom").entry.amount_mg == 2500
    (waits,) = phone.waiting
    phone.settle(phone.one("kratom").id)
    meet(laptop, phone)
    assert (laptop.one("kratom").entry.amount_mg, laptop.waiting, waits.open.what) == (2500, [], "excluded")


def test_a_copy_of_the_file_has_the_same_entries_not_twice_as_many(tmp_path: Path) -> None:
    laptop = Device(tmp_path, LAPTOP)
    laptop.add(measure("ferritin", 50_000, "ng/mL"), medicine(), night("2026-11-20", 6))
    phone = Device(tmp_path, PHONE)
    shutil.copy(laptop.path, phone.path)
    laptop.add(magnesium())
    phone.edit(1, value_milli=55_000)
    laptop.hear()
    phone.hear(laptop)
    meet(laptop, phone)
    assert len(laptop.entries) == 4
    assert laptop.one("measure").entry.value_milli == 55_000


def test_undo_takes_back_this_devices_own_last_change(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    laptop.add(night("2026-11-20", 6))
    meet(laptop, phone)
    phone.add(dose(amount_mg=2500))
    meet(laptop, phone)
    laptop.undo()  # its own: the night
    meet(laptop, phone)
    assert (len(phone.stored("night")), len(phone.stored("kratom"))) == (0, 1)


def test_undo_says_where_another_device_has_built_on_it(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    laptop.add(night("2026-11-20", 6))
    meet(laptop, phone)
    phone.edit(phone.one("night").id, severity=5)
    meet(laptop, phone)
    with pytest.raises(BuiltOn, match="phone"):
        laptop.undo()


def test_three_devices_and_a_night_that_moves(tmp_path: Path) -> None:
    laptop, phone, desk = (Device(tmp_path, key) for key in (LAPTOP, PHONE, DESK))
    laptop.add(night("2026-11-20", 6), night("2026-11-19", 2))
    meet(laptop, phone, desk)
    first, second = (each.id for each in desk.stored("night"))
    with Diary.for_writing(desk.path, CLOCK) as diary:  # the two nights were confused
        entries = [diary.entry(number).entry for number in (first, second)]
        swapped = {first: replace(entries[0], night_of=entries[1].night_of),
                   second: replace(entries[1], night_of=entries[0].night_of)}  # fmt: skip
        diary.edit_several(swapped, [], CLOCK)
    phone.add(sleep("2026-11-20"))
    meet(laptop, phone, desk)
    found = {each.entry.night_of: each.entry.severity for each in laptop.stored("night")}
    assert found == {day("2026-11-20"): 2, day("2026-11-19"): 6}


def test_a_dose_of_a_product_that_becomes_one_with_another_here(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    laptop.add(product("green"))
    meet(laptop, phone)
    laptop.edit(laptop.one("product").id, name="red")
    (red,) = phone.add(product("red"))
    phone.add(dose(amount_mg=2500, product_id=red))  # no number of a product but this one is known to it
    meet(laptop, phone)
    for each in (laptop, phone):
        assert each.one("kratom").entry.product_id == each.one("product").id


def test_an_entry_that_comes_back_does_not_take_the_row_of_what_was_one_with_it(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    laptop.add(night("2026-11-20", 6))
    phone.add(night("2026-11-20", None, falling_asleep=3))
    meet(laptop, phone)  # one night: both lines are of it
    with Diary.for_writing(phone.path, CLOCK) as diary:
        moved = phone.one("night").id
        diary.edit(moved, lambda old: replace(old, night_of=day("2026-11-19")), CLOCK)
    laptop.add(dose(amount_mg=2500))
    laptop.delete(laptop.one("night").id)
    meet(laptop, phone)
    assert [each.entry.night_of for each in laptop.stored("night")] == [day("2026-11-19")]
    assert [each.open.what for each in laptop.waiting] == ["deleted"]


class TestLinesThatMove:
    """Two machines went on as the laptop: what it wrote after its second line stands under another id from now on."""

    def test_entries_conflicts_and_history_stay(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        laptop.add(night("2026-11-20", 6), product("red leaf"))
        meet(laptop, phone)
        laptop.add(dose(amount_mg=2500, product_id=2), night("2026-11-19", 5))
        laptop.edit(1, severity=7)
        phone.edit(phone.one("night").id, severity=4)
        meet(laptop, phone)
        before = laptop.entries
        assert [each.open.fields for each in laptop.waiting] == [("severity",)]
        with Diary.for_writing(laptop.path, CLOCK) as diary:
            moved = diary.sync.move_lines(LAPTOP, 2, LAPTOP, NAMES, CLOCK)
            devices = {
                each.device: (each.name, each.newest, each.forgotten) for each in diary.sync.devices() if each.newest
            }
        assert moved.last == {LAPTOP: 2}  # the phone had not seen the third when it wrote its line
        assert devices == {
            LAPTOP: ("laptop", 2, True), moved.devices[LAPTOP]: ("laptop 2", 3, True), PHONE: ("phone", 1, False),
        }  # fmt: skip
        assert laptop.entries == before
        assert [each.open.fields for each in laptop.waiting] == [("severity",)]
        assert [found for found in check_diary(laptop.path, CLOCK.now) if found.state == WRONG] == []
        laptop.add(magnesium())
        laptop.undo()
        assert laptop.entries == before

    def test_all_of_a_log_may_move(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        laptop.add(night("2026-11-20", 6))
        meet(laptop, phone)
        phone.edit(phone.one("night").id, note="calm")
        meet(laptop, phone)
        before = laptop.entries
        with Diary.for_writing(laptop.path, CLOCK) as diary:
            moved = diary.sync.move_lines(LAPTOP, 0, PHONE, NAMES, CLOCK)
            assert diary.sync.newest_lines() == {moved.devices[LAPTOP]: 1, moved.devices[PHONE]: 1}
        assert laptop.entries == before
        assert [found for found in check_diary(laptop.path, CLOCK.now) if found.state == WRONG] == []

    def test_what_is_noted_of_imports_stays(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        laptop.add(night("2026-11-20", 6))
        meet(laptop, phone)
        notes = [ImportNote(1, number, f"{number}" * 64, wrote) for number, wrote in ((2, True), (3, False))]
        with Diary.for_writing(laptop.path, CLOCK) as diary:
            runner, sums = diary._runner, diary._sums  # noqa: SLF001 - as an import does
            with runner.transaction("BEGIN IMMEDIATE"):
                for each in notes:
                    put_note(runner, sums, each)
            for change in (lambda: diary.sync.move_lines(LAPTOP, 0, LAPTOP, NAMES, CLOCK), diary.sync.end):
                change()
                with runner.transaction("BEGIN"):
                    assert read_notes(runner) == tuple(notes)
        assert [found for found in check_diary(laptop.path, CLOCK.now) if found.state == WRONG] == []
