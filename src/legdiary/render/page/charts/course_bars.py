"""The drawing of medicines and magnesium by date: a row for each, a bar for each amount and form of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.render.page.charts.axis import AXIS_TALL, NightAxis, draw_dates
from legdiary.render.page.charts.shapes import WIDE, Drawing, box, rounded, shortened, text_width
from legdiary.render.page.charts.sketch import Sketch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

_NAMES_WIDE, _EDGE = 150.0, 24.0
_BAR_TALL, _ROW_TALL, _NAME_TALL = 13.0, 18.0, 14.0
_BASELINE, _PADDING, _SEAM = 10.0, 4.0, 1.5


class CourseBar(NamedTuple):
    """Days in one amount and form: from number `begin` to before number `before` of the range."""

    begin: int
    before: int
    says: str


class CourseRow(NamedTuple):
    """A medicine, or magnesium by one route."""

    name: str
    bars: tuple[CourseBar, ...]


def course_bars(rows: Sequence[CourseRow], first: date, nights: int, width: float) -> Drawing:
    """Return the drawing of a width; where it is narrow each name stands above its bars.

    Args:
        rows: what is drawn, at least one.
        first: the first day of the range.
        nights: the number of days in it.
        width: the width.
    """
    sketch = Sketch()
    is_wide = width >= WIDE
    left = _NAMES_WIDE if is_wide else 0.0
    axis = NightAxis(left, width - _EDGE, (width - _EDGE - left) / max(1, nights))
    y = 2.0
    for row in rows:
        if not is_wide:
            sketch.text(0, y + _BASELINE, shortened(row.name, width))
            y += _NAME_TALL
        else:
            sketch.text(0, y + _BASELINE, shortened(row.name, left - _PADDING))
        _draw_row(sketch, row, axis, y, width)
        y += _ROW_TALL
    draw_dates(sketch, first, nights, axis, rounded(y))
    return Drawing(
        width=width,
        height=rounded(y + AXIS_TALL),
        title="Medicines and magnesium by date",
        says=" ".join(_says(rows)),
        shapes=tuple(sketch.shapes),
        texts=tuple(sketch.texts),
    )


def _draw_row(sketch: Sketch, row: CourseRow, axis: NightAxis, top: float, width: float) -> None:
    """Draw the bars of a row, each with its amount in it or behind it, as far as there is room."""
    for number, bar in enumerate(row.bars):
        goes_on = number + 1 < len(row.bars) and row.bars[number + 1].begin == bar.before
        area = box(axis.x(bar.begin), top, axis.x(bar.before) - (_SEAM if goes_on else 0), top + _BAR_TALL)
        sketch.boxes("course", [area])
        if text_width(bar.says, bold=True) + 2 * _PADDING <= area.width:
            sketch.text(area.x + _PADDING, top + _BASELINE, bar.says, "inside")
            continue
        following = axis.x(row.bars[number + 1].begin) if number + 1 < len(row.bars) else width
        if area.right + _PADDING + text_width(bar.says) <= following:
            sketch.text(area.right + _PADDING, top + _BASELINE, bar.says)


def _says(rows: Sequence[CourseRow]) -> Iterator[str]:
    for row in rows:
        yield f"{row.name}: {', then '.join(bar.says for bar in row.bars)}."
