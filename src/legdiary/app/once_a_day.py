"""Words that are shown once a day: a note outside the diary holds the last day on which they were.

A look at the diary writes nothing into it, so the note stands in the folder for the state of programs. It holds a date
and nothing else, and may be deleted at any time. Where it cannot be read or written the words are shown again: once too
often is better than never.
"""

from __future__ import annotations

from contextlib import suppress

from legdiary.errors import LegdiaryError
from legdiary.util.safe_files import read_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

    from legdiary.util.paths import StrPath

_MOST_BYTES = 64


def was_shown(note: StrPath, today: date) -> bool:
    """Return whether the words were shown already on this diary day."""
    with suppress(OSError, LegdiaryError):
        return read_plain(note, _MOST_BYTES).strip() == f"{today}".encode()
    return False


def note_shown(note: StrPath, today: date) -> None:
    """Note that the words were shown on this diary day; nothing fails if that is not possible."""
    from pathlib import Path

    from legdiary.util.atomic_files import replace_file

    with suppress(OSError, LegdiaryError):
        replace_file(Path(note), f"{today}\n".encode())
