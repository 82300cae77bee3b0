"""A calendar file (RFC 5545): an all-day event on the day each step of a plan begins, and a daily reminder.

A calendar is shown on lock screens and shared with families, so titles hold only the step's number, unless amounts are
asked for. The id of an event is made of diary, plan and step *number*: a second file, made after a hold, moves the
events that are there, and another diary has its own. `SEQUENCE` tells a calendar which of two versions is newer. Steps
that no longer exist are cancelled.

The file is written here, line by line: a dozen properties, one rule of escaping and one of folding. A library that
knows all of the standard was half of what an export cost; the tests have one read the file, and write it again octet by
octet.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from legdiary import humanize
from legdiary.domain.entries.substances import Substance
from legdiary.domain.taper.plan_unit import GRAMS, unit_of_plan
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import user_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from legdiary.domain.taper.calendar_events import CalendarPlan, DailyReminder
    from legdiary.domain.taper.plan import StepSpan
    from legdiary.domain.time.moments import Moment

_PRODUCT = "-//legdiary//taper steps//EN"
_NAME = "Diary"
_REMINDED = "PT5M"
_DAY, _LOCAL, _UTC = "%Y%m%d", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ"
#: RFC 5545, 3.3.11.
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
#: RFC 5545, 3.1: 75 octets without the line break; one of them is the space that a continued line begins with.
_OCTETS = 74


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
    named = next((f": {user_text(each.plan.name)}" for each in plans if each.plan), "") if with_amounts else ""
    at = datetime.fromtimestamp(stamp.utc_s, UTC).strftime(_UTC)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(f'{_NAME}{named}')}",
    ]  # fmt: skip
    for each in plans:
        lines += _planned_events(each, at, with_amounts=with_amounts)
        lines += _cancelled_events(each, at)
    if reminder is not None:
        lines += _reminder_event(reminder, stamp, at)
    return _folded([*lines, "END:VCALENDAR"])


def _planned_events(of: CalendarPlan, at: str, *, with_amounts: bool) -> Iterator[str]:
    for span in of.events:
        title, told = _texts(span, of, with_amounts=with_amounts)
        yield from _event(of, span.number, span.starts_on, at, title, told, "CONFIRMED")


def _cancelled_events(of: CalendarPlan, at: str) -> Iterator[str]:
    """Yield the cancelled events; if the step itself is gone, its event gets the date of the plan's last step."""
    for number in of.cancelled:
        step = of.steps[min(number, len(of.steps)) - 1]
        title = f"{_NAME}: step {number}, no longer planned"
        yield from _event(of, number, step.starts_on, at, title, "", "CANCELLED")


def _reminder_event(of: DailyReminder, stamp: Moment, at: str) -> Iterator[str]:
    """Yield a daily event with an alarm. Its times have no zone, so a phone rings by its own clock, also on a journey.

    Nothing stored counts its versions, so the minutes of the clock do: a later file always has a higher number.
    """
    yield from ("BEGIN:VEVENT", f"SUMMARY:{_NAME}")
    yield f"DTSTART:{datetime.combine(of.from_day, of.at).strftime(_LOCAL)}"
    yield from (f"DURATION:{_REMINDED}", f"DTSTAMP:{at}", f"UID:reminder-{of.diary}@legdiary")
    yield f"SEQUENCE:{stamp.utc_s // 60}"
    until = "" if of.last_day is None else f";UNTIL={datetime.combine(of.last_day, of.at).strftime(_LOCAL)}"
    yield f"RRULE:FREQ=DAILY{until}"
    yield from ("CLASS:PRIVATE", f"LAST-MODIFIED:{at}", "TRANSP:TRANSPARENT")
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_NAME}", "TRIGGER:P0D", "END:VALARM", "END:VEVENT")


def _event(of: CalendarPlan, number: int, day: date, at: str, title: str, told: str, status: str) -> Iterator[str]:
    """Yield an all-day event that does not block time; `DTEND` is the first day after it."""
    yield from ("BEGIN:VEVENT", f"SUMMARY:{_text(title)}")
    yield f"DTSTART;VALUE=DATE:{day.strftime(_DAY)}"
    yield f"DTEND;VALUE=DATE:{(day + A_DAY).strftime(_DAY)}"
    yield from (f"DTSTAMP:{at}", f"UID:plan-{of.plan_id}-step-{number}-{of.diary}@legdiary", f"SEQUENCE:{of.sequence}")
    yield "CLASS:PRIVATE"
    if told:
        yield f"DESCRIPTION:{_text(told)}"
    yield from (f"LAST-MODIFIED:{at}", f"STATUS:{status}", "TRANSP:TRANSPARENT", "END:VEVENT")


def _text(value: str) -> str:
    """Return a text as a property's value."""
    return value.translate(_ESCAPES)


def _folded(lines: Iterable[str]) -> bytes:
    """Return the lines of content, the long ones folded between two characters."""
    pieces = []
    for line in lines:
        start, octets = 0, 0
        for place, character in enumerate(line):
            width = len(character.encode())
            if octets + width > _OCTETS:
                pieces.append(f"{line[start:place]}\r\n ")
                start, octets = place, 0
            octets += width
        pieces.append(f"{line[start:]}\r\n")
    return "".join(pieces).encode()


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
