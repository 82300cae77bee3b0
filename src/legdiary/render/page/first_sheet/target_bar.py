"""The days on, under and over target as one bar, and the days well over it in words without blame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.time.moments import A_DAY
from legdiary.render.page.dates import is_long
from legdiary.render.page.figure_marks import counted, figure
from legdiary.render.page.sheet import TargetBar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.domain.reports.report import Report
    from legdiary.domain.reports.summary.target_days import TargetDays, WellOver

#: So many runs of days well over target are named on the first sheet; the others follow from the second sheet on.
MOST_NAMED = 5


def target_bars(report: Report) -> tuple[TargetBar, ...]:
    """Return a bar for each substance with a plan in the range."""
    several = len(report.summary.target_days) > 1
    return tuple(_bar(report, number, of, several=several) for number, of in enumerate(report.summary.target_days))


def _bar(report: Report, number: int, of: TargetDays, *, several: bool) -> TargetBar:
    path = f"summary.target_days.{number}"
    within = f"within {_tolerance(of)}" if of.tolerance else "exactly"
    counts = [
        f"{figure(str(of.on), f'{path}.on')} on target ({within})",
        f"{figure(str(of.under), f'{path}.under')} under",
        f"{figure(str(of.over), f'{path}.over')} over",
        *([f"{figure(str(of.no_amount), f'{path}.no_amount')} with an amount not known"] if of.no_amount else []),
        f"{figure(str(of.not_logged), f'{path}.not_logged')} not logged",
    ]
    name = f" of {_name(of)}" if several or of.substance != LEAF else ""
    days = counted(of.days, "day", f"{path}.days")
    return TargetBar(
        of,
        f"{days} with a target{name}: {', '.join(counts)}.",
        _well_over(of, with_year=is_long(report)),
    )


def _name(of: TargetDays) -> str:
    return "kratom leaf" if of.substance == LEAF else humanize.substance(of.substance)


def _tolerance(of: TargetDays) -> str:
    return humanize.planned_amount(of.substance, of.tolerance, of.unit)


def well_over_rule(of: TargetDays) -> str:
    """Return when a day is well over its target: `Over by 0.5 g or more, and by 10 % of the target`."""
    return wording.well_over_rule(humanize.planned_amount(of.substance, of.least_well_over, of.unit))


def _well_over(of: TargetDays, *, with_year: bool) -> str:
    if not of.well_over:
        return ""
    # The latest are nearest to the question; all of them stand on the second sheet.
    named, left = of.well_over[-MOST_NAMED:], len(of.well_over) - MOST_NAMED
    more = f"; {left} earlier on the next page" if left > 0 else ""
    return f"{well_over_rule(of)}: {', '.join(well_over_runs(of, named, with_year=with_year))}{more}."


def well_over_runs(of: TargetDays, runs: tuple[WellOver, ...], *, with_year: bool) -> Iterator[str]:
    """Yield each run of days well over target: `28 Sep–4 Oct (6.5 g a day, target 4.6 g)`."""
    for each in runs:
        days = humanize.day_range(each.from_day, each.before_day - A_DAY, with_year=with_year)
        target = humanize.planned_amount(of.substance, each.target, of.unit)
        yield f"{days} ({_amounts(of, each)}, target {target})"


def _amounts(of: TargetDays, run: WellOver) -> str:
    """Return what was taken: of one day its amount, of five and more their median, else the least and the most."""
    if run.total.median is not None:
        return f"median {humanize.planned_amount(of.substance, run.total.median, of.unit)}"
    most = humanize.planned_amount(of.substance, run.most, of.unit)
    if run.least == run.most:
        return most
    return f"{humanize.planned_number(of.substance, run.least, of.unit)}–{most}"
