"""The clinician's page as HTML: one file with its styles and its drawings in it, no script, nothing fetched.

Autoescape is on for every template, and a value that is missing is an error, never an empty place.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from legdiary.render.page_chart import NARROW, WIDE, onset_chart, severity_chart

if TYPE_CHECKING:
    from legdiary.render.page_sheet import Sheet

#: The chart of onset stands beside its table.
ONSET_WIDTH = 360


def template(name: str) -> str:
    """A template of this folder, as text."""
    return files("legdiary.render").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """Where templates are found and how they are filled."""
    made = Environment(
        loader=FunctionLoader(template), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    made.filters["n"] = coordinate
    return made


def coordinate(value: float) -> str:
    """A place on a drawing, to a tenth."""
    return f"{round(value, 1) + 0.0:g}"


def page_html(sheet: Sheet) -> str:
    """The page, whole."""
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
