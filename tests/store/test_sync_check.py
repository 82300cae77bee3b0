"""The check of what devices exchange: sound diaries, and what it finds in damaged ones whose checksums fit."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from test_sync import CLOCK, LAPTOP, PHONE, Device, meet

from builders import dose, magnesium, night, no_kratom, plan, product
from legdiary.store.findings import FINE, WRONG
from legdiary.store.health.check import check_diary
from summing import sum_up

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def laptop(tmp_path: Path) -> Device:
    """A laptop after a week with a phone: two ratings of one night wait, a plan is held out, a dose is one of two."""
    laptop, phone = Device(tmp_path, LAPTOP), Device(tmp_path, PHONE)
    laptop.add(night("2026-11-20", 6), product("red leaf"), dose(amount_mg=2500, product_id=2), plan(name="slow"))
    phone.add(night("2026-11-20", 3), dose(amount_mg=2500), magnesium(), plan(("2026-11-01", 3000), name="fast"))
    meet(laptop, phone)
    assert {each.open.what for each in laptop.waiting} >= {"field", "excluded"}
    return laptop


def told(device: Device) -> tuple[str, str]:
    (found,) = [each for each in check_diary(device.path, CLOCK.now) if each.topic == "devices"]
    return found.state, found.what


def damaged(device: Device, sql: str) -> None:
    with closing(sqlite3.connect(device.path)) as connection:
        connection.executescript(sql)
    sum_up(device.path)


def test_a_sound_one(laptop: Device) -> None:
    assert told(laptop) == (FINE, "the entries are what 8 changes of 3 devices make of them")


def test_a_conflict_whose_values_were_told_in_another_order(tmp_path: Path) -> None:
    """`just devices`, seed 256: a dose that excludes a mark became one with the same dose of another device."""
    laptop, phone = Device(tmp_path, LAPTOP), Device(tmp_path, PHONE)
    phone.add(dose("2026-11-19T21:40-05:00", 2000, note="before bed"))
    laptop.add(magnesium(), dose("2026-11-19T21:40-05:00", 2000, note="after tea"), no_kratom("2026-11-19"))
    phone.hear()  # its line is written down
    laptop.hear(phone)
    assert sorted(each.open.what for each in laptop.waiting) == ["excluded", "field"]
    assert told(laptop) == (FINE, "the entries are what 4 changes of 3 devices make of them")


def test_changes_that_are_in_no_log_yet_are_no_fault(laptop: Device) -> None:
    laptop.edit(laptop.one("night").id, severity=9)
    laptop.delete(laptop.one("magnesium").id)
    laptop.add(night("2026-11-21", 2))
    assert told(laptop)[0] == FINE


def test_a_dose_of_a_product_that_is_in_no_log_yet(laptop: Device) -> None:
    """`just lives`, seed 144: the check ended in an error, since the product has no name between devices."""
    (gold,) = laptop.add(product("gold"))
    laptop.add(dose("2026-11-22T00:10-05:00", 1500, product_id=gold))
    assert told(laptop) == (FINE, "the entries are what 8 changes of 3 devices make of them")


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("DELETE FROM sync_open WHERE what = 'field'", "what waits for a decision differs from what the logs say"),
        ("UPDATE sync_line SET new = replace(new, '2500', '2400')", "lines of laptop are not as they were written"),
        ("UPDATE device SET newest = newest + 1, clock = clock + 1 WHERE id = 2", "lines of phone are missing"),
        ("UPDATE sync_entry SET entry_id = NULL WHERE kind = 'magnesium'", "a magnesium of the logs has no number"),
    ],
)
def test_a_damaged_one(sql: str, says: str, laptop: Device) -> None:
    damaged(laptop, sql)
    state, what = told(laptop)
    assert (state, says in what) == (WRONG, True), what


def test_an_entry_that_another_program_changed_with_its_history(laptop: Device) -> None:
    number = laptop.one("magnesium").id
    damaged(
        laptop,
        """
        UPDATE magnesium SET elemental_mg = elemental_mg + 1;
        UPDATE ledger SET new = (
            SELECT json_set(new, '$.elemental_mg', elemental_mg) FROM magnesium WHERE id = ledger.entry_id
        ) WHERE kind = 'magnesium'
        """,
    )
    assert told(laptop) == (WRONG, f"1 fault in the logs of devices: entry {number} differs from what the logs say")
