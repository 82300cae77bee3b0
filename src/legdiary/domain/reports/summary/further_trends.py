"""The trends beside the primary one: of sleep, and Theil–Sen's slope of severity."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.reports.night_record import scored_nights
from legdiary.domain.reports.summary.headlines import measure_trend
from legdiary.domain.stats.rank_tests import theil_sen
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.domain.reports.comparisons import MeasureName
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.summary.headlines import Headlines
    from legdiary.domain.stats.line_trend import LineTrend

_DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class FurtherTrend:
    """The trend of a figure that was not chosen beforehand."""

    measure: MeasureName
    trend: LineTrend


class TrendsBeside(NamedTuple):
    """The trends beside that of severity.

    Attributes:
        theil_sen_per_week: the median slope of severity between pairs of nights, points a week; 0 where half of all
            pairs are tied, whatever the trend. None with too few nights for a trend.
        further: those of total sleep and of sleep efficiency.
    """

    theil_sen_per_week: float | None
    further: tuple[FurtherTrend, ...]


def trends_beside(records: Sequence[NightRecord], told: Headlines) -> TrendsBeside:
    """Return the trends over consecutive nights beside that of severity.

    Args:
        records: the nights.
        told: their headlines, which hold the trends of severity and total sleep.
    """
    return TrendsBeside(
        None if told.legs.trend.why_not else float(theil_sen(scored_nights(records))) * _DAYS_A_WEEK,
        (
            FurtherTrend("tst_min", told.sleep.trend),
            FurtherTrend("se_dse_pct", measure_trend("se_dse_pct", records)),
        ),
    )
