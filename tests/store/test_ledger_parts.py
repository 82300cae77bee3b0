"""The parts of the ledger that a page and a calendar tell of, under every fault of a line: found, or none of theirs."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from kept_diaries import place, spoil

from builders import day, dose, night, plan, present, product
from legdiary.store.diary import Diary
from legdiary.store.errors import DiaryDamaged, HistoryChanged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from legdiary.domain.ledger.ledger_line import FieldsLine

CLOCK = present()
RANGE = day("2026-11-20"), day("2026-11-21")
#: What the page counts over the range, what the calendar tells, and what it knows a diary by.
READINGS: dict[str, Callable[[Diary], Sequence[FieldsLine | None]]] = {
    "corrections": lambda diary: diary.corrections(*RANGE),
    "plans": lambda diary: diary.plan_history(),
    "first line": lambda diary: [diary.first_line()],
}
#: The entries whose lines each of them rests on, by number; `changed` below are those that were edited or deleted.
FIRST, EDITED, DELETED, OF_RANGE, EDITED_PLAN, PLAN = 1, 3, 4, 5, 6, 7
RESTS_ON = {
    "corrections": {EDITED, DELETED, EDITED_PLAN, OF_RANGE},
    "plans": {EDITED, DELETED, EDITED_PLAN, PLAN},
    "first line": {FIRST},
}
LINES = range(1, 11)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven entries, then three changes: a night of long ago, a dose of the range and a plan."""
    path = place(tmp_path_factory.mktemp("sound"))
    with Diary.for_writing(path, CLOCK) as diary:
        diary.add_all([product("red leaf"), dose("2026-09-01T21:00-05:00", 2000)], CLOCK)
        diary.add_all([night("2026-09-02", 6), dose("2026-11-20T21:00-05:00", 2500), night("2026-11-20", 5)], CLOCK)
        diary.add(plan(name="summer", ended_on=day("2026-11-20")), CLOCK)
        diary.add(plan(name="autumn"), CLOCK)
        diary.edit(EDITED, lambda old: replace(old, severity=4), CLOCK)
        diary.delete(DELETED, CLOCK)
        diary.edit(EDITED_PLAN, lambda old: replace(old, name="winter"), CLOCK)
    return path


def test_what_is_told_of_a_sound_ledger(sound: Path) -> None:
    with Diary.for_reading(sound) as diary:
        assert [(line.id, line.action) for line in diary.corrections(*RANGE)] == [
            (8, "edit"), (9, "delete"), (10, "edit"),
        ]  # fmt: skip
        assert [(line.id, line.entry_id) for line in diary.plan_history()] == [(6, 6), (7, 7), (10, 6)]
        first = diary.first_line()
    assert first is not None
    assert (first.id, first.kind) == (1, "product")


#: Every fault of one line that a line of this ledger can have.
FAULTS = (
    "DELETE FROM ledger WHERE id = :line",
    *(
        f"UPDATE ledger SET {column} = {value} WHERE id = :line"  # noqa: S608 - of the values below
        for column, values in (
            ("id", (20,)),
            ("entry_id", (1, 2, 3, 4, 5, 6, 7, "id")),
            ("action", ("'add'", "'edit'", "'delete'", "'undo'")),
            ("kind", ("'night'", "'kratom'", "'plan'")),
            ("old", ("NULL", """'{"night_of":"2026-11-20","severity":1}'""")),
            ("new", ("NULL", """'{"night_of":"2026-11-20","severity":1}'""")),
            ("made_utc_ms", ("made_utc_ms + 1",)),
            ("change_id", (1,)),
            ("undoes", (3,)),
        )
        for value in values
    ),
)


@pytest.mark.parametrize("line", LINES)
def test_no_fault_of_a_line_that_is_told_stays_unseen(line: int, sound: Path, tmp_path: Path) -> None:
    """The old way refused every diary with a fault anywhere; a fault of no line that is told may now stay unseen."""
    with Diary.for_reading(sound) as diary:
        told = {name: read(diary) for name, read in READINGS.items()}
    damaged = tmp_path / "damaged.db"
    with closing(sqlite3.connect(sound)) as connection:
        (entry,) = connection.execute("SELECT entry_id FROM ledger WHERE id = ?", (line,)).fetchone()
        stood = connection.execute("SELECT * FROM ledger").fetchall()
    for fault in FAULTS:
        shutil.copyfile(sound, damaged)
        spoil(damaged, fault.replace(":line", f"{line}"))
        with closing(sqlite3.connect(damaged)) as connection:
            if connection.execute("SELECT * FROM ledger").fetchall() == stood:
                continue
        with Diary.for_reading(damaged) as diary:
            with pytest.raises((HistoryChanged, DiaryDamaged)):  # the oracle: all of it is compared
                diary.history()
            for name, read in READINGS.items():
                try:
                    found = read(diary)
                except (HistoryChanged, DiaryDamaged):
                    continue
                assert found == told[name], (name, fault)
                assert entry not in RESTS_ON[name], (name, fault)


def test_a_fault_of_long_ago_that_is_not_told_does_not_stop_a_page(sound: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    shutil.copyfile(sound, damaged)
    spoil(damaged, "UPDATE ledger SET new = replace(new, '2000', '2001') WHERE id = 2")
    with Diary.for_reading(damaged) as diary:
        assert len(diary.corrections(*RANGE)) == 3
        with pytest.raises(HistoryChanged):
            diary.history()
