"""The words for a night, hour by hour: `when_table` says by hand what each means."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day, present
from legdiary.domain.time.parse import parse_night
from when_table import COLUMNS, TABLE, rows

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "how-nights-are-dated.md"
HOURS = st.times().map(lambda at: f"{at:%H:%M}")


@pytest.mark.parametrize(("day_start", "at", "nights"), rows(), ids=lambda each: str(each) if ":" in each else "")
def test_every_word_names_its_night(day_start: str, at: str, nights: list[str]) -> None:
    now = present(f"2026-11-23T{at}-05:00", day_start=day_start)
    named = {word: night for words, night in zip(COLUMNS, nights, strict=False) for word in words}
    assert {word: parse_night(word, now).isoformat() for word in named} == named
    *_, default, dose = nights
    assert (now.default_night.isoformat(), now.today.isoformat()) == (default, dose)
    # For what is filed by diary day, as a dose is, tonight is that day: a time beside it is then tonight's.
    assert parse_night("tonight", now, of_day=True) == now.today


def test_the_page_shows_the_same_table() -> None:
    assert TABLE in PAGE.read_text(encoding="utf-8")


@given(HOURS, st.sampled_from(["00:00", "03:00", "05:00", "12:00"]), st.integers(0, 6))
def test_a_weekday_is_the_latest_evening_that_has_begun_on_an_earlier_date(at: str, day_start: str, back: int) -> None:
    now = present(f"2026-11-{23 - back}T{at}-05:00", day_start=day_start)
    by_calendar = now.now.local.date()
    for ago in range(1, 8):
        night = by_calendar - timedelta(days=ago)
        assert parse_night(f"{night:%a}", now) == night
    assert parse_night(f"{by_calendar - timedelta(days=1):%A}", now) == parse_night("last night", now)


@given(HOURS, st.sampled_from(["00:00", "03:00", "05:00", "12:00"]))
def test_tonight_is_last_night_or_the_evening_to_come(at: str, day_start: str) -> None:
    now = present(f"2026-11-23T{at}-05:00", day_start=day_start)
    assert parse_night("tonight", now) in {day("2026-11-22"), day("2026-11-23")}
    assert parse_night("tonight", now) == day("2026-11-22" if at < max("05:00", day_start) else "2026-11-23")
