"""Curves of a cost against the nights in a diary, as SVG: nights by powers of ten, the cost from 0."""

from __future__ import annotations

from html import escape
from math import log10
from typing import NamedTuple

_WIDTH, _HEIGHT = 720, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 210, 24, 52
_APART = 15
_COLOURS = ("#4477aa", "#ee6677", "#228833", "#aa8800", "#66ccee", "#aa3377", "#777777")
_DASHES = ("", "6 3", "2 3", "8 3 2 3", "12 4", "1 4", "4 2")


class Curve(NamedTuple):
    """What one command costs: (nights, cost), fewest nights first."""

    name: str
    points: list[tuple[int, float]]


def picture(curves: list[Curve], up: str, along: str) -> str:
    """The curves in one picture; told apart by their names at the right and by their dashes, not by colour alone."""
    nights = sorted({point for curve in curves for point, _ in curve.points})
    most = max((cost for curve in curves for _, cost in curve.points), default=1.0)
    top = 2 * (int(most / 2) + 1)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
            f'font-family="sans-serif" font-size="12"><title>{escape(up)} by {escape(along)}</title>'
        ),
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        *(_rung(cost, top) for cost in range(0, top + 1, 2)),
        *(_tick(many, nights) for many in nights),
        _text(_LEFT, 14, up),
        _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 10, along, "middle"),
    ]
    heights = _apart([_y(curve.points[-1][1], top) for curve in curves])
    for number, curve in enumerate(curves):
        colour, dashes = _COLOURS[number % len(_COLOURS)], _DASHES[number % len(_DASHES)]
        places = [(_x(many, nights), _y(cost, top)) for many, cost in curve.points]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        end_x, end_y = places[-1]
        parts += [
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>',
            *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places),
            (
                f'<line x1="{end_x + 5:.1f}" y1="{end_y:.1f}" x2="{end_x + 22:.1f}" y2="{heights[number]:.1f}" '
                f'stroke="{colour}"/>'
            ),
            _text(end_x + 26, heights[number] + 4, f"{curve.points[-1][1]:.1f}  {curve.name}"),
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _x(nights: int, every: list[int]) -> float:
    first, last = log10(every[0]), log10(every[-1])
    share = (log10(nights) - first) / (last - first) if last > first else 0.5
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(cost: float, top: int) -> float:
    return _HEIGHT - _BOTTOM - cost / top * (_HEIGHT - _TOP - _BOTTOM)


def _rung(cost: int, top: int) -> str:
    y = _y(cost, top)
    return (
        f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}" stroke="#dddddd"/>'
        f"{_text(_LEFT - 8, y + 4, str(cost), 'end')}"
    )


def _tick(nights: int, every: list[int]) -> str:
    return _text(_x(nights, every), _HEIGHT - _BOTTOM + 18, f"{nights:,}".replace(",", " "), "middle")


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#333333">{escape(text)}</text>'


def _apart(heights: list[float]) -> list[float]:
    """The heights of labels, moved down where they would stand on one another, all of them up again at the end."""
    placed = dict.fromkeys(range(len(heights)), 0.0)
    before = float("-inf")
    for number in sorted(placed, key=lambda each: heights[each]):
        before = placed[number] = max(heights[number], before + _APART)
    beyond = max(0.0, before - (_HEIGHT - _BOTTOM)) if heights else 0.0
    return [placed[number] - beyond for number in range(len(heights))]
