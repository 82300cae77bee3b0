"""What every drawing is held against: no two texts overlap, and nothing leaves it; and its shapes by kind."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from legdiary.render.page.charts.shapes import Boxes, Dots, Lines, touches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.render.page.charts.shapes import Box, Drawing, Shape

_COORDINATE = re.compile(r"([MLHVZ])([^MLHVZ]*)")


def points(path: str) -> Iterator[tuple[float, float]]:
    """The corners of a path of absolute M, L, H, V and Z."""
    x = y = 0.0
    for letter, rest in _COORDINATE.findall(path):
        numbers = [float(each) for each in rest.split()]
        if letter in "ML":
            x, y = numbers
        elif letter == "H":
            (x,) = numbers
        elif letter == "V":
            (y,) = numbers
        yield x, y


def corners(shape: Shape) -> Iterator[tuple[float, float]]:
    if isinstance(shape, Lines):
        yield from points(shape.path)
    elif isinstance(shape, Dots):
        for x, y in shape.points:
            yield x - shape.radius, y - shape.radius
            yield x + shape.radius, y + shape.radius
    else:
        for box in shape.boxes:
            yield box.x, box.y
            yield box.right, box.bottom


def of_kind(drawing: Drawing, kind: str) -> list[Shape]:
    return [shape for shape in drawing.shapes if shape.kind == kind]


def boxes(drawing: Drawing, kind: str) -> list[Box]:
    return [box for shape in of_kind(drawing, kind) if isinstance(shape, Boxes) for box in shape.boxes]


def path(drawing: Drawing, kind: str) -> str:
    """The last lines of a kind, below those of the legend."""
    found = [shape.path for shape in of_kind(drawing, kind) if isinstance(shape, Lines)]
    return found[-1] if found else ""


def check_place(drawing: Drawing) -> None:
    """No two texts overlap, and nothing leaves the drawing."""
    overlapping = [
        (one.text, other.text) for one, other in combinations(drawing.texts, 2) if touches(one.box, other.box)
    ]
    assert overlapping == []
    for text in drawing.texts:
        box = text.box
        assert box.x >= -0.06, text
        assert box.y >= 0, text
        assert box.right <= drawing.width + 0.06, text
        assert box.bottom <= drawing.height, text
    for shape in drawing.shapes:
        for x, y in corners(shape):
            assert -0.06 <= x <= drawing.width + 0.06, shape.kind
            assert -0.06 <= y <= drawing.height + 0.06, shape.kind
