"""The clinician's page in a real browser: Debian's Chromium, with the network off.

Skipped where it is missing: `apt-get install chromium` and `pip install playwright` (no browser download is needed).
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest
from test_drawings import CASES, case
from test_page_html import hostile_sheet
from test_page_sheet import QUESTION, beside, demo_logged, full_logged, full_sheet

from legdiary.render.page.build_sheet import build_sheet
from legdiary.render.page.first_sheet.paper import PRINTED_WIDTH, sheet_height
from legdiary.render.page.html import page_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.domain.input.paper import Paper

CHROMIUM = Path("/usr/bin/chromium")
playwright: Any = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: apt-get install chromium")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext (Debian: poppler-utils)")

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic",
)  # fmt: skip
PHONE, SCREEN = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
PAPER = {"width": PRINTED_WIDTH, "height": 1122}
PAPERS: tuple[Paper, ...] = ("a4", "letter")
#: 7.5 pt, and what a browser may round off.
LEAST_TEXT_PX = 9.99

#: Every line of text that is shown: its place, its size in pixels, its words, and whether it is in a box that scrolls.
TEXTS = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, of = node.parentElement;
    if (!node.textContent.trim() || of.closest('.unseen, title, desc, style')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const svg = of.closest('svg');
    const boxes = svg ? [of.getBoundingClientRect()] : [...range.getClientRects()];
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    const px = parseFloat(getComputedStyle(of).fontSize) * scale;
    for (const box of boxes)
      if (box.width > 0 && box.height > 0)
        found.push([box.left, box.top, box.right, box.bottom, px, node.textContent.trim(), !!of.closest('.scroll')]);
  }
  return found;
}"""
BOTTOM = "document.querySelector('.first').getBoundingClientRect().bottom"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return Pages(tmp_path_factory.mktemp("pages"))


class Pages:
    """Pages as files, each made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, name: str, paper: Paper = "a4") -> Path:
        path = self._folder / f"{name}-{paper}.html".replace(" ", "-")
        if not path.exists():
            path.write_text(page_html(self._sheet(name, paper)), encoding="utf-8")
        return path

    @staticmethod
    def _sheet(name: str, paper: Paper) -> Any:
        if name == "hostile":
            return hostile_sheet("</p><script>document.title='owned'</script>" + "W" * 17, paper)
        if name == "full":
            return full_sheet(name="J. D.")
        of = full_logged() if name == "demo" else demo_logged()
        return build_sheet(case(name), beside(of, question=QUESTION), paper)


class Opened:
    """A page, and everything it asked for or complained of."""

    def __init__(self, browser: Any, path: Path, **context: Any) -> None:
        self.context = browser.new_context(offline=True, **context)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["demo", "hostile"])
def test_it_opens_by_itself_and_fits(name: str, scheme: str, size: dict[str, int], browser: Any, pages: Pages) -> None:
    path = pages(name)
    with Opened(browser, path, viewport=size, color_scheme=scheme) as opened:
        assert opened.complaints == []
        # The font is in the page: an address that begins with data: asks nobody.
        assert [each for each in opened.requests if not each.startswith("data:font/woff2")] == [path.as_uri()]
        assert opened.page.title().startswith("Restless legs")
        assert opened.page.evaluate("document.fonts.check('12px Arimo')")
        wide, window = opened.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= window
        ground = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(16, 22, 27)" if scheme == "dark" else "rgb(255, 255, 255)")


#: A sheet of paper as the browser lays it out for print, a screen, a phone.
SIZES = {"a4": PAPER, "letter": PAPER, "1280": SCREEN, "360": PHONE}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [*CASES, "hostile"])
@pytest.mark.thinned(5)
def test_nothing_overlaps_or_is_cut_off(name: str, size: str, browser: Any, pages: Pages) -> None:
    paper: Paper = "letter" if size == "letter" else "a4"
    with Opened(browser, pages(name, paper), viewport=SIZES[size]) as opened:
        if size in PAPERS:
            opened.page.emulate_media(media="print")
            assert opened.page.evaluate(BOTTOM) <= sheet_height(paper)
        texts = opened.page.evaluate(TEXTS)
    assert len(texts) > 60
    if size in PAPERS:
        assert [text for *_, px, text, _ in texts if px < LEAST_TEXT_PX] == []
    wide = SIZES[size]["width"]
    assert [
        text for left, _, right, *_, text, scrolls in texts if (left < 0 or right > wide + 0.5) and not scrolls
    ] == []
    assert list(overlapping(texts)) == []


def overlapping(texts: list[Any]) -> Iterator[tuple[str, str]]:
    """Yield the texts whose letters touch: a line is a little lower than its box, above its capitals and below."""
    lines = sorted(
        (top + 0.15 * (bottom - top), bottom - 0.15 * (bottom - top), left, right, text)
        for left, top, right, bottom, _, text, _ in texts
    )
    for number, (_, bottom, left, right, text) in enumerate(lines):
        for other_top, _, other_left, other_right, other in lines[number + 1 :]:
            if other_top >= bottom:
                break
            if other_left < right - 1 and other_right > left + 1:
                yield text, other


def test_at_a_screens_width_the_table_of_steps_is_whole(browser: Any, pages: Pages) -> None:
    with Opened(browser, pages("full"), viewport={"width": 1200, "height": 900}) as opened:
        assert opened.page.evaluate(
            "[...document.querySelectorAll('.scroll')].every(each => each.scrollWidth <= each.clientWidth)"
        )


def test_a_phone_shows_headlines_and_the_first_drawing_without_scrolling_sideways(browser: Any, pages: Pages) -> None:
    with Opened(browser, pages("full"), viewport=PHONE) as opened:
        shown = opened.page.evaluate(
            "[...document.querySelectorAll('.summary, .targets, .nights, .typical, .stretches, svg.chart')]"
            ".filter(each => each.getBoundingClientRect().width > 0)"
            ".map(each => [each.getBoundingClientRect().left, each.getBoundingClientRect().right])"
        )
    # Five parts and three drawings of the first sheet, and that of the medicines.
    assert len(shown) == 5 + 4
    assert all(left >= 0 and right <= 360 for left, right in shown)


def test_a_screen_reader_finds_headings_tables_and_drawings(browser: Any, pages: Pages) -> None:
    with Opened(browser, pages("full"), viewport=SCREEN) as opened:
        tree = opened.page.locator("body").aria_snapshot()
    assert 'heading "Restless legs and kratom taper, 5 Jul–21 Nov 2026" [level=1]' in tree
    found = re.findall(r'heading "?([^"\[]+?)"? \[level=2\]', tree)
    assert found[:3] == ["Question", "In four lines", "Days on target"]
    assert found[3].startswith("Night by night")
    assert found[4].startswith("The typical 24 hours")
    assert found[5] == "Baseline, hardest stretch, now"
    assert found[-1] == "When to seek help"
    assert len(re.findall(r"- table ", tree)) >= 10
    assert 'columnheader "median (IQR)"' in tree or 'columnheader "severity, median and quartiles"' in tree
    assert 'rowheader "baseline"' in tree
    drawings = re.findall(r"img \"(.*?)\"", tree)
    assert [re.split("[,:]", name)[0] for name in drawings] == [
        "Days on target", "Night by night", "The typical 24 hours", "Medicines and magnesium by date",
    ]  # fmt: skip
    assert "banner" in tree
    assert "main" in tree


@needs_poppler
@pytest.mark.parametrize("paper", PAPERS)
def test_in_print_the_first_sheet_is_exactly_one_page(paper: Paper, browser: Any, pages: Pages) -> None:
    with Opened(browser, pages("demo", paper), viewport=SCREEN, color_scheme="dark") as opened:
        printed = opened.page.pdf(prefer_css_page_size=True, print_background=True)
    told = subprocess.run(["pdftotext", "-layout", "-", "-"], input=printed, capture_output=True, check=True)
    first, second, *further = (" ".join(page.split()) for page in told.stdout.decode().split("\f"))
    assert first.startswith("Restless legs and kratom taper")
    assert "Details, and when to seek help: the next pages." in first
    assert "Changes that clinicians ask about" not in first
    assert "Changes that clinicians ask about" in second
    # A weekly taper of four months, with the empty text after the last page.
    assert len(further) <= 3
