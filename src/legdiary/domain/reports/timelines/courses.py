"""Medicines and magnesium as a timeline: begun, amount, form, changed, stopped, by the rule of their events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from legdiary.domain.reports.events import ORAL, TOPICAL
from legdiary.domain.reports.intake_periods import intake_spans
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.domain.reports.events import EventInputs
    from legdiary.domain.reports.intake_periods import IntakeSpan, TakenDay


@dataclass(frozen=True, slots=True)
class CourseSpan:
    """A stretch of intake in one amount and form.

    Attributes:
        intake: its days, its amount and what it begins and ends with; it may reach beyond the range.
        days_logged: the days of the range, within the span, on which it is logged.
    """

    intake: IntakeSpan
    days_logged: int


@dataclass(frozen=True, slots=True)
class Course:
    """A medicine, or magnesium by one route, over the range.

    Attributes:
        kind: magnesium or medicine.
        name: the medicine, or the route of magnesium: by mouth, on the skin.
        spans: those that touch the range, in order; with a gap between two where it had stopped.
        days_logged: the days of the range on which it is logged.
    """

    kind: Literal["magnesium", "medicine"]
    name: str
    spans: tuple[CourseSpan, ...]
    days_logged: int


def courses(past: EventInputs, from_day: date, before_day: date) -> tuple[Course, ...]:
    """Return what was taken of magnesium and medicines in a half-open range, by the beginning of each.

    Args:
        past: the intake of the whole diary.
        from_day: the first day of the range.
        before_day: the day after its last.
    """
    days = from_day, before_day
    routes = {route: past.magnesium[route] for route in (ORAL, TOPICAL) if route in past.magnesium}
    found = [*_courses("magnesium", routes, past.kept, days), *_courses("medicine", past.medicines, past.kept, days)]
    return tuple(sorted(found, key=lambda course: (course.spans[0].intake.from_day, course.kind, course.name)))


def _courses(
    kind: Literal["magnesium", "medicine"],
    of: Mapping[str, Sequence[TakenDay]],
    kept: Sequence[date],
    days: tuple[date, date],
) -> list[Course]:
    from_day, before_day = days
    found = []
    for name, taken in of.items():
        within = [each.day for each in taken if from_day <= each.day < before_day]
        if not within:
            continue
        spans = tuple(
            CourseSpan(span, sum(span.from_day <= day <= span.last_day for day in within))
            for span in intake_spans(taken, kept, days)
        )
        found.append(Course(kind, name, spans, len(within)))
    return found
