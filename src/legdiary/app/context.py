"""What a use case knows of the run it is part of: the clock, the diary's place, the settings that bear on entries."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from legdiary.errors import CLOCK
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from legdiary.app.asking import Yes
    from legdiary.domain.time.moments import Present
    from legdiary.store.diary import Diary as Diary  # noqa: PLC0414 - what a front end holds is named by what it calls


class Keeper(Protocol):
    """The part of a run that keeping the diary needs. Either may be read late: not all of it needs the clock."""

    @property
    def present(self) -> Present:
        """The clock."""

    @property
    def diary_path(self) -> Path:
        """Where the diary is."""


class Reader(Protocol):
    """The part of a run that a look needs. The clock may be read late: a look that needs none works without it."""

    @property
    def present(self) -> Present:
        """The clock."""

    def reading(self) -> Diary:
        """Open the diary for reading."""


def open_to_read(path: Path) -> Diary:
    """Open the diary at `path` for reading.

    Raises:
        DiaryTrouble: missing, foreign, damaged, newer, unreadable.
    """
    from legdiary.store.diary import Diary

    return Diary.for_reading(path)


def is_missing(path: Path) -> bool:
    """Return whether the diary at `path` is still to be begun."""
    try:
        return not path.exists()
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a use case, as its front end found them.

    Attributes:
        present: the clock.
        diary_path: where the diary is.
        product: what the settings say that doses are of; None where they do not.
        stored: called once for every change, as soon as it is committed.
        begun: called with the diary's path where a new one was begun.
    """

    present: Present
    diary_path: Path
    product: str | None
    stored: Callable[[], None]
    begun: Callable[[Path], None]

    @property
    def nothing_there(self) -> bool:
        """Whether the diary is still to be begun: what cannot be right is then refused before it is."""
        return is_missing(self.diary_path)

    def reading(self) -> Diary:
        """Open the diary for reading.

        Raises:
            DiaryTrouble: missing, foreign, damaged, newer, unreadable.
        """
        return open_to_read(self.diary_path)

    def writing(self, yes: Yes) -> Diary:
        """Open the diary for writing; begin it if there is none.

        Raises:
            DiaryTrouble: gone though copies exist, foreign, damaged, newer, not writable.
            Asks: the clock is behind what was written before, and nobody stands by it.
        """
        diary = self._for_writing(yes, begin=True)
        if diary.begun:
            self.begun(self.diary_path)
        return diary

    def existing(self, yes: Yes) -> Diary:
        """Open the diary that there is, for a change that begins nothing.

        Raises:
            DiaryTrouble, Asks: as in `writing`, and where there is none.
        """
        return self._for_writing(yes, begin=False)

    def _for_writing(self, yes: Yes, *, begin: bool) -> Diary:
        from legdiary.store.diary import Diary

        present = replace(self.present, trusted=CLOCK in yes)
        return Diary.for_writing(self.diary_path, present, begin=begin, stored=self.stored)
