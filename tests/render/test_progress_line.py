from __future__ import annotations

import pytest

from legdiary.render.terminal.layout import PLAIN_GLYPHS, RICH_GLYPHS, Page, plain
from legdiary.render.terminal.progress_line import progress_line
from legdiary.util import progress
from legdiary.util.progress import Part

WIDE, PHONE = Page(80, RICH_GLYPHS), Page(40, RICH_GLYPHS)


def part(work: str, total: int = 0, done: int = 0) -> Part:
    made = Part(work, total)
    made.done = done
    return made


def shown(of: Part, page: Page, seconds: float = 1.0) -> str:
    return plain([progress_line(of, seconds, page)]).rstrip("\n")


def test_what_is_done_is_drawn_on_forty_cells_and_said_as_a_share() -> None:
    """750 of 2000 are 37.5 %: 15 of the 40 cells, and the share is cut, so that 100 % is all of it."""
    assert shown(part(progress.STORING, 2000, 750), WIDE) == f"Storing {'█' * 15}{'·' * 25}  37 %"
    assert shown(part(progress.STORING, 2000, 1999), WIDE) == f"Storing {'█' * 40}  99 %"
    assert shown(part(progress.STORING, 2000, 2000), WIDE) == f"Storing {'█' * 40} 100 %"
    assert shown(part(progress.STORING, 2000), WIDE) == f"Storing {'·' * 40}   0 %"


def test_a_phone_has_a_shorter_bar_and_its_last_column_stays_free() -> None:
    """39 columns, less "Making the page", "  50 %" and two blanks, leave 17 cells: half of them are 8 and a half."""
    assert shown(part(progress.MAKING_PAGE, 2, 1), PHONE) == "Making the page ████████▌········  50 %"
    assert len(shown(part(progress.MAKING_PAGE, 2, 1), PHONE)) == 39


def test_where_nobody_knows_how_much_there_is_a_block_goes_to_and_fro_and_the_time_is_said() -> None:
    """Of 8 cells the block of 3 leaves 5 free: at a fifth of a second a cell it is back after two seconds."""
    narrow = Page(24, PLAIN_GLYPHS)
    drawn = [shown(part(progress.CHECKING), narrow, seconds) for seconds in (0, 0.4, 1, 1.2, 2)]
    assert drawn == [
        "Checking ###.....   0 s", "Checking ..###...   0 s", "Checking .....###   1 s", "Checking ....###.   1 s",
        "Checking ###.....   2 s",
    ]  # fmt: skip


@pytest.mark.parametrize("columns", range(20, 121, 7))
def test_no_line_is_as_wide_as_the_terminal(columns: int) -> None:
    works = (progress.READING, progress.MAKING_DEMO, progress.CHECKING_COPY, progress.UPGRADING)
    for work in works:
        for of in (part(work), part(work, 7, 3), part(work, 1, 1)):
            assert len(shown(of, Page(columns, RICH_GLYPHS), 3601.0)) < columns


def test_more_than_all_is_all() -> None:
    """An entry that is stored meanwhile, a file that grows while it is read."""
    assert part(progress.READING, 10, 12).share == 1.0
    assert Part(progress.READING, 10, lambda: 12).share == 1.0
    assert Part(progress.READING, 10, lambda: 5).share == 0.5
    assert Part(progress.READING).share is None
