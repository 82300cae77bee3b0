"""One night's sleep, and its arithmetic: the figures of the Consensus Sleep Diary, computed from instants (facts B2).

    TIB = out of bed − bed time            TTS = final wake − tried to sleep
    TST = TTS − SOL − WASO                 WASO leaves out the final awakening
    SE_TIB = 100 TST / TIB                 SE_DSE = 100 TST / DSE,  DSE = SOL + TST + WASO + TASAFA

Times that BED-WAKE leaves out have defaults: tried to sleep when going to bed, got up on waking, did not lie awake
afterwards. SOL and WASO have none: while one is missing TST is not known, only its upper bound. A tracker's minimums
(awake at least so long, not asleep at least so long) lower that bound and never count as values.
"""

from __future__ import annotations

from itertools import pairwise
from operator import attrgetter

from legdiary.domain.entries.score_range import check_range
from legdiary.domain.entries.sleep_times import (
    ImpossibleNight,
    hm,
    is_likely_slip,
    shift_twelve_hours,
)
from legdiary.domain.invariants import MINUTES_A_DAY, OutOfRange, check_day, check_moment, check_text, check_within
from legdiary.domain.time.durations import LONGEST_IN_BED_MIN
from legdiary.domain.time.moments import MINUTE, format_minutes, minutes_between
from legdiary.errors import Asks, BadValue
from legdiary.util.values import NamedTuple, dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from typing import Any, ClassVar

    from legdiary.domain.time.moments import Moment

QUALITY_MOST = 5
TIMES_MOST = 99


class AwakeAndAtLeast(BadValue):
    """Minutes awake together with their least number."""

    def __init__(self) -> None:
        super().__init__("a night has either the minutes awake or their least number, not both; leave one out")


class BoundWithoutNight(BadValue):
    """A least number of minutes awake without bed and wake time, or below zero."""

    def __init__(self) -> None:
        super().__init__("the least minutes awake must be above zero, and need a bed time and a wake time")


class TwoZones(BadValue):
    """Times of one night in two zones: a night belongs to one zone."""

    def __init__(self) -> None:
        super().__init__("the times of one night are in two time zones; give them all in one")


SLEEP_EVENTS = ("bed", "tried", "wake", "up", "planned")


_SLEEP_MINUTES = (
    "latency_min", "awake_min", "awake_least_min", "unslept_least_min", "pacing_min", "lying_awake_min", "total_min",
    "nap_min",
)  # fmt: skip
_MINUTES_OF = attrgetter(*_SLEEP_MINUTES)


@dataclass(frozen=True, slots=True)
class Sleep:
    """One night's sleep: events as moments and durations in minutes, or just the total.

    The arithmetic (TST, SE …) and the checks of order are in `domain.entries.sleep_figures`.

    Attributes:
        awake_least_min: the minimum of minutes awake, from the pauses of a tracked night. Like the next field it is set
            only while `awake_min` is not known.
        unslept_least_min: the minimum of minutes not slept between bedtime and wake time, falling asleep included.
    """

    kind: ClassVar[str] = "sleep"

    night_of: date
    bed: Moment | None = None
    tried: Moment | None = None
    wake: Moment | None = None
    up: Moment | None = None
    planned: Moment | None = None
    latency_min: int | None = None
    awake_min: int | None = None
    awake_least_min: int | None = None
    unslept_least_min: int | None = None
    times: int | None = None
    pacing_min: int | None = None
    lying_awake_min: int | None = None
    total_min: int | None = None
    quality: int | None = None
    nap_min: int | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        events = (self.bed, self.tried, self.wake, self.up, self.planned)
        known = [event for event in events if event is not None]
        if len(known) > 1 and len({event.zone for event in known}) > 1:
            raise TwoZones
        if self.awake_least_min is not None or self.unslept_least_min is not None:
            _check_bounds(self)
        check_range("quality", self.quality, 1, QUALITY_MOST)
        check_range("times", self.times, 0, TIMES_MOST)
        check_day(self.night_of)
        for name, event in zip(SLEEP_EVENTS, events, strict=True):
            if event is not None:
                check_moment(event, name)
        for name, minutes in zip(_SLEEP_MINUTES, _MINUTES_OF(self), strict=True):
            if minutes is not None and not 0 <= minutes <= MINUTES_A_DAY:
                check_within(name, minutes, 0, MINUTES_A_DAY)
        if (self.bed is None) != (self.wake is None) or (self.bed and self.wake and self.bed.utc_s >= self.wake.utc_s):
            raise OutOfRange("bed time", "without a later waking", "both, the waking later, or neither")
        if self.bed is not None or self.total_min is not None or self.pacing_min is not None:
            check_parts(self)
        check_text(self.note)

    @property
    def typed_frame(self) -> str | None:
        """The bedtime and wake time as they are typed, `22:45-06:10`; None where they are not known."""
        return f"{self.bed.local:%H:%M}-{self.wake.local:%H:%M}" if self.bed and self.wake else None


def _check_bounds(sleep: Sleep) -> None:
    """Refuse a tracker's bounds beside minutes awake that a person gave, without a night, or below a minute.

    Raises:
        AwakeAndAtLeast, BoundWithoutNight.
    """
    if sleep.awake_min is not None:
        raise AwakeAndAtLeast
    bounds = [bound for bound in (sleep.awake_least_min, sleep.unslept_least_min) if bound is not None]
    if sleep.bed is None or min(bounds) < 1:
        raise BoundWithoutNight


#: Above this a night 12 hours shorter is more likely, so the program asks about an am/pm mix-up.
ODD_IN_BED_MIN = 12 * 60


class SleepFigures(NamedTuple):
    """The figures of one night, in minutes and percent; None where not known.

    Attributes:
        tst_at_most_min: the upper bound of TST where SOL or WASO is missing, else None.
    """

    tst_min: int | None = None
    tst_at_most_min: int | None = None
    sol_min: int | None = None
    waso_min: int | None = None
    pacing_min: int | None = None
    tib_min: int | None = None
    tts_min: int | None = None
    twak_min: int | None = None
    dse_min: int | None = None
    ema_min: int | None = None
    se_tib_pct: float | None = None
    se_dse_pct: float | None = None

    @property
    def is_bounded(self) -> bool:
        """Whether only an upper bound of total sleep is known."""
        return self.tst_min is None and self.tst_at_most_min is not None


def check_sleep(sleep: Sleep, *, confirmed: bool = False) -> Sleep:
    """Return the sleep, or ask about an unlikely time in bed; its consistency was checked when it was made.

    Raises:
        Asks: more than 12 h in bed and not confirmed.
    """
    in_bed = sleep_figures(sleep).tib_min
    if in_bed is not None and in_bed > ODD_IN_BED_MIN and sleep.bed and not confirmed:
        slip = f", not {shift_twelve_hours(sleep.bed)}" if is_likely_slip(sleep.bed) else ""
        raise Asks(f"{format_minutes(in_bed)} in bed is long; is bed time {hm(sleep.bed)} right{slip}?")
    return sleep


def check_parts(sleep: Sleep) -> None:
    """Refuse times and minutes that contradict each other; every sleep runs this check when it is made.

    Raises:
        ImpossibleNight: the message shows the arithmetic.
    """
    _check_order(sleep)
    tib, tts, twak = _in_bed(sleep)
    sol, waso = sleep.latency_min or 0, sleep.awake_min or sleep.awake_least_min or 0
    if tts is not None and sol + waso > tts:
        least = "at least " if sleep.awake_least_min else ""
        raise ImpossibleNight(
            f"{format_minutes(sol)} to fall asleep and {least}{format_minutes(waso)} awake is "
            f"{format_minutes(sol + waso)}, but from trying to sleep to awake is only {format_minutes(tts)}"
        )
    if sleep.bed and sleep.wake and (sleep.unslept_least_min or 0) > minutes_between(sleep.bed, sleep.wake):
        raise ImpossibleNight(
            f"at least {format_minutes(sleep.unslept_least_min or 0)} not asleep does not fit between bed time and "
            f"wake time, {format_minutes(minutes_between(sleep.bed, sleep.wake))}"
        )
    if sleep.awake_min is not None and (sleep.pacing_min or 0) > sleep.awake_min:
        raise ImpossibleNight(
            f"pacing {format_minutes(sleep.pacing_min or 0)} is part of the time awake, "
            f"which is only {format_minutes(sleep.awake_min)}"
        )
    if tts is not None and (sleep.pacing_min or 0) > tts:
        raise ImpossibleNight(
            f"pacing {format_minutes(sleep.pacing_min or 0)} does not fit into {format_minutes(tts)} of night"
        )
    if sleep.up is not None and twak is not None and (sleep.lying_awake_min or 0) > twak:
        raise ImpossibleNight(
            f"lying awake {format_minutes(sleep.lying_awake_min or 0)} does not fit between awake and up, "
            f"{format_minutes(twak)}"
        )
    if sleep.total_min is not None and sleep.bed is not None:
        raise ImpossibleNight(
            f"{format_minutes(sleep.total_min)} of total sleep does not go with the times; give one or the other"
        )
    if tib is not None and tib > LONGEST_IN_BED_MIN:
        raise ImpossibleNight(f"{format_minutes(tib)} in bed is more than 16 h")
    if sleep.total_min is not None and sleep.total_min > LONGEST_IN_BED_MIN:
        raise ImpossibleNight(f"{format_minutes(sleep.total_min)} of sleep is more than 16 h")


#: The events of a night that come one after another, as they are called.
_IN_ORDER = ("bed time", "tried to sleep", "awake", "up")


def _check_order(sleep: Sleep) -> None:
    events = zip(_IN_ORDER, (sleep.bed, sleep.tried, sleep.wake, sleep.up), strict=True)
    known = [(event, moment) for event, moment in events if moment is not None]
    for (before, earlier), (after, later) in pairwise(known):
        if later.utc_s < earlier.utc_s:
            raise ImpossibleNight(f"{after} {hm(later)} comes before {before} {hm(earlier)}")


#: Fields that only a tracker fills; minutes awake given by a person replace them.
BOUNDS = ("awake_least_min", "unslept_least_min")


def replace_fields(sleep: Sleep, **fields: Any) -> Sleep:  # noqa: ANN401 - the fields of a sleep
    """Return the sleep with fields that a person has changed.

    A tracker's bounds are dropped when the minutes awake are given or cleared, and when the new times leave out part of
    the night in which the bounds were measured; times that include that night keep them.
    """
    told = {"bed": sleep.bed, "wake": sleep.wake} | fields
    if "awake_min" in fields or not _covers(told["bed"], told["wake"], sleep):
        fields = dict.fromkeys(BOUNDS) | fields
    return replace(sleep, **fields)


def _covers(bed: Moment | None, wake: Moment | None, sleep: Sleep) -> bool:
    """Return whether the times include the whole night of the sleep, to the minute."""
    if bed is None or wake is None or sleep.bed is None or sleep.wake is None:
        return False
    return bed.utc_s // MINUTE <= sleep.bed.utc_s // MINUTE and wake.utc_s // MINUTE >= sleep.wake.utc_s // MINUTE


def _in_bed(sleep: Sleep) -> tuple[int | None, int | None, int | None]:
    """Return the minutes in bed, those trying to sleep, and those awake at the end; None without the times."""
    bed, wake = sleep.bed, sleep.wake
    if bed is None or wake is None:
        return None, None, None
    end_s = sleep.up.utc_s if sleep.up else wake.utc_s + (sleep.lying_awake_min or 0) * MINUTE
    tried = sleep.tried or bed
    return (end_s - bed.utc_s) // MINUTE, (wake.utc_s - tried.utc_s) // MINUTE, (end_s - wake.utc_s) // MINUTE


def sleep_figures(sleep: Sleep) -> SleepFigures:
    """Return the figures that can be computed from one night's sleep."""
    sol, waso, unslept = sleep.latency_min, sleep.awake_min, sleep.unslept_least_min
    tib, tts, twak = _in_bed(sleep)
    if sleep.bed is None or sleep.wake is None or tts is None:
        return SleepFigures(tst_min=sleep.total_min, sol_min=sol, waso_min=waso, pacing_min=sleep.pacing_min)
    tasafa = sleep.lying_awake_min or 0
    at_most = tts - (sol or 0) - (waso or sleep.awake_least_min or 0)
    if unslept is not None:
        at_most = min(at_most, minutes_between(sleep.bed, sleep.wake) - unslept)
    complete = sol is not None and waso is not None
    dse = tts + tasafa if complete else None  # because SOL + TST + WASO = TTS
    return SleepFigures(
        tst_min=at_most if complete else sleep.total_min,
        tst_at_most_min=None if complete else at_most,
        sol_min=sol,
        waso_min=waso,
        pacing_min=sleep.pacing_min,
        tib_min=tib,
        tts_min=tts,
        twak_min=twak,
        dse_min=dse,
        ema_min=max(0, minutes_between(sleep.wake, sleep.planned)) if sleep.planned else None,
        se_tib_pct=100 * at_most / tib if complete and tib else None,
        se_dse_pct=100 * at_most / dse if dse else None,
    )
