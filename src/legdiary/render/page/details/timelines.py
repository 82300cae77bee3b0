"""Tables of what went on beside the nights: medicines, magnesium, ratings of help, potency, places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import MISSING, user_text
from legdiary.render.page.charts.course_bars import CourseBar, CourseRow
from legdiary.render.page.dates import is_long
from legdiary.render.page.figure_marks import figure
from legdiary.render.page.sheet import Column, ColumnGroup, Grid, Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from legdiary.domain.reports.report import Report
    from legdiary.domain.reports.timelines.courses import Course, CourseSpan
    from legdiary.domain.reports.timelines.helped import Helped
    from legdiary.domain.reports.timelines.places import ClockChange, Stay
    from legdiary.domain.reports.timelines.potency import PotencyFigures, PotencyLine

_PATH = "timelines"
_UG_PER_MG = 1000
_MINUTES_AN_HOUR = 60


def _grid(caption: str, columns: tuple[Column, ...], rows: tuple[Row, ...]) -> Grid | None:
    return Grid(caption, (ColumnGroup("", columns),), rows) if rows else None


# ---------------------------------------------------------------------- medicines and magnesium


def courses_grid(report: Report) -> Grid | None:
    """Return a row for each stretch of a medicine or of magnesium in one amount and form; None without any."""
    rows = []
    for number, course in enumerate(report.timelines.courses):
        for place, span in enumerate(course.spans):
            path = f"{_PATH}.courses.{number}.spans.{place}"
            rows.append(_course_row(report, course, span, path, is_first=place == 0))
    columns = (
        Column("What", right=False),
        Column("From, to", right=False),
        Column("Amount a day", right=False),
        Column("days", "days logged"),
        Column("Then", right=False),
    )
    return _grid(wording.COURSES_CAPTION, columns, tuple(rows))


def course_rows(report: Report) -> tuple[CourseRow, ...]:
    """Return the rows of the drawing of medicines and magnesium by date."""
    return tuple(
        CourseRow(_course_name(course), tuple(_course_bar(report, span) for span in course.spans))
        for course in report.timelines.courses
    )


def _course_bar(report: Report, span: CourseSpan) -> CourseBar:
    first, before = report.from_night, report.before_night
    begin = max(0, (span.intake.from_day - first).days)
    end = min((before - first).days, (span.intake.last_day - first).days + 1)
    return CourseBar(begin, end, _course_amount(span))


def _course_amount(span: CourseSpan) -> str:
    of = span.intake
    amount = f"{of.amount} mg" if isinstance(of.amount, int) else user_text(of.amount or "differs")
    return f"{amount} {user_text(of.form)}" if of.form else amount


def _course_row(report: Report, course: Course, span: CourseSpan, path: str, *, is_first: bool) -> Row:
    of = span.intake
    return Row(
        _course_name(course) if is_first else "",
        (
            _dates(report, of.from_day, of.last_day, has_begun=of.begins is not None),
            _course_amount(span),
            figure(str(span.days_logged), f"{path}.days_logged"),
            "" if of.ends is None else wording.course_ends(of.ends),
        ),
    )


def _course_name(of: Course) -> str:
    return f"magnesium, {of.name}" if of.kind == "magnesium" else user_text(of.name)


def _dates(report: Report, first: date, last: date, *, has_begun: bool) -> str:
    """Return the days of a span; what reaches beyond the range says so."""
    begins = max(first, report.from_night)
    earlier = first < report.from_night or not has_begun
    days = humanize.day_range(begins, min(last, report.before_night - A_DAY), with_year=is_long(report))
    return f"{'before ' if earlier else ''}{days}"


# ---------------------------------------------------------------------- what was rated as helping


def helped_grid(report: Report) -> Grid | None:
    """Return what was rated as helping the legs, that on the most nights first; None without any."""
    columns = (
        Column("Rated as helping", right=False),
        Column("nights", "nights on which it was rated"),
        Column("median, 0–3", "median of the ratings, 0 not at all to 3 very much"),
    )
    rows = tuple(
        Row(_helped_name(each), _helped_cells(each, f"{_PATH}.helped.{number}"))
        for number, each in enumerate(report.timelines.helped)
    )
    return _grid(wording.HELPED_CAPTION, columns, rows)


def _helped_name(of: Helped) -> str:
    if of.kind == "magnesium":
        return f"magnesium, {of.name}"
    return "kratom" if of.name == LEAF else humanize.substance(of.name) if of.kind == "kratom" else user_text(of.name)


def _helped_cells(of: Helped, path: str) -> tuple[str, ...]:
    median = figure(humanize.number(of.rated.median), f"{path}.median")
    return figure(str(of.nights), f"{path}.nights"), f"{median} (n {figure(str(of.rated.n), f'{path}.ratings')})"


# ---------------------------------------------------------------------- potency


def potency_grid(report: Report) -> Grid | None:
    """Return each kratom product by itself: a day's amount and its mitragynine where that is known."""
    kinds = [wording.STRETCH_NAMES[each.stretch.kind] for each in report.summary.stretches]
    columns = (
        Column("A day", right=False),
        Column("All", "the whole range"),
        *(Column(kind) for kind in kinds),
    )
    rows = (row for number, line in enumerate(report.timelines.potency) for row in _potency_rows(line, number))
    return _grid(wording.POTENCY_CAPTION, columns, tuple(rows))


def _potency_rows(line: PotencyLine, number: int) -> Iterator[Row]:
    of = line.substance
    name = "kratom leaf" if of == LEAF else humanize.substance(of)
    path = f"{_PATH}.potency.{number}"
    sides = (
        (line.overall, f"{path}.overall"),
        *((each, f"{path}.stretches.{n}") for n, each in enumerate(line.by_stretch)),
    )
    unit = "g" if of == LEAF else "mg"
    yield Row(f"{name}, {unit}", tuple(_amount(of, side, at) for side, at in sides))
    if line.overall.mitragynine_low_ug.n:
        yield Row(
            f"mitragynine in {'leaf' if of == LEAF else name}, mg", tuple(_mitragynine(side, at) for side, at in sides)
        )


def _mitragynine(of: PotencyFigures, path: str) -> str:
    low, high = of.mitragynine_low_ug, of.mitragynine_high_ug
    if low.median is None or high.median is None:
        return f"{MISSING} (n {low.n})" if low.n else MISSING
    least, most = (humanize.number(each / _UG_PER_MG, 0) for each in (low.median, high.median))
    shown = figure(most, f"{path}.mitragynine_high_mg.median")
    if least != most:
        shown = f"{figure(least, f'{path}.mitragynine_low_mg.median')}–{shown}"
    return f"{shown}\u00a0(n\u00a0{figure(str(low.n), f'{path}.mitragynine_low_mg.n')})"


def _amount(substance: str, of: PotencyFigures, path: str) -> str:
    if not of.amount.n:
        return MISSING
    median = figure(humanize.planned_number(substance, of.amount.median), f"{path}.amount.median")
    return f"{median}\u00a0(n\u00a0{figure(str(of.amount.n), f'{path}.amount.n')})"


# ---------------------------------------------------------------------- places


def places_lines(report: Report, zone: str) -> Iterator[str]:
    """Yield the zones a person was in, and the nights on which clocks changed; `zone` is that of the diary now."""
    of = report.timelines
    if len(of.stays) > 1:
        yield f"Time zones: {', '.join(map(_stay, of.stays))}. {wording.CLOCK_TIMES_ARE_LOCAL}"
    else:
        yield f"Time zone: {user_text(of.stays[0].zone if of.stays else zone)}."
    if of.clock_changes:
        yield f"Clocks changed: {', '.join(map(_clock_change, of.clock_changes))}."


def _stay(of: Stay) -> str:
    days = humanize.day_range(of.from_day, of.before_day - A_DAY, with_year=False)
    return f"{user_text(of.zone)} {days}"


def _clock_change(of: ClockChange) -> str:
    hours = humanize.clock(abs(of.forward_min)) if of.forward_min % _MINUTES_AN_HOUR else f"{abs(of.forward_min) // 60}"
    way = "forward" if of.forward_min > 0 else "back"
    return f"night of {humanize.short_date(of.night_of)}, {hours} h {way}"
