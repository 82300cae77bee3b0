"""Tidy up after every entry: delete what a killed command left, and keep the weekly copy."""

from __future__ import annotations

from legdiary.store.backups.file_names import copy_is_due, unfinished_folders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from legdiary.app.context import Keeper
    from legdiary.domain.backup_retention import Keep


def keep_copy(run: Keeper, kept: Callable[[], Keep]) -> Path | None:
    """Delete what a killed command left, and make the weekly copy if it is due.

    Args:
        run: the run.
        kept: asks the settings for the numbers of copies to keep.

    Returns:
        The path of the copy; None if none was due, or another program held the diary.

    Raises:
        DiaryTrouble: the copy could not be made.
    """
    path = run.diary_file
    for folder in unfinished_folders(path):
        from pathlib import Path

        from legdiary.util.atomic_files import delete_leftovers

        delete_leftovers(Path(folder), noted_in=run.diary_path.parent)
    if not copy_is_due(path, run.present.now):
        return None
    keep = kept()
    if not keep.weeks:
        return None
    from legdiary.store.backups.weekly import rotate

    return rotate(run.diary_path, keep.weeks, run.present.now, keep.months, keep.years)
