"""One tracked sleep out of its stages: awake, asleep, in bed.

The time awake is the time that the file calls awake, and nothing else. Time in bed about which the file says nothing is
neither awake nor asleep: where some of it lies within the sleep, the minutes awake are known only at least. Light, deep
and REM sleep are all sleep; the diary has no place for their minutes.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.time.moments import MINUTE, Moment
from legdiary.formats.sleep_trackers.tracked_sleeps import Asleep

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.domain.time.moments import Zone
    from legdiary.formats.files.field_parser import Place

#: The parts of a night that no stage covers may have this length together: stages are recorded to the half minute.
_MOST_UNCOVERED_S = MINUTE


class State(IntEnum):
    """The word of a tracker for a span of time.

    Attributes:
        IN_BED: in bed, awake or asleep.
        ASLEEP: asleep, the stage not known.
        STAGED: asleep in a stage: light, deep, REM.
        AWAKE: awake in bed.
        UP: out of bed.
        SESSION: a sleep as a whole: asleep, as far as no other span says awake.
    """

    IN_BED, ASLEEP, STAGED, AWAKE, UP, SESSION = range(6)


class Stage(NamedTuple):
    """A span of one state, in seconds since 1970."""

    start_s: int
    end_s: int
    state: State


#: Spans that do not overlap, in order.
_Spans = list[tuple[int, int]]


def sleep_of_stages(
    place: Place, stages: Sequence[Stage], zone: Zone, tracker: str | None = None, note: str | None = None
) -> Asleep | None:
    """Return the sleep that these stages make; None if nothing in them is sleep or time in bed.

    The time in bed before the first sleep counts as falling asleep only where all of it is called awake. Where the file
    has time in bed alone, it is the sleep, and what was slept is known only at most.
    """
    staged = _union(each for each in stages if each.state in {State.ASLEEP, State.STAGED})
    in_bed = _union(each for each in stages if each.state is State.IN_BED)
    waking = _union(each for each in stages if each.state in {State.AWAKE, State.UP})
    sessions = _union(each for each in stages if each.state is State.SESSION)
    asleep = _merge(sorted([*staged, *_without(sessions, waking)]))
    if not asleep:
        return _in_bed_alone(place, in_bed, waking, zone, tracker, note)
    fell_asleep_s, woke_s = asleep[0][0], asleep[-1][1]
    to_bed_s = min(each.start_s for each in stages)
    within = _within(staged, _clip(waking, fell_asleep_s, woke_s), woke_s - fell_asleep_s)
    is_told = within.awake_s > 0 or any(each.state is State.STAGED for each in stages)
    is_complete = is_told and within.uncovered_s <= _MOST_UNCOVERED_S and not within.doubtful_s
    return Asleep(
        place,
        Moment.from_timestamp(to_bed_s, zone),
        Moment.from_timestamp(woke_s, zone),
        note=note,
        slept_s=_length(asleep),
        tracker=tracker,
        latency_s=_latency(waking, to_bed_s, fell_asleep_s),
        awake_s=within.awake_s if is_complete else None,
        awake_least_s=None if is_complete else within.awake_s or None,
        lying_awake_s=_lying_awake(stages, woke_s),
        up=_up(stages, in_bed, woke_s, zone),
    )


def _in_bed_alone(
    place: Place, in_bed: _Spans, waking: _Spans, zone: Zone, tracker: str | None, note: str | None
) -> Asleep | None:
    """Return the sleep of a file that says when one was in bed, and not when asleep."""
    if not in_bed:
        return None
    start, end = (Moment.from_timestamp(at_s, zone) for at_s in (in_bed[0][0], in_bed[-1][1]))
    slept_s = _length(_without(in_bed, waking)) if waking else None
    return Asleep(place, start, end, note=note, slept_s=slept_s, tracker=tracker)


class _Within(NamedTuple):
    """The time within a sleep, in seconds.

    Attributes:
        awake_s: called awake.
        uncovered_s: called neither awake nor asleep.
        doubtful_s: called both.
    """

    awake_s: int
    uncovered_s: int
    doubtful_s: int


def _within(asleep: _Spans, waking: _Spans, length: int) -> _Within:
    covered = _length(_merge(sorted([*asleep, *waking])))
    slept, woken = _length(asleep), _length(waking)
    return _Within(covered - slept, length - covered, slept + woken - covered)


def _latency(waking: _Spans, to_bed_s: int, fell_asleep_s: int) -> int | None:
    """Return the seconds from going to bed to sleep, if all of them are called awake; None if there are none."""
    length = fell_asleep_s - to_bed_s
    return length if length and _length(_clip(waking, to_bed_s, fell_asleep_s)) == length else None


def _lying_awake(stages: Sequence[Stage], woke_s: int) -> int | None:
    """Return the seconds awake in bed right after the last sleep."""
    until = woke_s
    for begins, ends in _union(each for each in stages if each.state is State.AWAKE):
        if begins <= until < ends:
            until = ends
    return until - woke_s or None


def _up(stages: Sequence[Stage], in_bed: _Spans, woke_s: int, zone: Zone) -> Moment | None:
    """Return when one got up for good: when the time out of bed begins that ends it all, else when that in bed ends."""
    last = max(stages, key=lambda each: (each.end_s, each.start_s))
    if last.state is State.UP and last.start_s >= woke_s:
        return Moment.from_timestamp(last.start_s, zone)
    left = in_bed[-1][1] if in_bed else woke_s
    return Moment.from_timestamp(left, zone) if left > woke_s else None


def _union(stages: Iterable[Stage]) -> _Spans:
    return _merge(sorted((each.start_s, each.end_s) for each in stages if each.end_s > each.start_s))


def _merge(spans: Iterable[tuple[int, int]]) -> _Spans:
    """Join sorted spans that overlap or touch."""
    merged: _Spans = []
    for begins, ends in spans:
        if merged and begins <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], ends)
        else:
            merged.append((begins, ends))
    return merged


def _clip(spans: _Spans, begins: int, ends: int) -> _Spans:
    """Return what of the spans lies between two moments."""
    return [(max(start, begins), min(end, ends)) for start, end in spans if start < ends and end > begins]


def _without(spans: _Spans, others: _Spans) -> _Spans:
    """Return what of the spans lies in none of the others."""
    left: _Spans = []
    for begins, ends in spans:
        at_s = begins
        for start, end in _clip(others, begins, ends):
            if start > at_s:
                left.append((at_s, start))
            at_s = max(at_s, end)
        if at_s < ends:
            left.append((at_s, ends))
    return left


def _length(spans: _Spans) -> int:
    return sum(end - start for start, end in spans)
