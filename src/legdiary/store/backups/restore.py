"""Restoring: a copy takes the diary's place, and the former diary is kept.

The diary is locked from the copy that is kept of it to the last page written, so no entry of another terminal is lost
between the two.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing, contextmanager, suppress
from shlex import quote
from shutil import copyfileobj
from typing import TYPE_CHECKING

from legdiary.errors import DiaryTrouble
from legdiary.store import diary_file, file_integrity
from legdiary.store.backups import file_names
from legdiary.store.connection import attached
from legdiary.store.errors import (
    DiaryDamaged,
    DiaryEmpty,
    DiaryGone,
    DiskFull,
    NoDiary,
    NotADiary,
    NotWritable,
    restore_command,
    translate_error,
)
from legdiary.store.file_summary import facts_of
from legdiary.store.read_limits import MoreThanADiary
from legdiary.store.schema.comparison import NotAsMade, schema_sql
from legdiary.store.snapshot import check_shape
from legdiary.store.sqlite_journals import journal_path
from legdiary.store.statement_runner import commit
from legdiary.util.safe_files import BESIDE, identity, make_folder, move_aside_command, open_plain, sync_folder
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TypeAlias

    from legdiary.domain.diary_facts import Facts
    from legdiary.domain.time.moments import Moment
    from legdiary.store.backups.verify import VerifiedCopy

    Stamp: TypeAlias = tuple[tuple[str, int, int, int], ...]

SOUND, DAMAGED, EMPTY, MISSING = "sound", "damaged", "empty", "missing"
#: The name of the file that is filled, on the connection of the copy.
_OWN = "own"
_OBJECTS = f"SELECT type, name FROM {_OWN}.sqlite_master WHERE type IN ('table', 'view') AND name NOT GLOB 'sqlite_*'"  # noqa: S608
_TABLES = f"SELECT name FROM {_OWN}.sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY rowid"  # noqa: S608
#: The beginning of a statement that makes a diary, up to the name of what it makes.
_MAKES = re.compile(r"\s*(CREATE (?:UNIQUE )?(?:TABLE|INDEX)|PRAGMA) ")


class NeverReplaced(DiaryTrouble):
    """Another program's file in the diary's place."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not a legdiary diary, and is never replaced",
            move_aside_command(path, ".foreign"),
            then="nothing was restored",
        )


class NotAsWritten(DiaryTrouble):
    """A diary that does not read back as it was written: a fault of the disk."""

    def __init__(self, path: Path, kept: Path | None) -> None:
        where = f"; the earlier diary is {kept}" if kept else ""
        super().__init__(
            f"{path} does not read back as it was written (a disk fault)",
            then=f"nothing was restored{where}",
        )


@dataclass(frozen=True, slots=True)
class DiaryState:
    """The state of the diary that a restore would replace.

    Attributes:
        state: SOUND, DAMAGED, EMPTY or MISSING.
        facts: the facts about it, where it can be read.
        stamp: what its files looked like before they were read; as long as they do, this is still its state.
    """

    state: str
    facts: Facts | None = None
    stamp: Stamp = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """The result of a restore.

    Attributes:
        before: the former state.
        kept: the path of the former diary now; None where there was nothing to keep.
        undo: the command that goes back, or None.
    """

    before: DiaryState
    kept: Path | None
    undo: str | None


def diary_state(path: Path) -> DiaryState:
    """Return the state of the diary that a restore would replace.

    Raises:
        NeverReplaced: it is another program's file.
        DiaryTrouble: it is locked, a folder, or not readable.
    """
    stamp = _stamp(path)
    try:
        diary_file.check_header(path)
        with closing(diary_file.connect(path, writing=True)) as connection:
            try:
                check_shape(connection, path)
                return (
                    DiaryState(SOUND, facts_of(connection), stamp)
                    if file_integrity.is_intact(connection)
                    else DiaryState(DAMAGED)
                )
            except sqlite3.Error as error:
                if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR:
                    return DiaryState(DAMAGED)  # one of legdiary's tables is missing
                raise translate_error(error, path) from error
    except (NoDiary, DiaryGone):
        return DiaryState(MISSING)
    except DiaryEmpty:
        return DiaryState(EMPTY)
    except (DiaryDamaged, NotAsMade, MoreThanADiary):
        return DiaryState(DAMAGED)
    except NotADiary as error:
        raise NeverReplaced(path) from error


def _stamp(path: Path) -> Stamp:
    """Return what changes with every write to a diary: size and time of the file, its journal and its log."""
    stamp = []
    for each in (path, *(journal_path(path, ending) for ending in BESIDE)):
        with suppress(OSError):
            about = each.stat()
            stamp.append((each.name, about.st_ino, about.st_size, about.st_mtime_ns))
    return tuple(stamp)


def restore(
    path: Path,
    copy: VerifiedCopy,
    now: Moment,
    stored: Callable[[], None] = lambda: None,
    standing: DiaryState | None = None,
) -> Restored:
    """Put a copy in the diary's place, and keep the former diary beside it.

    A sound diary is first kept as a checked copy and then filled again in one SQLite transaction: a kill leaves it
    either as it was or equal to the copy, and writers wait. A damaged one is kept byte for byte with its journal and
    replaced by a complete file, atomically. Whatever can fail does so before that, and leaves the diary as it was.

    Args:
        path: the diary.
        copy: the verified copy.
        now: the present moment.
        stored: called as soon as the copy is in the diary's place.
        standing: the state of the diary as it was last found; it is found again where the diary has changed since.

    Raises:
        NeverReplaced: another program's file is in the diary's place.
        NotAsWritten: the disk does not return what was written.
        DiaryTrouble: the diary is locked or not writable, or the disk is full.
    """
    is_known = standing is not None and standing.state == SOUND and standing.stamp == _stamp(path)
    before = standing if standing is not None and is_known else diary_state(path)
    try:
        if before.state == SOUND:
            overwritten = _overwrite(path, copy.image, now, before.stamp, stored)
            return Restored(before, overwritten, restore_command(overwritten))
        kept = _replace(path, copy.image, now, before.state, stored)
    except sqlite3.Error as error:
        raise translate_error(error, path) from error
    except OSError as error:
        from legdiary.store.backups.write import copy_error

        raise (DiskFull if isinstance(copy_error(error, path), DiskFull) else NotWritable)(path) from error
    return Restored(before, kept, f"mv -f {quote(str(kept))} {quote(str(path))}" if kept else None)


# ---------------------------------------------------------------------- a sound diary


def _overwrite(path: Path, image: sqlite3.Connection, now: Moment, stamp: Stamp, stored: Callable[[], None]) -> Path:
    """Write the copy over a sound diary, within SQLite; return the path where the former diary is kept."""
    from legdiary.store.backups.write import copy_held, copy_names, make_under_free_name

    with _attached(image, path):
        image.execute(f"PRAGMA {_OWN}.journal_mode=DELETE")  # another program may have switched it to WAL
        image.execute("BEGIN EXCLUSIVE")
        # Not earlier: two connections in this mode would wait for each other.
        image.execute(f"PRAGMA {_OWN}.locking_mode=EXCLUSIVE")
        image.execute("COMMIT")  # the lock stays until the end
        sound = stamp == _stamp(path)  # nobody has written since it was found so
        version = int(image.execute(f"PRAGMA {_OWN}.user_version").fetchone()[0])
        sound = sound and version <= diary_file.SCHEMA_VERSION  # the tables of a newer one are not known
        names = copy_names(path, now, version)
        kept, _ = make_under_free_name(names, lambda name: copy_held(path, name, image, _OWN, sound=sound))
        try:
            _fill(image, path, kept)
            stored()
        except NotAsWritten:
            raise
        except BaseException:
            with suppress(OSError):
                kept.unlink()  # the diary is unchanged, so no copy of it is needed
            raise
    return kept


@contextmanager
def _attached(image: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Attach the file that is filled to the snapshot of the copy, so that SQLite copies rows from one to the other."""
    image.execute("PRAGMA query_only=OFF")
    try:
        with attached(image, path, _OWN):
            yield
    finally:
        image.execute("PRAGMA query_only=ON")


def _fill(image: sqlite3.Connection, path: Path, kept: Path | None) -> None:
    """Replace all rows of an attached file by those of a copy, in one transaction that is checked before its commit.

    The tables are made from legdiary's own SQL and filled from those of the copy, so that nothing but rows comes from
    it: not its encoding, or objects that somebody added. Then every row is compared with the copy's, which was
    verified.

    Raises:
        NotAsWritten: the file does not hold what the copy holds; it was rolled back.
        sqlite3.Error: SQLite's answer; it was rolled back.
    """
    version = int(image.execute("PRAGMA main.user_version").fetchone()[0])
    image.execute("PRAGMA foreign_keys=OFF")  # within a transaction it cannot be switched
    image.execute("BEGIN IMMEDIATE")
    try:
        for kind, name in image.execute(_OBJECTS).fetchall():
            image.execute(f"DROP {kind} {_OWN}.{file_integrity.quote_name(name)}")
        for statement in schema_sql(version).split(";\n"):
            image.execute(_MAKES.sub(rf"\1 {_OWN}.", statement, count=1))
        for (name,) in image.execute(_TABLES).fetchall():
            table = file_integrity.quote_name(name)
            image.execute(f"INSERT INTO {_OWN}.{table} SELECT * FROM main.{table}")  # noqa: S608 - a name of ours, quoted
        if not (file_integrity.is_whole(image, _OWN) and file_integrity.same_rows(image, _OWN, "main")):
            raise NotAsWritten(path, kept)  # noqa: TRY301 - here, since all that was written is taken back below
        commit(image, path)
    except BaseException:
        if image.in_transaction:
            image.execute("ROLLBACK")
        raise


# ---------------------------------------------------------------------- a damaged diary, or none


def _replace(path: Path, image: sqlite3.Connection, now: Moment, state: str, stored: Callable[[], None]) -> Path | None:
    """Write the copy as a new file, in place of nothing or of a damaged diary; return the path of the damaged one."""
    from legdiary.store.backups.write import new_file

    real = diary_file.resolve_link(path)
    aside, stood = _Aside(path, now), identity(real)
    try:
        with new_file(real, instead=state != MISSING, made=stored) as temporary:
            with _attached(image, temporary):
                _fill(image, path, None)
            aside.put(keep=state == DAMAGED)
    except BaseException:
        if aside.is_put and identity(real) == stood:
            aside.take_back()
        raise
    return aside.kept if state == DAMAGED else None


class _Aside:
    """Files moved aside for a new file: a damaged diary, and SQLite's files beside it, which must not affect the new.

    Attributes:
        kept: the path of the damaged diary.
        is_put: something was moved aside.
    """

    def __init__(self, path: Path, now: Moment) -> None:
        stem = path.parent / file_names.BACKUPS / f"{path.stem}-{file_names.time_stamp(now.utc_s)}{path.suffix}.damaged"
        self.kept, number = stem, 1
        while os.path.lexists(self.kept):
            number += 1
            self.kept = stem.with_name(f"{stem.name}-{number}")
        self._path = path
        self._moved: list[tuple[Path, Path]] = []
        self._linked = False

    @property
    def is_put(self) -> bool:
        return self._linked or bool(self._moved)

    def put(self, *, keep: bool) -> None:
        """Keep the diary byte for byte if `keep`, and move its journal."""
        leftovers = [ending for ending in BESIDE if journal_path(self._path, ending).exists()]
        if not keep and not leftovers:
            return
        make_folder(self.kept.parent)
        if keep:
            _keep_bytes(diary_file.resolve_link(self._path), self.kept)
            self._linked = True
        for ending in leftovers:
            there, here = journal_path(self._path, ending), self.kept.with_name(self.kept.name + ending)
            there.rename(here)
            self._moved.append((there, here))
        sync_folder(self.kept.parent)

    def take_back(self) -> None:
        """Move everything back, because the new file was not made."""
        for there, here in reversed(self._moved):
            with suppress(OSError):
                here.rename(there)
        if self._linked:
            with suppress(OSError):
                self.kept.unlink()


def _keep_bytes(path: Path, kept: Path) -> None:
    """Make a second name for the same file; on a disk without links, copy the bytes."""
    try:
        os.link(path, kept)
    except (OSError, NotImplementedError):
        from legdiary.store.backups.write import new_file

        with new_file(kept) as temporary, temporary.open("wb") as opened, open_plain(path) as damaged:
            copyfileobj(damaged, opened)
    else:
        kept.chmod(0o600)
