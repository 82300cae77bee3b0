"""A taper plan beside what was taken, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.input.amounts import grams
from legdiary.domain.taper.dose_split import split_of
from legdiary.domain.time.moments import A_DAY
from legdiary.render.json.nights import substances_over

if TYPE_CHECKING:
    from legdiary.domain.reports.taper_progress import StepView, TaperView
    from legdiary.domain.taper.plan import Plan
    from legdiary.render.json.values import Json


def progress(view: TaperView) -> Json:
    """Return a plan, its steps and what was taken in each."""
    return {
        "plan": view.plan.name,
        "unit": "g",
        "steps": [_step(step, view.plan) for step in view.steps],
        "ends_on": view.arrives_on.isoformat(),
        "ended_on": (view.plan.ended_on - A_DAY).isoformat() if view.plan.ended_on else None,
        "total_needed_g": grams(view.total_needed_mg),
        "still_needed_g": grams(view.still_needed_mg),
        "tolerance_g": grams(view.tolerance_mg),
        "left_g": None if view.left_mg is None else grams(view.left_mg),
        "lasts_until": view.lasts_until.isoformat() if view.lasts_until else None,
        "substances": substances_over(view.apart),
    }


def _step(step: StepView, plan: Plan) -> Json:
    span, taken = step.span, step.taken
    median = taken.total_mg.median
    return {
        "starts_on": span.starts_on.isoformat(),
        "ends_on": (span.ends_before - A_DAY).isoformat() if span.ends_before else None,
        "target_g": grams(span.step.target_mg),
        "doses_per_day": span.step.doses_per_day,
        "split_g": [grams(dose) for dose in split_of(plan, span.step)] or None,
        "cut_g": None if span.cut_mg is None else grams(span.cut_mg),
        "cut_pct": None if span.cut_pct is None else round(span.cut_pct, 1),
        "actual_median_g": None if median is None else median / 1000,
        "actual_doses_per_day": taken.doses.median,
        "longest_gap_h": None if taken.longest_gap_min is None else round(taken.longest_gap_min / 60, 2),
        "substances": substances_over(taken.apart),
        "days_logged": taken.logged,
        "days": taken.days,
        "days_on": taken.on,
        "days_under": taken.under,
        "days_over": taken.over,
        "in_force": step.in_force,
        "held_days": sum(hold.days for hold in step.holds),
    }
