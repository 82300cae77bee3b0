"""Two machines that go on as one device, as after a copy of a whole system: what each wrote since gets its own name.

A machine that finds lines in its own folder that it did not write moves its lines since then to another id
(`domain.sync.parting`), and goes on as a new device. Devices that had taken them find the other id in the place, and
move them as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.app.sync.membership import begin_anew
from legdiary.app.sync.send_lines import examine_kept
from legdiary.domain.sync.lines import in_order
from legdiary.store.device_identity import Stranger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from legdiary.app.sync.fetch_lines import FetchedDevice
    from legdiary.app.sync.membership import Member
    from legdiary.app.sync.own_log import OwnLog
    from legdiary.app.sync.sealed_place import SealedPlace
    from legdiary.app.sync.send_lines import OwnSegments
    from legdiary.domain.sync.segment_names import SegmentName
    from legdiary.domain.time.moments import Present
    from legdiary.store.diary import Diary


class Parted(NamedTuple):
    """This device after lines were moved.

    Attributes:
        member: it, under a new identity where its own lines were moved.
        names: the ids under which lines stand now.
        theirs: those of them that other devices are to put into the place; this one does so where they have not until
            the next exchange.
        stale: segments of its own, and of devices that were forgotten, which hold lines that were moved; to be removed
            once these are in the place.
    """

    member: Member
    names: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    stale: tuple[SegmentName, ...] = ()


def part_from_clone(member: Member, own: OwnSegments, diary: Diary, present: Present) -> Parted:
    """Move the lines that this device has written since another one writes under its id, and begin a new identity.

    A kill after the move is no harm: the diary is behind what was published then, so the next exchange begins anew.
    """
    me = member.identity.device
    names: frozenset[str] = frozenset()
    if diary.sync.newest_lines().get(me, 0) > own.after:
        moved = diary.sync.move_lines(me, own.after, me, {me: member.identity.name}, present)
        names = frozenset(moved.devices.values())
    member = begin_anew(member, Stranger.NOT_OURS, diary)
    diary.sync.forget_device(me)
    return Parted(member, names, stale=tuple(own.stale))


def find_moved(fetched: Sequence[FetchedDevice], diary: Diary) -> tuple[str, int] | None:
    """Return the device, and the newest of its lines that stays, of which lines are to be moved.

    They have come under another id; or the place has other lines in their stead.

    Returns:
        None where there is none.
    """
    for each in fetched:
        if each.parted is not None:
            return each.device, each.parted
    known = diary.sync.newest_lines()
    reach = known | {each.device: each.newest for each in fetched}
    new = in_order(each.lines[0] for each in fetched if each.lines and each.device not in known)
    for line in new:
        if line.number == 1 and all(number <= reach.get(each, 0) for each, number in line.seen.items()):
            ref = diary.sync.moved_from(line.device, line)
            if ref is not None:
                return ref.device, ref.number - 1
    return None


def find_unlike(
    place: SealedPlace, segments: Sequence[SegmentName], devices: Iterable[str], log_of: Callable[[str], OwnLog]
) -> tuple[str, int] | None:
    """Return a device of which the place has other lines than are known here, and the newest that both have.

    Lines that were moved just now may have been moved by another machine, too, that had more in common with this one.

    Args:
        place: the place.
        segments: the segments in it.
        devices: the devices to look at.
        log_of: returns the log of a device as it is known here.
    """
    for each in sorted(devices):
        after = examine_kept(place, segments, log_of(each), whole=True).after
        if after is not None:
            return each, after
    return None


def follow_move(found: tuple[str, int], parted: Parted, segments: Iterable[SegmentName], diary: Diary,
                present: Present) -> Parted:  # fmt: skip
    """Move lines that have come under another id.

    Args:
        found: what `find_moved` returned.
        parted: this device so far.
        segments: the segments in the place.
        diary: the diary.
        present: the clock.
    """
    identity, root = parted.member.identity, found[0]
    kept = {identity.device, *(each.device for each in diary.sync.devices() if each.forgotten)}
    moved = diary.sync.move_lines(*found, identity.device, {identity.device: identity.name}, present)
    # What lies there of the device that parted may be the other machine's.
    mine = {device: last for device, last in moved.last.items() if device in kept and device != root}
    stale = (each for each in segments if each.device in mine and each.last > mine[each.device])
    names, own = {*moved.devices.values()}, {moved.devices[each] for each in (root, *mine)}
    member = parted.member
    return Parted(
        begin_anew(member, Stranger.PARTED, diary) if identity.device in moved.devices else member,
        parted.names | names, parted.theirs | (names - own), (*parted.stale, *stale),
    )  # fmt: skip
