"""Verification of a copy in a snapshot, before it is restored or imported.

The bytes that were verified are the ones that are used, and no encrypted copy is written decrypted to a disk.
"""

from __future__ import annotations

import sqlite3
from shlex import quote
from typing import TYPE_CHECKING

from legdiary.errors import DiaryTrouble, Refused
from legdiary.store import diary_file, snapshot
from legdiary.store.backups import file_names
from legdiary.store.connection import closed_on_error
from legdiary.store.errors import DiaryEmpty, NotADiary, restore_command, restore_newest_command
from legdiary.store.file_summary import facts_of, facts_of_sound_copy
from legdiary.store.findings import VERSION, WRONG
from legdiary.store.schema.comparison import NotAsMade, join_first
from legdiary.store.sqlite_journals import is_half_way
from legdiary.util.safe_files import plain_head
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from legdiary.domain.diary_facts import Facts

_AGE = (b"age-encryption.org/v1", b"-----BEGIN AGE ENCRYPTED FILE-----")
#: The verb for the message of a refusal: what was not done.
RESTORED, IMPORTED = "restored", "imported"


class NoSuchCopy(Refused):
    """No such file to restore."""

    def __init__(self, source: Path, path: Path) -> None:
        super().__init__(f"there is no file {source}", restore_newest_command(path), then="nothing was restored")


class IsTheDiary(Refused):
    """The diary as a copy of itself."""

    def __init__(self, source: Path, undone: str = RESTORED) -> None:
        super().__init__(f"{source} is the diary itself", then=f"nothing was {undone}")


class CopyRefused(DiaryTrouble):
    """A copy that fails its check."""

    def __init__(self, source: Path, why: str, hint: str | None, undone: str = RESTORED) -> None:
        super().__init__(f"{source} does not pass: {why}", hint, then=f"nothing was {undone}")


@dataclass(frozen=True, slots=True)
class VerifiedCopy:
    """A copy that was read into a snapshot and verified.

    Attributes:
        source: the file it came from.
        image: the snapshot.
        facts: the facts about it.
    """

    source: Path
    image: sqlite3.Connection
    facts: Facts


def is_encrypted(source: Path) -> bool:
    """Return whether a file is encrypted by age."""
    try:
        return plain_head(source, max(map(len, _AGE))).startswith(_AGE)
    except OSError:
        return False


def verify_copy(source: Path, path: Path, opened: bytes | None = None) -> VerifiedCopy:
    """Read a copy into a snapshot and verify it: file, version, integrity, references, ledger against tables.

    Args:
        source: the copy.
        path: the diary.
        opened: the decrypted bytes of an encrypted copy.

    Raises:
        NoSuchCopy, IsTheDiary: there is nothing to restore.
        CopyRefused: it does not pass the checks.
        DiaryTrouble: it cannot be read.
    """
    if not source.exists():
        raise NoSuchCopy(source, path)
    if path.exists() and source.samefile(path):
        raise IsTheDiary(source)

    def other() -> str | None:
        found = _other_copy(path, source)
        return restore_command(found) if found else None

    with closed_on_error(verified_snapshot(source, other, RESTORED, opened)) as image:
        try:
            return VerifiedCopy(source, image, facts_of(image))
        except (sqlite3.Error, ValueError, TypeError) as error:
            raise CopyRefused(source, "SQLite cannot read it to its end", other()) from error


def verified_snapshot(
    source: Path, other: Callable[[], str | None], undone: str, opened: bytes | None = None
) -> sqlite3.Connection:
    """Return a snapshot of a copy, verified.

    Args:
        source: the copy.
        other: returns the command that helps where it does not pass; all other copies are looked into for it.
        undone: the verb for what is then not done.
        opened: the decrypted bytes of an encrypted copy.

    Raises:
        CopyRefused: it does not pass the checks.
        DiaryTrouble: it cannot be read.
    """
    try:
        image = snapshot.snapshot_of_copy(source) if opened is None else snapshot.snapshot_of_bytes(opened, source)
    except NotAsMade as error:
        raise CopyRefused(source, join_first(error.differences.sentences), other(), undone) from error
    except (DiaryEmpty, NotADiary) as error:
        why = "it is empty (0 bytes)" if isinstance(error, DiaryEmpty) else "it is not a legdiary diary"
        raise CopyRefused(source, why, other(), undone) from error
    except sqlite3.Error as error:
        if is_half_way(error):
            why = f"a write was cut off half-way ({source.name}-journal), which the next command that opens it undoes"
            raise CopyRefused(source, why, f"legdiary --diary {quote(str(source))} list", undone) from error
        raise CopyRefused(source, "SQLite cannot read it", other(), undone) from error
    with closed_on_error(image):
        try:
            _check(image, source, other, undone, snapshot.ON_DISK if opened is None else snapshot.IN_MEMORY)
        except sqlite3.Error as error:
            raise CopyRefused(source, "SQLite cannot read it to its end", other(), undone) from error
    return image


def _check(image: sqlite3.Connection, source: Path, other: Callable[[], str | None], undone: str, place: str) -> None:
    """Refuse a copy at its first fault."""
    from legdiary.store.content_checks import check_contents

    for found in check_contents(image, source, place, first_will_do=True):
        if found.state == WRONG:
            newer = (
                found.topic == VERSION
                and int(image.execute("PRAGMA user_version").fetchone()[0]) > diary_file.SCHEMA_VERSION
            )
            raise CopyRefused(source, found.what, found.command if newer else other(), undone)


def _other_copy(path: Path, source: Path) -> Path | None:
    """Return the sound copy beside the diary that has the longest ledger and is not this one."""
    others = [each for each in file_names.copies_of(path) if not (source.exists() and each.samefile(source))]
    held = {each: facts.lines for each in others if (facts := facts_of_sound_copy(each))}
    return max(held, key=lambda each: (held[each], each.name), default=None)
