"""The progress of long work. A use case says what it is at; a front end may show it, and nothing else follows from it.

A front end passes a `Progress` in. Work names its parts, one after the other or one within another:

    with progress.part(STORING, len(entries)) as part:
        for entry in counted(entries, part): …

A reader of files reports nothing: the place that the open file has come to is looked at from outside (`position`).
"""

from __future__ import annotations

from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from typing import BinaryIO, Protocol, TypeVar

    _T = TypeVar("_T")

    class Progress(Protocol):
        """The progress of one run."""

        def part(
            self, work: str, total: int = 0, position: Callable[[], int] | None = None
        ) -> AbstractContextManager[Part]:
            """Begin a part of the work; it ends with the context.

            Args:
                work: the name of the work, one of those below.
                total: how much there is of it; 0 where that is not known.
                position: returns how much is done, called from another thread; without it `Part.done` says so.
            """


#: The names of the work, for the front end to put into words.
READING, COMPARING, STORING = "reading", "comparing", "storing"
EXPORTING, MAKING_PAGE, MAKING_DEMO = "exporting", "making page", "making demo"
COPYING, CHECKING, CHECKING_COPY = "copying", "checking", "checking copy"
RESTORING, UPGRADING, SYNCING = "restoring", "upgrading", "syncing"


class Part:
    """A part of the work.

    Attributes:
        work: the name of the work.
        total: how much there is of it; 0 where that is not known.
        done: how much of it is done.
    """

    __slots__ = ("_position", "done", "total", "work")

    def __init__(self, work: str, total: int = 0, position: Callable[[], int] | None = None) -> None:
        self.work, self.total, self.done = work, total, 0
        self._position = position

    @property
    def share(self) -> float | None:
        """The share that is done, 0–1; None where the whole is not known."""
        if self.total <= 0:
            return None
        done = self.done if self._position is None else self._position()
        return min(1.0, max(0.0, done / self.total))


class _Silent:
    """The progress of work that nobody watches."""

    @contextmanager
    def part(self, work: str, total: int = 0, position: Callable[[], int] | None = None) -> Iterator[Part]:
        """Do nothing."""
        yield Part(work, total, position)


NO_PROGRESS: Progress = _Silent()


def counted(items: Iterable[_T], part: Part) -> Iterator[_T]:
    """Yield the items, and count each as done when the next one is asked for."""
    for item in items:
        yield item
        part.done += 1


def position_of(file: BinaryIO) -> Callable[[], int]:
    """Return a function that tells, also from another thread, how far an open file was read."""
    import io
    import os

    if not isinstance(file, io.BufferedReader):
        return file.tell  # in memory

    def position() -> int:
        try:
            return os.lseek(file.fileno(), 0, os.SEEK_CUR)
        except (OSError, ValueError):  # closed meanwhile
            return 0

    return position
