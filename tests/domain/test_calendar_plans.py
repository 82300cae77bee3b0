"""A plan as calendar events: which steps become one, which earlier ones are cancelled, and where reminders end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import day
from legdiary.domain.taper.calendar_events import CalendarPlan, last_reminded_day
from legdiary.domain.taper.plan import Plan, Step

STEPS = (Step(day("2026-11-02"), 3000), Step(day("2026-11-09"), 2500), Step(day("2026-11-16"), 2000))
PLAN = Plan("slow", STEPS)
EVENTS = CalendarPlan(1, "of-this-diary", PLAN, STEPS)


def test_every_step_is_an_event_and_none_is_cancelled() -> None:
    assert [span.step.target for span in EVENTS.events] == [3000, 2500, 2000]
    assert list(EVENTS.cancelled) == []


def test_steps_that_never_take_effect_are_cancelled() -> None:
    # Ended on the 9th: only the first took effect, and the file before may have told of five.
    ended = replace(EVENTS, plan=replace(PLAN, ended_on=day("2026-11-09")), ever_steps=5)
    assert [span.step.target for span in ended.events] == [3000]
    assert list(ended.cancelled) == [2, 3, 4, 5]
    assert list(replace(ended, ever_steps=0).cancelled) == [2, 3]


def test_a_deleted_plan_has_no_event_and_all_are_cancelled() -> None:
    deleted = replace(EVENTS, plan=None)
    assert (deleted.spans, deleted.events, list(deleted.cancelled)) == ((), (), [1, 2, 3])


def test_a_plan_that_is_over_is_not_told_again_nor_cancelled() -> None:
    over = replace(EVENTS, told=False)
    assert (over.events, list(over.cancelled)) == ((), [])


@pytest.mark.parametrize(
    ("ended_on", "today", "last"),
    [
        # Open: until its last step begins, which is no longer ahead on that day.
        (None, "2026-11-01", "2026-11-16"),
        (None, "2026-11-15", "2026-11-16"),
        (None, "2026-11-16", None),
        # Ended: until the day before.
        ("2026-11-12", "2026-11-10", "2026-11-11"),
        ("2026-11-12", "2026-11-11", None),
    ],
)
def test_a_reminder_ends_with_the_last_plan(ended_on: str | None, today: str, last: str | None) -> None:
    plan = replace(PLAN, ended_on=day(ended_on) if ended_on else None)
    assert last_reminded_day([plan], day(today)) == (day(last) if last else None)
    assert last_reminded_day([], day(today)) is None


def test_of_two_plans_the_later_end_counts() -> None:
    other = replace(PLAN, ended_on=day("2026-12-24"))
    assert last_reminded_day([other, PLAN], day("2026-11-10")) == day("2026-12-23")
