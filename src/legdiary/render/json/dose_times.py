"""The dose times as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import format_clock
from legdiary.render.json.values import hours

if TYPE_CHECKING:
    from legdiary.domain.reports.dose_times import DoseTimes, DoseTimesGroup
    from legdiary.domain.stats.descriptive import Middle
    from legdiary.render.json.values import Json


def dose_times(made: DoseTimes) -> Json:
    """Return the dose times."""
    return {
        "from": made.from_day.isoformat(),
        "to": (made.before_day - A_DAY).isoformat(),
        "substance": made.substance,
        "day_start": format_clock(made.day_start_min),
        "groups": [_group(made, group) for group in made.groups],
        "also_logged": list(made.others),
    }


def _group(made: DoseTimes, group: DoseTimesGroup) -> Json:
    doses, gap = group.doses, group.longest_gap_min
    return {
        "label": group.label,
        "kind": group.kind,
        "from": group.from_day.isoformat(),
        "to": (group.before_day - A_DAY).isoformat(),
        "days": group.possible,
        "days_logged": group.logged,
        "days_without": group.without,
        "planned_doses": group.planned_doses,
        "doses_per_day": {"n": doses.n, "median": doses.median, "q1": doses.q1, "q3": doses.q3},
        "longest_gap_h": {"n": gap.n, "median": hours(gap.median)},
        "first_dose": _time(made, group.first_min),
        "last_dose": _time(made, group.last_min),
        "by_hour": [
            {"from": format_clock(made.hour_min(number)), "doses": hour.doses, "days": hour.days}
            for number, hour in enumerate(group.hours)
        ],
    }


def _time(made: DoseTimes, of: Middle) -> Json:
    minutes = made.clock_min(of)
    return {"n": of.n, "median": None if minutes is None else format_clock(minutes)}
