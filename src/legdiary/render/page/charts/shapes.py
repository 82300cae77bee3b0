"""The parts of a drawing: boxes, dots, lines and texts with their places. A template writes them, a style colours them.

All coordinates are absolute and have one decimal, a tenth of a point on paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Widths of a drawing in its own units: a printed page or a screen, and a phone.
WIDE, NARROW = 720, 340
#: The size of every text, in units. On the narrowest text area, A4 with margins of 13 mm (184 mm), a wide drawing is
#: scaled by 0.724, so that this is 7.6 pt.
TEXT_SIZE: Final = 10.5
#: The distance between the baselines of two lines of text.
LINE_TALL: Final = 13.0

_SIZE_OF_TABLE = 1000
#: Widths of the characters from the space to `~` in Arial, Arimo and Liberation Sans, in thousandths of the text size.
_REGULAR = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    *(556,) * 10, 278, 278, 584, 584, 584, 556, 1015,
    667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944,
    667, 667, 611, 278, 278, 278, 469, 556, 333,
    556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722,
    500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_FIRST_CHARACTER = " "
_OTHERS = {"–": 556, "→": 1000, "µ": 576, "…": 1000, "≥": 584, "\u2009": 200}
#: The width of a character in no table, such as one of a name in another script.
_UNKNOWN = 1000
#: Bold text is up to this much wider.
_BOLD = 1.1

Anchor: TypeAlias = Literal["start", "middle", "end"]


class Box(NamedTuple):
    """A rectangle: its upper left corner, its width and its height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower side."""
        return self.y + self.height


class Point(NamedTuple):
    """A point on the drawing."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Boxes:
    """Rectangles of one kind."""

    kind: str
    boxes: tuple[Box, ...]

    @property
    def path(self) -> str:
        """The outlines as the data of an SVG path."""
        return "".join(f"M{x:g} {y:g}H{x + width:g}V{y + height:g}H{x:g}Z" for x, y, width, height in self.boxes)


@dataclass(frozen=True, slots=True)
class Dots:
    """Circles of one kind and size."""

    kind: str
    radius: float
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of one kind, as the data of an SVG path with absolute coordinates."""

    kind: str
    path: str


Shape: TypeAlias = Boxes | Dots | Lines


class Text(NamedTuple):
    """A text: the place of its anchor on the baseline."""

    x: float
    y: float
    text: str
    kind: str = "label"
    anchor: Anchor = "start"

    @property
    def box(self) -> Box:
        """The area that the text covers."""
        width = text_width(self.text, bold=self.kind in BOLD)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return Box(left, self.y - ASCENT, width, ASCENT + DESCENT)


#: The kinds of text that are bold.
BOLD: Final = frozenset({"name", "letter", "inside", "legs"})
#: The height of capitals and figures above the baseline, and the depth of the longest letters below it.
ASCENT: Final = 7.8
DESCENT: Final = 2.2


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing.

    Attributes:
        width, height: its size in units.
        title: its title.
        says: the drawing in words, for those who cannot see it.
        shapes: its shapes, the lowest first.
        texts: its texts, above all shapes.
    """

    width: float
    height: float
    title: str
    says: str
    shapes: tuple[Shape, ...]
    texts: tuple[Text, ...]


def rounded(value: float) -> float:
    """Return a coordinate with one decimal; never -0."""
    return round(value, 1) + 0.0


def box(x: float, y: float, right: float, bottom: float) -> Box:
    """Return the rectangle between two corners, rounded so that neighbours touch."""
    left, top = rounded(x), rounded(y)
    return Box(left, top, rounded(rounded(right) - left), rounded(rounded(bottom) - top))


def text_width(text: str, *, bold: bool = False) -> float:
    """Return the width of a text in units."""
    first = ord(_FIRST_CHARACTER)
    total = sum(
        _REGULAR[ord(each) - first] if 0 <= ord(each) - first < len(_REGULAR) else _OTHERS.get(each, _UNKNOWN)
        for each in text
    )
    return total * TEXT_SIZE / _SIZE_OF_TABLE * (_BOLD if bold else 1)


def shortened(text: str, width: float) -> str:
    """Return a text cut to a width, with `…` in place of the rest."""
    if text_width(text) <= width:
        return text
    while text and text_width(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def hatched(area: Box, apart: float = 3.0) -> str:
    """Return slanting lines that fill a rectangle, as the data of a path."""
    parts = []
    x, y, width, height = area
    steps = int((width + height) / apart)
    for number in range(1, steps + 1):
        along = number * apart
        # The line x' + y' = along, from the left or lower side to the upper or right side.
        left = max(0.0, along - height)
        right = min(width, along)
        if right - left > 0.3:  # noqa: PLR2004 - shorter is not seen
            start, end = Point(x + left, y + along - left), Point(x + right, y + along - right)
            parts.append(f"M{start.x:.4g} {start.y:.4g}L{end.x:.4g} {end.y:.4g}")
    return "".join(parts)


def separate(places: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Return places in order, moved as little as needed to be a distance apart and between two limits.

    Where the limits leave too little room, all stand at equal distances between them.
    """
    if not places:
        return []
    if apart * (len(places) - 1) > high - low:
        apart = (high - low) / max(1, len(places) - 1)
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + apart if found else low))
    limit = high
    for number in range(len(found) - 1, -1, -1):
        found[number] = min(found[number], limit)
        limit = found[number] - apart
    return found


def thinned(texts: Iterable[Text], free: Sequence[Box] = (), gap: float = 4.0) -> tuple[Text, ...]:
    """Return the texts that have room, the earlier ones first: those that would touch a kept one are left out."""
    kept: list[Text] = []
    taken = list(free)
    for text in texts:
        of = text.box
        if not any(touches(of, other, gap) for other in taken):
            kept.append(text)
            taken.append(of)
    return tuple(kept)


def touches(one: Box, other: Box, gap: float = 0.0) -> bool:
    """Return whether two rectangles overlap, or lie closer side by side than a gap."""
    return one.x < other.right + gap and other.x < one.right + gap and one.y < other.bottom and other.y < one.bottom
