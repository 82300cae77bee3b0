"""A place with the key to it: segments go in and come out as values, and not as bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.formats.age_encryption import load_pyrage
from legdiary.formats.sync_segment import open_segment, seal_segment

if TYPE_CHECKING:
    from legdiary.domain.sync.segment_names import SegmentName
    from legdiary.formats.sync_segment import Segment
    from legdiary.store.places.place import Listing, Place


class SealedPlace:
    """A place, and the key that every device of a diary holds.

    Raises:
        NoEncryption: the library for encryption is not installed.
    """

    def __init__(self, place: Place, diary: str, key: str) -> None:
        self._by: Any = load_pyrage()
        self._place = place
        self._diary = diary
        self._key = key

    def names(self) -> Listing:
        """Return all that the place holds."""
        return self._place.names()

    def read(self, name: SegmentName) -> Segment | None:
        """Return a segment; None if it is gone.

        Raises:
            SEGMENT_ERRORS: something is wrong with it.
        """
        data = self._place.get(name)
        return None if data is None else open_segment(self._by, name, data, self._diary, self._key)

    def put(self, segment: Segment) -> bool:
        """Put a segment; return False, and change nothing, if one of its name is there already."""
        return self._place.put(segment.name, seal_segment(self._by, segment, self._key))

    def remove(self, name: SegmentName) -> None:
        """Remove a segment of one's own, whose lines another holds."""
        self._place.remove(name)
