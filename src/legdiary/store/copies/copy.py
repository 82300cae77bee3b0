"""Copies of the diary: whole, checked and synced before they get their name; never over anything.

A copy is made while the diary is in use (`VACUUM INTO` reads one state of it, writers go on) under a
temporary name in the folder it will stand in. Only after it was checked does it get its own name, so that
whatever is called a copy is one. The standard library is enough here: nothing of SQLAlchemy is loaded.

The diary is read through SQLite alone. Opening it by other means, even only to read its header, would on
POSIX systems drop the locks that this process holds on it as soon as that handle is closed (SQLite's "How to
corrupt", 2.2).
"""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import ExitStack, closing, contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from legdiary.errors import DiaryTrouble, Refused
from legdiary.store import file
from legdiary.store.connection import uri_of
from legdiary.store.copies import names as copy_files
from legdiary.store.copies import soundness
from legdiary.store.errors import DiskFull, trouble
from legdiary.store.summary import facts_of
from legdiary.util.files import check_new_name, make_file, make_folder, sync_folder
from legdiary.util.unfinished import NEW, clear, naming, put, workplace
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from legdiary.domain.diary_facts import Facts
    from legdiary.domain.time.moments import Moment

_T = TypeVar("_T")
_PRIMARY_CODE = 0xFF
#: Codes that a `VACUUM INTO` answers with because of the diary that is read; all others are about the copy
#: written.
_SOURCE_CODES = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_SOURCE_READ_CODES = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ)


class CopyExists(Refused):
    """Something stands where a copy should go."""

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
        super().__init__(f"the copy of the diary {path} did not pass its check and was thrown away", "legdiary check")


class CopyDiffers(DiaryTrouble):
    """The copy holds together, but is not what was copied."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"the copy of the diary {path} came out different from it and was thrown away")


@dataclass(frozen=True, slots=True)
class Census:
    """What a copy must have in common with the diary.

    Attributes:
        application_id: whose file it is.
        version: its schema version.
        rows: table → number of rows.
    """

    application_id: int
    version: int
    rows: dict[str, int]


def copy_name(path: Path, moment: Moment, version: int) -> Path:
    """Where a copy of the diary at `path` made at `moment` belongs: the first name that is free."""
    return next(copy_names(path, moment, version))


def copy_names(path: Path, moment: Moment, version: int, ending: str = "") -> Iterator[Path]:
    """The names that are free for a copy of the diary at `path` made at `moment`, best first.

    `backups/diary-20261122T063000Z-v1.db` beside the diary: UTC, so that names sort by age whatever the zone,
    and the schema version, so that a person sees which legdiary reads it. `copy_files.copies_of` finds it.
    A second copy in the same second gets `-2`.

    Args:
        path: the diary.
        moment: when the copy is made.
        version: the diary's schema version.
        ending: what a name ends with behind that of a plain copy; it is free where both are.
    """
    stem = f"{path.stem}-{copy_files.stamp(moment.utc_s)}-v{version}"
    for number in count(1):
        name = path.parent / copy_files.BACKUPS / f"{stem}{f'-{number}' if number > 1 else ''}{path.suffix}"
        if not os.path.lexists(name) and not os.path.lexists(f"{name}{ending}"):
            yield name.with_name(name.name + ending)


def with_free_name(names: Iterable[Path], make: Callable[[Path], _T]) -> tuple[Path, _T]:
    """Make a file under the first name that nobody else has taken by the time it is whole; the name, and the answer.

    Raises:
        CopyExists: they are all taken.
    """
    taken: CopyExists | None = None
    for name in names:
        try:
            return name, make(name)
        except CopyExists as error:  # another terminal, in the same second
            taken = error
    raise taken or AssertionError


def _nothing() -> None:
    """What is done by the way, if nothing is."""


def copy_to(
    path: Path, target: Path, *, holder: sqlite3.Connection | None = None, made: Callable[[], None] = _nothing
) -> Facts:
    """Copy the diary at `path`, which may be in use, to `target`; folders that are missing are made (0700).

    The file is 0600 whatever the umask. On return it has been checked, and survives a power cut. On any
    failure there is no copy, no temporary file, and the diary is untouched.

    Args:
        path: a diary that the caller has looked at with `file.inspect`.
        target: the copy; nothing may stand there.
        holder: a connection to the diary that keeps all others out (`restoring.restore`): the copy is made
            through it.
        made: told at once when the copy has its name.

    Returns:
        What the copy holds.

    Raises:
        CopyExists: something stands at `target`.
        CopyNotWritable: no permission, a read-only disk, a disk error.
        DiskFull: no room for the copy.
        CopyUnsound: the copy fails SQLite's checks.
        CopyDiffers: other tables, other numbers of rows, or another kind or version of file than the diary.
        DiaryTrouble: the diary cannot be read (locked, damaged).
    """
    clear(path.parent)  # what a restore or a beginning has left
    try:
        with new_file(target, made=made, noted_in=path.parent) as temporary:
            copied = _copied(path, temporary, target, holder)
            _sync(temporary)
            facts = _checked(path, temporary, copied)
    except OSError as error:
        raise no_copy(error, target) from error
    return facts


@contextmanager
def new_file(
    target: Path, *, instead: bool = False, made: Callable[[], None] = _nothing, noted_in: Path | None = None
) -> Iterator[Path]:
    """A file to be written that gets the name `target` at the end, or leaves nothing; the caller syncs it.

    It begins empty, 0600 whatever the umask, in the folder of its target (made if missing, 0700).

    Args:
        target: its name.
        instead: it takes the place of what stands there, at one stroke.
        made: told at once when it has its name.
        noted_in: the folder of the diary, where a note says until then what a kill would leave.

    Raises:
        CopyExists: something stands at `target`, or came there meanwhile.
        NameOfAJournal: SQLite would take it away.
        OSError: what the system answers.
    """
    if not instead:
        if os.path.lexists(target):
            raise CopyExists(target)
        check_new_name(target)
    make_folder(target.parent)
    with workplace(target.parent, noted_in) as place:
        temporary = place / NEW
        os.close(make_file(temporary))
        yield temporary
        with naming(temporary, target, made):
            if instead:
                temporary.replace(target)
            else:
                _put_in_place(temporary, target)
    sync_folder(target.parent)


def census(connection: sqlite3.Connection) -> Census:
    """Counts every table; inside a transaction all of it is one state of the file."""
    tables = [name for (name,) in _rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return Census(
        _rows(connection, "PRAGMA application_id")[0][0],
        _rows(connection, "PRAGMA user_version")[0][0],
        {name: _rows(connection, _count(name))[0][0] for name in tables},
    )


def _copied(path: Path, temporary: Path, target: Path, holder: sqlite3.Connection | None) -> Census:
    """Write the copy; the census of the very state that was copied.

    `VACUUM INTO` runs outside of transactions, so the count is another reading of the diary. Where another
    program stored something between the two, both are done again while writers wait (milliseconds for a
    diary).
    """
    with ExitStack() as stack:
        source = holder or stack.enter_context(closing(file.connect(path, writing=True)))
        counted, unchanged = _vacuum(source, path, temporary, target)
        if not unchanged:
            os.truncate(temporary, 0)
            holder = stack.enter_context(closing(file.connect(path, writing=True)))
            try:
                holder.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise trouble(error, path) from error
            counted, unchanged = _vacuum(source, path, temporary, target)
    return counted


def _vacuum(source: sqlite3.Connection, path: Path, temporary: Path, target: Path) -> tuple[Census, bool]:
    """Count, copy, and say whether the diary stayed the same meanwhile."""
    try:
        source.execute("BEGIN")
        before = _rows(source, "PRAGMA data_version")
        counted = census(source)
        source.execute("COMMIT")
    except sqlite3.Error as error:
        raise trouble(error, path) from error
    try:
        source.execute("VACUUM INTO ?", (uri_of(temporary),))
    except sqlite3.Error as error:
        raise _vacuum_trouble(error, path, target) from error
    try:
        return counted, _rows(source, "PRAGMA data_version") == before
    except sqlite3.Error as error:
        raise trouble(error, path) from error


def _vacuum_trouble(error: sqlite3.Error, path: Path, target: Path) -> DiaryTrouble:
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code & _PRIMARY_CODE in _SOURCE_CODES or code in _SOURCE_READ_CODES:
        return trouble(error, path)
    return DiskFull(target) if code & _PRIMARY_CODE == sqlite3.SQLITE_FULL else CopyNotWritable(target)


def _checked(path: Path, temporary: Path, copied: Census) -> Facts:
    """What the copy holds, once it has passed: all that can go wrong with it does before it has its name."""
    try:
        uri = f"{uri_of(temporary)}?mode=rw"  # of a file opened with `ro`, SQLite checks no CHECK
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            sound, same = soundness.is_sound(connection), census(connection) == copied
            facts = facts_of(connection) if sound and same else None
            sound = sound and (not same or soundness.sums_fit(connection))
    except sqlite3.Error as error:
        raise CopyUnsound(path) from error
    if not sound:
        raise CopyUnsound(path)
    if facts is None:
        raise CopyDiffers(path)
    return facts


def _put_in_place(temporary: Path, target: Path) -> None:
    try:
        put(temporary, target)
    except FileExistsError as error:
        raise CopyExists(target) from error


def _sync(temporary: Path) -> None:
    handle = os.open(temporary, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def no_copy(error: OSError, target: Path) -> DiaryTrouble:
    """The trouble that an error of the system's stands for where a copy was to be written."""
    full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
    return DiskFull(target) if full else CopyNotWritable(target)


def _count(table: str) -> str:
    quoted = table.replace('"', '""')
    return f'SELECT count(*) FROM "{quoted}"'  # noqa: S608 - a name from the schema, quoted


def _rows(connection: sqlite3.Connection, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(sql)]
