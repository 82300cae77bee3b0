"""The copy a week: when one is made, and which may go."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from kept_diaries import NOW, begun, doses, later, limited, mode, names, write

from legdiary.store.backups import weekly
from legdiary.store.backups import write as copies
from legdiary.store.backups.on_demand import backup
from legdiary.store.backups.weekly import rotate
from legdiary.store.errors import DiskFull
from legdiary.store.findings import FINE, WRONG
from legdiary.store.health.check import check_diary

if TYPE_CHECKING:
    from pathlib import Path

_ROTATE = """
import sys
from pathlib import Path
from legdiary.store.backups import weekly
from legdiary.domain.time.moments import Moment
weekly.rotate(Path(sys.argv[1]), 8, Moment(int(sys.argv[2]), 0, 'UTC'))
"""


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return begun(tmp_path)


class TestRotation:
    def test_the_first_write_makes_one_and_the_week_no_other(self, diary: Path) -> None:
        made = rotate(diary, 8, NOW)
        assert made is not None
        assert (mode(made), mode(made.parent)) == (0o600, 0o700)
        assert doses(made) == [1000, 2000]
        for days in (0, 0.5, 3, 6.99):
            assert rotate(diary, 8, later(days)) is None
        assert rotate(diary, 8, later(7)) is not None
        assert len(names(diary)) == 2

    def test_none_where_it_is_off(self, diary: Path) -> None:
        assert rotate(diary, 0, NOW) is None
        assert not (diary.parent / "backups").exists()

    def test_the_oldest_go(self, diary: Path) -> None:
        made = []
        for week in range(6):
            made.append(rotate(diary, 3, later(7 * week)))
            write(diary, 100 + week)
        assert names(diary) == sorted(each.name for each in made[-3:] if each)

    def test_a_clock_that_is_ahead_neither_stops_nor_floods_it(self, diary: Path) -> None:
        far = rotate(diary, 8, later(4000))
        assert far is not None
        assert rotate(diary, 8, later(4000.5)) is None
        assert rotate(diary, 8, NOW) is not None
        assert rotate(diary, 8, later(1)) is None
        write(diary, 500)
        assert rotate(diary, 8, later(8)) is not None
        assert len(names(diary)) == 3

    def test_a_clock_that_is_behind_deletes_nothing_newer(self, diary: Path) -> None:
        kept = []
        for week in range(3):
            kept.append(rotate(diary, 3, later(7 * week)))
            write(diary, 100 + week)
        behind = rotate(diary, 3, later(-4000))
        assert behind is not None
        assert names(diary) == sorted(each.name for each in (*kept[1:], behind) if each)

    def test_what_goes_is_told_by_content(self, diary: Path) -> None:
        """The copy that is dated last knows least."""
        backups = diary.parent / "backups"
        backup(diary, backups / "diary-20300101T000000Z-v3.db")
        for number in range(1, 4):
            write(diary, 100 * number)
            backup(diary, backups / f"diary-2020010{number}T000000Z-v3.db")
        write(diary, 900)
        made = rotate(diary, 3, NOW)
        assert made is not None
        assert names(diary) == ["diary-20200102T000000Z-v3.db", "diary-20200103T000000Z-v3.db", made.name]

    def test_doubles_go_first(self, diary: Path) -> None:
        backups = diary.parent / "backups"
        backup(diary, backups / "diary-20200101T000000Z-v3.db")
        write(diary, 500)
        for number in range(2, 5):
            backup(diary, backups / f"diary-2020010{number}T000000Z-v3.db")
        made = rotate(diary, 3, NOW)
        assert made is not None
        assert "diary-20200101T000000Z-v3.db" in names(diary)
        assert len(names(diary)) == 3

    def test_what_knows_more_or_other_is_never_deleted(self, diary: Path) -> None:
        backups = diary.parent / "backups"
        more, other = backups / "diary-20200101T000000Z-v3.db", backups / "diary-20200102T000000Z-v3.db"
        for each in (more, other):
            backup(diary, each)
        write(more, *range(100, 150))
        write(other, 77)
        for week in range(5):
            write(diary, 1000 + week)
            assert rotate(diary, 1, later(7 * week)) is not None
        assert len(names(diary)) == 3
        assert more.exists()
        assert other.exists()

    def test_what_cannot_be_read_is_left(self, diary: Path) -> None:
        backups = diary.parent / "backups"
        backups.mkdir(mode=0o700)
        for name, held in (("diary-20200101T000000Z-v3.db", b"no diary"), ("diary-20200102T000000Z-v3.db", b"")):
            (backups / name).write_bytes(held)
        cut = backups / "diary-20200103T000000Z-v3.db"
        cut.write_bytes(diary.read_bytes()[:-4096])
        for week in range(4):
            write(diary, 1000 + week)
            rotate(diary, 2, later(7 * week))
        assert len(names(diary)) == 5
        assert [each.state for each in check_diary(diary, NOW) if each.topic == "backups"] == [
            FINE,
            WRONG,
            WRONG,
            WRONG,
        ]

    def test_another_diary_s_copies_are_not_its_own(self, diary: Path) -> None:
        other = diary.with_name("diary-2.db")
        write(other, 5)
        assert rotate(other, 1, NOW) is not None
        assert rotate(diary, 1, NOW) is not None
        assert rotate(diary, 1, later(7)) is not None
        assert len([name for name in names(diary) if name.startswith("diary-2-")]) == 1

    def test_a_copy_under_a_name_of_one_s_own_is_left(self, diary: Path) -> None:
        backup(diary, diary.parent / "backups" / "diary-before-the-trip.db")
        for week in range(3):
            rotate(diary, 1, later(7 * week))
        assert "diary-before-the-trip.db" in names(diary)

    def test_a_diary_that_is_held_is_copied_another_time(self, diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(weekly, "_ROTATION_WAITS_MS", 50)
        with closing(sqlite3.connect(diary, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert rotate(diary, 8, NOW) is None
        assert rotate(diary, 8, NOW) is not None

    def test_many_terminals_at_once_make_one(self, diary: Path) -> None:
        started = [
            subprocess.Popen([sys.executable, "-c", _ROTATE, str(diary), str(NOW.utc_s + number)])
            for number in range(6)
        ]
        assert [each.wait(60) for each in started] == [0] * 6
        assert len(names(diary)) == 1

    def test_no_room_is_said_and_leaves_nothing(self, diary: Path) -> None:
        with limited(8192), pytest.raises((DiskFull, copies.CopyNotWritable)):
            rotate(diary, 8, NOW)
        assert names(diary) == []
