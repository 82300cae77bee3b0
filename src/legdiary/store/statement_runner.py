"""The runner of the compiled statements: by name, on one connection, inside explicit transactions."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager

from legdiary.errors import Refused
from legdiary.store.checksum_tables import register_crc32
from legdiary.store.connection import schema_error
from legdiary.store.diary_file import version_of
from legdiary.util.paths import folder_of
from legdiary.util.safe_files import sync_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from legdiary.util.paths import StrPath


_VALUES = "VALUES ("


class InTheWay(Refused):
    """Another entry is in the way of a change, or depends on the entry."""

    def __init__(self) -> None:
        super().__init__(
            "another entry depends on this one, or already has its place",
            "legdiary history",
            then="nothing was changed",
        )


class Runner:
    """Named statements over one connection."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: StrPath,
        sql: Mapping[str, str],
        stored: Callable[[], None] = lambda: None,
    ) -> None:
        """Set up the statements on a connection.

        Args:
            connection: an open diary.
            path: its path.
            sql: the statements by name.
            stored: called at once after every commit that changed a row.
        """
        self._connection = connection
        self._sql = sql
        self._stored = stored
        self.path = path
        self.looks = 0  # the number of transactions begun
        self._changes_before = 0  # the transaction that is open
        register_crc32(connection)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def check_version(self) -> None:
        """Refuse a file that a newer program has upgraded in the meantime.

        A part of a transaction that has written already is in a file that was looked at: its new pages are not in it.

        Raises:
            DiaryNewer: it was upgraded.
        """
        if self._connection.total_changes == self._changes_before:
            version_of(self._connection, self.path)

    def integrity(self, most: int) -> list[sqlite3.Row]:
        """Return the faults that SQLite finds in the file, up to `most`; one row `ok` where there are none."""
        return self._connection.execute(f"PRAGMA integrity_check({most})").fetchall()

    def defer_foreign_keys(self) -> None:
        """Check foreign keys only when the current transaction is committed."""
        self._connection.execute("PRAGMA defer_foreign_keys = ON")

    def run(self, name: str, /, **parameters: object) -> sqlite3.Cursor:
        """Run a statement and return the cursor over its rows."""
        return self._connection.execute(self._sql[name], parameters)

    def insert_many(self, table: str, rows: Iterable[Sequence[object]]) -> int:
        """Insert rows, whose values are in the order of `inserted_columns`, and return their number.

        Values by place are bound in two thirds of the time of values by name.
        """
        head, _, tail = self._sql[f"{table}_insert"].partition(_VALUES)
        marks = ", ".join("?" * (tail.count(",") + 1))
        return max(0, self._connection.executemany(f"{head}{_VALUES}{marks})", rows).rowcount)

    def inserted_columns(self, table: str) -> tuple[str, ...]:
        """Return the columns of a new row of a table, in the order in which they are inserted."""
        _, _, tail = self._sql[f"{table}_insert"].partition(_VALUES)
        return tuple(each.strip(" :)") for each in tail.split(","))

    def delay_foreign_keys(self) -> None:
        """Check foreign keys at the end of the transaction that is open, and not with each row."""
        self._connection.execute("PRAGMA defer_foreign_keys=ON")

    def all(self, name: str, /, **parameters: object) -> list[sqlite3.Row]:
        """Return every row of a statement; columns have names."""
        return self.run(name, **parameters).fetchall()

    def one(self, name: str, /, **parameters: object) -> sqlite3.Row:
        """Return the row of a statement that always has exactly one."""
        return self.all(name, **parameters)[0]

    @contextmanager
    def transaction(self, begin: str) -> Iterator[None]:
        """Run the block in one transaction; within another transaction, as part of that one.

        Raises:
            InTheWay: a constraint between entries is broken.
            DiaryTrouble: any other error of SQLite.
        """
        if self._connection.in_transaction:
            yield
            return
        before = self._changes_before = self._connection.total_changes
        self.looks += 1
        try:
            self._connection.execute(begin)
            try:
                yield
            except BaseException:
                self._roll_back()
                raise
            changed = self._connection.total_changes != before
            try:
                commit(self._connection, self.path)
            except sqlite3.IntegrityError:  # a foreign key that was not checked with its row
                self._roll_back()
                raise
            if changed:  # nothing between the two may fail
                self._stored()
        except sqlite3.ProgrammingError:
            raise  # a fault of the program, not of the disk
        except sqlite3.IntegrityError as error:
            if self._is_damaged():  # a row that is lost, or is another, can be in the way as well
                from legdiary.store.errors import DiaryDamaged

                raise DiaryDamaged(self.path) from error
            raise InTheWay from error
        except (sqlite3.Error, UnicodeDecodeError) as error:  # a message of SQLite's may quote what is spoilt
            from legdiary.store.errors import translate_error

            fault = schema_error() if isinstance(error, UnicodeDecodeError) else error
            raise translate_error(fault, self.path) from error

    def _is_damaged(self) -> bool:
        """Return whether SQLite finds a page or an index of the file damaged."""
        from legdiary.store.file_integrity import is_whole

        try:
            return not is_whole(self._connection, "main")
        except sqlite3.DatabaseError:
            return True

    def _roll_back(self) -> None:
        """Roll back an open transaction; SQLite has done so itself when the disk is full."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def commit(connection: sqlite3.Connection, path: StrPath) -> None:
    """Commit. An error after the point where SQLite can undo (Ctrl-C, a folder that cannot be synced) is no failure."""
    try:
        connection.commit()  # which makes no object afterwards, as `execute` does: that may fail for want of memory
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_IOERR_DIR_FSYNC:
            raise
        sync_folder(folder_of(path))  # the journal is deleted, so the change is stored; its name may come back
    except KeyboardInterrupt:
        if connection.in_transaction:  # SQLite had not begun to commit
            connection.execute("ROLLBACK")
            raise
