"""The drawings of a sheet, at the width of paper and screens and at that of a phone, and their colours for typst."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from legdiary.render.page.charts.course_bars import course_bars
from legdiary.render.page.charts.night_by_night import PHONE, night_by_night
from legdiary.render.page.charts.shapes import NARROW, WIDE
from legdiary.render.page.charts.target_bar import target_bar
from legdiary.render.page.charts.typical_hours import typical_hours

if TYPE_CHECKING:
    from legdiary.render.page.charts.night_by_night import Heights, NightByNight
    from legdiary.render.page.charts.shapes import Drawing
    from legdiary.render.page.charts.typical_hours import TypicalHours
    from legdiary.render.page.sheet import Sheet


class Drawn(NamedTuple):
    """The drawings of one width."""

    nights: NightByNight
    typical: TypicalHours | None
    bars: tuple[Drawing, ...]
    courses: Drawing | None


class SheetDrawings(NamedTuple):
    """The drawings of a sheet."""

    wide: Drawn
    narrow: Drawn


def draw_sheet(sheet: Sheet) -> SheetDrawings:
    """Return the drawings of a sheet."""
    return SheetDrawings(_draw(sheet, WIDE, sheet.heights), _draw(sheet, NARROW, PHONE))


def _draw(sheet: Sheet, width: int, heights: Heights) -> Drawn:
    rows = [row for part in sheet.details for row in part.courses]
    return Drawn(
        night_by_night(sheet.picture, width, heights),
        typical_hours(sheet.typical, width, sheet.typical_unit) if sheet.typical else None,
        tuple(target_bar(bar.of, width, told_beside=True) for bar in sheet.targets),
        course_bars(rows, sheet.picture.first, len(sheet.picture.nights), width) if rows else None,
    )


@cache
def drawing_css() -> str:
    """Return the style of the drawings in the colours of paper, for typst, which knows no variables."""
    colours = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", _template("page.css").partition("}")[0]))
    css = re.sub(r"var\(--([\w-]+)\)", lambda found: colours[found[1]], _template("drawings.css"))
    return css.replace(".drawing ", "")


def _template(name: str) -> str:
    return files("legdiary.render.page").joinpath("templates", name).read_text(encoding="utf-8")
