"""What SQLite keeps beside a file while it is written: the rollback journal, or another program's write-ahead log.

Here they are only looked at. What a crash has left is for the next command that opens the diary to take back.
"""

from __future__ import annotations

import sqlite3
from shlex import quote
from typing import TYPE_CHECKING

from legdiary.store import file
from legdiary.store.copies import names as copy_files
from legdiary.store.findings import FINE, JOURNAL, TOLD, WRONG, Finding
from legdiary.util.files import is_own, plain_head

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Where in its header a file names its journal, and how: these two bytes are both the one or both the other.
JOURNAL_MODE, WAL, ROLLBACK = slice(18, 20), 2, 1
_HEADER_BYTES = 100
_JOURNAL_MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"


# ---------------------------------------------------------------------- the files


def sibling(path: Path, ending: str) -> Path:
    """A file of SQLite's beside the diary; where its name is a link, beside the file itself."""
    real = file.itself(path)
    return real.with_name(real.name + ending)


def is_wal(path: Path) -> bool:
    """Whether a file says of itself that it is kept with a write-ahead log."""
    return WAL in _first_bytes(path, _HEADER_BYTES)[JOURNAL_MODE]


def is_at_rest(path: Path) -> bool:
    """Whether a diary is to be read as if nobody wrote it: with a log that is empty, SQLite would make its files."""
    return is_wal(path) and not sibling(path, "-wal").exists()


def is_begun(journal: Path) -> bool:
    """Whether a write is in a journal: one under way, or one that was cut off."""
    return _first_bytes(journal, len(_JOURNAL_MAGIC)) == _JOURNAL_MAGIC


def is_half_way(error: sqlite3.Error) -> bool:
    """Whether SQLite would first have to take back a write that was cut off, and may not."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code == sqlite3.SQLITE_READONLY_ROLLBACK


def _first_bytes(path: Path, most: int) -> bytes:
    try:
        return plain_head(path, most)
    except OSError:
        return b""


# ---------------------------------------------------------------------- what is told of them


def half_way(path: Path) -> Finding:
    """That a write was cut off, which a file opened for reading alone cannot take back."""
    what = "a write was cut off half-way; the next look at the diary takes it back (nothing more could be checked)"
    return Finding(JOURNAL, WRONG, f"{sibling(path, '-journal').name}: {what}", "legdiary list")


def left_beside(path: Path, *, hot: bool) -> list[Finding]:
    """The files that SQLite, or a program that was cut off, leaves beside a diary.

    Args:
        path: the diary.
        hot: its journal was told of already.
    """
    found: list[Finding] = []
    journal = sibling(path, "-journal")
    if not hot and journal.exists():
        what = (
            "a write is under way, or its journal belongs to a diary that is no longer there"
            if is_begun(journal)
            else "left over, empty; the next entry takes it away"
        )
        found.append(Finding(JOURNAL, TOLD, f"{journal.name}: {what}"))
    for each in sorted(_cut_off(path)):
        what = f"{each.name}: left by a copy that was cut off; it can go once no legdiary runs"
        found.append(Finding(JOURNAL, TOLD, what, f"rm {quote(str(each))}"))
    if not hot and not found:
        found.append(Finding(JOURNAL, FINE, "no write was left half-way"))
    return found


def _cut_off(path: Path) -> Iterator[Path]:
    """Copies that were never finished."""
    for folder in (path.parent, path.parent / copy_files.BACKUPS):
        for pattern in (".*.part", ".*.part-journal", ".*.new", ".*.new-journal"):
            yield from (each for each in folder.glob(pattern) if each.name.startswith(f".{path.stem}") and is_own(each))


def write_ahead(path: Path) -> list[Finding]:
    """Whether another program has turned the file to a write-ahead log."""
    log = [each.name for each in (sibling(path, "-wal"), sibling(path, "-shm")) if each.exists()]
    if not log and not is_wal(path):
        return []
    beside = f"; {' and '.join(log)} may hold entries, and must not be moved or deleted" if log else ""
    what = f"another program has turned the diary to a write-ahead log{beside}"
    return [Finding(JOURNAL, WRONG, what, f"sqlite3 {quote(str(path))} 'PRAGMA journal_mode=DELETE'")]
