"""Keep beside the diary what was skipped in a check-in: a small file with the names of questions and their counts.

It is not data of the diary: nobody typed it. So it is in no copy and no export, and losing it only means that the
questions are asked again. A file that cannot be read counts as none, and one that cannot be written changes nothing.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date

from legdiary.domain.checkin.skips import NAMES, SKIPS_TO_HIDE, Skip
from legdiary.util.atomic_files import replace_file
from legdiary.util.safe_files import read_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_MOST_BYTES = 4_000
_ENDING = ".checkin"


def skips_path(diary: Path) -> Path:
    """Return the file of the skipped questions of a diary."""
    return diary.with_name(f"{diary.name}{_ENDING}")


def load_skips(diary: Path) -> dict[str, Skip]:
    """Return the counts by name; none if there is no file, or it holds something else."""
    try:
        held = json.loads(read_plain(skips_path(diary), _MOST_BYTES))
        return {
            name: Skip(min(int(held[name][0]), SKIPS_TO_HIDE), date.fromisoformat(held[name][1]))
            for name in NAMES
            if name in held
        }
    except (OSError, ValueError, TypeError, LookupError, RecursionError, AttributeError):
        return {}


def keep_skips(diary: Path, skips: Mapping[str, Skip]) -> None:
    """Write the counts where there is a diary; that this fails changes nothing."""
    text = json.dumps({name: [skip.times, f"{skip.night}"] for name, skip in skips.items()})
    with suppress(OSError):
        if diary.exists():
            replace_file(skips_path(diary), text.encode())
