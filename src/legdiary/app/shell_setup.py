"""Set completion up in a shell, and take it back: a script of our own, and marked lines in the shell's startup file.

The startup file belongs to the person, so it is changed only between two marks of ours, and taking the lines out gives
back the same bytes. A file that is a link, or cannot be written, is left alone: it may be kept by another program.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING

from legdiary.errors import Refused, one_line
from legdiary.util.atomic_files import replace_file
from legdiary.util.safe_files import make_folder, read_plain, sync_folder
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Stands in the first lines of every script.
MADE_BY = b"Made by `legdiary completion "
_BEGIN, _END = b"# >>> legdiary completion{} >>>\n", b"# <<< legdiary completion <<<\n"
#: What was there before, noted in the first mark, so that taking the lines out gives it back.
_PLAIN, _LINE_ENDED, _NEW_FILE = b"", b" (after an unended line)", b" (in a new file)"
_BLOCK = re.compile(
    rb"# >>> legdiary completion((?: \([a-z ]+\))?) >>>\r?\n(?:(?!# [<>]{3} legdiary completion).*\n)*?"
    rb"# <<< legdiary completion <<<(?:\r?\n|\Z)"
)
_MARK = b" legdiary completion"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_MOST_BYTES = 2_000_000
_HEAD = 400


class LeftAlone(Refused):
    """A startup file that is not changed, since that could break something."""

    def __init__(self, path: Path, why: str, by_hand: str | None) -> None:
        then = f"; by hand, this line at its end does the same: {by_hand}" if by_hand else ""
        super().__init__(f"{one_line(path)} {why}; nothing was changed{then}")


class Did(StrEnum):
    """The outcome for one file."""

    WRITTEN = "written"
    LINES_ADDED = "lines added"
    LINES_REMOVED = "lines removed"
    REMOVED = "removed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ShellPlaces:
    """The files of completion in one shell.

    Attributes:
        shell: its name.
        script: the file of the script, all of it ours.
        startup: the file of the person that the shell reads when it starts; None where the script is found without.
        lines: the lines in that file that read the script.
        by_hand: one line that does the same without the script.
    """

    shell: str
    script: Path
    startup: Path | None = None
    lines: str = ""
    by_hand: str = ""


@dataclass(frozen=True, slots=True)
class ShellChange:
    """The outcome for one shell: its files, and the outcome for each."""

    shell: str
    files: tuple[tuple[Path, Did], ...]


def set_up(places: ShellPlaces, script: str, made: Callable[[], None]) -> ShellChange:
    """Write the script, and add the lines that read it; once more changes nothing, or what has changed.

    Args:
        places: the files.
        script: the text of the script.
        made: called once all is there.

    Raises:
        LeftAlone: one of the files is not to be changed; then none is.
    """
    content = script.encode()
    before = _script_there(places)
    startup = None if places.startup is None else _startup_with_lines(places.startup, places)
    done = [(places.script, Did.UNCHANGED if before == content else Did.WRITTEN)]
    if before != content:
        _write(places.script, content, None)
    if startup is not None and places.startup is not None:
        try:
            done.append((places.startup, _change(places.startup, *startup, Did.LINES_ADDED, places)))
        except BaseException:
            with suppress(OSError):
                if before is None:
                    _remove(places.script)
                elif before != content:
                    replace_file(places.script, before)
            raise
    made()
    return ShellChange(places.shell, tuple(done))


def take_back(places: ShellPlaces, made: Callable[[], None]) -> ShellChange:
    """Take the lines out and remove the script; what was not there, or is not ours, is not named.

    Raises:
        LeftAlone: one of the files is not to be changed; then none is.
    """
    done: list[tuple[Path, Did]] = []
    startup, ours = places.startup, _is_our_script(places)
    if startup is not None and (changed := _startup_without_lines(startup, places)) is not None:
        done.append((startup, _change(startup, *changed, Did.LINES_REMOVED, places)))
    if ours:
        try:
            _remove(places.script)
        except OSError as error:
            raise LeftAlone(places.script, f"cannot be removed ({_reason(error)})", None) from error
        done.append((places.script, Did.REMOVED))
    if done:
        made()
    return ShellChange(places.shell, tuple(done))


# ---------------------------------------------------------------------- the script


def _script_there(places: ShellPlaces) -> bytes | None:
    """Return the script that is there; None if there is none.

    Raises:
        LeftAlone: somebody else made it, or it is a link.
    """
    path = places.script
    content = _read(path, None)
    if content is not None and MADE_BY not in content[:_HEAD]:
        raise LeftAlone(path, "was not made by legdiary", None)
    return content


def _is_our_script(places: ShellPlaces) -> bool:
    try:
        return _script_there(places) is not None
    except LeftAlone as left:
        if isinstance(left.__cause__, OSError):  # it could not be read, so nobody knows whose it is
            raise
        return False


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    sync_folder(path.parent)
    if path.parent.name == "completion":  # our own folder; of the shell's folders none is removed
        with suppress(OSError):
            path.parent.rmdir()


# ---------------------------------------------------------------------- the startup file


def _startup_with_lines(path: Path, places: ShellPlaces) -> tuple[bytes | None, bytes]:
    """Return what the startup file holds, and what it shall hold."""
    before = _read(path, places.by_hand)
    found = _marked(path, before or b"", places)
    if before is not None and found is not None:
        note, begin, end = found
        return before, before[:begin] + _block(note, places) + before[end:]
    if not before:
        return before, _block(_NEW_FILE if before is None else _PLAIN, places)
    if before.endswith(b"\n"):
        return before, before + _block(_PLAIN, places)
    return before, before + b"\n" + _block(_LINE_ENDED, places)


def _startup_without_lines(path: Path, places: ShellPlaces) -> tuple[bytes, bytes | None] | None:
    """Return what the startup file holds, and what it shall hold, None for no file; None if it has no lines of ours."""
    before = _read(path, None, must_change=False)
    found = _marked(path, before or b"", places, adding=False)
    if before is None or found is None:
        return None
    _check_changeable(path, None)
    note, begin, end = found
    if note == _LINE_ENDED and end == len(before) and before[:begin].endswith(b"\n"):
        begin -= 1
    after = before[:begin] + before[end:]
    return before, None if note == _NEW_FILE and not after else after


def _block(note: bytes, places: ShellPlaces) -> bytes:
    return _BEGIN.replace(b"{}", note) + places.lines.encode() + b"\n" + _END


def _marked(path: Path, content: bytes, places: ShellPlaces, *, adding: bool = True) -> tuple[bytes, int, int] | None:
    """Return the note and the place of the marked lines; None if there are none.

    Raises:
        LeftAlone: the marks are not as they were written.
    """
    found = list(_BLOCK.finditer(content))
    marks = sum(content.count(each + _MARK) for each in (b"# >>>", b"# <<<"))
    if marks != 2 * len(found) or len(found) > 1:
        why = "has lines of legdiary that were changed by hand; delete them with their marks (# >>> and # <<<)"
        raise LeftAlone(path, why, places.by_hand if adding else None)
    return (found[0][1], found[0].start(), found[0].end()) if found else None


# ---------------------------------------------------------------------- files


def _read(path: Path, by_hand: str | None, *, must_change: bool = True) -> bytes | None:
    """Return the content of a file that is to be changed; None if there is none.

    Raises:
        LeftAlone: it cannot or may not be changed.
    """
    if not os.path.lexists(path):
        return None
    if must_change:
        _check_changeable(path, by_hand)
    try:
        content = read_plain(path, _MOST_BYTES)
    except OSError as error:
        raise LeftAlone(path, f"cannot be read ({_reason(error)})", by_hand) from error
    if content.startswith(_UTF_16):
        raise LeftAlone(path, "is written in UTF-16, and the lines are in UTF-8", by_hand)
    return content


def _check_changeable(path: Path, by_hand: str | None) -> None:
    there = path.lstat()
    if stat.S_ISDIR(there.st_mode):
        raise LeftAlone(path, "is a folder", by_hand)
    if stat.S_ISLNK(there.st_mode) or there.st_nlink > 1:
        raise LeftAlone(path, "is a link to a file that another program may look after", by_hand)
    if not stat.S_ISREG(there.st_mode):
        raise LeftAlone(path, "is not a plain file", by_hand)
    if hasattr(os, "getuid") and there.st_uid != os.getuid():
        raise LeftAlone(path, "belongs to somebody else", by_hand)
    if not there.st_mode & stat.S_IWUSR:
        raise LeftAlone(path, "is read-only", by_hand)


def _change(path: Path, before: bytes | None, after: bytes | None, did: Did, places: ShellPlaces) -> Did:
    """Write a startup file anew with the mode that it had, or delete it; return what was done."""
    if before == after:
        return Did.UNCHANGED
    if after is None:
        path.unlink()
        sync_folder(path.parent)
        return Did.REMOVED
    _write(path, after, places.by_hand or None)
    return did


def _write(path: Path, content: bytes, by_hand: str | None) -> None:
    try:
        make_folder(path.parent)
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
        replace_file(path, content)
        if mode is not None:
            path.chmod(mode)
    except OSError as error:
        raise LeftAlone(path, f"cannot be written ({_reason(error)})", by_hand) from error


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
