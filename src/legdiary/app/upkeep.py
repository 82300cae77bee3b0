"""Tidy up after every entry: remove what a kill has left, and keep the weekly copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.store.copies.names import copy_is_due, left_in

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.app.context import Keeper
    from legdiary.domain.copy_retention import Keep


def keep_copy(run: Keeper, keep: Keep) -> Path | None:
    """Remove what a kill has left, and make the weekly copy where it is due.

    Args:
        run: the run.
        keep: how many copies are kept.

    Returns:
        The copy; None where none was due, or another program had the diary to itself.

    Raises:
        DiaryTrouble: the copy could not be made.
    """
    path = run.diary_path
    for folder in left_in(path):
        from legdiary.util.unfinished import clear

        clear(folder, noted_in=path.parent)
    if not keep.weeks or not copy_is_due(path, run.present.now):
        return None
    from legdiary.store.copies.rotation import rotate

    return rotate(path, keep.weeks, run.present.now, keep.months, keep.years)
