"""Keep beside the diary what was skipped in a check-in: a small file with the names of questions and their counts.

It is not data of the diary: nobody typed it. So it is in no copy and no export, and losing it only means that the
questions are asked again. A file that cannot be read counts as none, and one that cannot be written changes nothing.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from legdiary.domain.checkin.skips import NAMES, SKIPS_TO_HIDE, Skip
from legdiary.util.safe_files import read_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from legdiary.util.paths import StrPath

_MOST_BYTES = 4_000
_ENDING = ".checkin"


def skips_file(diary: StrPath) -> str:
    """Return the path of the file of the skipped questions of a diary."""
    return f"{diary}{_ENDING}"


def load_skips(diary: StrPath) -> dict[str, Skip]:
    """Return the counts by name; none if there is no file, or it holds something else."""
    try:
        text = read_plain(skips_file(diary), _MOST_BYTES)
    except OSError:
        return {}
    import json

    try:
        held = json.loads(text)
        return {
            name: Skip(min(int(held[name][0]), SKIPS_TO_HIDE), date.fromisoformat(held[name][1]))
            for name in NAMES
            if name in held
        }
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError, AttributeError):
        return {}


def keep_skips(diary: StrPath, skips: Mapping[str, Skip]) -> None:
    """Write the counts where there is a diary; that this fails changes nothing."""
    import json
    from pathlib import Path

    from legdiary.util.atomic_files import replace_file

    text = json.dumps({name: [skip.times, f"{skip.night}"] for name, skip in skips.items()})
    with suppress(OSError):
        if Path(diary).exists():
            replace_file(Path(skips_file(diary)), text.encode())
