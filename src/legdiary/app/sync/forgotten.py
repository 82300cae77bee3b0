"""The lines of devices that were forgotten: nobody writes under their ids any more, so this one sees to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.app.sync.device_logs import log_of, marks_by
from legdiary.app.sync.send_lines import Author, OwnSegments, examine_kept, send_lines
from legdiary.domain.sync.segment_names import segments_to_write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from legdiary.app.sync.parted import Parted
    from legdiary.app.sync.sealed_place import SealedPlace
    from legdiary.domain.sync.segment_names import SegmentName
    from legdiary.store.device_identity import DeviceIdentity
    from legdiary.store.diary import Diary
    from legdiary.store.sync.log import Device


class Kept(NamedTuple):
    """Lines of a device that were put into the place in its stead.

    Attributes:
        name: the device's name.
        lines: how many.
        damaged: the files that held them there were damaged; else they were gone.
    """

    name: str
    lines: int
    damaged: bool = False


class Forgotten(NamedTuple):
    """The segments of forgotten devices.

    Attributes:
        damaged: device → those that are to be written again.
        parted: a device of which the place has other lines than the diary, and the newest that both have; or None.
    """

    damaged: Mapping[str, Sequence[SegmentName]]
    parted: tuple[str, int] | None


def examine_forgotten(
    place: SealedPlace, segments: Sequence[SegmentName], identity: DeviceIdentity, diary: Diary
) -> Forgotten:
    """Return what is there of the devices that were forgotten here.

    Args:
        place: the place.
        segments: the segments in it.
        identity: this device.
        diary: the diary.
    """
    damaged: dict[str, Sequence[SegmentName]] = {}
    parted = None
    for each in _forgotten(identity, diary):
        found = examine_kept(place, segments, log_of(diary, identity.diary, each.device))
        damaged[each.device] = found.damaged
        if found.after is not None and parted is None:
            parted = each.device, found.after
    return Forgotten(damaged, parted)


def keep_forgotten(
    place: SealedPlace, there: Sequence[SegmentName], damaged: Mapping[str, Sequence[SegmentName]],
    identity: DeviceIdentity, diary: Diary, parted: Parted,
) -> tuple[int, list[Kept]]:  # fmt: skip
    """Put into the place what it has lost of devices that were forgotten here: nobody else does it for them.

    Others would wait for these lines for ever: lines that came after them say that they were seen.

    Args:
        place: the place.
        there: the segments in it.
        damaged: device → those that are to be written again.
        identity: this device.
        diary: the diary.
        parted: what was moved just now.

    Returns:
        How many lines were put there under new ids, and how many of which forgotten devices again.
    """
    from legdiary import __version__

    kept, moved = [], 0
    for each in _forgotten(identity, diary):
        if each.device in parted.theirs:
            continue
        broken = damaged.get(each.device, ())
        whole = [name for name in there if name.device == each.device and name not in broken]
        if not segments_to_write(whole, each.device, each.newest):
            continue
        author = Author(identity.diary, each.device, each.name, __version__, {}, marks_by(diary))
        own = OwnSegments(whole, broken, ours=True)
        after = send_lines(place, author, own, log_of(diary, identity.diary, each.device))
        lines = sum(one.last - one.first + 1 for one in after if one not in whole)
        if each.device in parted.names:
            moved += lines
        else:
            kept.append(Kept(each.name, lines, bool(broken)))
    return moved, kept


def _forgotten(identity: DeviceIdentity, diary: Diary) -> list[Device]:
    return [each for each in diary.sync.devices() if each.forgotten and each.newest and each.device != identity.device]
