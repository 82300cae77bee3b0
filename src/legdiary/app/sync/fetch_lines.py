"""The lines of the other devices, read from the place where they meet.

A device's lines are read in a row. A segment that is missing, damaged or not to be trusted ends the row of its device;
it is told, and the other devices are read nevertheless. What comes late is read by a later `sync`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from legdiary.app.sync.marks import seen_alike
from legdiary.domain.sync.line_chain import extend_chain
from legdiary.domain.sync.lines import line_to_text
from legdiary.domain.sync.parting import moved_id
from legdiary.domain.sync.segment_names import SegmentName, missing_lines, newest_number, next_segment
from legdiary.formats.sync_segment import SEGMENT_ERRORS, BuiltOnOther, ChainBroken, read_lines
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from legdiary.app.sync.marks import Texts
    from legdiary.app.sync.own_log import OwnLog
    from legdiary.app.sync.sealed_place import SealedPlace
    from legdiary.domain.sync.lines import SyncLine
    from legdiary.errors import LegdiaryError
    from legdiary.formats.sync_segment import Segment
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
        parted: the number of the newest line that is known here and in the place, where later ones differ: two machines
            have written as one device; None otherwise.
        segments: the segments that were read, in order.
    """

    device: str
    name: str | None
    lines: Sequence[SyncLine]
    newest: int
    missing: Sequence[tuple[int, int]]
    put_back: int | None
    troubles: Sequence[LegdiaryError]
    parted: int | None = None
    segments: Sequence[Segment] = ()


def fetch_lines(
    place: SealedPlace, listing: Listing, me: str, known: Mapping[str, int], log_of: Callable[[str], OwnLog]
) -> list[FetchedDevice]:
    """Return the new lines of all other devices, by device.

    Args:
        place: the place.
        listing: all that it holds.
        me: this device, whose own segments are not read.
        known: device → the number of its newest line in the diary.
        log_of: returns the log of a device as the diary knows it.
    """
    devices = sorted(({each.device for each in listing.segments} | known.keys()) - {me})
    fetched = [_fetch_device(place, listing.segments, device, known, log_of(device)) for device in devices]
    return _as_seen(fetched, known, log_of) if any(each.lines for each in fetched) else fetched


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
    all_known: Mapping[str, int],
    log: OwnLog,
) -> FetchedDevice:
    there, known = newest_number(segments, device), all_known.get(device, 0)
    others = {*all_known, *(each.device for each in segments)} - {device}
    if there <= known:
        return FetchedDevice(device, None, (), known, (), there if there < known else None, ())
    lines: list[SyncLine] = []
    troubles: list[LegdiaryError] = []
    device_name = parted = None
    read: list[Segment] = []
    newest, chain = known, log.chain_at(known)
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
            new = read_lines(name, texts, newest)
        except ChainBroken as error:
            parted, is_moved = _parting(place, segments, log, others)
            troubles += [] if is_moved or parted is not None else [error]
            continue
        except SEGMENT_ERRORS as error:
            troubles.append(error)
            continue
        if (own := _unmoved(new, others)) < len(new):
            new, after = new[:own], extend_chain(chain, texts[:own])
        lines += new
        read.append(segment)
        newest, chain = newest + len(new), after
        device_name = segment.device_name if new else device_name
    missing = [
        (max(first, newest + 1), last) for first, last in missing_lines(segments, device, there) if last > newest
    ]
    return FetchedDevice(device, device_name, lines, newest, missing, None, troubles, parted, read)


def _as_seen(
    fetched: Sequence[FetchedDevice], known: Mapping[str, int], log_of: Callable[[str], OwnLog]
) -> list[FetchedDevice]:
    """Return the same, without the lines whose authors had seen other lines of a device than are known now."""
    new = {each.device: each for each in fetched}
    newest = {device: new[device].newest if device in new else number for device, number in known.items()}
    newest |= {each.device: each.newest for each in fetched}

    def texts(device: str, after: int, until: int) -> list[str]:
        stored = min(until, known.get(device, 0))
        here = log_of(device).lines(after + 1, stored) if stored > after else []
        came = [line for line in new[device].lines if after < line.number <= until] if device in new else []
        return [*map(line_to_text, here), *map(line_to_text, came)]

    return [_until_unlike(each, newest, texts) for each in fetched]


def _until_unlike(each: FetchedDevice, newest: Mapping[str, int], texts: Texts) -> FetchedDevice:
    """Return what was read of a device up to the first line whose author had seen other lines than are known here."""
    for other in each.segments:
        alike = seen_alike(other, newest, texts)
        its = (line for line in each.lines if other.name.first <= line.number <= other.name.last)
        first = next((line for line in its if any(line.seen.get(one, 0) > last for one, last in alike.items())), None)
        if first is not None:
            break
    else:
        return each
    lines = [line for line in each.lines if line.number < first.number]
    return each._replace(
        lines=lines, newest=each.newest - len(each.lines) + len(lines), name=each.name if lines else None,
        troubles=[*each.troubles, BuiltOnOther(other.name)],
    )  # fmt: skip


def _parting(
    place: SealedPlace, segments: Iterable[SegmentName], log: OwnLog, others: set[str]
) -> tuple[int | None, bool]:
    """Return where the lines of a device in the place part from those that are known, and whether they were moved.

    Returns:
        The number of the newest line that both have, None where that cannot be told; and whether all that comes after
        it in the place stands under another id already.
    """
    found, is_moved = None, False
    for name in segments:
        if name.device != log.device:
            continue
        with suppress(*SEGMENT_ERRORS):
            segment = place.read(name)
            after = None if segment is None else log.alike_until(segment)
            if segment is None or after is None or after >= min(name.last, log.newest):
                continue
            (other,) = read_lines(
                SegmentName(name.device, after + 1, after + 1), [segment.lines[after + 1 - name.first]], after
            )
            if moved_id(other) in others:
                is_moved = True
            else:
                found = after if found is None else min(found, after)
    return found, is_moved and found is None


def _unmoved(lines: Sequence[SyncLine], others: set[str]) -> int:
    """Return how many lines of a device come before those that stand under another id now.

    Its owner has moved them there (`domain.sync.parting`); a carrier still holds what it had put before.
    """
    return next((place for place, line in enumerate(lines) if moved_id(line) in others), len(lines))
