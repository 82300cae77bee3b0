"""The clinician's page as a PDF: set by typst, tagged for screen readers (PDF/UA-1), with its fonts embedded.

Everything on the page goes to typst as data, never as source, so that nothing typed is ever read as markup. The fonts
are those that typst brings, so that the page is the same everywhere. For scripts that they lack, the system's fonts are
used too; as a last resort a box stands for the character.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary import wording
from legdiary.errors import Refused
from legdiary.render.page.charts.shapes import text_width
from legdiary.render.page.drawings import draw_sheet, drawing_css
from legdiary.render.page.figure_marks import plain
from legdiary.render.page.first_sheet.paper import side_margin
from legdiary.render.page.fonts import font_folder
from legdiary.render.page.html import environment, template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.render.page.sheet import Grid, Part, Sheet

_STANDARD = "ua-1"


class PdfNeedsTypst(Refused):
    """A PDF without the extra that makes it."""

    def __init__(self) -> None:
        from legdiary.util.installation import this_installation

        super().__init__(
            "a PDF needs the extra 'pdf', which is not installed; you can print export html instead",
            this_installation().adding("pdf"),
        )


class PdfFailed(Refused):
    """A page that Typst refuses to set. Its own words may quote yours, so they are not shown."""

    def __init__(self) -> None:
        super().__init__("the PDF could not be made; nothing was written", "legdiary export html")


def load_typst() -> Any:
    """Return the library.

    Raises:
        PdfNeedsTypst: it is not.
    """
    try:
        return import_module("typst")
    except ImportError as error:
        raise PdfNeedsTypst from error


class PagePdf(NamedTuple):
    """The PDF of a page.

    Attributes:
        content: the bytes of the file.
        boxes: a character is in none of the fonts here: it shows as a box, and the file is not PDF/UA.
    """

    content: bytes
    boxes: bool


def page_pdf(sheet: Sheet) -> PagePdf:
    """Return the page as a PDF.

    Raises:
        PdfNeedsTypst: typst is not installed.
        PdfFailed: typst cannot set the page.
    """
    typst = load_typst()
    inputs = _inputs(sheet)
    source = template("page.typ").encode()
    failed: Exception | None = None
    for only_its_fonts, standard in ((True, _STANDARD), (False, _STANDARD), (False, None)):
        try:
            content = typst.compile(
                source,
                format="pdf",
                sys_inputs=inputs,
                font_paths=[str(font_folder())],
                ignore_system_fonts=only_its_fonts,
                pdf_standards=standard,
            )
        except RuntimeError as error:  # TypstError is one
            failed = error
        else:
            return PagePdf(content, boxes=standard is None)
    raise PdfFailed from failed


def _inputs(sheet: Sheet) -> dict[str, str]:
    charts: Any = environment().get_template("page_charts.svg.jinja").module
    css = drawing_css()
    drawn = draw_sheet(sheet).wide
    texts = asdict(sheet)
    del texts["details"], texts["typical"], texts["targets"]
    picture = texts.pop("picture")
    data = _plain(texts) | {
        "picture": {name: picture[name] for name in ("title", "says", "events", "events_rule")},
        "targets": [_plain({"says": bar.says, "well_over": bar.well_over}) for bar in sheet.targets],
        "typical": drawn.typical and {name: getattr(drawn.typical, name) for name in ("title", "says", "key")},
        "courses": f"{drawn.courses.title}. {drawn.courses.says}" if drawn.courses else "",
        "column": wording.one_column(drawn.nights.column),
        "made_on": [sheet.made_on.year, sheet.made_on.month, sheet.made_on.day],
        "margin": side_margin(sheet.paper),
        "details": [_block(parts, wide=wide) for wide, parts in sheet.blocks_of_details],
    }
    data["picture"]["events"] = [tick._asdict() for tick in sheet.picture.events]
    return {
        "sheet": json.dumps(data, ensure_ascii=False),
        "nights": str(charts.drawing("nights", drawn.nights, css)),
        **{f"bar-{n}": str(charts.drawing(f"bar-{n}", bar, css)) for n, bar in enumerate(drawn.bars)},
        **({"courses": str(charts.drawing("courses", drawn.courses, css))} if drawn.courses else {}),
        **({"typical": str(charts.drawing("typical", drawn.typical, css))} if drawn.typical else {}),
    }


def _plain(value: Any) -> Any:
    """Return the same with texts without the marks of their figures."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value


def _block(parts: Sequence[Part], *, wide: bool) -> dict[str, Any]:
    """Return a run of parts, those that stand side by side in two halves."""
    told = [
        _plain(asdict(part))
        | {
            "shares": [_shares(grid) for grid in part.grids],
            "even": any(len(grid.columns) > _FEW_COLUMNS and not grid.grouped for grid in part.grids),
        }
        for part in parts
    ]
    cut = len(parts) if wide else _half(parts)
    return {"wide": wide, "parts": told, "halves": [told[:cut], told[cut:]]}


def _half(parts: Sequence[Part]) -> int:
    """Return how many parts stand in the left half, so that both halves are about as high; the order is kept."""
    heights = [_height(part) for part in parts]
    return min(range(1, len(parts) + 1), key=lambda cut: max(sum(heights[:cut]), sum(heights[cut:])))


_CHARACTERS_A_LINE = 66
_NARROW = 66
#: A table with more columns than this gives all its room to the first, which names its rows.
_FEW_COLUMNS = 6


def _height(part: Part) -> int:
    """Return about how many lines a part takes in half the width of a sheet."""
    texts = sum(1 + len(line) // _CHARACTERS_A_LINE for line in (*part.lines, " ".join(part.notes)) if line)
    rows = [max(cell.count("\n") for cell in ("", *row.cells)) + 1 for grid in part.grids for row in grid.rows]
    return 3 + texts + 2 * len(part.grids) + sum(rows)


def _shares(grid: Grid) -> list[float]:
    """Return the shares of the width that the columns of a table get; 0 for a narrow one, which is as wide as it is."""
    rows = [(row.head, *row.cells) for row in grid.rows if row.cells]
    texts = [[column.heading, *(row[n] for row in rows)] for n, column in enumerate(grid.columns)]
    widths = [max(text_width(line) for text in of for line in plain(text).splitlines() or [""]) for of in texts]
    shares = [width if width > _NARROW else 0.0 for width in widths]
    return shares if any(shares) else [1.0, *shares[1:]]
