"""The copies beside a diary, and the conflict copies of a sync program, as `check` tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kept_diaries import NOW, of, place, story, wrong

from builders import dose, night, present
from legdiary.domain.joins.merge_files import merge_files
from legdiary.store.backups import weekly
from legdiary.store.diary import Diary
from legdiary.store.findings import FINE, TOLD, WRONG, Finding
from legdiary.store.health.check import check_diary
from legdiary.store.other_diary import entries_of_copy

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return place(tmp_path)


@pytest.fixture
def diary(path: Path) -> Path:
    return story(path)


def test_copies_are_counted_and_each_is_read(diary: Path) -> None:
    weekly.rotate(diary, 8, NOW)
    backups = diary.parent / "backups"
    assert of(check_diary(diary, NOW), "backups") == [
        Finding("backups", FINE, "1 copy, intact; the newest holds everything up to 2026-11-22 01:30")
    ]
    (backups / "diary-20261101T000000Z-v3.db").write_bytes(b"no diary")
    (backups / "diary-20261102T000000Z-v3.db").write_bytes(diary.read_bytes()[:20_000])
    (backups / "diary-20261103T000000Z-v3.db.age").write_bytes(b"sealed")
    for each in backups.iterdir():
        each.chmod(0o600)
    found = of(check_diary(diary, NOW), "backups")
    assert (
        found[0].what
        == "1 copy, intact; the newest holds everything up to 2026-11-22 01:30; 1 encrypted copy, not looked into"
    )
    assert [(each.state, each.command) for each in found[1:]] == [
        (WRONG, f"rm {backups / name}") for name in ("diary-20261101T000000Z-v3.db", "diary-20261102T000000Z-v3.db")
    ]


def test_an_old_copy_is_told(diary: Path) -> None:
    weekly.rotate(diary, 8, NOW)
    later = present("2026-12-22T01:30-05:00")
    with Diary.for_writing(diary, later) as opened:
        opened.add(night("2026-12-20"), later)
    found = of(check_diary(diary, later.now), "backups")
    assert [(each.state, each.command) for each in found] == [(TOLD, "legdiary backup")]


def test_a_copy_that_knows_more_is_told(diary: Path) -> None:
    copy = weekly.rotate(diary, 8, NOW)
    assert copy is not None
    with Diary.for_writing(copy, present()) as ahead:
        ahead.add(night("2026-11-18"), present())
    found = of(check_diary(diary, NOW), "backups")
    assert wrong(diary) == {}
    assert (found[1].state, found[1].command) == (TOLD, f"legdiary import {copy}")
    with Diary.for_writing(diary, present()) as opened:
        opened.import_entries(lambda standing: merge_files([entries_of_copy(copy, diary)], standing), present())
    assert [each.state for each in of(check_diary(diary, NOW), "backups")] == [FINE], "the diary has everything in it"


@pytest.mark.parametrize(
    "name",
    [
        "diary (conflicted copy 2026-11-22).db", "diary (Jane's conflicted copy 2026-11-22).db", "diary (1).db",
        "diary.sync-conflict-20261122-063000-ABCDEFG.db", "diary-LAPTOP.db", "diary (In Konflikt stehende Kopie).db",
    ],
)  # fmt: skip
def test_conflict_copies(diary: Path, name: str) -> None:
    double = diary.with_name(name)
    double.write_bytes(diary.read_bytes())
    double.chmod(0o600)
    found = of(check_diary(diary, NOW), "conflicts")
    assert [each.state for each in found] == [TOLD]
    assert "has everything in it" in found[0].what
    with Diary.for_writing(double, present()) as opened:
        opened.add(night("2026-11-18"), present())
    with Diary.for_writing(diary, present()) as opened:
        opened.add(dose(amount_mg=700), present())
    found = of(check_diary(diary, NOW), "conflicts")
    assert [each.state for each in found] == [WRONG]
    assert (found[0].command or "").startswith("legdiary import ")
    join(diary, double)
    assert of(check_diary(diary, NOW), "conflicts")[0].state == TOLD


def join(path: Path, double: Path) -> None:
    from legdiary.domain.joins.merge_files import merge_files

    incoming = entries_of_copy(double)
    with Diary.for_writing(path, present()) as diary:
        diary.import_entries(lambda standing: merge_files([incoming], standing), present())


def test_another_diary_beside_it_is_no_conflict_copy(diary: Path) -> None:
    with Diary.for_writing(diary.with_name("diary-of-jane.db"), present()) as other:
        other.add(night("2026-11-01"), present())
    diary.with_name("diary-notes.db").write_bytes(b"something else")
    assert [each.state for each in of(check_diary(diary, NOW), "conflicts")] == [FINE]
