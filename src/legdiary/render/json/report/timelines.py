"""The timelines of a report as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.time.moments import A_DAY
from legdiary.render.json.nights import middle
from legdiary.render.json.values import grams_known, iso_day, milligrams

if TYPE_CHECKING:
    from legdiary.domain.reports.timelines.courses import Course, CourseSpan
    from legdiary.domain.reports.timelines.potency import PotencyFigures, PotencyLine
    from legdiary.domain.reports.timelines.timelines import Timelines
    from legdiary.render.json.values import Json


def timelines(of: Timelines) -> Json:
    """Return medicines, magnesium, potency, what was rated as helping, and places."""
    return {
        "courses": [_course(each) for each in of.courses],
        "potency": [_potency(each) for each in of.potency],
        "helped": [
            {
                "kind": each.kind,
                "name": each.name,
                "nights": each.nights,
                "ratings": each.rated.n,
                "median": each.rated.median,
            }
            for each in of.helped
        ],
        "stays": [
            {"zone": each.zone, "from": each.from_day.isoformat(), "to": (each.before_day - A_DAY).isoformat()}
            for each in of.stays
        ],
        "clock_changes": [
            {"night_of": each.night_of.isoformat(), "zone": each.zone, "forward_min": each.forward_min}
            for each in of.clock_changes
        ],
    }


def _course(of: Course) -> Json:
    return {
        "kind": of.kind,
        "name": of.name,
        "days_logged": of.days_logged,
        "spans": [_span(each) for each in of.spans],
    }


def _span(of: CourseSpan) -> Json:
    intake = of.intake
    return {
        "from": intake.from_day.isoformat(),
        "to": intake.last_day.isoformat(),
        "begins": intake.begins,
        "ends": intake.ends,
        "ends_on": iso_day(intake.before_day),
        "amount": f"{intake.amount} mg" if isinstance(intake.amount, int) else intake.amount,
        "form": intake.form,
        "days_logged": of.days_logged,
    }


def _potency(of: PotencyLine) -> Json:
    return {
        "substance": of.substance,
        "unit": "g" if of.substance == LEAF else "mg",
        "overall": _figures(of.substance, of.overall),
        "groups": [_figures(of.substance, each) for each in of.by_group],
        "stretches": [_figures(of.substance, each) for each in of.by_stretch],
    }


def _figures(substance: str, of: PotencyFigures) -> Json:
    number = grams_known if substance == LEAF else milligrams
    return {
        "amount": {"n": of.amount.n, "median": number(of.amount.median)},
        "mitragynine_low_mg": middle(of.mitragynine_low_ug) | {"median": milligrams(of.mitragynine_low_ug.median)},
        "mitragynine_high_mg": middle(of.mitragynine_high_ug) | {"median": milligrams(of.mitragynine_high_ug.median)},
    }
