"""The pictures of the documentation: real commands on a pseudo-terminal, drawn by rich's own SVG export.

`python tools/make_docs.py pictures` writes all of them. The made-up diary is their only content; nothing in a picture
is fetched from anywhere: rich's template names fonts of a web service, ours names fonts that computers have.
"""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from world import passing_world

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_PATIENCE_S = 20.0
_ROWS = 60
_ASKS = (b"> ", b"[y/N] ")
_NEXT_MORNING = "2026-11-23T08:10-05:00"
_EVENING = "2026-11-22T20:40-05:00"
#: The dashboard, and the size at which it is drawn.
DASHBOARD, _WIDE = "dashboard", (120, 26)

#: A dark terminal; every colour is at least 7 : 1 against its background, dimmed text at least 4.5 : 1.
_THEME = TerminalTheme(
    (22, 27, 34),
    (230, 237, 243),
    [
        (72, 79, 88), (255, 161, 152), (126, 231, 135), (242, 204, 96), (121, 192, 255), (210, 168, 255),
        (118, 227, 234), (230, 237, 243),
    ],
)  # fmt: skip
#: A light one: every colour that a light theme uses is at least 4.5 : 1 against its background.
_LIGHT_THEME = TerminalTheme(
    (255, 255, 255),
    (31, 35, 40),
    [
        (31, 35, 40), (180, 35, 24), (17, 99, 41), (125, 78, 0), (9, 80, 174), (130, 37, 160),
        (6, 96, 112), (110, 119, 129),
    ],
)  # fmt: skip
#: What a terminal says of its colours in COLORFGBG: light on dark, dark on light.
_GROUNDS = {False: "15;0", True: "0;15"}
_FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, &apos;DejaVu Sans Mono&apos;, monospace"
_FORMAT = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<style>
.{unique_id}-matrix {{ font-family: FONTS; font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-family: FONTS; font-size: 15px; }}
{styles}
</style>
<defs>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
""".replace("FONTS", _FONTS)
#: How wide a character is to its height, in most fonts of the list.
_ASPECT = 0.602
_CIRCLES = re.compile(r'\s*<g transform="translate\(26,22\)">.*?</g>', re.DOTALL)
_SHOWN = re.compile(r"<text [^>]*>(.*?)</text>", re.DOTALL)


@dataclass(frozen=True)
class Picture:
    """What is typed, on how wide and how bright a terminal, when, what is answered, and whether a diary is there."""

    name: str
    typed: tuple[str, ...]
    columns: int = 80
    now: str | None = None
    answers: tuple[str, ...] = ()
    is_first: bool = False
    is_light: bool = False


PICTURES = (
    Picture("week", ("week",)),
    Picture("week-40", ("week",), columns=40),
    Picture("card", ()),
    Picture("card-40", (), columns=40),
    Picture("card-light", (), is_light=True),
    Picture("doses", ("doses", "--taper")),
    Picture("taper-chart", ("taper", "show", "--chart")),
    Picture("report", ("report", "--taper")),
    Picture("checkin", ("checkin",), now=_NEXT_MORNING, answers=("6", "20:30", "calves", "22:50-6:20", "40 55")),
    Picture(
        "start",
        ("start",),
        now="2026-11-20T21:40-05:00",
        is_first=True,
        answers=("", "", "", "", "", "", "7", "20:30", "legs", "", "2g 13:20", "2.5g", "", "200mg glycinate"),
    ),
    Picture("help", ("--help",)),
)


def make_all(folder: Path) -> Iterator[Path]:
    """Write every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, svg in ((DASHBOARD, dashboard()), *((picture.name, drawn(picture)) for picture in PICTURES)):
        path = folder / f"{name}.svg"
        path.write_text(svg, encoding="utf-8")
        yield path


def dashboard() -> str:
    """The dashboard on a wide terminal, as SVG."""
    from dashboard_picture import picture
    from legdiary.cli.views.dashboard import run_of

    with passing_world() as world:
        world.now = _EVENING
        run = run_of({**world.environment(), "COLORFGBG": _GROUNDS[False]}, None, lambda: None)
        # The words of once a day would be noted outside this world.
        return picture(replace(run, is_emergency_due=lambda _: False), {DASHBOARD: ()}, *_WIDE)[DASHBOARD]


def drawn(picture: Picture) -> str:
    """One picture as SVG."""
    with passing_world() as world:
        world.now = picture.now or world.now
        environment = {name: value for name, value in world.environment().items() if name != "COLUMNS"}
        if picture.is_first:
            environment["LEGDIARY_DIARY"] = f"{world.home}/diary.db"
        shown = _on_terminal(picture, environment | _terminal(picture), world.home)
        shown = shown.replace(f"{world.home}", "/home/you")
    title = " ".join(["legdiary", *picture.typed])
    console = Console(
        record=True, file=io.StringIO(), width=picture.columns, force_terminal=True, color_system="standard",
        highlight=False, legacy_windows=False,
    )  # fmt: skip
    for line in shown.rstrip("\n").split("\n"):
        console.print(Text.from_ansi(line), no_wrap=False, soft_wrap=False)
    svg = console.export_svg(
        title=title, theme=_LIGHT_THEME if picture.is_light else _THEME, code_format=_FORMAT,
        font_aspect_ratio=_ASPECT, unique_id=picture.name,
    )  # fmt: skip
    # Without it a font of another width would leave seams between the blocks of a bar.
    svg = _CIRCLES.sub("", svg).replace(" textLength=", ' lengthAdjust="spacingAndGlyphs" textLength=')
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def _terminal(picture: Picture) -> dict[str, str]:
    return {"TERM": "xterm-256color", "COLORFGBG": _GROUNDS[picture.is_light]}


def words(svg: str) -> str:
    """The text of a picture, as it is read."""
    return "\n".join(unescape(text).replace("\xa0", " ") for text in _SHOWN.findall(svg))


def _on_terminal(picture: Picture, environment: dict[str, str], home: Path) -> str:
    """What is on the terminal in the end, with its escape codes."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, picture.columns, 0, 0))
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "legdiary", *picture.typed],
            stdin=theirs, stdout=theirs, stderr=theirs, env={**environment, "PAGER": ""}, cwd=home,
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        shown = b"".join(_said(ours, list(picture.answers)))
        if process.wait(_PATIENCE_S):
            raise RuntimeError(shown.decode())
    finally:
        os.close(ours)
    return shown.decode().replace("\r\n", "\n")


def _said(ours: int, answers: Sequence[str]) -> Iterator[bytes]:
    rest = list(answers)
    heard = b""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        if not select.select([ours], [], [], 0.5)[0]:
            continue
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux: the other side is closed
            return
        if not part:
            return
        yield part
        heard = (heard + part)[-200:]
        if heard.endswith(_ASKS):
            heard = b""
            os.write(ours, f"{rest.pop(0) if rest else ''}\n".encode())
