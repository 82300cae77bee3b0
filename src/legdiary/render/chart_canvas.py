"""What a chart on a terminal is drawn with: its characters, in boxes and blocks or in ASCII, and rows to hold them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from legdiary.render.layout import RICH_GLYPHS, Span

if TYPE_CHECKING:
    from legdiary.render.layout import Glyphs, Line


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


class Canvas:
    """Rows of single characters; row 0 is the lowest."""

    def __init__(self, rows: int, columns: int) -> None:
        self.cells = [[Span(" ")] * columns for _ in range(rows)]

    def put(self, row: int, column: int, text: str, style: str) -> None:
        """One character; the latest stands."""
        self.cells[row][column] = Span(text, style)

    def row(self, number: int) -> Line:
        """One row, neighbours of one style joined."""
        return [
            Span("".join(span.text for span in run), style)
            for style, run in groupby(self.cells[number], key=lambda span: span.style)
        ]
