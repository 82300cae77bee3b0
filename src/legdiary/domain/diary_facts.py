"""A diary in a few numbers: what is told of a file, and of a copy of one, before anybody reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.values import dataclass

if TYPE_CHECKING:
    from legdiary.domain.moments import Moment


@dataclass(frozen=True, slots=True)
class Facts:
    """The contents of a sound file of a diary, in numbers.

    Attributes:
        version: its schema's.
        lines: lines of its ledger: changes ever made.
        entries: entries that stand.
        newest: when its newest line was written; None while there is none.
    """

    version: int
    lines: int
    entries: int
    newest: Moment | None

    @property
    def until(self) -> str:
        """Up to when it goes, as a local date and time."""
        return f"{self.newest.local:%Y-%m-%d %H:%M}" if self.newest else "nothing yet"
