"""The numbers of the drawing night by night, before any place on paper is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.domain.taper.phases import PhaseKind


class NightSleep(NamedTuple):
    """The sleep of one night; clock times are minutes after the noon before it, None where not known.

    Attributes:
        bed, up: the time in bed.
        tried: the time of trying to sleep, which is the bedtime where nothing else is said.
        asleep: the time of falling asleep; None where the time to sleep is not known.
        wake: the final waking.
        total_only: only the total of sleep is known, not when it was.
        awake_min: the minutes awake in the night.
        feet_min: the part of them on the feet.
    """

    bed: int | None = None
    tried: int | None = None
    asleep: int | None = None
    wake: int | None = None
    up: int | None = None
    total_only: bool = False
    awake_min: int | None = None
    feet_min: int | None = None


class Night(NamedTuple):
    """One night; None means not known.

    Attributes:
        severity: RLS severity 0–10.
        recalled: it was entered more than 36 h after waking.
        onset: the beginning of the restlessness, in minutes after noon.
        slept: its sleep; None where none is logged.
    """

    severity: int | None = None
    recalled: bool = False
    onset: int | None = None
    slept: NightSleep | None = None


class Band(NamedTuple):
    """The nights of one group: from number `begin` to before number `before`.

    Attributes:
        label: its target, or a word.
        median: the median severity; None if too few nights have a score.
    """

    begin: int
    before: int
    kind: PhaseKind | Literal["week", "month"]
    label: str
    median: float | None


@dataclass(frozen=True, slots=True)
class Amounts:
    """The amounts planned and taken of one substance, in its smallest unit.

    Attributes:
        word: its word: `leaf`, `7-oh`.
        what: its name: `Kratom`, `7-OH`.
        unit: the unit in which people read its amounts.
        of_unit: the number of smallest units in one of those.
        planned, taken: a value for each night's day; None where there is no plan, or nothing is logged.
        well_over: the numbers of the days well over target.
        unweighed: the numbers of the days on which something is logged that has no weight, such as a tablet.
        over_rule: when a day is well over: `over by 0.5 g and 10 % or more`.
    """

    word: str
    what: str
    unit: str
    of_unit: int
    planned: tuple[int | None, ...]
    taken: tuple[int | None, ...]
    well_over: frozenset[int] = frozenset()
    over_rule: str = ""
    unweighed: frozenset[int] = frozenset()


class Tick(NamedTuple):
    """An event: a change that may matter, or days well over target.

    Attributes:
        night, last: the numbers of its first and last night; the same, except for several days in a row.
        letter: its letter; empty where it has none.
        says: it in words, with its date.
    """

    night: int
    last: int
    letter: str
    says: str


class TrendLine(NamedTuple):
    """The straight line of a clear trend, from the first scored night to the last.

    Attributes:
        first, last: the numbers of these nights.
        middle: the mean of the numbers of the scored nights, where the line takes the mean severity.
        level: that mean.
        slope, low, high: points a night of the line, and of both ends of its interval.
    """

    first: int
    last: int
    middle: float
    level: float
    slope: float
    low: float
    high: float

    def at(self, night: float, slope: float | None = None) -> float:
        """Return the height at a night, of the line itself or of one with another slope through the same middle."""
        return self.level + (self.slope if slope is None else slope) * (night - self.middle)


@dataclass(frozen=True, slots=True)
class Picture:
    """The numbers of the drawing night by night.

    Attributes:
        first: the date of night number 0.
        nights: every night of the range, in order.
        bands: the groups, which cover the range.
        by: the kind of group.
        amounts: the substances that have a panel.
        trend: the line of severity, only where its trend is clear.
        events: the events with a letter, in order.
        further_events: those without.
        events_rule: how they were chosen; empty where all have a letter.
        title: the title of the drawing.
        says: the drawing in words, for those who cannot see it.
    """

    first: date
    nights: Sequence[Night]
    bands: tuple[Band, ...]
    by: str
    amounts: tuple[Amounts, ...]
    trend: TrendLine | None
    events: tuple[Tick, ...]
    further_events: tuple[Tick, ...]
    events_rule: str
    title: str
    says: str
