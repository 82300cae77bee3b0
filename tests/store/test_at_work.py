"""Copies and restores with other programs at work, and with the plug pulled."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from kept_diaries import NOW, begun, copied, doses, later, lines, put

from legdiary.store import diary_file
from legdiary.store.backups import file_names
from legdiary.store.backups.on_demand import backup
from legdiary.store.backups.restore import DAMAGED, MISSING, SOUND
from legdiary.store.backups.verify import verify_copy
from legdiary.store.diary import Diary
from legdiary.store.findings import WRONG
from legdiary.store.health.check import check_diary

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return begun(tmp_path)


@pytest.fixture
def copy(diary: Path, tmp_path: Path) -> Path:
    return copied(diary, tmp_path)


# ---------------------------------------------------------------------- other programs at work


_WRITER = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from builders import dose, present
from legdiary.store.diary import Diary
number = int(sys.argv[2])
while True:
    number += 1
    with Diary.for_writing(Path(sys.argv[1]), present()) as diary:
        diary.add(dose(amount_mg=number), present())
    print(number, flush=True)
    time.sleep(0.05)
"""


class Writers:
    """Programs that store one dose after the other, each amount once, and say so after each."""

    def __init__(self, path: Path, number: int) -> None:
        self._path = path
        tests = str(Path(__file__).parent.parent)
        self._running = [
            subprocess.Popen(
                [sys.executable, "-c", _WRITER, str(path), str(10_000 * (each + 1)), tests], stdout=subprocess.PIPE
            )
            for each in range(number)
        ]

    def stored(self) -> set[int]:
        """Stop them; every amount that was acknowledged."""
        found: set[int] = set()
        for each in self._running:
            each.terminate()
            out, _ = each.communicate(timeout=60)
            found |= {int(amount) for amount in re.findall(rb"(\d+)\n", out)}
        with Diary.for_reading(self._path) as opened:  # rolls back what one was stopped in the middle of
            opened.history()
        return found


@pytest.fixture
def writers(diary: Path) -> Iterator[Writers]:
    started = Writers(diary, 3)
    until = time.monotonic() + 60
    while len(lines_at_work(diary)) < 15 and time.monotonic() < until:
        time.sleep(0.05)
    yield started
    started.stored()


def lines_at_work(path: Path) -> list[int]:
    with closing(diary_file.connect(path, writing=False)) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM ledger")]


def test_a_copy_while_others_write_is_one_state_of_the_diary(diary: Path, writers: Writers, tmp_path: Path) -> None:
    for number in range(4):
        target = tmp_path / f"copy-{number}.db"
        backup(diary, target)
        with closing(verify_copy(target, diary).image) as image:
            assert image.execute("SELECT max(id) = count(*) FROM ledger").fetchone()[0] == 1
    assert writers.stored() <= set(doses(diary))


def test_a_restore_while_others_write_loses_nothing_that_was_acknowledged(
    diary: Path, copy: Path, writers: Writers
) -> None:
    kept = [put(diary, copy, later(number / 1000)).kept for number in range(4)]
    stored = writers.stored()
    assert stored
    found = {amount for each in (*kept, diary) if each for amount in doses(each)}
    assert stored <= found
    assert doses(diary)[:2] == [1000, 2000]
    assert not [each for each in check_diary(diary, NOW) if each.state == WRONG]


# ---------------------------------------------------------------------- the plug pulled

_RESTORE = """
import sys
from pathlib import Path
from legdiary.store.backups import restore, verify
from legdiary.domain.time.moments import Moment
path = Path(sys.argv[1])
passed = verify.verify_copy(Path(sys.argv[2]), path)
restore.restore(path, passed, Moment(1795329000, -300, "America/New_York"))
"""
_WRITES = "write,pwrite64,ftruncate,unlink,unlinkat,rename,renameat,renameat2,link,linkat,fsync,fdatasync"


def traced(path: Path, source: Path, *how: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["strace", "-qq", "-f", "-e", f"trace={_WRITES}", *how, sys.executable, "-B", "-c", _RESTORE, str(path),
         str(source)],
        check=False, capture_output=True, timeout=60,
    )  # fmt: skip


def plug_pulled(diary: Path, copy: Path, state: str, share: int) -> None:
    """Kill a restore at every write-class call, or at every `share`-th of them."""
    if shutil.which("strace") is None or traced(diary, copy / "nothing").returncode != 1:
        pytest.skip("strace cannot trace here")
    if state == DAMAGED:
        os.truncate(diary, 20_000)
    elif state == MISSING:
        diary.unlink()
    old, new = (diary.read_bytes() if diary.exists() else None), lines(copy)
    old_lines = lines(diary) if state == SOUND else None
    fresh = diary.parent.parent / "fresh"
    calls, outcomes = 1, set()
    while True:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(diary.parent, fresh)
        path = fresh / diary.name
        done = traced(path, copy, "-e", f"inject={_WRITES}:signal=KILL:when={calls}")
        if done.returncode == 0:
            break
        assert done.returncode in {-signal.SIGKILL, 137}, done.stderr
        outcomes.add(_whole(path, old, old_lines, new))
        calls += share
    assert calls > 20
    assert lines(path) == new
    assert "old" in outcomes


def _whole(path: Path, old: bytes | None, old_lines: list[tuple[Any, ...]] | None, new: list[tuple[Any, ...]]) -> str:
    """Which diary is there after a kill; anything in between is an error."""
    if old is None and not path.exists():
        return "old"
    if old is not None and old_lines is None and path.read_bytes() == old:
        return "old"
    with Diary.for_reading(path) as opened:  # rolls back what was cut off
        opened.history()
    wrong = [each for each in check_diary(path, NOW) if each.state == WRONG and each.topic != "backups"]
    assert wrong == []
    there = lines(path)
    assert there in (old_lines, new)
    for each in file_names.copies_of(path):
        with closing(verify_copy(each, path).image):
            pass
    return "new" if there == new else "old"


@pytest.mark.parametrize("state", [SOUND, DAMAGED, MISSING])
@pytest.mark.thinned(3)
def test_a_restore_that_is_killed_leaves_the_old_diary_or_the_new_one(diary: Path, copy: Path, state: str) -> None:
    plug_pulled(diary, copy, state, share=13)


@pytest.mark.slow
@pytest.mark.parametrize("state", [SOUND, DAMAGED, MISSING])
def test_a_restore_that_is_killed_at_any_write(diary: Path, copy: Path, state: str) -> None:
    plug_pulled(diary, copy, state, share=1)
