"""Places as the rest of the program sees them: sealed segments by name, the key under a passphrase, and nothing else.

A place knows nothing of what is sealed. It never changes what it holds: a segment is put whole or not at all, and never
over another of its name.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Protocol

from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from legdiary.domain.sync.segment_names import SegmentName


class Oddity(Enum):
    """The reasons why something in a place is not taken for a segment."""

    CONFLICT_COPY = "conflict copy"
    OTHER_CASE = "other case"
    NOT_HERE_YET = "not here yet"
    UNKNOWN = "unknown"


class OddName(NamedTuple):
    """Something in a place that is neither a segment nor a carrier's own file; it is told, and never taken.

    Attributes:
        path: its name within the place, printable.
        oddity: the reason why it is not taken.
    """

    path: str
    oddity: Oddity


class Listing(NamedTuple):
    """All that a place holds.

    Attributes:
        segments: the segments, by device and number.
        odd: everything else that people should know of.
    """

    segments: tuple[SegmentName, ...]
    odd: tuple[OddName, ...] = ()


class Place(Protocol):
    """A place. Each method raises one of the errors in `store.places.errors` if the place fails."""

    @property
    def address(self) -> str:
        """The place as a person may see it: a folder, or a database's address without its password."""
        ...

    def begin(self, key: bytes, read_me: str) -> bool:
        """Make the place ready, with the sealed key; return False, and change nothing, if a key is there already."""
        ...

    def key(self) -> bytes | None:
        """Return the sealed key; None if there is none: nothing was begun here, or a disk is not connected."""
        ...

    def names(self) -> Listing:
        """Return all that the place holds."""
        ...

    def get(self, name: SegmentName) -> bytes | None:
        """Return a segment; None if it is gone, as when its device has just made one of several."""
        ...

    def put(self, name: SegmentName, data: bytes) -> bool:
        """Put a segment, durably; return False, and change nothing, if one of its name is there already."""
        ...

    def remove(self, name: SegmentName) -> None:
        """Remove a segment of one's own, whose lines another holds; nothing happens if it is gone."""
        ...

    def close(self) -> None:
        """Let go of the place."""
        ...
