"""A copy of the diary on demand, plain or encrypted. Weekly copies are in `rotation`, restoring is in `restore`."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from legdiary.store import diary_file, file_integrity
from legdiary.store.errors import DiaryDamaged, translate_error
from legdiary.store.snapshot import IN_MEMORY, snapshot_of_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from legdiary.domain.diary_facts import Facts
    from legdiary.domain.time.moments import Moment


def default_paths(path: Path, now: Moment, ending: str = "") -> Iterator[Path]:
    """Return the free default paths for a copy of the diary made now, best first.

    Raises:
        DiaryTrouble: there is no diary to copy.
    """
    from legdiary.store.backups.write import copy_names

    diary_file.check_header(path)
    with closing(diary_file.connect(path, writing=False)) as connection:
        version = diary_file.version_of(connection, path)
    return copy_names(path, now, version, ending)


def backup(path: Path, target: Path, made: Callable[[], None] = lambda: None) -> Facts:
    """Copy the diary, which may be in use, to `target`, check the copy, and return the facts about it.

    Args:
        path: the diary.
        target: the path of the copy.
        made: called as soon as the copy has its name.

    Raises:
        CopyExists: something is already at `target`.
        DiaryTrouble: the diary cannot be read, or the copy cannot be written.
    """
    from legdiary.store.backups.write import copy_to

    return copy_to(path, target, made=made)


def backup_encrypted(
    path: Path,
    target: Path,
    encrypt: Callable[[bytes], bytes],
    decrypt: Callable[[bytes], bytes],
    made: Callable[[], None] = lambda: None,
) -> Facts:
    """Write an encrypted copy of the diary, which may be in use, to `target`.

    The copy is made and checked in memory; only its encrypted form is ever written to a disk. It is read back and
    decrypted before it gets its name.

    Raises:
        CopyExists, DiaryTrouble: as `backup`.
    """
    from legdiary.store.backups import write
    from legdiary.store.file_summary import facts_of

    try:
        with (
            closing(diary_file.connect(path, writing=False)) as connection,
            closing(snapshot_of_file(connection, path, IN_MEMORY)) as image,
        ):
            if not file_integrity.is_intact(image):
                raise DiaryDamaged(path)
            facts, plain = facts_of(image), image.serialize()
    except sqlite3.Error as error:
        raise translate_error(error, path) from error
    try:
        with write.new_file(target, made=made, noted_in=path.parent) as temporary:
            temporary.write_bytes(encrypt(plain))
            if decrypt(temporary.read_bytes()) != plain:
                raise write.CopyDiffers(path)
    except OSError as error:
        raise write.copy_error(error, target) from error
    return facts
