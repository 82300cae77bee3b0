"""Other files of the same diary: the copies beside it, and the conflict copies of sync programs.

Each is compared with the diary: entries that only the other file has must not be lost with it.
"""

from __future__ import annotations

import os
import re
from shlex import quote
from typing import TYPE_CHECKING

from legdiary.errors import LegdiaryError, plural, quote_typed
from legdiary.store.backups import file_names
from legdiary.store.backups.listing import list_copies
from legdiary.store.file_summary import began_alike, facts_of_sound_copy, is_contained
from legdiary.store.findings import BACKUPS, CONFLICTS, FINE, TOLD, WRONG, Finding
from legdiary.store.sqlite_journals import is_begun, journal_path
from legdiary.util.safe_files import move_aside_command

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.domain.diary_facts import Facts
    from legdiary.domain.time.moments import Moment

_OLD_AFTER_S = 14 * 24 * 3600
#: Marks that sync programs put between a file's name and its ending when two machines wrote.
_CONFLICT = re.compile(r"confli|konflikt|\(\d+\)$|\bcopy\b|\bkopie\b", re.IGNORECASE)


# ---------------------------------------------------------------------- copies


def check_copies(path: Path, facts: Facts | None, now: Moment) -> list[Finding]:
    """Return findings about the copies beside the diary: their number, their age, and any that cannot be read."""
    beside = path.parent / file_names.BACKUPS
    if os.path.lexists(beside) and not beside.is_dir():
        what = f"{beside.name} beside the diary is not a folder, so no copy can be made"
        return [Finding(BACKUPS, WRONG, what, move_aside_command(beside, ".foreign", any_kind=True))]
    copies = list_copies(path)
    sound = {each.path: each.facts for each in copies if each.facts}
    sealed = sum(each.encrypted for each in copies)
    kept = f"; {plural(sealed, 'encrypted copy', 'encrypted copies')}, not looked into" if sealed else ""
    kept += _damaged_diaries(path)
    bad = sorted(each.path for each in copies if each.verified is False)
    found = [_bad_copy(each, sick=facts is None) for each in bad]
    if not sound:
        return [
            *found,
            Finding(BACKUPS, TOLD, f"no intact copy beside the diary{kept}", "legdiary backup" if facts else None),
        ]
    most = max(sound.values(), key=lambda each: each.lines)
    what = f"{plural(len(sound), 'copy', 'copies')}, intact; the newest holds everything up to {most.until}{kept}"
    old = facts and facts.lines > most.lines and most.newest and now.utc_s - most.newest.utc_s > _OLD_AFTER_S
    found.insert(0, Finding(BACKUPS, TOLD if old else FINE, what, "legdiary backup" if old else None))
    more = [each for each in sound if not _is_known(each, path)] if facts else []
    if more:
        fullest = max(more, key=lambda each: (sound[each].lines, each.name))
        what = f"{plural(len(more), 'copy knows', 'copies know')} what the diary lacks, perhaps after a restore"
        # Imported, not restored: entries that only the diary has are kept.
        found.append(Finding(BACKUPS, TOLD, what, f"legdiary import {quote(str(fullest))}"))
    return found


def _damaged_diaries(path: Path) -> str:
    kept = len(
        [each for each in (path.parent / file_names.BACKUPS).glob("*.damaged") if each.name.startswith(path.stem)]
    )
    return f"; {plural(kept, 'damaged diary')}, not looked into" if kept else ""


def _bad_copy(copy: Path, *, sick: bool) -> Finding:
    what = f"{copy.name} is not an intact copy of a diary"
    return Finding(BACKUPS, WRONG, what, None if sick else f"rm {quote(str(copy))}")


# ---------------------------------------------------------------------- conflict copies


def check_conflict_copies(path: Path, facts: Facts | None) -> list[Finding]:
    """Return findings about conflict copies, which sync programs leave when two machines wrote."""
    try:
        names = sorted(each.name for each in path.parent.iterdir() if each.is_file())
    except OSError:
        names = []
    found = []
    for name in names:
        between = name.removeprefix(path.stem).removesuffix(path.suffix)
        double = path.with_name(name)
        if not (name.startswith(path.stem) and name.endswith(path.suffix)) or name == path.name:
            continue
        if _CONFLICT.search(between) or (facts and began_alike(double, path)):
            found.append(_conflict_copy(double, path, facts))
    return found or [Finding(CONFLICTS, FINE, "no conflict copies of a sync program beside it")]


def _conflict_copy(double: Path, path: Path, facts: Facts | None) -> Finding:
    named = f"“{quote_typed(double.name)}” beside the diary"
    if is_begun(journal_path(double, "-journal")):
        what = f"{named} looks like a conflict copy in which a write was cut off; listing it undoes that write"
        return Finding(CONFLICTS, WRONG, what, f"legdiary --diary {quote(str(double))} list")
    if facts_of_sound_copy(double) is None:
        return Finding(CONFLICTS, TOLD, f"{named} looks like a conflict copy, but is not an intact diary")
    if facts is None:
        return Finding(CONFLICTS, TOLD, f"{named} looks like a conflict copy; put the diary right first")
    if _is_known(double, path):
        what = f"{named} is a conflict copy; the diary has everything in it"
        return Finding(CONFLICTS, TOLD, what, f"rm {quote(str(double))}")
    what = f"{named} is a conflict copy with entries or changes that the diary lacks; join it, then move it away"
    return Finding(CONFLICTS, WRONG, what, f"legdiary import {quote(str(double))}")


def _is_known(double: Path, path: Path) -> bool:
    """Return whether the diary has everything another file of it has: by its ledger, or since it was imported."""
    return is_contained(double, path) or _is_joined(double, path)


def _is_joined(double: Path, path: Path) -> bool:
    """Return whether importing the file would bring nothing new."""
    from legdiary.domain.joins.merge_files import merge_files
    from legdiary.store.diary import Diary
    from legdiary.store.other_diary import entries_of_copy

    try:
        with Diary.for_reading(path) as diary, diary.one_state():
            merged = merge_files([entries_of_copy(double, path)], diary.snapshot(by_days=True))
    except LegdiaryError:
        return False
    return not (merged.changes or any(share.conflicts for share in merged.shares))
