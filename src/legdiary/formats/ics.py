"""A calendar file (RFC 5545): an all-day event on the day each step of a plan begins, and a daily reminder.

A calendar is shown on lock screens and shared with families, so titles hold only the step's number, unless amounts are
asked for. The id of an event is made of diary, plan and step *number*: a second file, made after a hold, moves the
events that are there, and another diary has its own. `SEQUENCE` tells a calendar which of two versions is newer. Steps
that no longer exist are cancelled.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from legdiary import humanize
from legdiary.domain.entries.substances import Substance
from legdiary.domain.taper.plan_unit import GRAMS, unit_of_plan
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import user_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from legdiary.domain.taper.calendar_events import CalendarPlan, DailyReminder
    from legdiary.domain.taper.plan import StepSpan
    from legdiary.domain.time.moments import Moment

_PRODUCT = "-//legdiary//taper steps//EN"
_NAME = "Diary"
_REMINDED = timedelta(minutes=5)


def calendar(
    plans: Sequence[CalendarPlan], stamp: Moment, *, with_amounts: bool = False, reminder: DailyReminder | None = None
) -> bytes:
    """Return the calendar file of one or more plans.

    Args:
        plans: the plans, the current one first; earlier ones too, since a calendar may still hold their events.
        stamp: when the file is made.
        with_amounts: titles hold the amount a day, and the calendar's name that of the first plan.
        reminder: the daily reminder.
    """
    from icalendar import Calendar, vText

    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    named = next((f": {user_text(each.plan.name)}" for each in plans if each.plan), "") if with_amounts else ""
    made.add("x-wr-calname", vText(f"{_NAME}{named}"))
    at = datetime.fromtimestamp(stamp.utc_s, UTC)
    for each in plans:
        for event in (*_planned_events(each, at, with_amounts=with_amounts), *_cancelled_events(each, at)):
            made.add_component(event)
    if reminder is not None:
        made.add_component(_reminder_event(reminder, stamp, at))
    content: bytes = made.to_ical()
    return content


def _planned_events(of: CalendarPlan, at: datetime, *, with_amounts: bool) -> Iterator[Any]:
    for span in of.events:
        title, told = _texts(span, of, with_amounts=with_amounts)
        event = _event(of, span.number, span.starts_on, at)
        event.add("summary", title)
        event.add("description", told)
        event.add("status", "CONFIRMED")
        yield event


def _cancelled_events(of: CalendarPlan, at: datetime) -> Iterator[Any]:
    """Yield the cancelled events; if the step itself is gone, its event gets the date of the plan's last step."""
    for number in of.cancelled:
        step = of.steps[min(number, len(of.steps)) - 1]
        event = _event(of, number, step.starts_on, at)
        event.add("summary", f"{_NAME}: step {number}, no longer planned")
        event.add("status", "CANCELLED")
        yield event


def _reminder_event(of: DailyReminder, stamp: Moment, at: datetime) -> Any:
    """Return a daily event with an alarm. Its times have no zone, so a phone rings by its own clock, also on a journey.

    Nothing stored counts its versions, so the minutes of the clock do: a later file always has a higher number.
    """
    from icalendar import Alarm, Event

    event, alarm = Event(), Alarm()
    begins = datetime.combine(of.from_day, of.at)
    event.add("uid", f"reminder-{of.diary}@legdiary")
    event.add("dtstamp", at)
    event.add("last-modified", at)
    event.add("sequence", stamp.utc_s // 60)
    event.add("dtstart", begins)
    event.add("duration", _REMINDED)
    until = {} if of.last_day is None else {"until": datetime.combine(of.last_day, of.at)}
    event.add("rrule", {"freq": "daily", **until})
    event.add("summary", _NAME)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    alarm.add("action", "DISPLAY")
    alarm.add("description", _NAME)
    alarm.add("trigger", timedelta(0))
    event.add_component(alarm)
    return event


def _event(of: CalendarPlan, number: int, day: date, at: datetime) -> Any:
    """Return an all-day event that does not block time; `DTEND` is the first day after it."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"plan-{of.plan_id}-step-{number}-{of.diary}@legdiary")
    event.add("dtstamp", at)
    event.add("last-modified", at)
    event.add("sequence", of.sequence)
    event.add("dtstart", day)
    event.add("dtend", day + A_DAY)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def _texts(span: StepSpan, of: CalendarPlan, *, with_amounts: bool) -> tuple[str, str]:
    """Return an event's title and its description."""
    place = f"step {span.number} of {len(of.spans)}"
    until = "" if span.ends_before is None else f", until {humanize.day(span.ends_before - A_DAY)}"
    if not with_amounts:
        return f"{_NAME}: {place}", f"Begins today{until}."
    name = user_text(of.plan.name) if of.plan else _NAME
    doses = f" in {humanize.plural(span.step.doses_per_day, 'dose')}" if span.step.doses_per_day else ""
    substance = f"{user_text(Substance(of.plan.of).name)}, " if of.plan and of.plan.substance else ""
    unit = unit_of_plan(of.plan) if of.plan else GRAMS
    amount = f"{substance}{unit.format(span.step.target)} a day"
    return f"{_NAME}: {place}, {amount}", f"{name}: {amount}{doses}, begins today{until}."
