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

from legdiary.errors import Refused
from legdiary.render.page.charts import onset_chart, severity_chart
from legdiary.render.page.html import ONSET_WIDTH, environment, template

if TYPE_CHECKING:
    from legdiary.render.page.sheet import Sheet

_WIDTH = 720
_OF_PICTURE = ("title", "says", "onset_title", "onset_says", "ticks", "unit")
_STANDARD = "ua-1"
_FONTS = "font-family: 'Libertinus Serif'; font-feature-settings: 'tnum'"
#: Styles of the drawings for paper: typst does not read the page's style sheet.
_CSS = (
    f"text{{fill:#55626e;font-size:10px;{_FONTS}}}.letter{{fill:#16202a;font-weight:bold}}"
    ".band{fill:#f1f5f6}.rule{stroke:#dfe5e9;stroke-width:1;fill:none}.axis{stroke:#7a8892;stroke-width:.8;fill:none}"
    ".bad{stroke:#7a8892;stroke-width:.8;stroke-dasharray:2 3;fill:none}"
    ".nightly{stroke:#7a8892;stroke-width:.7;fill:none}"
    ".night,.taken{fill:#4b5a66}.recalled{fill:#fff;stroke:#4b5a66;stroke-width:1}.missing{stroke:#7a8892;stroke-width:1}"
    ".median{stroke:#0a6a74;stroke-width:3}.mark{fill:#16202a}.planned{stroke:#0a6a74;stroke-width:1.6;fill:none}"
)


class PdfNeedsTypst(Refused):
    """A PDF without the extra that makes it."""

    def __init__(self) -> None:
        super().__init__(
            "a PDF needs the extra 'pdf', which is not installed; export html prints as well",
            "pip install 'legdiary[pdf]'",
        )


class PdfFailed(Refused):
    """A page that Typst refuses to set; its own words may quote what was typed, so they are not shown."""

    def __init__(self) -> None:
        super().__init__("the PDF could not be set, and nothing was written", "legdiary export html")


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
                source, format="pdf", sys_inputs=inputs, ignore_system_fonts=only_its_fonts, pdf_standards=standard
            )
        except RuntimeError as error:  # TypstError is one
            failed = error
        else:
            return PagePdf(content, boxes=standard is None)
    raise PdfFailed from failed


def _inputs(sheet: Sheet) -> dict[str, str]:
    charts: Any = environment().get_template("page_charts.svg.jinja").module
    picture = sheet.picture
    chart = severity_chart(picture, _WIDTH)
    data = asdict(sheet)
    data["made_on"] = [sheet.made_on.year, sheet.made_on.month, sheet.made_on.day]
    data["picture"] = {name: data["picture"][name] for name in _OF_PICTURE}
    data["key"] = {
        "hollow": bool(chart.hollow),
        "missing": bool(chart.missing),
        "planned": bool(chart.planned),
        "on_top": bool(chart.frame.band_labels),
        "taken": bool(chart.taken),
        "onset": picture.has_onset,
    }
    return {
        "sheet": json.dumps(data, ensure_ascii=False),
        "severity": str(charts.severity("severity", chart, "", "", _CSS)),
        "onset": str(charts.onset("onset", onset_chart(picture, ONSET_WIDTH), "", "", _CSS)),
    }
