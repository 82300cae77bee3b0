"""The summary of a report as JSON, told in a minute. Amounts: grams of leaf, milligrams of all other substances."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.night_record import clock_after_noon
from legdiary.domain.reports.summary.target_days import WELL_OVER_PERCENT
from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import format_clock
from legdiary.render.json.statistics import difference, rounded, spread, trend
from legdiary.render.json.values import grams_known, iso_day, milligrams

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.domain.reports.stretches import BeyondLegs, Stretch
    from legdiary.domain.reports.summary.headlines import MeasureHeadline, MeasureSides, TargetHeadline
    from legdiary.domain.reports.summary.pattern import PatternBlock, PatternChange
    from legdiary.domain.reports.summary.summary import Summary
    from legdiary.domain.reports.summary.target_days import TargetDays
    from legdiary.domain.stats.descriptive import Spread
    from legdiary.render.json.values import Json

    #: Makes the number of an amount in smallest units.
    Number: TypeAlias = Callable[[float | None], float | None]


def summary(of: Summary) -> Json:
    """Return the summary; its stretches stand beside it, as `stretches` of the report."""
    told = of.headlines
    return {
        "before": _nights(told.before),
        "now": _nights(told.now),
        "target": None if told.target is None else _target(told.target),
        "legs": _headline(told.legs),
        "sleep": _headline(told.sleep),
        "symptoms": _headline(told.symptoms),
        "substances": [*of.substances],
        "target_days": [target_days(each, *_unit(each.substance)) for each in of.target_days],
        "symptom_nights": [
            {
                "name": row.name,
                "stretches": [
                    {"kind": each.stretch.kind, "n": graded.n, "present": graded.present, "median": graded.median}
                    for each, graded in zip(of.stretches, row.by_stretch, strict=True)
                ],
            }
            for row in of.symptoms
        ],
        "pattern": _pattern(of.pattern),
    }


def _nights(of: Stretch | None) -> Json | None:
    if of is None:
        return None
    return {"kind": of.kind, "from": of.from_night.isoformat(), "to": (of.before_night - A_DAY).isoformat()}


def _unit(substance: str) -> tuple[str, Number]:
    """Return the end of the keys of a substance's amounts, and what makes its numbers."""
    return ("g", grams_known) if substance == LEAF else ("mg", milligrams)


def _told_in(substance: str, unit: str | None) -> str:
    return unit or _unit(substance)[0]


def _target(of: TargetHeadline) -> Json:
    key, number = _unit(of.substance)
    return {
        "state": of.state,
        "plan": of.plan,
        "substance": of.substance,
        "unit": _told_in(of.substance, of.unit),
        "starts_on": of.starts_on.isoformat(),
        f"first_target_{key}": number(of.first_target),
        f"final_target_{key}": number(of.final_target),
        "final_on": of.final_on.isoformat(),
        "steps": of.steps,
        "step": of.step_number,
        "step_from": iso_day(of.step_from),
        "days_in_step": of.days_in_step,
        f"target_{key}": number(of.target),
        "planned_doses": of.planned_doses,
        "next_change": iso_day(of.next_change),
        f"next_target_{key}": number(of.next_target),
        f"taken_{key}": {
            "n": of.taken.n,
            "median": number(of.taken.median),
            "q1": number(of.taken.q1),
            "q3": number(of.taken.q3),
        },
        "taken_days": of.taken_days,
        "ended_on": iso_day(of.ended_on),
        "days_since_end": of.days_since_end,
        "next_plan": of.next_plan,
        "next_plan_on": iso_day(of.next_plan_on),
    }


def _headline(of: MeasureHeadline) -> Json:
    return _sides(of) | {"trend": trend(of.trend), "further": [_sides(each) for each in of.further]}


def _sides(of: MeasureHeadline | MeasureSides) -> Json:
    return {
        "measure": of.measure,
        "before": spread(of.before),
        "now": spread(of.now),
        "difference": difference(of.difference),
    }


def target_days(of: TargetDays, key: str, number: Number) -> Json:
    """Return the finished days of a substance's plans, held against their targets.

    Args:
        of: the days.
        key: the unit, in which the keys of amounts end.
        number: makes the numbers in that unit.
    """
    return {
        "substance": of.substance,
        "unit": _told_in(of.substance, of.unit),
        "from": of.from_day.isoformat(),
        "to": (of.before_day - A_DAY).isoformat(),
        f"tolerances_{key}": [number(each) for each in of.tolerances],
        "days": of.days,
        "on": of.on,
        "under": of.under,
        "over": of.over,
        "no_amount": of.no_amount,
        "not_logged": of.not_logged,
        f"well_over_least_{key}": number(of.least_well_over),
        "well_over_pct": WELL_OVER_PERCENT,
        "well_over": [
            {
                "from": each.from_day.isoformat(),
                "to": (each.before_day - A_DAY).isoformat(),
                "days": each.days,
                f"target_{key}": number(each.target),
                f"least_{key}": number(each.least),
                f"most_{key}": number(each.most),
                f"median_{key}": None if each.total.median is None else number(each.total.median),
            }
            for each in of.well_over
        ],
    }


def _pattern(of: PatternBlock) -> Json:
    beyond = of.spread
    return {
        "before": _nights(of.before),
        "now": _nights(of.now),
        "onset": _change(of.onset, _clock),
        "beyond_legs": {
            "seen": beyond.seen,
            "n": beyond.n,
            "nights": [night.isoformat() for night in beyond.nights],
            "first_on": iso_day(beyond.first_on),
            "before": beyond_legs(beyond.before),
            "now": beyond_legs(beyond.now),
        },
        "relief_min": _change(of.relief, rounded),
        **{each.name: _change(each, rounded) for each in of.daytime},
    }


def _change(of: PatternChange, number: Callable[[float | None], float | str | None]) -> Json:
    def told(side: Spread) -> Json:
        return {"n": side.n, "median": number(side.median), "q1": number(side.q1), "q3": number(side.q3)}

    return {
        "seen": of.seen,
        "before": told(of.before),
        "now": told(of.now),
        "difference": difference(of.difference),
    }


def _clock(after_noon: float | None) -> str | None:
    """Return minutes after noon as a clock time."""
    return None if after_noon is None else format_clock(clock_after_noon(after_noon))


def beyond_legs(of: BeyondLegs) -> Json:
    """Return the nights with a place logged, and those beyond the legs."""
    return {"n": of.n, "nights": of.nights}
