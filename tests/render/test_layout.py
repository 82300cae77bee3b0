"""Lines on a page: bars, tables, running text, and what happens where they do not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.render.terminal.layout import (
    PLAIN_GLYPHS,
    RICH_GLYPHS,
    Column,
    Page,
    Span,
    bar,
    fits,
    fitted,
    line,
    plain,
    severity_style,
    table,
    table_in_parts,
    wrapped,
)
from legdiary.render.terminal.styles import COMMAND, HEADING, HIGH, HINT, LOW, MIDDLE, NOT_LOGGED

if TYPE_CHECKING:
    from legdiary.render.terminal.layout import Line

words = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=30)
texts = st.lists(words, max_size=12).map(" ".join)
spans = st.builds(Span, st.text(" abcä–█", max_size=40), st.sampled_from(["", HINT, HEADING]))


def test_a_bar_is_as_long_as_its_number() -> None:
    assert [bar(score, 10, 10, PLAIN_GLYPHS) for score in (0, 1, 10)] == ["..........", "#.........", "##########"]
    assert [bar(score, 10, 10, RICH_GLYPHS).count("█") for score in range(11)] == list(range(11))


def test_a_short_bar_has_half_cells_where_they_can_be_drawn() -> None:
    assert bar(5, 10, 5, RICH_GLYPHS) == "██▌··"
    assert bar(5, 10, 5, PLAIN_GLYPHS) == "###.."


def test_colour_says_no_more_than_the_number() -> None:
    assert [severity_style(score) for score in (0, 3, 4, 6, 7, 10)] == [
        LOW, LOW, MIDDLE, MIDDLE, HIGH, HIGH,
    ]  # fmt: skip


def test_a_missing_value_stands_out_in_every_table() -> None:
    rows = [[Span("Mon"), Span("–"), Span("–", HINT)], [Span("–", HEADING), Span("5–7"), Span(" –")]]
    made = table((Column("night", right=False), Column("g"), Column("mg")), rows)
    assert [[span.style for span in each if span.text.strip()] for each in made[1:]] == [
        ["", NOT_LOGGED, HINT], [HEADING, "", NOT_LOGGED],
    ]  # fmt: skip


def test_a_heading_of_two_lines_is_above_its_column() -> None:
    columns = (Column("night", right=False), Column("longest\ngap, h"), Column("Mg\nmg", right=False))
    made = table_in_parts(columns, [[Span("Mon"), Span("9.5"), Span("200")]], [[Span("all"), Span("9"), Span("0")]])
    assert plain(made) == (
        "night  longest  Mg\n        gap, h  mg\nMon        9.5  200\n\nall          9  0\n"
    )  # fmt: skip


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    made = table(
        (Column("night", right=False), Column("g")), [[Span("Mon"), Span("12.5")], [Span("Tuesday"), Span("2")]]
    )
    assert plain(made) == "night       g\nMon      12.5\nTuesday     2\n"


def test_no_blanks_at_the_end_of_a_line() -> None:
    assert plain([line("a  ", Span("  ", HINT)), []]) == "a\n\n"


@given(texts, st.integers(20, 60))
def test_running_text_keeps_its_words_and_its_width(text: str, width: int) -> None:
    made = wrapped(text, width)
    assert fits(made, Page(width))
    assert "".join(plain(made).split()) == "".join(text.split())


def test_a_number_stays_with_its_unit_or_month() -> None:
    text = "Target 2.2 g a day since Mon 3 Nov, 20 days ago."
    assert plain(wrapped(text, 30)) == "Target 2.2 g a day since Mon\n3 Nov, 20 days ago.\n"
    assert plain(wrapped(text, 9)) == "Target\n2.2 g a\nday since\nMon\n3 Nov, 20\ndays ago.\n"
    assert plain(wrapped("22:45–06:10, slept 5 h 50, awake", 24)) == "22:45–06:10, slept\n5 h 50, awake\n"


@given(st.lists(st.lists(spans, max_size=6), max_size=4), st.integers(20, 60))
def test_what_is_broken_loses_nothing_but_blanks(lines: list[Line], width: int) -> None:
    made = fitted(lines, Page(width))
    assert "".join(plain(made).split()) == "".join(plain(lines).split())
    if all(len(word) <= width // 2 for word in plain(lines).split()):
        assert fits(made, Page(width))


@pytest.mark.parametrize(
    "whole",
    [[Span("Written to /home/somebody/somewhere/diary.csv")], [Span("    legdiary kratom 2.5g --at 23:40", COMMAND)]],
)
def test_paths_and_commands_stay_whole(whole: Line) -> None:
    assert fitted([whole], Page(30)) == [whole]


@given(st.lists(spans, max_size=6))
def test_what_fits_is_left_alone(each: Line) -> None:
    if fits([each], Page(60)):
        assert fitted([each], Page(60)) == [each]


def test_a_broken_line_goes_on_underneath_in_its_styles() -> None:
    made = fitted([line("  legdiary kratom 2.5g ", Span("(or: none)", HINT))], Page(24))
    assert made == [
        [Span("  legdiary kratom 2.5g")],
        [Span("    "), Span("(or: none)", HINT)],
    ]
