"""Diaries to be copied, restored and looked over, and what befalls them."""

from __future__ import annotations

import resource
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builders import dose, factor, magnesium, measure, night, plan, present, product, sleep, symptom
from legdiary.domain.time.moments import Moment
from legdiary.store import diary_file
from legdiary.store.backups.on_demand import backup
from legdiary.store.backups.restore import restore
from legdiary.store.backups.verify import verify_copy
from legdiary.store.diary import Diary
from legdiary.store.findings import WRONG
from legdiary.store.health.check import check_diary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from legdiary.store.backups.restore import Restored
    from legdiary.store.findings import Finding

NOW = present().now
DAY = 24 * 3600
SCHEMAS = Path(__file__).parent / "schemas"
PRIVATE = "the doctor must not see this"
NOTE = "what nobody else may read"


# ---------------------------------------------------------------------- diaries


def place(tmp_path: Path) -> Path:
    """Where a diary can stand, in a folder of its own."""
    folder = tmp_path / "place"
    folder.mkdir(mode=0o700)
    return folder / "diary.db"


def story(path: Path) -> Path:
    """Every kind of entry and of change."""
    path.parent.chmod(0o700)
    clock = present()
    with Diary.for_writing(path, clock) as diary:
        first = diary.add(night(note=PRIVATE), clock)
        diary.add(sleep(span="22:45-06:10", up="06:45", note=PRIVATE), clock, recalled=True)
        leaf = diary.add(product("red leaf", capsule_mg=500), clock)
        kept = [diary.add(dose(amount_mg=amount, product_id=leaf.id), clock) for amount in (2500, 2000)]
        diary.add_all([magnesium(), symptom(), (measure(), True), factor(at="2026-11-20T15:00-05:00")], clock)
        steps = diary.add(plan(), clock)
        diary.edit(first.id, lambda old: replace(old, severity=4, note=None), clock)
        diary.edit(steps.id, lambda old: replace(old, name="winter", steps=old.steps[:2]), clock)
        diary.undo(clock)
        diary.delete(kept[0].id, clock)
        diary.undo(clock)
        diary.delete(kept[1].id, clock)
        diary.add(night("2026-11-19", 0), clock)
        diary.undo(clock)
    return path


def begun(tmp_path: Path) -> Path:
    """A diary of a few entries."""
    folder = tmp_path / "place"
    folder.mkdir(mode=0o700)
    path = folder / "diary.db"
    with Diary.for_writing(path, present()) as opened:
        opened.add(night(note=NOTE), present())
        opened.add(product("red leaf"), present())
        opened.add(plan(), present())
        opened.add(sleep(), present(), recalled=True)
    write(path, 1000, 2000)
    return path


def copied(diary: Path, tmp_path: Path) -> Path:
    """A copy of the diary, and then the diary goes on."""
    target = tmp_path / "elsewhere" / "copy.db"
    backup(diary, target)
    write(diary, 3000)
    return target


def later(days: float) -> Moment:
    return Moment(NOW.utc_s + int(days * DAY), NOW.offset_min, NOW.zone)


def write(path: Path, *amounts: int) -> None:
    with Diary.for_writing(path, present()) as diary:
        diary.add_all([dose(amount_mg=amount, note=NOTE) for amount in amounts], present())


# ---------------------------------------------------------------------- what is in them


def doses(path: Path) -> list[int]:
    with closing(diary_file.open_unchanged(path)) as connection:
        return [row[0] for row in connection.execute("SELECT amount_mg FROM dose ORDER BY id")]


def lines(path: Path) -> list[tuple[Any, ...]]:
    with closing(diary_file.open_unchanged(path)) as connection:
        return [tuple(row) for row in connection.execute("SELECT * FROM ledger ORDER BY id")]


def names(path: Path) -> list[str]:
    return sorted(each.name for each in (path.parent / "backups").iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def put(path: Path, source: Path, now: Moment = NOW) -> Restored:
    """A restore, as the command does it."""
    copy = verify_copy(source, path)
    with closing(copy.image):
        return restore(path, copy, now)


def of(found: Iterable[Finding], topic: str) -> list[Finding]:
    return [each for each in found if each.topic == topic]


def wrong(path: Path) -> dict[str, str]:
    """What is wrong, by topic."""
    return {each.topic: each.what for each in check_diary(path, NOW) if each.state == WRONG}


# ---------------------------------------------------------------------- what befalls them


def spoil(path: Path, *statements: str) -> None:
    """Change a file behind legdiary's back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute("PRAGMA writable_schema=ON")
        for each in statements:
            connection.execute(each)


_CRASH = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size=2")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE ledger SET made_zone = hex(randomblob(4000))")
connection.execute("UPDATE sleep SET note = hex(randomblob(40000))")
os.kill(os.getpid(), 9)
"""


def crashed(path: Path) -> None:
    """A write that was cut off half-way: its journal is hot."""
    done = subprocess.run([sys.executable, "-c", _CRASH, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.with_name(f"{path.name}-journal").stat().st_size > 512


class limited:  # noqa: N801 - a context, used like one
    """No file can grow beyond this."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __enter__(self) -> None:
        self._usual = resource.getrlimit(resource.RLIMIT_FSIZE)
        self._handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._size, self._usual[1]))

    def __exit__(self, *_: object) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._usual)
        signal.signal(signal.SIGXFSZ, self._handler)
