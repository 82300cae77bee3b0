"""The colours of each theme can be read on its background: contrast by WCAG 2, with the sixteen colours of xterm."""

from __future__ import annotations

import re

import pytest

from legdiary.render.terminal import styles
from legdiary.render.terminal.layout import Span
from legdiary.render.terminal.styled_text import paint_lines
from legdiary.settings import THEMES

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
#: The colours of xterm, which has the darkest yellow, green and cyan of all and the palest on white.
COLOURS = {
    "31": (205, 0, 0), "32": (0, 205, 0), "33": (205, 205, 0), "34": (0, 0, 238), "35": (205, 0, 205),
    "36": (0, 205, 205), "91": (255, 0, 0), "92": (0, 255, 0), "93": (255, 255, 0), "94": (92, 92, 255),
    "95": (255, 0, 255), "96": (0, 255, 255),
}  # fmt: skip


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    def light(of: tuple[int, int, int]) -> float:
        linear = [v / 3294.6 if v <= 10 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in of]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast((119, 119, 119), WHITE) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("theme", "grounds"), [(styles.DARK, (BLACK,)), (styles.LIGHT, (WHITE,)), (None, (BLACK, WHITE))]
)
def test_every_colour_can_be_read(theme: str | None, grounds: tuple[tuple[int, int, int], ...]) -> None:
    for style, code in styles.codes(theme).items():
        for colour in set(code.split(";")) - {"1", "2"}:
            assert min(contrast(COLOURS[colour], ground) for ground in grounds) >= 4.4, (theme, style)


def test_what_is_missing_looks_like_nothing_else() -> None:
    for theme in (styles.DARK, styles.LIGHT, None):
        shown = styles.codes(theme)
        assert [style for style, code in shown.items() if code == shown[styles.NOT_LOGGED]] == [styles.NOT_LOGGED]


@pytest.mark.parametrize(
    ("colours", "theme"),
    [
        ("15;0", "dark"), ("0;15", "light"), ("0;7", "light"), ("12;8", "dark"), ("0;default;15", "light"),
        ("15;default", None), ("", None), ("7", "light"), ("0;", None), ("0;16", None), ("x", None),
    ],
)  # fmt: skip
def test_the_background_that_a_terminal_names(colours: str, theme: str | None) -> None:
    assert styles.theme_of_ground(colours) == theme


def test_a_line_is_painted_span_by_span_and_ends_with_its_text() -> None:
    line = [Span("Legs", styles.HEADING), Span("  "), Span("5\x1b[2J", styles.NUMBER), Span("   ", styles.HINT)]
    assert paint_lines([line, []]) == "\x1b[1mLegs\x1b[0m  \x1b[1m5\ufffd[2J\x1b[0m\n\n"


def test_the_settings_have_the_same_themes() -> None:
    assert {styles.LIGHT, styles.DARK, styles.NONE} == set(THEMES)


def test_no_view_names_a_colour() -> None:
    """A style that no theme knows is plain text; every style that is used is one of the table's."""
    from pathlib import Path

    import legdiary

    known = {name for name in vars(styles) if re.fullmatch("[A-Z_]+", name)}
    literal = re.compile(r'(?:style=|Span\([^()]*, )"(?:bold|dim|red|green|yellow|cyan|blue|magenta)')
    for path in (Path(legdiary.__file__).parent / "render" / "terminal").rglob("*.py"):
        assert literal.search(path.read_text(encoding="utf-8")) is None, path
    assert known >= {"HEADING", "NUMBER", "TARGET", "NOT_LOGGED", "HINT"}
