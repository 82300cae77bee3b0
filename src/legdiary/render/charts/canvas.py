"""The drawing surface of a chart on a terminal: dots finer than a character, and single characters over them.

One surface for three kinds of terminals. In braille a character holds 2 × 4 dots, in half blocks 1 × 2, in ASCII one:
there a level line is `-`, an upright one `|`. What is drawn says where, in dots from the lower left; the surface says
with what.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from legdiary.render.terminal.layout import Span
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from legdiary.render.terminal.layout import DotKind, Line


class ChartGlyphs(NamedTuple):
    """The single characters that a chart is drawn with, beside its dots.

    Attributes:
        held: the lane that marks where a step was held.
        above, below, free: the amount taken: well above the day's target, well below it, without a target.
        today: the vertical line through today.
        empty: the lane that marks where nothing is logged.
        axis, corner, tick, rule, label: the axes, where they meet, a day with a date, a day without, a row with a
            number.
        cells: severity from 0 to 10, lowest first, where a night is one character.
    """

    held: str
    above: str
    below: str
    free: str
    today: str
    empty: str
    axis: str
    corner: str
    tick: str
    rule: str
    label: str
    cells: str


RICH_CHART = ChartGlyphs(
    held="═", above="▴", below="▾", free="×", today="┊", empty="·", axis="│", corner="└", tick="┬", rule="─", label="┤",
    cells="▁▂▃▄▅▆▇█",
)  # fmt: skip
PLAIN_CHART = ChartGlyphs(
    held="=", above="^", below="v", free="x", today=":", empty=".", axis="|", corner="+", tick="+", rule="-", label="+",
    cells="0123456789X",
)  # fmt: skip


def chart_glyphs(kind: DotKind) -> ChartGlyphs:
    """Return the characters that go with the dots."""
    return PLAIN_CHART if kind == "ascii" else RICH_CHART


class Grain(NamedTuple):
    """The number of dots in a character.

    Attributes:
        across, up: the dots of a line.
        bar_up: the steps of a bar's height: blocks have eighths for bars alone.
    """

    across: int
    up: int
    bar_up: int


GRAINS: Final[dict[DotKind, Grain]] = {"braille": Grain(2, 4, 4), "blocks": Grain(1, 2, 8), "ascii": Grain(1, 1, 1)}
#: The bits of a braille character by column, and in it from the lowest dot up (Unicode 2800–28FF).
_BRAILLE: Final = ((0x40, 0x04, 0x02, 0x01), (0x80, 0x20, 0x10, 0x08))
_BRAILLE_FIRST: Final = 0x2800
#: Half blocks by the bits of the lower and the upper half, and bars by eighths.
_HALVES: Final = " ▄▀█"
_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
#: The shapes of a dot, and what stands for them in ASCII: level, upright, both (a corner), a bar.
_LEVEL, _UPRIGHT, _CORNER, _BAR = 1, 2, 3, 4
_ASCII: Final = {_LEVEL: "-", _UPRIGHT: "|", _CORNER: "+", _BAR: "#"}


class Canvas:
    """A grid of characters; row 0 is the lowest. Dots are counted from the lower left.

    Attributes:
        grain: the dots of one character.
        height: its dots from the lowest to the highest.
    """

    def __init__(self, rows: int, columns: int, kind: DotKind) -> None:
        self._kind = kind
        self.grain = GRAINS[kind]
        self.height = rows * self.grain.up
        self._bits = [[0] * columns for _ in range(rows)]
        self._cells = [[Span(" ")] * columns for _ in range(rows)]

    def put(self, row: int, column: int, text: str, style: str) -> None:
        """Draw one character over what is there."""
        self._cells[row][column] = Span(text, style)
        self._bits[row][column] = 0

    def level(self, first: int, before: int, y: int, style: str) -> None:
        """Draw a level line over the dots from `first` to before `before`."""
        for x in range(first, before):
            self._dot(x, y, style, _LEVEL)

    def upright(self, x: int, one: int, other: int, style: str) -> None:
        """Draw an upright line between two heights, both included."""
        low, high = sorted((one, other))
        for y in range(low, high + 1):
            self._dot(x, y, style, _CORNER if y in {low, high} else _UPRIGHT)

    def bar(self, first: int, before: int, height: int, style: str) -> None:
        """Draw a bar over the dots from `first` to before `before`, `height` steps of `grain.bar_up` high."""
        if self._kind == "blocks":
            for row, cells in enumerate(self._cells):
                inside = min(max(0, height - row * self.grain.bar_up), self.grain.bar_up)
                for column in range(first, before) if inside else ():
                    cells[column] = Span(_EIGHTHS[inside], style)
            return
        for x in range(first, before):
            for y in range(height):
                self._dot(x, y, style, _BAR)

    def _dot(self, x: int, y: int, style: str, shape: int) -> None:
        column, inside_x = divmod(x, self.grain.across)
        row, inside_y = divmod(y, self.grain.up)
        if self._kind == "braille":
            bit = _BRAILLE[inside_x][inside_y]
        else:
            bit = 1 << inside_y if self._kind == "blocks" else shape
        bits = self._bits[row][column] = self._bits[row][column] | bit
        self._cells[row][column] = Span(self._character(bits), style)

    def _character(self, bits: int) -> str:
        if self._kind == "braille":
            return chr(_BRAILLE_FIRST + bits)
        return _HALVES[bits] if self._kind == "blocks" else _ASCII[bits]

    def row(self, number: int) -> Line:
        """Return one row, its neighbours of the same style joined into one span."""
        return [
            Span("".join(span.text for span in run), style)
            for style, run in groupby(self._cells[number], key=lambda span: span.style)
        ]
