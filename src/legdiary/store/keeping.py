"""Keeping the diary: a copy on demand, and a copy put in the diary's place. The copy a week is in `rotation`.

A restore holds the diary for itself from the copy it keeps to the last page it writes, so no entry that another
terminal has stored falls between. What is restored was read into memory and checked there: the very bytes that passed
are the ones that are written, and an encrypted copy never stands decrypted anywhere but in its place.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from shlex import quote
from typing import TYPE_CHECKING

from legdiary.errors import DiaryTrouble, Refused
from legdiary.store import file
from legdiary.store.rotation import stamp
from legdiary.store.trouble import (
    DiaryDamaged,
    DiaryEmpty,
    DiaryGone,
    DiaryLocked,
    DiskFull,
    NoDiary,
    NotADiary,
    NotWritable,
    trouble,
)
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from legdiary.domain.merge import Incoming
    from legdiary.domain.moments import Moment
    from legdiary.store.checking import Facts

_WAL, _ROLLBACK = 2, 1
_AGE = (b"age-encryption.org/v1", b"-----BEGIN AGE ENCRYPTED FILE-----")
SOUND, DAMAGED, EMPTY, MISSING = "sound", "damaged", "empty", "missing"
#: What was not done where a copy is refused.
RESTORED, IMPORTED = "restored", "imported"


class NoSuchCopy(Refused):
    """Nothing there to restore."""

    def __init__(self, source: Path, path: Path) -> None:
        super().__init__(f"there is no file {source}; nothing was restored", _restore_of(file.newest_copy(path)))


class IsTheDiary(Refused):
    """The diary as a copy of itself."""

    def __init__(self, source: Path, undone: str = RESTORED) -> None:
        super().__init__(f"{source} is the diary itself; nothing was {undone}")


class StillSealed(Refused):
    """An encrypted copy, to be joined: it has to be opened first, and where that may stand its person decides."""

    def __init__(self, source: Path) -> None:
        opened = source.with_suffix("") if source.suffix == ".age" else source.with_name(f"{source.name}.db")
        super().__init__(
            f"{source} is an encrypted diary; open it as a diary of its own, import that, and delete it; "
            "nothing was imported",
            f"legdiary --diary {quote(str(opened))} restore {quote(str(source))}",
        )


class CopyRefused(DiaryTrouble):
    """A copy that does not pass its check: the diary is better off without it."""

    def __init__(self, source: Path, why: str, hint: str | None, undone: str = RESTORED) -> None:
        super().__init__(f"{source} does not pass: {why}; nothing was {undone}", hint)


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


# ---------------------------------------------------------------------- on demand


def place_for(path: Path, now: Moment, ending: str = "") -> Path:
    """Where a copy of the diary that is made now goes, if nobody says otherwise.

    Raises:
        DiaryTrouble: there is no diary that could be copied.
    """
    from legdiary.store.copies import copy_name

    file.inspect(path)
    with closing(file.connect(path, writing=False)) as connection:
        name = copy_name(path, now, file.version_of(connection, path))
    return name.with_name(name.name + ending)


def backup(path: Path, target: Path) -> Facts:
    """Copy the diary, which may be in use, to `target`; what the copy holds. It was checked.

    Raises:
        CopyExists: something stands at `target`.
        DiaryTrouble: the diary cannot be read, or the copy not be written.
    """
    from legdiary.store.checking import facts_of
    from legdiary.store.copies import copy_to

    copy_to(path, target)
    with closing(file.look_into(target, at_rest=True)) as made:
        return facts_of(made)


def seal(path: Path, target: Path, encrypt: Callable[[bytes], bytes], decrypt: Callable[[bytes], bytes]) -> Facts:
    """Write an encrypted copy of the diary, which may be in use, to `target`.

    The copy is made and checked in memory; nothing but its encrypted form touches a disk. It is read back and
    decrypted before it gets its name.

    Raises:
        CopyExists, DiaryTrouble: as `backup`.
    """
    from legdiary.store import copies
    from legdiary.store.checking import facts_of

    with closing(file.connect(path, writing=False)) as connection, closing(in_memory(connection, path)) as image:
        if not copies.is_sound(image):
            raise DiaryDamaged(path)
        facts, plain = facts_of(image), image.serialize()
    try:
        with copies.new_file(target) as temporary:
            with temporary.open("wb") as opened:
                opened.write(encrypt(plain))
                opened.flush()
                os.fsync(opened.fileno())
            if decrypt(temporary.read_bytes()) != plain:
                raise copies.CopyDiffers(path)
    except OSError as error:
        raise copies.no_copy(error, target) from error
    return facts


def is_sealed(source: Path) -> bool:
    """Whether a file is encrypted by age."""
    try:
        with source.open("rb") as opened:
            return opened.read(max(map(len, _AGE))).startswith(_AGE)
    except OSError:
        return False


# ---------------------------------------------------------------------- joining


def entries_of_copy(source: Path, path: Path | None = None) -> Incoming:
    """All that another diary holds, its ledger included, as `domain.merge` takes it.

    It is read into memory, and passes the same check there as a copy that is to be restored. Nothing is written to it,
    nor put beside it; an older one is upgraded in memory.

    Args:
        source: a conflict copy of a sync program, or the diary of another machine.
        path: the diary that it is to be joined to.

    Raises:
        IsTheDiary: there is nothing to join.
        StillSealed: it is encrypted.
        CopyRefused: it does not pass.
        DiaryTrouble: it is no diary, or cannot be read.
    """
    from legdiary.domain.merge import Incoming
    from legdiary.store.diary import Diary
    from legdiary.store.runner import Runner

    if path is not None and path.exists() and source.samefile(path):
        raise IsTheDiary(source, IMPORTED)
    if is_sealed(source):
        raise StillSealed(source)
    image = _of_today(_sound(source, None, IMPORTED), source)
    with closing(image), Diary(Runner(image, source, file.load_sql())) as diary, diary.one_state():
        standing = diary.standing()
        told = standing.told()
    stored = sorted(standing.stored, key=lambda each: each.id)
    entries = [each for each in stored if each.entry.kind != "product"]
    return Incoming(
        [(each.entry, each.recalled) for each in entries],
        {each.id: each.entry for each in stored if each.entry.kind == "product"},
        tuple(each.id for each in entries),
        told,
    )


def _of_today(image: sqlite3.Connection, source: Path) -> sqlite3.Connection:
    """The same of the schema of today."""
    version = int(image.execute("PRAGMA user_version").fetchone()[0])
    if version == file.SCHEMA_VERSION:
        return image
    from legdiary.store.upgrade import upgraded_in_memory

    return upgraded_in_memory(image, source, version)


# ---------------------------------------------------------------------- restoring


@dataclass(frozen=True, slots=True)
class Passed:
    """A copy that was read into memory and passed its check.

    Attributes:
        source: where it came from.
        image: all of it.
        facts: what it holds.
    """

    source: Path
    image: sqlite3.Connection
    facts: Facts


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


def passed(source: Path, path: Path, opened: bytes | None = None) -> Passed:
    """Read a copy into memory and check it there: file, version, integrity, references, ledger against tables.

    Args:
        source: the copy.
        path: the diary.
        opened: what is in an encrypted copy.

    Raises:
        NoSuchCopy, IsTheDiary: nothing to restore.
        CopyRefused: it does not pass.
        DiaryTrouble: it cannot be read.
    """
    from legdiary.store.checking import facts_of

    if not source.exists():
        raise NoSuchCopy(source, path)
    if path.exists() and source.samefile(path):
        raise IsTheDiary(source)
    image = _sound(source, _restore_of(_other_copy(path, source)), RESTORED, opened)
    return Passed(source, image, facts_of(image))


def _sound(source: Path, other: str | None, undone: str, opened: bytes | None = None) -> sqlite3.Connection:
    """A copy in memory, checked there.

    Args:
        source: the copy.
        other: the command that helps where it does not pass.
        undone: what is not done then.
        opened: what is in an encrypted copy.

    Raises:
        CopyRefused: it does not pass.
        DiaryTrouble: it cannot be read.
    """
    try:
        image = _image_of(source) if opened is None else _opened(opened, source)
    except (DiaryEmpty, NotADiary) as error:
        why = "it is empty (0 bytes)" if isinstance(error, DiaryEmpty) else "it is not a legdiary diary"
        raise CopyRefused(source, why, other, undone) from error
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_ROLLBACK:
            why = f"a write was cut off half-way ({source.name}-journal), which the next look at it takes back"
            raise CopyRefused(source, why, f"legdiary --diary {quote(str(source))} list", undone) from error
        raise CopyRefused(source, "SQLite cannot read it", other, undone) from error
    try:
        _check(image, source, other, undone)
    except sqlite3.Error as error:
        image.close()
        raise CopyRefused(source, "SQLite cannot read it to its end", other, undone) from error
    except BaseException:
        image.close()
        raise
    return image


def _check(image: sqlite3.Connection, source: Path, other: str | None, undone: str) -> None:
    """Refuse a copy at the first thing that is wrong with it."""
    from legdiary.store import checking

    for found in checking.inside(image, source, lambda: _of_bytes(image.serialize())):
        if found.state == checking.WRONG:
            newer = (
                found.topic == checking.VERSION
                and int(image.execute("PRAGMA user_version").fetchone()[0]) > file.SCHEMA_VERSION
            )
            raise CopyRefused(source, found.what, found.command if newer else other, undone)


def standing(path: Path) -> Standing:
    """What a restore would replace.

    Raises:
        NeverReplaced: another program's file.
        DiaryTrouble: it is locked, a folder, or may not be read.
    """
    from legdiary.store.checking import facts_of
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
            kept: Path | None = _overwrite(path, copy.image, now)
            return Restored(before, kept, _restore_of(kept))
        kept = _replace(path, copy.image, now, before.state)
    except sqlite3.Error as error:
        raise trouble(error, path) from error
    except OSError as error:
        from legdiary.store.copies import no_copy

        raise (DiskFull if isinstance(no_copy(error, path), DiskFull) else NotWritable)(path) from error
    return Restored(before, kept, f"mv -f {quote(str(kept))} {quote(str(path))}" if kept else None)


def _overwrite(path: Path, image: sqlite3.Connection, now: Moment) -> Path:
    """The copy over a sound diary, within SQLite; where the diary as it was is kept."""
    from legdiary.store.copies import census, copy_name, copy_to, is_sound

    with closing(file.connect(path, writing=True)) as own:
        own.execute("PRAGMA journal_mode=DELETE")  # another program may have turned it to WAL
        own.execute("BEGIN EXCLUSIVE")
        # Only now: a connection in this mode does not step back from another that waits for it, and both would wait.
        own.execute("PRAGMA main.locking_mode=EXCLUSIVE")
        own.execute("COMMIT")  # the lock stays until the end
        kept = copy_name(path, now, int(own.execute("PRAGMA user_version").fetchone()[0]))
        copy_to(path, kept, holder=own)
        image.backup(own)
        if not is_sound(own) or census(own) != census(image):
            raise NotAsWritten(path, kept)
    return kept


def _replace(path: Path, image: sqlite3.Connection, now: Moment, state: str) -> Path | None:
    """The copy as a new file, in the place of nothing or of a damaged one; where that is kept."""
    from legdiary.store.copies import census, is_sound, new_file

    with new_file(_real(path), instead=state != MISSING) as temporary:
        with closing(sqlite3.connect(temporary, isolation_level=None)) as own:
            own.execute("PRAGMA synchronous=EXTRA")
            image.backup(own)
            if not is_sound(own) or census(own) != census(image):
                raise NotAsWritten(path, None)
        return _set_aside(path, now, state)


def _set_aside(path: Path, now: Moment, state: str) -> Path | None:
    """Keep a damaged diary as it is, and whatever of SQLite's lies beside: it must never meet the new file."""
    stem = path.parent / file.BACKUPS / f"{path.stem}-{stamp(now.utc_s)}{path.suffix}.damaged"
    kept, number = stem, 1
    while os.path.lexists(kept):
        number += 1
        kept = stem.with_name(f"{stem.name}-{number}")
    real = _real(path)
    leftovers = [ending for ending in ("-journal", "-wal", "-shm") if real.with_name(real.name + ending).exists()]
    if state == DAMAGED or leftovers:
        kept.parent.mkdir(mode=0o700, exist_ok=True)
    if state == DAMAGED:
        _keep_bytes(real, kept)
    for ending in leftovers:
        real.with_name(real.name + ending).rename(kept.with_name(kept.name + ending))
    if kept.parent.exists():
        file.sync_folder(kept.parent)
    return kept if state == DAMAGED else None


def _keep_bytes(path: Path, kept: Path) -> None:
    """A second name for the same bytes; where the disk has no such thing, the bytes again."""
    try:
        os.link(path, kept)
    except (OSError, NotImplementedError):
        from legdiary.store.copies import new_file

        with new_file(kept) as temporary, temporary.open("wb") as opened:
            opened.write(path.read_bytes())
            opened.flush()
            os.fsync(opened.fileno())
    else:
        kept.chmod(0o600)


def _real(path: Path) -> Path:
    """The file itself, where its name is a link: a link is not replaced."""
    return path.resolve()


def _image_of(source: Path) -> sqlite3.Connection:
    """A copy, in memory; the file is only read."""
    file.inspect(source)
    with source.open("rb") as opened:
        wal = _WAL in opened.read(20)[18:20]
    at_rest = wal and not source.with_name(f"{source.name}-wal").exists()
    with closing(file.look_into(source, at_rest=at_rest)) as connection:
        return in_memory(connection, source)


def _opened(data: bytes, source: Path) -> sqlite3.Connection:
    """What an encrypted copy holds, in memory."""
    if len(data) < 100 or int.from_bytes(data[68:72], "big") != file.APPLICATION_ID:  # noqa: PLR2004 - SQLite's header
        raise NotADiary(source)
    return _of_bytes(data)


def in_memory(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """One state of an open file, in memory; the lock for reading is taken first, since `backup` waits for ever."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as picture:
        try:
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
            connection.backup(picture)
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            told = trouble(error, path)
            if isinstance(told, DiaryLocked):
                raise told from error
            raise
        return _of_bytes(picture.serialize())


def _of_bytes(data: bytes) -> sqlite3.Connection:
    whole = bytearray(data)
    if whole[18] == _WAL:  # memory knows no write-ahead log, and the diary wants none
        whole[18:20] = bytes((_ROLLBACK, _ROLLBACK))
    image = sqlite3.connect(":memory:", isolation_level=None)
    try:
        image.deserialize(bytes(whole))
        image.row_factory = sqlite3.Row
        image.executescript("PRAGMA trusted_schema=OFF; PRAGMA query_only=ON;")
    except BaseException:
        image.close()
        raise
    return image


def _other_copy(path: Path, source: Path) -> Path | None:
    """The copy beside the diary, other than this one, that knows the most and is sound."""
    from legdiary.store.checking import sound_copy

    others = [each for each in file.copies_of(path) if not (source.exists() and each.samefile(source))]
    held = {each: facts.lines for each in others if (facts := sound_copy(each))}
    return max(held, key=lambda each: (held[each], each.name), default=None)


def _restore_of(copy: Path | None) -> str | None:
    return f"legdiary restore {quote(str(copy))}" if copy else None
