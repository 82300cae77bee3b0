"""The copies beside a diary, each with its facts: `restore` lists them and `check` judges them."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

from legdiary.domain.entries.kinds import KINDS
from legdiary.errors import DiaryTrouble
from legdiary.store import diary_file, file_integrity
from legdiary.store.backups import file_names
from legdiary.store.file_summary import facts_of
from legdiary.store.snapshot import snapshot_of_copy
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from legdiary.domain.backup_retention import Keep
    from legdiary.domain.diary_facts import Facts

#: Labels of copies that the rotation does not count: one that a person named, and one with entries that the diary
#: does not have.
BY_HAND, APART = "by hand", "apart"
#: The latest time shown, the end of the year 9998: file systems know later ones, but `datetime` does not.
_LATEST = 253_370_764_799


@dataclass(frozen=True, slots=True)
class FoundCopy:
    """A copy beside the diary.

    Attributes:
        path: its path.
        made_utc_s: the time it was made: from its name, where legdiary named it, else from the file.
        size: its size in bytes.
        facts: the facts about it; None where it is encrypted or damaged.
        nights: its first and its last night.
        encrypted: it is encrypted, and so was not read.
    """

    path: Path
    made_utc_s: int
    size: int
    facts: Facts | None
    nights: tuple[date, date] | None
    encrypted: bool

    @property
    def verified(self) -> bool | None:
        """Return whether the copy is sound; None where it is encrypted and nobody can tell."""
        return None if self.encrypted else self.facts is not None


def list_copies(path: Path) -> list[FoundCopy]:
    """Return the copies beside a diary, newest first; the diary may be missing or damaged. Nothing is written."""
    stamps = file_names.dated_copies(path) | file_names.dated_copies(path, file_names.SEALED)
    found = []
    for each in (*file_names.copies_of(path), *(sealed := file_names.encrypted_copies_of(path))):
        with suppress(FileNotFoundError):  # another terminal has deleted it in the meantime
            found.append(_copy_there(each, stamps.get(each.name), encrypted=each in sealed))
    return sorted(found, key=lambda each: (each.made_utc_s, each.path.name), reverse=True)


def label_copies(path: Path, copies: Iterable[FoundCopy], keep: Keep) -> dict[Path, str | None]:
    """Return each copy's label: WEEKLY, MONTHLY, YEARLY, BY_HAND or APART; None where it may go, or is damaged.

    Args:
        path: the diary; where it cannot be read, every copy that legdiary named counts.
        copies: the copies beside it.
        keep: the numbers of copies to keep.
    """
    from legdiary.store.backups.weekly import retention_labels
    from legdiary.store.file_summary import ends_within, is_readable

    dated, readable = file_names.dated_copies(path), is_readable(path)
    kept: dict[Path, str | None] = {}
    counted: dict[str, FoundCopy] = {}
    for each in copies:
        if each.path.name not in dated:
            kept[each.path] = None if each.verified is False else BY_HAND
        elif each.facts is None:
            kept[each.path] = None
        elif readable and not ends_within(each.path, path):
            kept[each.path] = APART
        else:
            counted[each.path.name] = each
    ours = retention_labels(path, {name: each.facts for name, each in counted.items() if each.facts}, keep)
    return kept | {counted[name].path: how for name, how in ours.items()}


def _copy_there(copy: Path, stamp: str | None, *, encrypted: bool) -> FoundCopy:
    about = copy.stat()
    made = datetime.fromisoformat(stamp).timestamp() if stamp else about.st_mtime
    facts, nights = (None if encrypted else _look(copy)) or (None, None)
    return FoundCopy(copy, max(0, min(int(made), _LATEST)), about.st_size, facts, nights, encrypted)


def _look(copy: Path) -> tuple[Facts, tuple[date, date] | None] | None:
    """Return the facts about a copy at rest and its first and last night; None where it is damaged or not a diary."""
    try:
        with closing(snapshot_of_copy(copy)) as picture:
            return (facts_of(picture), _nights(picture)) if file_integrity.is_sound(picture) else None
    except (DiaryTrouble, sqlite3.Error, ValueError, TypeError, OSError):
        return None


def _nights(connection: sqlite3.Connection) -> tuple[date, date] | None:
    """Return the first and the last night that anything is filed under; for a file of any version."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    sql = diary_file.load_sql()
    spans = [
        tuple(connection.execute(sql[f"{kind.table}_span"]).fetchone())
        for kind in KINDS.values()
        if kind.by_night and kind.table in tables
    ]
    days = [date.fromisoformat(day) for span in spans for day in span if day is not None]
    return (min(days), max(days)) if days else None
