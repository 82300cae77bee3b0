"""The drawings of the clinician's page: their coordinates, and texts that neither touch nor leave the paper."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from builders import day
from effort import dear
from legdiary.render.page.charts.night_by_night import A4, LETTER, PHONE, night_by_night
from legdiary.render.page.charts.picture import Amounts, Band, Night, NightSleep, Picture, Tick, TrendLine
from legdiary.render.page.charts.shapes import NARROW, WIDE, Boxes, Dots, Lines, touches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.render.page.charts.shapes import Box, Drawing, Shape

FIRST = day("2026-07-03")
_COORDINATE = re.compile(r"([MLHVZ])([^MLHVZ]*)")


def picture(number: int = 30, **fields: Any) -> Picture:
    made: dict[str, Any] = {
        "first": FIRST, "nights": (Night(severity=5),) * number, "bands": (Band(0, number, "baseline", "base", 5.0),),
        "by": "step", "amounts": (), "trend": None, "events": (), "further_events": (), "events_rule": "",
        "title": "Night by night", "says": "Nights.",
    }  # fmt: skip
    return Picture(**(made | fields))


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


# ---------------------------------------------------------------------- any diary


def scores() -> Any:
    return st.none() | st.integers(0, 10)


def amounts_of(targets: list[int], nights: int, spread: int, unit: str) -> Amounts:
    """A plan over the last two thirds of the nights, and amounts about it."""
    begins = nights // 3
    each = max(1, (nights - begins) // len(targets))
    planned = tuple(None if n < begins else targets[min(len(targets) - 1, (n - begins) // each)] for n in range(nights))
    taken = tuple(
        None if n % 7 == 3 else (planned[n] or targets[0]) + (n % 3 - 1) * spread * (n % 5 == 0) for n in range(nights)
    )
    taken = tuple(None if amount is None else max(0, amount) for amount in taken)
    over = frozenset(n for n in range(begins, nights) if n % 31 == 0 and taken[n] is not None)
    return Amounts("Kratom" if unit == "g" else "7-OH", unit, 1000, planned, taken, over, "over by 0.5 g or more")


@st.composite
def any_picture(draw: st.DrawFn) -> Picture:
    nights = draw(
        st.sampled_from([1, 2, 3, 9, 31, 62, 63, 143, 200, 201, 370, 1200, 1830, 1831, 4000]) | st.integers(1, 400)
    )
    cycle = draw(st.lists(scores(), min_size=1, max_size=9))
    bed, long, latency = draw(st.integers(-60, 1200)), draw(st.integers(1, 900)), draw(st.none() | st.integers(0, 200))
    sleeps = [
        None,
        NightSleep(total_only=True),
        NightSleep(bed, bed, None if latency is None else min(bed + latency, bed + long), bed + long, bed + long + 20,
                   awake_min=draw(st.none() | st.integers(0, 900)), feet_min=draw(st.none() | st.integers(0, 90))),
    ]  # fmt: skip
    chosen = draw(st.lists(st.sampled_from(sleeps), min_size=1, max_size=8))
    onset = draw(st.none() | st.integers(0, 1439))
    turns = sorted(draw(st.sets(st.integers(0, nights), max_size=min(40, nights))) | {0, nights})
    bands = tuple(
        Band(begin, before, "step", draw(st.sampled_from(["12", "10.8", "2.2", "0.125", "1250"])), 4.5)
        for begin, before in pairwise(turns)
    )
    targets = sorted(draw(st.lists(st.integers(0, 15_000), min_size=1, max_size=27)), reverse=True)
    events = tuple(
        Tick(at, min(nights - 1, at + draw(st.integers(0, 9))), letter, "an event")
        for at, letter in zip(sorted(draw(st.lists(st.integers(0, nights - 1), max_size=6))), "ABCDEF", strict=False)
    )
    every = [amounts_of(targets, nights, draw(st.integers(0, 9000)), unit) for unit in ("g", "mg")]
    return picture(
        nights,
        nights=tuple(
            Night(cycle[n % len(cycle)], n % 11 == 5, None if n % 3 else onset, chosen[n % len(chosen)])
            for n in range(nights)
        ),
        bands=bands,
        amounts=tuple(every[: draw(st.integers(0, 2))]),
        trend=draw(st.none() | st.just(TrendLine(0, nights - 1, nights / 2, 5, 3 / nights, 1 / nights, 9 / nights))),
        events=events,
    )


@given(any_picture(), st.sampled_from([(WIDE, A4), (WIDE, LETTER), (NARROW, PHONE)]))
@dear(80)
def test_no_text_touches_another_and_nothing_leaves_the_drawing(of: Picture, size: Any) -> None:
    width, tall = size
    check_place(night_by_night(of, width, tall))
