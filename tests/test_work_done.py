"""What `bench/work_done.py` counts in a trace, and how it tells what became less."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

BENCH = Path(__file__).parents[1] / "bench"
TRACE = """\
7 openat(AT_FDCWD</tmp/w>, "/usr/lib/python3/zlib.so", O_RDONLY|O_CLOEXEC) = 3</usr/lib/python3/zlib.so>
7 openat(AT_FDCWD</tmp/w>, "/tmp/w/run-1/diary.db", O_RDWR|O_CREAT, 0600) = 3</tmp/w/run-1/diary.db>
7 openat(AT_FDCWD</tmp/w>, "/tmp/w/run-1/diary.db-journal", O_RDWR|O_CREAT, 0600) = 4</tmp/w/run-1/diary.db-journal>
7 fdatasync(4</tmp/w/run-1/diary.db-journal>) = 0
7 openat(AT_FDCWD</tmp/w>, "/tmp/w/run-1", O_RDONLY|O_DIRECTORY) = 5</tmp/w/run-1>
7 fsync(5</tmp/w/run-1>) = 0
7 fdatasync(3</tmp/w/run-1/diary.db>) = -1 EIO (Input/output error)
7 openat(AT_FDCWD</tmp/w>, "/tmp/w/home/absent", O_RDONLY) = -1 ENOENT (No such file or directory)
"""


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCH)
    import work_done

    return work_done


def test_a_trace_is_counted(bench: ModuleType, tmp_path: Path) -> None:
    # Two syncs that succeeded; two files of the run's folder: no library, no folder, none that is absent.
    log = tmp_path / "trace"
    log.write_text(TRACE)
    assert bench.told_by_strace(log, Path("/tmp/w")) == (2, 2)  # noqa: S108 - a name in a text


def test_only_what_became_less_is_bold(bench: ModuleType) -> None:
    before = bench.Done(syncs=5, opened=7, lines=1, checksums=59_735, checked_bytes=9, checks=2, statements=1769)
    now = bench.Done(syncs=4, opened=5, lines=1, checksums=59_736, checked_bytes=9, checks=2, statements=143)
    *_, line = bench.told({"night 6": before}, {"night 6": now})
    assert line == "| night 6 | **5 → 4** | 7 → 5 | 1 | 59 735 → 59 736 | 2 | 1 769 → 143 |"
