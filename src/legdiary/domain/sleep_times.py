"""The clock times of a night as moments: which day each is of, and which of two where the clocks were put back."""

from __future__ import annotations

from datetime import datetime, timedelta
from datetime import time as clock_time
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from legdiary.domain.moments import NOON, Moment, format_minutes, local_moments, minutes_between
from legdiary.errors import BadValue
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from legdiary.domain.moments import Zone
    from legdiary.errors import Asks

LONGEST_IN_BED_MIN = 16 * 60
_DAY_BEGINS, _DAY_ENDS = clock_time(6), clock_time(17)
_HALF_A_DAY = timedelta(hours=12)

#: A clock time that is to be read, or the moment that it is known to be.
Told: TypeAlias = "clock_time | Moment"
#: The moments of a night by name; None where nothing is told.
Reading: TypeAlias = "dict[str, Moment | None]"


class ImpossibleNight(BadValue):
    """Times that cannot all be right: refused with the arithmetic."""

    def __init__(self, arithmetic: str) -> None:
        super().__init__(f"this night cannot be: {arithmetic}")


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
    """Return the moments of a night's times: into bed within the night window (noon to noon), the rest after it.

    Where the clocks were put back and a time came twice, it may follow from the others which is meant. Else the first
    after the event before it is taken, once that is confirmed.

    Args:
        night_of: the night.
        clocks: its times.
        zone: the zone they were lived in.
        fits: whether a night with these moments can be, by all else that is known of it.
        confirmed: whether the person has said yes to the first of two.

    Raises:
        NoSuchTime: a time that the clocks skipped.
        ImpossibleNight: out of order, or more than 16 h in bed.
        Asks: a time came twice, and both can be.
    """
    every = _readings(night_of, clocks, zone)
    if len(every) > 1 and fits is not None:
        every = [reading for reading in every if fits(reading)] or every[:1]
    if len(every) > 1 and not confirmed:
        raise _which(every)
    return every[0]


def _which(readings: list[Reading]) -> Asks:
    """The question which of two times is meant, for each that came twice."""
    from legdiary.domain.words import came_twice
    from legdiary.errors import Asks

    told = []
    for name, meant in readings[0].items():
        other = next((reading[name] for reading in readings if reading[name] != meant), None)
        if meant is not None and other is not None:
            told.append(came_twice(meant, other))
    return Asks(" ".join(dict.fromkeys(told)))


def _readings(night_of: date, clocks: ClockTimes, zone: Zone) -> list[Reading]:
    """Every way to read the times that makes a night; first the one in which each comes as soon as it can."""
    found: list[Reading] = []
    refused: ImpossibleNight | None = None
    for bed in _into_bed(night_of, clocks.bed, zone):
        for wake in _after(bed, clocks.wake, zone):
            others = (
                _after(bed, clocks.tried, zone, may_equal=True) if clocks.tried is not None else (None,),
                _after(wake, clocks.up, zone, may_equal=True) if clocks.up is not None else (None,),
                _nearest(wake, clocks.planned, zone) if clocks.planned is not None else (None,),
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


def _into_bed(night_of: date, told: Told, zone: Zone) -> tuple[Moment, ...]:
    if isinstance(told, Moment):
        bed = Moment.at(told.utc_s, zone)
        if (bed.local - _HALF_A_DAY).date() != night_of:
            raise ImpossibleNight(
                f"into bed {bed.local:%Y-%m-%d %H:%M} is not in the night of {night_of}, which goes from noon to noon"
            )
        return (bed,)
    return local_moments(night_of if told >= NOON else night_of + timedelta(days=1), told, zone)


def _after(after: Moment, told: Told, zone: Zone, *, may_equal: bool = False) -> tuple[Moment, ...]:
    """The moments at which the clock showed this, on the first day that has one after another (or at it)."""
    if isinstance(told, Moment):
        return (Moment.at(told.utc_s, zone),)
    first_s = after.utc_s if may_equal else after.utc_s + 1
    for days in range(3):
        shown = local_moments(after.local.date() + timedelta(days=days), told, zone)
        if found := tuple(moment for moment in shown if moment.utc_s >= first_s):
            return found
    raise AssertionError  # a clock time comes round within two days


def _nearest(about: Moment, told: Told, zone: Zone) -> tuple[Moment, ...]:
    """The moments nearest to another at which the clock showed this, nearest first; the calendar chooses the day."""
    if isinstance(told, Moment):
        return (Moment.at(told.utc_s, zone),)
    naive = about.local.replace(tzinfo=None)
    days = [naive.date() + timedelta(days=days) for days in (-1, 0, 1)]
    nearest = min(days, key=lambda day: abs(datetime.combine(day, told) - naive))
    return tuple(sorted(local_moments(nearest, told, zone), key=lambda moment: abs(moment.utc_s - about.utc_s)))


def _check_order(bed: Moment, tried: Moment | None, wake: Moment, up: Moment | None) -> None:
    if wake.utc_s <= bed.utc_s:
        raise ImpossibleNight(f"awake {hm(wake)} does not come after into bed {hm(bed)}")
    _check_span("awake", bed, wake)
    if tried is not None and not bed.utc_s <= tried.utc_s <= wake.utc_s:
        raise ImpossibleNight(f"tried to sleep {hm(tried)} is not between into bed {hm(bed)} and awake {hm(wake)}")
    if up is not None:
        if not 0 <= minutes_between(wake, up) <= LONGEST_IN_BED_MIN:
            raise ImpossibleNight(f"out of bed {hm(up)} comes before awake {hm(wake)}")
        _check_span("up", bed, up)


def _check_span(event: str, bed: Moment, last: Moment) -> None:
    span = minutes_between(bed, last)
    if span > LONGEST_IN_BED_MIN:
        slip = f"; did you mean {slipped(bed)} for {hm(bed)}?" if likely_slip(bed) else ""
        raise ImpossibleNight(
            f"from into bed {hm(bed)} to {event} {hm(last)} is {format_minutes(span)}, more than 16 h{slip}"
        )


def likely_slip(bed: Moment) -> bool:
    """Whether into bed was by day: twelve hours on is the likelier evening."""
    return _DAY_BEGINS <= bed.local.time() < _DAY_ENDS


def slipped(moment: Moment) -> str:
    """The clock time twelve hours on: what an am/pm slip was meant to be."""
    return f"{moment.local + timedelta(hours=12):%H:%M}"


def hm(moment: Moment) -> str:
    """`23:40`, in the zone it was lived in."""
    return f"{moment.local:%H:%M}"
