"""The files that SQLite keeps beside a diary: the rollback journal, or another program's write-ahead log.

They are only read here. The next command that opens the diary rolls back what a crash left half-done.
"""

from __future__ import annotations

import sqlite3
from shlex import quote

from legdiary.store import diary_file
from legdiary.store.backups import file_names
from legdiary.store.findings import FINE, JOURNAL, TOLD, WRONG, Finding
from legdiary.util.safe_files import is_own, plain_head

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The two bytes of the header that name the kind of journal (both have the same value), and the values.
JOURNAL_MODE, WAL, ROLLBACK = slice(18, 20), 2, 1
_HEADER_BYTES = 100
_JOURNAL_MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"


# ---------------------------------------------------------------------- the files


def journal_path(path: Path, ending: str) -> Path:
    """Return the path of one of SQLite's files beside the diary; where the diary is a link, beside the real file."""
    real = diary_file.resolve_link(path)
    return real.with_name(real.name + ending)


def is_wal(path: Path) -> bool:
    """Return whether a file's header says that it uses a write-ahead log."""
    return WAL in _first_bytes(path, _HEADER_BYTES)[JOURNAL_MODE]


def is_at_rest(path: Path) -> bool:
    """Return whether to read a diary as a file that nobody writes: SQLite would make files for an empty log."""
    return is_wal(path) and not journal_path(path, "-wal").exists()


def is_begun(journal: Path) -> bool:
    """Return whether a journal holds a write: one in progress, or one that was cut off."""
    return _first_bytes(journal, len(_JOURNAL_MAGIC)) == _JOURNAL_MAGIC


def is_half_way(error: sqlite3.Error) -> bool:
    """Return whether SQLite refused because it must roll back a write first, which this connection may not."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code == sqlite3.SQLITE_READONLY_ROLLBACK


def _first_bytes(path: Path, most: int) -> bytes:
    try:
        return plain_head(path, most)
    except OSError:
        return b""


# ---------------------------------------------------------------------- findings about them


def check_half_written(path: Path) -> Finding:
    """Return the finding that a write was cut off, which a connection for reading cannot roll back."""
    what = "a write was cut off half-way; the next other command undoes it (nothing more could be checked)"
    return Finding(JOURNAL, WRONG, f"{journal_path(path, '-journal').name}: {what}", "legdiary list")


def check_journals(path: Path, *, hot: bool) -> list[Finding]:
    """Return findings about files that SQLite, or a program that was cut off, left beside a diary.

    Args:
        path: the diary.
        hot: a finding about its journal was made already.
    """
    found: list[Finding] = []
    journal = journal_path(path, "-journal")
    if not hot and journal.exists():
        what = (
            "a write is under way, or its journal belongs to a diary that is no longer there"
            if is_begun(journal)
            else "left over, empty; the next entry removes it"
        )
        found.append(Finding(JOURNAL, TOLD, f"{journal.name}: {what}"))
    for each in sorted(_cut_off(path)):
        what = f"{each.name}: left by a copy that was cut off; delete it once no legdiary runs"
        found.append(Finding(JOURNAL, TOLD, what, f"rm {quote(str(each))}"))
    if not hot and not found:
        found.append(Finding(JOURNAL, FINE, "no write was left half-way"))
    return found


def _cut_off(path: Path) -> Iterator[Path]:
    """Find copies that were never finished."""
    for folder in (path.parent, path.parent / file_names.BACKUPS):
        for pattern in (".*.part", ".*.part-journal", ".*.new", ".*.new-journal"):
            yield from (each for each in folder.glob(pattern) if each.name.startswith(f".{path.stem}") and is_own(each))


def check_write_ahead(path: Path) -> list[Finding]:
    """Return a finding where another program has switched the file to a write-ahead log."""
    log = [each.name for each in (journal_path(path, "-wal"), journal_path(path, "-shm")) if each.exists()]
    if not log and not is_wal(path):
        return []
    beside = f"; {' and '.join(log)} may hold entries, and must not be moved or deleted" if log else ""
    what = f"another program has switched the diary to a write-ahead log{beside}"
    return [Finding(JOURNAL, WRONG, what, f"sqlite3 {quote(str(path))} 'PRAGMA journal_mode=DELETE'")]
