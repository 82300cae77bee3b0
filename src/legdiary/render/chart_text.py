"""Charts on a terminal: the plan as a staircase with what was taken over it, and severity on the same time axis.

Nothing rests on colour: what was taken is told from the plan by its shape, and above from below as well. A day (or
night) that is not logged leaves its column empty. What is above 0 is never drawn at 0. Where there are more days than
columns, a column stands for some days and shows the median of those logged; the legend says for how many.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.entries import SCORE_MOST
from legdiary.domain.levels import median
from legdiary.domain.moments import A_DAY
from legdiary.domain.nights import days
from legdiary.domain.taper import position_on, target_on
from legdiary.domain.week import InForce
from legdiary.render import words
from legdiary.render.layout import (
    ACCENT,
    DIM,
    MODERATE,
    RICH_GLYPHS,
    STRONG,
    Span,
    line,
    severity_style,
    wrapped,
)
from legdiary.render.week_text import taper_sentence
from legdiary.render.words import user_text
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.doses import DoseDay
    from legdiary.domain.nights import NightRecord
    from legdiary.domain.taper import Plan
    from legdiary.domain.taper_view import TaperView
    from legdiary.render.layout import Glyphs, Line, Page

_UNIT, _LEGS, _HELD, _TODAY = "g a day", "legs", "held", "today"
_LEAST_GUTTER = max(len(_LEGS), len(_HELD)) + 1
_LEAST_COLUMNS, _WIDEST_DAY = 8, 3
_LEAST_TOP_MG = 1000
#: What one row may stand for, times a power of ten, in milligrams; every second row is labelled.
_ROW_MG = (10, 15, 20, 25, 30, 40, 50, 75)
_LABEL_EVERY, _LEAST_HEIGHT = 2, 4
_DAYS_BETWEEN_TICKS, _MONTHS_BETWEEN_TICKS = (7, 14), (1, 2, 3, 6, 12, 24, 60, 120)
_DAY_LABEL, _MONTH_LABEL = len("28 Nov") + 2, len("2027") + 1
_MONTHS_A_YEAR, _DAYS_A_YEAR = 12, 366
_SCALE_MG = 100
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: An ended plan is drawn a little further: as many days as a person may still look at how it ended.
_AFTER_THE_END_DAYS = 28


class ChartGlyphs(NamedTuple):
    """The characters of a chart.

    Attributes:
        level, held, upright: the plan's line; where a step was held; where it falls or rises.
        falls, rises: the corners, on the line before and on the line after.
        on, above, below, free: what was taken: on the day's target, above it, below it, without a target.
        today: the upright through today.
        axis, corner, tick: of both axes.
        cells: severity from 0 to 10.
    """

    level: str
    held: str
    upright: str
    falls: str
    rises: str
    on: str
    above: str
    below: str
    free: str
    today: str
    axis: str
    corner: str
    tick: str
    label: str
    cells: str


RICH_CHART = ChartGlyphs(
    level="─", held="═", upright="│", falls="┐└", rises="┘┌", on="•", above="▴", below="▾", free="×", today="┊",
    axis="│", corner="└", tick="┬", label="┤", cells="▁▂▃▄▅▆▇█",
)  # fmt: skip
PLAIN_CHART = ChartGlyphs(
    level="-", held="=", upright="|", falls="++", rises="++", on="o", above="^", below="v", free="x", today=":",
    axis="|", corner="+", tick="+", label="+", cells="0123456789X",
)  # fmt: skip


def chart_glyphs(glyphs: Glyphs) -> ChartGlyphs:
    """Boxes and blocks where the terminal has them."""
    return RICH_CHART if glyphs == RICH_GLYPHS else PLAIN_CHART


class _Day(NamedTuple):
    """One day: its target, what was taken, how severe the night was; None where not known."""

    target_mg: int | None
    taken_mg: int | None
    severity: int | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class _Axis:
    """Time in columns: a slot is `per` days and `wide` columns (one of the two is 1)."""

    first: date
    days: int
    per: int
    wide: int

    @classmethod
    def fitting(cls, first: date, count: int, room: int) -> _Axis:
        """As wide as the room allows."""
        if count > room:
            return cls(first, count, -(-count // room), 1)
        return cls(first, count, 1, min(_WIDEST_DAY, room // count))

    @property
    def columns(self) -> int:
        """How many in all."""
        return -(-self.days // self.per) * self.wide

    @property
    def middle(self) -> int:
        """Where in its slot a mark stands; the first column is left to the plan's uprights."""
        return self.wide // 2

    def column(self, day: date) -> int | None:
        """The column of a day; None outside."""
        number = (day - self.first).days
        return number // self.per * self.wide + self.middle if 0 <= number < self.days else None

    def slots(self, of: Sequence[_Day]) -> list[Sequence[_Day]]:
        """The days, slot by slot."""
        return [of[start : start + self.per] for start in range(0, self.days, self.per)]


def _nearest(amount_mg: float, row_mg: int) -> int:
    return int(amount_mg / row_mg + 0.5)


class _Canvas:
    """Rows of single characters; row 0 is the lowest."""

    def __init__(self, rows: int, columns: int) -> None:
        self.cells = [[Span(" ")] * columns for _ in range(rows)]

    def put(self, row: int, column: int, text: str, style: str) -> None:
        self.cells[row][column] = Span(text, style)

    def row(self, number: int) -> Line:
        """One row, neighbours of one style joined."""
        return [
            Span("".join(span.text for span in run), style)
            for style, run in groupby(self.cells[number], key=lambda span: span.style)
        ]


@dataclass(frozen=True, slots=True)
class _Scale:
    """Grams in rows, from `base_mg` on: 0, unless the steps all lie in the upper half."""

    base_mg: int
    row_mg: int
    rows: int

    @classmethod
    def fitting(cls, of: Sequence[_Day], height: int) -> _Scale:
        """The smallest round step with which everything fits into `height` rows."""
        values = [value for each in of for value in (each.target_mg, each.taken_mg) if value is not None]
        most = max([*values, _LEAST_TOP_MG])
        targets = {each.target_mg for each in of if each.target_mg is not None}
        least = min(values, default=0)
        least = least if 2 * least >= most and len(targets) > 1 else 0
        power = 1
        while True:
            for row_mg in (base * power for base in _ROW_MG):
                base_mg = least // (_LABEL_EVERY * row_mg) * _LABEL_EVERY * row_mg
                rows = _nearest(most - base_mg, row_mg) + 1
                if rows <= max(height, _LEAST_HEIGHT):
                    return cls(base_mg, row_mg, rows)
            power *= 10

    def row(self, amount_mg: float) -> int:
        """The row of an amount; what is above 0 is never drawn at 0."""
        row = _nearest(amount_mg - self.base_mg, self.row_mg)
        return max(1, row) if amount_mg > 0 and not self.base_mg else row

    def label(self, row: int) -> str:
        """The grams of a row, where it has a label."""
        return words.grams(self.base_mg + row * self.row_mg) if row % _LABEL_EVERY == 0 else ""

    @property
    def widest(self) -> int:
        """The width of the widest label."""
        return max(len(self.label(row)) for row in range(self.rows))


@dataclass(frozen=True, slots=True)
class _Chart:
    """What every drawing function needs."""

    of: Sequence[_Day]
    axis: _Axis
    scale: _Scale
    gutter: int
    glyphs: ChartGlyphs
    page: Page
    tolerance_mg: int

    @classmethod
    def of_days(cls, of: Sequence[_Day], first: date, page: Page, height: int, tolerance_mg: int) -> _Chart:
        scale = _Scale.fitting(of, height)
        gutter = max(scale.widest + 2, _LEAST_GUTTER)
        axis = _Axis.fitting(first, len(of), max(_LEAST_COLUMNS, page.width - gutter))
        return cls(of, axis, scale, gutter, chart_glyphs(page.glyphs), page, tolerance_mg)


def staircase(
    view: TaperView, taken: Mapping[date, DoseDay], page: Page, height: int = 10, *,
    marks: Sequence[tuple[date, str]] = (),
) -> list[Line]:  # fmt: skip
    """The plan as a staircase from its start to a little after today, with what was taken over it.

    Args:
        view: the plan beside what was taken.
        taken: the doses of every logged day; today is under way and is left out.
        page: what is written on.
        height: the most rows between the axis and the top.
        marks: days to be marked below the axis (a new batch), each with its words.
    """
    plan, today = view.plan, view.today
    if not view.steps:
        return wrapped("This plan never came into force: there is nothing to draw.", page.width)
    of = [
        _Day(target_on(plan, day), taken[day].total_mg if day in taken and day < today else None, None, day in held)
        for held in [_held_days(view)]
        for day in days(plan.starts_on, _until(view))
    ]
    chart = _Chart.of_days(of, plan.starts_on, page, height, view.tolerance_mg)
    lines = _where_it_stands(plan, today, page)
    lines += [[], _heading(chart, today), *_plot(chart, today), *_time(chart)]
    lines += _held_lane(chart)
    lanes, named = _marks(chart, marks)
    lines += [*lanes, [], *_legend(_taken_items(chart), page)]
    lines += [*named, *_how_it_went(view, page), *_small_print(chart, "day", today_too=True)]
    return lines


def severity_over_taper(
    nights: Sequence[NightRecord], page: Page, *, marks: Sequence[tuple[date, str]] = (), height: int = 7,
    tolerance_mg: int = _SCALE_MG,
) -> list[Line]:  # fmt: skip
    """Severity as one line of cells, and under it, on the same time axis, the plan and what was taken.

    Args:
        nights: consecutive nights, missing ones included, oldest first.
        page: what is written on.
        marks: days to be marked (a new batch, a hold, a new medicine), each with its words.
        height: the most rows of the staircase.
        tolerance_mg: within which a day is on its target: what the scale can weigh.
    """
    if not nights:
        return wrapped("No nights in this range: there is nothing to draw.", page.width)
    of = [_Day(night.kratom.target_mg, night.kratom.total_mg, night.severity) for night in nights]
    chart = _Chart.of_days(of, nights[0].night_of, page, height, tolerance_mg)
    lines: list[Line] = [_severity_row(chart), []]
    kratom = any(day.target_mg is not None or day.taken_mg is not None for day in of)
    if kratom:
        lines += [_heading(chart, None), *_plot(chart, None)]
    lines += _time(chart)
    lanes, named = _marks(chart, marks)
    lines += [*lanes, [], *_legend([*_severity_items(chart), *(_taken_items(chart) if kratom else [])], page)]
    return [*lines, *named, *_small_print(chart, "night", today_too=False)]


def hold_marks(plan: Plan) -> list[tuple[date, str]]:
    """The holds of a plan as marks: each from its first held day."""
    found = []
    for number, step in enumerate(plan.steps[:-1]):
        held = sum(hold.days for hold in plan.holds if hold.step_starts_on == step.starts_on)
        if held:
            first = max(step.starts_on, plan.steps[number + 1].starts_on - timedelta(days=held))
            found.append((first, f"held for {words.plural(held, 'day')}"))
    return found


# ------------------------------------------------------------------ days


def _until(view: TaperView) -> date:
    """The first day that is not drawn any more."""
    plan = view.plan
    last = max(view.steps[-1].span.starts_on, plan.ended_on or view.arrives_on)
    if plan.ended_on is None or view.today <= plan.ended_on + timedelta(days=_AFTER_THE_END_DAYS):
        last = max(last, view.today)
    return last + timedelta(days=max(3, (last - plan.starts_on).days // 20))


def _held_days(view: TaperView) -> set[date]:
    """Holds lie at the end of their step; a plan that ended earlier holds no longer."""
    steps, ended = view.plan.steps, view.plan.ended_on
    held: set[date] = set()
    for step in view.steps[: len(steps) - 1]:
        length = sum(hold.days for hold in step.holds)
        before = steps[step.span.number].starts_on
        first = max(step.span.starts_on, before - timedelta(days=length))
        held.update(day for day in days(first, before) if ended is None or day < ended)
    return held


# ------------------------------------------------------------------ drawing


def _plot(chart: _Chart, today: date | None) -> list[Line]:
    canvas = _Canvas(chart.scale.rows, chart.axis.columns)
    column = chart.axis.column(today) if today else None
    if column is not None:
        for row in range(chart.scale.rows):
            canvas.put(row, column, chart.glyphs.today, DIM)
    _draw_plan(chart, canvas)
    _draw_taken(chart, canvas)
    rows = range(chart.scale.rows - 1, -1, -1)
    return [[_label(chart, row), *canvas.row(row)] for row in rows]


def _label(chart: _Chart, row: int) -> Span:
    label = chart.scale.label(row)
    return Span(f"{label.rjust(chart.gutter - 2)} {chart.glyphs.label if label else chart.glyphs.axis}", DIM)


def _draw_plan(chart: _Chart, canvas: _Canvas) -> None:
    before: int | None = None
    for number, slot in enumerate(chart.axis.slots(chart.of)):
        targets = [day.target_mg for day in slot if day.target_mg is not None]
        row = chart.scale.row(targets[0]) if targets else None
        start = number * chart.axis.wide
        for column in range(start, start + chart.axis.wide):
            if row is not None:
                canvas.put(row, column, chart.glyphs.held if slot[0].held else chart.glyphs.level, ACCENT)
        if row is not None and before is not None and row != before:
            corners = chart.glyphs.falls if row < before else chart.glyphs.rises
            for between in range(min(row, before) + 1, max(row, before)):
                canvas.put(between, start, chart.glyphs.upright, ACCENT)
            canvas.put(before, start, corners[0], ACCENT)
            canvas.put(row, start, corners[1], ACCENT)
        before = row


class _Mark(NamedTuple):
    """What was taken in a slot: its row, its shape."""

    row: int
    glyph: str


def _draw_taken(chart: _Chart, canvas: _Canvas) -> None:
    for number, slot in enumerate(chart.axis.slots(chart.of)):
        mark = _mark(chart, slot)
        if mark is not None:
            style = MODERATE if mark.glyph in {chart.glyphs.above, chart.glyphs.below} else STRONG
            canvas.put(mark.row, number * chart.axis.wide + chart.axis.middle, mark.glyph, style)


def _mark(chart: _Chart, slot: Sequence[_Day]) -> _Mark | None:
    """The median of a slot; every day is held against its own target."""
    logged = [day.taken_mg for day in slot if day.taken_mg is not None]
    if not logged:
        return None
    row = chart.scale.row(median(logged))
    beside = [day.taken_mg - day.target_mg for day in slot if day.taken_mg is not None and day.target_mg is not None]
    if not beside:
        return _Mark(row, chart.glyphs.free)
    off = median(beside)
    if abs(off) > chart.tolerance_mg:
        return _Mark(row, chart.glyphs.above if off > 0 else chart.glyphs.below)
    targets = [day.target_mg for day in slot if day.target_mg is not None]
    return _Mark(chart.scale.row(targets[0]), chart.glyphs.on)


def _heading(chart: _Chart, today: date | None) -> Line:
    """What the grams are, and the word above today's upright."""
    column = chart.axis.column(today) if today else None
    if column is None:
        return [Span(_UNIT, DIM)]
    middle = chart.gutter + column - len(_TODAY) // 2
    start = max(len(_UNIT) + 1, min(middle, chart.page.width - len(_TODAY)))
    return [Span(_UNIT.ljust(start), DIM), Span(_TODAY, STRONG)]


def _severity_row(chart: _Chart) -> Line:
    canvas = _Canvas(1, chart.axis.columns)
    cells = chart.glyphs.cells
    for number, slot in enumerate(chart.axis.slots(chart.of)):
        known = [day.severity for day in slot if day.severity is not None]
        if known:
            score = median(known)
            cell = cells[_cell(score, cells)]
            canvas.put(0, number * chart.axis.wide + chart.axis.middle, cell, severity_style(score))
    return [Span(_LEGS.ljust(chart.gutter), DIM), *canvas.row(0)]


def _cell(score: float, cells: str) -> int:
    return int(score * (len(cells) - 1) / SCORE_MOST + 0.5)


# ------------------------------------------------------------------ the time axis


def _time(chart: _Chart) -> list[Line]:
    """The axis with its ticks, and their dates."""
    ticks = _ticks(chart)
    rule = [chart.glyphs.level] * chart.axis.columns
    labels = ""
    for day, label in ticks:
        column = chart.axis.column(day)
        start = chart.gutter + (column or 0)
        if column is None or start + len(label) > chart.page.width:
            continue
        rule[column] = chart.glyphs.tick
        labels = labels.ljust(start) + label
    return [[Span(f"{chart.glyphs.corner.rjust(chart.gutter)}{''.join(rule)}", DIM)], [Span(labels, DIM)]]


def _ticks(chart: _Chart) -> list[tuple[date, str]]:
    """Days that get a date: weeks of the chart, or the first of months; as close as their labels allow."""
    axis = chart.axis
    for apart in _DAYS_BETWEEN_TICKS:
        if apart // axis.per * axis.wide >= _DAY_LABEL:
            found = days(axis.first, axis.first + timedelta(days=axis.days))[::apart]
            return [(day, words.day(day)[4:]) for day in found]
    for apart in _MONTHS_BETWEEN_TICKS:
        if apart * 28 // axis.per * axis.wide >= _MONTH_LABEL:
            break
    found = [
        day
        for day in days(axis.first, axis.first + timedelta(days=axis.days))
        if day.day == 1 and (day.year * _MONTHS_A_YEAR + day.month - 1) % apart == 0
    ]
    ticks = [(day, str(day.year) if day.month == 1 else words.day(day).split()[-1]) for day in found]
    begins = words.day(axis.first)[4:]
    if not ticks or (axis.column(ticks[0][0]) or 0) > len(begins):
        ticks.insert(0, (axis.first, begins))
    return ticks


def _held_lane(chart: _Chart) -> list[Line]:
    lane = [" "] * chart.axis.columns
    for number, slot in enumerate(chart.axis.slots(chart.of)):
        if any(day.held for day in slot):
            start = number * chart.axis.wide
            lane[start : start + chart.axis.wide] = [chart.glyphs.held] * chart.axis.wide
    text = "".join(lane).rstrip()
    return [[Span(_HELD.ljust(chart.gutter), DIM), Span(text, ACCENT)]] if text else []


def _marks(chart: _Chart, marks: Sequence[tuple[date, str]]) -> tuple[list[Line], list[Line]]:
    """The lanes of letters below the axis, and what each letter stands for. Two of one column take two lanes."""
    inside = sorted((day, text) for day, text in marks if chart.axis.column(day) is not None)
    left_out, shown = max(0, len(inside) - len(_LETTERS)), inside[-len(_LETTERS) :]
    lanes: list[list[str]] = []
    named: list[Line] = []
    long = chart.axis.days > _DAYS_A_YEAR
    for letter, (day, text) in zip(_LETTERS, shown, strict=False):
        column = chart.axis.column(day) or 0
        lane = next((each for each in lanes if each[column] == " "), None)
        if lane is None:
            lane = [" "] * chart.axis.columns
            lanes.append(lane)
        lane[column] = letter
        when = words.long_day(day) if long else words.day(day)
        named += wrapped(f"{letter}  {when}: {user_text(text)}", chart.page.width)
    if left_out:
        named += wrapped(f"{words.plural(left_out, 'earlier mark')} not shown.", chart.page.width, style=DIM)
    drawn = [line(Span(" " * chart.gutter), Span("".join(lane).rstrip(), STRONG)) for lane in lanes]
    return drawn, named


# ------------------------------------------------------------------ legends


def _where_it_stands(plan: Plan, today: date, page: Page) -> list[Line]:
    position = position_on(plan, today)
    if position is not None:
        return wrapped(taper_sentence(InForce(plan.name, position)), page.width, style=STRONG)
    name = f"Taper “{user_text(plan.name)}”"
    if today < plan.starts_on:
        return wrapped(f"{name}: starts on {words.long_day(plan.starts_on)}.", page.width, style=STRONG)
    ended = words.long_day(plan.ended_on - A_DAY) if plan.ended_on else "–"
    return wrapped(f"{name}: ended {ended}.", page.width, style=STRONG)


def _taken_items(chart: _Chart) -> list[str]:
    """What the shapes that are drawn stand for."""
    marks = {mark.glyph for slot in chart.axis.slots(chart.of) if (mark := _mark(chart, slot))}
    glyphs, tolerance = chart.glyphs, words.grams(chart.tolerance_mg)
    planned = any(day.target_mg is not None for day in chart.of)
    told = (
        (glyphs.on, f"taken, within {tolerance} g of it"),
        (glyphs.above, "above it"),
        (glyphs.below, "below it"),
        (glyphs.free, "taken, no target in force"),
    )
    items = [f"{glyphs.level * 2} target"] if planned else []
    return items + [f"{glyph} {meaning}" for glyph, meaning in told if glyph in marks]


def _severity_items(chart: _Chart) -> list[str]:
    cells = chart.glyphs.cells
    if len(cells) > SCORE_MOST:
        return [f"{_LEGS}: severity, {cells[-1]} is 10"]
    some = "  ".join(f"{cells[_cell(score, cells)]} {score}" for score in (0, SCORE_MOST // 2, SCORE_MOST))
    return [f"{_LEGS}: severity  {some}"]


def _legend(items: Iterable[str], page: Page) -> list[Line]:
    """Items side by side, as many as fit; none is broken that fits on a line of its own."""
    rows: list[str] = []
    for item in items:
        if rows and len(rows[-1]) + 3 + len(item) <= page.width:
            rows[-1] += f"   {item}"
        else:
            rows.append(item)
    return [made for row in rows for made in ([[Span(row)]] if len(row) <= page.width else wrapped(row, page.width))]


def _how_it_went(view: TaperView, page: Page) -> list[Line]:
    taken = [step.taken for step in view.steps]
    over = sum(each.days for each in taken)
    if not over:
        return []
    logged = sum(each.logged for each in taken)
    counts = [sum(getattr(each, name) for each in taken) for name in ("on", "over", "under")]
    return wrapped(
        f"{words.plural(over, 'day')} so far, {logged} logged: "
        f"{counts[0]} on target, {counts[1]} above, {counts[2]} below.",
        page.width,
    )


def _small_print(chart: _Chart, what: str, *, today_too: bool) -> list[Line]:
    per = chart.axis.per
    text = (
        f"One column is {per} {what}s: the median of those logged, nothing where none is."
        if per > 1
        else f"A {what} not logged leaves no mark."
    )
    if today_too:
        text += " Today is not counted yet."
    if chart.scale.base_mg:
        text += f" The axis begins at {words.grams(chart.scale.base_mg)} g."
    return wrapped(text, chart.page.width, style=DIM)
