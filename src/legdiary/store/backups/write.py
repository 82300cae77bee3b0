"""The writer of copies: complete, checked and synced before they get their name; nothing is ever overwritten.

A copy is made while the diary is in use (`VACUUM INTO` reads one state of it, writers go on), under a temporary name
in its final folder. It gets its own name only after it was checked, so every file with a copy's name is a good copy.
The standard library is enough here: SQLAlchemy is not imported.

The diary is read through SQLite alone. On POSIX systems, closing any other handle on it, even one that only read the
header, would drop the locks that this process holds (SQLite's "How to corrupt", 2.2).
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import ExitStack, closing, contextmanager
from itertools import count

from legdiary.errors import DiaryTrouble, Refused
from legdiary.store import diary_file, file_integrity
from legdiary.store.backups import file_names
from legdiary.store.connection import attached, uri_of
from legdiary.store.errors import DiskFull, translate_error
from legdiary.store.file_summary import facts_of
from legdiary.util.atomic_files import delete_leftovers, do_nothing, whole_path
from legdiary.util.safe_files import check_new_name, is_full, make_folder
from legdiary.util.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import Any, TypeVar

    from legdiary.domain.diary_facts import Facts
    from legdiary.domain.time.moments import Moment

    _T = TypeVar("_T")

_PRIMARY_CODE = 0xFF
#: Names of files on a connection: the one that was opened, and a copy that is attached to it.
_MAIN, _COPY = "main", "copy"
#: Codes of `VACUUM INTO` that are about the diary it reads; all others are about the copy it writes.
_SOURCE_CODES = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_SOURCE_READ_CODES = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ)


class CopyExists(Refused):
    """A file is in the place of a copy."""

    def __init__(self, target: Path) -> None:
        super().__init__(
            f"{target} is already there", then="it was not touched, and no copy was made: give another name"
        )


class CopyNotWritable(DiaryTrouble):
    """The folder of the copy cannot be made or written."""

    def __init__(self, target: Path) -> None:
        super().__init__(f"the copy {target} cannot be written there", then="no copy was made")


class CopyUnsound(DiaryTrouble):
    """The copy fails SQLite's own checks: either the diary is damaged, or the disk of the copy."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"the copy of the diary {path} failed its check and was deleted", "legdiary check")


class CopyDiffers(DiaryTrouble):
    """The copy is intact, but differs from the diary."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"the copy of the diary {path} differs from the diary and was deleted")


@dataclass(frozen=True, slots=True)
class Census:
    """The figures in which a copy must agree with the diary.

    Attributes:
        application_id: the program that the file belongs to.
        version: its schema version.
        rows: table → number of rows.
    """

    application_id: int
    version: int
    rows: dict[str, int]


def copy_names(path: Path, moment: Moment, version: int, ending: str = "") -> Iterator[Path]:
    """Yield the free paths for a copy of the diary at `path` made at `moment`, best first.

    `backups/diary-20261122T063000Z-v1.db` beside the diary: in UTC, so that names sort by age in every zone, and with
    the schema version, so that a person sees which legdiary can read it. `copies.names` finds it again. A second copy
    in the same second gets `-2`.

    Args:
        path: the diary.
        moment: the time of the copy.
        version: the diary's schema version.
        ending: what follows the name of a plain copy; a path is free only if both names are.
    """
    own, suffix = file_names.stem_and_suffix(path.name)
    stem = f"{own}-{file_names.time_stamp(moment.utc_s)}-v{version}"
    for number in count(1):
        name = path.parent / file_names.BACKUPS / f"{stem}{f'-{number}' if number > 1 else ''}{suffix}"
        if not os.path.lexists(name) and not os.path.lexists(f"{name}{ending}"):
            yield name.with_name(name.name + ending)


def make_under_free_name(names: Iterable[Path], make: Callable[[Path], _T]) -> tuple[Path, _T]:
    """Make a file under the first name that is still free when it is complete; return the name and `make`'s result.

    Raises:
        CopyExists: all of them are taken.
    """
    taken: CopyExists | None = None
    for name in names:
        try:
            return name, make(name)
        except CopyExists as error:  # another terminal, in the same second
            taken = error
    raise taken or AssertionError


def copy_to(path: Path, target: Path, *, made: Callable[[], None] = do_nothing) -> Facts:
    """Copy the diary at `path`, which may be in use, to `target`; missing folders are made (0700).

    The file is 0600 whatever the umask. On return it has been checked, and survives a power cut. After a failure there
    is no copy and no temporary file, and the diary is untouched.

    Args:
        path: a diary that the caller has checked with `file.inspect`.
        target: the path of the copy; nothing may be there.
        made: called as soon as the copy has its name.

    Returns:
        The facts about the copy.

    Raises:
        CopyExists: something is already at `target`.
        CopyNotWritable: no permission, a read-only disk, a disk error.
        DiskFull: no room for the copy.
        CopyUnsound: the copy fails SQLite's checks.
        CopyDiffers: its tables, numbers of rows, kind or version are not the diary's.
        DiaryTrouble: the diary cannot be read (locked, damaged).
    """
    delete_leftovers(path.parent)  # leftovers of a killed restore or of a diary that was being begun
    try:
        with new_file(target, made=made, noted_in=path.parent) as temporary:
            copied = _write_copy(path, temporary, target)
            facts = _check_copy(path, temporary, copied)
    except OSError as error:
        raise copy_error(error, target) from error
    return facts


def copy_held(path: Path, target: Path, holder: sqlite3.Connection, name: str, *, sound: bool) -> None:
    """Copy a diary that is attached to a connection which keeps all others out of it, as `copy_to` does.

    Args:
        path: the diary.
        target: the path of the copy; nothing may be there.
        holder: the connection.
        name: the name of the diary there.
        sound: the diary was found sound as it is now, so that a copy with the same rows is sound as well.

    Raises:
        CopyExists, CopyNotWritable, DiskFull, CopyUnsound, CopyDiffers, DiaryTrouble: as `copy_to`.
    """
    delete_leftovers(path.parent)
    try:
        with new_file(target, noted_in=path.parent) as temporary:
            copied, _ = _vacuum(holder, path, temporary, target, name)
            if sound:
                _compare_copy(path, temporary, holder, name)
            else:
                _check_copy(path, temporary, copied)
    except OSError as error:
        raise copy_error(error, target) from error


@contextmanager
def new_file(
    target: Path, *, instead: bool = False, made: Callable[[], None] = do_nothing, noted_in: Path | None = None
) -> Iterator[Path]:
    """Yield the temporary path of a new file that gets the name `target` at the end (`whole_path`), or leaves nothing.

    A missing folder is made (0700).

    Args:
        target: its final path.
        instead: replace a file at that path, atomically.
        made: called as soon as it has its name.
        noted_in: the folder of the diary, to leave a note there of where the file is being made.

    Raises:
        CopyExists: something is at `target`, or appeared there in the meantime.
        NameOfAJournal: SQLite would delete a file of this name.
        OSError: the system's answer.
    """
    if not instead:
        if os.path.lexists(target):
            raise CopyExists(target)
        check_new_name(target)
    make_folder(target.parent)
    try:
        with whole_path(target, instead=instead, made=made, noted_in=noted_in) as temporary:
            yield temporary
    except FileExistsError as error:
        raise CopyExists(target) from error


def census(connection: sqlite3.Connection, name: str = _MAIN) -> Census:
    """Count the rows of every table; within a transaction, of one state of the file."""
    tables = [table for (table,) in _rows(connection, f"SELECT name FROM {name}.sqlite_master WHERE type = 'table'")]  # noqa: S608
    return Census(
        *_numbers(connection, name), {table: _rows(connection, _count(name, table))[0][0] for table in tables}
    )


def _numbers(connection: sqlite3.Connection, name: str) -> tuple[int, int]:
    """Return the program that a file belongs to, and its schema version."""
    application_id, version = (
        _rows(connection, f"PRAGMA {name}.{what}")[0][0] for what in ("application_id", "user_version")
    )
    return application_id, version


def _write_copy(path: Path, temporary: Path, target: Path) -> Census:
    """Write the copy and return the census of exactly the state that was copied.

    `VACUUM INTO` runs outside of transactions, so the count reads the diary separately. If another program stored
    something between the two, both are done again while writers wait (milliseconds for a diary).
    """
    with ExitStack() as stack:
        source = stack.enter_context(closing(diary_file.connect(path, writing=True)))
        counted, unchanged = _vacuum(source, path, temporary, target)
        if not unchanged:
            os.truncate(temporary, 0)
            holder = stack.enter_context(closing(diary_file.connect(path, writing=True)))
            try:
                holder.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise translate_error(error, path) from error
            counted, unchanged = _vacuum(source, path, temporary, target)
    return counted


def _vacuum(
    source: sqlite3.Connection, path: Path, temporary: Path, target: Path, name: str = _MAIN
) -> tuple[Census, bool]:
    """Count, copy, and return the count with whether the diary stayed the same meanwhile."""
    try:
        source.execute("BEGIN")
        before = _rows(source, f"PRAGMA {name}.data_version")
        counted = census(source, name)
        source.execute("COMMIT")
    except sqlite3.Error as error:
        raise translate_error(error, path) from error
    try:
        source.execute(f"VACUUM {name} INTO ?", (uri_of(temporary),))
    except sqlite3.Error as error:
        raise _vacuum_trouble(error, path, target) from error
    try:
        return counted, _rows(source, f"PRAGMA {name}.data_version") == before
    except sqlite3.Error as error:
        raise translate_error(error, path) from error


def _vacuum_trouble(error: sqlite3.Error, path: Path, target: Path) -> DiaryTrouble:
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code & _PRIMARY_CODE in _SOURCE_CODES or code in _SOURCE_READ_CODES:
        return translate_error(error, path)
    return DiskFull(target) if code & _PRIMARY_CODE == sqlite3.SQLITE_FULL else CopyNotWritable(target)


def _check_copy(path: Path, temporary: Path, copied: Census) -> Facts:
    """Check the complete copy before it gets its name, and return the facts about it."""
    try:
        uri = f"{uri_of(temporary)}?mode=rw"  # in a file opened with `ro`, SQLite checks no CHECK
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            sound, same = file_integrity.is_sound(connection), census(connection) == copied
            facts = facts_of(connection) if sound and same else None
            sound = sound and (not same or file_integrity.checksums_match(connection))
    except sqlite3.Error as error:
        raise CopyUnsound(path) from error
    if not sound:
        raise CopyUnsound(path)
    if facts is None:
        raise CopyDiffers(path)
    return facts


def _compare_copy(path: Path, temporary: Path, holder: sqlite3.Connection, name: str) -> None:
    """Compare the complete copy with the diary, which was found sound, before it gets its name."""
    try:
        with attached(holder, temporary, _COPY):
            sound = file_integrity.is_whole(holder, _COPY)
            same = _numbers(holder, name) == _numbers(holder, _COPY) and file_integrity.same_rows(holder, name, _COPY)
    except sqlite3.Error as error:
        raise CopyUnsound(path) from error
    if not sound:
        raise CopyUnsound(path)
    if not same:
        raise CopyDiffers(path)


def copy_error(error: OSError, target: Path) -> DiaryTrouble:
    """Return the error for a system error met while writing a copy."""
    return DiskFull(target) if is_full(error) else CopyNotWritable(target)


def _count(name: str, table: str) -> str:
    return f"SELECT count(*) FROM {name}.{file_integrity.quote_name(table)}"  # noqa: S608 - a name from the schema, quoted


def _rows(connection: sqlite3.Connection, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(sql)]
