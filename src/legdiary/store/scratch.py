"""A copy of the diary to try changes on, in a nameless database: nothing of it reaches the file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from legdiary.store import diary_file
from legdiary.store.connection import Connection
from legdiary.store.diary import Diary
from legdiary.store.errors import NoDiary, translate_error
from legdiary.store.snapshot import IN_MEMORY, snapshot_of_file
from legdiary.store.statement_runner import Runner

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self


class _Runner(Runner):
    """A runner whose database no other program can change."""

    def check_version(self) -> None:
        """Accept the version: it was checked when the copy was made."""


class ScratchDiary(Diary):
    """A copy of a diary. It stays open when the block of a use case ends, until `close`."""

    @classmethod
    def of(cls, path: Path) -> Self:
        """Copy the diary at `path`, upgraded; where there is none yet, the copy is an empty one.

        Raises:
            DiaryTrouble: the diary cannot be read.
        """
        sql = diary_file.load_sql()
        try:
            picture = _picture(path)
        except NoDiary:
            picture = sqlite3.connect(IN_MEMORY, isolation_level=None, factory=Connection)
            picture.row_factory = sqlite3.Row
            picture.executescript(sql["schema"])
        picture.execute("PRAGMA query_only=OFF")
        return cls(_Runner(picture, path, sql))

    def __exit__(self, *_: object) -> None:
        """Stay open: the next command of a line goes on with what this one stored."""

    def close(self) -> None:
        """Forget the copy."""
        self._runner.close()


def _picture(path: Path) -> sqlite3.Connection:
    diary_file.check_header(path)
    connection = diary_file.connect(path, writing=False)
    try:
        with closing(connection):
            version = diary_file.version_of(connection, path)
            if version < diary_file.SCHEMA_VERSION:
                from legdiary.store.migrate import upgraded_in_memory

                return upgraded_in_memory(connection, path, version)
            return snapshot_of_file(connection, path)
    except sqlite3.Error as error:
        raise translate_error(error, path) from error
