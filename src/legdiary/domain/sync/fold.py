"""The fold: the entries that a set of lines makes, whatever the order in which the lines came."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from legdiary.domain.sync.folded import Change, Folded, Meaning, Past
    from legdiary.domain.sync.lines import LineRef, SyncLine


class Folding:
    """The entries of a growing set of lines."""

    def __init__(self, meaning: Meaning, past: Past | None = None) -> None:
        """Begin with no lines, or with those of the past, which are read where they are touched."""
        raise NotImplementedError

    def take(self, lines: Iterable[SyncLine]) -> Change:
        """Take lines that are whole together with those before; one that was taken already changes nothing."""
        raise NotImplementedError

    @property
    def entries(self) -> Mapping[LineRef, Folded]:
        """Name → entry, of all that are there, those held out included."""
        raise NotImplementedError

    def entry_of(self, ref: LineRef) -> Folded | None:
        """Return the entry that an identity is now; None where it is gone."""
        raise NotImplementedError

    def lines_of(self, ref: LineRef) -> tuple[SyncLine, ...]:
        """Return all lines about the entry of an identity, in the order of all lines."""
        raise NotImplementedError


def fold(lines: Iterable[SyncLine], meaning: Meaning) -> Mapping[LineRef, Folded]:
    """Return the entries that a whole set of lines makes, by name."""
    folding = Folding(meaning)
    folding.take(lines)
    return folding.entries
