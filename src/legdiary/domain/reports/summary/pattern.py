"""The pattern that clinicians ask about in restless legs, as an observation and never as a finding.

Four things are asked: does the restlessness begin earlier, has it spread beyond the legs, is the time from a dose to it
shorter, is there more of it by day. Each is answered by holding the latest nights beside the baseline (or the first
nights), by the rule of `domain.stats.difference`. Withdrawal can look the same (facts B1).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from legdiary.domain.reports.stretches import beyond_legs, is_night_beyond_legs, nights_of
from legdiary.domain.stats.descriptive import NIGHTS_NEEDED, spread
from legdiary.domain.stats.difference import SEVERITY_POINTS, difference
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.stretches import BeyondLegs, Stretch
    from legdiary.domain.stats.descriptive import Spread
    from legdiary.domain.stats.difference import Difference, Result

PatternName: TypeAlias = Literal["onset", "relief", "day_resting", "day_active"]
Seen: TypeAlias = Literal["seen", "not seen", "not known"]

#: The smallest difference in minutes that is named, for the onset and for the time from a dose to it: our own choice.
PATTERN_MIN: Final = 60

_NO_RELIEF: Mapping[date, int] = MappingProxyType({})
# The direction that is asked about.
_ASKED: Mapping[PatternName, Result] = {
    "onset": "lower",
    "relief": "lower",
    "day_resting": "higher",
    "day_active": "higher",
}


@dataclass(frozen=True, slots=True)
class PatternChange:
    """One figure of the latest nights beside that of the nights before.

    Attributes:
        name: onset (minutes after noon), relief (minutes from the last dose to the onset), or a rating of the day.
        before, now: its median and quartiles over the nights on which it is known.
        difference: whether they differ.
    """

    name: PatternName
    before: Spread
    now: Spread
    difference: Difference

    @property
    def seen(self) -> Seen:
        """True if the latest nights differ in the direction asked about."""
        if self.difference.result == "too few nights":
            return "not known"
        return "seen" if self.difference.result == _ASKED[self.name] else "not seen"


@dataclass(frozen=True, slots=True)
class SpreadBeyondLegs:
    """Restlessness beyond the legs: an arm or the trunk.

    Attributes:
        n: the nights of the range with a place logged.
        nights: those of them with a place beyond the legs, in order.
        before, now: the same numbers of the nights before and of the latest.
        seen: whether there is none in the nights before, of which at least five have a place logged, and one or more
            later.
    """

    n: int
    nights: tuple[date, ...]
    before: BeyondLegs
    now: BeyondLegs
    seen: Seen

    @property
    def first_on(self) -> date | None:
        """The first night of the range with a place beyond the legs; None without one."""
        return self.nights[0] if self.nights else None


@dataclass(frozen=True, slots=True)
class PatternBlock:
    """Changes that clinicians ask about, over a range of nights.

    Attributes:
        before: the baseline, or the first nights; None in a range too short for both.
        now: the latest nights; None in a range of nothing but baseline.
        onset: earlier.
        spread: beyond the legs.
        relief: a shorter time from the last dose to the onset.
        daytime: more by day: at rest, and when active.
    """

    before: Stretch | None
    now: Stretch | None
    onset: PatternChange
    spread: SpreadBeyondLegs
    relief: PatternChange
    daytime: tuple[PatternChange, ...]

    @property
    def changes(self) -> tuple[PatternChange, ...]:
        """Every figure that is compared."""
        return (self.onset, self.relief, *self.daytime)

    @property
    def is_known(self) -> bool:
        """Whether anything of it is known."""
        return self.spread.seen != "not known" or any(each.seen != "not known" for each in self.changes)


def pattern_block(
    records: Sequence[NightRecord],
    known: Sequence[NightRecord],
    before: Stretch | None,
    now: Stretch | None,
    relief_min: Mapping[date, int] = _NO_RELIEF,
) -> PatternBlock:
    """Return what clinicians ask about.

    Args:
        records: consecutive nights, missing ones included.
        known: the same, behind those of the baseline before them.
        before: the nights that the latest are held against.
        now: the latest nights.
        relief_min: night → minutes from the last dose before the onset to it, of the nights on which both are known.
    """
    earlier, latest = (() if each is None else nights_of(each, known) for each in (before, now))

    def change(name: PatternName, least: float, value: Callable[[NightRecord], float | None]) -> PatternChange:
        was, of = [value(night) for night in earlier], [value(night) for night in latest]
        return PatternChange(name, spread(was), spread(of), difference(was, of, least))

    return PatternBlock(
        before,
        now,
        onset=change("onset", PATTERN_MIN, lambda night: night.onset_after_noon),
        spread=_spread(records, earlier, latest),
        relief=change("relief", PATTERN_MIN, lambda night: relief_min.get(night.night_of)),
        daytime=(
            change("day_resting", SEVERITY_POINTS, lambda night: night.rating.day_resting if night.rating else None),
            change("day_active", SEVERITY_POINTS, lambda night: night.rating.day_active if night.rating else None),
        ),
    )


def _spread(
    records: Sequence[NightRecord], earlier: Sequence[NightRecord], latest: Sequence[NightRecord]
) -> SpreadBeyondLegs:
    before, now = beyond_legs(earlier), beyond_legs(latest)
    nights = _beyond(records)
    return SpreadBeyondLegs(beyond_legs(records).n, nights, before, now, _is_spread(before, now, nights))


def _beyond(records: Iterable[NightRecord]) -> tuple[date, ...]:
    return tuple(each.night_of for each in records if each.rating and is_night_beyond_legs(each.rating))


def _is_spread(before: BeyondLegs, now: BeyondLegs, nights: Sequence[date]) -> Seen:
    if before.nights:
        return "not seen"  # it was beyond the legs already
    if before.n >= NIGHTS_NEEDED and nights:
        return "seen"
    return "not seen" if min(before.n, now.n) >= NIGHTS_NEEDED else "not known"
