"""A copy put in the diary's place, and what stood there kept.

The diary is held from the copy that is kept of it to the last page that is written, so no entry that another terminal
has stored falls between.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from shlex import quote
from shutil import copyfileobj
from typing import TYPE_CHECKING

from legdiary.errors import DiaryTrouble
from legdiary.files import open_plain, sync_folder
from legdiary.store import file
from legdiary.store.facts import facts_of
from legdiary.store.journals import sibling
from legdiary.store.trouble import (
    DiaryDamaged,
    DiaryEmpty,
    DiaryGone,
    DiskFull,
    NoDiary,
    NotADiary,
    NotWritable,
    restore_of,
    trouble,
)
from legdiary.values import dataclass

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.domain.moments import Moment
    from legdiary.store.facts import Facts
    from legdiary.store.passing import Passed

SOUND, DAMAGED, EMPTY, MISSING = "sound", "damaged", "empty", "missing"


class NeverReplaced(DiaryTrouble):
    """Another program's file where the diary should be."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not a legdiary diary, and is never replaced; nothing was restored",
            f"mv -n {quote(str(path))} {quote(f'{path}.foreign')}",
        )


class NotAsWritten(DiaryTrouble):
    """What was written does not read back: the disk."""

    def __init__(self, path: Path, kept: Path | None) -> None:
        where = f"; the diary as it was is {kept}" if kept else ""
        super().__init__(f"{path} does not read back as it was written, which is the disk's doing{where}")


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands where the diary should be.

    Attributes:
        state: SOUND, DAMAGED, EMPTY or MISSING.
        facts: what it holds, where that can be read.
    """

    state: str
    facts: Facts | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    Attributes:
        before: what stood there.
        kept: where that is now; None where there was nothing to keep.
        undo: the command that goes back, or None.
    """

    before: Standing
    kept: Path | None
    undo: str | None


def standing(path: Path) -> Standing:
    """What a restore would replace.

    Raises:
        NeverReplaced: another program's file.
        DiaryTrouble: it is locked, a folder, or may not be read.
    """
    from legdiary.store.copies import is_sound

    try:
        file.inspect(path)
        with closing(file.connect(path, writing=True)) as connection:
            try:
                return Standing(SOUND, facts_of(connection)) if is_sound(connection) else Standing(DAMAGED)
            except sqlite3.Error as error:
                if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR:
                    return Standing(DAMAGED)  # a table of ours is gone
                raise trouble(error, path) from error
    except (NoDiary, DiaryGone):
        return Standing(MISSING)
    except DiaryEmpty:
        return Standing(EMPTY)
    except DiaryDamaged:
        return Standing(DAMAGED)
    except NotADiary as error:
        raise NeverReplaced(path) from error


def restore(path: Path, copy: Passed, now: Moment) -> Restored:
    """Put a copy in the diary's place; what stood there is kept beside it.

    A sound diary is kept as a checked copy and then overwritten in one transaction of SQLite's: a kill leaves it as
    it was or as the copy is, and writers wait. A damaged one is kept byte for byte, its journal with it, and replaced
    by a whole file at one stroke.

    Raises:
        NeverReplaced: another program's file stands there.
        NotAsWritten: the disk does not give back what was written.
        DiaryTrouble: locked, not writable, the disk full.
    """
    before = standing(path)
    try:
        if before.state == SOUND:
            overwritten = _overwrite(path, copy.image, now)
            return Restored(before, overwritten, restore_of(overwritten))
        kept = _replace(path, copy.image, now, before.state)
    except sqlite3.Error as error:
        raise trouble(error, path) from error
    except OSError as error:
        from legdiary.store.copies import no_copy

        raise (DiskFull if isinstance(no_copy(error, path), DiskFull) else NotWritable)(path) from error
    return Restored(before, kept, f"mv -f {quote(str(kept))} {quote(str(path))}" if kept else None)


def _overwrite(path: Path, image: sqlite3.Connection, now: Moment) -> Path:
    """The copy over a sound diary, within SQLite; where the diary as it was is kept."""
    from legdiary.store.copies import census, copy_names, copy_to, is_sound, with_free_name

    with closing(file.connect(path, writing=True)) as own:
        own.execute("PRAGMA journal_mode=DELETE")  # another program may have turned it to WAL
        own.execute("BEGIN EXCLUSIVE")
        # Only now: a connection in this mode does not step back from another that waits for it, and both would wait.
        own.execute("PRAGMA main.locking_mode=EXCLUSIVE")
        own.execute("COMMIT")  # the lock stays until the end
        names = copy_names(path, now, int(own.execute("PRAGMA user_version").fetchone()[0]))
        kept, _ = with_free_name(names, lambda name: copy_to(path, name, holder=own))
        image.backup(own)
        if not is_sound(own) or census(own) != census(image):
            raise NotAsWritten(path, kept)
    return kept


def _replace(path: Path, image: sqlite3.Connection, now: Moment, state: str) -> Path | None:
    """The copy as a new file, in the place of nothing or of a damaged one; where that is kept."""
    from legdiary.store.copies import census, is_sound, new_file

    with new_file(file.itself(path), instead=state != MISSING) as temporary:
        with closing(sqlite3.connect(file.uri_of(temporary), uri=True, isolation_level=None)) as own:
            own.execute("PRAGMA synchronous=EXTRA")
            image.backup(own)
            if not is_sound(own) or census(own) != census(image):
                raise NotAsWritten(path, None)
        return _set_aside(path, now, state)


def _set_aside(path: Path, now: Moment, state: str) -> Path | None:
    """Keep a damaged diary as it is, and whatever of SQLite's lies beside: it must never meet the new file."""
    stem = path.parent / file.BACKUPS / f"{path.stem}-{file.stamp(now.utc_s)}{path.suffix}.damaged"
    kept, number = stem, 1
    while os.path.lexists(kept):
        number += 1
        kept = stem.with_name(f"{stem.name}-{number}")
    leftovers = [ending for ending in ("-journal", "-wal", "-shm") if sibling(path, ending).exists()]
    if state == DAMAGED or leftovers:
        kept.parent.mkdir(mode=0o700, exist_ok=True)
    if state == DAMAGED:
        _keep_bytes(file.itself(path), kept)
    for ending in leftovers:
        sibling(path, ending).rename(kept.with_name(kept.name + ending))
    if kept.parent.exists():
        sync_folder(kept.parent)
    return kept if state == DAMAGED else None


def _keep_bytes(path: Path, kept: Path) -> None:
    """A second name for the same bytes; where the disk has no such thing, the bytes again."""
    try:
        os.link(path, kept)
    except (OSError, NotImplementedError):
        from legdiary.store.copies import new_file

        with new_file(kept) as temporary, temporary.open("wb") as opened:
            with open_plain(path) as damaged:
                copyfileobj(damaged, opened)
            opened.flush()
            os.fsync(opened.fileno())
    else:
        kept.chmod(0o600)
