"""Log lines that no legdiary writes, taken into a diary's file: they are told as they are, and stop no sync."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from builders import NEW_YORK, present
from legdiary.app.sync.conflicts import conflicts_of
from legdiary.domain.sync.lines import LineRef, SyncLine
from legdiary.store.diary import Diary
from legdiary.store.findings import WRONG
from legdiary.store.health.check import check_diary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

CLOCK = present()
ME, PHONE, TABLET = "1a" * 8, "2b" * 8, "3c" * 8
NAMES = {ME: "laptop", PHONE: "phone", TABLET: "tablet"}
DOSE = {"night_of": "2026-11-19", "amount_mg": 2000, "at": f"2026-11-19T21:40:00-05:00[{NEW_YORK}]"}
FIRST = LineRef(PHONE, 1)


def line(
    device: str, number: int, action: str, of: LineRef, new: Mapping[str, Any], changed: Sequence[str],
    seen: Mapping[str, int] | None = None,
) -> SyncLine:  # fmt: skip
    clock = number + 10 * sum((seen or {}).values())
    made = 1_795_000_000_000 + 60_000 * clock
    return SyncLine(
        device, number, clock, seen or {}, made, -300, NEW_YORK, action, "kratom", (of,), tuple(changed), new
    )


ADDED = line(PHONE, 1, "add", FIRST, DOSE, [*DOSE])


def take(path: Path, *lines: SyncLine) -> list[Any]:
    """Take lines, and return the doses; what waits can be shown, and the file is sound."""
    with Diary.for_writing(path, CLOCK) as diary:
        diary.sync.begin("d" * 32)
        diary.sync.exchange(ME, NAMES, lines, CLOCK)
    assert [found for found in check_diary(path, CLOCK.now) if found.state == WRONG] == []
    with Diary.for_reading(path) as diary, diary.one_state():
        return [each.entry for each in diary.every_entry()]


def test_an_edit_that_names_a_product_nobody_added(tmp_path: Path) -> None:
    """The product is not here and the dose stays without one; what else was changed is taken."""
    named = line(PHONE, 2, "edit", FIRST, {**DOSE, "product_id": f"{PHONE}:9"}, ["product_id"])
    then = line(PHONE, 3, "edit", FIRST, {**DOSE, "amount_mg": 2500}, ["amount_mg", "product_id"])
    (dose,) = take(tmp_path / "diary.db", ADDED, named, then)
    assert (dose.amount_mg, dose.product_id) == (2500, None)


def test_a_line_about_a_line_that_added_nothing(tmp_path: Path) -> None:
    more = line(PHONE, 2, "edit", FIRST, {**DOSE, "amount_mg": 2500}, ["amount_mg"])
    lost = line(PHONE, 3, "edit", LineRef(PHONE, 2), {**DOSE, "amount_mg": 2600}, ["amount_mg"])
    (dose,) = take(tmp_path / "diary.db", ADDED, more, lost)
    assert dose.amount_mg == 2500


@pytest.mark.parametrize(
    ("field", "value"),
    [("product_id", f"{TABLET}:7"), ("at", "soon"), ("at", 5), ("night_of", [1]), ("helped", {"a": 1}), ("note", 3.5)],
)
def test_what_waits_can_be_shown_whatever_was_said(field: str, value: object, tmp_path: Path) -> None:
    """The tablet says what no dose can have, the phone something else: both wait for a person, told as far as known."""
    path = tmp_path / "diary.db"
    phone = line(PHONE, 2, "edit", FIRST, {**DOSE, "amount_mg": 2500, field: DOSE.get(field)}, ["amount_mg", field])
    tablet = line(TABLET, 1, "edit", FIRST, {**DOSE, field: value}, [field], {PHONE: 1})
    (dose,) = take(path, ADDED, phone, tablet)
    assert dose.amount_mg == 2500
    with Diary.for_reading(path) as diary, diary.one_state():
        found = conflicts_of(diary).conflicts
    said = [each.fields[field] for conflict in found for each in conflict.said if field in each.fields]
    assert found
    assert None in said
