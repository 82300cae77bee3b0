"""A taper plan beside what was taken, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.taper.dose_split import split_of
from legdiary.domain.taper.plan_unit import unit_of_plan
from legdiary.domain.time.moments import A_DAY
from legdiary.render.json.nights import substances_over
from legdiary.render.json.report.summary import target_days

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.app.plans.coin import PlanCoin
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.taper_progress import StepView, TaperView
    from legdiary.domain.taper.plan import Plan
    from legdiary.render.json.values import Json


def plans_progress(views: Sequence[TaperView]) -> Json:
    """Return the first of several plans, and beside it all of them; of one plan only that."""
    first = progress(views[0])
    return first if len(views) == 1 else {**first, "plans": [progress(view) for view in views]}


def plan_list(plans: Sequence[Stored]) -> Json:
    """Return every plan in short, in the order in which they begin."""
    return {"plans": [_in_short(stored.id, stored.entry) for stored in plans]}


def _in_short(plan_id: int, plan: Plan) -> Json:
    unit, first, last = unit_of_plan(plan), plan.steps[0], plan.steps[-1]
    return {
        "id": plan_id,
        "plan": plan.name,
        "substance": plan.of,
        "unit": unit.key,
        "steps": len(plan.steps),
        "starts_on": first.starts_on.isoformat(),
        f"from_{unit.key}": unit.value(first.target),
        "ends_on": last.starts_on.isoformat(),
        f"to_{unit.key}": unit.value(last.target),
        "ended_on": _last_day(plan),
    }


def _last_day(plan: Plan) -> str | None:
    return (plan.ended_on - A_DAY).isoformat() if plan.ended_on else None


def progress(view: TaperView) -> Json:
    """Return a plan, its steps and what was taken in each; the keys of amounts end in the unit of its substance."""
    unit = view.unit
    key = unit.key
    return {
        "id": view.plan_id,
        "plan": view.plan.name,
        "substance": view.plan.of,
        "unit": key,
        "steps": [_step(step, view) for step in view.steps],
        "ends_on": view.arrives_on.isoformat(),
        "ended_on": _last_day(view.plan),
        f"total_needed_{key}": unit.value(view.total_needed),
        f"still_needed_{key}": unit.value(view.still_needed),
        f"tolerance_{key}": unit.value(view.tolerance),
        f"left_{key}": None if view.left is None else unit.value(view.left),
        "lasts_until": view.lasts_until.isoformat() if view.lasts_until else None,
        "substances": substances_over(view.apart),
        "target_days": None
        if view.target_days is None
        else target_days(view.target_days, key, lambda amount: None if amount is None else unit.value(amount)),
    }


def _step(step: StepView, view: TaperView) -> Json:
    span, taken, unit = step.span, step.taken, view.unit
    key, median = unit.key, taken.total.median
    return {
        "starts_on": span.starts_on.isoformat(),
        "ends_on": (span.ends_before - A_DAY).isoformat() if span.ends_before else None,
        f"target_{key}": unit.value(span.step.target),
        "doses_per_day": span.step.doses_per_day,
        f"split_{key}": [unit.value(dose) for dose in split_of(view.plan, span.step)] or None,
        f"cut_{key}": None if span.cut is None else unit.value(span.cut),
        "cut_pct": None if span.cut_pct is None else round(span.cut_pct, 1),
        f"actual_median_{key}": None if median is None else unit.value(median),
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


def coin_of_today(told: PlanCoin) -> Json:
    """Return `{"plan", "id", "today", "pair", "pairs", "pair_from", "week", "drawn_now", "next_pair"}`."""
    pair = told.pair
    return {
        "plan": told.stored.entry.name,
        "id": told.stored.id,
        "today": told.today.isoformat(),
        "pair": pair and pair.number,
        "pairs": len(told.stored.entry.coin),
        "pair_from": pair and pair.begins_on.isoformat(),
        "week": pair and pair.state,
        "drawn_now": told.drawn_now,
        "next_pair": told.following and told.following.begins_on.isoformat(),
    }
