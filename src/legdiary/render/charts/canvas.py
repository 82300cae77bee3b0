"""The drawing surface of a chart on a terminal: its characters, as boxes and blocks or ASCII, and their rows."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from legdiary.render.terminal.layout import RICH_GLYPHS, Span

if TYPE_CHECKING:
    from legdiary.render.terminal.layout import Glyphs, Line


class ChartGlyphs(NamedTuple):
    """The characters that a chart is drawn with.

    Attributes:
        level, held, upright: the plan's line: within a step, where a step was held, and where it falls or rises.
        falls, rises: two corners each: on the row of the step before, and on the row of the step after.
        on, above, below, free: the amount taken: on the day's target, above it, below it, without a target.
        today: the vertical line through today.
        axis, corner, tick, label: the axes, where they meet, a day with a date, a row with a number.
        cells: severity from 0 to 10, lowest first.
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
    """Return boxes and blocks if the terminal can show them, else ASCII."""
    return RICH_CHART if glyphs == RICH_GLYPHS else PLAIN_CHART


class Canvas:
    """A grid of single characters; row 0 is the lowest."""

    def __init__(self, rows: int, columns: int) -> None:
        self.cells = [[Span(" ")] * columns for _ in range(rows)]

    def put(self, row: int, column: int, text: str, style: str) -> None:
        """Draw one character over the one that is there."""
        self.cells[row][column] = Span(text, style)

    def row(self, number: int) -> Line:
        """Return one row, its neighbours of the same style joined into one span."""
        return [
            Span("".join(span.text for span in run), style)
            for style, run in groupby(self.cells[number], key=lambda span: span.style)
        ]
