"""A drawing in the making: shapes and texts in the order in which they are drawn, and the legend above a panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.render.page.charts.shapes import (
    LINE_TALL,
    Boxes,
    Dots,
    Lines,
    Point,
    Text,
    box,
    hatched,
    rounded,
    shortened,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from legdiary.render.page.charts.shapes import (
        Anchor,
        Box,
        Shape,
    )

#: The least distance from the left side to the first sign of a legend, so that those of all panels stand in a line.
_LEGEND_FROM = 46.0
_AFTER_SIGN, _BETWEEN = 4.0, 11.0
#: The distance from the last line above a panel to its upper side.
BELOW_LEGEND = 7.0
#: The height of the middle of a small letter above the baseline.
MIDDLE = 3.6


class Sketch:
    """Shapes and texts, collected.

    Attributes:
        is_measure: only the height of the drawing is wanted, so panels leave out everything that has no part in it.
    """

    __slots__ = ("is_measure", "shapes", "texts")

    def __init__(self, *, is_measure: bool = False) -> None:
        self.is_measure = is_measure
        self.shapes: list[Shape] = []
        self.texts: list[Text] = []

    def boxes(self, kind: str, boxes: Iterable[Box]) -> None:
        """Draw rectangles, if there are any."""
        found = tuple(boxes)
        if found:
            self.shapes.append(Boxes(kind, found))

    def dots(self, kind: str, radius: float, points: Iterable[Point]) -> None:
        """Draw circles, if there are any."""
        found = tuple(points)
        if found:
            self.shapes.append(Dots(kind, rounded(radius), found))

    def lines(self, kind: str, path: str) -> None:
        """Draw lines, if there are any."""
        if path:
            self.shapes.append(Lines(kind, path))

    def text(self, x: float, y: float, text: str, kind: str = "label", anchor: Anchor = "start") -> None:
        """Write a text, unless it is empty."""
        if text:
            self.texts.append(Text(rounded(x), rounded(y), text, kind, anchor))


class Sign(NamedTuple):
    """A sign of a legend: its width, and what draws it from a left side on, at the height of small letters."""

    width: float
    draw: Callable[[Sketch, float, float], None]


class Key(NamedTuple):
    """One entry of a legend."""

    sign: Sign
    words: str


def legend(sketch: Sketch, name: str, keys: Sequence[Key], baseline: float, width: float) -> float:
    """Write the name of a panel and its legend, in as many lines as they need; return the last baseline."""
    name = shortened(name, width / 2)
    sketch.text(0, baseline, name, "name")
    begins = max(_LEGEND_FROM, text_width(name, bold=True) + _BETWEEN)
    x = begins
    for sign, words in keys:
        needed = sign.width + _AFTER_SIGN + text_width(words)
        if x > begins and x + needed > width:
            x, baseline = begins, baseline + LINE_TALL
        sign.draw(sketch, x, baseline - MIDDLE)
        sketch.text(x + sign.width + _AFTER_SIGN, baseline, words)
        x += needed + _BETWEEN
    return baseline


# ---------------------------------------------------------------------- signs


def dot_sign(kind: str, radius: float = 2.2) -> Sign:
    """Return a circle."""
    return Sign(2 * radius, lambda sketch, x, y: sketch.dots(kind, radius, [Point(rounded(x + radius), rounded(y))]))


def line_sign(kind: str, width: float = 14.0) -> Sign:
    """Return a level line."""
    return Sign(width, lambda sketch, x, y: sketch.lines(kind, f"M{x:.1f} {y:.1f}H{x + width:.1f}"))


def tick_sign(kind: str) -> Sign:
    """Return a short upright line."""
    return Sign(2.0, lambda sketch, x, y: sketch.lines(kind, f"M{x + 1:.1f} {y - 2:.1f}V{y + 2:.1f}"))


def box_sign(kind: str, width: float = 10.0, tall: float = 7.0, hatch: str = "") -> Sign:
    """Return a rectangle, with slanting lines in it where their kind is given."""

    def draw(sketch: Sketch, x: float, y: float) -> None:
        area = box(x, y - tall / 2, x + width, y + tall / 2)
        sketch.boxes(kind, [area])
        if hatch:
            sketch.lines(hatch, hatched(area))

    return Sign(width, draw)


def path_sign(kind: str, width: float, path: Callable[[float, float], str]) -> Sign:
    """Return lines that a function makes about a middle."""
    return Sign(width, lambda sketch, x, y: sketch.lines(kind, path(x + width / 2, y)))


def both(first: Sign, *others: Sign) -> Sign:
    """Return signs drawn over each other."""

    def draw(sketch: Sketch, x: float, y: float) -> None:
        for each in (first, *others):
            each.draw(sketch, x, y)

    return Sign(max(each.width for each in (first, *others)), draw)


def stairs(x: float, y: float) -> str:
    """Return two steps down."""
    return f"M{x - 7:.1f} {y - 2.5:.1f}H{x:.1f}V{y + 2.5:.1f}H{x + 7:.1f}"


def diamond(x: float, y: float, size: float = 3.4) -> str:
    """Return a diamond about a middle."""
    return f"M{x:.1f} {y - size:.1f}L{x + size:.1f} {y:.1f}L{x:.1f} {y + size:.1f}L{x - size:.1f} {y:.1f}Z"


def cross(x: float, y: float, size: float = 1.8) -> str:
    """Return two crossed lines about a middle."""
    left, right, top, bottom = x - size, x + size, y - size, y + size
    return f"M{left:.1f} {top:.1f}L{right:.1f} {bottom:.1f}M{left:.1f} {bottom:.1f}L{right:.1f} {top:.1f}"


def wedge(x: float, top: float) -> str:
    """Return a small arrow head that points up to a height."""
    return f"M{x - 2.5:.1f} {top + 4:.1f}L{x:.1f} {top:.1f}L{x + 2.5:.1f} {top + 4:.1f}Z"


def letter_t(x: float, y: float) -> str:
    """Return a small `t` about a middle, as lines: it is narrower than the letter."""
    return f"M{x - 1.3:.1f} {y - 1.2:.1f}H{x + 1.3:.1f}M{x:.1f} {y - 3:.1f}V{y + 2.4:.1f}H{x + 1.3:.1f}"
