"""Sleep of which only an upper limit is known: always with `≤`, the time in bed beside it, and the number of nights."""

from __future__ import annotations

from legdiary import humanize, wording

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from legdiary.domain.entries.sleep import SleepFigures
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.screen_report import Figures, ScreenReport
    from legdiary.domain.reports.stretches import StretchFigures
    from legdiary.domain.reports.week import BoundedNights, Summary

AT_MOST, AT_LEAST = "≤", "≥"


def sleep_time(of: SleepFigures | None) -> str:
    """Return one night's total sleep: `6:30`, or `≤6:30`."""
    if of is None:
        return humanize.MISSING
    return upper_limit(of.tst_at_most_min) if of.is_bounded else humanize.clock(of.tst_min)


def upper_limit(minutes: float | None) -> str:
    """Return an upper limit, such as `≤6:30`; `–` where it is not known."""
    return humanize.MISSING if minutes is None else f"{AT_MOST}{humanize.clock(minutes)}"


def median_slept(of: Figures | Summary | StretchFigures) -> str:
    """Return the median of total sleep; if no night's is known, the median of the upper limits."""
    return humanize.clock(of.tst_min.median) if of.tst_min.n else upper_limit(of.bounded.at_most_min.median)


def nights_slept(of: Figures | Summary | StretchFigures) -> int:
    """Return the number of nights that `median_slept` rests on."""
    return of.tst_min.n or of.bounded.n


def bounds_line(of: BoundedNights, nights: Iterable[NightRecord]) -> str:
    """Return `≤6:55 of 7:40 in bed, median of 7 nights`; under five nights each time in bed: `in bed Mon 8:00`."""
    if of.at_most_min.median is not None:
        return f"{_medians(of)} in bed, median of {humanize.plural(of.n, 'night')}"
    each = [
        f"{humanize.weekday(night.night_of)} {humanize.clock(night.figures.tib_min)}"
        for night in nights
        if night.figures is not None and night.figures.is_bounded
    ]
    return f"in bed {', '.join(each)}" if each else ""


def _medians(of: BoundedNights) -> str:
    return f"{upper_limit(of.at_most_min.median)} of {humanize.clock(of.tib_min.median)}"


def bounds_of_report(report: ScreenReport) -> str:
    """Return the upper limits of sleep over the whole report, then by group; an empty string without any."""
    of = report.overall.bounded
    if not of.n:
        return ""
    median = "" if of.at_most_min.median is None else f"{_medians(of)} in bed, median"
    told = wording.known_at_most(humanize.plural(of.n, "night"), median)
    groups = [
        f"{group.label} {_medians(group.figures.bounded)}, n {group.figures.bounded.n}"
        for group in report.groups
        if group.figures.bounded.at_most_min.median is not None
    ]
    return f"{told} By {report.by}: {'; '.join(groups)}." if groups and len(report.groups) > 1 else told
