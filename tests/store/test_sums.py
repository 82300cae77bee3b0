"""Rows that are not what was stored: told as what they are, never as true; and how the rest is reached again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from kept_diaries import NOTE, NOW, PRIVATE, of, place, put, spoil, story, write, wrong

from builders import day, dose, factor, magnesium, night, plan, present, product, symptom
from legdiary.store import diary_file
from legdiary.store.backups.on_demand import backup
from legdiary.store.backups.restore import DAMAGED, diary_state
from legdiary.store.backups.verify import CopyRefused
from legdiary.store.backups.write import CopyUnsound
from legdiary.store.diary import Diary
from legdiary.store.errors import DiaryDamaged, EntryChanged, HistoryChanged, SumsChanged
from legdiary.store.findings import CHECKSUMS, INTEGRITY, LEDGER
from legdiary.store.health.check import check_diary
from legdiary.store.other_diary import entries_of_copy
from summing import sum_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EVER = (day("0001-01-01"), day("9999-12-31"))
CLOCK = present()


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """A night, a product, two doses of it on one day, a plan: entries 1 to 5."""
    path = place(tmp_path)
    with Diary.for_writing(path, CLOCK) as opened:
        opened.add_all([night("2026-11-20", 6, note=NOTE), product("red leaf")], CLOCK)
        opened.add_all(
            [dose("2026-11-20T21:00-05:00", 2500, product_id=2), dose("2026-11-20T23:00-05:00", 1000)], CLOCK
        )
        opened.add(plan(), CLOCK)
    return path


def sums(path: Path) -> dict[tuple[str, str], int]:
    with closing(diary_file.open_unchanged(path)) as connection:
        return {(row[0], row[1]): row[2] for row in connection.execute("SELECT * FROM checksum")}


def read(path: Path, *kinds: str) -> list[object]:
    with Diary.for_reading(path) as opened:
        return [stored.entry for kind in kinds for stored in opened.entries_between(kind, *EVER)]


# ---------------------------------------------------------------------- what is kept


def test_the_sum_of_a_day_is_that_of_its_rows_as_json(tmp_path: Path) -> None:
    """Both numbers are those that gzip writes of the text."""
    path = place(tmp_path)
    with Diary.for_writing(path, CLOCK) as opened:
        first = opened.add(symptom("nausea", 2), CLOCK)
        assert sums(path)["symptom", "2026-11-20"] == 3_981_092_222  # ["symptom",1,0,"2026-11-20","nausea",2,null]
        opened.add(symptom("fast heartbeat", 3), CLOCK)
        assert sums(path)["symptom", "2026-11-20"] == 3_981_092_222 + 2_860_047_525  # … 3, null]
        opened.delete(first.id, CLOCK)
        assert sums(path)["symptom", "2026-11-20"] == 2_860_047_525
        opened.undo(CLOCK)
        opened.undo(CLOCK)
        opened.undo(CLOCK)
    assert ("symptom", "2026-11-20") not in sums(path), "what is no more has no checksum"
    assert sums(path)["lines", ""] == 6


def test_the_sums_are_those_of_today_whatever_was_done(tmp_path: Path) -> None:
    path = story(place(tmp_path))
    kept = sums(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM checksum")
    sum_up(path)
    assert sums(path) == kept


# ---------------------------------------------------------------------- what was changed is not told


def test_a_changed_dose_is_named_and_its_content_is_not(diary: Path) -> None:
    spoil(diary, "UPDATE dose SET amount_mg = 2501, note = 'sneaky' WHERE id = 3")
    with pytest.raises(EntryChanged) as refusal:
        read(diary, "kratom")
    assert refusal.value.exit_code == 3
    assert refusal.value.message == (
        "entry 3 of the diary (kratom, 2026-11-20) is not what was stored (perhaps a disk fault); "
        "`delete 3` removes it, and `undo` then brings it back from its history"
    )
    assert refusal.value.hint == "legdiary check"
    assert read(diary, "night") == [night("2026-11-20", 6, note=NOTE)], "what is right can be read"


@pytest.mark.parametrize(
    ("change", "entry_id"),
    [
        ("UPDATE dose SET amount_mg = 2501 WHERE id = 3", 3),
        ("UPDATE dose SET night_of = '2026-11-19' WHERE id = 4", 4),
        ("UPDATE dose SET product_id = NULL WHERE id = 3", 3),
        ("DELETE FROM dose WHERE id = 4", 4),
        ("UPDATE night SET note = NULL", 1),
        ("UPDATE product SET product_kind = '7-oh'", 2),
        ("UPDATE \"plan\" SET starts_on = '2026-11-03'", 5),
        ("UPDATE taper_step SET target_mg = 9701 WHERE target_mg = 9700", 5),
        ("DELETE FROM taper_step WHERE target_mg = 9700", 5),
        ("INSERT INTO hold VALUES (5, 0, '2026-11-12', 5, '2026-11-09', NULL)", 5),
    ],
)
def test_what_is_changed_or_lost_is_never_told_and_can_be_had_back(diary: Path, change: str, entry_id: int) -> None:
    before = diary.read_bytes()
    with Diary.for_reading(diary) as opened:
        stood = [*opened.snapshot().stored]
    spoil(diary, change)
    with Diary.for_reading(diary) as opened, pytest.raises(EntryChanged) as refusal:
        opened.snapshot()
    assert refusal.value.entry_id == entry_id
    with Diary.for_reading(diary) as opened, pytest.raises(EntryChanged):
        opened.entry(entry_id)
    found = {each.topic: each for each in check_diary(diary, NOW)}
    assert found[CHECKSUMS].state == found[LEDGER].state == "wrong"
    if entry_id == 2:
        return  # what doses name is not taken away
    with Diary.for_writing(diary, CLOCK) as opened:
        opened.delete(entry_id, CLOCK)
        opened.undo(CLOCK)
        assert opened.snapshot().stored == stood
    assert wrong(diary) == {}
    assert before != diary.read_bytes()


def test_a_second_changed_entry_is_told_when_the_first_is_put_right(diary: Path) -> None:
    spoil(diary, "UPDATE dose SET amount_mg = amount_mg + 1")
    with Diary.for_writing(diary, CLOCK) as opened:
        with pytest.raises(EntryChanged, match="entry 3"):
            opened.delete(4, CLOCK)
        opened.delete(3, CLOCK)
        with pytest.raises(EntryChanged, match="entry 4"):
            opened.entries_on("kratom", day("2026-11-20"))
        opened.delete(4, CLOCK)
        assert opened.entries_on("kratom", day("2026-11-20")) == []
    assert wrong(diary) == {}


@pytest.mark.parametrize(
    "reading",
    [
        lambda opened: opened.preceding_doses(day("2026-11-22")),
        lambda opened: opened.last_days(day("2026-11-22"), 14),
        lambda opened: opened.amounts(*EVER),
        lambda opened: opened.amounts_of("leaf", *EVER),
        lambda opened: opened.last_days_of("leaf", day("2026-11-22"), 14),
        lambda opened: opened.last_dose_of("leaf", day("2026-11-22")),
        lambda opened: opened.last_product(*EVER),
        lambda opened: opened.has_other_substance(*EVER),
        lambda opened: opened.logged(*EVER, in_short=True),
        lambda opened: opened.past(),
        lambda opened: opened.rows("csv_doses", from_night="", before_night="~"),
        lambda opened: opened.everything(),
        lambda opened: opened.span(),
    ],
)
@pytest.mark.parametrize("change", ["UPDATE dose SET night_of = '2026-11-21' WHERE id = 4", "DELETE FROM dose"])
def test_no_sum_is_made_of_what_was_changed(diary: Path, reading: Callable[[Diary], object], change: str) -> None:
    spoil(diary, "UPDATE product SET product_kind = 'leaf'", change)
    with Diary.for_reading(diary) as opened, pytest.raises((EntryChanged, SumsChanged)):
        reading(opened)


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ("DELETE FROM night WHERE night_of = '2026-11-01'", True),  # within
        ("UPDATE night SET severity = 9 WHERE night_of = '2026-10-20'", True),  # on the days around
        ("UPDATE magnesium SET elemental_mg = 400 WHERE night_of = '2026-10-20'", True),
        ("UPDATE magnesium SET night_of = '2026-09-01' WHERE night_of = '2026-10-20'", True),
        ("UPDATE dose SET product_id = NULL WHERE night_of = '2026-10-20'", True),
        ("UPDATE dose SET zone = 'Europe/Berlin' WHERE night_of = '2026-10-20'", True),
        ("UPDATE product SET product_kind = 'extract'", True),
        ("UPDATE magnesium SET elemental_mg = 400 WHERE night_of = '2026-08-20'", False),  # long before, and not told
    ],
)
def test_the_events_of_a_range_rest_on_the_days_around_it(change: str, refused: bool, tmp_path: Path) -> None:
    path = place(tmp_path)
    days = [f"2026-{month:02d}-{on:02d}" for month in (8, 9, 10, 11) for on in range(1, 29) if (month, on) < (11, 20)]
    with Diary.for_writing(path, CLOCK) as opened:
        leaf = opened.add(product("red leaf"), CLOCK).id
        opened.add_all([night(on) for on in days], CLOCK)
        opened.add_all([magnesium(f"{on}T22:00-05:00", 200) for on in days], CLOCK)
        opened.add_all([dose(f"{on}T20:00-05:00", product_id=leaf) for on in days], CLOCK)
    spoil(path, change)
    with Diary.for_reading(path) as opened:
        if refused:
            with pytest.raises((EntryChanged, SumsChanged)):
                opened.past_of_range(day("2026-11-01"), day("2026-11-10"))
        else:
            past = opened.past_of_range(day("2026-11-01"), day("2026-11-10"))
            assert (past.magnesium, past.first_doses, past.kept[0]) == ({}, {}, day("2026-10-11"))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE dose SET product_id = NULL WHERE night_of = '2026-08-20'",
        "UPDATE dose SET night_of = '2026-11-07' WHERE night_of = '2026-08-20'",
        "DELETE FROM dose WHERE night_of = '2026-08-20'",
    ],
)
def test_nothing_is_said_to_begin_because_what_came_before_was_changed(change: str, tmp_path: Path) -> None:
    path = place(tmp_path)
    with Diary.for_writing(path, CLOCK) as opened:
        leaf = opened.add(product("red leaf"), CLOCK).id
        opened.add_all([night(f"2026-{month:02d}-{on:02d}") for month in (8, 11) for on in range(1, 20)], CLOCK)
        opened.add(dose("2026-08-20T20:00-05:00", product_id=leaf), CLOCK)
        opened.add(dose("2026-11-07T20:00-05:00", product_id=leaf), CLOCK)
        assert opened.past_of_range(day("2026-11-01"), day("2026-11-10")).first_doses == {leaf: day("2026-08-20")}
    spoil(path, change)
    with Diary.for_reading(path) as opened, pytest.raises((EntryChanged, SumsChanged)):
        opened.past_of_range(day("2026-11-01"), day("2026-11-10"))


def test_a_row_is_held_against_its_checksum_again_after_a_write(diary: Path) -> None:
    with Diary.for_writing(diary, CLOCK) as opened:
        assert len(opened.entries_on("kratom", day("2026-11-20"))) == 2
        spoil(diary, "UPDATE dose SET amount_mg = 2501 WHERE id = 3")
        with pytest.raises(EntryChanged):
            opened.entries_on("kratom", day("2026-11-20"))


def test_names_are_those_that_were_stored(diary: Path) -> None:
    with Diary.for_writing(diary, CLOCK) as opened:
        opened.add(factor("coffee"), CLOCK)
        assert opened.names("factor") == ["coffee"]
    spoil(diary, "UPDATE factor SET name = 'toffee'")
    with Diary.for_reading(diary) as opened, pytest.raises(EntryChanged):
        opened.names("factor")


# ---------------------------------------------------------------------- the ledger


@pytest.mark.parametrize(
    "change", ["UPDATE ledger SET made_zone = 'UTC' WHERE id = 3", "UPDATE ledger SET kind = 'x' WHERE id = 3"]
)
def test_a_changed_line_is_not_told(diary: Path, change: str) -> None:
    spoil(diary, change)
    with Diary.for_reading(diary) as opened:
        for entry_id in (3, None):
            with pytest.raises(HistoryChanged):
                opened.history(entry_id)
        assert [line.entry_id for line in opened.history(4)] == [4]
        with pytest.raises(HistoryChanged):
            opened.entry(3)
        with pytest.raises(HistoryChanged):
            opened.everything()


def test_a_ledger_that_has_lost_its_last_lines_is_not_written_to(diary: Path) -> None:
    with Diary.for_writing(diary, CLOCK) as opened:
        opened.edit(1, lambda old: night("2026-11-20", 3, note=old.note), CLOCK)
    spoil(diary, "DELETE FROM ledger WHERE id = 6")
    with pytest.raises(HistoryChanged, match="the history in the diary"):
        write(diary, 1000)
    assert "the number of the ledger's lines" in wrong(diary)[CHECKSUMS]


def test_an_undo_never_takes_back_what_was_taken_back(diary: Path) -> None:
    with Diary.for_writing(diary, CLOCK) as opened:
        opened.delete(4, CLOCK)
        opened.undo(CLOCK)
    spoil(diary, "UPDATE ledger SET undoes = 5 WHERE undoes = 6")
    with pytest.raises(HistoryChanged), Diary.for_writing(diary, CLOCK) as opened:
        opened.undo(CLOCK)


# ---------------------------------------------------------------------- what `check` tells, and what helps


def test_check_lists_what_does_not_fit(diary: Path) -> None:
    assert [each.what for each in of(check_diary(diary, NOW), CHECKSUMS)] == ["everything is as it was stored"]
    spoil(diary, "UPDATE dose SET amount_mg = 1", "UPDATE night SET severity = 1", "UPDATE product SET name = 'x'")
    assert (
        wrong(diary)[CHECKSUMS]
        == "3 faults: not as stored are kratom of 2026-11-20; night of 2026-11-20; every product"
    )


def test_checksums_that_were_changed_themselves_are_made_anew(diary: Path) -> None:
    spoil(diary, "UPDATE checksum SET sum = sum + 1 WHERE of = 'dose'")
    with pytest.raises(SumsChanged):
        read(diary, "kratom")
    (found,) = of(check_diary(diary, NOW), CHECKSUMS)
    assert found.command == (
        f"sqlite3 {diary} \"INSERT INTO checksum VALUES ('dose', '2026-11-20', -1) ON CONFLICT (of, key) DO UPDATE "  # noqa: S608
        'SET sum = sum + excluded.sum; DELETE FROM checksum WHERE sum = 0"'
    )
    spoil(diary, *found.command.split('"')[1].split("; "))
    assert read(diary, "kratom") == [
        dose("2026-11-20T21:00-05:00", 2500, product_id=2),
        dose("2026-11-20T23:00-05:00", 1000),
    ]
    assert wrong(diary) == {}


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM checksum",
        "UPDATE checksum SET key = '2026-11-2p' WHERE of = 'dose'",
        "UPDATE checksum SET sum = 3 WHERE of = 'lines'",
        "INSERT INTO checksum VALUES ('dose', '2026-11-21', 5)",
    ],
)
def test_however_checksums_were_changed_one_command_puts_them_right(diary: Path, change: str) -> None:
    stood = sums(diary)
    spoil(diary, change)
    (found,) = of(check_diary(diary, NOW), CHECKSUMS)
    assert found.command is not None
    spoil(diary, *found.command.split('"')[1].split("; "))
    assert (wrong(diary), sums(diary)) == ({}, stood)


def test_a_checksum_of_no_name_is_no_part_of_a_command(diary: Path) -> None:
    spoil(diary, "UPDATE checksum SET key = '2026\"; rm x' WHERE of = 'dose'")
    (found,) = of(check_diary(diary, NOW), CHECKSUMS)
    assert found.command == f"sqlite3 {diary} .recover | sqlite3 {diary.with_suffix('.rescued.db')}"


def test_a_value_of_another_kind_is_told_as_damage(diary: Path) -> None:
    """One bit makes a blob of a text."""
    spoil(diary, "PRAGMA writable_schema=ON", "UPDATE sqlite_master SET sql = replace(sql, 'STRICT', '')")
    spoil(diary, "UPDATE night SET note = x'00ff'")
    with pytest.raises((EntryChanged, DiaryDamaged)):
        read(diary, "night")


# ---------------------------------------------------------------------- copies


def test_a_copy_of_what_was_changed_is_not_made_restored_or_joined(diary: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup(diary, copy)
    spoil(copy, "UPDATE dose SET amount_mg = 2501 WHERE id = 3")
    spoil(copy, "UPDATE ledger SET new = replace(new, '2500', '2501') WHERE id = 3")
    for refused in (lambda: put(diary, copy), lambda: entries_of_copy(copy, diary)):
        with pytest.raises(CopyRefused, match="2 faults: not as stored are kratom of 2026-11-20"):
            refused()
    with pytest.raises(CopyUnsound):
        backup(copy, tmp_path / "another.db")
    assert wrong(diary) == {}


def test_a_sound_copy_takes_the_place_of_a_changed_diary_which_is_kept(diary: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup(diary, copy)
    spoil(diary, "UPDATE dose SET amount_mg = 2501 WHERE id = 3")
    spoilt = diary.read_bytes()
    assert diary_state(diary).state == DAMAGED
    done = put(diary, copy)
    assert done.kept is not None
    assert done.kept.read_bytes() == spoilt
    assert wrong(diary) == {}
    assert len(read(diary, "night", "kratom")) == 3


def test_no_note_is_in_what_is_said(tmp_path: Path) -> None:
    path = story(place(tmp_path))
    spoil(path, "UPDATE sleep SET note = note || '!'")
    with pytest.raises(EntryChanged) as refusal:
        read(path, "sleep")
    assert PRIVATE not in refusal.value.message
    assert PRIVATE not in " ".join(each.what for each in check_diary(path, NOW))
    assert of(check_diary(path, NOW), INTEGRITY)[0].state == "fine"
