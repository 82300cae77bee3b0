"""The chart of a taper: the plan as a staircase, the amounts taken over it, and its present state in words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.reports.night_record import days
from legdiary.domain.reports.summary.target_days import WELL_OVER_PERCENT, least_well_over
from legdiary.domain.reports.taper_progress import planned_day
from legdiary.domain.reports.week import CurrentStep
from legdiary.domain.taper.plan import position_on, target_on
from legdiary.domain.time.moments import A_DAY
from legdiary.render.charts.axis import empty_lane, hold_lane, legend, mark_lanes, small_print, time_axis
from legdiary.render.charts.dose_plot import heading, plot, taken_items
from legdiary.render.charts.enlarged import ROWS, Enlarged, enlarged_steps
from legdiary.render.charts.geometry import Chart, Day
from legdiary.render.terminal.layout import side_by_side, wrapped
from legdiary.render.terminal.report.phrases import days_on_target, well_over_words
from legdiary.render.terminal.styles import HEADING
from legdiary.render.terminal.views.plan_sentences import taper_sentence
from legdiary.render.terminal.views.taper import plan_title
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.domain.reports.dose_totals import DoseDay
    from legdiary.domain.reports.taper_progress import TaperView
    from legdiary.domain.taper.plan import Plan
    from legdiary.render.terminal.layout import Line, Page

#: An ended plan is drawn up to today for so long, while a person may still look at how it ended.
_AFTER_THE_END_DAYS = 28
#: The columns between the two panels.
_BETWEEN = 2


def staircase(
    view: TaperView, taken: Mapping[date, DoseDay], page: Page, *, marks: Sequence[tuple[date, str]] = (),
) -> list[Line]:  # fmt: skip
    """Return the plan as a staircase from its start to a little after today, and its latest steps enlarged.

    The two stand side by side where the page is wide enough, else one below the other.

    Args:
        view: the plan beside the amounts taken.
        taken: the doses of every logged day; today is not over and is left out.
        page: the page to lay out for.
        marks: days to be marked below the axis (a new batch), each with its text.
    """
    plan, today = view.plan, view.today
    if not view.steps:
        return wrapped("This plan never became active: there is nothing to draw.", page.width)
    steps = enlarged_steps(view)
    beside = not page.narrow and len(steps) > 1
    detail = Enlarged.of_steps(steps, plan, page if not beside else page._replace(width=page.width // 2))
    left = page._replace(width=page.width - detail.width - _BETWEEN) if beside else page
    of = [
        Day(target_on(plan, day), _taken(plan, taken.get(day)) if day < today else None, None, day in held)
        for held in [_held_days(view)]
        for day in days(plan.starts_on, _chart_end(view))
    ]
    chart = Chart.of_days(of, plan.starts_on, left, ROWS, least_well_over(plan.of, view.tolerance), view.unit)
    full = replace(chart, page=page)
    lanes, named = mark_lanes(full, marks)
    empty = empty_lane(chart, today)
    whole = [heading(chart, today), *plot(chart, today), *time_axis(chart), *hold_lane(chart), *empty, *lanes]
    lines = [*_position_lines(plan, today, page), []]
    if beside:
        lines += side_by_side(whole, detail.lines(), left.width + _BETWEEN)
    else:
        lines += [*whole, *([[], *detail.lines()] if len(steps) > 1 else [])]
    items = taken_items(chart) + ([f"{chart.glyphs.empty} nothing logged"] if empty else [])
    lines += [[], *legend(items, page)]
    return [*lines, *named, *_count_lines(view, page), *small_print(full, "day", today_too=True)]


def _taken(plan: Plan, day: DoseDay | None) -> int | None:
    of_it = planned_day(day, plan.of)
    return None if of_it is None else of_it.total


def _chart_end(view: TaperView) -> date:
    """Return the first day that is not drawn any more."""
    plan = view.plan
    last = max(view.steps[-1].span.starts_on, plan.ended_on or view.arrives_on)
    if plan.ended_on is None or view.today <= plan.ended_on + timedelta(days=_AFTER_THE_END_DAYS):
        last = max(last, view.today)
    return last + timedelta(days=max(3, (last - plan.starts_on).days // 20))


def _held_days(view: TaperView) -> set[date]:
    """Return the held days, which lie at the end of their step and before the end of the plan."""
    steps, ended = view.plan.steps, view.plan.ended_on
    held: set[date] = set()
    for step in view.steps[: len(steps) - 1]:
        length = sum(hold.days for hold in step.holds)
        before = steps[step.span.number].starts_on
        first = max(step.span.starts_on, before - timedelta(days=length))
        held.update(day for day in days(first, before) if ended is None or day < ended)
    return held


def _position_lines(plan: Plan, today: date, page: Page) -> list[Line]:
    position = position_on(plan, today)
    if position is not None:
        return wrapped(taper_sentence(CurrentStep(plan.name, position, plan.of, plan.unit)), page.width, style=HEADING)
    name = plan_title(plan)
    if today < plan.starts_on:
        return wrapped(f"{name}: starts on {humanize.long_day(plan.starts_on)}.", page.width, style=HEADING)
    ended = humanize.long_day(plan.ended_on - A_DAY) if plan.ended_on else "–"
    return wrapped(f"{name}: ended {ended}.", page.width, style=HEADING)


def _count_lines(view: TaperView, page: Page) -> list[Line]:
    """Return the days on, under and over target, and those well over it."""
    of = view.target_days
    if of is None:
        return []
    lines = wrapped(f"{humanize.plural(of.days, 'day')}: {days_on_target(of)}.", page.width)
    over = [well_over_words(each, of) for each in of.well_over]
    if over:
        least = humanize.planned_amount(of.substance, of.least_well_over, of.unit)
        lines += wrapped(f"{wording.well_over(least, WELL_OVER_PERCENT)} {'; '.join(over)}.", page.width)
    return lines
