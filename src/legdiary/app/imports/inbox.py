"""The inbox: a file of typed lines that a phone appends to, looked at before a command stores something.

It is looked at, not read, while it is as it was (`stat`). Nothing that is wrong with it ends the command: what was
found is a value, which the front end tells in one line.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from legdiary.app.imports.taken_lines import Seen, last_seen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from legdiary.app.context import Context
    from legdiary.app.imports.typed_lines import LinesTaken, ReadCommand
    from legdiary.app.questions import Yes

#: A sync may be writing: the file is read again so often before it is left for the next command.
_TRIES = 3
_NONE_WAITS = "-"
#: A command of the night does not wait for a year of lines; `import` takes all of them.
_MOST_AT_ONCE = 50
_MOST_COPIES = 9
#: What a sync puts behind a name for a second version of a file: Syncthing, Nextcloud, Dropbox, iCloud, others.
_COPY = r"(?: \(.+\)|\.sync-conflict-.+|_conflict-.+| [0-9]{1,2})"


class InboxRead(NamedTuple):
    """The result of taking in the inbox.

    Attributes:
        path: its path.
        lines: its lines; None where it could not be read.
        why: why it could not be read.
        older: so many lines are older than the diary, and nothing says whether they were taken before: none was taken.
        is_news: a person has not been told of it before.
    """

    path: Path
    lines: LinesTaken | None
    why: str = ""
    older: int = 0
    is_news: bool = True


def take_inbox(context: Context, path: Path, read: ReadCommand, yes: Yes) -> InboxRead | None:
    """Take the new lines of the inbox; None where it is as it was, and nothing in it waits.

    Args:
        context: the surroundings.
        path: the inbox.
        read: reads the command of a line.
        yes: the questions that the person has said yes to.

    Raises:
        LegdiaryError: the diary cannot be read or written.
    """
    seen = last_seen(context.diary_path)
    now = _state(path, context.diary_path)
    if seen is not None and now is not None and seen == Seen(now, _NONE_WAITS):
        return None
    return _take(context, path, read, yes, seen)


def _take(context: Context, path: Path, read: ReadCommand, yes: Yes, seen: Seen | None) -> InboxRead:
    from legdiary.app.imports.typed_lines import LinesFile, LinesTaken, count_older, load_taken, take_lines
    from legdiary.errors import LegdiaryError

    try:
        data, looked = _read(path)
    except OSError as error:
        return InboxRead(path, None, _why(path, error))
    except LegdiaryError as error:
        return InboxRead(path, None, error.cause)
    if data is None:
        return InboxRead(path, None, "it is being written; its lines are taken next time")
    file = LinesFile(path.name, data, conflict_copies(path))
    if older := count_older(context, file):
        return InboxRead(path, None, "", older)
    done = take_lines(context, file, read, yes, _MOST_AT_ONCE)
    if not isinstance(done, LinesTaken):
        raise done.refusal
    if done.trouble is not None or done.has_more:
        return InboxRead(path, done)
    from legdiary.app.imports.taken_lines import line_key

    waiting = line_key(" ".join(f"{each.number} {each.key}" for each in done.waiting)) if done.waiting else _NONE_WAITS
    now = Seen(_state(path, context.diary_path, looked) or "", waiting)
    if now != seen and not context.is_diary_missing:
        load_taken(context).note_seen(now)
    is_news = done.count > 0 or (bool(done.waiting) and (seen is None or seen.waiting != waiting))
    return InboxRead(path, done, is_news=is_news)


def _state(path: Path, diary: Path, looked: os.stat_result | None = None) -> str | None:
    """Return all by which it is noticed that the inbox, or the diary, is another than before; None without them."""
    try:
        there, of_diary = looked or os.stat(path), os.stat(diary)  # noqa: PTH116 - faster, and asked every night
    except (OSError, ValueError):
        return None
    import zlib

    name = zlib.crc32(os.fsencode(path))
    return f"{name}.{_file_state(there)}.{of_diary.st_ino}"


def _file_state(there: os.stat_result) -> str:
    return f"{there.st_size}.{there.st_mtime_ns}.{there.st_ino}"


def _read(path: Path) -> tuple[bytes | None, os.stat_result]:
    """Return the content and how the file was while it was read; no content where a sync writes it all the while.

    Raises:
        OSError: it cannot be read.
        TooLarge: it is larger than any inbox.
    """
    from legdiary.formats.typed_lines import content_bytes
    from legdiary.util.safe_files import open_plain

    for _ in range(_TRIES):
        with open_plain(path) as file:
            before = os.fstat(file.fileno())
            data = content_bytes(file, path.name)
            after = path.stat()
        if _file_state(before) == _file_state(after) and len(data) == after.st_size:
            return data, after
    return None, after


def _why(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        if path.with_name(f".{path.name}.icloud").exists():
            return "it is in iCloud, and not on this computer yet"
        return "there is no such file yet"
    return error.strerror or type(error).__name__


def conflict_copies(path: Path) -> Sequence[str]:
    """Return the names beside the inbox under which a sync keeps a second version of it."""
    name = re.compile(f"{re.escape(path.stem)}{_COPY}{re.escape(path.suffix)}", re.IGNORECASE)
    try:
        with os.scandir(path.parent) as entries:
            return sorted(each.name for each in entries if name.fullmatch(each.name))[:_MOST_COPIES]
    except OSError:
        return ()
