"""The clinician's page as HTML: one file that holds its styles and drawings, without scripts or anything to fetch.

Autoescape is on for every template, and a missing value is an error, never a blank.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from legdiary.render.page.charts import NARROW, WIDE, onset_chart, severity_chart

if TYPE_CHECKING:
    from legdiary.render.page.sheet import Sheet

#: The width of the chart of onset, which stands beside its table.
ONSET_WIDTH = 360


def template(name: str) -> str:
    """Return a template of this folder as text."""
    return files("legdiary.render.page").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """Return the Jinja environment of the page's templates."""
    made = Environment(
        loader=FunctionLoader(template), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    made.filters["n"] = coordinate
    return made


def coordinate(value: float) -> str:
    """Return a coordinate as text, to a tenth."""
    return f"{round(value, 1) + 0.0:g}"


def page_html(sheet: Sheet) -> str:
    """Return the page as one HTML document."""
    return (
        environment()
        .get_template("page.html.jinja")
        .render(
            sheet=sheet,
            css=Markup(template("page.css")),  # noqa: S704 - our own file; nothing typed is in it
            wide=severity_chart(sheet.picture, WIDE),
            narrow=severity_chart(sheet.picture, NARROW),
            began=onset_chart(sheet.picture, ONSET_WIDTH),
        )
    )
