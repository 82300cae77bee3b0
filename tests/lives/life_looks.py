"""What the program shows of a diary beside what the model must show: week, card, report, taper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import model_plans
import model_views
from life_app import context_at
from model_time import A_DAY

from legdiary.app.night_range import Span
from legdiary.app.plans.show import load_plans
from legdiary.app.reports import NothingThere, load_report, read_report
from legdiary.app.today_card import load_card
from legdiary.app.views import load_week
from legdiary.render.json import nights as nights_json
from legdiary.render.json import taper as taper_json
from legdiary.render.json import today_card as card_json
from legdiary.render.json.report.report import report as report_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from model_diary import ModelDiary
    from model_time import Clock

#: Keys that the model says nothing about.
_UNSAID = {"mitragynine_mg", "seven_oh_g", "events", "marks", "phase", "waiting", "over_target", "days_after_plan",
           "why_not", "after"}  # fmt: skip
REPORT_DAYS = 28


def look(path: Path, clock: Clock, model: ModelDiary) -> Iterator[tuple[str, Any, Any]]:
    """Yield a view's name, what it says, and what it must say."""
    run = context_at(path, clock)
    last = clock.on - A_DAY if clock.tonight == clock.on else clock.on - 2 * A_DAY
    for night in (last, last - 7 * A_DAY):
        said = nights_json.week(load_week(run, night))
        yield f"week to {night}", heard(said), model_views.week(model, clock, night)
    yield "card", heard(card_json.card(load_card(run))), model_views.card(model, clock)
    first = last - REPORT_DAYS * A_DAY
    wanted = model_views.report(model, clock, first, last)
    try:
        made = load_report(run, read_report(Span(first=first.isoformat(), until=last.isoformat())))
    except NothingThere:
        yield "report", None, wanted
    else:
        yield "report", shared(heard(report_json(made)), wanted), wanted
    for word in model_plans.planned(model, clock.today):
        number = model_plans.chosen(model, clock.today, word)
        (found,) = load_plans(run, word)
        steps = model_views.taper(model, model.standing[number], clock.today)
        yield f"plan of {word}", found.view.plan_id, number
        yield f"steps of {word}", shared(taper_json.progress(found.view)["steps"], steps), steps


def heard(said: Any) -> Any:
    """Return a document without what the model says nothing about; what has no order in order."""
    if isinstance(said, dict):
        found = {key: heard(value) for key, value in said.items() if key not in _UNSAID}
        if "symptoms" in found and "recalled" in found:
            found["symptoms"] = sorted((each["name"], each["grade"]) for each in found["symptoms"])
        return found
    return [heard(each) for each in said] if isinstance(said, list) else said


def shared(said: Any, wanted: Any) -> Any:
    """Return the part of a document that is asked about."""
    if isinstance(said, dict) and isinstance(wanted, dict):
        return {key: shared(said.get(key), value) for key, value in wanted.items()}
    if isinstance(said, list) and isinstance(wanted, list) and len(said) == len(wanted):
        return [shared(one, other) for one, other in zip(said, wanted, strict=True)]
    return said


def day_of(text: str) -> date:
    return date.fromisoformat(text)
