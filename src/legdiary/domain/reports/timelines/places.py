"""The zones a person was in, by their entries, and the nights in which the clocks were changed there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.reports.events import journeys
from legdiary.domain.time.moments import A_DAY, NOON, UnknownZone, load_zone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, tzinfo

    from legdiary.domain.reports.events import EventInputs

_A_WEEK = timedelta(days=7)
_MINUTE = timedelta(minutes=1)


class Stay(NamedTuple):
    """Some days in one zone.

    Attributes:
        zone: its name; of zones that show the same time, the one of the first entry.
        from_day, before_day: its days within the range, half-open; after a journey from the first entry in the zone on.
    """

    zone: str
    from_day: date
    before_day: date


class ClockChange(NamedTuple):
    """A night in which the clocks were changed.

    Attributes:
        night_of: the night.
        zone: the zone.
        forward_min: the minutes by which they were put forward; below 0 where they went back.
    """

    night_of: date
    zone: str
    forward_min: int


def stays(past: EventInputs, from_day: date, before_day: date) -> tuple[Stay, ...]:
    """Return the zones a person was in over a half-open range; empty where no entry has a moment."""
    turns = [(event.on, event.name) for event in journeys(past.places)]
    first = past.places[0].zone if past.places else past.zone
    if first is None:
        return ()
    earlier = [zone for on, zone in turns if on <= from_day]
    begins = [
        (from_day, earlier[-1] if earlier else first),
        *(turn for turn in turns if from_day < turn[0] < before_day),
    ]
    ends = [*(on for on, _ in begins[1:]), before_day]
    return tuple(Stay(zone, on, end) for (on, zone), end in zip(begins, ends, strict=True) if on < end)


def clock_changes(of: Sequence[Stay]) -> tuple[ClockChange, ...]:
    """Return the nights of some stays in which the clocks were changed."""
    return tuple(change for stay in of for change in _changes(stay))


def _changes(stay: Stay) -> Iterator[ClockChange]:
    try:
        rules = load_zone(stay.zone).info
    except UnknownZone:
        return
    day = stay.from_day
    while day < stay.before_day:
        later = min(day + _A_WEEK, stay.before_day)
        if _offset(day, rules) != _offset(later, rules):
            yield from _within(day, later, stay.zone, rules)
        day = later


def _within(day: date, before: date, zone: str, rules: tzinfo) -> Iterator[ClockChange]:
    while day < before:
        moved = (_offset(day + A_DAY, rules) - _offset(day, rules)) // _MINUTE
        if moved:
            yield ClockChange(day, zone, moved)
        day += A_DAY


def _offset(day: date, rules: tzinfo) -> timedelta:
    """Return the offset at noon: the clocks are changed at night."""
    return datetime.combine(day, NOON, tzinfo=rules).utcoffset() or timedelta()
