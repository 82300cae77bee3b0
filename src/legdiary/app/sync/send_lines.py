"""The segments of this device: what it puts into the place, what it finds there of its own, and fewer made of many."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from legdiary.domain.sync.segment_names import MANY_SEGMENTS, plan_compaction, segments_to_write
from legdiary.formats.sync_segment import (
    SEGMENT_ERRORS,
    Segment,
    SegmentDamaged,
    SegmentMisnamed,
    SegmentNotProved,
    SegmentOfAnotherKey,
)
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from legdiary.app.sync.own_log import OwnLog
    from legdiary.app.sync.sealed_place import SealedPlace
    from legdiary.domain.sync.segment_names import SegmentName

#: A segment of this device's own that a carrier cut off, changed or renamed.
DAMAGED = (SegmentDamaged, SegmentOfAnotherKey, SegmentNotProved, SegmentMisnamed)


def no_marks(_: Sequence[str]) -> Mapping[str, Mapping[int, str]]:
    """Return no marks: nothing is known of others."""
    return {}


class Author(NamedTuple):
    """This device, as the header of its segments tells of it.

    Attributes:
        diary: the diary's id.
        device: the device's id.
        name: its name.
        version: the version of legdiary.
        seen: other device → the newest number known.
        marks: returns the marks that a segment of some lines has (`formats.sync_segment.Segment`).
    """

    diary: str
    device: str
    name: str
    version: str
    seen: Mapping[str, int]
    marks: Callable[[Sequence[str]], Mapping[str, Mapping[int, str]]] = no_marks


class OwnSegments(NamedTuple):
    """The segments of this device's own that were found in the place.

    Attributes:
        whole: those that are as they should be.
        damaged: those that a carrier cut off or changed; they are to be written again.
        ours: False if one holds what this device did not write: another writes under its identity.
        after: the number of the newest line that both wrote, where another does.
        stale: the segments that hold what this device alone wrote since, or nothing that can be read.
    """

    whole: Sequence[SegmentName]
    damaged: Sequence[SegmentName]
    ours: bool
    after: int = 0
    stale: Sequence[SegmentName] = ()


def examine_own(
    place: SealedPlace, segments: Iterable[SegmentName], me: str, put: Iterable[SegmentName], log: OwnLog,
    published: int = 0,
) -> OwnSegments:  # fmt: skip
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
        published: the number of its newest line that was to be put there.
    """
    own = sorted(each for each in segments if each.device == me)
    known = set(put) - set(own[-1:])
    believed = known - _by_chance(own)
    whole, damaged = [], []
    for name in own:
        if name not in believed:
            try:
                segment = place.read(name)
            except DAMAGED:
                damaged.append(name)
                continue
            except SEGMENT_ERRORS:
                return _examine_shared(place, own, log, published)
            if segment is None:
                continue
            if not (_begins_and_ends_as(log, segment) if name in known else _is_of(log, segment)):
                return _examine_shared(place, own, log, published)
        whole.append(name)
    return OwnSegments(whole, damaged, ours=True)


class KeptSegments(NamedTuple):
    """The segments that were found in the place of a device to whose lines this one sees.

    Attributes:
        damaged: those that are to be written again.
        after: the number of the newest line that the place and the log have, where they differ after it: two machines
            have written as that device; None otherwise.
    """

    damaged: Sequence[SegmentName]
    after: int | None


def examine_kept(
    place: SealedPlace, segments: Iterable[SegmentName], log: OwnLog, *, whole: bool = False
) -> KeptSegments:
    """Return what is there of another device to whose lines this one sees: nobody writes under its id any more.

    As with its own, the newest is read, and one more by chance.

    Args:
        place: the place.
        segments: the segments that are there, of all devices.
        log: the log of that device.
        whole: all of them are read.
    """
    there = sorted(each for each in segments if each.device == log.device)
    damaged: list[SegmentName] = []
    parted: list[int] = []
    for name in there if whole else sorted({*there[-1:]} | _by_chance(there)):
        try:
            segment = place.read(name)
        except DAMAGED:
            damaged.append(name)
            continue
        except SEGMENT_ERRORS:
            continue  # of a newer legdiary
        if segment is None or name.first > log.newest or _begins_and_ends_as(log, segment):
            continue
        after = log.alike_until(segment)
        if after is not None and after < min(name.last, log.newest):
            parted.append(after)
    return KeptSegments(damaged, min(parted, default=None))


def _by_chance(segments: Sequence[SegmentName]) -> set[SegmentName]:
    """Return one of the segments, chosen by chance; none where there are none."""
    return {segments[int.from_bytes(os.urandom(4)) % len(segments)]} if segments else set()


def _begins_and_ends_as(log: OwnLog, segment: Segment) -> bool:
    """Return whether a segment that this device has put is still there: a carrier may bring another of its name."""
    first, last = segment.name.first, segment.name.last
    return last <= log.newest and (segment.lines[0], segment.lines[-1]) == (log.text(first), log.text(last))


def _is_of(log: OwnLog, segment: Segment) -> bool:
    """Return whether a segment holds lines of a log, and nothing else."""
    last = segment.name.last
    return last <= log.newest and segment.chain_at(last) == log.chain_at(last)


def _examine_shared(place: SealedPlace, own: Sequence[SegmentName], log: OwnLog, published: int) -> OwnSegments:
    """Return what is there where another machine may have written under the same identity; all of it is read."""
    alike: list[SegmentName] = []
    damaged: list[SegmentName] = []
    parted: list[int] = []
    for name in own:
        try:
            segment = place.read(name)
        except DAMAGED:
            damaged.append(name)
            continue
        except SEGMENT_ERRORS:  # of a newer legdiary: it follows what was sent before it
            parted.append(min(name.first - 1, log.newest))
            continue
        if segment is None:
            continue
        after = log.alike_until(segment)
        if after is not None and after < name.last:
            parted.append(after)
        elif after is not None:
            alike.append(name)
        elif name.last > log.newest:  # what comes before it has not arrived
            parted.append(min(published, log.newest))
        else:
            damaged.append(name)  # it follows a segment in the stead of which there is one of ours
    if not parted:
        return OwnSegments(alike, damaged, ours=True)
    after = min(parted)
    stale = [*damaged, *(each for each in alike if each.last > after)]
    return OwnSegments((), (), ours=False, after=after, stale=stale)


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
    marks = author.marks(texts)
    place.put(Segment(author.diary, name, before, author.seen, author.name, author.version, texts, marks))


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
