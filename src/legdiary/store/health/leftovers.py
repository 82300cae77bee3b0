"""Findings about files that killed commands left unfinished; `check` only reports them."""

from __future__ import annotations

import os
from shlex import quote
from typing import TYPE_CHECKING

from legdiary.errors import quote_typed
from legdiary.store.backups import file_names
from legdiary.store.findings import LEFTOVERS, TOLD, Finding
from legdiary.util.atomic_files import find_leftovers, find_noted_leftovers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from legdiary.util.atomic_files import Leftover


def check_leftovers(path: Path, beside: Iterable[Path]) -> list[Finding]:
    """Return findings about leftovers: by the diary, where exports were being made, in other folders of legdiary.

    Args:
        path: the diary.
        beside: the other folders: of settings, of timers, of temporary files.
    """
    folders = dict.fromkeys((path.parent, path.parent / file_names.BACKUPS, *beside))
    found = [each for folder in folders for each in find_leftovers(folder)]
    found += [each for each in find_noted_leftovers(path.parent) if each.path.parent not in folders]
    return [_finding(each) for each in found]


def _finding(left: Leftover) -> Finding:
    if left.aside is not None:
        return _finding_of_export(left, left.aside)
    if left.made_here:
        what = "left by a command that was cut off; it may hold your notes. The next one that writes there removes it"
    else:
        what = (
            "a file that legdiary was making, perhaps on another computer; it may hold your notes. "
            "Remove it once no legdiary runs there"
        )
    return Finding(LEFTOVERS, TOLD, f"{left.path}: {what}", f"rm -r {quote(str(left.path))}")


def _finding_of_export(left: Leftover, aside: Path) -> Finding:
    """Describe an earlier export that a cut-off `--force` moved aside; only its person knows what it is worth."""
    place = left.path.parent / aside.name
    what = f"{left.path}: a command was cut off while it replaced your export “{quote_typed(aside.name)}”"
    if os.path.lexists(place):
        return Finding(LEFTOVERS, TOLD, f"{what}; the earlier one is in there", f"rm -r {quote(str(left.path))}")
    return Finding(LEFTOVERS, TOLD, f"{what}; put it back", f"mv -n {quote(str(aside))} {quote(str(place))}")
