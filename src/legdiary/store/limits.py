"""How much of a file that came from somewhere is read: enough for any diary, and little of what was made to do harm.

A diary of 1,000,000 changes, some hundred years of them, passes. What is no diary is told before it is read.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from legdiary.errors import DiaryTrouble
from legdiary.store.connection import MOST_ROW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The most that a file of a diary may hold.
MOST_BYTES = 500_000_000
#: The most changes that its ledger may have.
MOST_LINES = 1_000_000
#: The most that the text of a table may hold, and how long SQLite may read in them: ours are 4,000 bytes and 200 steps.
_MOST_OBJECT = 100_000
_STEPS, _TIMES = 1000, 20


class MoreThanADiary(DiaryTrouble):
    """A file that holds more than any diary does."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} {why}", then="it was not read")


def check_size(path: Path) -> None:
    """Refuse a file that is larger than is read.

    Raises:
        MoreThanADiary: it is.
        OSError: it cannot be looked at.
    """
    if path.stat().st_size > MOST_BYTES:
        raise MoreThanADiary(path, f"is larger than {MOST_BYTES // 1_000_000} MB, the most that is read of a diary")


@contextmanager
def sparingly(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Read the list of a file's objects within, and be stopped where it is no diary's.

    To be the first that is done with a connection: SQLite reads the list at the first look.

    Raises:
        MoreThanADiary: more objects, or longer ones, than any diary has.
    """
    left = iter(range(_TIMES))
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_OBJECT)
    connection.set_progress_handler(lambda: next(left, None) is None, _STEPS)
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) in {sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_TOOBIG}:
            raise MoreThanADiary(path, "holds more tables, or larger ones, than a diary has") from error
        raise
    finally:
        connection.set_progress_handler(None, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_ROW)


def check_lines(connection: sqlite3.Connection, path: Path, most: int = MOST_LINES) -> None:
    """Refuse a diary with more changes than are read.

    Raises:
        MoreThanADiary: it has.
        sqlite3.Error: what SQLite answers.
    """
    lines = connection.execute("SELECT max(id) FROM ledger").fetchone()[0]
    if lines is not None and int(lines) > most:
        raise MoreThanADiary(path, f"holds {lines} changes; up to {most} are read")
