"""Files that are being made: each in a private folder beside the place where it will stand, until it has its name.

A kill or a power cut leaves that folder, and in it perhaps notes that anybody can read. So its process holds a lock on
a file in it for as long as it lives; a folder whose lock is free was left, and is taken away by the next process that
makes a file there. No process is told by its number, which is given out again. The file of the lock says which file it
was made as, so that a folder that a sync program has carried to another machine, where no lock is held, is never taken
for one that was left there.

An export can go anywhere; a line beside the diary says where it is being made, so that `check` and the next export find
what was left. This is the only place that knows the names of what is not finished.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from legdiary.files import BESIDE, make_file, make_folder, open_plain, sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: In a place: the lock, what is being made, and the folder in which what it will replace steps aside.
LOCK, NEW, OLD = "lock", "new", "old"
_PLACE = re.compile(r"\.legdiary-[0-9a-f]{12}\.part")
_NOTE = re.compile(r"\.legdiary-[0-9a-f]{12}\.at")
_FILES = frozenset({LOCK, NEW, *(f"{NEW}{ending}" for ending in BESIDE)})
_LOOK = (
    os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
)  # fmt: skip
_OPEN_LOCK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_MOST_TOKEN, _MOST_NOTE, _TRIES = 64, 8192, 20


class Leftover(NamedTuple):
    """What a process has left that was killed, as far as can be told.

    Attributes:
        path: its folder.
        made_here: whether it was certainly made here; else it came with a sync program, a copy of the folder, or a
            disk that knows no locks.
        aside: an earlier export that had stepped aside and was not replaced any more; None where there is none.
    """

    path: Path
    made_here: bool
    aside: Path | None


# ---------------------------------------------------------------------- making


@contextmanager
def workplace(folder: Path, noted_in: Path | None = None) -> Iterator[Path]:
    """A private folder within `folder`, in which `NEW` is made; at the end it is gone, with all that is still in it.

    What killed processes have left in `folder`, or where a note says, is taken away first.

    Args:
        folder: where the new file or folder will stand.
        noted_in: the folder of the diary, if a note there is to say where the work is done.

    Raises:
        OSError: what the system answers.
    """
    clear(folder, noted_in=noted_in)
    if noted_in is not None and os.path.realpath(noted_in) == os.path.realpath(folder):
        noted_in = None  # `check` looks there
    for _ in range(_TRIES):
        place = folder / f".legdiary-{os.urandom(6).hex()}.part"
        with _noted(noted_in, place) as note, _held(place) as is_ours:
            if is_ours:
                if note is not None and not os.path.lexists(note):
                    _write_note(note, place)  # another process took it for the note of what is no more
                yield place
                return
    raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN), str(folder))


@contextmanager
def naming(new: Path, path: Path, made: Callable[[], None]) -> Iterator[None]:
    """Give a whole file or folder its name within, and tell at once that it has it.

    Ctrl-C may come between the two: then it is looked which it was, and told, and only then the program ends.
    """
    itself = _identity(new)
    try:
        yield
        made()
    except BaseException:
        if itself is not None and _identity(path) == itself:
            made()
        raise


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file or folder has this name; None where none has."""
    try:
        there = path.lstat()
    except OSError:
        return None
    return there.st_dev, there.st_ino


def replace_file(path: Path, content: bytes, made: Callable[[], None] = lambda: None) -> None:
    """Put a whole file in the place of what has this name: half of it is never seen, and it survives a power cut.

    Args:
        path: its name.
        content: what it holds.
        made: told at once when it has its name.

    Raises:
        OSError: what the system answers; what stood there still does.
    """
    make_folder(path.parent)
    with workplace(path.parent) as place:
        spare = place / NEW
        with open(make_file(spare), "wb") as file:  # noqa: PTH123 - a handle has no path
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with naming(spare, path, made):
            spare.replace(path)
    sync_folder(path.parent)


def make_new_folder(place: Path) -> Path:
    """The folder that is being made in a place, 0700 whatever the umask.

    Raises:
        OSError: what the system answers.
    """
    new = place / NEW
    new.mkdir(mode=0o700)
    new.chmod(0o700)  # a strict umask may have left less
    return new


def put(new: Path, path: Path) -> None:
    """Give a whole file its name; unlike a rename, never over a file that came there meanwhile.

    Raises:
        FileExistsError: one did.
        OSError: what else the system answers.
    """
    try:
        os.link(new, path)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError) as error:  # a disk without links: the next best
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from error
        new.rename(path)


@contextmanager
def _held(place: Path) -> Iterator[bool]:
    """A new place, whether its lock is held; not where another process took it for left before it was."""
    try:
        place.mkdir(mode=0o700)
    except KeyboardInterrupt:  # it may be there already
        with suppress(OSError):
            place.rmdir()
        raise
    lock = None
    try:
        try:
            place.chmod(0o700)  # a strict umask may have left less
            lock = make_file(place / LOCK)
            is_ours = _is_held(lock, place / LOCK)
        except FileNotFoundError:
            is_ours = False
        yield is_ours
    finally:
        if lock is not None and os.name != "posix":
            os.close(lock)  # Windows removes nothing that is open
            lock = None
        _finish(place)
        if lock is not None:
            os.close(lock)


def _is_held(lock: int, path: Path) -> bool:
    """Whether the lock of a new place is ours; its file then says which file it was made as.

    Where a disk knows no locks it says nothing: such a place is never taken away but by its own process.
    """
    locked = _lock(lock, shared=False)
    if locked is False or os.stat(path).st_ino != os.fstat(lock).st_ino:  # noqa: PTH116 - beside a handle's
        return False
    if locked:
        os.write(lock, _token(lock))
        os.fsync(lock)
    return True


def _token(lock: int) -> bytes:
    return f"legdiary {os.fstat(lock).st_ino}\n".encode()


def _lock(handle: int, *, shared: bool) -> bool | None:
    """Whether the lock is ours now; None where there is no such thing."""
    try:
        import fcntl
    except ImportError:
        return None
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _finish(place: Path) -> None:
    """Take a place of our own away, though Ctrl-C be pressed meanwhile, or the disk answer once with an error.

    What cannot go stays, since the file that was made counts.
    """
    try:
        is_gone = _take_away(place)
    except KeyboardInterrupt:
        _take_away(place)
        raise
    if not is_gone:
        _take_away(place)


def _take_away(place: Path) -> bool:
    """Take all that is in a place away, and the place; whether it is gone."""
    with suppress(OSError):
        if os.name != "posix":
            from shutil import rmtree

            with suppress(OSError):
                (place / OLD).rmdir()
            if not (place / OLD).exists():
                rmtree(place, ignore_errors=True)
            return not place.exists()
        within = os.open(place, _LOOK)
        try:
            with suppress(OSError):
                os.rmdir(OLD, dir_fd=within)
            kept = {OLD, LOCK} if OLD in _names(within) else set()
            _empty(within, set(_names(within)) - kept)
        finally:
            os.close(within)
        place.rmdir()
        return True
    return False


# ---------------------------------------------------------------------- what was left


def clear(folder: Path, replaced: str | None = None, noted_in: Path | None = None) -> None:
    """Take away what this person's processes have left that were killed; whatever is in doubt stays.

    Args:
        folder: where to look.
        replaced: the name of an export that is whole again: an earlier one of this name that had stepped aside may go.
        noted_in: the folder of the diary, whose notes say where else to look.
    """
    for place in _places(folder):
        _clear(place, replaced)
    if noted_in is not None:
        _clear_noted(noted_in)


def leftovers(folder: Path) -> list[Leftover]:
    """What was left in a folder; nothing is written."""
    return [found for place in _places(folder) if (found := _left(place)) is not None]


def noted_leftovers(folder: Path) -> list[Leftover]:
    """What was left elsewhere, by the notes in the folder of a diary; nothing is written."""
    places = sorted({place for place in _notes(folder).values() if place is not None})
    return [found for place in places if (found := _left(place)) is not None]


def _places(folder: Path) -> list[Path]:
    return _named(folder, _PLACE)


def _named(folder: Path, name: re.Pattern[str]) -> list[Path]:
    if os.name != "posix":
        return []
    try:
        names = os.listdir(folder)  # noqa: PTH208 - names, not paths
    except (OSError, ValueError):
        return []
    return [folder / each for each in sorted(names) if name.fullmatch(each)]


@contextmanager
def _still(place: Path, *, shared: bool) -> Iterator[tuple[int, bool] | None]:
    """A place that nobody works in, open and locked, and whether it was made here; None where there is none such.

    Raises:
        OSError: it cannot be looked at.
    """
    with ExitStack() as closing:
        within = os.open(place, _LOOK)
        closing.callback(os.close, within)
        if os.fstat(within).st_uid != os.getuid():
            yield None
            return
        if LOCK not in _names(within):
            yield within, not _names(within)  # killed before there was a lock
            return
        lock = os.open(LOCK, (os.O_RDONLY if shared else os.O_RDWR) | _OPEN_LOCK, dir_fd=within)
        closing.callback(os.close, lock)
        locked = _lock(lock, shared=shared) if stat.S_ISREG(os.fstat(lock).st_mode) else None
        if locked is False:
            yield None
            return
        token = os.pread(lock, _MOST_TOKEN, 0) if locked else b"?"
        yield within, token == _token(lock) or (token == b"" and _names(within) == [LOCK])


def _left(place: Path) -> Leftover | None:
    with suppress(OSError), _still(place, shared=True) as found:
        if found is None:
            return None
        within, made_here = found
        names = _aside(within) if OLD in _names(within) else []
        try:
            made_here = made_here and _is_of_ours(within)
        except OSError:  # a folder in it that cannot be opened
            made_here = False
        return Leftover(place, made_here, place / OLD / names[0] if names else None)
    return None


def _clear(place: Path, replaced: str | None = None) -> None:
    with suppress(OSError), _still(place, shared=False) as found:
        if found is not None and found[1] and _is_of_ours(found[0], replaced, exactly=True):
            _empty(found[0], set(_names(found[0])))
            place.rmdir()


def _is_of_ours(within: int, replaced: str | None = None, *, exactly: bool = False) -> bool:
    """Whether all that is in a place is what the program makes there: its files, or one folder of files; no links.

    Args:
        within: the place.
        replaced: the name of an earlier export that may have stepped aside.
        exactly: whether nothing else may have.
    """
    for name in _names(within):
        there = os.stat(name, dir_fd=within, follow_symlinks=False)
        is_folder = stat.S_ISDIR(there.st_mode)
        if there.st_uid != os.getuid() or not (is_folder or stat.S_ISREG(there.st_mode)):
            return False
        if name == OLD and is_folder:
            if exactly and not _may_go(within, replaced):
                return False
        elif not (_is_flat(within, name) if name == NEW and is_folder else name in _FILES and not is_folder):
            return False
    return True


def _aside(within: int) -> list[str]:
    """The names of what stepped aside."""
    aside = os.open(OLD, _LOOK, dir_fd=within)
    try:
        return sorted(_names(aside))
    finally:
        os.close(aside)


def _may_go(within: int, replaced: str | None) -> bool:
    """Whether what stepped aside is nothing, or the export of one name and files of it alone."""
    names = _aside(within)
    return not names or (names == [replaced] and _is_flat(within, f"{OLD}/{names[0]}"))


def _is_flat(within: int, name: str) -> bool:
    """Whether a folder holds plain files of this person's and nothing else."""
    folder = os.open(name, _LOOK, dir_fd=within)
    try:
        held = [os.stat(each, dir_fd=folder, follow_symlinks=False) for each in _names(folder)]
        return all(stat.S_ISREG(each.st_mode) and each.st_uid == os.getuid() for each in held)
    finally:
        os.close(folder)


def _names(folder: int) -> list[str]:
    return os.listdir(folder)


def _empty(within: int, names: set[str]) -> None:
    """Take away what is in a folder, links as links; the lock last, so that nobody takes half of it for new."""
    for name in sorted(names, key=lambda each: (each == LOCK, each)):
        if not stat.S_ISDIR(os.stat(name, dir_fd=within, follow_symlinks=False).st_mode):
            os.unlink(name, dir_fd=within)
            continue
        folder = os.open(name, _LOOK, dir_fd=within)
        try:
            _empty(folder, set(_names(folder)))
        finally:
            os.close(folder)
        os.rmdir(name, dir_fd=within)


# ---------------------------------------------------------------------- notes of where


@contextmanager
def _noted(folder: Path | None, place: Path) -> Iterator[Path | None]:
    """A note beside the diary of where something is being made; None where there is none, or nothing can be written."""
    note = None if folder is None else folder / f"{place.name.removesuffix('.part')}.at"
    try:
        yield note if note is not None and _write_note(note, place) else None
    finally:
        if note is not None:
            with suppress(OSError):
                note.unlink(missing_ok=True)


def _write_note(note: Path, place: Path) -> bool:
    """Write a note; whether it could be."""
    try:
        with open(make_file(note), "wb") as file:  # noqa: PTH123 - likewise
            file.write(os.fsencode(os.path.abspath(place)))  # noqa: PTH100 - no links resolved
            file.flush()
            os.fsync(file.fileno())
        sync_folder(note.parent)
    except OSError:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        return False
    return True


def _notes(folder: Path) -> dict[Path, Path | None]:
    """The notes in a folder, each with the place that it tells of; None of one that was cut off before it said any."""
    found: dict[Path, Path | None] = {}
    for note in _named(folder, _NOTE):
        with suppress(OSError):
            if note.is_symlink() or note.lstat().st_uid != os.getuid():
                continue
            with open_plain(note) as file:
                told = os.fsdecode(file.read(_MOST_NOTE))
            place = Path(told)
            if not told:
                found[note] = None
            elif (
                place.is_absolute() and "\0" not in f"{place}" and place.name == f"{note.name.removesuffix('.at')}.part"
            ):
                found[note] = place
    return found


def _clear_noted(folder: Path) -> None:
    """Take away what notes tell of and was left, and the notes of what is no more; a disk that is not there is kept."""
    for note, place in _notes(folder).items():
        if place is not None:
            _clear(place)
        with suppress(OSError):
            if place is None or (place.parent.is_dir() and not os.path.lexists(place)):
                note.unlink()
