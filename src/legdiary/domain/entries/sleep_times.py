"""Conversion of a night's clock times to moments: the day of each, and the right one of two when clocks go back."""

from __future__ import annotations

from datetime import datetime, timedelta
from datetime import time as clock_time
from itertools import product

from legdiary.domain.time.durations import LONGEST_IN_BED_MIN
from legdiary.domain.time.moments import NOON, Moment, format_minutes, local_moments, minutes_between
from legdiary.errors import BadValue
from legdiary.util.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import TypeAlias

    from legdiary.domain.time.moments import Zone
    from legdiary.errors import Asks

_DAY_BEGINS, _DAY_ENDS = clock_time(6), clock_time(17)
_HALF_A_DAY = timedelta(hours=12)

#: A clock time still to be placed on a day, or a known moment.
Told: TypeAlias = "clock_time | Moment"
#: The moments of a night by name; None where no time was given.
Reading: TypeAlias = "dict[str, Moment | None]"


class ImpossibleNight(BadValue):
    """Times that cannot all be right: refused with the arithmetic."""

    def __init__(self, arithmetic: str) -> None:
        super().__init__(f"this night is impossible: {arithmetic}")


@dataclass(frozen=True, slots=True)
class ClockTimes:
    """The times of a sleep, each as typed or already known as a moment; all but `bed` and `wake` may be missing."""

    bed: Told
    wake: Told
    tried: Told | None = None
    up: Told | None = None
    planned: Told | None = None


def resolve_clock_times(
    night_of: date,
    clocks: ClockTimes,
    zone: Zone,
    fits: Callable[[Reading], bool] | None = None,
    *,
    confirmed: bool = True,
) -> Reading:
    """Return the moments of a night's times: bed time within the night window (noon to noon), the rest after it.

    Where the clocks went back and a time occurred twice, the other times may settle which one is meant. Otherwise the
    first one after the preceding event is used, once that is confirmed.

    Args:
        night_of: the night.
        clocks: its times.
        zone: the time zone of the night.
        fits: a test whether a reading is possible, by everything else known of the night.
        confirmed: the person has accepted the first of two readings.

    Raises:
        NoSuchTime: the clocks skipped a time.
        ImpossibleNight: the times are out of order, or more than 16 h in bed.
        Asks: a time occurred twice, and both readings are possible.
    """
    every = _readings(night_of, clocks, zone)
    if len(every) > 1 and fits is not None:
        every = [reading for reading in every if fits(reading)] or every[:1]
    if len(every) > 1 and not confirmed:
        raise _ask_which(every)
    return every[0]


def _ask_which(readings: list[Reading]) -> Asks:
    """Return the question which of two times is meant, for each time that occurred twice."""
    from legdiary.domain.time.parse import describe_repeated_time
    from legdiary.errors import Asks

    told = []
    for name, meant in readings[0].items():
        other = next((reading[name] for reading in readings if reading[name] != meant), None)
        if meant is not None and other is not None:
            told.append(describe_repeated_time(meant, other))
    return Asks(" ".join(dict.fromkeys(told)))


def _readings(night_of: date, clocks: ClockTimes, zone: Zone) -> list[Reading]:
    """Return every possible reading of the times, the one with the earliest moments first."""
    found: list[Reading] = []
    refused: ImpossibleNight | None = None
    for bed in _bed_moments(night_of, clocks.bed, zone):
        for wake in _moments_after(bed, clocks.wake, zone):
            others = (
                _moments_after(bed, clocks.tried, zone, may_equal=True) if clocks.tried is not None else (None,),
                _moments_after(wake, clocks.up, zone, may_equal=True) if clocks.up is not None else (None,),
                _nearest_moments(wake, clocks.planned, zone) if clocks.planned is not None else (None,),
            )
            for tried, up, planned in product(*others):
                try:
                    _check_order(bed, tried, wake, up)
                except ImpossibleNight as error:
                    refused = refused or error
                else:
                    found.append({"bed": bed, "tried": tried, "wake": wake, "up": up, "planned": planned})
    if not found and refused is not None:
        raise refused
    return found


def _bed_moments(night_of: date, told: Told, zone: Zone) -> tuple[Moment, ...]:
    if isinstance(told, Moment):
        bed = Moment.from_timestamp(told.utc_s, zone)
        if (bed.local - _HALF_A_DAY).date() != night_of:
            raise ImpossibleNight(
                f"bed time {bed.local:%Y-%m-%d %H:%M} is not in the night of {night_of}, which goes from noon to noon"
            )
        return (bed,)
    return local_moments(night_of if told >= NOON else night_of + timedelta(days=1), told, zone)


def _moments_after(after: Moment, told: Told, zone: Zone, *, may_equal: bool = False) -> tuple[Moment, ...]:
    """Return the moments with this clock time on the first day that has one after `after` (or at it)."""
    if isinstance(told, Moment):
        return (Moment.from_timestamp(told.utc_s, zone),)
    first_s = after.utc_s if may_equal else after.utc_s + 1
    for days in range(3):
        shown = local_moments(after.local.date() + timedelta(days=days), told, zone)
        if found := tuple(moment for moment in shown if moment.utc_s >= first_s):
            return found
    raise AssertionError  # every clock time occurs within two days


def _nearest_moments(about: Moment, told: Told, zone: Zone) -> tuple[Moment, ...]:
    """Return the moments with this clock time on the day nearest to `about`, the nearest moment first."""
    if isinstance(told, Moment):
        return (Moment.from_timestamp(told.utc_s, zone),)
    naive = about.local.replace(tzinfo=None)
    days = [naive.date() + timedelta(days=days) for days in (-1, 0, 1)]
    nearest = min(days, key=lambda day: abs(datetime.combine(day, told) - naive))
    return tuple(sorted(local_moments(nearest, told, zone), key=lambda moment: abs(moment.utc_s - about.utc_s)))


def _check_order(bed: Moment, tried: Moment | None, wake: Moment, up: Moment | None) -> None:
    if wake.utc_s <= bed.utc_s:
        raise ImpossibleNight(f"awake {hm(wake)} does not come after bed time {hm(bed)}")
    _check_span("awake", bed, wake)
    if tried is not None and not bed.utc_s <= tried.utc_s <= wake.utc_s:
        raise ImpossibleNight(f"tried to sleep {hm(tried)} is not between bed time {hm(bed)} and awake {hm(wake)}")
    if up is not None:
        if not 0 <= minutes_between(wake, up) <= LONGEST_IN_BED_MIN:
            raise ImpossibleNight(f"out of bed {hm(up)} comes before awake {hm(wake)}")
        _check_span("up", bed, up)


def _check_span(event: str, bed: Moment, last: Moment) -> None:
    span = minutes_between(bed, last)
    if span > LONGEST_IN_BED_MIN:
        slip = f"; did you mean {shift_twelve_hours(bed)} for {hm(bed)}?" if is_likely_slip(bed) else ""
        raise ImpossibleNight(
            f"from bed time {hm(bed)} to {event} {hm(last)} is {format_minutes(span)}, more than 16 h{slip}"
        )


def is_likely_slip(bed: Moment) -> bool:
    """Return whether the bedtime is in the daytime, so that an am/pm mix-up is likely."""
    return _DAY_BEGINS <= bed.local.time() < _DAY_ENDS


def shift_twelve_hours(moment: Moment) -> str:
    """Return the clock time twelve hours later, the one meant in an am/pm mix-up."""
    return f"{moment.local + timedelta(hours=12):%H:%M}"


def hm(moment: Moment) -> str:
    """Return a moment as `23:40`, in its own time zone."""
    return f"{moment.local:%H:%M}"
