"""The timelines of a report as one value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.reports.night_record import nights_within
from legdiary.domain.reports.timelines.courses import courses
from legdiary.domain.reports.timelines.helped import helped
from legdiary.domain.reports.timelines.places import clock_changes, stays
from legdiary.domain.reports.timelines.potency import potency_lines
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from legdiary.domain.reports.events import EventInputs
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.timelines.courses import Course
    from legdiary.domain.reports.timelines.helped import Helped, Rating
    from legdiary.domain.reports.timelines.places import ClockChange, Stay
    from legdiary.domain.reports.timelines.potency import PotencyLine


@dataclass(frozen=True, slots=True)
class Timelines:
    """The timelines beside the nights of a range.

    Attributes:
        courses: magnesium by route, and each medicine, with what began, changed and stopped.
        potency: each kratom product, with its mitragynine where it is known.
        helped: what was rated as helping.
        stays: the zones a person was in; each after the first begins with a journey.
        clock_changes: the nights in which the clocks were changed.
    """

    courses: tuple[Course, ...] = ()
    potency: tuple[PotencyLine, ...] = ()
    helped: tuple[Helped, ...] = ()
    stays: tuple[Stay, ...] = ()
    clock_changes: tuple[ClockChange, ...] = ()


NOTHING_BESIDE = Timelines()


def timelines(
    records: Sequence[NightRecord],
    groups: Iterable[tuple[date, date]],
    stretches: Sequence[Sequence[NightRecord]],
    past: EventInputs,
    ratings: Iterable[Rating],
) -> Timelines:
    """Return the timelines of a report.

    Args:
        records: its nights.
        groups: the days of each of its groups, half-open.
        stretches: the nights of each of its stretches.
        past: what its events are worked out from, with the whole intake of what was taken in the range.
        ratings: what was rated as helping in the range.
    """
    from legdiary.domain.time.moments import A_DAY

    days = records[0].night_of, records[-1].night_of + A_DAY
    lived_in = stays(past, *days)
    return Timelines(
        courses(past, *days),
        potency_lines(
            records,
            [nights_within(records, *each) for each in groups],
            stretches,
        ),
        helped(ratings),
        lived_in,
        clock_changes(lived_in),
    )
