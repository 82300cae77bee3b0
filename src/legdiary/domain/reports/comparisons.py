"""Stretches of nights beside each other: what is compared, and the blocks of a taper whose steps are too short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from legdiary.domain.reports.night_record import nights_within
from legdiary.domain.stats.descriptive import level
from legdiary.domain.stats.difference import (
    AWAKE_MIN,
    EFFICIENCY_POINTS,
    FALLING_ASLEEP_MIN,
    SEVERITY_POINTS,
    SYMPTOM_POINTS,
    TOTAL_SLEEP_MIN,
    difference,
)
from legdiary.domain.taper.blocks import blocks
from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import NamedTuple, dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.stats.descriptive import Level
    from legdiary.domain.stats.difference import Difference
    from legdiary.domain.taper.blocks import Block
    from legdiary.domain.taper.plan import Plan

MeasureName: TypeAlias = Literal["severity", "tst_min", "sol_min", "waso_min", "se_dse_pct", "symptoms"]


class Measure(NamedTuple):
    """One figure of a night that stretches are compared by.

    Attributes:
        least: the smallest difference of medians that is named.
        value: reads it; None where it is not known.
    """

    least: float
    value: Callable[[NightRecord], float | None]


#: The primary one first; the others are further looks.
MEASURES: Final[Mapping[MeasureName, Measure]] = {
    "severity": Measure(SEVERITY_POINTS, lambda record: record.severity),
    "tst_min": Measure(TOTAL_SLEEP_MIN, lambda record: record.figures.tst_min if record.figures else None),
    "sol_min": Measure(FALLING_ASLEEP_MIN, lambda record: record.figures.sol_min if record.figures else None),
    "waso_min": Measure(AWAKE_MIN, lambda record: record.figures.waso_min if record.figures else None),
    "se_dse_pct": Measure(EFFICIENCY_POINTS, lambda record: record.figures.se_dse_pct if record.figures else None),
    "symptoms": Measure(SYMPTOM_POINTS, lambda record: record.symptom_sum),
}


@dataclass(frozen=True, slots=True)
class MeasureDifference:
    """Two stretches of nights compared by one measure."""

    measure: MeasureName
    difference: Difference


def measure_difference(
    name: MeasureName, before: Sequence[NightRecord], after: Sequence[NightRecord]
) -> MeasureDifference:
    """Return how two stretches of nights differ by one measure."""
    measure = MEASURES[name]
    return MeasureDifference(name, difference(map(measure.value, before), map(measure.value, after), measure.least))


def measure_differences(before: Sequence[NightRecord], after: Sequence[NightRecord]) -> tuple[MeasureDifference, ...]:
    """Return how two stretches of nights differ, by every measure."""
    return tuple(measure_difference(name, before, after) for name in MEASURES)


@dataclass(frozen=True, slots=True)
class BlockNights:
    """The nights of a block.

    Attributes:
        block: the block.
        possible: its nights in the range, logged or not.
        severity: severity over all of them.
        settling: severity over those in the first days of a step.
        settled: severity over the others.
        versus_previous: how it differs from the block before, all nights of both counted; empty for the first.
    """

    block: Block
    possible: int
    severity: Level
    settling: Level
    settled: Level
    versus_previous: tuple[MeasureDifference, ...]


def block_nights(records: Sequence[NightRecord], plans: Sequence[Plan]) -> tuple[BlockNights, ...]:
    """Return the blocks of a range, each compared with the one before; none where steps are long enough themselves.

    Args:
        records: consecutive nights, missing ones included.
        plans: every plan of the diary.
    """
    found: list[BlockNights] = []
    before: Sequence[NightRecord] | None = None
    for block in blocks(plans, records[0].night_of, records[-1].night_of + A_DAY):
        nights = [record for days in block.days for record in nights_within(records, *days)]
        settling_days = block.settling_days()
        found.append(
            BlockNights(
                block,
                possible=len(nights),
                severity=level(record.severity for record in nights),
                settling=level(record.severity for record in nights if record.night_of in settling_days),
                settled=level(record.severity for record in nights if record.night_of not in settling_days),
                versus_previous=() if before is None else measure_differences(before, nights),
            )
        )
        before = nights
    return tuple(found)
