"""The clinician's page as HTML: one file that holds its styles, its font and its drawings, and fetches nothing.

Autoescape is on for every template, and a missing value is an error, never a blank. A figure that a text marks becomes
a `data-figure`, wherever the text stands.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from legdiary import wording
from legdiary.render.page.drawings import draw_sheet
from legdiary.render.page.figure_marks import pieces
from legdiary.render.page.first_sheet.paper import first_height, side_margin
from legdiary.render.page.fonts import font_faces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.render.page.sheet import Sheet

_PIECES_A_CHUNK = 500


def template(name: str) -> str:
    """Return a template of this folder as text."""
    return files("legdiary.render.page").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """Return the Jinja environment of the page's templates."""
    made = Environment(
        loader=FunctionLoader(template),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        finalize=_with_figures,
    )
    made.filters["n"] = coordinate
    return made


def coordinate(value: float) -> str:
    """Return a coordinate as text, to a tenth."""
    return f"{round(value, 1) + 0.0:g}"


def _with_figures(value: object) -> object:
    """Return a text with its figures as elements; everything else as it is."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    found = tuple(pieces(value))
    if not any(each.figure for each in found):
        return value
    return Markup("").join(
        Markup('<span data-figure="{}">{}</span>').format(each.figure, each.text) if each.figure else each.text
        for each in found
    )


def page_html(sheet: Sheet) -> str:
    """Return the page as one HTML document."""
    return "".join(html_pieces(sheet))


def page_chunks(sheet: Sheet) -> Iterator[bytes]:
    """Yield the page in chunks, as they are written to a file."""
    of = html_pieces(sheet)
    while pieces_of_chunk := list(islice(of, _PIECES_A_CHUNK)):
        yield "".join(pieces_of_chunk).encode()


def html_pieces(sheet: Sheet) -> Iterator[str]:
    """Return the page as an HTML document in pieces, of which a long table has several a row."""
    drawn = draw_sheet(sheet)
    return (
        environment()
        .get_template("page.html.jinja")
        .generate(
            sheet=sheet,
            css=Markup(font_faces() + template("page.css") + template("drawings.css")),  # noqa: S704 - our own files; nothing typed is in them
            drawn=drawn,
            column=wording.one_column(drawn.wide.nights.column),
            first=first_height(sheet),
            margin=side_margin(sheet.paper),
        )
    )
