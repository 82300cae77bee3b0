"""Limits on reading a file from elsewhere: enough for any diary, too little for a file made to do harm.

A diary of 1,000,000 changes, some hundred years of them, is accepted. A file beyond the limits is refused unread.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager

from legdiary.errors import DiaryTrouble
from legdiary.store.connection import MOST_ROW

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The largest size of a diary's file.
MOST_BYTES = 500_000_000
#: The largest number of changes in its ledger.
MOST_LINES = 1_000_000
#: The longest definition of a table, and SQLite's steps to read all definitions; ours need 4,000 bytes and 200 steps.
_MOST_OBJECT = 100_000
_STEPS, _TIMES = 1000, 20


class MoreThanADiary(DiaryTrouble):
    """A file that holds more than any diary does."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} {why}", then="it was not read")


def check_size(path: Path) -> None:
    """Refuse a file that is too large to be read.

    Raises:
        MoreThanADiary: it is larger than `MOST_BYTES`.
        OSError: its size cannot be read.
    """
    if path.stat().st_size > MOST_BYTES:
        raise MoreThanADiary(path, f"is larger than {MOST_BYTES // 1_000_000} MB, the most that is read of a diary")


@contextmanager
def limit_reading(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Limit SQLite within the block, so that a list of objects far beyond a diary's is refused, not read.

    Use it before anything else is done with a connection: SQLite reads the list on the first access.

    Raises:
        MoreThanADiary: there are more objects, or longer ones, than any diary has.
    """
    left = iter(range(_TIMES))
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_OBJECT)
    connection.set_progress_handler(lambda: next(left, None) is None, _STEPS)
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) in {sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_TOOBIG}:
            raise MoreThanADiary(path, "has more or larger tables than a diary") from error
        raise
    finally:
        connection.set_progress_handler(None, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_ROW)


def check_lines(connection: sqlite3.Connection, path: Path, most: int = MOST_LINES) -> None:
    """Refuse a diary with too many changes.

    Raises:
        MoreThanADiary: there are more than `most`.
        sqlite3.Error: SQLite's answer.
    """
    lines = connection.execute("SELECT max(id) FROM ledger").fetchone()[0]
    if lines is not None and int(lines) > most:
        raise MoreThanADiary(path, f"holds {lines} changes; up to {most} are read")
