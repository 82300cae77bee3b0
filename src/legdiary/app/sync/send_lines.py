"""The segments of this device: what it puts into the place, what it finds there of its own, and fewer made of many."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from legdiary.domain.sync.segment_names import MANY_SEGMENTS, plan_compaction, segments_to_write
from legdiary.formats.sync_segment import SEGMENT_ERRORS, Segment, SegmentDamaged
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from legdiary.app.sync.own_log import OwnLog
    from legdiary.app.sync.sealed_place import SealedPlace
    from legdiary.domain.sync.segment_names import SegmentName


class Author(NamedTuple):
    """This device, as the header of its segments tells of it.

    Attributes:
        diary: the diary's id.
        device: the device's id.
        name: its name.
        version: the version of legdiary.
        seen: other device → the newest number known.
    """

    diary: str
    device: str
    name: str
    version: str
    seen: Mapping[str, int]


class OwnSegments(NamedTuple):
    """The segments of this device's own that were found in the place.

    Attributes:
        whole: those that are as they should be.
        damaged: those that a carrier cut off or changed; they are to be written again.
        ours: False if one holds what this device did not write: another writes under its identity.
    """

    whole: Sequence[SegmentName]
    damaged: Sequence[SegmentName]
    ours: bool


def examine_own(
    place: SealedPlace, segments: Iterable[SegmentName], me: str, put: Iterable[SegmentName], log: OwnLog
) -> OwnSegments:
    """Return what is there of this device's own.

    Those that it remembers to have put are believed by their name, but for the newest, and one more by chance: what a
    carrier has damaged is found after some exchanges. The others are read: a kill may have come between putting one and
    remembering it; or another machine goes on under the same identity.

    Args:
        place: the place.
        segments: the segments that are there, of all devices.
        me: this device.
        put: the segments that it remembers to have put.
        log: its log.
    """
    own = sorted(each for each in segments if each.device == me)
    known = set(put) - set(own[-1:])
    believed = known - ({own[int.from_bytes(os.urandom(4)) % len(own)]} if own else set())
    whole, damaged = [], []
    for name in own:
        if name not in believed:
            try:
                segment = place.read(name)
            except SegmentDamaged:
                damaged.append(name)
                continue
            except SEGMENT_ERRORS:
                return OwnSegments((), (), ours=False)
            if segment is None:
                continue
            if name in known:
                pass  # it is whole, and was put there by this device
            elif name.last > log.newest or segment.chain_at(name.last) != log.chain_at(name.last):
                return OwnSegments((), (), ours=False)
        whole.append(name)
    return OwnSegments(whole, damaged, ours=True)


def send_lines(place: SealedPlace, author: Author, own: OwnSegments, log: OwnLog) -> list[SegmentName]:
    """Put all that the place lacks of this device's log; return the segments of its own that are there then.

    Args:
        place: the place.
        author: this device.
        own: what is there of its own.
        log: its log.
    """
    for name in own.damaged:
        place.remove(name)
    names = segments_to_write(own.whole, author.device, log.newest)
    for name in names:
        _put(place, author, name, log)
    return sorted({*own.whole, *names})


def compact(
    place: SealedPlace, author: Author, own: Sequence[SegmentName], log: OwnLog, many: int = MANY_SEGMENTS
) -> list[SegmentName]:
    """Make fewer segments of many, and return those that are there then, and whole.

    The wide ones are put first, and read back; only then the narrow ones are removed. A kill between the two leaves
    both, which is no harm: every line counts once, and the next `sync` removes them.
    """
    plan = plan_compaction(own, author.device, many)
    for name in plan.write:
        _put(place, author, name, log)
    kept = {*own, *plan.write}
    if plan.remove:
        wide = [each for each in kept - set(plan.remove) if _covers(each, plan.remove)]
        damaged = {each for each in wide if not _holds(place, each, log)}
        kept -= damaged  # not remembered, so the next `examine_own` reads it
        if not damaged:
            for name in plan.remove:
                place.remove(name)
            kept -= set(plan.remove)
    return sorted(kept)


def _put(place: SealedPlace, author: Author, name: SegmentName, log: OwnLog) -> None:
    texts = log.texts(name.first, name.last)
    before = log.chain_at(name.first - 1)
    place.put(Segment(author.diary, name, before, author.seen, author.name, author.version, texts))


def _covers(wide: SegmentName, narrow: Iterable[SegmentName]) -> bool:
    """Return whether a segment holds any line of others."""
    return any(wide.first <= each.last and each.first <= wide.last for each in narrow)


def _holds(place: SealedPlace, name: SegmentName, log: OwnLog) -> bool:
    """Return whether a segment lies in the place as it should."""
    try:
        segment = place.read(name)
    except SEGMENT_ERRORS:
        return False
    return segment is not None and segment.chain_at(name.last) == log.chain_at(name.last)
