"""The first sheet of paper: how much room its words take, and what is left for the drawings.

Everything on the first sheet has its place, so nothing may push it onto a second one. Words come first; the drawings
take what is left, down to the least height at which they can be read; below that the tables lose their last rows, which
the second sheet has. Sizes are in CSS pixels, of which 96 make an inch; 10 of them are 7.5 pt, the smallest text.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from legdiary.humanize import MISSING
from legdiary.render.page.charts.columns import columns
from legdiary.render.page.charts.night_by_night import A4, height_of
from legdiary.render.page.charts.shapes import TEXT_SIZE, WIDE, text_width
from legdiary.render.page.charts.target_bar import target_bar
from legdiary.render.page.charts.typical_hours import typical_hours
from legdiary.render.page.figure_marks import plain
from legdiary.render.page.sheet import Part
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.domain.input.paper import Paper
    from legdiary.render.page.charts.night_by_night import Heights
    from legdiary.render.page.charts.picture import Picture
    from legdiary.render.page.sheet import Grid, Row, Sheet

#: The width of what is printed, on either paper.
PRINTED_WIDTH: Final = 714
_SHEET_HEIGHTS: Final = {"a4": 1122, "letter": 1056}
_SHEET_WIDTHS: Final = {"a4": 793, "letter": 816}
#: The margins above and below, as page.css has them; the lower one holds the number of the page.
_MARGINS: Final = 28 + 34


def lines_of(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """Return how many lines a text takes, broken between words; 0 for an empty one."""
    lines, used = 0, math.inf
    for word in text.split():
        wide = _width(word, size, bold=bold)
        if used + _width(" ", size) + wide > width:
            lines += max(1, math.ceil(wide / width))
            used = wide % width if wide > width else wide
        else:
            used += _width(" ", size) + wide
    return lines


def _width(text: str, size: float, *, bold: bool = False) -> float:
    return text_width(text, bold=bold) * size / TEXT_SIZE


def word_width(text: str) -> float:
    """Return the width of a bold word in the size of tables."""
    return _width(text, _SMALL, bold=True)


def side_margin(paper: Paper) -> float:
    """Return the margin at the left and at the right."""
    return (_SHEET_WIDTHS[paper] - PRINTED_WIDTH) / 2


def sheet_height(paper: Paper) -> int:
    """Return the height of what is printed on a sheet."""
    return _SHEET_HEIGHTS[paper] - _MARGINS


# ---------------------------------------------------------------------- what the words take

#: Sizes of text and distances between lines, as page.css has them for print.
_SAYS, _SAYS_LINE = 12.2, 15.0
_MORE, _MORE_LINE = 10.2, 12.4
_SMALL, _SMALL_LINE = 10.0, 12.4
_QUESTION, _QUESTION_LINE = 13.0, 16.0
_HEADLINE_WIDTH = 326
_TITLE_SIZE = 19.0
_TITLE, _FACTS, _HEADING, _BAR_MARGINS, _ROW = 25.0, 18.0, 27.0, 10.0, 13.1
_BOX = 25.0
_SCALE = PRINTED_WIDTH / WIDE
_Panel: TypeAlias = Literal["raster", "amounts", "legs", "awake"]
_Limits: TypeAlias = tuple[tuple[_Panel, int], ...]
#: How high the panels of the drawing night by night may become where there is room.
_GROWS: _Limits = (("raster", 150), ("amounts", 120), ("legs", 110))
#: What gives way where there is none, in order: panels down to these heights, the raster and the staircase first; then
#: the last rows of the tables, down to so many; then the same once more.
_GIVES_WAY: tuple[tuple[_Limits, int], ...] = (
    ((("raster", 80), ("amounts", 70), ("legs", 76), ("awake", 18), ("raster", 58), ("legs", 56), ("amounts", 56)), 8),
    ((("raster", 46), ("amounts", 44), ("legs", 46)), 3),
)
#: Two substances share the height of their panels: each must be high enough for its steps to be seen.
_OF_TWO = 1.3
#: With more room left than this the parts stand below each other instead of being spread over the sheet.
_MOST_SPREAD = 70


def fit(sheet: Sheet) -> Sheet:
    """Return a sheet with the heights of its drawings, and without the rows of tables that have no room."""
    room = (sheet_height(sheet.paper) - words_height(sheet)) / _SCALE
    rows = longest = max((len(grid.rows) for grid in sheet.stretches), default=0)
    heights, height = A4, _measured(sheet.picture)
    if room - height(heights) >= 0:
        heights = _changed(sheet, heights, height, room, _GROWS)
    for limits, fewest in _GIVES_WAY:
        heights = _changed(sheet, heights, height, room, limits, shrink=True)
        lacking = math.ceil(max(0.0, -(room - height(heights))) * _SCALE / _ROW)
        left_out = min(lacking, max(0, rows - fewest))
        rows, room = rows - left_out, room + left_out * _ROW / _SCALE
    is_full = (room - height(heights)) * _SCALE <= _MOST_SPREAD
    return _without_last_rows(replace(sheet, heights=heights, is_full=is_full), longest - rows)


def _changed(
    sheet: Sheet,
    heights: Heights,
    height: Callable[[Heights], float],
    room: float,
    limits: _Limits,
    *,
    shrink: bool = False,
) -> Heights:
    """Return heights that use what is spare of the room, or give what it lacks, each panel up to its limit."""
    for panel, limit in limits:
        spare, tall = room - height(heights), getattr(heights, panel)
        if shrink:
            least = limit * _OF_TWO if panel == "amounts" and len(sheet.picture.amounts) > 1 else limit
            wanted = max(min(tall, least), tall + min(0.0, spare))
        else:
            wanted = min(max(tall, limit), tall + max(0.0, spare))
        heights = heights._replace(**{panel: round(wanted, 1)})
    return heights


def _measured(picture: Picture) -> Callable[[Heights], float]:
    """Return the function that tells how high the drawing night by night is, for heights of its panels."""
    found = columns(picture)
    return cache(lambda heights: height_of(picture, found, WIDE, heights))


def _without_last_rows(sheet: Sheet, rows: int) -> Sheet:
    """Return a sheet whose tables are lower by some rows; the rows they lose stand among the details.

    First go rows of which nothing is known in any stretch, then the last ones.
    """
    most = max((len(grid.rows) for grid in sheet.stretches), default=0) - rows
    shortened = tuple(replace(grid, rows=_shortened(grid.rows, most)) for grid in sheet.stretches)
    pairs = tuple(zip(sheet.all_stretches, shortened, strict=True))
    cut = tuple(_left_out(whole, short) for whole, short in pairs if len(whole.rows) > len(short.rows))
    if not cut:
        return sheet
    part = Part("stretches-further", f"{sheet.stretches_title}: further rows", grids=cut)
    return replace(sheet, stretches=shortened, details=(part, *sheet.details))


def _left_out(whole: Grid, short: Grid) -> Grid:
    """Return the rows that a table lost, below the row that counts its nights."""
    return replace(whole, rows=tuple(row for row in whole.rows if row.kind == "count" or row not in short.rows))


def _shortened(rows: tuple[Row, ...], most: int) -> tuple[Row, ...]:
    unknown = [row for row in rows if all(cell == MISSING for cell in row.cells)]
    left_out = unknown[::-1][: max(0, len(rows) - most)]
    return tuple(row for row in rows if row not in left_out)[:most]


def _head(sheet: Sheet) -> float:
    """Return the height of the title, with the facts beside it where they fit, else below it."""
    title = lines_of(sheet.title, PRINTED_WIDTH, _TITLE_SIZE, bold=True) * _TITLE
    name = _width(sheet.name or "", _QUESTION, bold=True) + 18
    beside = _width(sheet.title, _TITLE_SIZE, bold=True) + name + _width(sheet.made, _SMALL) + 18
    return title if beside <= PRINTED_WIDTH else title + _FACTS


def first_height(sheet: Sheet) -> int:
    """Return the height of the first sheet below its title: its parts are spread over it."""
    return math.floor(sheet_height(sheet.paper) - _head(sheet)) - 6


def words_height(sheet: Sheet) -> float:
    """Return how much of the height of a sheet everything but the drawings takes, in CSS pixels."""
    question = lines_of(plain(sheet.question or ""), PRINTED_WIDTH - 70, _QUESTION) or 1
    said = [
        lines_of(f"{line.label}  {plain(line.says)}", _HEADLINE_WIDTH, _SAYS, bold=True) * _SAYS_LINE
        + lines_of(plain(line.more), _HEADLINE_WIDTH, _MORE) * _MORE_LINE
        for line in sheet.headlines
    ]
    bars = sum(
        _BAR_MARGINS
        + target_bar(bar.of, WIDE, told_beside=True).height * _SCALE
        + lines_of(plain(f"{bar.says} {bar.well_over}"), PRINTED_WIDTH, _SMALL) * _SMALL_LINE
        for bar in sheet.targets
    )
    events = "  ".join(f"{tick.letter} {tick.says}" for tick in sheet.picture.events)
    tables = max((len(grid.rows) for grid in sheet.stretches), default=0)
    return (
        _head(sheet)
        + question * _QUESTION_LINE
        + _BOX
        + sum(max(pair) for pair in zip(said[::2], said[1::2], strict=True))
        + (lines_of(f"{sheet.totals}.", PRINTED_WIDTH - 24, _MORE) * _MORE_LINE + 3 if sheet.totals else 0)
        + bars
        + _HEADING
        + lines_of(events, PRINTED_WIDTH, _SMALL) * _SMALL_LINE
        + (_HEADING + typical_hours(sheet.typical, WIDE).height * _SCALE if sheet.typical else 0)
        + (_HEADING + _ROW * (tables + 1) if tables else 0)
        + lines_of(sheet.stretches_rule, PRINTED_WIDTH, _SMALL) * _SMALL_LINE
        + lines_of(sheet.foot, PRINTED_WIDTH, _SMALL) * _SMALL_LINE
        + 8
    )
