"""Upgrades of an older diary: a copy first, then all steps in one transaction.

Imported only when the stored `user_version` is below `diary_file.SCHEMA_VERSION`, the only record of a file's version.
The steps are stated with Alembic in `schema.migrations`, and run here as the SQL made of them, `schema/upgrades.sql`:
neither Alembic nor SQLAlchemy is loaded.

A writing command upgrades the file (`upgrade`). A reading command never writes: it reads an upgraded snapshot
(`upgraded_snapshot`). Both run the same steps and pass the same checks. Before: every table is as that version made it,
because a step copies the columns that it knows and would drop any other. After: the foreign keys hold, SQLite finds the
file sound, and every table and index is exactly as in a fresh diary.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legdiary.errors import DiaryTrouble
from legdiary.store import diary_file, file_integrity
from legdiary.store.backups.write import copy_names, copy_to, make_under_free_name
from legdiary.store.checksum_tables import register_crc32
from legdiary.store.errors import DiaryNewer, NotADiary, translate_error
from legdiary.store.schema import comparison
from legdiary.store.snapshot import ON_DISK, snapshot_of_file
from legdiary.store.statement_runner import commit
from legdiary.util.progress import NO_PROGRESS, UPGRADING, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.domain.time.moments import Moment
    from legdiary.util.progress import Progress

#: SQLite's codes for a wrong statement, or for entries that do not fit it: faults of the step, not of the disk.
_STEP_CODES = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH)
_PRIMARY_CODE = 0xFF
#: Every statement of a step ends so; no semicolon stands within one.
_END = ";\n"


class UpgradeFailed(DiaryTrouble):
    """An older diary whose upgrade failed."""

    def __init__(self, path: Path, to: int) -> None:
        super().__init__(
            f"the diary {path} could not be upgraded to schema {to}", "legdiary check", then="it was not changed"
        )


class UpgradeDiffers(DiaryTrouble):
    """An older diary whose upgrade would differ from a fresh one: its tables were changed."""

    def __init__(self, path: Path, to: int, what: str) -> None:
        super().__init__(
            f"the diary {path} upgraded to schema {to} would not be as it should be ({what})",
            "legdiary check",
            then="it was not changed",
        )


def upgrade(path: Path, version: int, now: Moment, progress: Progress = NO_PROGRESS) -> Path | None:
    """Upgrade the diary at `path` to `file.SCHEMA_VERSION`, after a copy of it.

    The write lock comes first, then a second read of the version, then the copy, then the steps. So the copy is
    exactly what the steps start from, and when several terminals come at once, one copies and upgrades while the others
    wait (at most the busy timeout, 20 s) and find nothing left to do. A step that fails, a power cut or a kill leaves
    the file as it was; the copy remains.

    Args:
        path: the diary.
        version: its schema version, as `file.inspect` found it.
        now: the present moment, for the name of the copy.
        progress: hears how many statements of the steps have run.

    Returns:
        The path of the copy; None where another program has upgraded in the meantime and no copy was made.

    Raises:
        NotADiary: the version is one that no legdiary ever wrote (0).
        NotAsMade: the file has objects that no diary of its version has.
        DiaryNewer: a newer legdiary has upgraded it in the meantime.
        UpgradeFailed: a step failed, or left entries that do not fit together.
        UpgradeDiffers: the steps did not end in the schema of a fresh diary.
        DiaryTrouble: no copy could be made; the file is locked, damaged or not writable; or the disk is full.
    """
    _steps(path, version)
    with (
        progress.part(UPGRADING),
        closing(diary_file.connect(path, writing=True)) as connection,
        _transaction(connection, path),
    ):
        found = _version(connection, path)
        if found == diary_file.SCHEMA_VERSION:
            return None
        differences = comparison.differences(connection, found)
        if any(differences):
            raise comparison.NotAsMade(path, differences)
        copy, _ = make_under_free_name(copy_names(path, now, found), lambda name: copy_to(path, name))
        _apply(connection, path, found, progress)
    return copy


def upgraded_in_memory(
    connection: sqlite3.Connection, path: Path, version: int, progress: Progress = NO_PROGRESS
) -> sqlite3.Connection:
    """Return an upgraded snapshot of an open diary, and close the diary in any case."""
    with closing(connection), progress.part(UPGRADING):
        return upgraded_snapshot(connection, path, version, progress=progress)


def upgraded_snapshot(
    connection: sqlite3.Connection,
    path: Path,
    version: int,
    place: str = ON_DISK,
    progress: Progress = NO_PROGRESS,
) -> sqlite3.Connection:
    """Return a snapshot of the diary as it would be after an upgrade, for reading only.

    Args:
        connection: the diary, open for reading.
        path: its path, for messages.
        version: its schema version, as `file.version_of` found it.
        place: where the snapshot may be kept.
        progress: hears how many statements of the steps have run.

    Raises:
        NotADiary, DiaryNewer, UpgradeFailed: as `upgrade`.
        UpgradeDiffers: a table or an index is not as its version made it, or as a fresh diary's at the end.
        DiaryTrouble: the file cannot be read.
    """
    _steps(path, version)
    try:
        picture = snapshot_of_file(connection, path, place)
    except sqlite3.Error as error:
        raise translate_error(error, path) from error
    try:
        picture.execute("PRAGMA query_only=OFF")
        with _transaction(picture, path):
            found = _version(picture, path)
            _check_tables(picture, path, found)
            _apply(picture, path, found, progress)
        picture.execute("PRAGMA query_only=ON")
        picture.row_factory = sqlite3.Row
    except BaseException:
        picture.close()
        raise
    return picture


# ---------------------------------------------------------------------- the transaction


@contextmanager
def _transaction(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Run the block in one transaction, with the write lock from its beginning.

    Foreign keys are off meanwhile, because rebuilding a table drops it, which would delete the rows that refer to it;
    they can only be switched outside of a transaction.
    """
    try:
        connection.row_factory = None
        register_crc32(connection)
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if connection.in_transaction:  # SQLite has rolled back itself when the disk is full
                connection.execute("ROLLBACK")
            raise
        commit(connection, path)
    except sqlite3.Error as error:
        raise _trouble(error, path) from error


def _trouble(error: sqlite3.Error, path: Path) -> DiaryTrouble:
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code & _PRIMARY_CODE not in _STEP_CODES:
        return translate_error(error, path)
    return UpgradeFailed(path, diary_file.SCHEMA_VERSION)


def _check_tables(connection: sqlite3.Connection, path: Path, found: int) -> None:
    """Refuse a file of which a table or an index is not as in a fresh diary of its version.

    Raises:
        UpgradeDiffers: one is not.
    """
    changed = comparison.differences(connection, found).changed
    if changed:
        raise UpgradeDiffers(path, diary_file.SCHEMA_VERSION, changed[0])


def _apply(connection: sqlite3.Connection, path: Path, found: int, progress: Progress) -> None:
    # `executescript` would commit first.
    statements = [statement for step in _steps(path, found) for statement in step.split(_END)]
    with progress.part(UPGRADING, len(statements)) as part:
        for statement in counted(statements, part):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {diary_file.SCHEMA_VERSION}")
    if not file_integrity.is_sound(connection):
        raise UpgradeFailed(path, diary_file.SCHEMA_VERSION)
    _check_tables(connection, path, diary_file.SCHEMA_VERSION)


def load_steps() -> diary_file.Statements:
    """Load the steps; `from_1` is the one from version 1 to 2."""
    text = Path(__file__).with_name("schema").joinpath("upgrades.sql").read_text(encoding="utf-8")
    return diary_file.Statements(text)


def _steps(path: Path, found: int) -> list[str]:
    """Return the steps from a version on, oldest first.

    Raises:
        NotADiary: no legdiary ever wrote this version.
    """
    if found < 1:
        raise NotADiary(path)
    steps = load_steps()
    return [steps[f"from_{version}"] for version in range(found, diary_file.SCHEMA_VERSION)]


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version that the file has now, under the lock.

    Raises:
        DiaryNewer: a newer legdiary has upgraded it in the meantime.
    """
    found: int = _tuples(connection, "PRAGMA user_version")[0][0]
    if found > diary_file.SCHEMA_VERSION:
        raise DiaryNewer(path, found, diary_file.SCHEMA_VERSION)
    return found


def _tuples(connection: sqlite3.Connection, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(sql)]
