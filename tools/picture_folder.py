"""Pictures to look at, as PNG: the clinician's page on paper and screens, and the screens of a terminal.

    python tools/picture_folder.py FOLDER        # or: just pictures FOLDER

The page of the made-up diary on A4 and Letter (from the browser and from typst), at 1280 px light and dark, and at
360 px; report, card, week and charts at 80 and 40 columns, light and dark. Needs Chromium, playwright and pdftoppm
(Debian: chromium, poppler-utils). Nothing of a real diary is read.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from pictures import Picture, drawn
from world import passing_world

if TYPE_CHECKING:
    from collections.abc import Iterator

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu"]
QUESTION = "Shall I stay at 2.2 g for a while, now that my legs are worse?"
PAPERS = ("a4", "letter")
SCREENS: dict[str, dict[str, Any]] = {
    "1280": {"viewport": {"width": 1280, "height": 900}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "360": {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2},
}
#: A screenshot is cut into pieces of this height, which can still be read.
PIECE = 1600
TYPED = {
    "report": ("report", "--taper"),
    "card": (),
    "week": ("week",),
    "report-full": ("report", "--taper", "--full", "--no-pager"),
    "taper": ("taper", "show", "--chart"),
    "doses": ("doses",),
}


def main(folder: Path) -> None:
    """Write every picture, and name each as it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for path in (*_pages(folder, browser), *_terminals(folder, browser)):
            print(path)
        browser.close()


def _pages(folder: Path, browser: Any) -> Iterator[Path]:
    with passing_world() as world, tempfile.TemporaryDirectory() as made:
        world.typed("legdiary demo --output demo.db")
        for paper in PAPERS:
            for kind in ("html", "pdf"):
                page = Path(made, f"page-{paper}.{kind}")
                world.typed(
                    f"legdiary --diary demo.db export {kind} --paper {paper} --question '{QUESTION}' --output {page}"
                )
            yield from _printed(folder, browser, Path(made, f"page-{paper}.html"), f"page-{paper}")
            yield from _sheets(folder, Path(made, f"page-{paper}.pdf"), f"page-{paper}-typst")
        for name, look in SCREENS.items():
            yield from _screenshots(folder, browser, Path(made, "page-a4.html"), f"page-{name}", look)


def _printed(folder: Path, browser: Any, page: Path, name: str) -> Iterator[Path]:
    context = browser.new_context(offline=True)
    shown = context.new_page()
    shown.goto(page.as_uri())
    printed = page.with_name(f"{name}-printed.pdf")
    printed.write_bytes(shown.pdf(prefer_css_page_size=True, print_background=True))
    context.close()
    yield from _sheets(folder, printed, name)


def _sheets(folder: Path, pdf: Path, name: str) -> Iterator[Path]:
    subprocess.run(["pdftoppm", "-r", "120", "-png", str(pdf), str(folder / name)], check=True)
    yield from sorted(folder.glob(f"{name}-[0-9]*.png"))


def _screenshots(folder: Path, browser: Any, page: Path, name: str, look: dict[str, Any]) -> Iterator[Path]:
    context = browser.new_context(offline=True, **look)
    shown = context.new_page()
    shown.goto(page.as_uri())
    tall, wide = shown.evaluate("document.documentElement.scrollHeight"), look["viewport"]["width"]
    for number, top in enumerate(range(0, tall, PIECE), start=1):
        path = folder / f"{name}-{number}.png"
        piece = {"x": 0, "y": top, "width": wide, "height": min(PIECE, tall - top)}
        shown.screenshot(path=str(path), clip=piece, full_page=True)
        yield path
    context.close()


def _terminals(folder: Path, browser: Any) -> Iterator[Path]:
    context = browser.new_context(offline=True, viewport={"width": 1100, "height": 800})
    shown = context.new_page()
    for name, typed in TYPED.items():
        for columns in (80, 40):
            for light in (False, True):
                picture = f"{name}-{columns}-{'light' if light else 'dark'}"
                svg = drawn(Picture(picture, typed, columns=columns, is_light=light))
                shown.set_content(f"<body style='margin:0;width:{columns * 12 + 40}px'>{svg}</body>")
                path = folder / f"{picture}.png"
                shown.locator("svg").screenshot(path=str(path))
                yield path
    context.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and its folder
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
