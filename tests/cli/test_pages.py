"""What people look at, kept as golden files: without colour, plain glyphs unless the name says blocks.

They are written anew by `LEGDIARY_UPDATE_GOLDEN=1 pytest tests/cli/test_pages.py`, and only then; look at every one.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest
from driving import BERLIN, NEW_YORK, ok
from two_weeks import READ_AT, type_in

UPDATING = bool(os.environ.get("LEGDIARY_UPDATE_GOLDEN"))  # read before the environment is taken away from tests
GOLDEN = Path(__file__).parents[1] / "golden" / "pages"
MORNING, EVENING, NIGHT = "2026-03-24T09:00+01:00", "2026-03-24T21:00+01:00", "2026-03-25T02:30+01:00"
LINEAR = "taper new --from 12g --to 0g --cut 1.2g --every 7d --start 2026-04-06 --preview"
PERCENT = "taper new --from 12g --to 0g --cut 10% --every 7d --start 2026-04-06 --stop-at 4g --doses 4 --preview"

#: Name → what is typed, and when.
PAGES = {
    "week": ("week", READ_AT),
    "week-without-a-plan": ("week 2026-03-15", READ_AT),
    "card-morning": ("", MORNING),
    "card-evening": ("", EVENING),
    "card-night": ("", NIGHT),
    "show": ("show 2026-03-23", READ_AT),
    "list": ("list --from 2026-03-19 --to 2026-03-25", READ_AT),
    "history": ("history", "2026-03-20T09:00+01:00"),
    "taper-linear": (LINEAR, READ_AT),
    "taper-percent": (PERCENT, READ_AT),
    "taper-show": ("taper show", READ_AT),
}
WIDTHS = {"taper-show": (80, 60, 40)}


@pytest.fixture(scope="module")
def diaries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The two weeks as they stood at each of the moments."""
    folder = tmp_path_factory.mktemp("pages")
    moments = {now for _, now in PAGES.values()}
    return {now: type_in(folder / f"{number}.db", now) for number, now in enumerate(sorted(moments))}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    ok("demo", "--output", str(path), now="2026-11-22T09:00-05:00")
    return path


def compare(name: str, text: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if UPDATING:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "columns"), [(name, columns) for name in PAGES for columns in WIDTHS.get(name, (80, 40))]
)
def test_page(name: str, columns: int, diaries: dict[str, Path]) -> None:
    typed, now = PAGES[name]
    result = ok(*shlex.split(typed), now=now, tz=BERLIN, diary=diaries[now], env={"COLUMNS": str(columns)})
    assert result.stderr == ""
    assert max(map(len, result.lines)) <= columns
    compare(f"{name}-{columns}", result.stdout)


@pytest.mark.parametrize("columns", [80, 40])
def test_page_with_blocks(columns: int, diaries: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legdiary.cli.terminal.Terminal._draws", lambda _: True)
    env = {"COLUMNS": str(columns), "NO_COLOR": "1"}
    result = ok("week", now=READ_AT, tz=BERLIN, diary=diaries[READ_AT], env=env)
    compare(f"week-blocks-{columns}", result.stdout)


@pytest.mark.parametrize("columns", [80, 40])
def test_page_of_the_demo(columns: int, demo: Path) -> None:
    env = {"COLUMNS": str(columns)}
    result = ok("week", now="2026-11-22T09:00-05:00", tz=NEW_YORK, diary=demo, env=env)
    compare(f"demo-week-{columns}", result.stdout)


def test_the_week_is_one_screen(diaries: dict[str, Path], demo: Path) -> None:
    for diary, now, tz in ((diaries[READ_AT], READ_AT, BERLIN), (demo, "2026-11-22T09:00-05:00", NEW_YORK)):
        assert len(ok("week", now=now, tz=tz, diary=diary, env={"COLUMNS": "80"}).lines) <= 25


def test_plain_pages_use_no_glyph_that_an_old_terminal_lacks(diaries: dict[str, Path]) -> None:
    kept = set("–≤“”→·…—×±")
    for typed, now in PAGES.values():
        text = ok(*shlex.split(typed), now=now, tz=BERLIN, diary=diaries[now]).stdout
        assert {letter for letter in text if not letter.isascii()} <= kept


def too_wide(typed: str, width: int, now: str, tz: str, diary: Path) -> list[str]:
    env = {"COLUMNS": str(width)}
    return [each for each in ok(*shlex.split(typed), now=now, tz=tz, diary=diary, env=env).lines if len(each) > width]


EVERY_WIDTH = ("week", "")
SOME_WIDTHS = (
    "show", "show 2026-11-20", "list", "list --kind sleep --last 8w", "history 300", "taper show", LINEAR, PERCENT,
    "product list",
)  # fmt: skip


@pytest.mark.parametrize("typed", EVERY_WIDTH)
def test_no_line_is_wider_than_the_page(typed: str, demo: Path) -> None:
    wrong = {w: too_wide(typed, w, "2026-11-22T09:00-05:00", NEW_YORK, demo) for w in range(20, 121)}
    assert {width: lines for width, lines in wrong.items() if lines} == {}


@pytest.mark.parametrize("typed", SOME_WIDTHS)
@pytest.mark.thinned(4)
def test_no_line_is_wider_than_a_page_of_any_size(typed: str, demo: Path) -> None:
    now = "2026-03-30T09:00-04:00" if "04-06" in typed else "2026-11-22T09:00-05:00"
    wrong = {w: too_wide(typed, w, now, NEW_YORK, demo) for w in (*range(20, 50), *range(50, 121, 7))}
    assert {width: lines for width, lines in wrong.items() if lines} == {}


@pytest.mark.parametrize(("asked", "given"), [("5", 20), ("19", 20), ("500", 120), ("0", 80), ("x", 80), ("", 80)])
def test_odd_widths(asked: str, given: int, demo: Path) -> None:
    how = {"now": "2026-11-22T09:00-05:00", "diary": demo}
    assert ok("list", env={"COLUMNS": asked}, **how) == ok("list", env={"COLUMNS": str(given)}, **how)
