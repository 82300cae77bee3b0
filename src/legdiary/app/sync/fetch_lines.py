"""The lines of the other devices, read from the place where they meet.

A device's lines are read in a row. A segment that is missing, damaged or not to be trusted ends the row of its device;
it is told, and the other devices are read nevertheless. What comes late is read by a later `sync`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from legdiary.domain.sync.segment_names import missing_lines, newest_number, next_segment
from legdiary.formats.sync_segment import SEGMENT_ERRORS, read_lines
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from legdiary.app.sync.sealed_place import SealedPlace
    from legdiary.domain.sync.lines import SyncLine
    from legdiary.domain.sync.segment_names import SegmentName
    from legdiary.errors import LegdiaryError
    from legdiary.store.places.place import Listing


class FetchedDevice(NamedTuple):
    """The lines that were read of one device.

    Attributes:
        device: the device.
        name: the name that people gave it; None where nothing new was read.
        lines: its new lines, in a row.
        newest: the number of the newest line known of it now.
        missing: the ranges of lines that no segment holds although later ones are there.
        put_back: the number of the newest line in the place, where the diary knows later ones; None otherwise.
        troubles: what is wrong with its segments.
    """

    device: str
    name: str | None
    lines: Sequence[SyncLine]
    newest: int
    missing: Sequence[tuple[int, int]]
    put_back: int | None
    troubles: Sequence[LegdiaryError]


def fetch_lines(
    place: SealedPlace, listing: Listing, me: str, known: Mapping[str, int], chain_at: Callable[[str, int], str]
) -> list[FetchedDevice]:
    """Return the new lines of all other devices, by device.

    Args:
        place: the place.
        listing: all that it holds.
        me: this device, whose own segments are not read.
        known: device → the number of its newest line in the diary.
        chain_at: returns the hash of a device's lines up to a number that the diary knows; 0 before the first.
    """
    devices = sorted(({each.device for each in listing.segments} | known.keys()) - {me})
    return [_fetch_device(place, listing.segments, device, known.get(device, 0), chain_at) for device in devices]


def names_in(place: SealedPlace) -> set[str]:
    """Return the names of the devices in a place, as far as their newest segments can be read."""
    newest = {each.device: each for each in place.names().segments}  # sorted by number
    found = set()
    for name in newest.values():
        with suppress(*SEGMENT_ERRORS):
            segment = place.read(name)
            found |= set() if segment is None else {segment.device_name}
    return found


def _fetch_device(
    place: SealedPlace,
    segments: Sequence[SegmentName],
    device: str,
    known: int,
    chain_at: Callable[[str, int], str],
) -> FetchedDevice:
    there = newest_number(segments, device)
    if there <= known:
        return FetchedDevice(device, None, (), known, (), there if there < known else None, ())
    lines: list[SyncLine] = []
    troubles: list[LegdiaryError] = []
    device_name = None
    newest, chain = known, chain_at(device, known)
    left = {each for each in segments if each.device == device and each.last > known}
    listed_again = False
    while (name := next_segment(left, device, newest)) is not None:
        left.discard(name)
        try:
            segment = place.read(name)
            if segment is None:
                if not listed_again:  # its device has just made one of several
                    listed_again = True
                    left = {each for each in place.names().segments if each.device == device} - {name}
                continue
            texts, after = segment.lines_after(newest, chain)
            lines += read_lines(name, texts, newest)
        except SEGMENT_ERRORS as error:
            troubles.append(error)
            continue
        newest, chain, device_name = name.last, after, segment.device_name
    missing = [
        (max(first, newest + 1), last) for first, last in missing_lines(segments, device, there) if last > newest
    ]
    return FetchedDevice(device, device_name, lines, newest, missing, None, troubles)
