"""The clinician's page in a real browser: Debian's Chromium, with the network off.

Skipped where it is missing: `apt-get install chromium` and `pip install playwright` (no browser download is needed).
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest
from test_page_html import hostile_sheet
from test_page_sheet import demo_sheet, full_sheet

from legdiary.render.page.html import page_html

if TYPE_CHECKING:
    from collections.abc import Iterator

CHROMIUM = Path("/usr/bin/chromium")
playwright: Any = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: apt-get install chromium")

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic",
)  # fmt: skip
PHONE, A4 = {"width": 360, "height": 740}, {"width": 794, "height": 1123}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    sheets = {
        "demo": demo_sheet(),
        "full": full_sheet(name="J. D."),
        "hostile": hostile_sheet("</p><script>document.title='owned'</script>" + "W" * 17),
    }
    for name, sheet in sheets.items():
        (folder / f"{name}.html").write_text(page_html(sheet), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in sheets}


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


@pytest.mark.parametrize("size", [PHONE, A4], ids=["phone", "a4"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["demo", "full", "hostile"])
def test_it_opens_by_itself_and_fits(
    name: str, scheme: str, size: dict[str, int], browser: Any, pages: dict[str, Path]
) -> None:
    with Opened(browser, pages[name], viewport=size, color_scheme=scheme) as opened:
        assert opened.complaints == []
        assert opened.requests == [pages[name].as_uri()]
        assert opened.page.title().startswith("Restless legs")
        wide, window = opened.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= window
        ground = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(16, 22, 27)" if scheme == "dark" else "rgb(255, 255, 255)")
        shown = opened.page.evaluate(
            "[...document.querySelectorAll('svg.chart')].filter(each => each.getBoundingClientRect().width > 0).length"
        )
        assert shown == 2


def test_at_a_screens_width_the_table_of_steps_is_whole(browser: Any, pages: dict[str, Path]) -> None:
    with Opened(browser, pages["full"], viewport={"width": 1200, "height": 900}) as opened:
        assert opened.page.evaluate(
            "[...document.querySelectorAll('.scroll')].every(each => each.scrollWidth <= each.clientWidth)"
        )


def test_a_screen_reader_finds_headings_tables_and_drawings(browser: Any, pages: dict[str, Path]) -> None:
    with Opened(browser, pages["full"], viewport=A4) as opened:
        tree = opened.page.locator("body").aria_snapshot()
    assert 'heading "Restless legs and kratom taper, 5 Jul–21 Nov 2026" [level=1]' in tree
    found = re.findall(r'heading "([^"]+)" \[level=2\]', tree)
    assert [heading.split(" ")[0] for heading in found[1:9]] == [str(number) for number in range(1, 9)]
    assert found[-1] == "When to seek help"
    assert len(re.findall(r"- table ", tree)) == 6
    assert 'columnheader "median (IQR)"' in tree or 'columnheader "severity, median and quartiles"' in tree
    assert 'rowheader "baseline"' in tree
    drawings = re.findall(r"img \"(.*?)\"'?(.*)", tree)
    assert [name.split(",")[0] for name, _ in drawings] == [
        "Severity of restless legs by night",
        "Clock time at which restless legs began",
    ]
    assert {rest for _, rest in drawings} == {""}
    assert "banner" in tree
    assert "main" in tree


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", ["demo", "full"])
def test_a_taper_of_four_months_prints_on_three_pages(
    name: str, paper: str, browser: Any, pages: dict[str, Path]
) -> None:
    with Opened(browser, pages[name], viewport=A4, color_scheme="dark") as opened:
        printed = opened.page.pdf(format=paper, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= 3


def test_pictures_to_look_at(browser: Any, pages: dict[str, Path]) -> None:
    """With LEGDIARY_PICTURES=folder, the page as it looks; without it nothing is written."""
    folder = PICTURES
    if not folder:
        pytest.skip("set LEGDIARY_PICTURES=folder to have pictures")
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name in ("demo", "full"):
        looks: dict[str, dict[str, Any]] = {
            "light": {"viewport": {"width": 1100, "height": 900}},
            "dark": {"viewport": {"width": 1100, "height": 900}, "color_scheme": "dark"},
            "phone": {"viewport": PHONE, "device_scale_factor": 2},
        }
        for look, context in looks.items():
            with Opened(browser, pages[name], **context) as opened:
                opened.page.screenshot(path=str(Path(folder) / f"{name}-{look}.png"), full_page=True)


PICTURES = os.environ.get("LEGDIARY_PICTURES", "")
