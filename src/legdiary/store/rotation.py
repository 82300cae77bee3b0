"""The copy a week: one is made where one is due, and what is more than the setting keeps may go.

Whether one is due (`file.copy_is_due`) is looked at by every command that stores; this loads where it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.store import file

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.domain.moments import Moment

_ROTATION_WAITS_MS = 2000


def rotate(path: Path, keep: int, now: Moment) -> Path | None:
    """Make the weekly copy if it is due, and let the oldest go.

    Due is a copy where none is dated within the seven days up to now: one that a wrong clock has dated ahead counts
    for nothing. Of several terminals that come at once, one copies; the others find nothing left to do.

    Args:
        path: a diary that was just written.
        keep: how many copies are kept; 0: none are made, and none deleted.
        now: the present moment.

    Returns:
        The copy; None where none was due, or another program had the diary to itself.

    Raises:
        DiaryTrouble: the copy could not be made.
    """
    if keep < 1 or not file.copy_is_due(path, now):
        return None
    import sqlite3
    from contextlib import closing

    from legdiary.store.copies import copy_names, copy_to, with_free_name
    from legdiary.store.trouble import DiaryLocked, trouble

    with closing(file.connect(path, writing=True)) as holder:
        try:
            holder.execute(f"PRAGMA busy_timeout={_ROTATION_WAITS_MS}")
            holder.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            told = trouble(error, path)
            if isinstance(told, DiaryLocked):
                return None
            raise told from error
        if not file.copy_is_due(path, now):
            return None
        names = copy_names(path, now, file.version_of(holder, path))
        copy, _ = with_free_name(names, lambda name: copy_to(path, name))
    _let_go(path, keep, copy)
    return copy


def _let_go(path: Path, keep: int, made: Path) -> None:
    """Delete what is more than `keep`, by what the copies hold and never by their dates.

    Only a copy can go that is sound and all of which the diary still knows. So the last good copy stays (it is
    `made`), and so do any that knows more or other than the diary, and any that cannot be read.
    """
    names = file.dated_copies(path)
    if len(names) <= keep:
        return
    from contextlib import suppress
    from itertools import pairwise

    from legdiary.store.facts import is_contained, sound_copy

    folder = path.parent / file.BACKUPS
    held = {name: facts.lines for name in names if (facts := sound_copy(folder / name))}
    ranked = sorted((name for name in held if is_contained(folder / name, path)), key=lambda name: (held[name], name))
    doubles = [name for name, later in pairwise(ranked) if held[name] == held[later]]
    first_to_go = [*doubles, *(name for name in ranked if name not in doubles)]
    for name in first_to_go[: max(0, len(ranked) - keep)]:
        if name != made.name:
            with suppress(OSError):
                (folder / name).unlink()
