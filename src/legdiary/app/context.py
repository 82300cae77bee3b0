"""The surroundings of a use case: the clock, the path of the diary, and the settings for entries."""

from __future__ import annotations

import errno
import os

from legdiary.errors import CLOCK
from legdiary.util.progress import NO_PROGRESS
from legdiary.util.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Protocol

    from legdiary.app.questions import Yes
    from legdiary.domain.time.moments import Present
    from legdiary.store.diary import Diary as Diary  # noqa: PLC0414 - what a front end holds is named by what it calls
    from legdiary.store.entry_rows import BeforeCommit
    from legdiary.util.paths import StrPath
    from legdiary.util.progress import Progress

    class Keeper(Protocol):
        """The part of a run for keeping the diary. Each value is read only when needed: not all need the clock."""

        @property
        def present(self) -> Present:
            """The clock."""

        @property
        def diary_file(self) -> StrPath:
            """The path of the diary; of a nightly command, as text."""

        @property
        def diary_path(self) -> Path:
            """The path of the diary."""

    class Reader(Protocol):
        """The part of a run for reading the diary. The clock is read only when needed."""

        @property
        def present(self) -> Present:
            """The clock."""

        def open_for_reading(self) -> Diary:
            """Open the diary for reading."""


#: The system's answers for a name that leads to no file.
_NOT_THERE = (errno.ENOENT, errno.ENOTDIR, errno.EBADF, errno.ELOOP)


def open_to_read(path: StrPath, progress: Progress = NO_PROGRESS) -> Diary:
    """Open the diary at `path` for reading; `progress` hears of the upgrade of an older one.

    Raises:
        DiaryTrouble: the file is missing, foreign, damaged, newer or unreadable.
    """
    from legdiary.store.diary import Diary

    return Diary.for_reading(path, progress)


def is_missing(path: StrPath) -> bool:
    """Return whether the diary at `path` has not been begun yet."""
    try:
        os.stat(path)  # noqa: PTH116 - text or path
    except ValueError:
        return True
    except OSError as error:
        return error.errno in _NOT_THERE
    return False


def toss_coin() -> bool:
    """Toss the coin: return True for its first side, by the randomness of the system."""
    import secrets

    return bool(secrets.randbits(1))


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a use case, set by the front end.

    Attributes:
        present: the clock.
        diary_file: the path of the diary; of a nightly command, as text.
        product: the product of doses by the settings; None if they name none.
        stored: called once for every change, as soon as it is committed.
        begun: called with the diary's path when a new one was begun.
        toss: the coin; the only place where anything random is drawn for the diary.
        progress: hears how far long work is.
        before_commit: called within every change, just before it is committed.
        scratch: a copy of the diary that is used in place of it, to try what would happen; None for the diary itself.
    """

    present: Present
    diary_file: StrPath
    product: str | None
    stored: Callable[[], None]
    begun: Callable[[Path], None]
    toss: Callable[[], bool]
    progress: Progress = NO_PROGRESS
    before_commit: BeforeCommit | None = None
    scratch: Diary | None = None

    @property
    def diary_path(self) -> Path:
        """The path of the diary."""
        from pathlib import Path

        return Path(self.diary_file)

    @property
    def is_diary_missing(self) -> bool:
        """Return whether the diary has not been begun yet: an impossible entry is then refused before it is."""
        return self.scratch is None and is_missing(self.diary_file)

    def open_for_reading(self) -> Diary:
        """Open the diary for reading.

        Raises:
            DiaryTrouble: the file is missing, foreign, damaged, newer or unreadable.
        """
        return self.scratch or open_to_read(self.diary_file, self.progress)

    def open_for_writing(self, yes: Yes) -> Diary:
        """Open the diary for writing; begin it if there is none.

        Raises:
            DiaryTrouble: it is missing though copies exist, foreign, damaged, newer or not writable.
            Asks: the clock is behind the ledger, and nobody has confirmed it.
        """
        diary = self._for_writing(yes, begin=True)
        if diary.begun:
            self.begun(self.diary_path)
        return diary

    def open_existing(self, yes: Yes) -> Diary:
        """Open the existing diary for a change; never begin one.

        Raises:
            DiaryTrouble, Asks: as in `open_for_writing`, and if there is no diary.
        """
        return self._for_writing(yes, begin=False)

    def _for_writing(self, yes: Yes, *, begin: bool) -> Diary:
        if self.scratch is not None:
            return self.scratch
        from legdiary.store.diary import Diary

        present = replace(self.present, trusted=CLOCK in yes)
        return Diary.for_writing(
            self.diary_file, present, begin=begin, stored=self.stored, progress=self.progress,
            before_commit=self.before_commit,
        )  # fmt: skip
