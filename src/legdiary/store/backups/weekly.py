"""The weekly copy: made when one is due, and the deletion of copies beyond those that the settings keep.

Every command that stores asks `copies.names.copy_is_due`; this module is imported only when one is due.
"""

from __future__ import annotations

from legdiary.domain.backup_retention import Keep
from legdiary.store import diary_file
from legdiary.store.backups import file_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from legdiary.domain.diary_facts import Facts
    from legdiary.domain.time.moments import Moment

_ROTATION_WAITS_MS = 2000


def rotate(path: Path, weeks: int, now: Moment, months: int = 0, years: int = 0) -> Path | None:
    """Make the weekly copy if it is due, and delete copies beyond those to keep.

    A copy is due if none is dated within the seven days up to now; one that a wrong clock dated ahead does not count.
    When several terminals come at once, one copies; the others find nothing left to do.

    Args:
        path: a diary that was just written.
        weeks: the number of newest copies to keep; 0: none is made, and none deleted.
        now: the present moment.
        months: the number of months before that to keep one of.
        years: the number of years before that to keep one of.

    Returns:
        The path of the copy; None where none was due, or another program held the diary.

    Raises:
        DiaryTrouble: the copy could not be made.
    """
    if weeks < 1 or not file_names.copy_is_due(path, now):
        return None
    import sqlite3
    from contextlib import closing

    from legdiary.store.backups.write import copy_names, copy_to, make_under_free_name
    from legdiary.store.errors import DiaryLocked, translate_error

    with closing(diary_file.connect(path, writing=True)) as holder:
        try:
            holder.execute(f"PRAGMA busy_timeout={_ROTATION_WAITS_MS}")
            holder.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            told = translate_error(error, path)
            if isinstance(told, DiaryLocked):
                return None
            raise told from error
        if not file_names.copy_is_due(path, now):
            return None
        names = copy_names(path, now, diary_file.version_of(holder, path))
        copy, _ = make_under_free_name(names, lambda name: copy_to(path, name))
    _delete_surplus(path, Keep(weeks, months, years), copy)
    return copy


def _delete_surplus(path: Path, keep: Keep, made: Path) -> None:
    """Delete copies beyond those to keep: only sound plain files that legdiary named.

    A copy is deleted only if the diary still holds all that is in it. So the last good copy stays (it is `made`), and
    so does any copy with something the diary lacks, and any that cannot be read; such copies do not count.
    """
    names = file_names.dated_copies(path)
    if len(names) <= keep.weeks:
        return
    from contextlib import suppress

    from legdiary.store.file_summary import ends_within, facts_of_sound_copy, is_contained
    from legdiary.util.safe_files import is_own

    folder = path.parent / file_names.BACKUPS
    plain = [name for name in names if not (folder / name).is_symlink() and is_own(folder / name)]
    held = {name: facts for name in plain if (facts := facts_of_sound_copy(folder / name))}
    known = {name: facts for name, facts in held.items() if ends_within(folder / name, path)}
    for name, kept in retention_labels(path, known, keep).items():
        if kept is None and name != made.name and is_contained(folder / name, path):
            with suppress(OSError):
                (folder / name).unlink()


def retention_labels(path: Path, held: Mapping[str, Facts], keep: Keep) -> dict[str, str | None]:
    """Return the label of each copy that legdiary named; None where it may go.

    They are ranked by their ledgers and never by their dates, because clocks can be wrong.

    Args:
        path: the diary.
        held: the copies that count, each with its facts.
        keep: the numbers of copies to keep.
    """
    from datetime import date
    from itertools import pairwise

    from legdiary.domain.backup_retention import kept_as

    dated = file_names.dated_copies(path)
    ranked = sorted(held, key=lambda name: (held[name].lines, name))
    doubles = [name for name, later in pairwise(ranked) if held[name].lines == held[later].lines]
    best_first = [*doubles, *(name for name in ranked if name not in doubles)][::-1]
    days = [date.fromisoformat(dated[name][:8]) for name in best_first]
    return dict(zip(best_first, kept_as(days, keep.weeks, keep.months, keep.years), strict=True))
