"""The copy a week: one is made where one is due, and what is more than the settings keep may go.

Whether one is due (`copy_files.copy_is_due`) is looked at by every command that stores; this loads where it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.copy_retention import Keep
from legdiary.store import file
from legdiary.store.copies import names as copy_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from legdiary.domain.diary_facts import Facts
    from legdiary.domain.time.moments import Moment

_ROTATION_WAITS_MS = 2000


def rotate(path: Path, weeks: int, now: Moment, months: int = 0, years: int = 0) -> Path | None:
    """Make the weekly copy if it is due, and let go what is more than is kept.

    Due is a copy where none is dated within the seven days up to now: one that a wrong clock has dated ahead counts
    for nothing. Of several terminals that come at once, one copies; the others find nothing left to do.

    Args:
        path: a diary that was just written.
        weeks: how many of the newest are kept; 0: none are made, and none deleted.
        now: the present moment.
        months: how many of the months before.
        years: how many of the years before.

    Returns:
        The copy; None where none was due, or another program had the diary to itself.

    Raises:
        DiaryTrouble: the copy could not be made.
    """
    if weeks < 1 or not copy_files.copy_is_due(path, now):
        return None
    import sqlite3
    from contextlib import closing

    from legdiary.store.copies.copy import copy_names, copy_to, with_free_name
    from legdiary.store.errors import DiaryLocked, trouble

    with closing(file.connect(path, writing=True)) as holder:
        try:
            holder.execute(f"PRAGMA busy_timeout={_ROTATION_WAITS_MS}")
            holder.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            told = trouble(error, path)
            if isinstance(told, DiaryLocked):
                return None
            raise told from error
        if not copy_files.copy_is_due(path, now):
            return None
        names = copy_names(path, now, file.version_of(holder, path))
        copy, _ = with_free_name(names, lambda name: copy_to(path, name))
    _let_go(path, Keep(weeks, months, years), copy)
    return copy


def _let_go(path: Path, keep: Keep, made: Path) -> None:
    """Delete what is more than is kept: plain files that legdiary has named, and that are sound.

    Only a copy can go all of which the diary still knows. So the last good copy stays (it is `made`), and so do any
    that knows more or other than the diary, and any that cannot be read; none of these counts.
    """
    names = copy_files.dated_copies(path)
    if len(names) <= keep.weeks:
        return
    from contextlib import suppress

    from legdiary.store.summary import ends_within, is_contained, sound_copy
    from legdiary.util.files import is_own

    folder = path.parent / copy_files.BACKUPS
    plain = [name for name in names if not (folder / name).is_symlink() and is_own(folder / name)]
    held = {name: facts for name in plain if (facts := sound_copy(folder / name))}
    known = {name: facts for name, facts in held.items() if ends_within(folder / name, path)}
    for name, kept in how_kept(path, known, keep).items():
        if kept is None and name != made.name and is_contained(folder / name, path):
            with suppress(OSError):
                (folder / name).unlink()


def how_kept(path: Path, held: Mapping[str, Facts], keep: Keep) -> dict[str, str | None]:
    """How each of the copies that legdiary has named is kept, by name; None where it may go.

    They are ranked by what they hold and never by their dates: clocks err.

    Args:
        path: the diary.
        held: those that count, and what they hold.
        keep: how many are kept.
    """
    from datetime import date
    from itertools import pairwise

    from legdiary.domain.copy_retention import kept_as

    dated = copy_files.dated_copies(path)
    ranked = sorted(held, key=lambda name: (held[name].lines, name))
    doubles = [name for name, later in pairwise(ranked) if held[name].lines == held[later].lines]
    best_first = [*doubles, *(name for name in ranked if name not in doubles)][::-1]
    days = [date.fromisoformat(dated[name][:8]) for name in best_first]
    return dict(zip(best_first, kept_as(days, keep.weeks, keep.months, keep.years), strict=True))
