"""The time awake in a tracked sleep: before falling asleep, in between, and after the last awakening.

Services count it in two ways: beside the minutes to fall asleep and the minutes in bed after waking, or with these in
it. The sum tells which: all parts together are as long as the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.time.moments import MINUTE, Moment, load_zone
from legdiary.formats.sleep_trackers.tracked_sleeps import Asleep

if TYPE_CHECKING:
    from legdiary.formats.files.field_parser import Place

#: Services round each part to the minute, so a sum may be off by this much.
_ROUNDED_S = 3 * MINUTE


class Counted(NamedTuple):
    """The seconds that a service counts in a record; None where it does not state them.

    Attributes:
        asleep: asleep, in whatever stage.
        awake: awake.
        latency: falling asleep; 0 is not known, since it is also written where nothing was measured.
        after: in bed after the last awakening.
    """

    asleep: int | None
    awake: int | None
    latency: int | None = None
    after: int | None = None


class AwakeParts(NamedTuple):
    """The seconds awake in a record, told apart.

    Attributes:
        latency: falling asleep; None if not stated.
        awake: between falling asleep and the last awakening.
        after: after the last awakening; None if not stated.
    """

    latency: int | None
    awake: int
    after: int | None


def awake_parts(total_s: int, counted: Counted) -> AwakeParts | None:
    """Return the parts of the time awake; None if they are not stated, or are not as long as the record together."""
    if counted.asleep is None or counted.awake is None:
        return None
    around = (counted.latency or 0) + (counted.after or 0)
    asleep, left = counted.asleep, total_s - around
    awake, off = min(
        ((each, abs(asleep + each - left)) for each in (counted.awake, counted.awake - around) if each >= 0),
        key=lambda way: way[1],
        default=(0, total_s),
    )
    if off > _ROUNDED_S or left < 0:
        return None
    return AwakeParts(counted.latency or None, min(awake, left), counted.after or None)


def asleep_with_parts(place: Place, start: Moment, up: Moment, counted: Counted, awakenings: int | None) -> Asleep:
    """Return a tracked sleep with what its parts say; without them, only its times and the time asleep.

    Args:
        place: its place in the file.
        start: going to bed.
        up: the end of the record.
        counted: the seconds that the service counts.
        awakenings: their number, or None.
    """
    parts = awake_parts(up.utc_s - start.utc_s, counted)
    if parts is None:
        return Asleep(place, start, up, awakenings=awakenings, slept_s=counted.asleep)
    end = Moment.from_timestamp(up.utc_s - (parts.after or 0), load_zone(up.zone))
    return Asleep(
        place,
        start,
        end,
        awakenings=awakenings,
        slept_s=counted.asleep,
        latency_s=parts.latency,
        awake_s=parts.awake,
        lying_awake_s=parts.after,
        up=up if parts.after else None,
    )
