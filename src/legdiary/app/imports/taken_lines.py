"""Remember which typed lines were taken, in a small private file beside the diary (`diary.db.inbox`).

It holds a hash of every line, never its text, and the line of the ledger that was the newest once the line was stored.
A row is appended within the transaction that stores the line, just before it is committed: so it holds only where the
ledger has that line. After a kill, a full disk, or a restored copy the rows at the end whose lines the ledger does not
have count for nothing, and their lines are taken again; each line is in the diary exactly once.

Two programs at a time exclude each other by the lock of the diary: whoever finds that the file has grown since it was
read gives its change up, and reads it anew.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from legdiary.errors import DiaryTrouble, one_line
from legdiary.util.safe_files import make_file, plain_head, read_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable
    from pathlib import Path

_ENDING = ".inbox"
_HEAD = b"legdiary inbox 1\n"
_TAKEN, _SEEN = "+", "="
_MOST_BYTES = 200_000_000
#: Enough for the last row of the file.
_LAST = 400
_TAKEN_PARTS, _SEEN_PARTS = 4, 3


class TakenNotKept(DiaryTrouble):
    """The memory of what was taken cannot be read or written, so that lines would be taken twice."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{one_line(path)}, which remembers the lines taken, cannot be used ({why})")


class OvertakenByAnother(Exception):
    """Another program has taken lines meanwhile."""


class Taken(NamedTuple):
    """One line that was taken.

    Attributes:
        key: the hash of its text.
        first: the number of the first line of the ledger that it made; where it changed nothing the next free number.
        last: the number of the newest line of the ledger then.
        mark: what that line of the ledger is known by.
    """

    key: str
    first: int
    last: int
    mark: str


class Seen(NamedTuple):
    """An inbox as it was when all of it was last looked at.

    Attributes:
        file: the path, size, time and number of the file, and the number of the diary's, as one word.
        waiting: a hash of the lines that wait; `-` where none does.
    """

    file: str
    waiting: str


def taken_path(diary: Path) -> Path:
    """Return the file beside a diary that remembers what was taken."""
    return diary.with_name(f"{diary.name}{_ENDING}")


def has_memory(diary: Path) -> bool:
    """Return whether anything remembers what a diary has taken."""
    return os.path.lexists(taken_path(diary))


def begin_memory(diary: Path) -> None:
    """Note of a diary that has just been begun that it has taken no line; that this fails costs one `import`."""
    with suppress(OSError), open(make_file(taken_path(diary)), "wb") as file:  # noqa: PTH123 - a handle has no path
        file.write(_HEAD)


def last_seen(diary: Path) -> Seen | None:
    """Return how the inbox was last seen; None where nothing is known. It costs a look at the end of one file."""
    path = taken_path(diary)
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - every nightly command with an inbox runs this
            file.seek(max(0, os.fstat(file.fileno()).st_size - _LAST))
            rows = file.read().split(b"\n")
    except OSError:
        return None
    parts = rows[-2].decode("ascii", "replace").split(" ") if len(rows) > 1 and not rows[-1] else []
    return Seen(*parts[1:]) if len(parts) == _SEEN_PARTS and parts[0] == _SEEN else None


def forget_seen(diary: Path) -> None:
    """Let the inbox be read anew by the next command; that this fails means only that it is read later."""
    path = taken_path(diary)
    with suppress(OSError):
        if path.exists():
            _append(path, f"{_SEEN} - -")


def line_key(text: str) -> str:
    """Return the hash of a line's text; the blanks between its words do not count."""
    import hashlib

    return hashlib.blake2b(" ".join(text.split()).encode(), digest_size=16).hexdigest()


def changes_of_lines(diary: Path, mark_of: Callable[[int], str | None]) -> Container[int]:
    """Return the numbers of the changes that typed lines made; none where that cannot be read."""
    try:
        return TakenLines(diary, mark_of).changes
    except TakenNotKept:
        return frozenset()


class TakenLines:
    """The lines that a diary has taken."""

    def __init__(self, diary: Path, mark_of: Callable[[int], str | None]) -> None:
        """Read them.

        Args:
            diary: the path of the diary.
            mark_of: returns what a line of its ledger is known by; None where there is no such line.
        """
        self._path = taken_path(diary)
        self._size, rows = _read(self._path)
        self._is_rewritten = False
        held = list(_parsed(rows))
        while held and mark_of(held[-1].last) != held[-1].mark:
            held.pop()
            self._is_rewritten = True
        self._held = held
        self._keys = {each.key for each in held}

    def holds(self, key: str) -> bool:
        """Return whether a line was taken."""
        return key in self._keys

    @property
    def changes(self) -> frozenset[int]:
        """The numbers of the changes that taken lines made."""
        return frozenset(each.first for each in self._held if each.first <= each.last)

    def keep(self, key: str, first: int, last: int, mark: str) -> None:
        """Write down, within its transaction, that a line is taken.

        Raises:
            OvertakenByAnother: another program has written here since this was read.
            TakenNotKept: the system refuses.
        """
        there = _size(self._path)
        if there != self._size and (self._size, there) != (None, len(_HEAD)):  # begun with the diary, for this line
            raise OvertakenByAnother
        taken = Taken(key, first, last, mark)
        try:
            if self._is_rewritten or self._size is None:
                self._rewrite(taken)
            else:
                _append(self._path, _row(taken))
        except OSError as error:
            raise TakenNotKept(self._path, error.strerror or type(error).__name__) from error
        self._size = _size(self._path)
        self._held.append(taken)
        self._keys.add(key)

    def note_seen(self, seen: Seen) -> None:
        """Note how the inbox was seen; that this fails means only that it is looked at again."""
        if self._is_rewritten or _size(self._path) != self._size:
            return
        row = " ".join((_SEEN, *seen))
        with suppress(OSError):
            if self._size is None:
                with open(make_file(self._path), "wb") as file:  # noqa: PTH123 - a handle has no path
                    file.write(_HEAD + f"{row}\n".encode())
            else:
                _append(self._path, row)

    def _rewrite(self, taken: Taken) -> None:
        """Write the file anew, without the rows that the ledger does not know."""
        from legdiary.util.atomic_files import replace_file

        rows = (*map(_row, self._held), _row(taken))
        replace_file(self._path, _HEAD + "".join(f"{row}\n" for row in rows).encode())
        self._is_rewritten = False


def _row(taken: Taken) -> str:
    return f"{_TAKEN} {taken.key} {taken.first} {taken.last} {taken.mark}"


def _parsed(rows: Iterable[str]) -> Iterable[Taken]:
    from legdiary.util.numbers import short_number  # a night on which the inbox is as it was needs none

    for row in rows:
        kind, _, rest = row.partition(" ")
        parts = rest.split(" ", _TAKEN_PARTS - 1)
        if kind == _TAKEN and len(parts) == _TAKEN_PARTS:
            first, last = short_number(parts[1]), short_number(parts[2])
            if first is not None and last is not None:
                yield Taken(parts[0], first, last, parts[3])


def _read(path: Path) -> tuple[int | None, list[str]]:
    """Return the size of the file and its rows; a row that a kill cut off is none."""
    try:
        data = read_plain(path, _MOST_BYTES)
    except FileNotFoundError:
        return None, []
    except OSError as error:
        raise TakenNotKept(path, error.strerror or type(error).__name__) from error
    return len(data), data.decode("ascii", "replace").split("\n")[:-1]


def _size(path: Path) -> int | None:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - asked before every line
    except OSError:
        return None


def _append(path: Path, row: str) -> None:
    """Append a row, on the disk before this returns; after what a kill cut off it begins a line of its own."""
    is_cut = plain_head(path, len(_HEAD)) != _HEAD or _last_byte(path) != b"\n"
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
    try:
        os.write(handle, f"{chr(10) if is_cut else ''}{row}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _last_byte(path: Path) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123 - as above
        file.seek(-1, os.SEEK_END)
        return file.read(1)
